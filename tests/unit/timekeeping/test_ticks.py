"""Ticks in the headers of records."""

import pytest
from mohlat_contracts.headers import TICK_EPOCH, TICK_OPEN_FROM, TICK_OPEN_TO, TICK_WRITER

from services.timekeeping.ticks import BadTick, tick_headers, tick_in
from tests.unit.auditor.events import hour, tick

TICK = tick(hour(1), hour(2.00001), "connector-7", 3)
HEADERS = {name: value.encode() for name, value in tick_headers(TICK).items()}


def test_four_headers_are_a_tick() -> None:
    assert tick_in({"known_at": b"x", **HEADERS}) == TICK


def test_a_record_without_them_is_none() -> None:
    assert tick_in({"known_at": b"2022-09-01T00:00:00Z"}) is None


@pytest.mark.parametrize("name", [TICK_WRITER, TICK_EPOCH, TICK_OPEN_FROM, TICK_OPEN_TO])
@pytest.mark.parametrize("spoilt", [None, b"", b"\xff", b"-1"], ids=["missing", "empty", "no text", "negative"])
def test_anything_less_is_a_bad_tick(name: str, spoilt: bytes | None) -> None:
    headers = {each: value for each, value in {**HEADERS, name: spoilt}.items() if value is not None}
    if (name, spoilt) == (TICK_WRITER, b"-1"):
        return
    with pytest.raises(BadTick):
        tick_in(headers)
