"""`next_change` may be early, never late; and what can be asked in any order is answered alike."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts import DecodedEvent

from services.auditor.cases.case import Case, fold
from services.auditor.rules.changes import next_change
from services.auditor.rules.judge import judge, judge_reading
from services.auditor.rules.reading import Reading
from services.timekeeping.door import Door
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import AGENCY, START, day, duty, exemption, heartbeat, hour
from tests.unit.auditor.worlds import HOURS, cases, conclusion, dice, every_hour, world

SEEDS = st.integers(min_value=0, max_value=2**32)
END = hour(HOURS)
ONE_HOUR = timedelta(hours=1)
"""The end of summer time lies between: the same wall time is an hour earlier in UTC before it."""


def conclusions(case: Case, door: Door) -> list[object]:
    return [{code: conclusion(each) for code, each in judge(case, door, at).items()} for at in every_hour(END)]


@given(seed=SEEDS)
@worlds(10, 1_000)
def test_no_verdict_changes_between_an_instant_and_its_next_change(seed: int) -> None:
    played = world(seed, agencies=1)
    for case in cases(played.facts).values():
        hourly = conclusions(case, played.door)
        for n in range(1, HOURS):
            if hourly[n] != hourly[n - 1]:
                change = next_change(case, played.door, hour(n - 1))
                assert change is not None
                assert change <= hour(n)


@given(seed=SEEDS)
@worlds(10, 1_000)
def test_it_is_never_late_when_only_the_past_of_the_door_is_known(seed: int) -> None:
    played = world(seed, agencies=1)
    rng = dice(seed)
    for case in cases(played.facts).values():
        hourly = conclusions(case, played.door)
        for after in sorted(rng.sample(range(HOURS), 20)):
            change = next_change(case, played.door.until(hour(after)), hour(after))
            first = next((n for n in range(after + 1, HOURS) if hourly[n] != hourly[after]), None)
            assert first is None or (change is not None and hour(after) < change <= hour(first))


@given(seed=SEEDS)
@worlds(5, 200)
def test_judging_is_blind_to_what_becomes_known_and_to_the_door_after_the_instant(seed: int) -> None:
    played = world(seed, agencies=1)
    rng = dice(seed)
    for case in cases(played.facts).values():
        reading = Reading(case, played.door)
        for n in rng.sample(range(HOURS), 30):  # in any order, on one reading
            at = hour(n)
            then = cases([record for record in played.facts if record.known_at <= at]).get(case.agency)
            blind = judge(then, played.door.until(at), at) if then else {}
            assert judge_reading(reading, at) == blind


def test_nothing_changes_where_nothing_is_known() -> None:
    assert next_change(Case(agency=AGENCY), Door(), START) is None


def test_the_moments_of_a_deadline_come_in_order() -> None:
    case = cases_of(duty([day(30)]))
    door = Door().union(START, day(100))
    assert next_change(case, door, START) == day(16) - ONE_HOUR
    assert next_change(case, door, day(20)) == day(30)
    assert next_change(case, door, day(30)) == day(31)
    assert next_change(case, door, day(31)) is None


def test_the_grace_waits_while_the_door_is_shut() -> None:
    case = cases_of(duty([day(30)]))
    shut = Door().union(START, day(30.5))
    assert next_change(case, shut, day(30.2)) == day(31)
    assert next_change(case, shut, day(60)) == day(60.5), "if it opened at once, twelve hours would be left"
    assert next_change(case, shut.union(day(70), day(90)), day(60)) == day(70.5)


def test_silence_and_its_grace_are_awaited_from_the_last_heartbeat() -> None:
    case = cases_of(duty([day(30)]), heartbeat(START))
    door = Door().union(START, day(10))
    assert next_change(case, door, day(9)) == day(16) - ONE_HOUR
    assert next_change(case, door, day(18)) == day(29), "the door may have been shut since day 10: eleven days are left"
    assert next_change(case, door.union(day(10), day(40)), day(21)) == day(22)


def test_the_bounds_of_an_exemption_known_ahead_are_moments() -> None:
    case = cases_of(duty([day(30)]), exemption([(day(5), day(7))]))
    assert next_change(case, Door(), START) == day(5)
    assert next_change(case, Door(), day(5)) == day(7)


def cases_of(*events: DecodedEvent) -> Case:
    return fold(Case(agency=AGENCY), events, START)
