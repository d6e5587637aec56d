"""The one spelling of a signature that is accepted, read and checked without a general parser. Pure.

What RFC 9421 leaves open is fixed here: one signature, one label, these components in this order, the six parameters
(in any order), every value as a Structured Field is serialized. It accepts nothing that `verification` refuses.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from ipaddress import AddressValueError, IPv6Address

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from mohlat_contracts.signing import ALGORITHM, COMPONENTS, LABEL, QUERY_COMPONENTS, QUERY_TAG, TAG

from services.connector.intake.verification import MAX_NONCE, NotVerified, check_window

MAX_TARGET = 2_048
_STRING = r'"(?:[ !#-\[\]-~]|\\["\\])*"'
_INTEGER = r"0|[1-9][0-9]{0,14}"
_INPUT = re.compile(rf"{LABEL}=(\(([^()]*)\)((?:;[a-z]+=(?:{_STRING}|{_INTEGER}))+))")
_PARAMETER = re.compile(rf";([a-z]+)=(?:({_INTEGER})|({_STRING}))")
_SIGNATURE = re.compile(rf"{LABEL}=:([A-Za-z0-9+/]{{85}}[AQgw]==):")
_NUMBERS, _TEXTS = {"created", "expires"}, {"keyid", "alg", "nonce", "tag"}
_CHARS = r"(?:[A-Za-z0-9._~\-!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})"
_TARGET = re.compile(
    rf"https?://(?:[A-Za-z0-9._~\-]+|\[([0-9A-Fa-f:.]+)\])(?::[0-9]*)?/{_CHARS}*(?:\?(?:{_CHARS}|\?)*)?"
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a signature of one kind of request covers."""

    method: str
    tag: str
    components: tuple[str, ...]

    def covered(self, headers: Mapping[str, str]) -> tuple[str, ...]:
        encoded = "content-digest" in self.components and "content-encoding" in headers
        return (*self.components, "content-encoding") if encoded else self.components


EVIDENCE = Profile("POST", TAG, COMPONENTS)
QUERY = Profile("GET", QUERY_TAG, QUERY_COMPONENTS)


@dataclass(frozen=True, slots=True)
class Head:
    """A request before its body. `url` is absolute; header names are in lower case, no name occurs twice."""

    method: str
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of its signature; nothing of it is proven yet."""

    key_id: str
    nonce: str
    expires: datetime
    base: bytes
    signature: bytes


def read_claim(head: Head, profile: Profile, now: datetime) -> Claim:
    """The claim of a request, of the right shape and fresh.

    Raises:
        NotVerified: with the reason.
    """
    found = _INPUT.fullmatch(head.headers.get("signature-input", ""))
    signature = _SIGNATURE.fullmatch(head.headers.get("signature", ""))
    if found is None or signature is None:
        raise NotVerified("spelling")
    if head.method != profile.method:
        raise NotVerified("method")
    covered = profile.covered(head.headers)
    if found[2] != _spelt(covered):
        raise NotVerified("coverage")
    numbers, texts = _parameters(found[3])
    if texts["alg"] != ALGORITHM or texts["tag"] != profile.tag:
        raise NotVerified("parameters")
    if not 0 < len(texts["nonce"]) <= MAX_NONCE:
        raise NotVerified("nonce")
    expires = check_window(numbers["created"], numbers["expires"], now)
    return Claim(texts["keyid"], texts["nonce"], expires, _base(head, covered, found[1]), b64decode(signature[1]))


def prove(claim: Claim, key: Ed25519PublicKey) -> None:
    """Check the signature.

    Raises:
        NotVerified: this key has not made it.
    """
    try:
        key.verify(claim.signature, claim.base)
    except InvalidSignature as error:
        raise NotVerified("signature") from error


def digest_of(body: bytes) -> str:
    """The Content-Digest of a body."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


@lru_cache(maxsize=8)
def _spelt(components: tuple[str, ...]) -> str:
    return " ".join(f'"{component}"' for component in components)


def _parameters(text: str) -> tuple[dict[str, int], dict[str, str]]:
    pairs = _PARAMETER.findall(text)
    numbers = {name: int(number) for name, number, _ in pairs if number}
    texts = {name: _unquoted(string) for name, _, string in pairs if string}
    if len(pairs) != len(_NUMBERS) + len(_TEXTS) or numbers.keys() != _NUMBERS or texts.keys() != _TEXTS:
        raise NotVerified("parameters")
    return numbers, texts


def _unquoted(string: str) -> str:
    inner = string[1:-1]
    return re.sub(r"\\(.)", r"\1", inner) if "\\" in inner else inner


def _base(head: Head, covered: tuple[str, ...], parameters: str) -> bytes:
    # What is too long must not be remembered either.
    if len(head.url) > MAX_TARGET or not _plain_target(head.url):
        raise NotVerified("target")
    lines = [f'"@method": {head.method}\n"@target-uri": {head.url}\n']
    for name in covered[2:]:
        value = head.headers.get(name, "").strip(" \t")
        if not value or not value.isascii() or not value.replace("\t", " ").isprintable():
            raise NotVerified(name)
        lines.append(f'"{name}": {value}\n')
    return "".join([*lines, f'"@signature-params": {parameters}']).encode()


@lru_cache(maxsize=1_024)
def _plain_target(url: str) -> bool:
    found = _TARGET.fullmatch(url)
    if found is None:
        return False
    try:
        return found[1] is None or bool(IPv6Address(found[1]))
    except AddressValueError:
        return False
