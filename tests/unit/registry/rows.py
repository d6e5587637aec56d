"""Rows as the database would give them."""

from datetime import UTC, date, datetime
from typing import Any

from services.registry.models import Agency, Binding, Duty, Exemption, Group, ListedService, Mandate, MandateDeadline

KNOWN = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
DEADLINE = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
GROUP = Group(code="organisations", name_fa="سازمان‌ها", name_en="Organisations")
MANDATE = Mandate(
    code="window", name_fa="پنجره", name_en="Window", silent_after_days=21, at_risk_days=14, grace_open_hours=24
)


def an_agency(code: str = "sanjesh", **more: Any) -> Agency:
    return Agency(**{"code": code, "name_fa": "سنجش", "name_en": "S", "group": GROUP.code, "kind": "core", **more})


def a_duty(code: str = "connect", **more: Any) -> Duty:
    columns = {"name_fa": "اتصال", "name_en": "Connect", "kind": "connect", "grade": "proven"}
    return Duty(
        **{"code": code, "mandate": "window", "position": 0, "binds_kinds": ["core", "affiliated"], **columns, **more}
    )


def a_link(revision: int = 0, at: datetime = DEADLINE) -> MandateDeadline:
    return MandateDeadline(
        mandate="window",
        revision=revision,
        at=at,
        announced_at=KNOWN,
        instrument_number=str(revision),
        instrument_date=date(2022, 3, 1),
        instrument_issuer="Majlis",
        final=False,
    )


def a_binding(revision: int = 0) -> Binding:
    return Binding(agency="sanjesh", duty="connect", bound_from=KNOWN, revision=revision)


def a_service(code: str) -> ListedService:
    return ListedService(agency="sanjesh", code=code, name_fa="خ", name_en="s", high_use=True, listed_from=KNOWN)


def an_exemption(exempt_from: datetime, exempt_until: datetime | None) -> Exemption:
    return Exemption(
        agency="sanjesh",
        code="e1",
        mandate="window",
        exempt_from=exempt_from,
        exempt_until=exempt_until,
        basis_fa="ب",
        basis_en="b",
    )
