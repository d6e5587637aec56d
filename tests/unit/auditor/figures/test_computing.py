"""Who is in the numerator, who in the denominator."""

import pytest
from hypothesis import given
from mohlat_contracts.verdicts import VerdictData

from services.auditor.figures.bodies import Body, CensusInvalid, body_of
from services.auditor.figures.computing import figure, percent, tally
from services.auditor.figures.published import DEFINITIONS
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import (
    DAY_1,
    DAY_2,
    SEEDS,
    a_body,
    a_census,
    a_definition,
    dice,
    random_census,
    random_definition,
)
from tests.unit.scoreboard.books import a_verdict

WORLD = [
    a_body("full", traits={"province": "fars"}, group="banks"),
    a_body("proven", grade="proven", traits={"province": "gilan"}, group="banks"),
    a_body("claimed", "overdue", "claimed", traits={"province": "yazd"}),
    a_body("silent", "lapsed", "silent"),
    a_body("exempt", "exempt", "full"),
    a_body("unbound", None, None),
    a_body("affiliate", kind="affiliated", parent="full"),
    a_body("behind", judged=False),
    a_body("trial", kind="sandbox"),
]
OBLIGATED = ("claimed", "full", "proven", "silent")


@pytest.mark.parametrize(
    ("changes", "numerator", "denominator"),
    [
        pytest.param({}, "full proven", OBLIGATED, id="proven, over the obligated less the exempt"),
        pytest.param({"counts": "claimed"}, "claimed full proven", OBLIGATED, id="claimed or better"),
        pytest.param({"counts": "full"}, "full", OBLIGATED, id="full alone"),
        pytest.param({"counts": "met"}, "full proven", OBLIGATED, id="by status"),
        pytest.param({"over": "obligated"}, "exempt full proven", ("exempt", *OBLIGATED), id="the exempt kept in"),
        pytest.param(
            {"over": "obligated", "counts": "met"},
            "full proven",
            ("exempt", *OBLIGATED),
            id="not met by the exempt",
        ),
        pytest.param({"over": "listed"}, "exempt full proven", ("exempt", "unbound", *OBLIGATED), id="all on the list"),
        pytest.param({"over": "listed_less_exempt"}, "full proven", ("unbound", *OBLIGATED), id="less the exempt"),
        pytest.param({"among": "affiliated"}, "affiliate", ("affiliate",), id="affiliates only"),
        pytest.param(
            {"among": "core_and_affiliated"}, "affiliate full proven", ("affiliate", *OBLIGATED), id="with affiliates"
        ),
        pytest.param({"group": "banks"}, "full proven", ("full", "proven"), id="one group"),
        pytest.param({"parent": "full", "among": "affiliated"}, "affiliate", ("affiliate",), id="under one parent"),
        pytest.param({"where": {"province": ("fars", "yazd")}}, "full", ("claimed", "full"), id="two provinces"),
        pytest.param({"where": {"city": ("shiraz",)}}, "", (), id="a trait that nobody has"),
    ],
)
def test_what_counts_over_which_bodies(
    changes: dict[str, object], numerator: str, denominator: tuple[str, ...]
) -> None:
    found = tally(a_definition(**changes), WORLD)
    assert (found.counted, found.base) == (tuple(numerator.split()), tuple(sorted(denominator)))


def test_a_sandbox_counts_nowhere() -> None:
    widest = a_definition(over="listed", among="core_and_affiliated", counts="claimed")
    found = tally(widest, WORLD)
    assert "trial" not in found.base + found.counted + found.not_judged


@given(seed=SEEDS)
@worlds(200, 5_000)
def test_a_body_that_is_behind_is_neither_met_nor_in_breach(seed: int) -> None:
    rng = dice(seed)
    census, definition = random_census(rng, duty="connect"), random_definition(rng)
    found = figure(definition, census)
    behind = {body.code for body in census.bodies if not body.judged}
    assert set(found.not_judged) <= behind
    assert not behind & set(found.base)
    assert set(found.counted) <= set(found.base)


@given(seed=SEEDS)
@worlds(50, 2_000)
def test_the_same_bodies_in_any_order_give_the_same_figure(seed: int) -> None:
    census = random_census(dice(seed), duty="connect")
    for definition in DEFINITIONS:
        assert tally(definition, census.bodies) == tally(definition, reversed(census.bodies))


def test_a_figure_over_bodies_of_another_duty_is_refused() -> None:
    with pytest.raises(CensusInvalid, match=r"'connect'.*'digitize'"):
        figure(a_definition(), a_census([], duty="digitize"))


@pytest.mark.parametrize(
    ("of", "said"),
    [
        pytest.param([a_body("a"), a_body("a")], "a code occurs twice", id="twice"),
        pytest.param([a_body("a", known_at=DAY_1)], "at or after the instant asked for", id="known too late"),
    ],
)
def test_bodies_that_cannot_have_been_counted_together_are_refused(of: list[Body], said: str) -> None:
    with pytest.raises(CensusInvalid, match=said):
        a_census(of, DAY_2, DAY_1)


def test_naive_instants_are_refused() -> None:
    with pytest.raises(CensusInvalid, match="offset"):
        a_census([], DAY_1.replace(tzinfo=None))


def test_a_verdict_gives_the_body_its_facts() -> None:
    verdict = a_verdict("melli", "met", grade="proven")
    body = body_of("melli", "core", verdict, judged=True, group="banks", partition=3)
    assert (body.status, body.grade, body.facts, body.known_at) == ("met", "proven", verdict.facts, verdict.known_at)
    assert body.bound and not body.exempt


@pytest.mark.parametrize("verdict", [None, a_verdict("melli", "pending", "not_bound")], ids=["no verdict", "not bound"])
def test_without_a_duty_there_is_no_status(verdict: VerdictData | None) -> None:
    body = body_of("melli", "core", verdict, judged=True)
    assert (body.status, body.grade, body.bound) == (None, None, False)


@pytest.mark.parametrize(("numerator", "denominator", "said"), [(134, 138, "97.1"), (1, 16, "6.3"), (0, 0, "None")])
def test_per_cent(numerator: int, denominator: int, said: str) -> None:
    assert str(percent(numerator, denominator)) == said
