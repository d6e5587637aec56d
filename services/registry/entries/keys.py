"""Entries about the keys that agencies sign with."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.registry.entries.fields import AgencyCode, Code, Entry

Unpadded = Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]
"""base64url without padding."""


class EnrolKeys(Entry):
    """Each agency is handed a one-time code with which it enrols its key."""

    action: Literal["enrol_keys"] = "enrol_keys"
    agencies: Annotated[tuple[AgencyCode, ...], Field(min_length=1, max_length=1_000)]


class RevokeKey(Entry):
    action: Literal["revoke_key"] = "revoke_key"
    agency: AgencyCode
    key_id: Code


class KeyEntry(Entry):
    """`public_key` is base64url of the 32 raw bytes of an Ed25519 public key; `proof` is signed by its private half."""

    key_id: Code
    public_key: Unpadded
    proof: Unpadded


class CodedKeyEntry(KeyEntry):
    """A first key, by the one-time code that the agency was handed."""

    code: Annotated[str, StringConstraints(min_length=8, max_length=100)]


class NextKeyEntry(KeyEntry):
    """A next key, signed in by one that is enrolled."""

    signed_by: Code
    signature: Unpadded
