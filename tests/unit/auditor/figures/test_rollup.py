"""A parent by itself and with its affiliates, under a rule that is data."""

from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from mohlat_contracts.registry import EveryAffiliate, RollUpRule, ShareOfAffiliates, Weighted
from msgspec import structs

from services.auditor.figures.bodies import Body
from services.auditor.figures.rollup import result, roll_up, roll_ups
from services.auditor.figures.words import SENTENCES
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import SEEDS, a_body, a_census, dice, random_census

EVERY, HALF = EveryAffiliate(), ShareOfAffiliates(percent=50)


def affiliates(statuses: str) -> list[Body]:
    """One body for each letter: m(et), o(verdue), e(xempt), u(nbound), ? (not judged)."""
    named: dict[str, Any] = {"m": "met", "o": "overdue", "e": "exempt", "u": None, "?": "met"}
    return [
        a_body(f"clinic-{n}", named[letter], kind="affiliated", parent="ministry", judged=letter != "?")
        for n, letter in enumerate(statuses)
    ]


@pytest.mark.parametrize(
    ("rule", "parent", "under", "whole", "reason"),
    [
        pytest.param(EVERY, "met", "mmm", "met", "every_affiliate_met", id="all of them"),
        pytest.param(EVERY, "met", "mmo", "not_met", "an_affiliate_not_met", id="all but one"),
        pytest.param(EVERY, "overdue", "mmm", "not_met", "core_not_met", id="all but the parent itself"),
        pytest.param(EVERY, "met", "meu", "met", "every_affiliate_met", id="the exempt and the unbound are left out"),
        pytest.param(EVERY, "met", "eu", "met", "no_affiliates", id="nobody left"),
        pytest.param(EVERY, "exempt", "", "exempt", "core_exempt", id="an exempt parent alone"),
        pytest.param(EVERY, "exempt", "mo", "not_met", "an_affiliate_not_met", id="an exempt parent has affiliates"),
        pytest.param(EVERY, "met", "m?", "not_judged", "affiliates_not_judged", id="one not judged decides"),
        pytest.param(EVERY, "met", "o?", "not_met", "an_affiliate_not_met", id="one not judged cannot help"),
        pytest.param(HALF, "met", "mo", "met", "share_reached", id="just the share"),
        pytest.param(HALF, "met", "moo", "not_met", "share_missed", id="less than the share"),
        pytest.param(HALF, "met", "mm?", "met", "share_reached", id="the share whatever comes"),
        pytest.param(HALF, "met", "mo?", "not_judged", "affiliates_not_judged", id="it depends"),
        pytest.param(HALF, "?", "mm", "not_judged", "core_not_judged", id="the parent is not judged"),
        pytest.param(HALF, "?", "oo", "not_met", "share_missed", id="the parent could not help"),
        pytest.param(Weighted(percent=50), "overdue", "mm", "met", "weight_reached", id="the parent weighs as one"),
        pytest.param(Weighted(percent=50, own=3), "overdue", "mm", "not_met", "weight_missed", id="the parent weighs"),
        pytest.param(
            Weighted(percent=60, own=0, weights={"clinic-0": 8}),
            "overdue",
            "mooo",
            "met",
            "weight_reached",
            id="one big",
        ),
        pytest.param(
            Weighted(percent=1, own=0, otherwise=0), "met", "oo", "met", "weight_reached", id="no weight at all"
        ),
    ],
)
def test_with_affiliates(rule: RollUpRule, parent: str, under: str, whole: str, reason: str) -> None:
    ministry = a_body("ministry", "met" if parent == "?" else parent, judged=parent != "?")  # type: ignore[arg-type]
    (found,) = roll_ups(rule, a_census([ministry, *affiliates(under)])) or [
        roll_up(rule, a_census([ministry]), "ministry")
    ]
    assert (found.whole, found.whole_reason) == (whole, reason)


def test_core_only_is_told_beside_it_with_the_affiliates_by_name() -> None:
    found = roll_up(EVERY, a_census([a_body("ministry"), *affiliates("mo?e")]), "ministry")
    assert (found.core, found.core_reason, found.status) == ("met", "core_met", "met")
    assert (found.met, found.not_met, found.not_judged) == (("clinic-0",), ("clinic-1",), ("clinic-2",))


def test_both_standings_are_explained_in_words() -> None:
    found = roll_up(EVERY, a_census([a_body("ministry"), *affiliates("mo")]), "ministry")
    assert SENTENCES["en"].roll_up(found) == (
        "The body itself has met the duty.",
        "Not every affiliate has met the duty.",
    )
    assert SENTENCES["fa"].roll_up(found)[0] == "خود دستگاه تکلیف را انجام داده است."


def test_the_reach_takes_in_bodies_further_down_or_not() -> None:
    census = a_census(
        [
            a_body("ministry"),
            a_body("university", kind="affiliated", parent="ministry"),
            a_body("hospital", "overdue", kind="affiliated", parent="university"),
        ]
    )
    assert roll_up(EveryAffiliate(reach="all"), census, "ministry").whole == "not_met"
    assert roll_up(EveryAffiliate(reach="direct"), census, "ministry").whole == "met"


def test_bodies_that_are_each_other_s_parents_are_counted_once() -> None:
    census = a_census([a_body("a", kind="affiliated", parent="b"), a_body("b", kind="affiliated", parent="a")])
    assert roll_up(EVERY, census, "a").met == ("b",)


def test_a_rule_is_data() -> None:
    written = {"kind": "weighted", "percent": 60, "weights": {"clinic-0": 3}}
    assert msgspec.convert(written, RollUpRule) == Weighted(percent=60, weights={"clinic-0": 3})
    assert msgspec.convert({"kind": "every"}, RollUpRule) == EVERY
    with pytest.raises(msgspec.ValidationError, match=r"<= 100.*percent"):
        msgspec.convert({"kind": "share", "percent": 130}, RollUpRule)


RULES = [EVERY, HALF, ShareOfAffiliates(percent=70), Weighted(percent=60, own=2, weights={"body-2": 3})]


@given(seed=SEEDS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@worlds(100, 3_000)
def test_it_is_undecided_exactly_when_those_not_judged_decide(rule: RollUpRule, seed: int) -> None:
    census = random_census(dice(seed), duty="connect")
    for found in roll_ups(rule, census):
        related = {found.parent, *found.met, *found.not_met, *found.not_judged}
        open_ones = [code for code in sorted(related) if not census.by_code()[code].judged]
        outcomes = set()
        for statuses in product(("met", "overdue"), repeat=len(open_ones)):
            turned = dict(zip(open_ones, statuses, strict=True))
            bodies = [
                structs.replace(body, judged=True, status=turned[body.code]) if body.code in turned else body
                for body in census.bodies
            ]
            outcomes.add(roll_up(rule, a_census(bodies, census.as_of, census.known_at), found.parent).whole)
        assert found.whole == (outcomes.pop() if len(outcomes) == 1 else "not_judged")
        assert found.core == result(census.by_code()[found.parent])
