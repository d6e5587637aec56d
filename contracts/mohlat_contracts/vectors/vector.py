"""One vector: a request as it goes on the wire, and what a connector answers."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from mohlat_contracts.vectors.packed import ALL, Packed
from mohlat_contracts.vectors.request import Signed, Unsigned, digest_of

INLINE = 4096
"""Bytes; a longer body is a file."""
PROBLEMS = {
    401: "signature-refused",
    403: "another-agency",
    413: "too-large",
    415: "wrong-media",
    422: "malformed",
}


@dataclass(frozen=True)
class Vector:
    """A request and its answer.

    Attributes:
        says: what it shows, or which rule it breaks, in a sentence.
        accepted: how many events a 202 tells.
        after: names of vectors that the connector has answered before.
    """

    name: str
    says: str
    signed: Signed
    status: int = 202
    accepted: int | None = None
    after: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.status < 300

    def text(self) -> str:
        """The file."""
        return json.dumps(self._told(), ensure_ascii=False, indent=2) + "\n"

    def _told(self) -> dict[str, Any]:
        unsigned = self.signed.unsigned
        return {
            "name": self.name,
            "says" if self.good else "rule": self.says,
            "key": unsigned.key.key_id,
            **({"signing": _signing(unsigned)} if self.good else {}),
            "request": {
                "method": unsigned.method,
                "url": unsigned.url,
                "headers": [list(pair) for pair in self.signed.headers],
                "body": _body(unsigned.body),
            },
            "signature_base": self.signed.base,
            "after": list(self.after),
            "answer": self._answer(),
        }

    def _answer(self) -> dict[str, Any]:
        if self.status == 202:
            digest = digest_of(self.signed.unsigned.body or b"")
            return {"status": 202, "receipt": {"accepted": self.accepted, "digest": digest}}
        return {"status": self.status} if self.good else {"status": self.status, "problem": PROBLEMS[self.status]}


def _signing(unsigned: Unsigned) -> dict[str, Any]:
    """What an SDK is given beside key, target, content type, encoding and body, to make the same signature."""
    return {
        "created": int(unsigned.created.timestamp()),
        "expires": int(unsigned.ends().timestamp()),
        "nonce": unsigned.nonce(),
        "covered": list(unsigned.components()),
    }


def _body(body: bytes | None) -> dict[str, Any] | None:
    if body is None:
        return None
    if (packed := _packed(body)) is not None:
        return {"file": packed.name, "gunzip": body == packed.plain, "bytes": len(body)}
    if len(body) > INLINE:
        raise ValueError("a long body has to be a packed one")
    inline = {"base64": base64.b64encode(body).decode()}
    try:
        return {**inline, "text": body.decode()}
    except UnicodeDecodeError:
        return inline


def _packed(body: bytes) -> Packed | None:
    return next((each for each in ALL if body in (each.data, each.plain) and len(each.data) > 0 and _long(body)), None)


def _long(body: bytes) -> bool:
    """A compressed body is a file whatever its length; a plain one when it is long."""
    return body[:2] == b"\x1f\x8b" or len(body) > INLINE
