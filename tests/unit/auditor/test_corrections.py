"""A verdict on a past that was judged already names the one that it corrects; a repeated verdict changes nothing."""

from datetime import datetime, timedelta

from mohlat_contracts import DecodedEvent
from mohlat_contracts.registry import Digitize, Limits
from mohlat_contracts.verdicts import VerdictData

from services.auditor.rules.corrections import corrects
from services.auditor.rules.walk import verdict_event, walk
from services.timekeeping.door import Door
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of
from tests.unit.auditor.events import (
    START,
    always,
    catalogue,
    closed,
    day,
    digitized,
    duty,
    exemption,
    heartbeat,
)

Known = tuple[datetime, DecodedEvent]
DUTY = (START, duty([day(60)]))
SHUT = Door().union(START, day(59)).union(day(70), day(200))
"""Nobody could be heard from the day before the deadline on, for eleven days."""
END = day(400)
SECOND = timedelta(seconds=1)


def history(*known: Known, door: Door = ALWAYS_OPEN, w: datetime = END) -> list[VerdictData]:
    return walk(case_of(*known), door, w)[1]


def corrections(verdicts: list[VerdictData]) -> list[tuple[str, datetime, datetime, str]]:
    """Each correction: its status, since when, known when, and the status it corrects."""
    by_id = {verdict_event(verdict).id: verdict for verdict in verdicts}
    return [
        (verdict.status, verdict.effective_at, verdict.known_at, by_id[verdict.supersedes].status)
        for verdict in verdicts
        if verdict.supersedes is not None
    ]


def test_what_merely_follows_corrects_nothing() -> None:
    verdicts = history(DUTY, (day(30), heartbeat(day(30) - SECOND)), (day(40), closed(day(40) - SECOND)))
    assert [each.status for each in verdicts] == ["pending", "met", "lapsed"]
    assert corrections(verdicts) == []


def test_evidence_of_a_time_before_the_last_verdict_corrects_it() -> None:
    warned = history(DUTY, (day(46.5), heartbeat(day(45.7))), w=day(47))
    assert corrections(warned) == [("met", day(45.7), day(46.5), "at_risk")]


def test_evidence_of_the_very_instant_of_the_last_verdict_corrects_it() -> None:
    warned = history(DUTY, (day(46.5), heartbeat(day(46))), w=day(47))
    assert corrections(warned) == [("met", day(46), day(46.5), "at_risk")], "the same effective time, later known time"


def test_a_closing_at_the_very_instant_of_the_last_verdict_corrects_it() -> None:
    extended = (day(11), duty([day(60), day(90)], revision=1))
    verdicts = history(DUTY, (day(9), heartbeat(day(9))), extended, (day(11.5), closed(day(11))), w=day(12))
    assert corrections(verdicts) == [("lapsed", day(11), day(11.5), "met")]


def test_a_milestone_reached_at_the_very_instant_of_the_last_verdict_corrects_it() -> None:
    half = Digitize(share_percent=100, level="fully_online")
    rule = (START, duty([day(60)], obligation=half, milestones={"half": (day(30), 50)}))
    four = (START, catalogue(always("s0", "s1", "s2", "s3")))
    held_up = (day(20.6), digitized(day(20), "s1"))
    verdicts = history(rule, four, (day(20), digitized(day(20), "s0")), held_up, w=day(22))
    assert corrections(verdicts) == [("pending", START, day(20.6), "pending")]


def test_evidence_of_a_time_since_the_last_verdict_follows_it() -> None:
    assert corrections(history(DUTY, (day(46.5), heartbeat(day(46) + SECOND)), w=day(47))) == []


def test_the_spool_of_an_outage_corrects_what_was_said_in_the_grace_and_comes_before_any_breach() -> None:
    verdicts = history(DUTY, (day(70.9), heartbeat(day(59.5))), door=SHUT, w=day(80))
    assert corrections(verdicts) == [("met", day(59.5), day(70.9), "at_risk")]
    assert verdicts[-1].timeliness[0].outcome == "on_time"
    assert "overdue" not in {each.status for each in verdicts}


