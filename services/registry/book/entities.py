"""How a content is named in the book."""

from typing import NamedTuple

from services.registry.book.contents import (
    AgencyContent,
    CertificationContent,
    Content,
    ExemptionContent,
    GroupContent,
    KeyContent,
    Kind,
    MandateContent,
    OversightContent,
    ServiceContent,
)
from services.registry.book.referrals import ReferralContent


class Entity(NamedTuple):
    """`code` is unique among its kind; `agency` is whose it is, where it belongs to one."""

    kind: Kind
    code: str
    agency: str | None = None


def group(code: str) -> Entity:
    return Entity("group", code)


def agency(code: str) -> Entity:
    return Entity("agency", code, code)


def service(agency: str, code: str) -> Entity:
    return Entity("service", f"{agency}/{code}", agency)


def mandate(code: str) -> Entity:
    return Entity("mandate", code)


def exemption(agency: str, code: str) -> Entity:
    return Entity("exemption", f"{agency}/{code}", agency)


def certification(agency: str, service: str) -> Entity:
    return Entity("certification", f"{agency}/{service}", agency)


def key(agency: str, key_id: str) -> Entity:
    """A key id is unique in the country, whoever holds it."""
    return Entity("key", key_id, agency)


def oversight_body(role: str) -> Entity:
    return Entity("oversight_body", role)


def referral(agency: str, code: str) -> Entity:
    """The code of a referral is unique in the country, whoever is referred by whom."""
    return Entity("referral", code, agency)


def entity_of(content: Content) -> Entity:
    match content:
        case GroupContent():
            return group(content.code)
        case AgencyContent():
            return agency(content.code)
        case ServiceContent():
            return service(content.agency, content.code)
        case MandateContent():
            return mandate(content.code)
        case ExemptionContent():
            return exemption(content.agency, content.code)
        case CertificationContent():
            return certification(content.agency, content.service)
        case KeyContent():
            return key(content.agency, content.key_id)
        case OversightContent():
            return oversight_body(content.role)
        case ReferralContent():
            return referral(content.agency, content.code)
