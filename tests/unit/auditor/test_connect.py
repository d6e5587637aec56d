"""The duty to be connected: each status and reason once, and the limits."""

from datetime import timedelta

import pytest

from services.timekeeping.door import Door
from tests.unit.auditor.courts import case_of, said, story, verdict
from tests.unit.auditor.events import START, always, catalogue, closed, day, duty, established, heartbeat, hour

DUTY = (START, duty([day(100)]))
SECOND = timedelta(seconds=1)


def test_nothing_is_judged_before_the_duty_is_known() -> None:
    assert story(case_of((day(5), duty([day(100)])), (day(2), heartbeat(day(2)))), day(5)) == []


def test_a_claim_is_a_grade_and_meets_no_duty_to_prove() -> None:
    case = case_of(DUTY, (day(1), established(day(1))))
    assert said(case, day(2)) == ("pending", "before_deadline", "claimed")
    assert verdict(case, day(2)).first_met_at is None


def test_a_heartbeat_proves_the_connection() -> None:
    case = case_of(DUTY, (day(1), established(day(1))), (day(3), heartbeat(day(3), "s1")))
    assert said(case, day(3)) == ("met", "in_force", "proven")
    assert verdict(case, day(9)).effective_at == day(3)
    assert verdict(case, day(9)).first_met_at == day(3)


@pytest.mark.parametrize(
    ("reached", "grade"),
    [(("s1",), "proven"), (("s1", "s2"), "full"), (("s1", "s2", "s9"), "full"), ((), "proven")],
    ids=["one of two", "both", "both and one unlisted", "none"],
)
def test_the_last_heartbeat_is_full_when_it_reaches_every_service_in_force(
    reached: tuple[str, ...], grade: str
) -> None:
    listed = catalogue({**always("s1", "s2"), "s3": ((START, day(2)),)})
    case = case_of(DUTY, (START, listed), (day(3), heartbeat(day(3), *reached)))
    assert said(case, day(3)) == ("met", "in_force", grade)


def test_a_new_service_makes_a_full_connection_a_proven_one() -> None:
    listed = catalogue({**always("s1"), "s2": ((day(10), None),)})
    case = case_of(DUTY, (START, listed), (day(3), heartbeat(day(3), "s1")))
    assert [each[0] for each in story(case, day(15))] == [START, day(3), day(10)]
    assert said(case, day(10)) == ("met", "in_force", "proven")


def test_without_services_nothing_is_full() -> None:
    assert said(case_of(DUTY, (day(3), heartbeat(day(3), "s1"))), day(3))[2] == "proven"


def test_silence_has_a_grace_and_then_lapses_since_the_limit() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))))
    assert story(case, day(40)) == [
        (START, "pending", "before_deadline"),
        (day(3), "met", "in_force"),
        (day(24), "met", "in_grace"),
        (day(25), "lapsed", "silent"),
    ]
    lapsed = verdict(case, day(25))
    assert (lapsed.grade, lapsed.effective_at, lapsed.first_met_at) == ("silent", day(24), day(3))


def test_silence_is_counted_in_open_time() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))))
    door = Door().union(START, day(10)).union(day(60), day(200))
    assert said(case, day(60) + timedelta(days=14) - SECOND, door=door) == ("met", "in_force", "proven")
    assert said(case, day(74), door=door) == ("met", "in_grace", "proven")
    assert said(case, day(75), door=door) == ("lapsed", "silent", "silent")
    assert verdict(case, day(80), door=door).effective_at == day(74)


def test_a_heartbeat_within_the_grace_leaves_no_trace() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))), (day(24.5), heartbeat(day(24.5))))
    assert verdict(case, day(30)).effective_at == day(3)
    assert story(case, day(30))[-1] == (day(24.5), "met", "in_force")


def test_a_heartbeat_after_silence_starts_a_new_stretch_and_keeps_the_first_meeting() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))), (day(26), heartbeat(day(26))))
    again = verdict(case, day(26))
    assert (again.status, again.effective_at, again.first_met_at) == ("met", day(26), day(3))


def test_a_closing_lapses_at_once() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))), (day(5), closed(day(5))))
    assert said(case, day(5)) == ("lapsed", "closed", "none")
    assert verdict(case, day(9)).effective_at == day(5)


def test_a_closing_of_what_was_never_met_changes_nothing() -> None:
    case = case_of(DUTY, (day(3), established(day(3))), (day(5), closed(day(5))))
    assert said(case, day(5)) == ("pending", "before_deadline", "none")