def test_a_lapse_is_corrected_by_a_heartbeat_that_was_held_up() -> None:
    held_up = (day(31.4), heartbeat(day(30.6)))
    verdicts = history(DUTY, (day(9), heartbeat(day(9))), held_up, w=day(32))
    assert [(each.status, each.reason) for each in verdicts] == [
        ("pending", "before_deadline"),
        ("met", "in_force"),
        ("met", "in_grace"),
        ("lapsed", "silent"),
        ("met", "in_force"),
    ]
    assert corrections(verdicts) == [("met", day(9), day(31.4), "lapsed")], "it had never been silent for so long"


def test_an_earlier_meeting_that_is_heard_of_later_corrects_the_meeting() -> None:
    verdicts = history(DUTY, (day(10), heartbeat(day(10))), (day(10.5), heartbeat(day(9.8))), w=day(20))
    assert corrections(verdicts) == [("met", day(9.8), day(10.5), "met")]


def test_that_the_grace_has_told_is_no_correction() -> None:
    verdicts = history(DUTY, (day(80), heartbeat(day(80))))
    assert [(each.status, each.reason) for each in verdicts[2:]] == [
        ("at_risk", "in_grace"),
        ("overdue", "deadline_passed"),
        ("met", "in_force"),
        ("met", "in_grace"),
        ("lapsed", "silent"),
    ]
    assert verdicts[2].effective_at == verdicts[3].effective_at == day(60)
    assert corrections(verdicts) == []


def test_a_breach_before_what_the_grace_was_about_corrects_it() -> None:
    brought_forward = (day(60.5), duty([day(50)], revision=1))
    assert corrections(history(DUTY, brought_forward, w=day(61))) == [("overdue", day(50), day(60.5), "at_risk")]


def test_an_earlier_first_meeting_corrects_though_the_present_stretch_is_the_same() -> None:
    reconnected = ((day(10.1), closed(day(10.1))), (day(10.2), heartbeat(day(10.2))))
    verdicts = history(DUTY, (day(10), heartbeat(day(10))), *reconnected, (day(10.5), heartbeat(day(9.8))), w=day(20))
    assert [each.first_met_at for each in verdicts[-2:]] == [day(10), day(9.8)]
    assert corrections(verdicts) == [("met", day(10.2), day(10.5), "met")]


def test_a_closing_dated_back_behind_a_verdict_corrects_it() -> None:
    regained = history(
        (START, duty([day(60)], limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24))),
        (day(9), heartbeat(day(9))),
        (day(11), duty([day(60), day(90)], revision=1)),
        (day(11.5), closed(day(10.7))),
        w=day(12),
    )
    assert corrections(regained) == [("lapsed", day(10.7), day(11.5), "met")]


def test_an_exemption_that_becomes_known_late_corrects_a_breach() -> None:
    verdicts = history(DUTY, (day(70), exemption([(day(50), day(90))])), w=day(80))
    assert corrections(verdicts) == [("exempt", day(50), day(70), "overdue")]


def test_an_extension_entered_after_the_breach_ends_it_from_then_on() -> None:
    extended = (day(70), duty([day(60), day(90)], revision=1, announced=[START, day(68)]))
    assert corrections(history(DUTY, extended, w=day(71))) == []


def test_an_extension_announced_before_the_breach_and_entered_after_it_corrects_it() -> None:
    extended = (day(70), duty([day(60), day(90)], revision=1, announced=[START, day(58)]))
    assert corrections(history(DUTY, extended, w=day(71))) == [("pending", day(58), day(70), "overdue")]


def test_the_end_of_an_exemption_corrects_nothing_though_the_connection_is_older() -> None:
    verdicts = history(DUTY, (day(5), heartbeat(day(5))), (day(8), exemption([(day(10), day(20))])), w=day(25))
    assert [(each.status, each.effective_at) for each in verdicts] == [
        ("pending", START),
        ("met", day(5)),
        ("exempt", day(10)),
        ("met", day(20)),
    ], "it was exempt on day 15 and is not said to have met anything then"
    assert verdicts[-1].first_met_at == day(5)
    assert corrections(verdicts) == []


