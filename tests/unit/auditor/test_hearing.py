"""Which heartbeats are heard, and at which time they count: the law of the day, old news, and an hour's bucket."""

from datetime import datetime, timedelta

import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.registry import Limits

from services.auditor.cases.statements import MOST_STATEMENTS, beyond_limit
from services.auditor.rules.hearing import fresh
from services.auditor.rules.reading import Reading
from services.timekeeping.door import Door
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of, said, verdict
from tests.unit.auditor.events import (
    AGENCY,
    START,
    always,
    catalogue,
    closed,
    day,
    digitized,
    duty,
    established,
    heartbeat,
    hour,
)

NOON = day(4) + timedelta(hours=12, minutes=30)
"""A whole UTC hour."""


def minute(n: float) -> datetime:
    return NOON + timedelta(minutes=n)


def law(grace: int, known: datetime = START, revision: int = 0) -> tuple[datetime, DecodedEvent]:
    limits = Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=grace)
    return known, duty([day(100)], limits=limits, revision=revision)


def counted(
    *known: tuple[datetime, DecodedEvent], at: datetime, door: Door = ALWAYS_OPEN
) -> list[tuple[str, datetime]]:
    return [(each.fact.id, each.at) for each in Reading(case_of(*known), door).evidence("connect", at)]


# The law of the day


def test_the_bound_is_that_of_the_revision_known_at_the_events_own_time() -> None:
    known = [law(24), law(2, day(10), revision=1)]
    early = heartbeat(day(9), id="early"), day(9) + timedelta(hours=20)
    late = heartbeat(day(11), id="late"), day(11) + timedelta(hours=20)
    known += [(at, event) for event, at in (early, late)]
    assert counted(*known, at=day(20)) == [("early", day(9)), ("late", late[1])]


def test_a_later_change_of_the_limits_recounts_nothing() -> None:
    evidence = [(day(5) + timedelta(hours=20), heartbeat(day(5))), (day(7) + timedelta(hours=30), closed(day(7)))]
    before = counted(law(24), *evidence, at=day(9))
    for grace in (0, 100):
        assert counted(law(24), *evidence, law(grace, day(9), revision=1), at=day(50)) == before


@pytest.mark.parametrize(("lag", "counts_at_own"), [(24, True), (24.1, False)])
def test_where_the_duty_was_not_known_yet_a_day_is_the_bound(lag: float, counts_at_own: bool) -> None:
    known_at = day(1) + timedelta(hours=lag)
    expected = day(1) if counts_at_own else known_at
    assert counted((known_at, established(day(1), id="x")), law(100, day(5)), at=day(9)) == [("x", expected)]


def test_a_revision_known_at_the_very_instant_rules_it() -> None:
    late = (day(10) + timedelta(hours=20), established(day(10), id="x"))
    assert counted(law(24), law(2, day(10), revision=1), late, at=day(20)) == [("x", late[0])]


# Old news


def test_a_late_heartbeat_that_is_older_than_what_was_heard_says_nothing() -> None:
    known = [law(24), (day(9), heartbeat(day(9), "s1", id="new")), (day(9.5), heartbeat(day(2), "s9", id="old"))]
    assert counted(*known, at=day(10)) == [("new", day(9))]


def test_it_no_longer_overrules_the_services_of_a_newer_one() -> None:
    known = [law(24), (START, catalogue(always("s1", "s2"))), (day(9), heartbeat(day(9), "s1", "s2"))]
    assert said(case_of(*known, (day(12), heartbeat(day(2), "s1"))), day(12))[2] == "full"


def test_a_late_heartbeat_newer_than_all_before_counts_at_its_arrival() -> None:
    known = [law(24), (day(1), heartbeat(day(1), id="first")), (day(9), heartbeat(day(5), id="late"))]
    assert counted(*known, at=day(10)) == [("first", day(1)), ("late", day(9))]


def test_an_old_heartbeat_that_is_not_late_counts_at_its_own_time() -> None:
    known = [law(24), (day(5), heartbeat(day(5), id="new")), (day(5.1), heartbeat(day(4.5), "s1", id="old"))]
    assert counted(*known, at=day(9)) == [("old", day(4.5)), ("new", day(5))]


def test_what_became_known_in_the_same_hour_makes_no_old_news() -> None:
    spool = [(minute(1), heartbeat(day(2), "s2", id="newer")), (minute(2), heartbeat(day(1), id="older"))]
    assert counted(law(24), *spool, at=day(9)) == [("newer", minute(1)), ("older", minute(2))]


def test_a_closing_is_never_old_news() -> None:
    known = [law(24), (day(9), heartbeat(day(9), id="new")), (day(9.5), closed(day(2), id="closed"))]
    assert counted(*known, at=day(10)) == [("new", day(9)), ("closed", day(9.5))]


