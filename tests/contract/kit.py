"""The conformance kit, read from its files as anybody would read it."""

import base64
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FOLDER = Path(__file__).parents[2] / "contracts/vectors"
_KEYS = json.loads((FOLDER / "keys.json").read_text())
AT = datetime.fromisoformat(_KEYS["at"])
KEYS: dict[str, dict[str, Any]] = {key["key_id"]: key for key in _KEYS["keys"]}


@dataclass(frozen=True)
class Vector:
    """One file; `content` is its body as it goes on the wire."""

    name: str
    told: dict[str, Any]
    content: bytes | None

    @property
    def request(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told["request"]
        return found

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.request["headers"])

    @property
    def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = self.told["answer"]
        return found


@cache
def read(name: str) -> Vector:
    """By its path, such as `good/batch`."""
    told = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Vector(told["name"], told, _content(told["request"]["body"]))


def names(folder: str) -> list[str]:
    return sorted(f"{folder}/{path.stem}" for path in (FOLDER / folder).glob("*.json"))


GOOD, BAD = names("good"), names("bad")


def private_key(key_id: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(unpadded(KEYS[key_id]["private_key"]))


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def answers() -> Iterable[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "answers.json").read_text())["answers"]
    return found


def _content(body: dict[str, Any] | None) -> bytes | None:
    if body is None:
        return None
    if "base64" in body:
        return base64.b64decode(body["base64"])
    data = (FOLDER / body["file"]).read_bytes()
    data = gzip.decompress(data) if body["gunzip"] else data
    assert len(data) == body["bytes"]
    return data
