"""From the book to the facts of the contract: each with all that is known of its entity."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from mohlat_contracts.contacts import ContactData
from mohlat_contracts.envelope import Span
from mohlat_contracts.referrals import Breach, ReferralData, ReferralOutcome, ReferralWithdrawal, Reply
from mohlat_contracts.registry import (
    AgencyData,
    AgencySpan,
    CertificationData,
    CertifiedSpan,
    Deadline,
    DutyData,
    ExemptionData,
    Instrument,
    KeyData,
    Milestone,
    Service,
    ServicesData,
)
from mohlat_contracts.registry import Group as GroupNames

from services.registry.book.contents import (
    AgencyContent,
    CertificationContent,
    DutyContent,
    ExemptionContent,
    GroupContent,
    InstrumentContent,
    KeyContent,
    Link,
    MandateContent,
    MilestoneContent,
    ServiceContent,
)
from services.registry.book.referrals import OutcomeContent, ReferralContent, ReplyContent, WithdrawalContent
from services.registry.book.timeline import clip, standing
from services.registry.models.book import ContactRow


def agency_data(agency: AgencyContent, group: GroupContent, revision: int, known_at: datetime) -> AgencyData:
    """The agency as it stands at `known_at`; before its founding as it will begin, after its end as it ended."""
    names, place = standing(agency.names, known_at), standing(agency.place, known_at)
    of_group = standing(group.names, known_at)
    return AgencyData(
        agency=agency.code,
        revision=revision,
        name_fa=names.name_fa,
        name_en=names.name_en,
        group=GroupNames(code=group.code, name_fa=of_group.name_fa, name_en=of_group.name_en),
        kind=place.kind,
        parent=place.parent,
        province=place.province,
        synthetic=agency.synthetic,
        history=history(agency),
        successors=agency.successors,
    )


def history(agency: AgencyContent) -> tuple[AgencySpan, ...]:
    """Names and place together, span by span."""
    return tuple(
        AgencySpan(
            start=named.start,
            until=named.until,
            name_fa=named.value.name_fa,
            name_en=named.value.name_en,
            group=placed.value.group,
            kind=placed.value.kind,
            parent=placed.value.parent,
            province=placed.value.province,
        )
        for placed in agency.place
        for named in clip(agency.names, placed.start, placed.until)
    )


def services_data(agency: str, services: Iterable[ServiceContent], revision: int, known_at: datetime) -> ServicesData:
    """A service is listed once for each time it was like this, under its name as it stands at `known_at`."""
    return ServicesData(
        agency=agency,
        revision=revision,
        services=tuple(
            listed
            for service in sorted(services, key=lambda service: service.code)
            for listed in _listed(service, known_at)
        ),
    )


def _listed(service: ServiceContent, known_at: datetime) -> list[Service]:
    named = standing(service.traits, known_at)
    spans: dict[tuple[bool, int | None], list[Span]] = {}
    for version in service.traits:
        if version.until == version.start:
            continue  # never offered
        like = version.value.high_use, version.value.yearly_use
        spans.setdefault(like, []).append(Span(start=version.start, until=version.until))
    return [
        Service(
            code=service.code,
            name_fa=named.name_fa,
            name_en=named.name_en,
            high_use=high_use,
            spans=tuple(found),
            yearly_use=yearly_use,
        )
        for (high_use, yearly_use), found in spans.items()
    ]


def key_data(key: KeyContent, revision: int) -> KeyData:
    return KeyData(
        agency=key.agency,
        key_id=key.key_id,
        revision=revision,
        public_key=key.public_key,
        revoked_at=key.revoked_at,
    )


def duty_data(
    agency: str,
    duty: DutyContent,
    mandate: MandateContent,
    bound: tuple[Span, ...],
    chain: Sequence[Link],
    revision: int,
) -> DutyData:
    """`chain` is the agency's own: what of the mandate's chain counts for it."""
    return DutyData(
        agency=agency,
        duty=duty.code,
        mandate=mandate.code,
        revision=revision,
        name_fa=duty.name_fa,
        name_en=duty.name_en,
        obligation=duty.obligation,
        limits=mandate.limits,
        bound=bound,
        deadlines=tuple(deadline(link) for link in chain),
        milestones=tuple(milestone(each) for each in mandate.milestones if each.duty == duty.code),
        roll_up=duty.roll_up,
    )


def deadline(link: Link) -> Deadline:
    return Deadline(
        revision=link.revision,
        at=link.at,
        announced_at=link.announced_at,
        instrument=instrument(link.instrument),
        final=link.final,
        scope=link.scope.kind,
    )


def milestone(content: MilestoneContent) -> Milestone:
    return Milestone(
        code=content.code,
        name_fa=content.name_fa,
        name_en=content.name_en,
        at=content.at,
        share_percent=content.share_percent,
    )


def instrument(content: InstrumentContent) -> Instrument:
    return Instrument(number=content.number, date=content.date, issuer=content.issuer, document=content.document)


def exemption_data(exemption: ExemptionContent, revision: int) -> ExemptionData:
    return ExemptionData(
        agency=exemption.agency,
        exemption=exemption.code,
        mandate=exemption.mandate,
        revision=revision,
        spans=(exemption.span,),
        basis_fa=exemption.basis_fa,
        basis_en=exemption.basis_en,
        approver=exemption.approver,
        instrument=instrument(exemption.instrument),
    )


def certification_data(certification: CertificationContent, revision: int) -> CertificationData:
    return CertificationData(
        agency=certification.agency,
        service=certification.service,
        revision=revision,
        spans=tuple(
            CertifiedSpan(
                start=each.start,
                until=each.until,
                level=each.value.level,
                certifier=each.value.certifier,
                instrument=instrument(each.value.instrument),
            )
            for each in certification.certificates
        ),
    )


def referral_data(referral: ReferralContent, revision: int) -> ReferralData:
    outcome, withdrawal = referral.outcome, referral.withdrawal
    return ReferralData(
        agency=referral.agency,
        referral=referral.code,
        mandate=referral.mandate,
        duty=referral.duty,
        revision=revision,
        oversight_body=referral.oversight_body,
        number=referral.number,
        date=referral.date,
        at=referral.at,
        breach=Breach(verdict=referral.breach.verdict, since=referral.breach.since),
        decision_fa=referral.decision_fa,
        decision_en=referral.decision_en,
        due=referral.due,
        document=referral.document,
        answers=tuple(map(_reply, referral.answers)),
        outcome=None if outcome is None else _outcome(outcome),
        withdrawal=None if withdrawal is None else _withdrawal(withdrawal),
    )


def _reply(content: ReplyContent) -> Reply:
    return Reply(at=content.at, **msgspec.structs.asdict(content))


def _outcome(content: OutcomeContent) -> ReferralOutcome:
    return ReferralOutcome(at=content.at, **msgspec.structs.asdict(content))


def _withdrawal(content: WithdrawalContent) -> ReferralWithdrawal:
    return ReferralWithdrawal(at=content.at, **msgspec.structs.asdict(content))


def contact_data(contact: ContactRow) -> ContactData:
    """Of a contact that is not erased."""
    if contact.name is None or contact.email is None:
        raise ValueError(f"contact {contact.id} is erased")
    return ContactData(
        contact=contact.id,
        holder=f"agency:{contact.agency}" if contact.agency is not None else f"oversight:{contact.role}",
        name=contact.name,
        email=contact.email,
        language="en" if contact.language == "en" else "fa",
        job="head" if contact.job == "head" else "technical",
    )
