"""What the registry refuses, how it says so in both languages, and that nothing of it is written."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from services.plumbing.database import migrate
from services.registry.clock import SystemClock
from services.registry.schema import MIGRATIONS, SCHEMA
from tests.integration.registry.world import (
    DEADLINE,
    EXEMPTION,
    EXTENSION,
    INSTRUMENT,
    MANDATE,
    OVERSEER,
    START,
    World,
    a_contact,
    a_service,
    a_world,
    an_agency,
    registering,
)
from tests.stacks import DatabaseServer

BEFORE, SUMMER = "2021-01-01T00:00:00Z", "2022-07-01T00:00:00Z"


@pytest.fixture(scope="module")
def settled_database(postgres: DatabaseServer) -> str:
    url = postgres.fresh_database()
    migrate(url, MIGRATIONS, SCHEMA)
    return url


@pytest.fixture(scope="module")
async def settled(settled_database: str) -> AsyncIterator[World]:
    """Agencies above and below each other, one dissolved, a mandate, an exemption; tests leave it as it is."""
    async with a_world(settled_database) as world:
        await world.populate("sanjesh", "hadafmandi", "gone")
        await world.enact(registering(an_agency("hospital", parent="sanjesh", kind="affiliated")))
        await world.enact(registering(an_agency("trial", kind="sandbox")))
        await world.enact(MANDATE)
        await world.enact(EXEMPTION | {"until": DEADLINE})
        await world.move(SUMMER)
        await world.enact({"action": "dissolve_agency", "agency": "gone"})
        yield world


PLACE = {"group": "organisations", "kind": "core", "parent": None, "province": None}
REFUSALS: dict[str, tuple[dict[str, Any], int, str]] = {
    "an agency of an unknown group": (registering(an_agency("new", group="nowhere")), 422, "reference-unknown"),
    "an agency under an unknown parent": (
        registering(an_agency("fine"), an_agency("new", parent="nobody")),
        422,
        "reference-unknown",
    ),
    "an agency under a dissolved one": (registering(an_agency("new", parent="gone")), 422, "agency-dissolved"),
    "an agency under one that comes later": (
        registering(an_agency("new", parent="sanjesh", founded="2020-01-01T00:00:00Z")),
        422,
        "agency-not-yet-founded",
    ),
    "agencies above each other": (
        registering(an_agency("one", parent="two"), an_agency("two", parent="one")),
        422,
        "parent-cycle",
    ),
    "an agency under a sandbox": (registering(an_agency("new", parent="trial")), 422, "sandbox-apart"),
    "a move under a sandbox": (
        {"action": "move_agency", "agency": "hadafmandi"} | PLACE | {"parent": "trial"},
        422,
        "sandbox-apart",
    ),
    "a sandbox that becomes real": (
        {"action": "move_agency", "agency": "trial"} | PLACE,
        422,
        "sandbox-kind-fixed",
    ),
    "an agency that becomes a sandbox": (
        {"action": "move_agency", "agency": "hadafmandi"} | PLACE | {"kind": "sandbox"},
        422,
        "sandbox-kind-fixed",
    ),
    "a merge of a sandbox": (
        {"action": "merge_agencies", "agencies": ["trial"], "into": "hadafmandi"},
        422,
        "sandbox-apart",
    ),
    "a merge into a sandbox": (
        {"action": "merge_agencies", "agencies": ["hadafmandi"], "into": "trial"},
        422,
        "sandbox-apart",
    ),
    "a sandbox split": (
        {"action": "split_agency", "agency": "trial", "into": [an_agency("part")]},
        422,
        "sandbox-apart",
    ),
    "a sandbox out of a split": (
        {"action": "split_agency", "agency": "hadafmandi", "into": [an_agency("part", kind="sandbox")]},
        422,
        "sandbox-apart",
    ),
    "an agency above itself": (registering(an_agency("one", parent="one")), 422, "parent-cycle"),
    "a move under one's own affiliate": (
        {"action": "move_agency", "agency": "sanjesh"} | PLACE | {"parent": "hospital"},
        422,
        "parent-cycle",
    ),
    "an agency twice": (registering(an_agency("one"), an_agency("one")), 422, "repeated-in-request"),
    "a code in capitals": (registering(an_agency("fine"), an_agency("Sanjesh")), 422, "request-malformed"),
    "an unknown field": (registering(an_agency("new", colour="red")), 422, "request-malformed"),
    "a name with a line break": (registering(an_agency("new", name_en="A\nBcc: x@y")), 422, "request-malformed"),
    "a name with a NUL": (registering(an_agency("new", name_en="A\0")), 422, "request-malformed"),
    "no agency at all": (registering(), 422, "request-malformed"),
    "an agency with other content": (
        registering(an_agency("fine"), an_agency("sanjesh", name_en="Another")),
        409,
        "content-differs",
    ),
    "a merge into a dissolved body": (
        {"action": "merge_agencies", "agencies": ["hadafmandi"], "into": "gone"},
        422,
        "agency-dissolved",
    ),
    "a merge of a dissolved body": (
        {"action": "merge_agencies", "agencies": ["gone"], "into": "hadafmandi"},
        422,
        "agency-dissolved",
    ),
    "a merge into oneself": (
        {"action": "merge_agencies", "agencies": ["sanjesh"], "into": "sanjesh"},
        422,
        "repeated-in-request",
    ),
    "a merge of nobody known": (
        {"action": "merge_agencies", "agencies": ["nobody"], "into": "sanjesh"},
        404,
        "not-found",
    ),
    "a body dissolved that has affiliates": (
        {"action": "dissolve_agency", "agency": "sanjesh"},
        422,
        "has-affiliates",
    ),
    "a mandate with other limits": (
        MANDATE | {"limits": {"silent_after_days": 2, "at_risk_days": 1, "grace_open_hours": 1}},
        409,
        "content-differs",
    ),
    "a duty of another mandate": (
        MANDATE | {"code": "another", "deadline": "2023-09-22T20:30:00Z"},
        409,
        "content-differs",
    ),
    "a deadline before its mandate": (
        MANDATE | {"code": "another", "effective_from": DEADLINE, "deadline": START},
        422,
        "deadline-before-mandate",
    ),
    "a mandate without an instrument": (MANDATE | {"code": "another", "instrument": None}, 422, "instrument-missing"),
    "an extension without an instrument": (EXTENSION | {"instrument": None}, 422, "instrument-missing"),
    "an extension by a document nobody uploaded": (
        EXTENSION | {"instrument": INSTRUMENT | {"document": "0" * 64}},
        422,
        "document-unknown",
    ),
    "an extension to an earlier day": (EXTENSION | {"deadline": "2022-08-01T00:00:00Z"}, 422, "extension-not-later"),
    "an extension before the mandate": (
        EXTENSION | {"deadline": "2021-01-01T00:00:00Z"},
        422,
        "deadline-before-mandate",
    ),
    "an extension that is yet to be announced": (
        EXTENSION | {"announced_at": "2022-08-01T00:00:00Z"},
        422,
        "announced-out-of-time",
    ),
    "a name that grows when it is cleaned": (
        registering(an_agency("new", name_fa="\ufc00" * 200)),
        422,
        "request-malformed",
    ),
    "an extension of nothing": (EXTENSION | {"mandate": "nothing"}, 404, "not-found"),
    "an extension for an unknown group": (
        EXTENSION | {"scope": {"kind": "group", "code": "nowhere"}},
        422,
        "reference-unknown",
    ),
    "a withdrawal of the original deadline": (
        {"action": "withdraw_extension", "mandate": "window", "deadline_revision": 0, "instrument": INSTRUMENT},
        422,
        "request-malformed",
    ),
    "an exemption that overlaps": (EXEMPTION | {"code": "another", "from": START}, 422, "exemption-overlaps"),
    "an exemption that ends before it begins": (
        EXEMPTION | {"code": "another", "from": DEADLINE, "until": START},
        422,
        "span-reversed",
    ),
    "an exemption without an instrument": (
        EXEMPTION | {"agency": "hadafmandi", "instrument": None},
        422,
        "instrument-missing",
    ),
    "an exemption from nothing": (EXEMPTION | {"agency": "hadafmandi", "mandate": "nothing"}, 404, "not-found"),
    "an exemption of nobody": (EXEMPTION | {"agency": "nobody"}, 404, "not-found"),
    "codes for nobody": ({"action": "enrol_keys", "agencies": ["nobody"]}, 404, "not-found"),
    "codes for a dissolved body": ({"action": "enrol_keys", "agencies": ["gone"]}, 422, "agency-dissolved"),
    "an unknown action": ({"action": "abolish_the_law"}, 422, "request-malformed"),
    "what one registrar does alone": ({"action": "put_group", "code": "x"}, 422, "request-malformed"),
}


async def everything(world: World) -> list[int]:
    """How many rows every table of the registry has, but for those of logins and repeats."""
    async with world.engine.connect() as connection:
        names = [
            name
            for (name,) in await connection.execute(
                text("select table_name from information_schema.tables where table_schema = 'registry' order by 1")
            )
            if name not in ("idempotency", "sessions", "logins", "alembic_version")
        ]
        counts = [await connection.scalar(text(f"select count(*) from registry.{name}")) for name in names]  # noqa: S608
    return [int(count or 0) for count in counts]


@pytest.mark.parametrize("what", REFUSALS)
async def test_it_is_refused_by_name_and_nothing_is_written(settled: World, what: str) -> None:
    operation, status, name = REFUSALS[what]
    before = await everything(settled)
    answer = await settled.propose(operation)
    assert (answer.status_code, answer.json()["name"]) == (status, name), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f"/problems/{name}")
    assert answer.json()["detail"]
    assert await everything(settled) == before


@pytest.mark.parametrize(
    ("path", "body", "status", "name"),
    [
        ("/v1/services", {"services": [a_service("nobody")], "reason": "roster"}, 422, "reference-unknown"),
        ("/v1/services", {"services": [a_service(), a_service()], "reason": "roster"}, 422, "repeated-in-request"),
        ("/v1/services", {"services": [a_service()], "reason": ""}, 422, "request-malformed"),
        ("/v1/contacts", {"contacts": [a_contact("nobody")], "reason": "roster"}, 422, "reference-unknown"),
        ("/v1/contacts", {"contacts": [a_contact(), a_contact()], "reason": "roster"}, 422, "repeated-in-request"),
        (
            "/v1/contacts",
            {"contacts": [a_contact(email="a@b\r\nBcc: c@d")], "reason": "roster"},
            422,
            "request-malformed",
        ),
        ("/v1/services", {"services": [a_service("gone")], "reason": "roster"}, 422, "agency-dissolved"),
        ("/v1/agencies/sanjesh/keys/none/revocation", {"reason": "lost"}, 404, "not-found"),
        ("/v1/agencies/sanjesh/services/none/retirement", {"reason": "gone"}, 404, "not-found"),
    ],
)
async def test_a_direct_change_is_refused_as_well(
    settled: World, path: str, body: dict[str, Any], status: int, name: str
) -> None:
    before = await everything(settled)
    answer = await settled.send("POST", path, body)
    assert (answer.status_code, answer.json()["name"]) == (status, name), answer.text
    assert await everything(settled) == before


async def test_a_refusal_is_said_in_the_language_that_is_asked_for(settled: World) -> None:
    body = {"operation": EXTENSION | {"instrument": None}, "reason": "no instrument"}
    persian = await settled.send("POST", "/v1/proposals", body, headers={"Accept-Language": "fa-IR, en;q=0.5"})
    english = await settled.send("POST", "/v1/proposals", body, headers={"Accept-Language": "en"})
    assert (persian.headers["Content-Language"], english.headers["Content-Language"]) == ("fa", "en")
    assert persian.json()["title"] == "مستند قانونی لازم است"
    assert english.json()["title"] == "A legal instrument is needed"
    assert persian.json()["type"] == english.json()["type"]


async def test_an_edit_over_somebody_elses_is_a_lost_update(settled: World) -> None:
    path, names = "/v1/agencies/hadafmandi/names", {"name_fa": "هدفمندی", "reason": "by decree"}
    read = await settled.send("GET", "/v1/agencies/hadafmandi")
    tag = {"If-Match": read.headers["ETag"]}
    blind = await settled.send("POST", path, names | {"name_en": "Blind"})
    assert (blind.status_code, blind.json()["name"]) == (428, "precondition-required")
    assert (await settled.send("POST", path, names | {"name_en": "First"}, headers=tag)).status_code == 200
    lost = await settled.send("POST", path, names | {"name_en": "Second"}, headers=tag)
    assert (lost.status_code, lost.json()["name"]) == (412, "precondition-failed")
    assert (await settled.read("/v1/agencies/hadafmandi"))["name_en"] == "First"


async def test_a_service_is_not_retired_over_what_somebody_else_has_changed(world: World) -> None:
    await world.populate("sanjesh")
    path = "/v1/agencies/sanjesh/services/sanjesh-s01/retirement"
    tag = {"If-Match": (await world.send("GET", "/v1/agencies/sanjesh")).headers["ETag"]}
    await world.move(SUMMER)
    await world.must("POST", "/v1/services", {"services": [a_service(high_use=False)], "reason": "report 3"})
    lost = await world.send("POST", path, {"reason": "act 9"}, headers=tag)
    assert (lost.status_code, lost.json()["name"]) == (412, "precondition-failed")
    await world.move("2022-08-01T00:00:00Z")
    assert (await world.send("POST", path, {"reason": "act 9"})).status_code == 200


async def test_what_the_caller_has_already_is_not_sent_again(settled: World) -> None:
    read = await settled.send("GET", "/v1/agencies/sanjesh", by=OVERSEER)
    again = await settled.send("GET", "/v1/agencies/sanjesh", headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_book_cannot_be_rewritten_by_whoever_holds_the_database(settled: World) -> None:
    statements = (
        "update registry.revisions set content = '{}'",
        "delete from registry.changes",
        "truncate registry.bindings",
        "update registry.outbox set value = 'x'",
        "delete from registry.outbox",
        "update registry.contacts set agency = 'sanjesh', name = 'x'",
    )
    for statement in statements:
        async with settled.engine.connect() as connection:
            with pytest.raises(Exception, match="never rewritten"):
                await connection.execute(text(statement))


async def test_before_its_first_move_the_simulated_clock_stamps_nothing(world: World) -> None:
    answer = await world.put_group()
    assert (answer.status_code, answer.json()["name"]) == (409, "clock-not-set")


async def test_under_the_system_clock_nobody_moves_it(migrated: str) -> None:
    async with a_world(migrated, SystemClock()) as world:
        assert (await world.send("POST", "/v1/clock", {"from": START, "to": START}, by=None)).status_code == 404
        assert (await world.put_group()).status_code == 200
