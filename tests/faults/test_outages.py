"""An outage of ours makes nobody late and nobody silent."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from mohlat_sdk import Delivery

from tests.country import DEADLINE, Country
from tests.logs import notices
from tests.stacks import StartStack

STEADY, LATE, LOST = "steady", "late-comer", "lost"
"""Heartbeats before and after the outage; a first heartbeat made during it; never heard of."""


@pytest.fixture
def country(start_stack: StartStack, tmp_path: Path) -> Iterator[Country]:
    founded = Country(start_stack(), tmp_path, (STEADY, LATE, LOST))
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

    escalated = [notice for notice in notices(country.stack) if notice.key.recipient != "agency"]
    assert escalated == [], "nobody above a body hears of it because we were away"

    story = httpx2.get(f"{country.stack.url('scoreboard')}/v1/agencies/{LATE}").raise_for_status().text
    assert "on_time" in story
    met = country.verdicts(LATE)[-1]
    assert (met.status, met.reason) == ("met", "in_force")
