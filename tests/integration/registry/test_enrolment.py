"""Agencies enrol their first keys by one-time codes."""

import asyncio
import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from mohlat_contracts.enrolment import enrolment_statement
from mohlat_sdk import SigningKey, generate_key
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.changes import keys
from services.registry.changes.enrolment_codes import VALID_FOR, issue
from services.registry.entries.keys import CodedKeyEntry
from services.registry.models import EnrolmentCodeRow
from services.registry.problems import CodeRefused, NotFound
from tests.integration.registry.enrolling import (
    LATER,
    a_code,
    coded,
    codes,
    enrolled,
    following,
    hand_in,
    held,
    journal,
    keys_said,
    problem,
    sign_in,
    signed,
)
from tests.integration.registry.world import APPROVER, REGISTRAR, World


@pytest.fixture
async def world(world: World) -> World:
    await world.populate("sanjesh", "hadafmandi")
    return world


async def test_a_first_key_is_enrolled_by_the_code_that_the_agency_was_handed(world: World) -> None:
    key = generate_key()
    answer = await hand_in(world, coded(await a_code(world), key))
    assert answer.is_success, answer.text
    told = answer.json()
    assert (told["agency"], told["key_id"], told["public_key"]) == ("sanjesh", key.key_id, key.public_key)
    assert [each["key_id"] for each in await held(world)] == [key.key_id]
    said = (await keys_said(world))[0]
    assert (said.agency, said.key_id, said.public_key, said.revoked_at) == (
        "sanjesh",
        key.key_id,
        key.public_key,
        None,
    )


async def test_the_journal_leads_from_the_key_to_both_officials(world: World) -> None:
    key = await enrolled(world)
    last = (await journal(world))[-1]
    assert last["action"] == "enrol_key"
    assert last["made_by"] == {"subject": "agency:sanjesh", "name": ""}
    assert last["approved_by"]["subject"] == APPROVER
    assert last["approval_reason"] == "seen and agreed"
    proposal = await world.read(f"/v1/proposals/{last['proposal']}")
    assert (proposal["proposed_by"]["subject"], proposal["decided_by"]["subject"]) == (REGISTRAR, APPROVER)
    written = await world.read(f"/v1/changes/{last['number']}")
    assert written["wrote"] == [{"kind": "key", "code": key.key_id}]


async def test_a_code_can_be_typed_as_it_was_heard(world: World) -> None:
    code = await a_code(world)
    heard = code.lower().replace("-", " ").translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    answer = await hand_in(world, coded(code, generate_key()) | {"code": heard})
    assert answer.is_success, answer.text


async def test_a_repeat_by_a_client_that_never_heard_the_answer_changes_nothing(world: World) -> None:
    entry = coded(await a_code(world), generate_key())
    first = await hand_in(world, entry)
    before = await journal(world)
    again = await hand_in(world, entry)
    assert again.is_success
    assert again.json() == first.json()
    assert await journal(world) == before
    assert len(await keys_said(world)) == 1


async def test_it_may_repeat_even_after_the_code_would_have_expired(world: World) -> None:
    entry = coded(await a_code(world), generate_key())
    await hand_in(world, entry)
    key = await hand_in_at(world, entry, datetime.now(UTC) + 2 * VALID_FOR)
    assert key == entry["key_id"]


async def hand_in_at(world: World, entry: Mapping[str, str], now: datetime) -> str:
    """The same without HTTP, at another real time."""
    async with world.registrar.locked() as session:
        return (await keys.enrol(world.registrar, session, CodedKeyEntry(**entry), now)).key_id


async def test_a_wrong_a_used_and_a_void_code_are_refused_in_the_same_words(world: World) -> None:
    used, void = await a_code(world), await a_code(world, "hadafmandi")
    await hand_in(world, coded(used, generate_key()))
    await a_code(world, "hadafmandi")
    answers = [
        await hand_in(world, coded(code, generate_key(), proof="A" * 86))
        for code in (used, void, "0000-0000-0000-0000")
    ]
    assert [(answer.status_code, problem(answer)) for answer in answers] == [(403, "code-refused")] * 3
    assert len({answer.content for answer in answers}) == 1


async def test_a_used_code_serves_only_whoever_holds_its_key(world: World) -> None:
    code, key = await a_code(world), generate_key()
    await hand_in(world, coded(code, key))
    for entry in (coded(code, generate_key(), key_id=key.key_id), coded(code, key, proof="A" * 86)):
        assert problem(await hand_in(world, entry)) == "code-refused"
    assert len(await held(world)) == 1


@pytest.mark.parametrize(
    ("late", "taken"), [(timedelta(seconds=-1), True), (timedelta(), False), (timedelta(days=1), False)]
)
async def test_a_code_lives_for_seven_days(world: World, late: timedelta, taken: bool) -> None:
    entry = coded(await a_code(world), generate_key())
    async with AsyncSession(world.engine) as session:
        expires = (await session.exec(select(col(EnrolmentCodeRow.expires_at)))).one()
    if taken:
        await hand_in_at(world, entry, expires + late)
    else:
        with pytest.raises(CodeRefused):
            await hand_in_at(world, entry, expires + late)
    assert len(await held(world)) == taken


