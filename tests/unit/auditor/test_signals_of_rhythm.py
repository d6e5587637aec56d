"""Heartbeats too regular to be real."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from mohlat_contracts.signals import SignalData

from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.cases.case import Case, decode, encode, fold
from services.auditor.cases.signalling.regularity import EQUAL_INTERVALS
from services.auditor.cases.signals import watch
from services.auditor.rules.walk import walk
from tests.unit.auditor.courts import ALWAYS_OPEN
from tests.unit.auditor.events import AGENCY, START, day, heartbeat, tick
from tests.unit.auditor.stores import BytesStore
from tests.unit.auditor.worlds import dice

END = day(300)
FIRST = START + timedelta(microseconds=123_457)
HOUR = timedelta(hours=1)
JITTER = timedelta(microseconds=1)
DELAY = timedelta(milliseconds=80)


def times(count: int, first: datetime = FIRST, every: timedelta = HOUR) -> list[datetime]:
    return [first + n * every for n in range(count)]


def case_of_beats(own_times: Iterable[datetime], arrival: datetime | None = None) -> Case:
    case = Case(agency=AGENCY)
    for own in own_times:
        case = fold(case, [heartbeat(own, "s1")], arrival or own + DELAY)
    return case


def seen(case: Case, steps: tuple[datetime, ...] = (END,)) -> list[SignalData]:
    raised: list[SignalData] = []
    for w in steps:
        walked, reached = walk(case, ALWAYS_OPEN, w)
        case, signals = watch(case, walked, reached, ALWAYS_OPEN, w)
        case = decode(encode(case))
        raised += [signal for signal in signals if signal.signal == "heartbeats_too_regular"]
    return raised


def test_so_many_equal_intervals_are_seen_at_the_heartbeat_that_completes_them() -> None:
    own = times(EQUAL_INTERVALS + 1)
    (signal,) = seen(case_of_beats(own))
    assert (signal.agency, signal.duty, signal.event_id) == (AGENCY, None, None)
    assert signal.known_at == own[-1] + DELAY
    assert signal.facts == (heartbeat(own[-1], "s1").name,)


def test_one_interval_less_is_not_enough() -> None:
    assert seen(case_of_beats(times(EQUAL_INTERVALS))) == []


def test_a_long_run_is_told_once_and_another_run_again() -> None:
    run = times(3 * EQUAL_INTERVALS)
    another = times(EQUAL_INTERVALS + 1, run[-1] + HOUR + JITTER)
    assert len(seen(case_of_beats(run))) == 1
    assert len(seen(case_of_beats([*run, *another]))) == 2


def test_one_heartbeat_a_microsecond_late_begins_the_count_anew() -> None:
    own = times(EQUAL_INTERVALS)
    late = times(EQUAL_INTERVALS, own[-1] + HOUR + JITTER)
    assert seen(case_of_beats([*own, *late])) == []


def test_a_timer_that_keeps_its_rhythm_to_the_second_is_honest() -> None:
    """As the shipped agent: it wakes a little late, never by the same, and makes up for none of it."""
    rng = dice(1)
    own = [at + timedelta(microseconds=rng.randint(40, 400)) for at in times(2_000)]
    assert seen(case_of_beats(own)) == []


def test_times_in_whole_seconds_are_not_judged() -> None:
    assert seen(case_of_beats(times(500, START))) == []


def test_a_spool_made_up_at_once_is_seen_at_its_arrival() -> None:
    assert [each.known_at for each in seen(case_of_beats(times(60, every=HOUR / 4), day(3)))] == [day(3)]


def test_old_heartbeats_and_repeats_are_passed_over() -> None:
    own = times(EQUAL_INTERVALS + 1)
    case = case_of_beats(own)
    for n in range(10):
        case = fold(case, [heartbeat(own[n], "s1")], own[-1] - HOUR + n * JITTER)
        case = fold(case, [heartbeat(own[n] + HOUR / 3, "s2")], own[-1] - HOUR + n * JITTER)
    assert seen(case) == seen(case_of_beats(own))


def test_it_is_heard_the_same_though_old_heartbeats_leave_the_case() -> None:
    minutely = [*times(200, every=HOUR / 60), *times(200, day(2) + JITTER, HOUR / 60)]
    at_once = seen(case_of_beats(minutely))
    assert len(at_once) == 2
    for seed in range(3):
        rng, raised = dice(seed), list[SignalData]()
        auditor = PartitionAuditor(BytesStore())
        auditor.tick("registry", tick(START, END))
        for own in minutely:
            auditor.facts("evidence", AGENCY, [heartbeat(own, "s1")], own + DELAY)
            if rng.random() < 0.1 and (advance := auditor.tick("evidence", tick(START, own + DELAY))):
                raised += [event.data for event in advance.signals]
        last = auditor.tick("evidence", tick(START, END))
        assert last is not None
        assert raised + [event.data for event in last.signals] == at_once


def test_it_is_heard_the_same_however_time_advanced() -> None:
    rng = dice(2)
    case = case_of_beats([*times(60), *times(70, day(20) + JITTER, HOUR / 2)])
    at_once = seen(case)
    assert len(at_once) == 2
    for _ in range(20):
        cuts = sorted(day(rng.uniform(0, 30)) for _ in range(rng.randint(1, 40)))
        assert seen(case, (*cuts, END)) == at_once
