"""Keys as agencies enrol them in tests: by a code that two officials agreed on, or signed in by the one before."""

import base64
from collections.abc import Mapping
from typing import Any

import httpx2
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement
from mohlat_contracts.registry import KeyData, KeyEnrolled
from mohlat_sdk import SigningKey, generate_key

from tests.integration.registry.world import World

LATER = "2022-04-10T20:30:00Z"


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
