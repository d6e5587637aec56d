"""Agencies with a year behind them, for the benches of the auditor.

Each is bound by two duties with one deadline at the end of the year: to be connected, which a heartbeat a week keeps
up, and to offer 30 % of its ten services fully online, which it has not done. So each is due when the deadline comes.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from mohlat_contracts import DecodedEvent, encode_batch, read_batch, sources
from mohlat_contracts.clock import TickData
from mohlat_contracts.codec import Event
from mohlat_contracts.envelope import Span
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.registry import (
    Connect,
    Deadline,
    Digitize,
    DutyAssigned,
    DutyData,
    Instrument,
    Limits,
    Service,
    ServicesData,
    ServicesListed,
)

from services.auditor.cases.case import Case, decode, encode
from services.timekeeping.partition_time import PartitionTime

START = datetime(2025, 3, 20, 20, 30, tzinfo=UTC)
WEEKS = 52
DEADLINE = START + timedelta(weeks=WEEKS)
SERVICES = 10


class BytesInMemory:
    """A store that keeps bytes, as the table does."""

    def __init__(self) -> None:
        self.cases: dict[str, tuple[bytes, datetime | None]] = {}
        self.time = PartitionTime()

    def get(self, agency: str) -> Case | None:
        kept = self.cases.get(agency)
        return None if kept is None else decode(kept[0])

    def put(self, agency: str, case: Case, due: datetime | None) -> None:
        self.cases[agency] = encode(case), due

    def get_time(self) -> PartitionTime | None:
        return self.time

    def put_time(self, time: PartitionTime) -> None:
        self.time = time

    def dues(self) -> Iterable[tuple[str, datetime | None]]:
        return [(agency, due) for agency, (_, due) in self.cases.items()]


def code(number: int) -> str:
    return f"agency-{number:06}"


def law(agency: str) -> bytes:
    """What the registry says of an agency, as one record."""
    services = tuple(
        Service(code=f"{agency}-s{n:02}", name_fa="خدمت", name_en="Service", high_use=True, spans=(Span(start=START),))
        for n in range(SERVICES)
    )
    listed = ServicesListed(
        id=f"registry:services:{agency}:0",
        source=sources.REGISTRY,
        time=START,
        data=ServicesData(agency=agency, revision=0, services=services),
    )
    duties = (_duty(agency, "connect", Connect(grade="proven")), _duty(agency, "digitize", _THIRTY))
    return encode_batch([listed, *duties])


_THIRTY = Digitize(share_percent=30, level="fully_online")


def _duty(agency: str, duty: str, obligation: Connect | Digitize) -> DutyAssigned:
    deadline = Deadline(
        revision=0,
        at=DEADLINE,
        announced_at=START,
        instrument=Instrument(number="1", date=START.date(), issuer="cabinet"),
    )
    data = DutyData(
        agency=agency,
        duty=duty,
        mandate="window",
        revision=0,
        name_fa="تکلیف",
        name_en="Duty",
        obligation=obligation,
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=START),),
        deadlines=(deadline,),
    )
    return DutyAssigned(id=f"registry:duty:{duty}:{agency}:0", source=sources.REGISTRY, time=START, data=data)


def heartbeats(agency: str, weeks: Iterable[int]) -> bytes:
    """Its heartbeats of these weeks, as one record; each on the first day of its week."""
    services = tuple(f"{agency}-s{n:02}" for n in range(SERVICES))
    made: list[Event] = [
        ConnectionHeartbeat(
            id=f"{agency}-h{week:03}",
            source=sources.agency(agency),
            time=START + timedelta(weeks=week, hours=1),
            data=HeartbeatData(services=services),
        )
        for week in weeks
    ]
    return encode_batch(made)


def read(records: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, list[DecodedEvent]]]:
    return ((agency, read_batch(body)) for agency, body in records)


def tick(to: datetime) -> TickData:
    """The door has been open all the time."""
    return TickData(writer="bench", epoch=1, open_from=START, open_to=to)
