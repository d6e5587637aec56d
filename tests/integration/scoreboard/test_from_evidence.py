"""From evidence in a real Kafka through worker and recorder to what is shown: signals and sandboxes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mohlat_contracts import Event, decode_batch, headers, sources
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.signals import SignalRaised
from mohlat_contracts.topics import EVIDENCE, REGISTRY, VERDICTS, Topic

from services.plumbing.follower import Follower
from services.plumbing.publisher import Publisher
from services.plumbing.records import Record
from services.plumbing.topics import create_topics, topic_name
from tests.integration.scoreboard.auditor_process import AuditorProcess
from tests.integration.scoreboard.history import (
    DAY,
    ORIGINAL,
    PARTITIONS,
    START,
    assigned,
    outgoing,
    registered,
)
from tests.stacks import Broker
from tests.waiting import eventually, wait_until

FIRST, SECOND, THIRD = (START + 10 * DAY + n * timedelta(hours=6) for n in range(3))
"""Within a day: an id that a heartbeat takes again later is not compared any more."""
LATE = ORIGINAL + 10 * DAY
"""Past the deadline and the grace."""


class Country:
    """What is in the log: written as registry and connector write it, read as anybody reads the verdicts topic."""

    def __init__(self, publisher: Publisher, prefix: str) -> None:
        self._publisher, self._prefix = publisher, prefix
        self.verdicts: dict[int, list[Event]] = {}

    async def register(self, code: str, kind: str = "core") -> None:
        for event in (registered(code, kind=kind), assigned(code)):
            await self._say(REGISTRY, event, code, START)

    async def beat(self, code: str, event_id: str, at: datetime, *services: str) -> None:
        source, data = sources.agency(code), HeartbeatData(services=services)
        await self._say(EVIDENCE, ConnectionHeartbeat(id=event_id, source=source, time=at, data=data), code, at)

    async def tick(self, to: datetime) -> None:
        """Time flows to an instant in both topics."""
        for topic, source in ((REGISTRY, sources.REGISTRY), (EVIDENCE, sources.connector("connector-1"))):
            tick = TickData(writer="connector-1", epoch=0, open_from=START, open_to=to)
            event = ClockTicked(id=f"tick-{to.isoformat()}", source=source, time=to, data=tick)
            for partition in range(PARTITIONS):
                await self._say(topic, event, None, to, partition)

    async def _say(
        self, topic: Topic, event: Event, key: str | None, known_at: datetime, partition: int | None = None
    ) -> None:
        said = outgoing(self._prefix, topic, event, key, partition)
        await self._publisher.publish([replace(said, headers={headers.KNOWN_AT: known_at.isoformat()})])

    def fold(self, record: Record) -> None:
        self.verdicts.setdefault(record.partition, []).extend(decode_batch(record.value or b""))

    def signals(self) -> dict[str, SignalRaised]:
        """By id: what is there twice is the same."""
        said = [event for events in self.verdicts.values() for event in events]
        return {event.id: event for event in said if isinstance(event, SignalRaised)}


@pytest.fixture
async def country(kafka: Broker, topic_prefix: str) -> AsyncIterator[Country]:
    await create_topics(kafka.bootstrap_servers, topic_prefix, PARTITIONS)
    async with Publisher(kafka.bootstrap_servers, PARTITIONS) as publisher:
        country = Country(publisher, topic_prefix)
        topic = topic_name(topic_prefix, VERDICTS)
        async with Follower(kafka.bootstrap_servers, topic, PARTITIONS, country.fold) as follower:
            task = asyncio.create_task(follower.run())
            yield country
            task.cancel()


StartProcess = Callable[[str], AuditorProcess]


@pytest.fixture
async def start_process(kafka: Broker, topic_prefix: str, migrated: str, tmp_path: Path) -> AsyncIterator[StartProcess]:
    started: list[AuditorProcess] = []

    def start(command: str) -> AuditorProcess:
        log = tmp_path / f"{command}.log"
        started.append(AuditorProcess(command, kafka.bootstrap_servers, topic_prefix, migrated, log))
        return started[-1].start()

    yield start
    for process in started:
        process.kill()


def shown(scoreboard: AuditorProcess, path: str) -> Any:
    try:
        answer = httpx2.get(f"{scoreboard.url}{path}", timeout=20)
    except httpx2.TransportError:
        return None
    return answer.json() if answer.status_code == 200 else None


def text(scoreboard: AuditorProcess, path: str) -> str:
    return httpx2.get(f"{scoreboard.url}{path}", timeout=20).text


async def judged_through(scoreboard: AuditorProcess, at: datetime) -> None:
    def condition() -> bool:
        standing = shown(scoreboard, "/v1/standing")
        return standing is not None and datetime.fromisoformat(standing["judged_through"]) >= at

    await asyncio.to_thread(wait_until, condition, 150, f"having judged through {at}")


async def test_one_id_with_two_contents_is_seen_by_overseers_and_changes_no_status(
    country: Country, start_process: StartProcess
) -> None:
    await country.register("aa")
    await country.register("bb")
    for code, other in (("aa", "same"), ("bb", "another")):
        await country.beat(code, "same", FIRST, "s1")
        await country.beat(code, other, SECOND, "s2")
    await country.tick(SECOND + timedelta(hours=1))
    worker, _, scoreboard = (start_process(command) for command in ("worker", "recorder", "scoreboard"))
    await judged_through(scoreboard, SECOND + timedelta(hours=1))
    (signal,) = shown(scoreboard, "/v1/signals")["signals"]
    assert (signal["agency"], signal["event_id"], len(signal["facts"])) == ("aa", "same", 2)
    assert datetime.fromisoformat(signal["known_at"]) == SECOND
    said = [shown(scoreboard, f"/v1/agencies/{code}")["history"] for code in ("aa", "bb")]
    assert [[each["status"] for each in history] for history in said] == [["pending", "met"]] * 2
    assert "not why" in text(scoreboard, "/en/agencies/aa")
    assert 'href="/fa/signals"' in text(scoreboard, "/fa")

    # A worker that dies and reads again raises the same signal; a third content raises one that names all three.
    worker.kill()
    worker.start()
    await country.beat("aa", "same", THIRD, "s3")
    await country.tick(THIRD + DAY)
    await judged_through(scoreboard, THIRD + DAY)
    newest, first = shown(scoreboard, "/v1/signals")["signals"]
    assert (len(newest["facts"]), first) == (3, signal)
    assert {fact["sha256"] for fact in first["facts"]} < {fact["sha256"] for fact in newest["facts"]}


async def test_a_signal_stands_in_the_log_before_the_tick_that_covers_it(
    country: Country, start_process: StartProcess
) -> None:
    await country.register("aa")
    await country.beat("aa", "same", FIRST, "s1")
    await country.beat("aa", "same", SECOND, "s2")
    for n in range(8, 32, 4):
        await country.tick(START + timedelta(days=n))
    start_process("worker")

    async def is_judged() -> bool:
        ticks = [_last_tick(events) for events in country.verdicts.values()]
        return len(ticks) == PARTITIONS and all(tick == START + 28 * DAY for tick in ticks)

    await eventually(is_judged, 60, "the last tick")
    (events,) = [events for events in country.verdicts.values() if any(isinstance(e, SignalRaised) for e in events)]
    at = next(n for n, event in enumerate(events) if isinstance(event, SignalRaised))
    covering = next(event for event in events[at:] if isinstance(event, ClockTicked))
    assert _last_tick(events[:at]) <= SECOND < covering.data.open_to


def _last_tick(events: list[Event]) -> datetime:
    return max((event.data.open_to for event in events if isinstance(event, ClockTicked)), default=START)


async def test_a_sandbox_is_judged_and_shown_and_counted_nowhere(country: Country, start_process: StartProcess) -> None:
    await country.register("aa")
    await country.register("trial", "sandbox")
    await country.beat("aa", "one", LATE - DAY, "s1")
    await country.beat("trial", "same", FIRST, "s1")
    await country.beat("trial", "same", SECOND)
    await country.tick(LATE)
    _, _, scoreboard = (start_process(command) for command in ("worker", "recorder", "scoreboard"))
    await judged_through(scoreboard, LATE)
    standing = shown(scoreboard, "/v1/standing")
    assert [each["code"] for each in standing["agencies"]] == ["aa"]
    assert {figure["denominator"] for figure in standing["figures"]} <= {0, 1}
    assert sum(group["obligated"] for group in standing["groups"]) == 1
    assert [each["code"] for each in shown(scoreboard, "/v1/agencies")["agencies"]] == ["aa"]
    assert shown(scoreboard, "/v1/signals")["signals"] == []
    story = shown(scoreboard, "/v1/agencies/trial")
    assert (story["agency"]["kind"], story["current"]["connect"]["status"]) == ("sandbox", "lapsed")
    assert len(story["signals"]) == 1
    assert "This is a sandbox" in text(scoreboard, "/en/agencies/trial")
    assert "trial" not in text(scoreboard, "/en")
