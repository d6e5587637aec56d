"""A walk that passes over routine heartbeats reaches what judging at every hour reaches."""

import random

from hypothesis import given
from hypothesis import strategies as st

from services.auditor.rules import changes
from services.auditor.rules.reading import Reading
from services.auditor.rules.walk import verdict_event, walk
from services.calendar.civil import plus_days
from services.timekeeping.door import Door
from tests.unit.auditor import events
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of
from tests.unit.auditor.events import AGENCY, day, hour
from tests.unit.auditor.worlds import HOURS, SERVICES, Record, cases, dice, laws, piece, reference

SEEDS = st.integers(min_value=0, max_value=2**32)


def beating(rng: random.Random, door: Door) -> list[Record]:
    """The law, and a heartbeat every few hours: mostly as the one before it, now and then not."""
    out = laws(rng, AGENCY)
    every, services = rng.choice([1, 3, 6, 24]), SERVICES
    for number, own in enumerate(range(rng.randrange(48), HOURS, every)):
        if rng.random() < 0.1:
            services = rng.choice([SERVICES, SERVICES[:2], SERVICES[1:]])
        lag = rng.choice([0, 0, 0, 0, 0, 0, 1, rng.randint(0, 60)])
        beat = events.heartbeat(hour(own), *services, agency=AGENCY, id=f"beat-{number}")
        if rng.random() < 0.06:
            beat = piece(rng, AGENCY, hour(own), f"piece-{number}")
        if rng.random() < 0.9 and own + lag < HOURS and door.open_time(hour(own + lag), hour(own + lag + 1)):
            out.append(Record(hour(own + lag), AGENCY, (beat,)))
        if rng.random() < 0.03:  # silence for a while
            every = rng.choice([1, 3, 6, 24, 80])
    return out


def door_of(rng: random.Random) -> Door:
    door, at = Door(), 0
    while at < HOURS:
        until = min(at + rng.choice([30, 100, HOURS]), HOURS)
        door = door.union(hour(at), hour(until))
        at = until + rng.choice([1, 10, 60])
    return door


@given(seed=SEEDS)
@worlds(12, 3_000)
def test_walking_once_or_in_pieces_is_judging_at_every_hour(seed: int) -> None:
    rng = dice(seed)
    door = door_of(rng)
    facts = beating(rng, door)
    w = hour(HOURS)
    expected = reference(facts, door, w).get(AGENCY, [])
    case = cases(facts)[AGENCY]
    assert [verdict_event(each).id for each in walk(case, door, w)[1]] == expected
    reached, piecewise = [], case
    for to in sorted({rng.randrange(1, HOURS) for _ in range(8)} | {HOURS}):
        piecewise, more = walk(piecewise, door.until(hour(to)), hour(to))
        reached += more
    assert [verdict_event(each).id for each in reached] == expected


def test_a_year_of_routine_heartbeats_is_no_year_of_stops() -> None:
    case = case_of((day(0), events.duty([day(30)])), *((day(n), events.heartbeat(day(n), "s1")) for n in range(1, 365)))
    reading = Reading(case, ALWAYS_OPEN, known_to=day(365))
    assert changes.next_change_reading(reading, day(1)) == day(2)
    assert changes.next_stop(reading, day(1), day(365)) == plus_days(day(30), -14)  # the warning
    assert changes.next_stop(reading, day(31), day(365)) == day(364 + 21)


def test_the_first_heartbeat_that_is_another_is_a_stop() -> None:
    beats = [(day(n), events.heartbeat(day(n), "s1")) for n in range(31, 60)]
    others = {
        "fewer services": events.heartbeat(day(60)),
        "an earlier own time": events.heartbeat(day(58.5), "s1"),
        "an own time ahead": events.heartbeat(day(61), "s1"),
        "a closing": events.closed(day(60)),
    }
    for what, other in others.items():
        case = case_of((day(0), events.duty([day(30)])), *beats, (day(60), other), (day(62), beats[0][1]))
        reading = Reading(case, ALWAYS_OPEN, known_to=day(100))
        assert changes.next_stop(reading, day(32), day(100)) == day(60), what


def test_silence_that_could_be_noticed_between_two_heartbeats_is_a_stop() -> None:
    beats = [(day(n), events.heartbeat(day(n), "s1")) for n in (31, 40, 62)]
    case = case_of((day(0), events.duty([day(30)])), *beats)
    reading = Reading(case, ALWAYS_OPEN, known_to=day(100))
    assert changes.next_stop(reading, day(32), day(100)) == day(61)


def test_a_heartbeat_before_what_counts_at_its_arrival_is_a_stop() -> None:
    late, before = events.heartbeat(day(31), "s1"), events.heartbeat(day(39.5), "s1")
    case = case_of((day(0), events.duty([day(30)])), (day(40), late), (day(40.2), before))
    reading = Reading(case, ALWAYS_OPEN, known_to=day(50))
    assert changes.next_stop(reading, day(40), day(50)) == day(40.2)
    assert [each.effective_at for each in walk(case, ALWAYS_OPEN, day(50))[1]][-2:] == [day(40), day(39.5)]


def test_the_first_heartbeat_after_a_claim_is_a_stop() -> None:
    said = [(day(31), events.heartbeat(day(31), "s1")), (day(32), events.closed(day(32)))]
    said += [(day(33), events.established(day(33))), (day(34), events.heartbeat(day(34), "s1"))]
    case = case_of((day(0), events.duty([day(30)], grade="claimed")), *said)
    reading = Reading(case, ALWAYS_OPEN, known_to=day(50))
    assert changes.next_stop(reading, day(33), day(50)) == day(34)
    assert [each.grade for each in walk(case, ALWAYS_OPEN, day(50))[1]][-2:] == ["claimed", "proven"]


def test_what_is_known_only_after_the_walk_is_armed_whether_routine_or_not() -> None:
    beats = [(day(n), events.heartbeat(day(n), "s1")) for n in range(31, 60)]
    reading = Reading(case_of((day(0), events.duty([day(30)])), *beats), ALWAYS_OPEN, known_to=day(50))
    assert changes.next_stop(reading, day(32), day(50)) == day(50)
