"""Timelines against a model that keeps a value for each day."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.envelope import Span

from services.registry.book.timeline import (
    Timeline,
    Version,
    at,
    clip,
    overlap,
    put,
    since,
    spans,
    standing,
    union,
)
from tests.unit.registry.book import strategies
from tests.unit.registry.book.contents import day, history, open_day

BEYOND = strategies.DAYS + 2
Days = dict[int, str]
values = st.sampled_from(["a", "b"])


def by_day(timeline: Timeline[str]) -> Days:
    held = {number: at(timeline, day(number)) for number in range(BEYOND)}
    return {number: value for number, value in held.items() if value is not None}


def is_tidy(timeline: Timeline[str]) -> bool:
    """Ordered, apart, none empty, and no neighbours of equal value."""
    return all(version.until is None or version.start < version.until for version in timeline) and all(
        left.until is not None
        and (left.until < right.start or (left.until == right.start and left.value != right.value))
        for left, right in pairwise(timeline)
    )


@strategies.tried
@given(strategies.timelines(values), values, strategies.spans())
def test_a_value_put_over_a_span_holds_in_it_and_nothing_changes_outside(
    timeline: Timeline[str], value: str, during: Span
) -> None:
    start, until = during.start, during.until
    if until is None:
        until = min((version.start for version in timeline if version.start > start), default=day(BEYOND))
    changed = put(timeline, value, start, during.until)
    inside = {number: value for number in range(BEYOND) if start <= day(number) < until}
    assert by_day(changed) == by_day(timeline) | inside
    assert is_tidy(changed)


@strategies.tried
@given(strategies.timelines(values), strategies.ends, strategies.ends)
def test_clipping_keeps_what_lies_within(timeline: Timeline[str], start: int | None, until: int | None) -> None:
    clipped = clip(timeline, open_day(start), open_day(until))
    kept = range(start or 0, BEYOND if until is None else until)
    assert by_day(clipped) == {number: value for number, value in by_day(timeline).items() if number in kept}
    assert is_tidy(clipped)


@strategies.tried
@given(strategies.timelines(values), strategies.timelines(values))
def test_overlap_and_union_are_the_days_of_both_and_of_either(left: Timeline[str], right: Timeline[str]) -> None:
    both, either = overlap(spans(left), spans(right)), union([*spans(left), *spans(right)])
    for number in range(BEYOND):
        in_left, in_right = (at(timeline, day(number)) is not None for timeline in (left, right))
        assert any(each.covers(day(number)) for each in both) is (in_left and in_right)
        assert any(each.covers(day(number)) for each in either) is (in_left or in_right)
    for found in (both, either):
        assert is_tidy(tuple(Version(start=each.start, until=each.until, value="") for each in found))


@strategies.tried
@given(strategies.timelines(values), st.integers(0, BEYOND))
def test_what_stands_is_what_holds_where_anything_does(timeline: Timeline[str], number: int) -> None:
    held = at(timeline, day(number))
    assert held is None or standing(timeline, day(number)) == held


def test_what_stands_before_the_first_is_the_first_and_after_the_last_is_the_last() -> None:
    timeline = history("a", (5, "b"), life=(1, 9))
    assert [standing(timeline, day(number)) for number in (0, 1, 5, 9, 20)] == ["a", "a", "b", "b", "b"]


def test_a_value_without_an_end_holds_until_the_next_one_that_is_booked() -> None:
    timeline = put(history("a", (10, "b")), "c", day(4))
    assert [(version.value, version.start, version.until) for version in timeline] == [
        ("a", day(0), day(4)),
        ("c", day(4), day(10)),
        ("b", day(10), None),
    ]


def test_what_was_there_comes_back_after_a_value_that_ends() -> None:
    timeline = put(since(day(0), "a"), "b", day(4), day(6))
    assert [version.value for version in timeline] == ["a", "b", "a"]


def test_the_same_value_again_changes_nothing() -> None:
    assert put(since(day(0), "a"), "a", day(4)) == since(day(0), "a")


@pytest.mark.parametrize("until", [3, 4], ids=["before it begins", "when it begins"])
def test_an_empty_span_is_refused(until: int) -> None:
    with pytest.raises(ValueError, match="empty"):
        put(since(day(0), "a"), "b", day(4), day(until))
