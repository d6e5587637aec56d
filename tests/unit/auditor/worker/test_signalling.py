"""The shell publishes a signal as it does a verdict: before the tick that covers it, and before the table knows."""

from datetime import timedelta

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import headers, sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.signals import SignalRaised
from prometheus_client import REGISTRY as METRICS

from services.plumbing.publisher import NotPublished
from tests.unit.auditor.worker.test_intake import EVIDENCE, REGISTRY, START, VERDICTS, World, duty

FIRST, SECOND, END = (START + timedelta(days=n) for n in (2, 3, 6))


@pytest.fixture
def world() -> World:
    return World()


def one_id_twice(world: World) -> list[ConsumerRecord]:
    """Two records of one agency under one id, and a tick of both topics after them."""
    source, log = sources.agency("sample-001"), world.log
    beats = [
        ConnectionHeartbeat(id="same", source=source, time=at, data=HeartbeatData(services=(code,)))
        for at, code in ((FIRST, "s1"), (SECOND, "s2"))
    ]
    return [
        log.fact(REGISTRY, duty(), START),
        log.tick(REGISTRY, END),
        *(log.fact(EVIDENCE, beat, beat.time) for beat in beats),
        log.tick(EVIDENCE, END),
    ]


def raised(world: World) -> list[SignalRaised]:
    return [event for event in world.publisher.events(VERDICTS) if isinstance(event, SignalRaised)]


def counted() -> float:
    return METRICS.get_sample_value("mohlat_auditor_signals_total", {"signal": "one_id_two_contents"}) or 0


async def test_it_is_in_the_log_before_the_tick_that_covers_it(world: World) -> None:
    before = counted()
    await world.take(*one_id_twice(world))
    (signal,) = raised(world)
    assert (signal.data.event_id, len(signal.data.facts), signal.data.known_at) == ("same", 2, SECOND)
    *_, last = world.publisher.events(VERDICTS)
    assert isinstance(last, ClockTicked)
    assert counted() == before + 1


async def test_its_record_is_its_agencys_and_says_when_it_became_known(world: World) -> None:
    await world.take(*one_id_twice(world))
    (record,) = [each for each in world.publisher.records if b"signal.raised" in (each.value or b"")]
    assert (record.topic, record.key, record.partition) == (VERDICTS, "sample-001", 0)
    assert record.headers[headers.KNOWN_AT] == SECOND.isoformat()


async def test_after_a_kill_it_is_the_same_event_again(world: World) -> None:
    *before, last = one_id_twice(world)
    await world.take(*before)
    remembered = dict(world.table)
    await world.take(last)
    world.table.clear()
    world.table.update(remembered)  # the process died after it had published and before it could write
    world.start_anew()
    await world.take(last)
    first, again = raised(world)
    assert first == again


async def test_one_that_could_not_be_published_comes_again(world: World) -> None:
    *before, last = one_id_twice(world)
    await world.take(*before)
    world.publisher.refuses = True
    with pytest.raises(NotPublished):
        await world.take(last)
    world.publisher.refuses = False
    world.start_anew()
    await world.take(last)
    assert len(raised(world)) == 1


async def test_no_status_rests_on_it(world: World) -> None:
    await world.take(*one_id_twice(world))
    assert world.verdicts() == [("pending", "before_deadline"), ("met", "in_force")]
