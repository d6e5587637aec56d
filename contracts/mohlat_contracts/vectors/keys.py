"""Keys that everybody knows. They are enrolled nowhere but in tests."""

import base64
import hashlib
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mohlat_contracts.vectors.moment import AT, seconds


class VectorKey(NamedTuple):
    """An agency's key; `enrolled` is whether the connector of the vectors knows it."""

    key_id: str
    agency: str
    private: Ed25519PrivateKey
    enrolled: bool = True
    revoked_at: datetime | None = None

    def entry(self) -> dict[str, object]:
        """As `keys.json` has it; keys in base64url without padding."""
        public = self.private.public_key().public_bytes_raw()
        return {
            "key_id": self.key_id,
            "agency": self.agency,
            "private_key": _base64url(self.private.private_bytes_raw()),
            "public_key": _base64url(public),
            "enrolled": self.enrolled,
            "revoked_at": None if self.revoked_at is None else self.revoked_at.isoformat().replace("+00:00", "Z"),
        }


def _key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"mohlat vectors: {name}".encode()).digest())


SANJESH = VectorKey("sanjesh-2026", "sanjesh", _key("sanjesh"))
HADAFMANDI = VectorKey("hadafmandi-2026", "hadafmandi", _key("hadafmandi"))
REVOKED = VectorKey("sanjesh-2025", "sanjesh", _key("sanjesh revoked"), revoked_at=AT - seconds(3600))
STRANGER = VectorKey("nobody-2026", "sanjesh", _key("stranger"), enrolled=False)

ALL = (SANJESH, HADAFMANDI, REVOKED, STRANGER)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
