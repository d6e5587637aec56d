"""The issuer's ES256 key, kept in a file so that tokens outlive a restart."""

import json
import os
import secrets
from pathlib import Path

from joserfc.jwk import ECKey

FILE = "issuer-key.json"


def load_or_create_key(state_dir: Path) -> ECKey:
    """The key in this folder, made when there is none; only the owner can read it.

    Raises:
        ValueError: the file holds no such key.
        OSError: the folder cannot be used.
    """
    path = state_dir / FILE
    if not path.exists():
        _create(path)
    return ECKey.import_key(json.loads(path.read_text("utf-8")))


def generate_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def _create(path: Path) -> None:
    """Whole or not at all, also when killed half-way; of two that try at once the first one's key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        json.dump(generate_key().as_dict(private=True), file)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
