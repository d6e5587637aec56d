"""One change at a time: who waits for it, who need not, and who is told to come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from services.plumbing.database import open_engine
from services.registry.changes.moves import promise
from services.registry.clock import SimulatedClock, SystemClock
from services.registry.registrar import Busy, Registrar
from tests.integration.registry.line import PARTITIONS, Line, a_line, agencies, running
from tests.integration.registry.log import is_tick
from tests.integration.registry.world import World, an_agency, registering
from tests.stacks import Broker
from tests.waiting import eventually

WRITERS, READERS = 60, 20


async def test_readers_are_answered_while_many_writers_wait(world: World) -> None:
    await world.found()
    await world.enact(registering(an_agency("sanjesh")))
    async with world.registrar.locked():
        writers = [asyncio.create_task(world.put_group(f"group-{number}")) for number in range(WRITERS)]
        for _ in range(READERS):
            assert (await world.read("/v1/agencies/sanjesh"))["code"] == "sanjesh"
        assert not any(writer.done() for writer in writers)
    written = await asyncio.gather(*writers)
    assert {answer.status_code for answer in written} == {200}
    assert len((await world.read("/v1/groups"))["items"]) == WRITERS + 1


async def test_who_has_waited_in_vain_is_told_to_come_again(world: World) -> None:
    await world.found()
    impatient = Registrar(world.engine, SimulatedClock(), patience=0.05)
    world.app.state.registrar = impatient
    async with impatient.locked():
        refused = await world.put_group("hospitals")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert (await world.put_group("hospitals")).status_code == 200


async def test_nobody_waits_in_a_queue_that_is_full(migrated: str) -> None:
    async with a_registrar(migrated, queue=1) as registrar:
        async with registrar.locked():
            second = asyncio.create_task(nothing(registrar))
            await asyncio.sleep(0)
            with pytest.raises(Busy):
                await nothing(registrar)
        await second


async def test_what_another_process_does_for_too_long_is_not_waited_for(migrated: str) -> None:
    async with a_registrar(migrated) as elsewhere, a_registrar(migrated, patience=0.05) as here:
        async with elsewhere.locked():
            with pytest.raises(Busy):
                await nothing(here)
            with pytest.raises(Busy):
                await promise(here, SystemClock())
        await nothing(here)


async def test_the_relay_starts_and_carries_while_a_change_holds_the_lock_and_ticks_after_it(
    kafka: Broker, topic_prefix: str, migrated: str
) -> None:
    async with (
        a_line(kafka, topic_prefix, migrated, SystemClock()) as line,
        a_registrar(migrated, patience=0.05) as impatient,
    ):
        await line.say(*agencies(9))
        theirs = Line(line.engine, impatient, kafka, topic_prefix)
        async with line.registrar.locked(), running(theirs.relay(ticking=SystemClock())):
            carried = await line.read_until(lambda found: len(found) == 9)
            await eventually(line.is_carried, what="the marks")
            held_up = await line.place()
        assert not any(is_tick(record) for record in carried)
        assert held_up.epoch == 1
        async with running(theirs.relay(ticking=SystemClock())):
            found = await line.read_until(lambda found: sum(is_tick(record) for record in found) == PARTITIONS)
    assert sorted(record.key for record in found if record.key) == agencies(9)


async def nothing(registrar: Registrar) -> None:
    async with registrar.locked():
        return


@asynccontextmanager
async def a_registrar(database_url: str, patience: float = 5.0, queue: int = 10) -> AsyncIterator[Registrar]:
    engine = open_engine(database_url)
    try:
        yield Registrar(engine, SimulatedClock(), patience=patience, queue=queue)
    finally:
        await engine.dispose()
