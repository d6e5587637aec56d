"""The difference between two figures, step by step, body by body."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given

from services.auditor.figures.bodies import Body, Census, CensusInvalid
from services.auditor.figures.computing import Place, Tally, place, tally
from services.auditor.figures.definitions import Definition
from services.auditor.figures.published import definition
from services.auditor.figures.reconciling import CensusMissing, Reconciliation, Side, Step, reconcile
from services.auditor.figures.words import SENTENCES, Sentences
from services.calendar.civil import end_of_day
from services.calendar.jalali import end_of_jalali_day, parse_jalali_day
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import (
    DAY_1,
    DAY_2,
    SEEDS,
    a_body,
    a_census,
    a_definition,
    bodies,
    dice,
    random_census,
    random_definition,
)

pytestmark = pytest.mark.timeout(1_800)  # at full size, beside other work

CONNECTED, FULLY = definition("connected"), definition("fully_connected")


def side(defined: Definition, census: Census) -> Side:
    return Side(definition=defined, census=census)


def names(found: Reconciliation) -> list[str]:
    return [step.name for step in found.steps]


def said(found: Tally) -> str:
    return f"{found.numerator}/{found.denominator} {found.percent}"


class TestWorkedExamples:
    """Pairs of official figures for one programme, built as small worlds."""

    SCOPE = (  # 173 bodies, 35 of them taken out of scope
        *bodies("full", 126, "met", "full"),
        *bodies("partly", 8, "met", "proven"),
        *bodies("claimed", 1, "overdue", "claimed"),
        *bodies("none", 3, "overdue", "none"),
        *bodies("exempt", 35, "exempt", "none"),
        *bodies("hospital", 20, "overdue", "none", kind="affiliated"),
    )

    def test_97_and_91_per_cent_are_two_definitions_on_one_base(self) -> None:
        census = a_census(self.SCOPE)
        found = reconcile(side(CONNECTED, census), side(FULLY, census))
        assert (said(found.first), said(found.second)) == ("134/138 97.1", "126/138 91.3")
        (step,) = found.steps
        assert step.name == "counts"
        assert step.numerator.left == tuple(f"partly-{n:03}" for n in range(8))
        assert not step.denominator

    def test_97_per_cent_of_those_in_scope_and_91_of_all_bodies_is_more_than_one_step(self) -> None:
        census = a_census(self.SCOPE)
        everybody = a_definition(name="all", counts="full", over="listed", among="core_and_affiliated")
        found = reconcile(side(CONNECTED, census), side(everybody, census))
        # Nobody on this list is without the duty, so that the wider denominator as such moves nobody.
        assert names(found) == ["exemption", "affiliates", "counts"]
        assert [said(step.after) for step in found.steps] == ["134/173 77.5", "134/193 69.4", "126/193 65.3"]

    def test_129_of_142_and_137_of_142_are_one_definition_at_two_dates(self) -> None:
        end_of_1401 = end_of_jalali_day(1401, 12, 29)
        later = end_of_day(parse_jalali_day("1402-03-24"))
        same = [*bodies("connected", 128, "met", "proven"), *bodies("missing", 4, "overdue", "none")]
        then = [*same, *bodies("late", 9, "overdue", "claimed"), a_body("gone")]
        now = [*same, *bodies("late", 9, "met", "proven"), a_body("gone", "lapsed", "silent")]
        found = reconcile(side(CONNECTED, a_census(then, end_of_1401)), side(CONNECTED, a_census(now, later)))
        assert (said(found.first), said(found.second)) == ("129/142 90.8", "137/142 96.5")
        (step,) = found.steps
        assert step.name == "date_and_knowledge"
        assert step.numerator.entered == tuple(f"late-{n:03}" for n in range(9))
        assert step.numerator.left == ("gone",)

    def test_a_census_between_tells_the_date_from_what_was_known_of_it(self) -> None:
        then = [*bodies("connected", 129, "met", "proven"), *bodies("missing", 13, "overdue", "none")]
        in_hindsight = [
            *bodies("connected", 129, "met", "proven"),
            *bodies("missing", 11, "overdue", "none"),
            a_body("missing-011", grade="proven"),  # its spool was delivered later
            a_body("missing-012", "overdue", "none"),
        ]
        now = [*bodies("connected", 129, "met", "proven"), *bodies("missing", 8, "met", "proven")]
        now += [a_body(f"missing-{n:03}", "overdue", "none") for n in range(8, 13)]
        found = reconcile(
            side(CONNECTED, a_census(then, DAY_1)),
            side(CONNECTED, a_census(now, DAY_2)),
            [a_census(in_hindsight, DAY_1, DAY_2)],
        )
        assert names(found) == ["knowledge", "date"]
        assert [said(step.after) for step in found.steps] == ["130/142 91.5", "137/142 96.5"]
        assert found.steps[1].numerator.left == ("missing-011",)

    def test_54_and_70_per_cent_are_the_full_list_and_one_item_of_it(self) -> None:
        # One deadline, one base of bodies: everything that was ordered, or encrypted transport alone.
        census = a_census(
            [
                *bodies("all-done", 54, "met", "full"),
                *bodies("https-only", 16, "met", "proven"),
                *bodies("neither", 30, "overdue", "none"),
            ]
        )
        found = reconcile(side(FULLY, census), side(CONNECTED, census))
        assert (said(found.first), said(found.second)) == ("54/100 54.0", "70/100 70.0")
        assert [(step.name, len(step.numerator.entered)) for step in found.steps] == [("counts", 16)]

    def test_54_and_70_per_cent_may_be_two_duties_too(self) -> None:
        full_list = a_census([*bodies("a", 54, "met", None), *bodies("b", 46, "overdue", None)], duty="full-list")
        https = a_census(
            [*bodies("a", 54, "met", None), *bodies("b", 46, "overdue", None)[16:], *bodies("b", 16, "met", None)],
            duty="https",
        )
        found = reconcile(
            side(a_definition(duty="full-list", counts="met"), full_list),
            side(a_definition(duty="https", counts="met"), https),
        )
        assert (said(found.first), said(found.second), names(found)) == ("54/100 54.0", "70/100 70.0", ["duty"])


def test_equal_figures_have_no_steps_between_them() -> None:
    census = a_census([a_body("a")])
    assert reconcile(side(CONNECTED, census), side(FULLY, census)).steps == ()


def test_a_step_that_moves_nobody_is_not_shown() -> None:
    census = a_census([a_body("a", grade="proven")])
    wider = a_definition(counts="full", over="listed", among="core_and_affiliated")
    assert names(reconcile(side(CONNECTED, census), side(wider, census))) == ["counts"]


def test_the_same_question_with_another_answer_is_named_as_that() -> None:
    found = reconcile(
        side(CONNECTED, a_census([a_body("a")])), side(CONNECTED, a_census([a_body("a", "lapsed", "silent")]))
    )
    assert names(found) == ["recomputed"]


def test_another_duty_at_another_instant_needs_one_census_more() -> None:
    first = side(a_definition(counts="met"), a_census([a_body("a")], DAY_1))
    second = side(a_definition(duty="report", counts="met"), a_census([a_body("a", "overdue")], DAY_2, duty="report"))
    with pytest.raises(CensusMissing, match="'connect' as of 2023-06-21"):
        reconcile(first, second)
    found = reconcile(first, second, [a_census([a_body("a", "lapsed")], DAY_2)])
    assert names(found) == ["date_and_knowledge"]
    assert found.second == Tally(counted=(), base=("a",), not_judged=())


def test_a_figure_over_bodies_of_another_duty_is_no_side() -> None:
    with pytest.raises(CensusInvalid):
        side(CONNECTED, a_census([], duty="digitize"))


def test_bodies_not_judged_are_told_apart_from_breaches() -> None:
    then = a_census([a_body("a"), a_body("b", judged=False)], DAY_1, DAY_1)
    now = a_census([a_body("a"), a_body("b", "overdue", "none")], DAY_1, DAY_2)
    (step,) = reconcile(side(CONNECTED, then), side(CONNECTED, now)).steps
    assert (step.not_judged.left, step.denominator.entered, step.numerator.entered) == (("b",), ("b",), ())


ORDER = (
    *("recomputed", "knowledge", "date", "date_and_knowledge"),
    *("denominator", "exemption", "affiliates", "selection", "counts", "duty"),
)
TIME_STEPS = {"recomputed", "knowledge", "date", "date_and_knowledge"}
CHANGED_BY: dict[str, set[str]] = {
    **{name: set() for name in TIME_STEPS},
    "denominator": {"over"},
    "exemption": {"over"},
    "affiliates": {"among"},
    "selection": {"group", "parent", "where"},
    "counts": {"counts", "under", "share"},
    "duty": {"duty", "counts", "under", "share"},
}


Pair = tuple[Side, Side, list[Census]]


def a_pair(seed: int) -> Pair:
    """Two figures of random worlds, with further censuses or without."""
    rng = dice(seed)
    one, other = random_census(rng), random_census(rng)
    first, second = (side(random_definition(rng, each.duty), each) for each in (one, other))
    instants = [(one.as_of, other.known_at), (other.as_of, one.known_at), (other.as_of, other.known_at)]
    between = [
        random_census(rng, as_of, known_at, one.duty)
        for as_of, known_at in instants
        if one.duty != other.duty or rng.random() < 0.5
    ]
    return first, second, between


@given(seed=SEEDS)
@worlds(300, 10_000)
def test_the_steps_lead_exactly_from_the_first_figure_to_the_second(seed: int) -> None:
    first, second, between = a_pair(seed)
    found = reconcile(first, second, between)
    assert found.first == tally(first.definition, first.census.bodies)
    assert found.second == tally(second.definition, second.census.bodies)
    here = found.first
    for step in found.steps:
        assert step.before == here
        here = step.after
    assert here == found.second


@given(seed=SEEDS)
@worlds(300, 10_000)
def test_the_bodies_named_sum_up_to_the_difference(seed: int) -> None:
    found = reconcile(*a_pair(seed))
    for name in ("numerator", "denominator"):
        moved = [getattr(step, name) for step in found.steps]
        change = sum(len(each.entered) - len(each.left) for each in moved)
        assert change == getattr(found.second, name) - getattr(found.first, name)
    for step in found.steps:
        assert set(step.before.counted) - set(step.numerator.left) | set(step.numerator.entered) == set(
            step.after.counted
        )
        assert set(step.before.base) - set(step.denominator.left) | set(step.denominator.entered) == set(
            step.after.base
        )


@given(seed=SEEDS)
@worlds(300, 10_000)
def test_no_step_is_empty_and_they_come_in_their_order(seed: int) -> None:
    found = reconcile(*a_pair(seed))
    assert all(step.numerator or step.denominator or step.not_judged for step in found.steps)
    order = [ORDER.index(name) for name in names(found) if name not in ("knowledge", "date")]
    assert order == sorted(order)
    assert len(set(names(found))) == len(found.steps)


@given(seed=SEEDS)
@worlds(300, 10_000)
def test_each_step_changes_only_what_its_name_says(seed: int) -> None:
    first, second, between = a_pair(seed)
    censuses = [first.census, second.census, *between]
    for step in reconcile(first, second, between).steps:
        assert set(_changed(step)) <= CHANGED_BY[step.name] | _NAMES
        assert (step.name in TIME_STEPS - {"recomputed"}) == (
            (step.was_as_of, step.was_known_at) != (step.as_of, step.known_at)
        )
        if step.name == "date":
            assert step.was_known_at == step.known_at
        if step.name == "knowledge":
            assert step.was_as_of == step.as_of
        if step.name not in TIME_STEPS | {"duty"}:
            _check_bodies(step, [each for each in censuses if _is_of(each, step)])


_NAMES = {"name", "version", "label_fa", "label_en", "definition_fa", "definition_en"}


def _changed(step: Step) -> Iterator[str]:
    for field in Definition.__struct_fields__:
        if getattr(step.was_definition, field) != getattr(step.definition, field):
            yield field


def _is_of(census: Census, step: Step) -> bool:
    return (census.duty, census.as_of, census.known_at) == (step.definition.duty, step.as_of, step.known_at)


def _check_bodies(step: Step, censuses: list[Census]) -> None:
    """In one of the censuses of these instants each body that moved did so for the reason the step names."""
    assert any(
        tally(step.definition, census.bodies) == step.after
        and all(_moved_rightly(step, body) for body in census.bodies)
        for census in censuses
    )


def _moved_rightly(step: Step, body: Body) -> bool:
    was, now = place(step.was_definition, body), place(step.definition, body)
    if was == now:
        return True
    return {
        "denominator": not body.bound and "left_out" in (was, now),
        "exemption": body.exempt and "left_out" in (was, now),
        "affiliates": None in (was, now),
        "selection": None in (was, now),
        "counts": {was, now} == _COUNTED_OR_NOT,
    }[step.name]


_COUNTED_OR_NOT: set[Place | None] = {"counted", "not_counted"}


@given(seed=SEEDS)
@worlds(100, 5_000)
def test_the_way_back_leads_from_the_second_figure_to_the_first(seed: int) -> None:
    first, second, _ = a_pair(seed)
    if first.census.duty != second.census.duty:
        return
    there, back = reconcile(first, second), reconcile(second, first)
    assert (there.first, there.second) == (back.second, back.first)
    assert [step.before for step in back.steps][:1] == ([there.second] if back.steps else [])


@given(seed=SEEDS)
@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES)
@worlds(100, 3_000)
def test_each_step_has_its_sentence(sentences: Sentences, seed: int) -> None:
    found = reconcile(*a_pair(seed))
    told = sentences.reconciliation(found)
    assert len(told) == max(len(found.steps), 1)
    assert not any("{" in each or "None" in each for each in told)


def test_a_step_reads_as_a_sentence() -> None:
    census = a_census(TestWorkedExamples.SCOPE)
    (step,) = reconcile(side(CONNECTED, census), side(FULLY, census)).steps
    assert SENTENCES["en"].step(step) == (
        "What counts is a connection whose last heartbeat reaches every service in scope instead of a connection that "
        "a heartbeat proves: 134 of 138 (97.1%) becomes 126 of 138 (91.3%), 8 out of the numerator."
    )
    assert SENTENCES["fa"].step(step) == (
        "آنچه شمرده می‌شود به‌جای اتصالی که ضربان آن را اثبات کند، اتصالی که آخرین ضربان آن به همهٔ خدمات مشمول برسد است: "
        "۱۳۴ از ۱۳۸ (۹۷٫۱٪) به ۱۲۶ از ۱۳۸ (۹۱٫۳٪) می‌رسد، ۸ دستگاه از صورت کسر بیرون می‌رود."
    )
    assert step.after.percent == Decimal("91.3")
