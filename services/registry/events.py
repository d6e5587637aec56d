"""Facts as events: named by kind, entity, agency and revision, so that a repeat is the same event."""

import hashlib
from datetime import UTC, datetime

from mohlat_contracts.clock import ClockTicked, TickData
from mohlat_contracts.codec import RegistryEvent
from mohlat_contracts.contacts import ContactData, ContactUpdated
from mohlat_contracts.referrals import ReferralData, ReferralRecorded
from mohlat_contracts.registry import (
    AgencyData,
    AgencyRegistered,
    CertificationData,
    DutyAssigned,
    DutyData,
    ExemptionData,
    ExemptionGranted,
    KeyData,
    KeyEnrolled,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)
from mohlat_contracts.sources import REGISTRY

_LONGEST = 40
"""Characters of what an event id holds beside its kind, an agency's code and the revision."""

Fact = AgencyData | ServicesData | KeyData | DutyData | ExemptionData | CertificationData | ReferralData


def event(fact: Fact, known_at: datetime) -> RegistryEvent:
    """The fact as an event whose own time is when it became known."""
    match fact:
        case AgencyData():
            return AgencyRegistered(id=_id("agency", fact), source=REGISTRY, time=known_at, data=fact)
        case ServicesData():
            return ServicesListed(id=_id("services", fact), source=REGISTRY, time=known_at, data=fact)
        case KeyData():
            return KeyEnrolled(id=_id("key", fact, fact.key_id), source=REGISTRY, time=known_at, data=fact)
        case DutyData():
            return DutyAssigned(id=_id("duty", fact, fact.duty), source=REGISTRY, time=known_at, data=fact)
        case ExemptionData():
            name = _id("exemption", fact, fact.exemption)
            return ExemptionGranted(id=name, source=REGISTRY, time=known_at, data=fact)
        case CertificationData():
            name = _id("certification", fact, _short(fact.service))
            return ServiceCertified(id=name, source=REGISTRY, time=known_at, data=fact)
        case ReferralData():
            return ReferralRecorded(id=_id("referral", fact, fact.referral), source=REGISTRY, time=known_at, data=fact)


def contact_event(contact: ContactData, revision: int, known_at: datetime) -> ContactUpdated:
    name = f"registry:contact:{contact.contact}:{revision}"
    return ContactUpdated(id=name, source=REGISTRY, time=known_at, data=contact)


def tick(open_from: datetime, open_to: datetime, epoch: int) -> ClockTicked:
    data = TickData(writer="registry", epoch=epoch, open_from=open_from, open_to=open_to)
    return ClockTicked(id=f"registry:tick:{rfc3339(open_to)}", source=REGISTRY, time=open_to, data=data)


def rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _short(code: str) -> str:
    """As much of a service's code as an event id has room for: a long one is named by its SHA-256."""
    return code if len(code) <= _LONGEST else hashlib.sha256(code.encode()).hexdigest()[:_LONGEST]


def _id(kind: str, fact: Fact, entity: str | None = None) -> str:
    return ":".join(("registry", kind, *([] if entity is None else [entity]), fact.agency, str(fact.revision)))
