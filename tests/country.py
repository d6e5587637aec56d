"""A small country on a real stack, driven step by step: a few agencies under one duty."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from mohlat_sdk import Agency, SigningKey, enrol, generate_key

from scenarios.player.four_eyes import FourEyes
from scenarios.player.trying import Patience
from tests.logs import Verdict, history
from tests.stacks import TestedStack
from tests.waiting import wait_until

START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
DEADLINE = START + timedelta(days=60)
REASON = "a small country"


class Country:
    """Agencies under one duty, `connect`, with the deadline DEADLINE. Use it as a context, so that it is closed.

    Args:
        sandboxes: codes of those that are there for trying things out, under the same duty.
    """

    def __init__(self, stack: TestedStack, workdir: Path, codes: Iterable[str], sandboxes: Iterable[str] = ()) -> None:
        self.stack, self.workdir, self.now = stack, workdir, START
        self.registry = httpx2.Client(base_url=stack.url("registry"), timeout=20)
        self.connector = httpx2.Client(base_url=stack.url("connector"), timeout=20)
        self.sandboxes = tuple(sandboxes)
        self.keys: dict[str, SigningKey] = {code: generate_key() for code in (*codes, *self.sandboxes)}

    def found(self) -> None:
        """Enter agencies, keys and mandate at START, by two officials."""
        self.move(START)
        with httpx2.Client(timeout=20) as browser:
            officials = FourEyes.signed_in(self.stack.url("issuer"), browser, self.registry, Patience(20))
        names = {"name_fa": "دستگاه‌ها", "name_en": "Bodies", "reason": REASON}
        officials.registrar.enter("PUT", "/v1/groups/bodies", "group", names)
        bodies = {"action": "register_agencies", "agencies": [self._body(code) for code in self.keys]}
        officials.enact("agencies", bodies, REASON)
        for path, entries in (("services", map(_service, self.keys)), ("contacts", map(_contact, self.keys))):
            officials.registrar.enter("POST", f"/v1/{path}", path, {path: list(entries), "reason": REASON})
        for agency, code in officials.hand_out_codes(list(self.keys)).items():
            assert enrol(self.stack.url("registry"), code, self.keys[agency]) == agency
        officials.enact("mandate", _mandate(["core", "sandbox"] if self.sandboxes else ["core"]), REASON)

    def move(self, to: datetime, *, connector: bool = True) -> None:
        """Time flows to an instant; without the connector it flows while nobody listens."""
        span = {"from": self.now.isoformat(), "to": to.isoformat()}
        self.registry.post("/v1/clock", json=span).raise_for_status()
        if connector:
            self.connector.post("/v1/clock", json=span).raise_for_status()
        self.now = to

    def advance(self, days: int) -> None:
        """Let days pass, one at a time."""
        for _ in range(days):
            self.move(self.now + timedelta(days=1))

    def come_back(self) -> None:
        """The connector opens again, now and not before."""
        span = {"from": self.now.isoformat(), "to": self.now.isoformat()}
        self.connector.post("/v1/clock", json=span).raise_for_status()

    def agency(self, code: str, at: datetime | None = None) -> Agency:
        """An agency at its SDK, whose clock stands at `at` or goes with the country's."""
        return Agency(
            code,
            self.keys[code],
            self.stack.url("connector"),
            spool=self.workdir / f"{code}.db",
            clock=lambda: at or self.now,
            attempts=1,
        )

    def judged_through(self, instant: datetime) -> None:
        def judged() -> bool:
            answer = httpx2.get(f"{self.stack.url('scoreboard')}/v1/standing").raise_for_status().json()
            return answer["judged_through"] is not None and datetime.fromisoformat(answer["judged_through"]) >= instant

        wait_until(judged, limit=60, what=f"judgement through {instant}")

    def letters_through(self, instant: datetime) -> None:
        def settled() -> bool:
            answer = httpx2.get(f"{self.stack.url('scoreboard')}/v1/standing").raise_for_status().json()
            through = answer["letters_through"]
            return through is not None and datetime.fromisoformat(through) >= instant

        wait_until(settled, limit=60, what=f"the letters through {instant}")

    def verdicts(self, code: str) -> list[Verdict]:
        return [verdict for verdict in history(self.stack) if verdict.agency == code]

    def close(self) -> None:
        self.registry.close()
        self.connector.close()

    def _body(self, code: str) -> dict[str, Any]:
        return {
            "code": code,
            "name_fa": f"دستگاه {code}",
            "name_en": f"Agency {code}",
            "group": "bodies",
            "kind": "sandbox" if code in self.sandboxes else "core",
            "parent": None,
            "synthetic": True,
        }


def _service(code: str) -> dict[str, Any]:
    return {"agency": code, "code": f"{code}-s01", "name_fa": "خدمت", "name_en": "Service", "high_use": True}


def _contact(code: str) -> dict[str, Any]:
    return {"agency": code, "name": "x", "email": f"admin@{code}.mohlat.example", "language": "fa"}


def _mandate(kinds: list[str]) -> dict[str, Any]:
    return {
        "action": "enact_mandate",
        "code": "window-1401",
        "name_fa": "پنجره",
        "name_en": "The Window",
        "instrument": {"number": "1", "date": "2022-03-17", "issuer": "x"},
        "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
        "deadline": DEADLINE.isoformat(),
        "duties": [
            {"code": "connect", "obligation": {"kind": "connect", "grade": "proven"}, "binds": {"kinds": kinds}}
        ],
    }
