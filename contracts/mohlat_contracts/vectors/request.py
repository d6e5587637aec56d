"""A request, signed by the letter of RFC 9421 and of the profile, or not quite.

Nothing here but string building and Ed25519: what the SDK and the connector do by a library is held against it.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.signing import ALGORITHM, COMPONENTS, LABEL, LIFETIME, QUERY_COMPONENTS, QUERY_TAG, TAG
from mohlat_contracts.vectors.keys import SANJESH, VectorKey
from mohlat_contracts.vectors.moment import AT

EVENTS_URL = "https://connector.example/v1/events"
STATUS_URL = "https://connector.example/v1/agencies/me"
PARAMETERS = ("created", "keyid", "alg", "expires", "nonce", "tag")
"""In the order in which the vectors sign them; a connector takes any order."""

NONCE = "vector-nonce-0001"

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Unsigned:
    """What is signed, and by what. Any of it may be wrong.

    Attributes:
        headers: before the digest and the signature are added.
        digest: of the Content-Digest header; None leaves it out.
        covered: components; None is what the profile asks for.
        parameters: by name; what is None is left out.
        spelt: what is made of the serialized covered components and parameters before they are signed.
    """

    key: VectorKey = SANJESH
    method: str = "POST"
    url: str = EVENTS_URL
    headers: Headers = field(default_factory=lambda: [("content-type", BATCH_CONTENT_TYPE)])
    body: bytes | None = b""
    digest: Callable[[bytes], str] | None = lambda body: digest_of(body)
    covered: tuple[str, ...] | None = None
    label: str = LABEL
    created: datetime = AT
    expires: datetime | None = None
    parameters: dict[str, str | None] = field(default_factory=dict)
    spelt: Callable[[str], str] = str

    def components(self) -> tuple[str, ...]:
        if self.covered is not None:
            return self.covered
        if self.body is None:
            return QUERY_COMPONENTS
        encoded = any(name == "content-encoding" for name, _ in self.headers)
        return (*COMPONENTS, "content-encoding") if encoded else COMPONENTS

    def ends(self) -> datetime:
        return self.created + LIFETIME if self.expires is None else self.expires

    def nonce(self) -> str:
        return (self.parameters.get("nonce") or _quoted(NONCE)).strip('"')


@dataclass(frozen=True)
class Signed:
    """A request to send as it stands; `base` is what was signed."""

    unsigned: Unsigned
    headers: Headers
    base: str

    @property
    def body(self) -> bytes | None:
        return self.unsigned.body

    def header(self, name: str) -> str:
        return dict(self.headers)[name]

    def with_header(self, name: str, value: str | None) -> "Signed":
        """The same signature with another header; None takes it away."""
        kept = [pair for pair in self.headers if pair[0] != name]
        return replace(self, headers=kept if value is None else [*kept, (name, value)])

    def changed(self, **what: object) -> "Signed":
        """The same headers under another method, URL or body."""
        return replace(self, unsigned=replace(self.unsigned, **what))  # type: ignore[arg-type]


def digest_of(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def query(**what: object) -> Unsigned:
    """A signed GET of one's own standing."""
    asked = Unsigned(method="GET", url=STATUS_URL, headers=[], body=None, digest=None)
    parameters: dict[str, str | None] = {"tag": f'"{QUERY_TAG}"'}
    return replace(asked, **{"parameters": parameters, **what})  # type: ignore[arg-type]


def sign(unsigned: Unsigned) -> Signed:
    headers = list(unsigned.headers)
    if unsigned.digest is not None and unsigned.body is not None:
        headers.append(("content-digest", unsigned.digest(unsigned.body)))
    covered = unsigned.components()
    inner = f"({' '.join(_quoted(name) for name in covered)})"
    given = unsigned.spelt(inner + "".join(f";{name}={value}" for name, value in _parameters(unsigned).items()))
    lines = [f"{_quoted(name)}: {_value(unsigned, headers, name)}" for name in covered]
    base = "\n".join([*lines, f'"@signature-params": {given}'])
    signature = base64.b64encode(unsigned.key.private.sign(base.encode())).decode()
    headers += [("signature-input", f"{unsigned.label}={given}"), ("signature", f"{unsigned.label}=:{signature}:")]
    return Signed(unsigned, headers, base)


def _parameters(unsigned: Unsigned) -> dict[str, str]:
    """Serialized, in the order of PARAMETERS."""
    usual: dict[str, str] = {
        "created": str(int(unsigned.created.timestamp())),
        "keyid": _quoted(unsigned.key.key_id),
        "alg": _quoted(ALGORITHM),
        "expires": str(int(unsigned.ends().timestamp())),
        "nonce": _quoted(NONCE),
        "tag": _quoted(TAG),
    }
    asked = {**usual, **unsigned.parameters}
    return {name: value for name, value in asked.items() if value is not None}


def _value(unsigned: Unsigned, headers: Headers, name: str) -> str:
    derived = {
        "@method": unsigned.method,
        "@target-uri": unsigned.url,
        "@authority": unsigned.url.split("/")[2],
        "@path": "/" + unsigned.url.split("/", 3)[3],
    }
    return derived[name] if name in derived else ", ".join(value for known, value in headers if known == name)


def _quoted(text: str) -> str:
    return f'"{text}"'
