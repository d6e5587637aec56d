"""Signals that a history of verdicts shows: a connection for the deadline only, a share raised by reclassifying."""

from datetime import datetime, timedelta

import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect, Digitize, Service, ServicesData, ServicesListed
from mohlat_contracts.signals import SignalData
from mohlat_contracts.sources import REGISTRY

from services.auditor.cases.signals import watch
from services.auditor.cases.statements import MOST_STATEMENTS
from services.auditor.rules.walk import walk
from services.timekeeping.door import Door
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of
from tests.unit.auditor.events import (
    AGENCY,
    START,
    always,
    catalogue,
    certified,
    closed,
    day,
    decoded,
    digitized,
    duty,
    exemption,
    heartbeat,
)

Known = tuple[datetime, DecodedEvent]
END = day(300)
DUTY = (START, duty([day(60)]))
SECOND = timedelta(seconds=1)
HALF = Digitize(share_percent=50, level="fully_online")


def seen(*known: Known, door: Door = ALWAYS_OPEN, steps: tuple[datetime, ...] = (END,)) -> list[SignalData]:
    case, raised = case_of(*known), list[SignalData]()
    for w in steps:
        walked, reached = walk(case, door, w)
        case, signals = watch(case, walked, reached, door, w)
        raised += signals
    return raised


def beats(*days: float) -> list[Known]:
    return [(day(n), heartbeat(day(n))) for n in days]


def kinds(raised: list[SignalData]) -> list[tuple[str, datetime]]:
    return [(signal.signal, signal.known_at) for signal in raised]


def eve(known_at: datetime) -> list[tuple[str, datetime]]:
    return [("connected_for_the_deadline", known_at)]


def test_connected_two_days_before_the_deadline_and_closed_five_days_after_it() -> None:
    (signal,) = seen(DUTY, *beats(58, 64), (day(65), closed(day(65))))
    assert (signal.signal, signal.agency, signal.duty) == ("connected_for_the_deadline", AGENCY, "connect")
    assert (signal.known_at, signal.event_id) == (day(65), None)
    assert closed(day(65)).name in signal.facts


def test_connected_just_before_the_deadline_and_never_heard_again_is_seen_when_the_silence_is_told() -> None:
    assert kinds(seen(DUTY, *beats(59))) == eve(day(81))


@pytest.mark.parametrize(("first", "raised"), [(day(53), True), (day(53) - SECOND, False), (day(60) - SECOND, True)])
def test_just_before_is_within_seven_civil_days(first: datetime, raised: bool) -> None:
    assert bool(seen(DUTY, (first, heartbeat(first)), (day(61), closed(day(61))))) is raised


@pytest.mark.parametrize(("last", "raised"), [(day(60), True), (day(74), True), (day(74) + SECOND, False)])
def test_soon_after_is_within_fourteen_days_of_open_time(last: datetime, raised: bool) -> None:
    weekly = [(at, heartbeat(at)) for at in (day(59), day(66), day(73)) if at < last]
    assert bool(seen(DUTY, *weekly, (last, closed(last)))) is raised
    still_beating = [(at, heartbeat(at)) for at in (day(59), day(66), day(73), last) if at <= last]
    assert bool(seen(DUTY, *still_beating)) is raised, "what counts is when it was last heard, not when that was told"


def test_days_in_which_nobody_could_be_heard_are_not_counted() -> None:
    shut = Door().union(START, day(62)).union(day(90), END)
    assert kinds(seen(DUTY, *beats(59), (day(95), closed(day(95))), door=shut)) == eve(day(95))


def test_closed_before_the_deadline_is_not_for_the_deadline() -> None:
    assert seen(DUTY, *beats(55), (day(58), closed(day(58)))) == []


def test_connected_at_or_after_the_deadline_is_not_for_it() -> None:
    assert seen(DUTY, *beats(60), (day(63), closed(day(63)))) == []
    assert seen(DUTY, *beats(61), (day(63), closed(day(63)))) == []


def test_who_had_been_connected_before_was_not_connected_for_the_deadline() -> None:
    before = (*beats(10), (day(12), closed(day(12))))
    assert seen(DUTY, *before, *beats(58), (day(62), closed(day(62)))) == []


def test_any_deadline_of_the_chain_will_do() -> None:
    extended = (day(61), duty([day(60), day(90)], revision=1))
    assert kinds(seen(DUTY, extended, *beats(86), (day(93), closed(day(93))))) == eve(day(93))


def test_it_is_told_once_though_the_lapse_is_corrected_and_though_another_follows() -> None:
    corrected = (*beats(58), (day(65), closed(day(65))), (day(65.5), closed(day(64.9))))
    again = (*beats(68), (day(70), closed(day(70))))
    assert kinds(seen(DUTY, *corrected, *again)) == eve(day(65))


