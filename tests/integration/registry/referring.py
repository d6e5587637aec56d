"""Referrals as tests enter them: the bodies that oversee, the inspectors who act for them, and a deadline gone by."""

from collections.abc import Mapping
from typing import Any

import httpx2

from tests.integration.registry.world import DEADLINE, MANDATE, World

INSPECTOR, OF_THE_COMMITTEE = "reza-inspector", "mahin-inspector"
VERDICT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
OCTOBER, NOVEMBER, DECEMBER, JANUARY = (
    "2022-10-20T09:00:00Z",
    "2022-11-20T09:00:00Z",
    "2022-12-20T09:00:00Z",
    "2023-01-20T09:00:00Z",
)
REFERRAL: dict[str, Any] = {
    "code": "inspection-551",
    "agency": "sanjesh",
    "duty": "connect",
    "oversight_body": "inspection_organisation",
    "number": "۱۴۰۱/ب/۵۵۱",
    "date": "2022-10-20",
    "breach": {"verdict": VERDICT, "since": DEADLINE},
    "decision_fa": "تا پایان آذر متصل شود",
    "decision_en": "Is to be connected by the end of Azar",
    "due": "2022-12-21T20:30:00Z",
    "document": None,
    "reason": "letter 551",
}
REPLY: dict[str, Any] = {
    "author": "agency",
    "date": "2022-11-20",
    "text": "ده روز دیگر زمان لازم است",
    "reason": "letter 12 of the agency",
}
CLOSING: dict[str, Any] = {
    "action": "close_referral",
    "referral": "inspection-551",
    "result": "complied",
    "date": "2022-12-20",
    "text_fa": "متصل شد",
    "text_en": "It is connected",
}
WITHDRAWAL: dict[str, Any] = {
    "action": "withdraw_referral",
    "referral": "inspection-551",
    "date": "2022-11-20",
    "basis_fa": "دستگاه دیگری مورد نظر بود",
    "basis_en": "Another agency was meant",
}


async def oversee(world: World, *roles: str) -> None:
    for role in roles:
        names = {"name_fa": "نهاد ناظر", "name_en": "Body", "email": f"{role.replace('_', '-')}@gov.example"}
        await world.enact({"action": "put_oversight_body", "role": role} | names)


async def gone_by(world: World, *codes: str) -> None:
    """Agencies, the mandate, two bodies that oversee; and it is October, after the deadline."""
    await world.populate(*codes)
    await world.enact(MANDATE)
    await oversee(world, "inspection_organisation", "oversight_committee")
    await world.move(OCTOBER)


async def refer(world: World, by: str = INSPECTOR, **more: Any) -> httpx2.Response:
    return await world.send("POST", "/v1/referrals", REFERRAL | more, by=by)


async def reply(world: World, by: str = INSPECTOR, code: str = "inspection-551", **more: Any) -> httpx2.Response:
    """Over the version that is there."""
    read = await world.send("GET", f"/v1/referrals/{code}", by=by)
    headers = {"If-Match": read.headers["ETag"]} if read.is_success else {}
    return await world.send("POST", f"/v1/referrals/{code}/answers", REPLY | more, by=by, headers=headers)


async def decide(world: World, operation: Mapping[str, Any], by: str = INSPECTOR) -> int:
    """Proposed by an inspector and approved; the number of the change."""
    proposed = await world.propose(operation, by)
    assert proposed.status_code == 201, proposed.text
    approved = await world.approve(proposed.json()["number"])
    assert approved.status_code == 200, approved.text
    return int(approved.json()["change"])


async def problem_of(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    return answer.status_code, str(answer.json()["name"])
