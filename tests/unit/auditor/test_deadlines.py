"""Before and after a deadline; extensions, exemptions, and who is bound."""

from datetime import datetime, timedelta

import pytest
from msgspec import structs

from services.auditor.rules.walk import walk
from services.timekeeping.door import Door
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of, said, story, verdict
from tests.unit.auditor.events import START, day, duty, established, exemption, heartbeat

ONE_HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("at", "status", "reason"),
    [
        (day(0), "pending", "before_deadline"),
        (day(46) - SECOND, "pending", "before_deadline"),
        (day(46), "at_risk", "deadline_near"),
        (day(60) - SECOND, "at_risk", "deadline_near"),
        (day(60), "at_risk", "in_grace"),
        (day(61) - SECOND, "at_risk", "in_grace"),
        (day(61), "overdue", "deadline_passed"),
        (day(500), "overdue", "deadline_passed"),
    ],
)
def test_a_duty_that_is_never_met(at: datetime, status: str, reason: str) -> None:
    assert said(case_of((START, duty([day(60)]))), at)[:2] == (status, reason)


def test_overdue_is_effective_since_the_deadline_and_known_after_the_grace() -> None:
    case = case_of((START, duty([day(60)])))
    assert story(case, day(99)) == [
        (START, "pending", "before_deadline"),
        (day(46), "at_risk", "deadline_near"),
        (day(60), "at_risk", "in_grace"),
        (day(61), "overdue", "deadline_passed"),
    ]
    assert verdict(case, day(61)).effective_at == day(60)
    assert verdict(case, day(50)).effective_at == day(46)


def test_the_warning_keeps_the_wall_time_of_tehran_across_the_end_of_summer_time() -> None:
    case = case_of((START, duty([day(30)])))
    assert said(case, day(16) - ONE_HOUR)[0] == "at_risk"
    assert said(case, day(16) - ONE_HOUR - SECOND)[0] == "pending"


def test_an_outage_of_three_months_makes_nobody_overdue_or_silent_before_a_day_of_open_time() -> None:
    shut = Door().union(START, day(9)).union(day(100), day(200))
    never = case_of((START, duty([day(10)])))
    silent = case_of((START, duty([day(10)])), (day(8), heartbeat(day(8))))
    assert said(never, day(101) - SECOND, door=shut)[:2] == ("at_risk", "in_grace")
    assert said(never, day(101), door=shut)[:2] == ("overdue", "deadline_passed")
    assert said(silent, day(119), door=shut)[:2] == ("met", "in_force")
    assert story(silent, day(199), door=shut)[-2:] == [(day(120), "met", "in_grace"), (day(121), "lapsed", "silent")]


def test_a_spool_delivered_after_the_outage_counts_by_its_own_time() -> None:
    shut = Door().union(START, day(9)).union(day(100), day(200))
    case = case_of((START, duty([day(10)])), (day(100.5), heartbeat(day(9.5))))
    assert verdict(case, day(101), door=shut).timeliness[0].outcome == "on_time"


def test_an_extension_known_the_day_before_the_deadline_yields_no_overdue() -> None:
    case = case_of((START, duty([day(10)])), (day(9), duty([day(10), day(30)], revision=1, announced=[START, day(9)])))
    assert story(case, day(30)) == [
        (START, "at_risk", "deadline_near"),
        (day(9), "pending", "before_deadline"),
        (day(16) - ONE_HOUR, "at_risk", "deadline_near"),
    ]


def test_an_extension_ends_the_breach_and_begins_a_new_wait() -> None:
    case = case_of(
        (START, duty([day(20)])), (day(40), duty([day(20), day(90)], revision=1, announced=[START, day(40)]))
    )
    assert story(case, day(60))[-2:] == [
        (day(21), "overdue", "deadline_passed"),
        (day(40), "pending", "before_deadline"),
    ]
    extended = verdict(case, day(40))
    assert (extended.deadline_revision, extended.effective_at) == (1, day(40))
    assert [each.outcome for each in extended.timeliness] == ["unmet", "unmet"]


def test_late_by_the_first_deadline_and_on_time_under_the_extension() -> None:
    case = case_of(
        (START, duty([day(20)])), (day(40), duty([day(20), day(90)], revision=1)), (day(50), heartbeat(day(50)))
    )
    assert [each.outcome for each in verdict(case, day(50)).timeliness] == ["late", "on_time"]


