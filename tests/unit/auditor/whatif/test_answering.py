"""Who would stand elsewhere and why, what the figures would be, and what cannot be asked."""

from datetime import timedelta

import pytest
from mohlat_contracts.registry import AgencyData, AgencyRegistered, Group
from mohlat_contracts.sources import REGISTRY

from services.auditor.figures import definition
from services.auditor.whatif import ChangesInvalid, NotJudged, Question
from services.auditor.whatif.answering import Answer, answer
from services.auditor.whatif.changes import (
    Bound,
    Change,
    Deadline,
    Exempted,
    NoExtension,
    NotExempted,
    OtherDefinition,
    OtherLimits,
    Threshold,
    Unbound,
    Whom,
)
from services.timekeeping.door import Door
from tests.unit.auditor import events
from tests.unit.auditor.events import MANDATE, START, day
from tests.unit.auditor.whatif.asking import asked, facts_of
from tests.unit.auditor.worlds import Record, World

DEADLINE = day(40)
LATEST = day(60)
AGENCIES = {"early": 10, "late": 50, "never": None}
"""When each was connected; `freed` is exempt, `free` has no duty."""


def world_of_five() -> World:
    """Five core bodies; a deadline on day 40, judged through day 60."""
    registry, evidence = [], []
    for code in (*AGENCIES, "freed", "free"):
        registry.append(Record(START, code, (_registered(code),)))
        if code != "free":
            registry.append(Record(START, code, (events.duty([day(20), DEADLINE], agency=code),)))
    registry.append(Record(START, "freed", (events.exemption([(START, None)], agency="freed"),)))
    for code, connected in AGENCIES.items():
        for at in range(connected, 60, 5) if connected is not None else ():
            evidence.append(Record(day(at), code, (events.heartbeat(day(at), agency=code),)))  # noqa: PERF401
    evidence.sort(key=lambda record: record.known_at)
    tick = events.tick(START, LATEST)
    registry.append(Record(LATEST, "", (), tick))
    evidence.append(Record(LATEST, "", (), tick))
    return World([], Door(), registry, evidence)


def _registered(code: str) -> events.DecodedEvent:
    group = Group(code="ministries" if code in ("early", "free") else "bodies", name_fa="گروه", name_en="Group")
    data = AgencyData(agency=code, revision=0, name_fa="دستگاه", name_en="Agency", group=group, kind="core")
    return events.decoded(AgencyRegistered(id=code, source=REGISTRY, time=START, data=data))


PLAYED = world_of_five()
ONE = Whom(agencies=("never",))


def moved(found: Answer) -> dict[str, tuple[str, str]]:
    return {move.code: (move.was, move.now) for move in found.moves}


def connected(found: Answer) -> tuple[tuple[int, int], tuple[int, int]]:
    figure = next(each for each in found.figures if each.name == "connected")
    return (figure.before.numerator, figure.before.denominator), (figure.after.numerator, figure.after.denominator)


def test_under_a_later_deadline_nobody_is_overdue_and_the_late_one_is_on_time() -> None:
    found = asked(PLAYED, Deadline(to=day(70)))
    assert moved(found) == {"late": ("met", "met"), "never": ("overdue", "at_risk")}
    (late,) = [move for move in found.moves if move.code == "late"]
    assert (late.was_outcome, late.outcome) == ("late", "on_time")
    (never,) = [move for move in found.moves if move.code == "never"]
    assert (never.was_reason, never.reason) == ("deadline_passed", "deadline_near")
    assert connected(found) == ((2, 3), (2, 3))


def test_under_a_later_deadline_of_a_group_only_its_bodies_move() -> None:
    assert moved(asked(PLAYED, Deadline(to=day(70), whom=Whom(groups=("ministries",))))) == {}
    assert set(moved(asked(PLAYED, Deadline(to=day(70), whom=Whom(groups=("bodies",)))))) == {"late", "never"}


def test_without_the_extension_the_first_deadline_is_in_force() -> None:
    found = asked(PLAYED, NoExtension(), as_of=day(30))
    assert moved(found) == {"late": ("at_risk", "overdue"), "never": ("at_risk", "overdue")}


