"""The logs a notifier reads, written as the registry and the auditor would."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from mohlat_contracts import Event, encode_batch, headers, sources, topics
from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.contacts import ContactData, ContactUpdated
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    AgencyData,
    AgencyKind,
    AgencyRegistered,
    Connect,
    Deadline,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    Group,
    Instrument,
    Limits,
)
from mohlat_contracts.signals import SignalData, SignalRaised
from mohlat_contracts.verdicts import FactName, Status, VerdictData, VerdictReached

from services.calendar.civil import plus_days
from services.plumbing.publisher import Outgoing, Publisher
from services.plumbing.topics import topic_name

PARTITIONS = 3
DEADLINE = datetime(2023, 6, 21, 20, 30, tzinfo=UTC)
START = plus_days(DEADLINE, -40)
OVERSIGHT = ("oversight_committee", "inspection_organisation", "article_90_commission")


def day(n: int) -> datetime:
    """The Tehran midnight `n` days from the deadline."""
    return plus_days(DEADLINE, n)


class Logs:
    """Publishes facts, verdicts and ticks. Nothing is guarded: tests also write what should not be there."""

    def __init__(self, publisher: Publisher, prefix: str) -> None:
        self._publisher = publisher
        self.registry, self.verdicts, self.contacts = (
            topic_name(prefix, topic) for topic in (topics.REGISTRY, topics.VERDICTS, topics.CONTACTS)
        )

    async def oversight(self) -> None:
        for role in OVERSIGHT:
            await self.contact(f"oversight:{role}", f"{role}@oversight.example")

    async def contact(self, holder: str, email: str, name: str = "مریم احمدی") -> None:
        contact = f"contact-{holder.replace(':', '-')}"
        event = ContactUpdated(
            id=contact,
            source=sources.REGISTRY,
            time=START,
            data=ContactData(contact=contact, holder=holder, name=name, email=email),
        )
        await self._send(self.contacts, event, contact)

    async def agency(
        self, code: str, parent: str | None = None, name: str | None = None, kind: AgencyKind = "core"
    ) -> None:
        """An agency with a contact and the duty to connect by DEADLINE."""
        event = AgencyRegistered(
            id=f"agency-{code}",
            source=sources.REGISTRY,
            time=START,
            data=AgencyData(
                agency=code,
                revision=0,
                name_fa=name or f"دستگاه {code}",
                name_en=name or f"Agency {code}",
                group=Group(code="group", name_fa="گروه", name_en="Group"),
                kind=kind,
                parent=parent,
                synthetic=True,
            ),
        )
        await self.contact(f"agency:{code}", f"{code}@agency.example")
        await self._send(self.registry, event, code)
        await self.duty(code, (DEADLINE,), START)

    async def duty(self, code: str, deadlines: Sequence[datetime], known_at: datetime) -> None:
        """The duty with its chain of deadlines, known from `known_at`."""
        instrument = Instrument(number="۱۲۳", date=date(2022, 3, 21), issuer="مجلس")
        chain = tuple(
            Deadline(revision=revision, at=at, announced_at=known_at, instrument=instrument)
            for revision, at in enumerate(deadlines)
        )
        event = DutyAssigned(
            id=f"duty-{code}-{len(chain)}",
            source=sources.REGISTRY,
            time=known_at,
            data=DutyData(
                agency=code,
                duty="connect",
                mandate="window",
                revision=len(chain) - 1,
                name_fa="اتصال به پنجره",
                name_en="Connect to the Window",
                obligation=Connect(grade="proven"),
                limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
                bound=(Span(start=START),),
                deadlines=chain,
            ),
        )
        await self._send(self.registry, event, code)

    async def exemption(self, code: str, since: datetime) -> None:
        event = ExemptionGranted(
            id=f"exemption-{code}",
            source=sources.REGISTRY,
            time=since,
            data=ExemptionData(
                agency=code,
                exemption="exemption",
                mandate="window",
                revision=0,
                spans=(Span(start=since),),
                basis_fa="مبنا",
                basis_en="basis",
            ),
        )
        await self._send(self.registry, event, code)

    async def verdict(self, code: str, status: Status, known_at: datetime) -> None:
        event = VerdictReached(
            id=f"verdict-{code}-{known_at.isoformat()}",
            source=sources.AUDITOR,
            time=known_at,
            data=VerdictData(
                agency=code,
                duty="connect",
                mandate="window",
                status=status,
                reason="in_force" if status == "met" else "before_deadline",
                grade="proven" if status == "met" else "none",
                effective_at=known_at,
                known_at=known_at,
                first_met_at=None,
                deadline_revision=0,
                timeliness=(),
                facts=(),
                rules="1",
            ),
        )
        await self._send(self.verdicts, event, code)

    async def signal(self, code: str, known_at: datetime) -> None:
        """Something that was seen about an agency."""
        facts = tuple(FactName(id="beat", sha256=digit * 64) for digit in "ab")
        data = SignalData(agency=code, signal="one_id_two_contents", event_id="beat", facts=facts, known_at=known_at)
        event = SignalRaised(id=f"signal-{code}", source=sources.AUDITOR, time=known_at, data=data)
        await self._send(self.verdicts, event, code)

    async def registry_ticks(self, *instants: datetime) -> None:
        await self._tick(self.registry, sources.REGISTRY, instants)

    async def verdict_ticks(self, *instants: datetime) -> None:
        await self._tick(self.verdicts, sources.AUDITOR, instants)

    async def days(self, first: int, last: int) -> None:
        """Time flows from day `first` to day `last`, a tick at every midnight."""
        instants = [day(n) for n in range(first, last + 1)]
        await self.registry_ticks(*instants)
        await self.verdict_ticks(*instants)

    async def garbage(self, topic: str, key: str) -> None:
        await self._publisher.publish([Outgoing(topic, "ناخوانا".encode(), key=key)])

    async def _tick(self, topic: str, source: str, instants: Sequence[datetime]) -> None:
        await self._publisher.publish(
            [
                Outgoing(
                    topic,
                    encode_batch([_tick(source, at)]),
                    partition=partition,
                    headers={headers.KNOWN_AT: at.isoformat()},
                )
                for at in instants
                for partition in range(PARTITIONS)
            ]
        )

    async def _send(self, topic: str, event: Event, key: str) -> None:
        record = Outgoing(topic, encode_batch([event]), key=key, headers={headers.KNOWN_AT: event.time.isoformat()})
        await self._publisher.publish([record])


def _tick(source: str, at: datetime) -> ClockTicked:
    return ClockTicked(
        id=f"tick-{at.isoformat()}",
        source=source,
        time=at,
        data=TickData(writer=source, epoch=0, open_from=at - timedelta(days=1), open_to=at),
    )