def test_an_exemption_in_between_does_not_tell_it_anew() -> None:
    freed = (day(66), exemption([(day(67), day(80))]))
    assert kinds(seen(DUTY, *beats(58), (day(65), closed(day(65))), freed)) == eve(day(65))


def test_a_claim_made_for_the_deadline_and_withdrawn_is_one_too() -> None:
    rule = (START, duty([day(60)], obligation=Connect(grade="claimed")))
    assert kinds(seen(rule, *beats(59), (day(61), closed(day(61))))) == eve(day(61))


def reclassified(until: datetime) -> Known:
    """Known on day 20: of three services all but the first cease to be of high use at `until`."""
    services = tuple(
        Service(
            code=f"s{n}",
            name_fa="s",
            name_en="s",
            high_use=True,
            spans=(Span(start=START, until=until if n else None),),
        )
        for n in range(3)
    )
    data = ServicesData(agency=AGENCY, revision=1, services=services)
    return day(20), decoded(ServicesListed(id="services-1", source=REGISTRY, time=START, data=data))


SHARE = (START, duty([day(60)], obligation=HALF))
THREE = (START, catalogue(always("s0", "s1", "s2")))
ONE_ONLINE = (day(5), digitized(day(5), "s0"))


def test_a_share_that_is_met_because_services_left_its_scope_is_seen() -> None:
    listed = reclassified(day(10))
    (signal,) = seen(SHARE, THREE, ONE_ONLINE, listed)
    assert (signal.signal, signal.duty, signal.known_at) == ("share_rose_by_reclassifying", "digitize", day(20))
    assert set(signal.facts) == {listed[1].name, SHARE[1].name}


def test_a_change_known_ahead_is_seen_when_it_takes_effect() -> None:
    assert kinds(seen(SHARE, THREE, ONE_ONLINE, reclassified(day(30)))) == [("share_rose_by_reclassifying", day(30))]


def test_a_service_that_reaches_the_level_raises_a_share_honestly() -> None:
    assert seen(SHARE, THREE, ONE_ONLINE, (day(9), digitized(day(9), "s1"))) == []


def test_where_a_service_reaches_the_level_at_the_same_instant_nothing_is_said() -> None:
    assert seen(SHARE, THREE, ONE_ONLINE, reclassified(day(10)), (day(20), digitized(day(20), "s1"))) == []


def test_a_share_that_stays_below_or_was_held_already_is_nothing_to_see() -> None:
    nothing_online = (SHARE, THREE, reclassified(day(10)))
    two_online = (SHARE, THREE, ONE_ONLINE, (day(6), digitized(day(6), "s1")), reclassified(day(10)))
    assert seen(*nothing_online) == seen(*two_online) == []


def test_the_first_list_of_services_reclassifies_nothing() -> None:
    assert seen(SHARE, ONE_ONLINE, (day(20), catalogue(always("s0")))) == []


def test_a_law_that_asks_for_less_is_no_reclassifying() -> None:
    less = duty([day(60)], obligation=Digitize(share_percent=30, level="fully_online"), revision=1)
    assert seen(SHARE, THREE, ONE_ONLINE, (day(20), less)) == []


def test_a_law_that_is_about_other_services_is_no_reclassifying() -> None:
    of_all = duty([day(60)], obligation=Digitize(share_percent=50, level="fully_online", among="all"), revision=1)
    listed = (START, catalogue(always("s0", "s1", "s2", "s3"), high_use=1))
    online = [(day(5), digitized(day(5), service)) for service in ("s1", "s2")]
    assert seen(SHARE, listed, *online, (day(20), of_all)) == []


def test_a_share_by_certificates_is_watched_by_certificates() -> None:
    rule = (START, duty([day(60)], obligation=Digitize(share_percent=50, level="fully_online", proof="certified")))
    found = (day(5), certified("s0", [("fully_online", day(5), None)]))
    assert kinds(seen(rule, THREE, found, reclassified(day(10)))) == [("share_rose_by_reclassifying", day(20))]
    together = (day(20), certified("s1", [("fully_online", day(5), None)]))
    assert seen(rule, THREE, found, reclassified(day(10)), together) == []


def test_more_statements_on_one_day_than_are_judged_are_told_once_for_that_day() -> None:
    times = [day(3) + n * SECOND for n in range(MOST_STATEMENTS + 20)]
    stated = [(at, digitized(at, f"s{n}")) for n, at in enumerate(times)]
    (signal,) = seen(*stated)
    assert (signal.signal, signal.known_at) == ("statements_beyond_limit", times[MOST_STATEMENTS])
    assert signal.facts == (stated[MOST_STATEMENTS][1].name,)


def test_signals_of_history_are_the_same_however_time_advanced() -> None:
    known = (DUTY, SHARE, THREE, ONE_ONLINE, reclassified(day(10)), *beats(58), (day(65), closed(day(65))))
    daily = tuple(day(n) for n in range(301))
    assert seen(*known, steps=daily) == seen(*known)
    assert len(seen(*known)) == 2
