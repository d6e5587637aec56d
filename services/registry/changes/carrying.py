"""Carries out an operation on the book; the same way for one registrar's own changes and for approved proposals."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.registry.changes import (
    agencies,
    certificates,
    contacts,
    directory,
    enacting,
    exemptions,
    keys,
    law,
    referrals,
    services,
)
from services.registry.entries import agencies as agency_entries
from services.registry.entries import certificates as certificate_entries
from services.registry.entries import contacts as contact_entries
from services.registry.entries import exemptions as exemption_entries
from services.registry.entries import keys as key_entries
from services.registry.entries import law as law_entries
from services.registry.entries import referrals as referral_entries
from services.registry.entries import services as service_entries
from services.registry.entries.operations import Operation
from services.registry.registrar import Change

_HOW: dict[type, Callable[[Change, Any], Awaitable[None]]] = {
    agency_entries.RegisterAgencies: agencies.register,
    agency_entries.RenameAgency: agencies.rename,
    agency_entries.MoveAgency: agencies.move,
    agency_entries.MergeAgencies: agencies.merge,
    agency_entries.SplitAgency: agencies.split,
    agency_entries.DissolveAgency: agencies.dissolve,
    agency_entries.PutGroup: directory.put_group,
    contact_entries.PutOversightBody: directory.put_oversight_body,
    contact_entries.PutContacts: contacts.put,
    contact_entries.EditContact: contacts.edit,
    contact_entries.EraseContact: contacts.erase,
    service_entries.ListServices: services.list_services,
    service_entries.RetireService: services.retire,
    law_entries.EnactMandate: enacting.enact,
    law_entries.ExtendDeadline: law.extend,
    law_entries.WithdrawExtension: law.withdraw,
    law_entries.AmendBinding: law.amend,
    law_entries.AmendRollUp: law.amend_roll_up,
    law_entries.RepealMandate: law.repeal,
    exemption_entries.GrantExemption: exemptions.grant,
    exemption_entries.EndExemption: exemptions.end,
    certificate_entries.CertifyServices: certificates.certify,
    certificate_entries.EndCertificate: certificates.end,
    certificate_entries.CorrectCertificate: certificates.correct,
    key_entries.EnrolKeys: keys.check_agencies,
    key_entries.RevokeKey: keys.revoke,
    referral_entries.OpenReferral: referrals.open_one,
    referral_entries.AnswerReferral: referrals.answer,
    referral_entries.CloseReferral: referrals.close,
    referral_entries.WithdrawReferral: referrals.withdraw,
    referral_entries.CorrectReferral: referrals.correct,
}


async def carry_out(change: Change, operation: Operation) -> None:
    """Put into the book what the operation says.

    Raises:
        Refused: a rule forbids it; nothing may be committed then.
    """
    await _HOW[type(operation)](change, operation)