def test_an_exemption_takes_a_body_out_of_the_denominator() -> None:
    found = asked(PLAYED, Exempted(mandate=MANDATE, whom=ONE, start=START))
    assert moved(found) == {"never": ("overdue", "exempt")}
    assert connected(found) == ((2, 3), (2, 2))
    figure = next(each for each in found.figures if each.name == "connected")
    assert (figure.denominator_left, figure.denominator_entered) == (("never",), ())


def test_an_exemption_that_is_taken_away_brings_one_in() -> None:
    found = asked(PLAYED, NotExempted(mandate=MANDATE))
    assert moved(found) == {"freed": ("exempt", "overdue")}
    assert connected(found) == ((2, 3), (2, 4))


def test_a_body_that_never_had_the_duty_gets_it_as_the_others_have_it() -> None:
    found = asked(PLAYED, Bound(duty="connect", start=START, whom=Whom(agencies=("free",))))
    assert moved(found) == {"free": ("not_bound", "overdue")}
    assert connected(found) == ((2, 3), (2, 4))


def test_a_body_without_the_duty_is_in_no_figure_of_it() -> None:
    found = asked(PLAYED, Unbound(duty="connect", whom=ONE))
    assert moved(found) == {"never": ("overdue", "not_bound")}
    assert connected(found) == ((2, 3), (2, 2))


def test_under_another_limit_of_silence_connections_lapse() -> None:
    found = asked(PLAYED, OtherLimits(silent_after_days=2))
    assert moved(found)["early"] == ("met", "lapsed")


def test_a_figure_that_counts_otherwise_moves_no_body_and_says_what_is_another() -> None:
    found = asked(PLAYED, OtherDefinition(of="connected", over="listed"))
    assert found.moves == ()
    assert connected(found) == ((2, 3), (2, 5))
    figure = next(each for each in found.figures if each.name == "connected")
    assert figure.before.receipt.definition == definition("connected")
    assert figure.after.receipt.definition.version == definition("connected").version + 1
    assert "over = listed" in figure.after.receipt.definition.definition_en


def test_a_figure_is_asked_as_of_an_earlier_day_too() -> None:
    found = asked(PLAYED, Deadline(to=day(5), of="original"), as_of=day(20))
    assert (found.as_of, found.known_at) == (day(20), day(20))
    assert set(moved(found)) <= {"early", "late", "never"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Deadline(to=DEADLINE, whom=Whom(agencies=("nobody",))), "no agency has the code 'nobody'"),
        (Deadline(to=DEADLINE, whom=Whom(groups=("nowhere",))), "no agency is in a group 'nowhere'"),
        (Deadline(to=DEADLINE, whom=Whom(provinces=("fars",))), "no agency is in a province 'fars'"),
        (Deadline(to=DEADLINE, mandate="other"), "mandate 'other'"),
        (Deadline(to=DEADLINE, of=7), "of 7"),
        (NoExtension(revision=7), "revision 7"),
        (Threshold(share_percent=50), "the duty 'connect' has no share_percent"),
        (Threshold(duty="connect"), "one of grade, share_percent"),
        (OtherLimits(), "one of silent_after_days"),
        (Exempted(mandate="other", whom=Whom(), start=START), "mandate 'other'"),
        (Bound(duty="digitize", start=START, whom=ONE), "duty 'digitize'"),
        (OtherDefinition(of="unheard_of", counts="full"), "no figure is called 'unheard_of'"),
        (OtherDefinition(of="connected"), "one of counts"),
    ],
)
def test_a_change_that_is_about_nothing_or_not_possible_is_named(change: Change, told: str) -> None:
    with pytest.raises(ChangesInvalid) as refused:
        asked(PLAYED, change)
    (problem,) = refused.value.problems
    assert problem.startswith("change 1 (")
    assert told in problem


def test_an_instant_that_is_not_judged_yet_cannot_be_asked_for() -> None:
    with pytest.raises(NotJudged) as refused:
        asked(PLAYED, as_of=LATEST + timedelta(microseconds=1))
    assert refused.value.judged_through == LATEST


def test_before_anything_is_judged_nothing_can_be_asked_for() -> None:
    with pytest.raises(NotJudged):
        answer(facts_of(PLAYED._replace(evidence=[])), Question(changes=()))
