"""However many unknown keys come, the registry is read again no more than once in a while."""

import asyncio

import pytest

from services.connector.intake.rereading import MOST_WAITING, Rereading
from services.connector.problems import Refused
from tests.unit.connector.signed import signed
from tests.unit.connector.world import an_open_world


class Time:
    """Passes only in `sleep`."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


class Readings:
    def __init__(self, time: Time, failing: bool = False) -> None:
        self.at: list[float] = []
        self._time, self._failing = time, failing

    async def __call__(self) -> None:
        self.at.append(self._time.now)
        await asyncio.sleep(0)
        if self._failing:
            raise TimeoutError


async def test_whoever_asks_gets_a_reading_that_begins_afterwards() -> None:
    time = Time()
    readings = Readings(time)
    rereading = Rereading(readings, 1.0, time, time.sleep)
    for number in range(3):
        await rereading.now()
        assert len(readings.at) == number + 1


async def test_two_readings_never_begin_within_the_interval() -> None:
    time = Time()
    readings = Readings(time)
    rereading = Rereading(readings, 1.0, time, time.sleep)
    for _ in range(5):
        await asyncio.gather(*(rereading.now() for _ in range(MOST_WAITING)))
    assert len(readings.at) <= 10
    assert all(later - earlier >= 1.0 for earlier, later in zip(readings.at, readings.at[1:], strict=False))


async def test_more_than_can_wait_are_sent_away() -> None:
    time = Time()
    rereading = Rereading(Readings(time), 1.0, time, time.sleep)
    answers = await asyncio.gather(*(rereading.now() for _ in range(MOST_WAITING + 5)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer.status for answer in refused] == [503] * 5


async def test_a_registry_that_cannot_be_read_is_said_to_be_so() -> None:
    time = Time()
    rereading = Rereading(Readings(time, failing=True), 1.0, time, time.sleep)
    with pytest.raises(Refused) as told:
        await rereading.now()
    assert (told.value.status, told.value.reason) == (503, "keys_stale")


async def test_a_flood_of_unknown_keys_makes_few_readings() -> None:
    world = await an_open_world(interval=0.05)
    requests = [signed(key_id=f"nobody-{number}") for number in range(100)]
    answers = await asyncio.gather(*(world.send(request) for request in requests))
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert world.rereads <= 3
