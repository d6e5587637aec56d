"""A registry to test: its API without a socket, on a real database; and what it says, read from the outbox or Kafka."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from aiokafka import AIOKafkaConsumer, TopicPartition
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mohlat_contracts import Event, decode_batch
from mohlat_contracts.clock import ClockTicked
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.plumbing.database import open_engine
from services.plumbing.health import Health
from services.plumbing.records import Record, read_record
from services.registry.api import create_app
from services.registry.clock import DomainClock, SimulatedClock
from services.registry.models import OutboxRow
from services.registry.registrar import Registrar

START = "2022-03-20T20:30:00Z"
DEADLINE = "2022-09-22T20:30:00Z"
INSTRUMENT = {"number": "7", "date": "2022-03-01", "issuer": "Majlis"}
MANDATE = {
    "code": "window",
    "name_fa": "پنجره ملی خدمات هوشمند دولت",
    "name_en": "National Smart Services Window",
    "instrument": INSTRUMENT,
    "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
    "deadline": DEADLINE,
    "duties": [
        {
            "code": "connect",
            "obligation": {"kind": "connect", "grade": "proven"},
            "binds": {"kinds": ["core", "affiliated"]},
        },
        {
            "code": "digitize",
            "obligation": {"kind": "digitize", "share_percent": 30, "level": "fully_online"},
            "binds": {"kinds": ["core"]},
        },
    ],
}
EXTENSION = {"deadline": "2023-01-20T20:30:00Z", "instrument": INSTRUMENT | {"number": "8"}, "final": False}


def an_agency(code: str = "sanjesh", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name_fa": "سازمان سنجش",
        "name_en": "Assessment Organisation",
        "group": "organisations",
        "kind": "core",
        "parent": None,
        "synthetic": True,
        "contacts": [{"name": "رابط", "email": f"contact@{code}.example", "language": "fa"}],
        "services": [{"code": f"{code}-s01", "name_fa": "ثبت‌نام", "name_en": "Enrolment", "high_use": True}],
    } | more


def a_public_key() -> str:
    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class World:
    """The API's client, and the outbox it writes to."""

    def __init__(self, engine: AsyncEngine, registrar: Registrar, client: httpx2.AsyncClient) -> None:
        self.engine, self.registrar, self._client = engine, registrar, client

    async def send(self, method: str, path: str, body: Any = None) -> httpx2.Response:
        return await self._client.request(method, path, json=body)

    async def must(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.send(method, path, body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def move(self, to: str, start: str = START) -> Any:
        return await self.must("POST", "/v1/clock", {"from": start, "to": to})

    async def found(self) -> None:
        """The first move and a group, so that agencies can be registered."""
        await self.move(START)
        await self.must("PUT", "/v1/groups/organisations", {"name_fa": "سازمان‌ها", "name_en": "Organisations"})

    async def outbox(self) -> list[OutboxRow]:
        async with AsyncSession(self.engine) as session:
            return list((await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all())

    async def said(self) -> list[tuple[str | None, list[Event]]]:
        """Key and events of each row of the outbox so far, ticks and contacts left out."""
        rows = [(row.key, decode_batch(row.value)) for row in await self.outbox() if "registry" in row.topic]
        return [(key, events) for key, events in rows if key is not None]


@asynccontextmanager
async def a_world(database_url: str, clock: DomainClock | None = None) -> AsyncIterator[World]:
    clock = clock or SimulatedClock()
    engine = open_engine(database_url, pool_size=10)
    registrar = Registrar(engine, clock)
    app = create_app(registrar, Health(), simulated=isinstance(clock, SimulatedClock))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://registry") as client:
        try:
            yield World(engine, registrar, client)
        finally:
            await engine.dispose()


async def read_topic(
    bootstrap_servers: str, topic: str, enough: Callable[[Sequence[Record]], bool], partitions: int = 3
) -> list[Record]:
    """Read a topic from its beginning until there is enough; fails after half a minute."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, number) for number in range(partitions)])
        await consumer.seek_to_beginning()
        found: list[Record] = []
        async with asyncio.timeout(30):
            while not enough(found):
                for raws in (await consumer.getmany(timeout_ms=200)).values():
                    found += [read_record(raw) for raw in raws]
        return found
    finally:
        await consumer.stop()


def is_tick(record: Record) -> bool:
    return record.key is None and isinstance(record.events[0].event, ClockTicked)


def ticks_to(records: Sequence[Record], instant: object, partitions: int = 3) -> bool:
    """Whether every partition has a tick of at least that instant."""
    ticked = {
        record.partition
        for record in records
        if is_tick(record) and record.known_at is not None and record.known_at >= instant  # type: ignore[operator]
    }
    return len(ticked) == partitions
