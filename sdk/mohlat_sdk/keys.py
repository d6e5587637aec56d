"""The agency's Ed25519 key: the private half stays on its disk, the public half goes to the registrar."""

import base64
import hashlib
import os
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class SigningKey:
    """An Ed25519 private key.

    Attributes:
        private_key: the key itself.
        public_key: base64url of the 32 public bytes, without padding (43 characters), as the registry takes it.
        key_id: a name for the key, derived from its public half; the registry may be told another.
    """

    def __init__(self, private_key: Ed25519PrivateKey) -> None:
        public = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.private_key = private_key
        self.public_key = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
        self.key_id = hashlib.sha256(public).hexdigest()[:32]

    def save(self, path: Path) -> None:
        """Write the key as PEM (PKCS 8) into a new file that only its owner can read.

        Raises:
            FileExistsError: a key is never overwritten.
        """
        pem = self.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a key that `save` wrote.

        Raises:
            ValueError: the file holds no Ed25519 private key.
        """
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} holds no Ed25519 private key")
        return cls(key)


def generate_key() -> SigningKey:
    """A new key, at random; `save` it before it is enrolled."""
    return SigningKey(Ed25519PrivateKey.generate())
