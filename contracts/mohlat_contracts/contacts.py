"""To whom letters go. The only topic that carries a person's name or address; a tombstone erases one."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import CloudEvent, Identifier, Name


class ContactData(Struct, frozen=True, kw_only=True):
    """`holder` is `agency:<code>` or `oversight:<role>`; `job` is what the person is there for."""

    contact: Identifier
    holder: Annotated[str, Meta(pattern="^(agency|oversight):[a-z0-9_-]+$")]
    name: Name
    email: Annotated[str, Meta(pattern="^[^@\\s]+@[^@\\s]+$", max_length=254)]
    language: Literal["fa", "en"] = "fa"
    job: Literal["head", "technical"] = "technical"


class ContactUpdated(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.contact.updated.v1"):
    data: ContactData
