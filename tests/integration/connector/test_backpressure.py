"""When the log takes nothing more, the connector says so and stays small; when it is told to stop, it finishes."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from mohlat_sdk import SigningKey

from deploy.local.kafka import Kafka
from tests.integration.connector.conftest import StartConnector
from tests.integration.connector.posting import Told, batch, conversation, heartbeat, post_all, signed
from tests.integration.connector.surroundings import ConnectorProcess, Registry, event_ids, read_evidence
from tests.waiting import eventually, wait_until

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
SERVICES = [f"service-{number:06}-{'s' * 40}" for number in range(7_000)]
"""A heartbeat that names them takes some 400 KiB."""
ROOM = 16 * 2**20
OFFERED = 600
"""Such requests: some 240 MiB, where ROOM may be under way."""
CONNECTIONS = 100
MAY_GROW = 96 * 2**20
"""The room, what the producer holds of it, and what an interpreter keeps; far less than what is offered."""


def opened(registry: Registry, key: SigningKey, start_connector: StartConnector, **settings: str) -> ConnectorProcess:
    registry.enrol("sanjesh", key, AT)
    registry.tick(AT)
    connector = start_connector(registry, **settings)
    assert connector.move(AT, AT).status_code == 200
    return connector


def heavy(connector: ConnectorProcess, key: SigningKey, prefix: str, number: int) -> Iterator[tuple[str, bytes]]:
    url = f"{connector.url}/v1/events"
    for each in range(number):
        name = f"{prefix}{each}"
        yield name, bytes(signed(key, url, batch([heartbeat("sanjesh", AT, name, SERVICES)])))


def memory(pid: int) -> int:
    """Resident bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


async def flood(connector: ConnectorProcess, requests: Iterator[tuple[str, bytes]], told: Told) -> int:
    """Post them all; the most memory that the connector took meanwhile."""
    sending = asyncio.ensure_future(post_all(connector.url, requests, CONNECTIONS, told))
    most = 0
    while not sending.done():
        most = max(most, memory(connector.pid))
        await asyncio.wait([sending], timeout=0.05)
    await sending
    return most


def test_a_stopped_broker_leaves_memory_flat_and_what_was_acknowledged_is_in_the_log(
    own_kafka: Kafka, topic_prefix: str, key: SigningKey, start_connector: StartConnector
) -> None:
    registry = Registry(own_kafka.bootstrap_servers, topic_prefix)
    connector = opened(registry, key, start_connector, MOHLAT_BYTES_UNDER_WAY=str(ROOM))
    before, stopped = Told(), Told()
    asyncio.run(flood(connector, heavy(connector, key, "before-", 100), before))
    quiet = memory(connector.pid)

    own_kafka.daemon.pause()
    try:
        most = asyncio.run(flood(connector, heavy(connector, key, "stopped-", OFFERED), stopped))
    finally:
        own_kafka.daemon.resume()

    print(f"\nresident: {quiet / 2**20:.0f} MiB before, {most / 2**20:.0f} MiB at most while the broker stood still")
    assert stopped.closed == []
    assert {answer.status for answer in stopped.answers.values()} == {503}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in stopped.answers.values())
    assert len(stopped.answers) == OFFERED
    assert most - quiet < MAY_GROW

    after, names = Told(), count()
    wait_until(
        lambda: _one_more(connector, key, f"after-{next(names)}", after), 60, "the connector to take events again"
    )
    acknowledged = {*before.with_status(202), *after.with_status(202)}
    assert len(before.with_status(202)) > 20
    assert acknowledged <= set(event_ids(read_evidence(registry)))


def _one_more(connector: ConnectorProcess, key: SigningKey, name: str, told: Told) -> bool:
    asyncio.run(post_all(connector.url, heavy(connector, key, name, 1), 1, told))
    return bool(told.with_status(202))


def test_a_connector_told_to_stop_answers_what_it_took_and_loses_nothing_it_acknowledged(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    connector = opened(registry, key, start_connector)
    told = Told()

    async def load() -> int:
        sending = asyncio.ensure_future(post_all(connector.url, _light(connector, key), 24, told))

        async def enough() -> bool:
            return len(told.answers) > 200

        await eventually(enough, what="two hundred answers")
        code = await asyncio.to_thread(connector.stop)
        await sending
        return code

    assert asyncio.run(load()) == 0
    assert {answer.status for answer in told.answers.values()} <= {202, 503}
    assert set(told.with_status(202)) <= set(event_ids(read_evidence(registry)))


def _light(connector: ConnectorProcess, key: SigningKey) -> Iterator[tuple[str, bytes]]:
    for number in count():
        name = f"e{number}"
        yield name, bytes(signed(key, f"{connector.url}/v1/events", batch([heartbeat("sanjesh", AT, name)])))


def test_a_body_that_does_not_come_is_not_waited_for(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    connector = opened(registry, key, start_connector, MOHLAT_BODY_SECONDS="0.5")
    wire = bytes(signed(key, f"{connector.url}/v1/events", batch([heartbeat("sanjesh", AT, "slow")])))

    async def dawdle() -> None:
        async with conversation(connector.url) as talking:
            answer = await talking.ask(wire[:-1])
            assert (answer.status, answer.headers["connection"]) == (408, "close")
            assert answer.json()["name"] == "too-slow"
            assert await talking.reader.read() == b""

    asyncio.run(dawdle())
    assert event_ids(read_evidence(registry)) == []


def test_no_more_connections_are_held_than_allowed(
    registry: Registry, key: SigningKey, start_connector: StartConnector
) -> None:
    connector = opened(registry, key, start_connector, MOHLAT_CONNECTIONS="5")
    wire = bytes(signed(key, f"{connector.url}/v1/events", batch([heartbeat("sanjesh", AT, "e")])))

    async def crowd() -> None:
        held = [await asyncio.open_connection("127.0.0.1", int(connector.url.rpartition(":")[2])) for _ in range(5)]
        async with conversation(connector.url) as talking:
            answer = await talking.answer()
            assert (answer.status, answer.headers["retry-after"]) == (503, "1")
        for _, writer in held:
            writer.close()

        async def taken() -> bool:
            async with conversation(connector.url) as talking:
                return (await talking.ask(wire)).status == 202

        await eventually(taken, what="room for a connection")

    asyncio.run(crowd())
