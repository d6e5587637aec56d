"""An outage of ours makes nobody late and nobody silent."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mohlat_sdk import Agency, Delivery, SigningKey, generate_key

from tests.logs import Verdict, history
from tests.stacks import StartStack, TestedStack
from tests.waiting import wait_until

START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
DEADLINE = START + timedelta(days=60)
STEADY, LATE, LOST = "steady", "late-comer", "lost"
"""Heartbeats before and after the outage; a first heartbeat made during it; never heard of."""


class Country:
    """Three agencies under one duty whose deadline falls into an outage of the connector."""

    def __init__(self, stack: TestedStack, workdir: Path) -> None:
        self.stack, self.workdir, self.now = stack, workdir, START
        self.registry = httpx2.Client(base_url=stack.url("registry"), timeout=20)
        self.connector = httpx2.Client(base_url=stack.url("connector"), timeout=20)
        self.keys: dict[str, SigningKey] = {code: generate_key() for code in (STEADY, LATE, LOST)}

    def found(self) -> None:
        self.move(START)
        self._registry("PUT", "/v1/groups/bodies", {"name_fa": "دستگاه‌ها", "name_en": "Bodies"})
        self._registry("POST", "/v1/agencies", [_body(code) for code in self.keys])
        for code, key in self.keys.items():
            self._registry("POST", f"/v1/agencies/{code}/keys", {"key_id": key.key_id, "public_key": key.public_key})
        self._registry("POST", "/v1/mandates", _mandate())

    def move(self, to: datetime, *, connector: bool = True) -> None:
        """Time flows to an instant; without the connector it flows while nobody listens."""
        span = {"from": self.now.isoformat(), "to": to.isoformat()}
        self._registry("POST", "/v1/clock", span)
        if connector:
            self.connector.post("/v1/clock", json=span).raise_for_status()
        self.now = to

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

    def verdicts(self, code: str) -> list[Verdict]:
        return [verdict for verdict in history(self.stack) if verdict.agency == code]

    def close(self) -> None:
        self.registry.close()
        self.connector.close()

    def _registry(self, method: str, path: str, body: Any) -> None:
        self.registry.request(method, path, json=body).raise_for_status()


def _body(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name_fa": f"دستگاه {code}",
        "name_en": f"Agency {code}",
        "group": "bodies",
        "kind": "core",
        "parent": None,
        "synthetic": True,
        "contacts": [{"name": "x", "email": f"admin@{code}.mohlat.example", "language": "fa"}],
        "services": [{"code": f"{code}-s01", "name_fa": "خدمت", "name_en": "Service", "high_use": True}],
    }


def _mandate() -> dict[str, Any]:
    return {
        "code": "window-1401",
        "name_fa": "پنجره",
        "name_en": "The Window",
        "instrument": {"number": "1", "date": "2022-03-17", "issuer": "x"},
        "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
        "deadline": DEADLINE.isoformat(),
        "duties": [
            {"code": "connect", "obligation": {"kind": "connect", "grade": "proven"}, "binds": {"kinds": ["core"]}}
        ],
    }


@pytest.fixture
def country(start_stack: StartStack, tmp_path: Path) -> Iterator[Country]:
    founded = Country(start_stack(), tmp_path)
    founded.found()
    yield founded
    founded.close()


def outage(country: Country, during: Callable[[], None]) -> datetime:
    """Three months without a connector, over the deadline; returns the instant at which it is back."""
    country.stack.stop_service("connector")
    for _ in range(45):
        country.move(country.now + timedelta(days=1), connector=False)
    during()
    for _ in range(46):
        country.move(country.now + timedelta(days=1), connector=False)
    country.stack.start_service("connector")
    country.come_back()
    return country.now


def test_three_months_without_a_connector_make_nobody_overdue_or_silent_until_a_day_of_open_time_has_passed(
    country: Country,
) -> None:
    for _ in range(30):
        country.move(country.now + timedelta(days=1))
    with country.agency(STEADY) as steady:
        assert steady.heartbeat([f"{STEADY}-s01"]) is Delivery.ACCEPTED

    def a_first_heartbeat_before_the_deadline() -> None:
        with country.agency(LATE, at=DEADLINE - timedelta(days=1)) as late:
            assert late.heartbeat([f"{LATE}-s01"]) is Delivery.SPOOLED

    back = outage(country, a_first_heartbeat_before_the_deadline)
    country.move(back + timedelta(hours=20))
    country.judged_through(back + timedelta(hours=20))
    for code in country.keys:
        assert not {verdict.status for verdict in country.verdicts(code)} & {"overdue", "lapsed"}, code

    with country.agency(LATE) as late:
        assert late.flush() is Delivery.ACCEPTED
    country.move(back + timedelta(hours=30))
    country.judged_through(back + timedelta(hours=30))
    assert [verdict.status for verdict in country.verdicts(LOST)][-1] == "overdue"
    assert country.verdicts(LOST)[-1].known_at == back + timedelta(hours=24)

    story = httpx2.get(f"{country.stack.url('scoreboard')}/v1/agencies/{LATE}").raise_for_status().text
    assert "on_time" in story
    met = country.verdicts(LATE)[-1]
    assert (met.status, met.reason) == ("met", "in_force")
