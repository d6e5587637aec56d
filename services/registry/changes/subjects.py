"""What an operation is about: whatever a concurrent change could have changed under its proposer's eyes."""

from services.registry.book.contents import MandateContent
from services.registry.book.entities import Entity, agency, certification, exemption, mandate, oversight_body, service
from services.registry.entries.agencies import DissolveAgency, MergeAgencies, MoveAgency, SplitAgency
from services.registry.entries.certificates import CertifyServices, CorrectCertificate, EndCertificate
from services.registry.entries.contacts import PutOversightBody
from services.registry.entries.exemptions import EndExemption, GrantExemption
from services.registry.entries.law import AmendBinding, AmendRollUp, ExtendDeadline, RepealMandate, WithdrawExtension
from services.registry.entries.operations import Operation
from services.registry.entries.referrals import CloseReferral, CorrectReferral, WithdrawReferral
from services.registry.entries.services import ListServices, RetireService
from services.registry.revisions import Book


async def subjects_of(book: Book, operation: Operation) -> list[Entity]:
    """None for what makes something new."""
    match operation:
        case MoveAgency() | SplitAgency() | DissolveAgency() | GrantExemption():
            return [agency(operation.agency)]
        case MergeAgencies():
            return [agency(code) for code in (*operation.agencies, operation.into)]
        case ExtendDeadline() | WithdrawExtension() | RepealMandate():
            return [mandate(operation.mandate)]
        case AmendBinding() | AmendRollUp():
            mandates = await book.all(MandateContent)
            return [mandate(each.code) for each in mandates if operation.duty in [duty.code for duty in each.duties]]
        case EndExemption():
            return [exemption(operation.agency, operation.code)]
        case CertifyServices():
            return [certification(each.agency, each.service) for each in operation.certificates]
        case EndCertificate() | CorrectCertificate():
            return [certification(operation.agency, operation.service)]
        case PutOversightBody():
            return [oversight_body(operation.role)]
        case CloseReferral() | WithdrawReferral() | CorrectReferral():
            return [Entity("referral", operation.referral)]
        case RetireService():
            return [service(operation.agency, operation.service)]
        case ListServices():
            return [service(each.agency, each.code) for each in operation.services]
        case _:
            return []


def may_wait_beside_others(operation: Operation) -> bool:
    """Whether several of its kind about one thing are proposed at once as a matter of course."""
    return isinstance(operation, ExtendDeadline | GrantExemption)
