"""What the registry refuses, how it says so, and that nothing of it is written."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from services.plumbing.database import migrate
from services.registry.cli import MIGRATIONS, SCHEMA
from services.registry.clock import SystemClock
from tests.integration.registry.world import (
    DEADLINE,
    EXTENSION,
    INSTRUMENT,
    MANDATE,
    START,
    World,
    a_public_key,
    a_world,
    an_agency,
)
from tests.stacks import DatabaseServer

EXEMPTION = {"code": "e1", "mandate": "window", "from": START, "until": DEADLINE, "basis_fa": "ب", "basis_en": "b"}
KEY = a_public_key()
IDENTITY = "AQ" + "A" * 41
CONTACT = {"name": "رابط", "email": "a@b.example", "language": "fa"}


@pytest.fixture(scope="module")
def settled_database(postgres: DatabaseServer) -> str:
    url = postgres.fresh_database()
    migrate(url, MIGRATIONS, SCHEMA)
    return url


@pytest.fixture(scope="module")
async def settled(settled_database: str) -> AsyncIterator[World]:
    """An agency with a key and an exemption, another one, and a mandate; tests leave it as it is."""
    async with a_world(settled_database) as world:
        await world.found()
        await world.must("POST", "/v1/agencies", [an_agency("sanjesh"), an_agency("hadafmandi")])
        await world.must("POST", "/v1/mandates", MANDATE)
        await world.must("POST", "/v1/agencies/sanjesh/keys", {"key_id": "k1", "public_key": KEY})
        await world.must("POST", "/v1/agencies/sanjesh/exemptions", EXEMPTION)
        yield world


REFUSALS: dict[str, tuple[str, Any, int, str]] = {
    "an agency of an unknown group": ("/v1/agencies", [an_agency("new", group="nowhere")], 422, "reference-unknown"),
    "an agency under an unknown parent": (
        "/v1/agencies",
        [an_agency("fine"), an_agency("new", parent="nobody")],
        422,
        "reference-unknown",
    ),
    "agencies above each other": (
        "/v1/agencies",
        [an_agency("one", parent="two"), an_agency("two", parent="one")],
        422,
        "parent-cycle",
    ),
    "an agency above itself": ("/v1/agencies", [an_agency("one", parent="one")], 422, "parent-cycle"),
    "an agency twice": ("/v1/agencies", [an_agency("one"), an_agency("one")], 422, "repeated-in-request"),
    "an agency with a service twice": (
        "/v1/agencies",
        [an_agency("one", services=an_agency()["services"] * 2)],
        422,
        "repeated-in-request",
    ),
    "a code in capitals": ("/v1/agencies", [an_agency("fine"), an_agency("Sanjesh")], 422, "request-malformed"),
    "an unknown field": ("/v1/agencies", [an_agency("new", colour="red")], 422, "request-malformed"),
    "a name with a line break": ("/v1/agencies", [an_agency("new", name_en="A\nBcc: x@y")], 422, "request-malformed"),
    "a name with a NUL": ("/v1/agencies", [an_agency("new", name_en="A\0")], 422, "request-malformed"),
    "a mailbox that holds a header": (
        "/v1/agencies",
        [an_agency("new", contacts=[CONTACT | {"email": "a@b\r\nBcc: c@d"}])],
        422,
        "request-malformed",
    ),
    "no agency at all": ("/v1/agencies", [], 422, "request-malformed"),
    "an agency with other content": (
        "/v1/agencies",
        [an_agency("fine"), an_agency("sanjesh", name_en="Another")],
        409,
        "content-differs",
    ),
    "a key of an unknown agency": ("/v1/agencies/nobody/keys", {"key_id": "k", "public_key": KEY}, 404, "not-found"),
    "a key that is too short": (
        "/v1/agencies/sanjesh/keys",
        {"key_id": "k2", "public_key": "AAAA"},
        422,
        "key-malformed",
    ),
    "a key under which anybody can sign": (
        "/v1/agencies/sanjesh/keys",
        {"key_id": "k2", "public_key": IDENTITY},
        422,
        "key-malformed",
    ),
    "a key id of another agency": (
        "/v1/agencies/hadafmandi/keys",
        {"key_id": "k1", "public_key": a_public_key()},
        409,
        "key-taken",
    ),
    "a key of another agency": ("/v1/agencies/hadafmandi/keys", {"key_id": "k2", "public_key": KEY}, 409, "key-taken"),
    "a key id with another key": (
        "/v1/agencies/sanjesh/keys",
        {"key_id": "k1", "public_key": a_public_key()},
        409,
        "content-differs",
    ),
    "a mandate with other limits": (
        "/v1/mandates",
        MANDATE | {"limits": {"silent_after_days": 1, "at_risk_days": 1, "grace_open_hours": 1}},
        409,
        "content-differs",
    ),
    "a duty of another mandate": ("/v1/mandates", MANDATE | {"code": "other"}, 409, "content-differs"),
    "a share of nothing": (
        "/v1/mandates",
        MANDATE
        | {
            "code": "other",
            "duties": [
                {
                    "code": "d",
                    "obligation": {"kind": "digitize", "share_percent": 0, "level": "fully_online"},
                    "binds": {"kinds": ["core"]},
                }
            ],
        },
        422,
        "request-malformed",
    ),
    "an extension of an unknown mandate": ("/v1/mandates/other/extensions", EXTENSION, 404, "not-found"),
    "an extension backwards": (
        "/v1/mandates/window/extensions",
        EXTENSION | {"deadline": "2022-09-01T00:00:00Z"},
        422,
        "extension-not-later",
    ),
    "an extension to the same deadline": (
        "/v1/mandates/window/extensions",
        {"deadline": DEADLINE, "instrument": INSTRUMENT | {"number": "9"}, "final": True},
        409,
        "content-differs",
    ),
    "a deadline without an offset": (
        "/v1/mandates/window/extensions",
        EXTENSION | {"deadline": "2023-01-20T20:30:00"},
        422,
        "request-malformed",
    ),
    "a deadline as a number": (
        "/v1/mandates/window/extensions",
        EXTENSION | {"deadline": 1674246600},
        422,
        "request-malformed",
    ),
    "an exemption from an unknown mandate": (
        "/v1/agencies/sanjesh/exemptions",
        EXEMPTION | {"code": "e2", "mandate": "other"},
        422,
        "reference-unknown",
    ),
    "an exemption that overlaps another": (
        "/v1/agencies/sanjesh/exemptions",
        EXEMPTION | {"code": "e2", "from": "2022-09-01T00:00:00Z", "until": None},
        422,
        "exemption-overlaps",
    ),
    "an exemption that ends before it begins": (
        "/v1/agencies/hadafmandi/exemptions",
        EXEMPTION | {"from": DEADLINE, "until": START},
        422,
        "span-reversed",
    ),
    "an exemption with another reason": (
        "/v1/agencies/sanjesh/exemptions",
        EXEMPTION | {"basis_en": "another"},
        409,
        "content-differs",
    ),
    "a clock that runs backwards": ("/v1/clock", {"from": DEADLINE, "to": START}, 422, "span-reversed"),
}


async def rows_of_all_tables(world: World) -> dict[str, int]:
    async with world.engine.connect() as connection:
        tables = await connection.scalars(
            text("select table_name from information_schema.tables where table_schema = 'registry'")
        )
        return {
            table: await connection.scalar(text(f"select count(*) from registry.{table}"))  # noqa: S608
            for table in tables.all()
        }


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_it_refuses(settled: World, refusal: str) -> None:
    path, body, status, name = REFUSALS[refusal]
    before = await rows_of_all_tables(settled)
    answer = await settled.send("POST", path, body)
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["name"]) == (status, status, name)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"].endswith(f"/{name}")
    assert problem["title"]
    assert problem["detail"]
    assert await rows_of_all_tables(settled) == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/agencies", [an_agency("hadafmandi"), an_agency("sanjesh")]),
        ("/v1/mandates", MANDATE),
        ("/v1/agencies/sanjesh/keys", {"key_id": "k1", "public_key": KEY}),
        ("/v1/agencies/sanjesh/exemptions", EXEMPTION),
        ("/v1/clock", {"from": START, "to": START}),
    ],
)
async def test_an_equal_repeat_is_answered_as_the_first_was_and_writes_nothing(
    settled: World, path: str, body: Any
) -> None:
    first = await settled.must("POST", path, body)
    before = await rows_of_all_tables(settled)
    again = await settled.send("POST", path, body)
    assert (again.status_code, again.json()) == (200, first)
    assert await rows_of_all_tables(settled) == before


async def test_an_extension_repeated_after_a_later_one_is_still_the_one_it_was(world: World) -> None:
    await world.found()
    await world.must("POST", "/v1/mandates", MANDATE)
    first = await world.must("POST", "/v1/mandates/window/extensions", EXTENSION)
    later = EXTENSION | {"deadline": "2023-06-21T20:30:00Z", "final": True}
    assert (await world.must("POST", "/v1/mandates/window/extensions", later))["revision"] == 2
    assert await world.must("POST", "/v1/mandates/window/extensions", EXTENSION) == first
    assert len((await world.must("GET", "/v1/mandates/window"))["deadlines"]) == 3


async def test_before_the_first_move_every_change_is_refused(world: World) -> None:
    answer = await world.send("PUT", "/v1/groups/organisations", {"name_fa": "س", "name_en": "O"})
    assert (answer.status_code, answer.json()["name"]) == (409, "clock-not-set")
    assert await world.must("GET", "/v1/clock") == {"now": None}


async def test_under_the_system_clock_there_is_no_clock_to_move(migrated: str) -> None:
    async with a_world(migrated, SystemClock()) as world:
        for method in ("GET", "POST"):
            answer = await world.send(method, "/v1/clock", {"from": START, "to": START})
            assert (answer.status_code, answer.json()["name"]) == (404, "not-found")


async def test_a_body_over_the_limit_is_refused(settled: World) -> None:
    answer = await settled.send("POST", "/v1/agencies", [an_agency("new", name_en="x" * 9_000_000)])
    assert answer.status_code == 413


async def test_an_accident_says_nothing_of_itself(world: World) -> None:
    async with world.engine.begin() as connection:
        await connection.execute(text("alter table registry.groups rename column name_en to secret"))
    answer = await world.send("GET", "/v1/agencies")
    assert (answer.status_code, answer.json()["name"]) == (500, "unexpected")
    assert "name_en" not in answer.text
