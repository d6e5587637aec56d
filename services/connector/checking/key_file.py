"""Public keys as a file, so that an auditor checks the log without access to the registry."""

import base64
from collections.abc import Iterable
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from mohlat_contracts import sources

from services.connector.keys import EnrolledKey


class NotAKeyFile(ValueError):
    """A file that `mohlat connector keys` has not written."""


class _Key(msgspec.Struct, omit_defaults=True, forbid_unknown_fields=True):
    agency: str
    key_id: str
    public_key: str
    revision: int
    revoked_at: datetime | None = None


class _File(msgspec.Struct):
    """`known_through`: of the registry's time; what it changed later is not in here."""

    keys: list[_Key]
    known_through: datetime | None = None


_decoder = msgspec.json.Decoder(_File)


def encode_keys(keys: Iterable[tuple[str, EnrolledKey]], known_through: datetime | None) -> bytes:
    """The file, sorted, so that two of them can be compared.

    Args:
        keys: with their ids.
    """
    entries = [_Key(key.agency, key_id, _base64(key.public_key), key.revision, key.revoked_at) for key_id, key in keys]
    entries.sort(key=lambda entry: (entry.agency, entry.key_id))
    return msgspec.json.format(msgspec.json.encode(_File(entries, known_through)), indent=2) + b"\n"


def decode_keys(text: bytes) -> dict[str, EnrolledKey]:
    """The keys by their ids.

    Raises:
        NotAKeyFile: with what is wrong; one id twice is.
    """
    try:
        entries = _decoder.decode(text).keys
        keys = {entry.key_id: _enrolled(entry) for entry in entries}
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise NotAKeyFile(str(error)) from error
    if len(keys) != len(entries):
        raise NotAKeyFile("a key id occurs twice")
    return keys


def _enrolled(entry: _Key) -> EnrolledKey:
    if entry.revoked_at is not None and entry.revoked_at.tzinfo is None:
        raise ValueError(f"{entry.key_id}: revoked_at has no offset from UTC")
    raw = base64.urlsafe_b64decode(entry.public_key + "=")
    return EnrolledKey(
        entry.agency,
        sources.agency(entry.agency),
        entry.revision,
        Ed25519PublicKey.from_public_bytes(raw),
        entry.revoked_at,
    )


def _base64(key: Ed25519PublicKey) -> str:
    return base64.urlsafe_b64encode(key.public_bytes_raw()).rstrip(b"=").decode()
