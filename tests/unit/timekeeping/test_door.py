"""Open time."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.timekeeping.door import Door, merged
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import hour

HOUR = timedelta(hours=1)
DOOR = Door().union(hour(0), hour(10)).union(hour(20), hour(30))
INTERVALS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def test_adjacent_ticks_are_one_interval() -> None:
    door = Door()
    for n in range(1000):
        door = door.union(hour(n), hour(n + 1))
    assert door.intervals == ((hour(0), hour(1000)),)


def test_a_repeated_tick_is_the_same_door() -> None:
    assert DOOR.union(hour(21), hour(29)) is DOOR
    assert DOOR.union(hour(5), hour(5)) is DOOR
    assert DOOR.union(hour(3), hour(8)) == DOOR


@pytest.mark.parametrize(
    ("amount", "reached"), [(0, 5), (5, 10), (6, 21), (15, 30), (16, None)], ids=lambda each: f"{each} h"
)
def test_open_time_since_five_reaches(amount: int, reached: int | None) -> None:
    assert DOOR.reaches(hour(5), amount * HOUR) == (None if reached is None else hour(reached))


def test_what_is_not_yet_reached_has_a_lower_bound() -> None:
    assert DOOR.earliest(hour(5), 6 * HOUR) == hour(21)
    assert DOOR.earliest(hour(5), 16 * HOUR) == hour(31)
    assert DOOR.earliest(hour(40), 2 * HOUR) == hour(42)
    assert DOOR.earliest(hour(5), 16 * HOUR, known_to=hour(50)) == hour(51), "shut from 30 to 50"


def test_until_forgets_what_comes_later() -> None:
    assert DOOR.until(hour(25)).intervals == ((hour(0), hour(10)), (hour(20), hour(25)))
    assert DOOR.until(hour(15)).end == hour(10)
    assert DOOR.until(hour(30)) is DOOR


@given(pairs=INTERVALS, start=st.integers(0, 60), end=st.integers(0, 60), amount=st.integers(0, 40))
@worlds(100, 5_000)
def test_it_agrees_with_counting_the_hours(pairs: list[tuple[int, int]], start: int, end: int, amount: int) -> None:
    open_hours = {n for a, b in pairs for n in range(a, b)}
    door = merged(tuple((hour(a), hour(b)) for a, b in pairs))
    assert door.open_time(hour(start), hour(end)) == len([n for n in range(start, end) if n in open_hours]) * HOUR
    counted = [at for at in range(start, 100) if len([n for n in range(start, at) if n in open_hours]) >= amount]
    assert door.reaches(hour(start), amount * HOUR) == (hour(counted[0]) if counted else None)


@given(pairs=INTERVALS, seed=st.randoms(use_true_random=False))
@worlds(50, 1_000)
def test_the_order_of_unions_does_not_matter(pairs: list[tuple[int, int]], seed: random.Random) -> None:
    shuffled = seed.sample(pairs, len(pairs))
    door = Door()
    for a, b in shuffled:
        door = door.union(hour(a), hour(b))
    assert door == merged(tuple((hour(a), hour(b)) for a, b in pairs))
