"""When two exemptions share an instant, and when one ends."""

import pytest

from services.registry.problems import ExemptionOverlaps, SpanReversed
from services.registry.rules.exempting import check_overlap, ended
from tests.unit.registry.book.contents import an_exemption, day, span


@pytest.mark.parametrize(
    ("one", "other", "overlapping"),
    [
        ((0, 2), (1, 3), True),
        ((0, 3), (1, 2), True),
        ((0, 3), (0, 3), True),
        ((0, None), (9, 10), True),
        ((0, None), (9, None), True),
        ((0, 1), (1, 2), False),
        ((0, 1), (5, None), False),
    ],
    ids=["crossing", "within", "equal", "in an open end", "two open ends", "one after the other", "far apart"],
)
def test_exemptions_overlap(one: tuple[int, int | None], other: tuple[int, int | None], overlapping: bool) -> None:
    for left, right in ((one, other), (other, one)):
        if overlapping:
            with pytest.raises(ExemptionOverlaps) as refused:
                check_overlap(an_exemption(*left, code="new"), [an_exemption(*right, code="old")])
            assert refused.value.exemption == "old"
        else:
            check_overlap(an_exemption(*left, code="new"), [an_exemption(*right, code="old")])


def test_other_agencies_and_other_mandates_are_in_nobodys_way() -> None:
    check_overlap(an_exemption(0), [an_exemption(0, code="e2", agency="ilo"), an_exemption(0, code="e3", mandate="m")])


def test_an_exemption_is_not_in_its_own_way() -> None:
    check_overlap(an_exemption(0, 9), [an_exemption(0)])


def test_an_exemption_may_end_earlier_or_later_than_was_booked() -> None:
    assert ended(an_exemption(2, 9), day(5)).span == span(2, 5)
    assert ended(an_exemption(2, 9), day(12)).span == span(2, 12)
    assert ended(an_exemption(2), day(12)).span == span(2, 12)


@pytest.mark.parametrize("until", [1, 2], ids=["before it begins", "when it begins"])
def test_an_exemption_lasts_an_instant_at_least(until: int) -> None:
    with pytest.raises(SpanReversed):
        ended(an_exemption(2, 9), day(until))