def test_met_at_the_very_deadline_is_late() -> None:
    case = case_of((START, duty([day(20)])), (day(20), heartbeat(day(20))))
    assert [each.outcome for each in verdict(case, day(20)).timeliness] == ["late"]


def test_met_before_everything_is_on_time_under_every_deadline_as_it_becomes_known() -> None:
    case = case_of(
        (START, duty([day(60)])), (day(1), heartbeat(day(1))), (day(9), duty([day(60), day(90)], revision=1))
    )
    assert [len(verdict(case, at).timeliness) for at in (day(1), day(9))] == [1, 2]
    assert {each.outcome for each in verdict(case, day(9)).timeliness} == {"on_time"}
    assert story(case, day(10))[-1] == (day(9), "met", "in_force"), "a new deadline is a new verdict"


def test_an_exemption_holds_for_its_span_even_when_met() -> None:
    case = case_of((START, duty([day(60)])), (day(1), heartbeat(day(1))), (day(2), exemption([(day(5), day(8))])))
    assert [each[1:] for each in story(case, day(20))] == [
        ("pending", "before_deadline"),
        ("met", "in_force"),
        ("exempt", "exempted"),
        ("met", "in_force"),
    ]


def test_an_exemption_that_becomes_known_late_is_effective_since_its_span_began() -> None:
    case = case_of((START, duty([day(10)])), (day(40), exemption([(day(5), None)])))
    assert said(case, day(39))[0] == "overdue"
    exempt = verdict(case, day(40))
    assert (exempt.status, exempt.reason, exempt.effective_at) == ("exempt", "exempted", day(5))


def test_the_highest_revision_of_an_exemption_rules() -> None:
    case = case_of(
        (START, duty([day(60)])),
        (day(1), exemption([(day(1), None)])),
        (day(9), exemption([(day(1), day(9))], revision=1)),
    )
    assert [said(case, at)[0] for at in (day(8), day(9))] == ["exempt", "pending"]


def test_an_exemption_from_another_mandate_is_none() -> None:
    case = case_of((START, duty([day(60)])), (day(1), exemption([(day(1), None)])))
    other = structs.replace(case.exemptions[0], mandate="another")
    assert said(structs.replace(case, exemptions=(other,)), day(2))[0] == "pending"


def test_a_body_whose_exemption_ends_after_the_deadline_has_the_grace_from_then_on() -> None:
    case = case_of((START, duty([day(10)])), (day(1), exemption([(day(1), day(30))])))
    assert said(case, day(30.5))[:2] == ("at_risk", "in_grace")
    assert said(case, day(31))[:2] == ("overdue", "deadline_passed")
    assert verdict(case, day(31)).effective_at == day(30)


def test_a_body_not_yet_bound_has_no_verdict_and_one_no_longer_bound_is_told_so() -> None:
    case = case_of((START, duty([day(60)], bound=[(day(3), day(9))])))
    assert story(case, day(20)) == [(day(3), "pending", "before_deadline"), (day(9), "exempt", "not_bound")]
    assert verdict(case, day(12)).effective_at == day(9)


def test_a_binding_that_is_withdrawn_counts_from_when_that_became_known() -> None:
    case = case_of((START, duty([day(60)])), (day(7), duty([day(60)], bound=[], revision=1)))
    assert said(case, day(7))[:2] == ("exempt", "not_bound")
    assert verdict(case, day(8)).effective_at == day(7)


def test_a_claim_alone_ends_overdue() -> None:
    case = case_of((START, duty([day(10)])), (day(2), established(day(2))))
    assert said(case, day(11)) == ("overdue", "deadline_passed", "claimed")


def test_the_same_case_walked_in_steps_or_at_once_tells_one_story() -> None:
    case = case_of((START, duty([day(20)])), (day(5), heartbeat(day(5))), (day(9), exemption([(day(50), day(60))])))
    at_once = walk(case, ALWAYS_OPEN, day(99))[1]
    in_steps = []
    for n in range(100):
        case, reached = walk(case, ALWAYS_OPEN, day(n))
        in_steps += reached
    assert in_steps == at_once
