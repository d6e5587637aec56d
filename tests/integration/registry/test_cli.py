"""The officials' command, as they type it, against the registry as it runs."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import msgspec
import pytest
from openpyxl import load_workbook

from deploy.local.daemons.ports import free_port
from services.plumbing.http import serve
from services.registry.entries.agencies import AgencyEntry
from services.registry.tables import write_xlsx
from tests.integration.registry.office import HOST, Office, a_line_that_loses_the_first_answer, an_office, listens
from tests.integration.registry.world import APPROVER, OPERATOR, OVERSEER, REGISTRAR, World, a_world, an_agency
from tests.officials import an_issuer, the_form
from tests.waiting import eventually

WHY = ("--reason", "letter 12")
LAW = ("--number", "8", "--date", "1401-06-29", "--issuer", "هیئت وزیران")
NAMES = ("--name-fa", "سازمان‌ها", "--name-en", "Organisations")
WINDOW = """
code: window
name_fa: پنجرهٔ ملی خدمات هوشمند دولت
name_en: National Smart Services Window
instrument: {number: "7", date: 1401-01-01, issuer: مجلس, document: law.txt}
limits: {silent_after_days: 21, at_risk_days: 14, grace_open_hours: 24}
deadline: 1401-06-31
duties:
  - code: connect
    obligation: {kind: connect, grade: proven}
    binds: {kinds: [core]}