async def test_a_code_itself_is_kept_nowhere(world: World) -> None:
    proposed = (await world.propose({"action": "enrol_keys", "agencies": ["sanjesh"]})).json()["number"]
    body = {"reason": "seen and agreed"}
    path = f"/v1/proposals/{proposed}/approval"
    first = await world.send("POST", path, body, by=APPROVER, headers={"Idempotency-Key": "once"})
    again = await world.send("POST", path, body, by=APPROVER, headers={"Idempotency-Key": "once"})
    code = first.json()["enrolment_codes"]["sanjesh"]
    assert len(code) == 19
    assert code not in again.text
    await hand_in(world, coded(code, generate_key()))
    bare = code.replace("-", "")
    async with world.engine.connect() as connection:
        tables = await connection.execute(
            text("select table_name from information_schema.tables where table_schema = 'registry'")
        )
        for (table,) in tables.all():
            rows = await connection.execute(text(f"select t::text from registry.{table} t"))  # noqa: S608
            kept = "\n".join(row for (row,) in rows.all())
            assert code not in kept
            assert bare not in kept
            assert code.encode().hex() not in kept


async def test_a_code_is_eighty_bits_of_chance_in_four_groups(world: World) -> None:
    proposal = (await world.propose({"action": "enrol_keys", "agencies": ["sanjesh"]})).json()["number"]
    drawn = iter([bytes(10), b"\xff" * 10])
    async with world.registrar.locked() as session:
        issued = await issue(session, ["sanjesh", "hadafmandi"], proposal, datetime.now(UTC), lambda _: next(drawn))
        assert issued == {"sanjesh": "0000-0000-0000-0000", "hadafmandi": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"}
        with pytest.raises(NotFound, match="nobody"):
            await issue(session, ["sanjesh", "nobody"], proposal, datetime.now(UTC))


async def test_each_agency_gets_a_code_of_its_own(world: World) -> None:
    issued = await codes(world, "sanjesh", "hadafmandi")
    assert issued["sanjesh"] != issued["hadafmandi"]
    answer = await hand_in(world, coded(issued["hadafmandi"], generate_key()))
    assert answer.json()["agency"] == "hadafmandi"
    assert await held(world, "sanjesh") == []


async def test_after_three_wrong_codes_even_the_right_one_must_wait(world: World) -> None:
    right = coded(await a_code(world), generate_key())
    for _ in range(3):
        assert (await hand_in(world, coded("0000-0000-0000-0000", generate_key()))).status_code == 403
    answer = await hand_in(world, right)
    assert (answer.status_code, problem(answer)) == (429, "too-many-tries")
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert await held(world) == []


async def test_a_key_that_its_sender_does_not_hold_is_not_enrolled_and_the_code_stays_good(world: World) -> None:
    code, key, other = await a_code(world), generate_key(), generate_key()
    for entry in (
        coded(code, key, proof=signed(other, enrolment_statement(code, key.key_id, key.public_key))),
        coded(code, key, key_id="another"),
        coded(code, key, public_key=other.public_key),
    ):
        answer = await hand_in(world, entry)
        assert (answer.status_code, problem(answer)) == (403, "proof-refused")
    assert await held(world) == []
    assert (await hand_in(world, coded(code, key))).is_success


async def test_a_key_under_which_anybody_could_sign_is_not_enrolled(world: World) -> None:
    everybodys = base64.urlsafe_b64encode((1).to_bytes(32, "little")).rstrip(b"=").decode()
    answer = await hand_in(world, coded(await a_code(world), generate_key(), public_key=everybodys))
    assert (answer.status_code, problem(answer)) == (422, "key-malformed")


async def test_a_key_and_its_id_stay_with_whoever_had_them_first(world: World) -> None:
    key, other = await enrolled(world, "hadafmandi"), generate_key()
    code = await a_code(world)
    borrowed = SigningKey(other.private_key)
    borrowed.key_id = key.key_id
    renamed = SigningKey(key.private_key)
    renamed.key_id = "renamed"
    for stolen in (key, borrowed, renamed):
        answer = await hand_in(world, coded(code, stolen))
        assert (answer.status_code, problem(answer)) == (409, "key-taken")
    assert await held(world) == []
    assert len(await held(world, "hadafmandi")) == 1


async def test_of_two_keys_that_race_for_one_code_one_wins(world: World) -> None:
    code = await a_code(world)
    answers = await asyncio.gather(*(hand_in(world, coded(code, generate_key())) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403]
    assert len(await held(world)) == 1


async def test_codes_and_keys_are_for_agencies_that_are_there(world: World) -> None:
    unknown = await world.propose({"action": "enrol_keys", "agencies": ["sanjesh", "nobody"]})
    assert (unknown.status_code, problem(unknown)) == (404, "not-found")
    twice = await world.propose({"action": "enrol_keys", "agencies": ["sanjesh", "sanjesh"]})
    assert (twice.status_code, problem(twice)) == (422, "repeated-in-request")
    key, code = await enrolled(world), await a_code(world)
    await world.enact({"action": "dissolve_agency", "agency": "sanjesh", "effective_from": LATER})
    await world.move(LATER)
    for answer in (
        await world.propose({"action": "enrol_keys", "agencies": ["sanjesh"]}),
        await sign_in(world, following(key, generate_key())),
        await hand_in(world, coded(code, generate_key())),
    ):
        assert (answer.status_code, problem(answer)) == (422, "agency-dissolved")
