"""Whether a statement was signed by a key."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.registry.rules import ed25519


def is_key(public_key: str) -> bool:
    """Whether it is the public half of a key that somebody can sign by, and not everybody."""
    raw = ed25519.decode(public_key)
    return raw is not None and ed25519.usable(raw)


def holds(public_key: str, statement: bytes, signature: str) -> bool:
    """Whether `signature` is the key's, under `statement`.

    Args:
        public_key: base64url of its 32 bytes, unpadded; one that `is_key` takes.
        signature: base64url of its 64 bytes, unpadded.
    """
    key, signed = ed25519.decode(public_key), ed25519.decode(signature, 64)
    if key is None or signed is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, statement)
    except InvalidSignature:
        return False
    return True
