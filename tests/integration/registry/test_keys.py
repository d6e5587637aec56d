"""The old key signs in the next one, and registrars revoke them."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.enrolment import possession_statement, succession_statement
from mohlat_sdk import enrol, generate_key, rotate

from services.connector.keys import KeyRing
from services.plumbing.records import Record
from tests.integration.registry.enrolling import (
    LATER,
    a_code,
    coded,
    enrolled,
    following,
    hand_in,
    held,
    journal,
    keys_said,
    problem,
    revoke,
    sign_in,
    signed,
)
from tests.integration.registry.world import World


@pytest.fixture
async def world(world: World) -> World:
    await world.populate("sanjesh", "hadafmandi")
    return world


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