def test_a_connection_before_the_binding_counts_as_met_from_the_binding_on() -> None:
    bound_later = (START, duty([day(60)], bound=[(day(10), None)]))
    (met,) = history(bound_later, (day(5), heartbeat(day(5))), w=day(20))
    assert (met.status, met.effective_at, met.first_met_at) == ("met", day(10), day(5))


def test_a_list_of_services_entered_later_corrects_a_share_that_was_met() -> None:
    rule = (START, duty([day(60)], obligation=Digitize(share_percent=50, level="fully_online")))
    longer = (day(20), catalogue(always("s0", "s1", "s2"), revision=1))
    verdicts = history(rule, (START, catalogue(always("s0"))), (day(9), digitized(day(9), "s0")), longer, w=day(22))
    assert corrections(verdicts) == [("pending", START, day(20), "met")]
    assert verdicts[-1].first_met_at is None


def test_a_milestone_said_to_be_reached_otherwise_is_a_correction() -> None:
    rule = duty(
        [day(60)],
        obligation=Digitize(share_percent=100, level="fully_online"),
        milestones={"half": (day(30), 50)},
    )
    five = (START, catalogue(always("s0", "s1", "s2", "s3", "s4")))
    stated = [(day(n), digitized(day(n), service)) for n, service in ((9, "s0"), (15, "s1"), (20, "s2"))]
    held_up = (day(20.6), digitized(day(19.9), "s3"))
    verdicts = history((START, rule), five, *stated, held_up, w=day(22))
    assert [each.milestones[0].reached_at for each in verdicts[-2:]] == [day(20), day(19.9)]
    assert corrections(verdicts) == [("pending", START, day(20.6), "pending")]


def test_each_correction_names_the_verdict_right_before_it() -> None:
    verdicts = history(
        DUTY,
        (day(46.5), heartbeat(day(45.7))),
        (day(46.6), heartbeat(day(45.6))),
        (day(46.7), heartbeat(day(45.9))),
        w=day(47),
    )
    ids = [verdict_event(each).id for each in verdicts]
    assert [each.supersedes for each in verdicts] == [None, None, ids[1], ids[2]]


def test_evidence_twice_in_any_order_is_one_history() -> None:
    known = [DUTY, (day(46.5), heartbeat(day(45.7))), (day(46.6), heartbeat(day(45.6))), (day(50), closed(day(50)))]
    once = history(*known)
    later = [(at + timedelta(days=30), event) for at, event in known[1:]]
    assert history(*reversed(known), *known, *later) == once


def test_judging_again_repeats_the_ids_and_reaches_nothing() -> None:
    case = case_of(DUTY, (day(46.5), heartbeat(day(45.7))))
    walked, verdicts = walk(case, ALWAYS_OPEN, day(100))
    assert walk(walked, ALWAYS_OPEN, day(100)) == (walked, [])
    again = [verdict_event(each).id for each in walk(case, ALWAYS_OPEN, day(100))[1]]
    assert again == [verdict_event(each).id for each in verdicts]


def test_a_history_has_the_same_corrections_however_time_advanced() -> None:
    case = case_of(DUTY, (day(46.5), heartbeat(day(45.7))), (day(46.6), heartbeat(day(45.6))))
    at_once = walk(case, ALWAYS_OPEN, day(50))[1]
    in_steps: list[VerdictData] = []
    for n in range(0, 500, 3):
        case, reached = walk(case, ALWAYS_OPEN, day(n / 10))
        in_steps += reached
    assert in_steps == at_once


def test_no_verdict_corrects_itself() -> None:
    for verdict in history(DUTY, (day(46.5), heartbeat(day(45.7)))):
        assert not corrects(verdict, verdict)
