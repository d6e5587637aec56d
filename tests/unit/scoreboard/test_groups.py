"""Bodies sorted into the columns of the table by group."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.auditor.scoreboard.groups import BODY_STATES, bodies_in, group_lines, states_of, totals
from tests.unit.scoreboard.books import (
    AS_OF,
    CONNECTED,
    EXEMPT,
    FULL,
    NOT_BOUND,
    OVERDUE,
    a_moment,
    a_verdict,
    an_agency,
)

DESCRIBED = st.sampled_from([CONNECTED, FULL, OVERDUE, EXEMPT, NOT_BOUND, None])
BODIES = st.dictionaries(
    st.builds(
        lambda number, kind, group, partition: an_agency(
            f"agency-{number:03}", kind=kind, group=f"{kind}-{group}", partition=partition
        ),
        st.integers(0, 999),
        st.sampled_from(["core", "affiliated"]),
        st.sampled_from(["banks", "hospitals"]),
        st.integers(0, 1),
    ),
    DESCRIBED,
    max_size=25,
).map(lambda bodies: {agency: bodies[agency] for agency in {each.code: each for each in bodies}.values()})


@pytest.mark.parametrize(
    ("described", "columns"),
    [
        pytest.param(CONNECTED, ("obligated", "connected"), id="proven"),
        pytest.param(FULL, ("obligated", "connected", "full"), id="full counts as connected too"),
        pytest.param(OVERDUE, ("obligated", "unconnected"), id="overdue"),
        pytest.param({"status": "lapsed", "reason": "silent"}, ("obligated", "unconnected"), id="lapsed"),
        pytest.param(
            {"status": "pending", "reason": "before_deadline"}, ("obligated", "unconnected"), id="in time still"
        ),
        pytest.param(EXEMPT, ("obligated", "exempt"), id="exempt"),
        pytest.param(NOT_BOUND, (), id="not bound"),
    ],
)
def test_columns_of_a_body(described: dict[str, Any], columns: tuple[str, ...]) -> None:
    assert states_of(a_verdict("aa", **described)) == columns


@given(BODIES)
def test_the_columns_add_up_and_every_number_has_its_list_of_bodies(bodies: dict[Any, Any]) -> None:
    moment = a_moment(bodies, judged={0: AS_OF, 1: None})
    lines = group_lines(moment)
    for line in lines:
        assert line.obligated == line.exempt + line.connected + line.unconnected
        assert line.full <= line.connected
        for state in BODY_STATES:
            assert len(bodies_in(moment, state, line.group, line.kind)) == getattr(line, state)
    for state in BODY_STATES:
        behind = bodies_in(moment, state)
        assert len(behind) == totals(lines)[state]
        assert all(agency.partition == 0 for agency in behind), "a body that is not judged is in no column"


def test_core_groups_come_first() -> None:
    moment = a_moment(
        {an_agency("aa", group="a", kind="affiliated"): FULL, an_agency("bb", group="b"): FULL, an_agency("cc"): None}
    )
    assert [(line.kind, line.group) for line in group_lines(moment)] == [("core", "b"), ("affiliated", "a")]
