"""The outbox, relays and a broker's topics, without the rest of the registry: what is said is put into the outbox."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta

from mohlat_contracts.contacts import ContactData
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Connect, Deadline, DutyAssigned, DutyData, Instrument, Limits
from mohlat_contracts.topics import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.plumbing.database import open_engine
from services.plumbing.publisher import Publisher
from services.plumbing.records import Record
from services.plumbing.topics import create_topics
from services.registry import forms, outbox
from services.registry.clock import DomainClock, SimulatedClock
from services.registry.events import contact_event, event, tick
from services.registry.models import OutboxRow, RelayPlace
from services.registry.registrar import Registrar, floor, set_floor
from services.registry.relay.carrier import Publishes, Relay
from services.registry.relay.place import last
from tests.integration.registry.log import read_topic, ticks_to
from tests.stacks import Broker

PARTITIONS = 3
START = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
LATER = START + timedelta(days=12)

OpenPublisher = Callable[[], AbstractAsyncContextManager[Publishes]]


def a_duty(agency: str, known_at: datetime, revision: int = 1, bound: Sequence[Span] | None = None) -> DutyAssigned:
    instrument = Instrument(number="7", date=date(2022, 3, 1), issuer="مجلس")
    data = DutyData(
        agency=agency,
        duty="connect",
        mandate="window",
        revision=revision,
        name_fa="اتصال به پنجره ملی خدمات هوشمند دولت",
        name_en="Connect to the National Smart Services Window",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=START),) if bound is None else tuple(bound),
        deadlines=(Deadline(revision=0, at=LATER, announced_at=START, instrument=instrument),),
    )
    assigned = event(data, known_at)
    assert isinstance(assigned, DutyAssigned)
    return assigned


class Line:
    """An outbox on a database, relays, and the topics they publish to."""

    def __init__(self, engine: AsyncEngine, registrar: Registrar, broker: Broker, prefix: str) -> None:
        self.engine, self.registrar, self.broker, self.prefix = engine, registrar, broker, prefix

    async def move(self, to: datetime) -> None:
        """The simulated clock moves on, which puts a tick into the outbox."""
        async with self.registrar.locked() as session:
            await outbox.write(session, [outbox.tick_row(tick(await floor(session) or to, to, 0), to)])
            await set_floor(session, to)

    async def say(self, *agencies: str, revision: int = 1) -> None:
        """One record each, in one change."""
        async with self._change() as (session, known_at):
            facts = {agency: [a_duty(agency, known_at, revision)] for agency in agencies}
            await outbox.write(session, outbox.fact_rows(facts, known_at))

    async def say_by_form(self, agencies: Sequence[str], bound: Sequence[Span] = ()) -> None:
        """The same, as a mass change does."""
        async with self._change() as (session, known_at):
            form = await outbox.write_form(session, [a_duty(agencies[0], known_at)])
            rows = ((agency, [forms.filling(bound)]) for agency in agencies)
            await outbox.copy_forms(session, form, REGISTRY.name, rows, known_at)

    async def say_contact(self, contact: str, name: str) -> None:
        async with self._change() as (session, known_at):
            data = ContactData(
                contact=contact, holder="agency:sanjesh", name=name, email="contact@sanjesh.example", language="fa"
            )
            rows = outbox.contact_rows({contact: contact_event(data, 1, known_at)}, known_at)
            await outbox.write(session, rows)

    async def erase_contact(self, contact: str) -> None:
        async with self._change() as (session, known_at):
            await outbox.blank_contact(session, contact)
            await outbox.write(session, [outbox.tombstone_row(contact, known_at)])

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[tuple[AsyncSession, datetime]]:
        async with self.registrar.locked() as session:
            known_at = await self.registrar.now(session)
            await set_floor(session, known_at)
            yield session, known_at

    async def republish(self) -> int:
        async with AsyncSession(self.engine) as session, session.begin():
            return await outbox.republish(session)

    async def outbox(self) -> list[OutboxRow]:
        async with AsyncSession(self.engine) as session:
            return list((await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all())

    async def place(self) -> RelayPlace:
        async with AsyncSession(self.engine) as session:
            return (await session.exec(select(RelayPlace))).one()

    async def last(self) -> int:
        """The id of the newest row of the outbox."""
        async with self.engine.connect() as connection:
            return await last(connection)

    async def is_carried(self) -> bool:
        """Whether the relay has marked the last row."""
        return (await self.place()).published_through == await self.last()

    @asynccontextmanager
    async def publisher(self) -> AsyncIterator[Publishes]:
        async with Publisher(self.broker.bootstrap_servers, PARTITIONS) as publisher:
            yield publisher

    def relay(self, publisher: OpenPublisher | None = None, ticking: DomainClock | None = None) -> Relay:
        return Relay(
            self.engine,
            self.registrar,
            publisher or self.publisher,
            topic_prefix=self.prefix,
            partitions=PARTITIONS,
            ticking=ticking,
        )

    async def read(self, until: datetime) -> list[Record]:
        """The registry topic, until every partition has a tick of that instant."""
        return await self.read_until(lambda found: ticks_to(found, until, PARTITIONS))

    async def read_until(self, enough: Callable[[Sequence[Record]], bool], topic: str = REGISTRY.name) -> list[Record]:
        return await read_topic(self.broker.bootstrap_servers, self.prefix + topic, enough, PARTITIONS)


@asynccontextmanager
async def a_line(
    broker: Broker, prefix: str, database_url: str, clock: DomainClock | None = None
) -> AsyncIterator[Line]:
    """Topics of its own on the broker; under the simulated clock it stands at START."""
    await create_topics(broker.bootstrap_servers, prefix, PARTITIONS)
    engine = open_engine(database_url, pool_size=10)
    try:
        line = Line(engine, Registrar(engine, clock or SimulatedClock()), broker, prefix)
        if clock is None:
            await line.move(START)
        yield line
    finally:
        await engine.dispose()


@asynccontextmanager
async def running(relay: Relay) -> AsyncIterator[None]:
    task = asyncio.create_task(relay.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def agencies(count: int) -> list[str]:
    return [f"agency-{number:05}" for number in range(count)]


def values(records: Iterable[Record]) -> list[bytes | None]:
    return [record.value for record in records]
