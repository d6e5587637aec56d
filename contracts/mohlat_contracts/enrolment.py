"""How an agency hands a key to the registry: one-time codes as they are read out, and what is signed, byte for byte.

Each kind of statement begins with a line of its own, so that a signature under one can never be passed off as another,
nor as that of an HTTP request. Signatures are Ed25519, written as base64url of their 64 bytes, unpadded.
"""

import hashlib
import re
import unicodedata

CODE_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of one-time codes, five bits each. There is no I, L, O or U; `bare_code` takes the first three for 1, 1 and 0."""

ENROLMENT = "mohlat key enrolment v1"
SUCCESSION = "mohlat key succession v1"
POSSESSION = "mohlat key possession v1"

_LOOK_ALIKES = str.maketrans("ILO", "110")
_FIELD = re.compile(r"[A-Za-z0-9._-]+")


def bare_code(code: str) -> str:
    """A one-time code however it was typed: in any case, grouped or not, with Persian, Arabic or Latin digits."""
    typed = unicodedata.normalize("NFKC", code).upper().translate(_LOOK_ALIKES)
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in typed if each.isalnum())


def code_sha256(code: str) -> str:
    """SHA-256 of a bare one-time code, in hexadecimal: all that is kept and signed of it."""
    return hashlib.sha256(bare_code(code).encode()).hexdigest()


def enrolment_statement(code: str, key_id: str, public_key: str) -> bytes:
    """What a first key signs, to prove that whoever enrols it holds it. The code stands for the agency.

    Args:
        code: the one-time code, however typed.
        public_key: base64url of the 32 bytes, unpadded, as in every statement.

    Raises:
        ValueError: a field holds anything but letters, digits, `.`, `_` and `-`.
    """
    return _statement(ENROLMENT, {"code-sha256": code_sha256(code), "key-id": key_id, "public-key": public_key})


def succession_statement(agency: str, old_key_id: str, new_key_id: str, new_public_key: str) -> bytes:
    """What an enrolled key signs, to sign in the next one.

    Raises:
        ValueError: as above.
    """
    return _statement(SUCCESSION, _succession(agency, old_key_id, new_key_id, new_public_key))


def possession_statement(agency: str, old_key_id: str, new_key_id: str, new_public_key: str) -> bytes:
    """What the next key signs, to prove that whoever has it signed in holds it.

    Raises:
        ValueError: as above.
    """
    return _statement(POSSESSION, _succession(agency, old_key_id, new_key_id, new_public_key))


def _succession(agency: str, old_key_id: str, new_key_id: str, new_public_key: str) -> dict[str, str]:
    return {"agency": agency, "old-key-id": old_key_id, "new-key-id": new_key_id, "new-public-key": new_public_key}


def _statement(kind: str, fields: dict[str, str]) -> bytes:
    for name, value in fields.items():
        if not _FIELD.fullmatch(value):
            raise ValueError(f"{name} may hold only ASCII letters, digits, '.', '_' and '-'")
    return "".join(f"{line}\n" for line in (kind, *(f"{name}: {value}" for name, value in fields.items()))).encode()
