"""What ticks may promise, and what the door says was open."""

import asyncio
from datetime import datetime, timedelta

import pytest
from mohlat_contracts.clock import EXPELLED_AFTER, TickData

from services.connector.timing.door import GAP_LIMIT, Door, LastTick
from tests.unit.connector.instants import DOMAIN, seconds

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


def opened(at: datetime = DOMAIN) -> Door:
    """In real time: open since `at`, with an empty tick in both partitions."""
    made = door()
    made.advance(at)
    for partition in (0, 1):
        made.landed(partition, at, made.tick(partition))
    made.observe(True)
    return made


def span(tick: TickData) -> tuple[datetime, datetime]:
    return tick.open_from, tick.open_to


def test_real_time_begins_with_empty_ticks_and_goes_on_from_them() -> None:
    made = door(p0=LastTick(1, DOMAIN - seconds(2)), p1=LastTick(1, DOMAIN - seconds(2)))
    made.advance(DOMAIN)
    for partition in (0, 1):
        assert not made.held(DOMAIN), "not before every partition has acknowledged"
        tick = made.tick(partition)
        assert span(tick) == (DOMAIN, DOMAIN)
        made.landed(partition, DOMAIN, tick)
    assert made.held(DOMAIN + seconds(1))
    made.observe(True)
    made.advance(DOMAIN + seconds(1))
    assert span(made.tick(0)) == (DOMAIN, DOMAIN + seconds(1))


def test_a_partition_without_a_recent_tick_holds_nothing() -> None:
    made = opened()
    later = DOMAIN + GAP_LIMIT + seconds(1)
    made.advance(later)
    made.landed(0, later, made.tick(0))
    assert not made.held(later)
    made.landed(1, later, made.tick(1))
    assert made.held(later)


def test_time_that_was_not_observed_open_is_not_declared() -> None:
    made = opened()
    made.advance(DOMAIN + seconds(5))
    made.observe(False)
    assert span(made.tick(0)) == (DOMAIN + seconds(5), DOMAIN + seconds(5)), "time moves, the door is shut"
    made.advance(DOMAIN + seconds(7))
    made.observe(True)
    made.advance(DOMAIN + seconds(8))
    assert span(made.tick(0)) == (DOMAIN + seconds(7), DOMAIN + seconds(8))


def test_an_unacknowledged_tick_of_one_partition_is_covered_by_its_next() -> None:
    made = opened()
    made.advance(DOMAIN + seconds(1))
    made.landed(0, DOMAIN + seconds(1), made.tick(0))
    made.tick(1)
    made.advance(DOMAIN + seconds(2))
    assert span(made.tick(0)) == (DOMAIN + seconds(1), DOMAIN + seconds(2))
    assert span(made.tick(1)) == (DOMAIN, DOMAIN + seconds(2))


def test_a_tick_beside_an_append_under_way_goes_no_further_than_it() -> None:
    made = opened()
    made.advance(DOMAIN + seconds(1))
    made.admit()
    made.advance(DOMAIN + seconds(2))
    assert span(made.tick(0)) == (DOMAIN, DOMAIN + seconds(1))


@pytest.mark.parametrize("what", ["a tick", "a record of facts"])
def test_who_was_silent_for_too_long_by_the_brokers_clock_begins_anew(what: str) -> None:
    made = opened()
    late = DOMAIN + EXPELLED_AFTER + seconds(1)
    made.advance(late)
    made.landed(0, late, made.tick(0) if what == "a tick" else None)
    assert (made.epoch, made.expelled, made.open) == (2, True, False)
    assert not made.held(late)
    for partition in (0, 1):
        tick = made.tick(partition)
        assert (tick.epoch, *span(tick)) == (2, late, late)
        made.landed(partition, late, tick)
    assert made.held(late)
    assert not made.expelled


def test_silence_up_to_the_limit_is_no_reason_to() -> None:
    made = opened()
    made.landed(0, DOMAIN + EXPELLED_AFTER, None)
    made.landed(0, DOMAIN + EXPELLED_AFTER, made.tick(0))
    made.landed(0, DOMAIN + 2 * EXPELLED_AFTER, made.tick(0))
    assert made.epoch == 1


def test_a_tick_of_the_epoch_before_holds_no_partition_any_more() -> None:
    made = opened()
    old = made.tick(1)
    late = DOMAIN + EXPELLED_AFTER + seconds(1)
    made.advance(late)
    made.landed(0, late, made.tick(0))
    made.landed(1, DOMAIN + seconds(1), old)
    made.landed(0, late, made.tick(0))
    assert not made.held(late)


def test_an_epoch_is_higher_than_any_before_and_than_what_is_asked() -> None:
    made = Door("connector-1", 2)
    made.resume({0: LastTick(7, DOMAIN)}, first_epoch=5)
    assert made.epoch == 8
    made.resume({}, first_epoch=5)
    assert made.epoch == 5


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
