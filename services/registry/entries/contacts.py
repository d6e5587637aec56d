"""Entries about persons and mailboxes. They never enter a proposal, the journal or a log."""

from typing import Annotated, Literal
from uuid import UUID

from mohlat_contracts.notices import OversightRole
from pydantic import Field

from services.registry.entries.fields import AgencyCode, Email, Entry, Name, NamesEntry

Job = Literal["head", "technical"]


class PersonEntry(Entry):
    name: Name
    email: Email
    job: Job = "technical"
    language: Literal["fa", "en"] = "fa"


class ContactEntry(PersonEntry):
    agency: AgencyCode


class PutContacts(Entry):
    """All of them or none. A contact of an agency is recognised by its address."""

    action: Literal["put_contacts"] = "put_contacts"
    contacts: Annotated[tuple[ContactEntry, ...], Field(min_length=1, max_length=100_000)]


class EditContact(PersonEntry):
    action: Literal["edit_contact"] = "edit_contact"
    contact: UUID


class EraseContact(Entry):
    action: Literal["erase_contact"] = "erase_contact"
    contact: UUID


class PutOversightBody(NamesEntry):
    """Names an oversight body and its mailbox; the mailbox is kept apart from the proposal."""

    action: Literal["put_oversight_body"] = "put_oversight_body"
    role: OversightRole
    email: Email
