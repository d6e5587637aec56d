"""Agencies enrol their keys by one-time codes, sign in the next ones, and registrars revoke them."""

import asyncio
import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey, enrol, generate_key, rotate
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.connector.keys import KeyRing
from services.plumbing.records import Record
from services.registry.changes import keys
from services.registry.changes.enrolment_codes import VALID_FOR, issue
from services.registry.entries.keys import CodedKeyEntry
from services.registry.models import EnrolmentCodeRow
from services.registry.problems import CodeRefused, NotFound
from tests.integration.registry.world import APPROVER, REGISTRAR, World

LATER = "2022-04-10T20:30:00Z"


@pytest.fixture
async def world(world: World) -> World:
    await world.populate("sanjesh", "hadafmandi")
    return world


async def a_code(world: World, agency: str = "sanjesh") -> str:
    return (await codes(world, agency))[agency]


async def codes(world: World, *agencies: str) -> dict[str, str]:
    approved = await world.enact({"action": "enrol_keys", "agencies": agencies})
    issued: dict[str, str] = approved["enrolment_codes"]
    return issued


def signed(key: SigningKey, statement: bytes) -> str:
    return base64.urlsafe_b64encode(key.private_key.sign(statement)).rstrip(b"=").decode()


def coded(code: str, key: SigningKey, **more: str) -> dict[str, str]:
    proof = signed(key, enrolment_statement(code, key.key_id, key.public_key))
    return {"code": code, "key_id": key.key_id, "public_key": key.public_key, "proof": proof} | more


def following(old: SigningKey, new: SigningKey, agency: str = "sanjesh", **more: str) -> dict[str, str]:
    named = (agency, old.key_id, new.key_id, new.public_key)
    return {
        "key_id": new.key_id,
        "public_key": new.public_key,
        "signed_by": old.key_id,
        "signature": signed(old, succession_statement(*named)),
        "proof": signed(new, possession_statement(*named)),
    } | more


async def hand_in(world: World, entry: Mapping[str, str]) -> httpx2.Response:
    return await world.send("POST", "/v1/enrolments", entry, by=None)


async def sign_in(world: World, entry: Mapping[str, str], agency: str = "sanjesh") -> httpx2.Response:
    return await world.send("POST", f"/v1/agencies/{agency}/keys", entry, by=None)


async def revoke(world: World, key: SigningKey, agency: str = "sanjesh") -> httpx2.Response:
    path = f"/v1/agencies/{agency}/keys/{key.key_id}/revocation"
    return await world.send("POST", path, {"reason": "its disk was stolen"})


async def enrolled(world: World, agency: str = "sanjesh") -> SigningKey:
    key = generate_key()
    answer = await hand_in(world, coded(await a_code(world, agency), key))
    assert answer.is_success, answer.text
    return key


async def keys_said(world: World) -> list[KeyData]:
    return [event.data for _, events in await world.said() for event in events if isinstance(event, KeyEnrolled)]


async def held(world: World, agency: str = "sanjesh") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.read(f"/v1/agencies/{agency}"))["keys"]
    return found


async def journal(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.read("/v1/changes", limit="1000"))["items"]
    return found


def problem(answer: httpx2.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2].rpartition(":")[2]


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


async def test_the_old_key_signs_in_the_next_and_both_hold(world: World) -> None:
    old, new = await enrolled(world), generate_key()
    answer = await sign_in(world, following(old, new))
    assert answer.is_success, answer.text
    assert answer.json()["signed_by"] == old.key_id
    found = {each["key_id"]: each for each in await held(world)}
    assert found.keys() == {old.key_id, new.key_id}
    assert found[new.key_id]["signed_by"] == old.key_id
    assert [each["revoked_at"] for each in found.values()] == [None, None]
    last = (await journal(world))[-1]
    assert (last["action"], last["made_by"]["subject"], last["proposal"]) == ("sign_in_key", "agency:sanjesh", None)


async def test_signing_in_may_be_repeated_even_when_the_old_key_is_gone(world: World) -> None:
    old, new = await enrolled(world), generate_key()
    first = await sign_in(world, following(old, new))
    await revoke(world, old)
    before = await journal(world)
    again = await sign_in(world, following(old, new))
    assert again.is_success
    assert again.json() == first.json()
    assert await journal(world) == before


async def test_an_agency_has_at_most_two_live_keys(world: World) -> None:
    first, second, third = await enrolled(world), generate_key(), generate_key()
    await sign_in(world, following(first, second))
    code = await a_code(world)
    for answer in (await sign_in(world, following(second, third)), await hand_in(world, coded(code, third))):
        assert (answer.status_code, problem(answer)) == (409, "too-many-keys")
    await revoke(world, first)
    assert (await sign_in(world, following(second, third))).is_success
    assert len(await held(world)) == 3


