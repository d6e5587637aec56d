"""When to deliver, and when to leave the connector alone."""

import pytest
from mohlat_sdk import Batching
from mohlat_sdk.delivering import Pace, Quiet
from mohlat_sdk.delivering.quiet import FIRST, LONGEST, SPREAD

LONG_AGO = float("-inf")


def test_nothing_is_due_while_nothing_waits() -> None:
    assert Pace(Batching()).due_in(10.0, 0, LONG_AGO) is None


def test_the_oldest_event_waits_no_longer_than_its_age() -> None:
    pace = Pace(Batching(count=10, age=2.0))
    assert pace.due_in(10.0, 1, LONG_AGO) == 2.0
    assert pace.due_in(11.5, 5, LONG_AGO) == 0.5
    assert pace.due_in(12.0, 5, LONG_AGO) == 0.0


def test_a_full_batch_is_due_at_once() -> None:
    pace = Pace(Batching(count=10, age=2.0))
    assert pace.due_in(10.0, 10, LONG_AGO) == 0.0


def test_even_a_full_batch_waits_for_the_quiet_to_end() -> None:
    assert Pace(Batching(count=10, age=2.0)).due_in(10.0, 10, 13.0) == 3.0


def test_what_is_left_by_a_delivery_waits_from_then_on() -> None:
    pace = Pace(Batching(count=10, age=2.0))
    pace.due_in(10.0, 1, LONG_AGO)
    pace.delivered()
    assert pace.due_in(11.0, 1, LONG_AGO) == 2.0


def test_what_comes_after_a_time_of_nothing_waits_its_whole_age() -> None:
    pace = Pace(Batching(count=10, age=2.0))
    pace.due_in(10.0, 1, LONG_AGO)
    pace.due_in(11.0, 0, LONG_AGO)
    assert pace.due_in(50.0, 1, LONG_AGO) == 2.0


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_each_failure_makes_the_quiet_longer_and_chance_spreads_it(chance: float) -> None:
    quiet = Quiet(lambda: chance)
    pauses = []
    for _ in range(20):
        quiet.failed(100.0)
        pauses.append(quiet.until - 100.0)
    factor = 1 - SPREAD + 2 * SPREAD * chance
    assert pauses[:3] == pytest.approx([FIRST * factor, 2 * FIRST * factor, 4 * FIRST * factor])
    assert pauses[-1] == pytest.approx(LONGEST * factor)


def test_a_success_ends_it() -> None:
    quiet = Quiet(lambda: 0.5)
    quiet.failed(0.0)
    quiet.failed(0.0)
    quiet.succeeded()
    assert not quiet.reigns(0.0)
    quiet.failed(0.0)
    assert quiet.until == FIRST


def test_it_lasts_at_least_as_long_as_the_connector_asks() -> None:
    quiet = Quiet(lambda: 0.0)
    quiet.failed(0.0, 20.0)
    assert quiet.reigns(19.0)
    assert not quiet.reigns(20.0)