"""


@pytest.fixture
async def office(world: World, tmp_path: Path) -> AsyncIterator[Office]:
    await world.move("2022-03-20T20:30:00Z")
    async with an_office(world, tmp_path / "config") as office:
        yield office


def a_roster(folder: Path, *codes: str) -> str:
    file = folder / "roster.xlsx"
    file.write_bytes(write_xlsx("agencies", [AgencyEntry.model_validate(an_agency(code)) for code in codes], "fa"))
    return str(file)


async def register(office: Office, folder: Path, *codes: str) -> None:
    await office.must("group", "put", "organisations", *NAMES, *WHY)
    await office.agree("import", "agencies", a_roster(folder, *codes), *WHY)


async def enact(office: Office, folder: Path) -> None:
    (folder / "law.txt").write_text("متن قانون", "utf-8")
    (folder / "window.yaml").write_text(WINDOW, "utf-8")
    await office.agree("mandate", "enact", str(folder / "window.yaml"), *WHY)


async def test_a_roster_in_excel_comes_in_by_four_eyes(office: Office, tmp_path: Path) -> None:
    await office.must("group", "put", "organisations", *NAMES, *WHY)
    roster = a_roster(tmp_path, "sanjesh", "oghaf")
    assert "Nothing is written yet" in await office.must("import", "agencies", roster, "--dry-run")
    proposed = await office.must("import", "agencies", roster, *WHY)
    assert "Proposal 1 waits for another official: mohlat registry approve 1" in proposed
    assert (await office.answer("agency", "list"))["items"] == []
    refused = await office.run("approve", "1", *WHY, by=REGISTRAR)
    assert refused.code == 1
    await office.must("approve", "1", *WHY, by=APPROVER)
    listed = await office.must("agency", "list", "--lang", "fa")
    assert "سازمان سنجش" in listed
    assert "organisations · سازمان‌ها" in listed
    assert "registered already" in await office.must("import", "agencies", roster, *WHY)
    found = await office.answer("agency", "search", "سازمان  سنجش".replace("ی", "ي"))
    assert [each["code"] for each in found["items"]] == ["oghaf", "sanjesh"]


async def test_every_rows_error_is_shown_and_nothing_is_entered(office: Office, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("کد,نام,نام انگلیسی,گروه,نوع\nSanjesh!,سنجش,Sanjesh,organisations,شاهانه\n", "utf-8")
    for arguments in (("--dry-run",), WHY):
        ran = await office.run("import", "agencies", str(roster), *arguments)
        assert ran.code == 1
        for part in ("Sanjesh!", "شاهانه", "نوع", "such as health-ministry"):
            assert part in ran.out
    assert (await office.answer("proposals"))["items"] == []


async def test_at_a_terminal_a_bar_is_shown_and_an_approver_is_asked(office: Office, tmp_path: Path) -> None:
    await office.must("group", "put", "organisations", *NAMES, *WHY)
    imported = await office.sit("import", "agencies", a_roster(tmp_path, "sanjesh"), *WHY)
    assert imported.code == 0, imported
    assert "the registry checks and enters the rows" in imported.out
    assert "waits for another official" in imported.out
    declined = await office.sit("approve", "1", *WHY, by=APPROVER, keys="n\n")
    assert declined.code == 1
    assert "sanjesh" in declined.out, "she is shown what she decides on"
    assert (await office.answer("proposal", "1"))["state"] == "proposed"
    agreed = await office.sit("approve", "1", *WHY, by=APPROVER, keys="y\n")
    assert agreed.code == 0, agreed
    assert (await office.answer("proposal", "1"))["state"] == "approved"


async def test_nobody_approves_what_she_proposed(office: Office, tmp_path: Path) -> None:
    await office.must("group", "put", "organisations", *NAMES, *WHY)
    await office.must("import", "agencies", a_roster(tmp_path, "sanjesh"), *WHY, by="both-roles")
    for language in ("fa", "en"):
        refused = await office.run("approve", "1", *WHY, "--lang", language, by="both-roles")
        assert refused.code == 1
        assert refused.out == ""
        problem = await office.run("approve", "1", *WHY, "--lang", language, "--json", by="both-roles")
        assert problem.json["name"] == "same-person"
        assert problem.json["title"] in refused.err
        assert problem.json["detail"] in refused.err


async def test_a_deadline_is_extended_and_the_book_remembers_both(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    await enact(office, tmp_path)
    await office.world.move("2022-09-20T05:30:00Z")
    await office.agree(
        "extend", "window", "--deadline", "۱۴۰۱/۱۰/۳۰", *LAW, "--document", str(tmp_path / "law.txt"), *WHY
    )
    shown = await office.must("mandate", "show", "window")
    assert "31 Shahrivar 1401 · 2022-09-22" in shown
    assert "30 Dey 1401 · 2023-01-20" in shown
    earlier = await office.answer("mandate", "show", "window", "--known-at", "1401-06-01")
    assert earlier["current_deadline"] == "2022-09-22T20:30:00Z"
    document = earlier["deadlines"][0]["instrument"]["document"]
    await office.must("document", "download", document, str(tmp_path / "copy.txt"), by=OVERSEER)
    assert (tmp_path / "copy.txt").read_text("utf-8") == "متن قانون"
    journal = await office.must("journal")
    assert "Sara Rostami (synthetic)" in journal
    assert "Parisa Nouri (synthetic)" in journal


async def test_a_rule_that_is_broken_is_named(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    await enact(office, tmp_path)
    bare = await office.run("extend", "window", "--deadline", "1402-03-31", *WHY, "--json")
    assert (bare.code, bare.json["name"]) == (1, "instrument-missing")
    earlier = await office.run("extend", "window", "--deadline", "1401-01-31", *LAW, *WHY, "--json")
    assert (earlier.code, earlier.json["name"]) == (1, "extension-not-later")


async def test_a_proposal_over_what_has_changed_is_refused(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    await enact(office, tmp_path)
    for deadline in ("1401-10-30", "1402-03-31"):
        await office.must("extend", "window", "--deadline", deadline, *LAW, *WHY)
    await office.must("approve", "3", *WHY, by=APPROVER)
    stale = await office.run("approve", "4", *WHY, "--json", by=APPROVER)
    assert (stale.code, stale.json["name"]) == (1, "proposal-stale")
    await office.must("withdraw-proposal", "4", *WHY)
    assert "is withdrawn" not in await office.must("proposals", "--state", "proposed")


async def test_who_is_exempt_is_listed_for_any_day(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh", "oghaf")
    await enact(office, tmp_path)
    basis = ("--basis-fa", "خدمتی ندارد", "--basis-en", "No service", "--approver", "هیئت وزیران")
    span = ("--from", "1401-07-01", "--until", "1401-12-29")
    await office.agree("exempt", "sanjesh", "--code", "none", "--mandate", "window", *basis, *span, *LAW, *WHY)
    for day, agencies in (
        ("1401-06-31", []),
        ("1401-07-01", ["sanjesh"]),
        ("1401-12-29", ["sanjesh"]),
        ("1402-01-01", []),
    ):
        listed = await office.answer("exemptions", "--as-of", day)
        assert [each["agency"] for each in listed["items"]] == agencies, day
    await office.agree("end-exemption", "sanjesh", "none", "--until", "1401-09-30", *WHY)
    assert (await office.answer("exemptions", "--as-of", "1401-10-01"))["items"] == []
    file = tmp_path / "exempt.xlsx"
    await office.must("export", "exemptions", str(file), "--as-of", "1401-09-30", "--lang", "fa", by=OVERSEER)
    sheet = load_workbook(file).active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    assert sheet["A2"].value == "sanjesh"


async def test_agencies_change(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh", "oghaf", "hadafmandi", "hajj")
    await office.world.move("2022-04-20T05:30:00Z")
    await office.must(
        "agency", "rename", "sanjesh", "--name-fa", "سنجش", "--name-en", "Sanjesh", "--from", "1401-07-01", *WHY
    )
    assert "سازمان سنجش" in await office.must("agency", "show", "sanjesh", "--as-of", "1401-06-31")
    renamed = await office.answer("agency", "show", "sanjesh", "--as-of", "1401-07-01")
    assert renamed["name_en"] == "Sanjesh"
    await office.agree("agency", "move", "hajj", "--parent", "oghaf", "--kind", "affiliated", *WHY)
    await office.agree("agency", "merge", "hadafmandi", "--into", "sanjesh", *WHY)
    parts = tmp_path / "parts.yaml"
    parts.write_text("- {code: part, name_fa: بخش, name_en: Part, group: organisations, kind: core}", "utf-8")
    await office.agree("agency", "split", "sanjesh", "--into", str(parts), "--continues", *WHY)
    await office.world.move("2022-05-20T05:30:00Z")
    await office.agree("agency", "dissolve", "part", *WHY)
    await office.agree("agency", "register", "new-one", *NAMES, "--group", "organisations", *WHY)
    listed = await office.run("agency", "list", "--limit", "2", "--all", "--json")
    pages = [msgspec.json.decode(line) for line in listed.out.splitlines()]
    assert [[each["code"] for each in page["items"]] for page in pages] == [["hajj", "new-one"], ["oghaf", "sanjesh"]]
    before = await office.answer("agency", "list", "--as-of", "1401-01-30")
    assert [each["code"] for each in before["items"]] == ["hadafmandi", "hajj", "oghaf", "sanjesh"]
    assert "merge agencies" in (await office.must("journal")).replace("_", " ")


async def test_a_sandbox_is_registered_by_two_officials_and_stays_one(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    await office.agree("agency", "register", "trial", *NAMES, "--group", "organisations", "--kind", "sandbox", *WHY)
    listed = await office.answer("agency", "list", "--kind", "sandbox")
    assert [each["code"] for each in listed["items"]] == ["trial"]
    assert "آزمایشی" in await office.must("agency", "show", "trial", "--lang", "fa")
    for refused, name in (
        (("agency", "move", "trial", "--kind", "core"), "sandbox-kind-fixed"),
        (("agency", "move", "sanjesh", "--parent", "trial"), "sandbox-apart"),
        (("agency", "merge", "sanjesh", "--into", "trial"), "sandbox-apart"),
    ):
        ran = await office.run(*refused, *WHY, "--json")
        assert (ran.code, ran.json["name"]) == (1, name), ran


async def test_services_contacts_and_keys(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    services, contacts = tmp_path / "services.csv", tmp_path / "contacts.csv"
    services.write_text("agency,code,name_fa,name_en,high_use\nsanjesh,s-1,یک,One,yes\n", "utf-8")
    contacts.write_text("agency,name,email\nsanjesh,رابط,desk@sanjesh.example\n", "utf-8")
    await office.must("import", "services", str(services), *WHY)
    await office.must("import", "contacts", str(contacts), *WHY)
    await office.must("service", "retire", "sanjesh", "s-1", "--from", "1402-01-01", *WHY)
    (service,) = (await office.answer("service", "list", "sanjesh", "--as-of", "1402-01-01"))["items"]
    assert not service["offered"]
    (contact,) = (await office.answer("contact", "list", "--agency", "sanjesh"))["items"]
    assert (await office.run("contact", "list", by=OVERSEER)).code == 1
    await office.must("contact", "erase", contact["contact"], "--yes", *WHY)
    assert (await office.answer("contact", "list"))["items"] == []
    await office.must("key", "codes", "sanjesh", *WHY)
    approved = await office.run("approve", "2", *WHY, by=APPROVER)
    assert approved.code == 0
    assert "sanjesh" in approved.out
    assert "never again" in approved.err
    names = ("--name-fa", "کمیته", "--name-en", "Committee", "--email", "committee@mohlat.example")
    await office.agree("oversight", "put", "oversight_committee", *names, *WHY)
    assert "Committee" in await office.must("oversight", "list")
    unknown = await office.run("key", "revoke", "sanjesh", "no-such-key", *WHY, "--json")
    assert (unknown.code, unknown.json["status"]) == (1, 404)


async def test_an_answer_that_is_lost_is_asked_for_again_and_nothing_is_done_twice(office: Office) -> None:
    await office.must("group", "put", "organisations", *NAMES, *WHY)
    port = urlsplit(office.url).port
    assert port is not None
    async with a_line_that_loses_the_first_answer(port) as (url, answers):
        proposing = ("agency", "register", "new-one", *NAMES, "--group", "organisations", *WHY)
        ran = await office.spawn(*proposing, "--json", MOHLAT_REGISTRY_URL=url)
    assert ran.code == 0, ran
    assert [each.split(b" ")[1] for each in answers] == [b"201", b"201"]
    assert b"idempotency-replayed: true" in answers[1]
    assert ran.json["number"] == 1
    assert [each["number"] for each in (await office.answer("proposals"))["items"]] == [1]


async def test_a_registry_that_is_away_is_said(office: Office) -> None:
    ran = await office.run("whoami", "--registry", f"http://{HOST}:{free_port()}")
    assert ran.code == 3
    assert "away" in ran.err


async def test_only_an_operator_republishes(office: Office) -> None:
    assert (await office.run("republish", "--yes")).code == 1
    assert "rows" in await office.must("republish", "--yes", by=OPERATOR)


async def test_an_official_signs_in_with_her_browser_and_out_again(migrated: str, tmp_path: Path) -> None:
    port = free_port()
    issuer = an_issuer(url=f"http://{HOST}:{port}")
    async with a_world(migrated, issuer=issuer) as world, an_office(world, tmp_path / "config") as office:
        serving = asyncio.create_task(serve(issuer.app, HOST, port))
        await eventually(lambda: listens(port), what="the issuer")
        browser = tmp_path / "browser"
        browser.write_text('#!/bin/sh\nprintf %s "$1" > "$0.address.part" && mv "$0.address.part" "$0.address"\n')
        browser.chmod(0o755)
        environ = {"MOHLAT_OIDC_ISSUER": issuer.url, "BROWSER": f"{browser} %s"}
        login = asyncio.create_task(office.spawn("login", by=None, **environ))

        async def opened() -> bool:
            return (tmp_path / "browser.address").exists()

        await eventually(opened, what="the browser")
        await asyncio.to_thread(pick, (tmp_path / "browser.address").read_text(), "sara-registrar")
        signed_in = await login
        assert signed_in.code == 0, signed_in
        assert "Sara Rostami" in signed_in.out
        assert "registrar" in (await office.spawn("whoami", by=None)).out
        assert (await office.spawn("logout", by=None)).code == 0
        after = await office.spawn("whoami", by=None)
        assert after.code == 1
        assert "mohlat registry login" in after.err
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


def pick(address: str, official: str) -> None:
    """What a person does in the browser."""
    assert parse_qs(urlsplit(address).query)["code_challenge_method"] == ["S256"]
    with httpx2.Client(follow_redirects=True, timeout=20) as client:
        to, fields = the_form(client.get(address).raise_for_status())
        client.post(to, data=fields | {"official": official}).raise_for_status()


async def test_a_breach_is_referred_answered_and_closed_at_the_terminal(office: Office, tmp_path: Path) -> None:
    await register(office, tmp_path, "sanjesh")
    await enact(office, tmp_path)
    names = ("--name-fa", "سازمان بازرسی", "--name-en", "Inspection", "--email", "inspection@gov.example")
    await office.agree("oversight", "put", "inspection_organisation", *names, *WHY)
    await office.world.move("2022-12-20T09:00:00Z")
    (tmp_path / "letter.txt").write_text("ارجاع", "utf-8")
    opening = ("--code", "inspection-551", "--duty", "connect", "--body", "inspection_organisation", "--number", "۵۵۱")
    breach = ("--verdict", "9f" * 32, "--breached", "1401-06-31", "--document", str(tmp_path / "letter.txt"))
    decision = ("--date", "1401-07-10", "--due", "1401-08-30", "--decision-fa", "متصل شود", "--decision-en", "Connect")
    entered = await office.must("referral", "open", "sanjesh", *opening, *breach, *decision, *WHY, by="reza-inspector")
    assert "Entered in the journal" in entered
    more = ("--by", "agency", "--date", "1401-08-01", "--text", "نامهٔ دستگاه", *WHY)
    refused = await office.run("referral", "answer", "inspection-551", *more, by="mahin-inspector")
    assert (refused.code, "inspector:inspection_organisation" in refused.err) == (1, True)
    await office.must("referral", "answer", "inspection-551", *more, by="reza-inspector")
    outcome = ("--result", "excused", "--date", "1401-09-01", "--text-fa", "پذیرفته شد", "--text-en", "Accepted", *WHY)
    proposed = await office.answer("referral", "close", "inspection-551", *outcome, by="reza-inspector")
    await office.must("approve", str(proposed["number"]), *WHY, by=APPROVER)
    shown = await office.must("referral", "show", "inspection-551", "--lang", "fa", by=OVERSEER)
    for words in ("سازمان بازرسی", "مختومه", "عذر پذیرفته شد", "نامهٔ دستگاه", "۱ مهر ۱۴۰۱"):
        assert words in shown
    listed = await office.answer("referral", "list", "--as-of", "1401-08-05", by=OVERSEER)
    assert [(each["code"], each["state"]) for each in listed["items"]] == [("inspection-551", "answered")]
    refused = await office.run("referral", "close", "inspection-551", *outcome, by="reza-inspector")
    assert (refused.code, "closed since 2022-11-22" in refused.err) == (1, True)
