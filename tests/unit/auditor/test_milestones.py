"""Interim goals on the way to the deadline: told, and no breach when missed."""

from datetime import datetime, timedelta

from mohlat_contracts.registry import Connect, Digitize
from mohlat_contracts.verdicts import VerdictData

from tests.unit.auditor.courts import case_of, said, story, verdict
from tests.unit.auditor.events import START, always, catalogue, certified, closed, day, digitized, duty, heartbeat

THIRTY = Digitize(share_percent=30, level="fully_online")
TEN = (START, catalogue(always(*(f"s{n}" for n in range(10)))))
SECOND = timedelta(seconds=1)
Told = list[tuple[str, str, datetime | None]]


def told(judged: VerdictData) -> Told:
    return [(each.code, each.outcome, each.reached_at) for each in judged.milestones]


def test_a_connection_reaches_its_milestones_when_it_is_first_met() -> None:
    rule = duty([day(90)], milestones={"later": (day(60), None), "first": (day(30), None)})
    case = case_of((START, rule), (day(40), heartbeat(day(40))), (day(50), closed(day(50))))
    assert told(verdict(case, day(39))) == [("first", "unmet", None), ("later", "unmet", None)]
    assert told(verdict(case, day(80))) == [("first", "late", day(40)), ("later", "on_time", day(40))]


def test_a_milestone_reached_at_its_very_instant_is_late() -> None:
    rule = (START, duty([day(90)], milestones={"m": (day(30), None)}))
    assert told(verdict(case_of(rule, (day(30), heartbeat(day(30)))), day(31))) == [("m", "late", day(30))]
    before = case_of(rule, (day(30), heartbeat(day(30) - SECOND)))
    assert told(verdict(before, day(31))) == [("m", "on_time", day(30) - SECOND)]


def test_a_milestone_of_a_share_is_reached_when_that_share_is_first_held() -> None:
    steps = {"a tenth": (day(30), 10), "a fifth": (day(50), 20), "all that is asked": (day(70), None)}
    rule = (START, duty([day(90)], obligation=THIRTY, milestones=steps))
    stated = [(day(n), digitized(day(n), service)) for n, service in ((20, "s0"), (55, "s1"), (60, "s2"))]
    case = case_of(rule, TEN, *stated)
    assert told(verdict(case, day(65), "digitize")) == [
        ("a tenth", "on_time", day(20)),
        ("a fifth", "late", day(55)),
        ("all that is asked", "on_time", day(60)),
    ]


def test_what_was_reached_once_stays_reached_when_the_share_falls() -> None:
    rule = (START, duty([day(90)], obligation=THIRTY, milestones={"m": (day(30), 10)}))
    fallen = digitized(day(25), "s0", "partly_online")
    case = case_of(rule, TEN, (day(20), digitized(day(20), "s0")), (day(25), fallen))
    assert told(verdict(case, day(40), "digitize")) == [("m", "on_time", day(20))]
    names = verdict(case, day(40), "digitize").facts
    assert digitized(day(20), "s0").name in names, "the statement that reached it is named, though it holds no longer"


def test_a_milestone_by_certificates_waits_for_them() -> None:
    asked = Digitize(share_percent=30, level="fully_online", proof="certified")
    rule = (START, duty([day(90)], obligation=asked, milestones={"m": (day(30), 10)}))
    found = certified("s0", [("fully_online", day(28), None)])
    case = case_of(rule, TEN, (day(10), digitized(day(10), "s0")), (day(35), found))
    assert told(verdict(case, day(34), "digitize")) == [("m", "unmet", None)]
    assert told(verdict(case, day(35), "digitize")) == [("m", "on_time", day(28))]


def test_a_missed_milestone_is_no_breach_and_no_news() -> None:
    with_goal = duty([day(90)], milestones={"m": (day(30), None)})
    assert story(case_of((START, with_goal)), day(80)) == story(case_of((START, duty([day(90)]))), day(80))
    assert said(case_of((START, with_goal)), day(40)) == ("pending", "before_deadline", "none")


def test_reaching_a_milestone_is_news_though_nothing_else_changes() -> None:
    rule = (START, duty([day(90)], obligation=THIRTY, milestones={"m": (day(30), 10)}))
    case = case_of(rule, TEN, (day(20), digitized(day(20), "s0")))
    assert story(case, day(60)) == [(START, "pending", "before_deadline"), (day(20), "pending", "before_deadline")]


def test_the_ruling_revision_says_which_milestones_there_are() -> None:
    first = (START, duty([day(90)], milestones={"old": (day(30), None)}))
    second = (day(40), duty([day(90)], milestones={"new": (day(60), None), "old": (day(45), None)}, revision=1))
    case = case_of(first, second, (day(35), heartbeat(day(35))))
    assert told(verdict(case, day(36))) == [("old", "late", day(35))]
    assert told(verdict(case, day(41))) == [("old", "on_time", day(35)), ("new", "on_time", day(35))]


def test_another_milestone_is_news_though_nothing_else_changes() -> None:
    first = (START, duty([day(90)], milestones={"m": (day(30), None)}))
    moved = (day(9), duty([day(90)], milestones={"m": (day(40), None)}, revision=1))
    assert [at for at, *_ in story(case_of(first, moved), day(20))] == [START, day(9)]


def test_a_share_asked_of_a_connection_is_its_meeting() -> None:
    rule = (START, duty([day(90)], obligation=Connect(grade="proven"), milestones={"m": (day(30), 50)}))
    assert told(verdict(case_of(rule, (day(3), heartbeat(day(3)))), day(4))) == [("m", "on_time", day(3))]


def test_a_milestone_without_any_service_known_is_unmet() -> None:
    rule = (START, duty([day(90)], obligation=THIRTY, milestones={"m": (day(30), 10)}))
    case = case_of(rule, (day(20), digitized(day(20), "s0")))
    assert told(verdict(case, day(40), "digitize")) == [("m", "unmet", None)]
