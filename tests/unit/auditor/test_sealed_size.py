"""How much room a case takes after years of heartbeats."""

from datetime import datetime, timedelta

import pytest
from msgspec import msgpack

from services.auditor.cases.advancing import advance
from services.auditor.cases.case import Case, encode, fold
from services.auditor.cases.packing import pack, room
from services.timekeeping.door import Door
from tests.unit.auditor.conftest import PROOF
from tests.unit.auditor.courts import case_of
from tests.unit.auditor.events import AGENCY, START, always, catalogue, day, duty, heartbeat

pytestmark = pytest.mark.timeout(3_600)  # at full size, beside other work

KIB = 1024
SERVICES = tuple(f"{AGENCY}-s{number:02}" for number in range(10))
YEARS = 5 if PROOF else 0.1


def lived(period: timedelta, years: float) -> Case:
    """A case that hears a heartbeat every `period`, a record an hour at most, and is walked on a week at a time."""
    case = case_of((START, duty([day(90)])), (START, catalogue(always(*SERVICES))))
    own, w = START, START
    while w < START + timedelta(days=365 * years):
        w += timedelta(days=7)
        while own < w:
            posted = [own + n * period for n in range(max(timedelta(hours=1) // period, 1))]
            record = [heartbeat(each, *SERVICES, id=_id(each)) for each in posted]
            case = fold(case, record, posted[-1] + timedelta(seconds=2))
            own = posted[-1] + period
        case = advance(case, Door(((START, w),)), None, w).case
    return case


def _id(own: datetime) -> str:
    """As long as the ids that the SDK makes."""
    return f"01234567-89ab-7cde-8f01-{int(own.timestamp()):012}"


@pytest.mark.parametrize(
    "period",
    [
        pytest.param(timedelta(minutes=1), id="minutely"),
        pytest.param(timedelta(hours=1), id="hourly"),
        pytest.param(timedelta(days=1), id="daily"),
        pytest.param(timedelta(days=7), id="weekly"),
    ],
)
def test_a_case_stays_small_over_years_of_heartbeats(period: timedelta) -> None:
    case = lived(period, YEARS)
    print(f"{period} for {YEARS} years: {len(case.evidence)} facts, {len(encode(case))} bytes")
    assert len(encode(case)) < 64 * KIB


def test_a_heartbeat_takes_a_hundred_bytes_and_never_more_than_is_reckoned() -> None:
    facts = lived(timedelta(hours=1), 0.1).evidence
    packed = len(msgpack.encode(pack(facts)))
    assert packed <= room(facts) + len(SERVICES)
    lists = len(msgpack.encode(SERVICES))
    assert (packed - lists) / len(facts) <= 105
