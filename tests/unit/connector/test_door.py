"""What ticks may promise, and what the door says was open."""

import asyncio
from datetime import timedelta

import pytest
from mohlat_contracts.clock import TickData

from services.connector.timing.door import GAP_LIMIT, Door, LastTick
from tests.unit.connector.signed import DOMAIN, seconds

DAY = timedelta(days=1)


def door(**earlier: LastTick) -> Door:
    made = Door("connector-1", 2)
    made.resume({int(name[1:]): tick for name, tick in earlier.items()})
    return made


def spans(ticks: dict[int, TickData]) -> list[tuple[object, object]]:
    return [(tick.open_from, tick.open_to) for tick in ticks.values()]


def moved(made: Door, start: object, to: object) -> list[tuple[object, object]]:
    made.advance(to)  # type: ignore[arg-type]
    ticks = made.ticks_since(start)  # type: ignore[arg-type]
    made.acknowledge(ticks)
    return spans(ticks)


def test_a_move_opens_every_partition_from_its_last_tick() -> None:
    made = door()
    assert moved(made, DOMAIN, DOMAIN) == [(DOMAIN, DOMAIN)] * 2
    assert moved(made, DOMAIN, DOMAIN + DAY) == [(DOMAIN, DOMAIN + DAY)] * 2
    assert moved(made, DOMAIN + DAY, DOMAIN + 2 * DAY) == [(DOMAIN + DAY, DOMAIN + 2 * DAY)] * 2


def test_time_that_the_player_leaves_out_is_not_open() -> None:
    made = door()
    moved(made, DOMAIN, DOMAIN + DAY)
    assert moved(made, DOMAIN + 90 * DAY, DOMAIN + 91 * DAY) == [(DOMAIN + 90 * DAY, DOMAIN + 91 * DAY)] * 2


def test_a_repeated_move_declares_nothing_twice() -> None:
    made = door()
    moved(made, DOMAIN, DOMAIN + DAY)
    assert moved(made, DOMAIN, DOMAIN + DAY) == [(DOMAIN + DAY, DOMAIN + DAY)] * 2


def test_a_move_behind_the_clock_changes_nothing() -> None:
    made = door()
    moved(made, DOMAIN, DOMAIN + DAY)
    assert moved(made, DOMAIN - DAY, DOMAIN) == [(DOMAIN + DAY, DOMAIN + DAY)] * 2


def test_a_writer_killed_between_two_partitions_completes_the_move_when_it_is_repeated() -> None:
    made = door(p0=LastTick(3, DOMAIN + DAY), p1=LastTick(3, DOMAIN))
    assert (made.epoch, made.clock) == (4, DOMAIN + DAY)
    assert moved(made, DOMAIN, DOMAIN + DAY) == [(DOMAIN + DAY, DOMAIN + DAY), (DOMAIN, DOMAIN + DAY)]


def test_a_tick_that_was_not_acknowledged_is_covered_by_the_next() -> None:
    made = door()
    moved(made, DOMAIN, DOMAIN)
    made.advance(DOMAIN + DAY)
    made.ticks_since(DOMAIN)
    assert moved(made, DOMAIN, DOMAIN + 2 * DAY) == [(DOMAIN, DOMAIN + 2 * DAY)] * 2


def test_a_tick_goes_no_further_than_the_lowest_append_under_way() -> None:
    made = door()
    made.advance(DOMAIN)
    first, second = made.admit(), (made.advance(DOMAIN + seconds(1)), made.admit())[1]
    made.advance(DOMAIN + seconds(2))
    assert made.horizon() == DOMAIN
    made.release(second)
    assert made.horizon() == DOMAIN
    made.release(first)
    assert made.horizon() == DOMAIN + seconds(2)


def test_a_record_is_never_stamped_before_a_tick_of_an_earlier_life() -> None:
    made = door(p0=LastTick(1, DOMAIN + DAY))
    made.advance(DOMAIN)
    assert made.admit().known_at == DOMAIN + DAY


def test_a_door_without_a_clock_admits_nothing() -> None:
    with pytest.raises(RuntimeError):
        door().admit()


def test_real_time_opens_with_an_empty_tick_and_goes_on_from_it() -> None:
    made = door(p0=LastTick(1, DOMAIN - seconds(2)), p1=LastTick(1, DOMAIN - seconds(2)))
    made.advance(DOMAIN)
    assert not made.held_open(DOMAIN)
    opening = made.ticks_unless_shut()
    assert spans(opening) == [(DOMAIN, DOMAIN)] * 2
    made.acknowledge(opening)
    assert made.held_open(DOMAIN + seconds(1))
    made.advance(DOMAIN + seconds(1))
    assert spans(made.ticks_unless_shut()) == [(DOMAIN, DOMAIN + seconds(1))] * 2


def test_real_time_without_acknowledged_ticks_shuts_the_door_for_all_of_it() -> None:
    made = door()
    made.advance(DOMAIN)
    made.acknowledge(made.ticks_unless_shut())
    later = DOMAIN + GAP_LIMIT + seconds(1)
    assert not made.held_open(later)
    made.advance(later)
    assert spans(made.ticks_unless_shut()) == [(later, later)] * 2


async def test_settling_waits_for_the_appends_before_the_instant_only() -> None:
    made = door()
    made.advance(DOMAIN)
    early = made.admit()
    made.advance(DOMAIN + DAY)
    made.admit()
    settled = asyncio.ensure_future(made.settle(DOMAIN + DAY))
    await asyncio.sleep(0)
    assert not settled.done()
    made.release(early)
    await asyncio.wait_for(settled, 1)
