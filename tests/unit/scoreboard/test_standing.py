"""The standing as a document."""

import random
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from services.auditor.scoreboard.book import Letters, through
from services.auditor.scoreboard.standing import (
    FigureUnknown,
    Standing,
    agency_lines,
    definition_of,
    figure_lines,
    letter_lines,
    standing,
)
from tests.unit.scoreboard.books import (
    AS_OF,
    CONNECTED,
    DEADLINE,
    EXEMPT,
    FULL,
    NOT_BOUND,
    OVERDUE,
    a_moment,
    an_agency,
)

SIX = {
    an_agency("aa"): FULL,
    an_agency("bb"): CONNECTED,
    an_agency("cc"): OVERDUE,
    an_agency("dd"): EXEMPT,
    an_agency("ee"): NOT_BOUND,
    an_agency("ff", partition=1): OVERDUE,
}
MOMENT = a_moment(SIX, judged={0: AS_OF, 1: AS_OF - timedelta(seconds=1)})
LETTERS = (
    Letters("1_day_after", "agency", 7),
    Letters("30_days_after", "article_90_commission", 1),
    Letters("7_days_after", "parent", 2),
    Letters("30_days_before", "agency", 9),
)


def test_a_body_whose_time_is_behind_is_neither_met_nor_in_breach() -> None:
    figure = figure_lines(MOMENT)[0]
    assert (figure.name, figure.numerator, figure.denominator, figure.not_judged) == ("connected", 2, 3, 1)
    assert "ff" not in [line.code for line in agency_lines(MOMENT)]


def test_exempt_and_unbound_bodies_are_in_no_base() -> None:
    figures = {figure.name: (figure.numerator, figure.denominator, figure.percent) for figure in figure_lines(MOMENT)}
    assert figures["connected"] == (2, 3, 66.7)
    assert figures["fully_connected"] == (1, 3, 33.3)
    assert figures["connected_affiliates"] == (0, 0, None)


def test_the_exempt_stay_in_the_list_and_the_unbound_do_not() -> None:
    assert [(line.code, line.status, line.days_overdue) for line in agency_lines(MOMENT)] == [
        ("aa", "met", 0),
        ("bb", "met", 0),
        ("cc", "overdue", 10),
        ("dd", "exempt", 0),
    ]


def test_letters_stand_in_the_order_of_the_ladder() -> None:
    assert [(line.step, line.count) for line in letter_lines(LETTERS)] == [
        ("30_days_before", 9),
        ("1_day_after", 7),
        ("7_days_after", 2),
        ("30_days_after", 1),
    ]


def test_the_headline_comes_first_and_the_same_instant_only_once() -> None:
    earlier = replace(MOMENT, as_of=DEADLINE, known_at=DEADLINE)
    both = standing(MOMENT, earlier, (), {}, simulated=True)
    assert [line.as_of for line in both.figures] == [DEADLINE] * 5 + [AS_OF] * 5
    once = standing(MOMENT, MOMENT, (), {}, simulated=True)
    assert [line.as_of for line in once.figures] == [AS_OF] * 5


def test_equal_books_in_any_order_give_equal_bytes() -> None:
    expected = _bytes(standing(MOMENT, None, LETTERS, {0: AS_OF}, simulated=True))
    for seed in range(20):
        shuffled = list(LETTERS)
        random.Random(seed).shuffle(shuffled)  # noqa: S311
        states = dict(random.Random(seed).sample(list(MOMENT.states.items()), len(MOMENT.states)))  # noqa: S311
        moment = replace(MOMENT, states=states)
        assert _bytes(standing(moment, None, shuffled, {0: AS_OF}, simulated=True)) == expected


def test_the_document_has_exactly_its_fields_and_instants_with_z() -> None:
    document = msgspec.json.decode(_bytes(standing(MOMENT, None, LETTERS, {0: None}, simulated=True)))
    assert list(document) == [
        "simulated", "as_of", "judged_through", "letters_through", "figures", "groups", "agencies", "letters"
    ]  # fmt: skip
    assert document["as_of"] == "2022-10-02T20:30:00Z"
    assert document["letters_through"] is None
    assert list(document["figures"][0]) == [
        "name", "label_fa", "label_en", "definition_fa", "definition_en", "as_of", "numerator", "denominator",
        "percent", "not_judged",
    ]  # fmt: skip
    assert list(document["groups"][0]) == [
        "group", "name_fa", "name_en", "kind", "obligated", "exempt", "connected", "full", "unconnected"
    ]  # fmt: skip
    assert list(document["agencies"][0]) == [
        "code", "name_fa", "name_en", "group", "kind", "status", "grade", "reason", "days_overdue"
    ]  # fmt: skip
    assert document["letters"][0] == {"step": "30_days_before", "recipient": "agency", "count": 9}


def test_time_is_through_where_the_slowest_partition_is() -> None:
    assert through({0: AS_OF, 1: DEADLINE}) == DEADLINE
    assert through({0: AS_OF, 1: None}) is None
    assert through({}) is None


def test_an_unknown_figure_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(FigureUnknown, match="fully_connected"):
        definition_of("popularity")


def _bytes(document: Standing) -> bytes:
    return msgspec.json.encode(document)
