"""On time or late, told for the original deadline and for every extension since."""

import pytest
from mohlat_contracts.verdicts import VerdictData

from services.auditor.rules.walk import verdict_event, walk
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of, verdict
from tests.unit.auditor.events import START, closed, day, duty, heartbeat

ORIGINAL, FIRST, SECOND = day(30), day(60), day(90)
CHAIN = [
    (START, duty([ORIGINAL])),
    (day(35), duty([ORIGINAL, FIRST], revision=1)),
    (day(65), duty([ORIGINAL, FIRST, SECOND], revision=2)),
]


def told(judged: VerdictData) -> dict[int, str]:
    return {each.revision: each.outcome for each in judged.timeliness}


@pytest.mark.parametrize(
    ("met_on", "outcomes"),
    [
        (29, ("on_time", "on_time", "on_time")),
        (30, ("late", "on_time", "on_time")),
        (59, ("late", "on_time", "on_time")),
        (60, ("late", "late", "on_time")),
        (89, ("late", "late", "on_time")),
        (90, ("late", "late", "late")),
        (200, ("late", "late", "late")),
    ],
)
def test_through_three_deadlines_it_is_late_by_those_that_had_passed(met_on: int, outcomes: tuple[str, ...]) -> None:
    judged = verdict(case_of(*CHAIN, (day(met_on), heartbeat(day(met_on)))), day(201))
    assert tuple(told(judged).values()) == outcomes
    assert (judged.deadline_revision, list(told(judged))) == (2, [0, 1, 2]), "the last is the current one"


def test_unmet_is_told_under_every_deadline_before_it_and_after_it() -> None:
    for at in (day(66), day(95)):
        assert told(verdict(case_of(*CHAIN), at)) == {0: "unmet", 1: "unmet", 2: "unmet"}


def test_each_extension_adds_a_deadline_when_it_becomes_known() -> None:
    verdicts = walk(case_of(*CHAIN, (day(40), heartbeat(day(40)))), ALWAYS_OPEN, day(61))[1]
    assert [told(each) for each in verdicts if each.status in ("overdue", "met")] == [
        {0: "unmet"},
        {0: "late", 1: "on_time"},
    ]
    extended = verdict(case_of(*CHAIN, (day(40), heartbeat(day(40)))), day(65))
    assert told(extended) == {0: "late", 1: "on_time", 2: "on_time"}


def test_the_first_meeting_decides_whatever_came_after_it() -> None:
    lapsed_and_back = ((day(29), heartbeat(day(29))), (day(31), closed(day(31))), (day(95), heartbeat(day(95))))
    judged = verdict(case_of(*CHAIN, *lapsed_and_back), day(96))
    assert (judged.status, judged.effective_at, judged.first_met_at) == ("met", day(95), day(29))
    assert set(told(judged).values()) == {"on_time"}


def test_evidence_of_an_earlier_meeting_makes_it_on_time_and_the_verdict_a_correction() -> None:
    held_up = (day(30.5), heartbeat(day(29.8)))
    verdicts = walk(case_of(*CHAIN[:1], (day(30.2), heartbeat(day(30.1))), held_up), ALWAYS_OPEN, day(31))[1]
    assert [told(each)[0] for each in verdicts[-2:]] == ["late", "on_time"]
    assert [each.supersedes for each in verdicts[-2:]] == [None, verdict_event(verdicts[-2]).id]


def test_an_extension_of_another_scope_leaves_a_gap_in_the_revisions() -> None:
    judged = verdict(case_of((START, duty([ORIGINAL, FIRST]))), day(1))
    assert [(each.revision, each.deadline) for each in judged.timeliness] == [(0, ORIGINAL), (1, FIRST)]