def test_under_one_duty_old_news_may_be_heard_and_under_another_not() -> None:
    limits = Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=3)
    known = [(START, duty([day(100)], limits=limits)), (day(9), heartbeat(day(9), id="new"))]
    known.append((day(9) + timedelta(hours=2), heartbeat(day(9) - timedelta(hours=5), "s1", id="old")))
    reading = Reading(case_of(*known), ALWAYS_OPEN)
    assert [each.fact.id for each in reading.evidence("connect", day(10))] == ["new"]
    assert [each.fact.id for each in reading.evidence("digitize", day(10))] == ["old", "new"]


# An hour's bucket


def beats(*minutes: float, services: tuple[str, ...] = ("s1",), lag: float = 0) -> list[tuple[datetime, DecodedEvent]]:
    return [(minute(n + lag), heartbeat(minute(n), *services, id=f"{n}{services[0]}")) for n in minutes]


def test_of_the_heartbeats_of_an_hour_the_first_and_the_last_count() -> None:
    assert [id for id, _ in counted(law(24), *beats(0, 5, 30, 59, 60), at=day(9))] == ["0s1", "59s1", "60s1"]


def test_while_the_hour_goes_on_the_last_is_the_last_so_far() -> None:
    known = [law(24), *beats(0, 5, 30, 59)]
    assert [[id for id, _ in counted(*known, at=minute(n))] for n in (0, 5, 30)] == [
        ["0s1"],
        ["0s1", "5s1"],
        ["0s1", "30s1"],
    ]


def test_other_services_are_another_bucket() -> None:
    known = [law(24), *beats(0, 20, 40), *beats(10, 30, 50, services=("s2",))]
    assert [id for id, _ in counted(*known, at=day(9))] == ["0s1", "10s2", "40s1", "50s2"]


def test_a_heartbeat_between_two_that_an_earlier_hour_knew_says_nothing() -> None:
    known = [law(24), *beats(10, 50), *beats(30, lag=45), *beats(5, 55, lag=60)]
    assert [id for id, _ in counted(*known, at=day(9))] == ["5s1", "10s1", "50s1", "55s1"]


def test_a_minutely_heartbeat_still_ends_with_its_last() -> None:
    case = case_of(law(24), *beats(*range(200)))
    assert {fact.id for fact in verdict(case, day(9)).facts} == {"0s1", "199s1", "sanjesh-connect-0"}


# Full, and by whom it is said


def test_a_full_stretch_is_named_by_the_first_heartbeat_that_reached_these_services() -> None:
    known = [(START, duty([day(100)], grade="full")), (START, catalogue({**always("s1"), "s2": [(START, day(5))]}))]
    known += [(day(n), heartbeat(day(n), "s1", id=f"beat-{n}")) for n in (1, 2, 3, 7)]
    judged = verdict(case_of(*known), day(8))
    assert (judged.status, judged.effective_at) == ("met", day(5))
    assert {fact.id for fact in judged.facts} >= {"beat-1", "beat-7"}
    assert {fact.id for fact in judged.facts}.isdisjoint({"beat-2", "beat-3"})


def test_a_full_connection_is_closed_also_when_it_was_no_longer_full() -> None:
    known = [(START, duty([day(100)], grade="full")), (START, catalogue(always("s1", "s2")))]
    known += [(day(1), heartbeat(day(1), "s1", "s2")), (day(30), heartbeat(day(30), "s1")), (day(31), closed(day(31)))]
    assert said(case_of(*known), day(31)) == ("lapsed", "closed", "none")


# Fresh heartbeats


def test_fresh_are_the_heartbeats_of_the_last_day_and_all_of_this_hour() -> None:
    known = [law(24), *beats(-1600, -1439, -30, -20, -10), *beats(1, 2, 3)]
    assert [fact.id for fact in fresh(case_of(*known), ALWAYS_OPEN, minute(2))] == [
        *("-1439s1", "-30s1", "-10s1"),
        *("1s1", "2s1"),
    ]


# Statements of one day


def test_of_the_statements_of_one_day_a_thousand_count_and_the_next_is_the_sign_of_more() -> None:
    midnight = NOON.replace(hour=0)
    said_today = [
        (hour(130 + n / 1000), digitized(midnight + timedelta(seconds=n), "s1", id=f"{n:05}"))
        for n in range(MOST_STATEMENTS + 5)
    ]
    case = case_of(law(24), *said_today, (hour(160), closed(hour(160), id="another day")))
    heard = Reading(case, ALWAYS_OPEN).evidence("connect", day(9))
    assert len(case.evidence) == MOST_STATEMENTS + 2
    assert [each.fact.id for each in heard][-2:] == [f"{MOST_STATEMENTS - 1:05}", "another day"]
    signals = list(beyond_limit(AGENCY, case.evidence, None, day(9)))
    assert [(each.facts[0].id, each.known_at) for each in signals] == [(f"{MOST_STATEMENTS:05}", said_today[1000][0])]
    again = case_of(law(24), *said_today, *[(day(8), event) for _, event in said_today], (hour(160), closed(hour(160))))
    assert [fact.id for fact in again.evidence][:1001] == [fact.id for fact in case.evidence][:1001]