def test_only_a_heartbeat_reconnects_after_a_closing() -> None:
    case = case_of(
        DUTY,
        (day(3), heartbeat(day(3))),
        (day(5), closed(day(5))),
        (day(6), established(day(6))),
        (day(8), heartbeat(day(8))),
    )
    assert said(case, day(7)) == ("lapsed", "closed", "claimed")
    assert said(case, day(8)) == ("met", "in_force", "proven")


def test_a_closing_at_the_instant_of_a_heartbeat_closes_nothing() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))), (day(3), closed(day(3))))
    assert said(case, day(4)) == ("met", "in_force", "proven")


def test_closing_after_silence_wins_no_time() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3))), (day(40), closed(day(40))))
    assert said(case, day(40)) == ("lapsed", "closed", "none")
    assert verdict(case, day(50)).effective_at == day(24)


def test_a_spool_that_comes_within_the_grace_counts_by_its_own_time() -> None:
    case = case_of((START, duty([day(10)])), (day(10.9), heartbeat(day(9))))
    door = Door().union(START, day(9.5)).union(day(10.5), day(100))
    met = verdict(case, day(11), door=door)
    assert (met.status, met.first_met_at, met.timeliness[0].outcome) == ("met", day(9), "on_time")


def test_a_spool_that_comes_later_counts_by_its_arrival() -> None:
    case = case_of((START, duty([day(10)])), (day(10) + SECOND, heartbeat(day(9))))
    met = verdict(case, day(11))
    assert (met.first_met_at, met.timeliness[0].outcome) == (day(10) + SECOND, "late")


def test_exactly_the_grace_of_open_time_still_counts_by_own_time() -> None:
    case = case_of(DUTY, (day(10), heartbeat(day(9))))
    assert verdict(case, day(10)).first_met_at == day(9)


def test_an_own_time_ahead_of_its_arrival_counts_as_the_arrival() -> None:
    case = case_of(DUTY, (day(3), heartbeat(day(3) + timedelta(minutes=4))))
    assert verdict(case, day(3)).first_met_at == day(3)


def test_a_duty_to_claim_is_met_by_a_claim_and_stands_until_it_is_closed() -> None:
    case = case_of(
        (START, duty([day(100)], grade="claimed")), (day(3), established(day(3))), (day(90), closed(day(90)))
    )
    assert story(case, day(95)) == [
        (START, "pending", "before_deadline"),
        (day(3), "met", "in_force"),
        (day(90), "lapsed", "closed"),
    ]


def test_a_claim_outlives_the_silence_of_its_heartbeats() -> None:
    promise = (START, duty([day(100)], grade="claimed"))
    case = case_of(promise, (day(3), established(day(3))), (day(4), heartbeat(day(4))))
    assert said(case, day(40)) == ("met", "in_force", "claimed")
    assert said(case_of(promise, (day(4), heartbeat(day(4)))), day(40)) == ("lapsed", "silent", "silent")


def test_a_duty_to_be_full_is_not_met_by_less() -> None:
    full = (START, duty([day(100)], grade="full"))
    listed = (START, catalogue(always("s1", "s2")))
    case = case_of(full, listed, (day(3), heartbeat(day(3), "s1")), (day(5), heartbeat(day(5), "s1", "s2")))
    assert said(case, day(3)) == ("pending", "before_deadline", "proven")
    assert said(case, day(5)) == ("met", "in_force", "full")


def test_a_full_connection_that_reaches_less_lapses_after_the_grace() -> None:
    full = (START, duty([day(100)], grade="full"))
    listed = (START, catalogue(always("s1", "s2")))
    case = case_of(full, listed, (day(3), heartbeat(day(3), "s1", "s2")), (day(5), heartbeat(day(5), "s1")))
    assert said(case, hour(143)) == ("met", "in_grace", "proven")
    assert said(case, day(6)) == ("lapsed", "share_fell", "proven")
    assert verdict(case, day(7)).effective_at == day(5)


def test_a_verdict_names_the_facts_it_rests_on() -> None:
    rule, beat, early = duty([day(100)]), heartbeat(day(5)), heartbeat(day(3))
    case = case_of((START, rule), (day(3), early), (day(4), heartbeat(day(4))), (day(5), beat))
    assert verdict(case, day(6)).facts == tuple(sorted([rule.name, early.name, beat.name]))
