"""Everything that can be done to the book, and which of it takes two officials."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from services.registry.entries.agencies import (
    DissolveAgency,
    MergeAgencies,
    MoveAgency,
    PutGroup,
    RegisterAgencies,
    RenameAgency,
    SplitAgency,
)
from services.registry.entries.certificates import CertifyServices, CorrectCertificate, EndCertificate
from services.registry.entries.contacts import EditContact, EraseContact, PutContacts, PutOversightBody
from services.registry.entries.exemptions import EndExemption, GrantExemption
from services.registry.entries.keys import EnrolKeys, RevokeKey
from services.registry.entries.law import (
    AmendBinding,
    AmendRollUp,
    EnactMandate,
    ExtendDeadline,
    RepealMandate,
    WithdrawExtension,
)
from services.registry.entries.referrals import (
    AnswerReferral,
    CloseReferral,
    CorrectReferral,
    OpenReferral,
    WithdrawReferral,
)
from services.registry.entries.services import ListServices, RetireService

Proposable = Annotated[
    RegisterAgencies
    | MoveAgency
    | MergeAgencies
    | SplitAgency
    | DissolveAgency
    | PutOversightBody
    | EnactMandate
    | ExtendDeadline
    | WithdrawExtension
    | AmendBinding
    | AmendRollUp
    | RepealMandate
    | GrantExemption
    | EndExemption
    | CertifyServices
    | EndCertificate
    | CorrectCertificate
    | EnrolKeys
    | EraseContact
    | ListServices
    | RetireService
    | CloseReferral
    | WithdrawReferral
    | CorrectReferral,
    Field(discriminator="action"),
]
"""What takes four eyes: who is bound, by when, who is exempt, what is certified, whose signature counts, whom we
report to, and what lets a referred agency off.

The contact of an agency may also be erased, and a service from now on be listed or retired, by one registrar alone.
"""

Direct = (
    PutGroup
    | RenameAgency
    | ListServices
    | RetireService
    | PutContacts
    | EditContact
    | EraseContact
    | RevokeKey
    | OpenReferral
    | AnswerReferral
)
"""What one registrar, or one inspector of referrals, may do alone."""

Operation = Proposable | Direct

PROPOSABLE: TypeAdapter[Proposable] = TypeAdapter(Proposable)