async def test_only_a_live_key_of_the_agency_signs_in_another(world: World) -> None:
    gone, kept, foreign = await enrolled(world), await enrolled(world), await enrolled(world, "hadafmandi")
    await revoke(world, gone)
    new = generate_key()
    assert problem(await sign_in(world, following(gone, new))) == "key-revoked"
    assert problem(await sign_in(world, following(foreign, new))) == "proof-refused"
    assert problem(await sign_in(world, following(generate_key(), new))) == "proof-refused"
    assert problem(await sign_in(world, following(kept, new, signed_by=foreign.key_id))) == "proof-refused"
    nobody = await sign_in(world, following(kept, new, "nobody"), "nobody")
    assert (nobody.status_code, problem(nobody)) == (404, "not-found")
    assert len(await held(world)) == 2


async def test_neither_signature_can_be_passed_off_as_the_other(world: World) -> None:
    old, new = await enrolled(world), generate_key()
    named = ("sanjesh", old.key_id, new.key_id, new.public_key)
    for forged in (
        following(old, new, signature=signed(new, succession_statement(*named))),
        following(old, new, proof=signed(old, possession_statement(*named))),
        following(old, new, proof=signed(new, succession_statement(*named))),
        following(old, new, signature=signed(old, possession_statement(*named))),
    ):
        answer = await sign_in(world, forged)
        assert (answer.status_code, problem(answer)) == (403, "proof-refused")
    assert len(await held(world)) == 1


async def test_a_word_given_for_one_agency_is_none_for_another(world: World) -> None:
    old, new = await enrolled(world), generate_key()
    answer = await sign_in(world, following(old, new), "hadafmandi")
    assert (answer.status_code, problem(answer)) == (403, "proof-refused")


async def test_a_revocation_is_an_event_and_final(world: World) -> None:
    key = await enrolled(world)
    await world.move(LATER)
    assert (await revoke(world, key)).is_success
    said = await keys_said(world)
    assert [each.revoked_at for each in said] == [None, datetime(2022, 4, 10, 20, 30, tzinfo=UTC)]
    assert said[0].revision < said[1].revision
    before = await journal(world)
    assert (await revoke(world, key)).is_success
    assert await journal(world) == before
    answer = await hand_in(world, coded(await a_code(world), key))
    assert (answer.status_code, problem(answer)) == (409, "key-revoked")


async def test_a_key_is_revoked_under_its_own_agency_only(world: World) -> None:
    key = await enrolled(world)
    for answer in (await revoke(world, key, "hadafmandi"), await revoke(world, generate_key())):
        assert (answer.status_code, problem(answer)) == (404, "not-found")
    assert [each["revoked_at"] for each in await held(world)] == [None]


async def test_a_connector_takes_both_keys_and_none_that_is_revoked(world: World) -> None:
    old, new = await enrolled(world), generate_key()
    await sign_in(world, following(old, new))
    await world.move(LATER)
    await revoke(world, old)
    ring = KeyRing(1)
    for agency, events in await world.said():
        decoded = tuple(DecodedEvent(event, "0" * 64) for event in events)
        ring.fold(Record("registry", 0, 0, agency, None, decoded, b""))
    revoked_at = datetime(2022, 4, 10, 20, 30, tzinfo=UTC)
    before = revoked_at - timedelta(microseconds=1)
    for key, instant, revoked in ((old, before, False), (new, before, False), (old, revoked_at, True)):
        found = ring.find(key.key_id)
        assert found is not None
        assert found.public_key == key.private_key.public_key()
        assert found.revoked(instant) is revoked


async def test_what_the_agencies_library_sends_is_what_the_registry_takes(world: World) -> None:
    loop = asyncio.get_running_loop()

    def carry(request: httpx2.Request) -> httpx2.Response:
        sending = world.client.request(
            request.method, request.url.path, content=request.content, headers=_type(request)
        )
        answer = asyncio.run_coroutine_threadsafe(sending, loop).result(30)
        return httpx2.Response(answer.status_code, content=answer.content, headers=_type(answer))

    code, old, new = await a_code(world), generate_key(), generate_key()
    with httpx2.Client(transport=httpx2.MockTransport(carry)) as client:
        for _ in range(2):
            assert await asyncio.to_thread(enrol, "http://registry", code, old, client=client) == "sanjesh"
            await asyncio.to_thread(rotate, "http://registry", "sanjesh", old, new, client=client)
    assert {each["key_id"] for each in await held(world)} == {old.key_id, new.key_id}


def _type(message: httpx2.Request | httpx2.Response) -> dict[str, str]:
    return {"content-type": message.headers["content-type"]}
