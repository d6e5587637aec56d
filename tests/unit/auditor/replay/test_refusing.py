"""What the worker puts among the dead letters counts for nothing in a replay, and nothing else does."""

from datetime import timedelta

import pytest
from aiokafka import ConsumerRecord
from mohlat_contracts import encode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE

from services.auditor.replay.comparing import PartitionReport
from services.auditor.replay.partition import PartitionReplay
from services.auditor.replay.recorded import Recorded
from services.auditor.replay.replaying import report
from services.auditor.whatif.facts import PartitionFacts
from tests.unit.auditor.replay.topics import raw
from tests.unit.auditor.worker.test_intake import EVIDENCE, REGISTRY, START, VERDICTS, World, duty, heartbeat, riding

LATER, SOME, LAST = START + timedelta(days=6), START + timedelta(days=2), START + timedelta(days=9)
AGENCY = "sample-001"


@pytest.fixture
def world() -> World:
    return World()


def poisoned(world: World) -> list[ConsumerRecord]:
    """A log in which every other record is one that nobody may write."""
    log = world.log
    beat = encode_batch([heartbeat(START)])
    two_ticks = [ClockTicked(id=f"t{n}", source=sources.REGISTRY, time=LATER, data=_tick()) for n in range(2)]
    return [
        log.append(REGISTRY, b"no json", AGENCY, START),
        log.fact(REGISTRY, duty(), START),
        log.append(EVIDENCE, b"[]", AGENCY, START),
        log.append(EVIDENCE, beat, "sample-002", START),
        log.append(EVIDENCE, beat, "@0", START),
        log.append(EVIDENCE, beat, None, START),
        log.append(EVIDENCE, b"no json", AGENCY, START, **riding(START + timedelta(days=1))),
        log.append(EVIDENCE, beat, AGENCY, START, **{headers.CONTENT_ENCODING: "rot13"}),
        log.tick_from(sources.agency(AGENCY), EVIDENCE, LATER),
        log.tick_from(sources.connector("w"), REGISTRY, LATER),
        log.append(REGISTRY, encode_batch(two_ticks), None, LATER),
        log.fact(EVIDENCE, heartbeat(SOME), SOME),
        log.tick(EVIDENCE, SOME + timedelta(hours=1)),
        log.append(EVIDENCE, beat, AGENCY, SOME, **riding(LATER, tick_epoch="x")),
        log.tick(REGISTRY, LATER),
        log.tick(EVIDENCE, LATER),
        log.tick(REGISTRY, LAST),
        log.tick(EVIDENCE, LAST),
    ]


def _tick() -> TickData:
    return TickData(writer="registry", epoch=0, open_from=START, open_to=LATER)


def replayed(records: list[ConsumerRecord]) -> PartitionReplay:
    into = PartitionReplay()
    into.take("registry", (record for record in records if record.topic == REGISTRY))
    into.take("evidence", (record for record in records if record.topic == EVIDENCE))
    into.judge()
    return into


async def test_what_the_worker_refuses_is_refused_and_the_histories_are_the_same(world: World) -> None:
    records = poisoned(world)
    await world.take(*records)
    letters = [record.headers for record in world.publisher.records if record.topic.endswith(".dlq")]
    dead = {(str(each[headers.ERROR_TOPIC]), int(each[headers.ERROR_OFFSET])) for each in letters}
    into = replayed(records)
    assert {(each.topic, each.offset) for each in into.refused} == dead
    assert len(dead) == 10
    assert _compared(world, into).differences == ()


async def test_what_the_worker_refuses_is_no_fact_of_what_would_have_been_either(world: World) -> None:
    records = poisoned(world)
    facts, into = PartitionFacts(0), replayed(records)
    for record in records:
        facts.take("registry" if record.topic == REGISTRY else "evidence", record)
    facts.judge()
    assert facts.w == into.w
    assert facts.agencies[AGENCY].verdicts == [each.data for each in into.verdicts]


def _compared(world: World, into: PartitionReplay) -> PartitionReport:
    said = [record for record in world.publisher.records if record.topic == VERDICTS]
    found = Recorded(into.w, into.instants)
    found.take(
        raw(VERDICTS, offset, record.value, record.key, found={headers.CONTENT_TYPE: BATCH_CONTENT_TYPE})
        for offset, record in enumerate(said)
    )
    return report(0, found, into)
