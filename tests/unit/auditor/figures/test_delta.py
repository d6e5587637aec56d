"""Who moved between two dates, from where to where, and why."""

import pytest
from hypothesis import given

from services.auditor.figures.bodies import CensusInvalid
from services.auditor.figures.delta import Flow, Move, delta, standing
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import DAY_1, DAY_2, SEEDS, a_body, a_census, dice, random_census

THEN = a_census(
    [
        a_body("connected-since", "overdue", "claimed", reason="deadline_passed"),
        a_body("gone-silent", "met", "full", reason="in_force"),
        a_body("grown", "met", "proven", reason="in_force"),
        a_body("steady", "met", "full", reason="in_force"),
        a_body("behind", "met", "full", judged=False),
        a_body("abolished", "overdue", "none", reason="deadline_passed"),
        a_body("freed", "overdue", "none", reason="deadline_passed"),
    ],
    DAY_1,
)
NOW = a_census(
    [
        a_body("connected-since", "met", "proven", reason="in_force"),
        a_body("gone-silent", "lapsed", "silent", reason="silent"),
        a_body("grown", "met", "full", reason="in_force"),
        a_body("steady", "met", "full", reason="in_force"),
        a_body("behind", "met", "full", reason="in_force"),
        a_body("freed", None, None, reason="not_bound"),
        a_body("founded", "pending", "none", reason="before_deadline"),
    ],
    DAY_2,
)


def test_each_move_says_from_where_to_where_and_why() -> None:
    assert [(move.code, move.was, move.now, move.reason) for move in delta(THEN, NOW).moves] == [
        ("abolished", "overdue", "not_listed", None),
        ("behind", "not_judged", "met", "in_force"),
        ("connected-since", "overdue", "met", "in_force"),
        ("founded", "not_listed", "pending", "before_deadline"),
        ("freed", "overdue", "not_bound", "not_bound"),
        ("gone-silent", "met", "lapsed", "silent"),
        ("grown", "met", "met", "in_force"),
    ]


def test_a_grade_may_move_under_one_status() -> None:
    assert next(move for move in delta(THEN, NOW).moves if move.code == "grown") == Move(
        code="grown", was="met", now="met", was_grade="proven", grade="full", reason="in_force"
    )


def test_moves_of_one_kind_are_summed() -> None:
    before = a_census([a_body("a", "overdue"), a_body("b", "overdue"), a_body("c")], DAY_1)
    after = a_census([a_body("a"), a_body("b"), a_body("c", "lapsed")], DAY_2)
    assert delta(before, after).flows == (
        Flow(was="met", now="lapsed", bodies=1),
        Flow(was="overdue", now="met", bodies=2),
    )


def test_a_delta_is_of_one_duty() -> None:
    with pytest.raises(CensusInvalid, match="one duty"):
        delta(a_census([]), a_census([], duty="digitize"))


@given(seed=SEEDS)
@worlds(100, 5_000)
def test_moving_everybody_named_turns_the_one_date_into_the_other(seed: int) -> None:
    rng = dice(seed)
    before, after = (random_census(rng, duty="connect") for _ in range(2))
    stood = {code: standing(body) for code, body in before.by_code().items()}
    for move in delta(before, after).moves:
        assert stood.get(move.code, "not_listed") == move.was
        stood[move.code] = move.now
    expected = {code: standing(body) for code, body in after.by_code().items()}
    assert {code: where for code, where in stood.items() if where != "not_listed"} == expected
    assert sum(flow.bodies for flow in delta(before, after).flows) == len(delta(before, after).moves)
