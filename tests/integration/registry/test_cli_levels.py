"""Provinces, roll-ups and certificates at the terminal, against a registry that is served on a port."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.registry.office import Office, an_office
from tests.integration.registry.world import APPROVER, INSTRUMENT, MANDATE, World, a_service, an_agency, registering

WHY = ("--reason", "as the law says")
BY = ("--number", "14", "--date", "1401-01-25", "--issuer", "سازمان اداری")
ITS_SERVICE = ("sanjesh", "sanjesh-s01")
FOUND = ("--certifier", "سازمان اداری", *BY, *WHY)


@pytest.fixture
async def office(world: World, tmp_path: Path) -> AsyncIterator[Office]:
    """Two agencies with a service each, one under the other, and a mandate; it is Ordibehesht."""
    await world.found()
    bodies = [an_agency("sanjesh", province="tehran"), an_agency("oghaf", parent="sanjesh")]
    await world.enact(registering(*bodies))
    offered = {"services": [a_service(each["code"]) for each in bodies], "reason": "roster"}
    await world.must("POST", "/v1/services", offered)
    await world.enact(MANDATE)
    await world.move("2022-04-25T05:30:00Z")
    async with an_office(world, tmp_path / "config") as office:
        yield office


async def levels(office: Office, *asked: str) -> list[tuple[str, str]]:
    found = await office.answer("certificates", *asked)
    return [(each["service"], each["level"]) for each in found["items"]]


async def test_a_service_is_certified_and_looked_back_upon(office: Office, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("گزارش ارزیابی", "utf-8")
    await office.agree("certify", *ITS_SERVICE, "--level", "partly_online", "--from", "1401-01-10", *FOUND)
    with_report = ("--document", str(report), *FOUND)
    await office.agree("certify", *ITS_SERVICE, "--level", "fully_online", "--from", "1401-02-01", *with_report)
    assert await levels(office) == [("sanjesh-s01", "fully_online")]
    assert await levels(office, "--as-of", "1401-01-31") == [("sanjesh-s01", "partly_online")]
    assert await levels(office, "--level", "partly_online") == []
    shown = await office.must("certificate", *ITS_SERVICE, "--lang", "fa")
    assert "تمام‌الکترونیکی" in shown
    assert "۳۱ فروردین ۱۴۰۱" in shown
    digest = (await office.answer("certificate", *ITS_SERVICE))["certificates"][1]["instrument"]["document"]
    await office.must("document", "download", digest, str(tmp_path / "again.txt"))
    assert (tmp_path / "again.txt").read_text("utf-8") == "گزارش ارزیابی"
    await office.agree("correct-certificate", *ITS_SERVICE, "--of", "1401-01-15", "--from", "1401-01-05", *WHY)
    await office.agree("end-certificate", *ITS_SERVICE, "--until", "1401-12-29", *WHY)
    spans = [(each["start"], each["until"]) for each in (await _told(office))]
    assert spans == [
        ("2022-03-24T19:30:00Z", "2022-04-20T19:30:00Z"),
        ("2022-04-20T19:30:00Z", "2023-03-20T20:30:00Z"),
    ]
    assert "certify services" in (await office.must("journal")).replace("_", " ")


async def _told(office: Office) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = (await office.answer("certificate", *ITS_SERVICE))["certificates"]
    return told


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("certify", "sanjesh", "nothing", "--level", "fully_online", *FOUND), "not-found"),
        (("certify", "nobody", "sanjesh-s01", "--level", "fully_online", *FOUND), "not-found"),
        (("certify", *ITS_SERVICE, "--level", "fully_online", "--certifier", "ARO", *WHY), "instrument-missing"),
        (("certify", *ITS_SERVICE, "--level", "fully_online", "--from", "1400-12-01", *FOUND), "service-not-offered"),
        (("certify", *ITS_SERVICE, "--level", "fully_online", "--from", "1401-03-01", *FOUND), "effective-later"),
        (("end-certificate", *ITS_SERVICE, *WHY), "not-found"),
        (("correct-certificate", *ITS_SERVICE, "--of", "1401-01-15", "--strike", *WHY), "not-found"),
        (("agency", "move", "sanjesh", "--province", "atlantis", *WHY), "reference-unknown"),
        (
            ("mandate", "roll-up", "connect", "weighted", "--percent", "9", "--weight", "who=1", *BY, *WHY),
            "reference-unknown",
        ),
        (("mandate", "roll-up", "nothing", "every", *BY, *WHY), "not-found"),
        (("mandate", "roll-up", "connect", "share", *BY, *WHY), "request-malformed"),
        (("mandate", "roll-up", "connect", "every", *WHY), "instrument-missing"),
    ],
)
async def test_a_registrar_is_told_which_rule_it_is(office: Office, command: tuple[str, ...], name: str) -> None:
    ran = await office.run(*command, "--json")
    assert (ran.code, ran.json["name"]) == (1, name), ran
    persian = await office.run(*command, "--lang", "fa")
    assert persian.code == 1
    assert any("آ" <= letter <= "ی" for letter in persian.err)
    assert (await office.answer("proposals", "--state", "proposed"))["items"] == []


async def test_nobody_approves_her_own_certificate(office: Office) -> None:
    proposed = await office.run("certify", *ITS_SERVICE, "--level", "fully_online", *FOUND, "--json", by="both-roles")
    number = str(proposed.json["number"])
    refused = await office.run("approve", number, *WHY, "--json", by="both-roles")
    assert (refused.code, refused.json["name"]) == (1, "same-person")
    await office.must("approve", number, *WHY, by=APPROVER)


async def test_a_table_of_certificates_is_proposed(office: Office, tmp_path: Path) -> None:
    table = tmp_path / "certificates.csv"
    header = "کد دستگاه,کد خدمت,سطح,از تاریخ,گواهی‌دهنده,شماره مستند,تاریخ مستند,صادرکننده مستند\n"
    end = "سازمان اداری,۱۴,۱۴۰۱/۰۱/۲۵,سازمان اداری\n"
    table.write_text(f"{header}sanjesh,sanjesh-s01,تمام,۱۴۰۱/۰۱/۱۰,{end}", "utf-8")
    refused = await office.run("import", "certificates", str(table), "--dry-run", "--lang", "fa")
    assert refused.code == 1
    assert "نیمه‌الکترونیکی" in refused.out
    rows = [f"{each},{each}-s01,تمام‌الکترونیکی,۱۴۰۱/۰۱/۱۰,{end}" for each in ("sanjesh", "oghaf")]
    table.write_text(header + "".join(rows), "utf-8")
    await office.agree("import", "certificates", str(table), *WHY)
    assert await levels(office) == [("oghaf-s01", "fully_online"), ("sanjesh-s01", "fully_online")]
    out = tmp_path / "out.xlsx"
    await office.must("export", "certificates", str(out))
    assert "registered already" in await office.must("import", "certificates", str(out), *WHY)


async def test_a_parent_stands_with_its_affiliates_by_law(office: Office) -> None:
    weighted = ("weighted", "--percent", "75", "--own", "0", "--weight", "oghaf=3")
    await office.agree("mandate", "roll-up", "connect", *weighted, *BY, *WHY)
    shown = await office.must("mandate", "show", "window")
    assert "weighted" in shown
    assert "oghaf" in shown
    standing = (await office.answer("agency", "show", "sanjesh"))["duties"][0]["roll_up"]
    assert (standing["kind"], standing["own"], standing["weights"]) == ("weighted", 0, {"oghaf": 3})
    assert (await office.answer("agency", "show", "sanjesh", "--as-of", "1401-01-31"))["duties"][0]["roll_up"] is None


async def test_an_agency_moves_between_provinces(office: Office) -> None:
    await office.agree("agency", "move", "sanjesh", "--province", "isfahan", "--from", "1401-02-01", *WHY)
    for asked, expected in (
        (("--province", "isfahan"), ["sanjesh"]),
        (("--province", "tehran"), []),
        (("--province", "tehran", "--as-of", "1401-01-31"), ["sanjesh"]),
    ):
        found = (await office.answer("agency", "list", *asked))["items"]
        assert [each["code"] for each in found] == expected
    assert "isfahan · اصفهان" in await office.must("agency", "list", "--lang", "fa")
    assert "خراسان رضوی" in await office.must("agency", "provinces", "--lang", "fa")
    await office.agree("agency", "move", "sanjesh", "--no-province", *WHY)
    assert (await office.answer("agency", "show", "sanjesh"))["province"] is None


async def test_whatever_can_be_proposed_is_proposed_from_a_file(office: Office, tmp_path: Path) -> None:
    """What one official alone may not do: correct the past of a service."""
    file = tmp_path / "past.yaml"
    file.write_text(
        "action: list_services\nservices:\n"
        "  - {agency: sanjesh, code: sanjesh-s01, name_fa: ثبت‌نام, name_en: Enrolment, high_use: false,"
        " effective_from: 1401-01-05}\n",
        "utf-8",
    )
    await office.agree("propose", str(file), *WHY)
    service = (await office.answer("service", "list", "sanjesh"))["items"][0]
    assert [each["high_use"] for each in service["history"]] == [True, False]
    file.write_text("action: dissolve_everybody\n", "utf-8")
    refused = await office.run("propose", str(file), *WHY, "--json")
    assert (refused.code, refused.json["name"]) == (1, "request-malformed")
    assert INSTRUMENT["number"] in str((await office.answer("mandate", "show", "window"))["deadlines"])
