"""Facts of a small world, with the instants at which they became known."""

from datetime import date, datetime, timedelta

from mohlat_contracts import sources
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
from mohlat_contracts.verdicts import Status, VerdictData, VerdictReached

from services.notifier.state.facts import Fact, fact_of
from tests.unit.notifier.cases import DEADLINE

BEGIN = DEADLINE - timedelta(days=60)


def _fact(event: object, known_at: datetime) -> Fact:
    fact = fact_of(event, known_at)  # type: ignore[arg-type]
    assert fact is not None
    return fact


def agency(
    code: str,
    name_fa: str = "سازمان",
    name_en: str = "Body",
    known_at: datetime = BEGIN,
    kind: AgencyKind = "core",
) -> Fact:
    group = Group(code="g", name_fa="گروه", name_en="Group")
    data = AgencyData(
        agency=code, revision=0, name_fa=name_fa, name_en=name_en, group=group, kind=kind, parent="p", synthetic=True
    )
    return _fact(AgencyRegistered(id=f"a-{code}", source=sources.REGISTRY, time=known_at, data=data), known_at)


def duty(code: str, *deadlines: datetime, known_at: datetime = BEGIN) -> Fact:
    instrument = Instrument(number="۱۲/۳", date=date(2022, 3, 21), issuer="مجلس")
    chain = tuple(
        Deadline(revision=n, at=at, announced_at=known_at, instrument=instrument, final=n == 2)
        for n, at in enumerate(deadlines)
    )
    data = DutyData(
        agency=code,
        duty="connect",
        mandate="window",
        revision=len(chain) - 1,
        name_fa="اتصال به پنجره",
        name_en="Connect to the Window",
        obligation=Connect(grade="proven"),
        limits=Limits(silent_after_days=21, at_risk_days=14, grace_open_hours=24),
        bound=(Span(start=BEGIN),),
        deadlines=chain,
    )
    return _fact(DutyAssigned(id=f"d-{code}-{len(chain)}", source=sources.REGISTRY, time=known_at, data=data), known_at)


def exemption(code: str, since: datetime, known_at: datetime, until: datetime | None = None, revision: int = 0) -> Fact:
    data = ExemptionData(
        agency=code,
        exemption="e",
        mandate="window",
        revision=revision,
        spans=(Span(start=since, until=until),),
        basis_fa="مبنا",
        basis_en="basis",
    )
    return _fact(ExemptionGranted(id=f"e-{code}", source=sources.REGISTRY, time=known_at, data=data), known_at)


def verdict(code: str, status: Status, known_at: datetime) -> Fact:
    data = VerdictData(
        agency=code,
        duty="connect",
        mandate="window",
        status=status,
        reason="before_deadline",
        grade="none",
        effective_at=known_at,
        known_at=known_at,
        first_met_at=None,
        deadline_revision=0,
        timeliness=(),
        facts=(),
        rules="1",
    )
    return _fact(VerdictReached(id=f"v-{known_at}", source=sources.AUDITOR, time=known_at, data=data), known_at)
