"""By which instant a change is stamped."""

from datetime import timedelta

import pytest

from services.registry.clock import RESOLUTION, SimulatedClock, SystemClock
from services.registry.problems import ClockNotSet
from tests.unit.registry.book.contents import BEGINNING as KNOWN

LATER = KNOWN + timedelta(seconds=1)


def test_the_system_clock_goes_beyond_what_was_stamped_or_promised() -> None:
    clock = SystemClock(now=lambda: KNOWN)
    assert clock.stamp(None) == KNOWN
    assert clock.stamp(KNOWN) == KNOWN + RESOLUTION
    assert clock.stamp(LATER) == LATER + RESOLUTION


def test_the_system_clock_goes_on_by_itself() -> None:
    assert SystemClock(now=lambda: LATER).stamp(KNOWN) == LATER
    assert SystemClock().stamp(None).utcoffset() == timedelta(0)


def test_the_simulated_clock_stands_where_it_was_left() -> None:
    assert SimulatedClock().stamp(KNOWN) == KNOWN


def test_nothing_is_stamped_before_the_first_move() -> None:
    with pytest.raises(ClockNotSet):
        SimulatedClock().stamp(None)
