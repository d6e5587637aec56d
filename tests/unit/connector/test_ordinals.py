"""Which ordinals came: told by a header, remembered as ranges, in a memory that does not grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.connector.ordinals import decode_ordinals, encode_ordinals, ordinals_of
from services.connector.standing.streams import MOST_RANGES, MOST_STREAMS, Stream, Streams
from tests.unit.connector.signed import established


def test_the_header_tells_streams_and_ranges() -> None:
    events = [established(stream="a", ordinal=number) for number in (3, 1, 2, 7)]
    events += [established(stream="ب", ordinal=5), established(), established(stream="c"), established(ordinal=9)]
    value = encode_ordinals(ordinals_of(events))
    assert value == '{"a":[[1,3],[7,7]],"ب":[[5,5]]}'.encode()
    assert decode_ordinals(value) == {"a": [(1, 3), (7, 7)], "ب": [(5, 5)]}


@pytest.mark.parametrize("value", [b"", b"[]", b'{"a":[[2,1]]}', b'{"a":[1]}', b'{"a":[["1",2]]}', b"\xff"])
def test_a_header_that_says_nothing_sensible_is_not_read(value: bytes) -> None:
    with pytest.raises(ValueError):
        decode_ordinals(value)


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 6)), max_size=12))
def test_a_stream_is_the_union_of_what_came(parts: list[tuple[int, int]]) -> None:
    stream, numbers = Stream(), set()
    for first, more in parts:
        stream.add(first, first + more)
        numbers |= set(range(first, first + more + 1))
    assert {n for first, last in stream.ranges for n in range(first, last + 1)} == numbers
    gaps = {n for first, last in stream.missing() for n in range(first, last + 1)}
    assert gaps == (set(range(min(numbers), max(numbers) + 1)) - numbers if numbers else set())
    assert all(left[1] + 1 < right[0] for left, right in zip(stream.ranges, stream.ranges[1:], strict=False))


def test_too_many_gaps_forget_the_lowest() -> None:
    stream = Stream()
    for number in range(1, 4 * MOST_RANGES, 2):
        stream.add(number, number)
    assert (len(stream.ranges), stream.highest) == (MOST_RANGES, 4 * MOST_RANGES - 1)
    assert stream.first > 1


def test_too_many_streams_forget_the_one_heard_of_least_recently() -> None:
    streams = Streams()
    for number in range(MOST_STREAMS):
        streams.add({f"s{number:02}": [(1, 1)]})
    streams.add({"s00": [(2, 2)], "new": [(1, 1)]})
    names = [name for name, _ in streams.items()]
    assert len(names) == MOST_STREAMS
    assert {"s00", "new"} <= set(names)
    assert "s01" not in names
