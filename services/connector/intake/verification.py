"""Is this request signed by an enrolled key, freshly, over all of it? Pure: time and keys are arguments.

The signature library checks the signature base and the digest. It accepts thin coverage, any lifetime, several
signatures and non-canonical spelling unless told otherwise; all of that is told otherwise here.

This is the whole check, by a general implementation of the standard: what the intake's quick reading (`canonical`) is
held against, and what checks a record years later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature
from http_message_signatures.algorithms import ED25519
from http_message_signatures.exceptions import HTTPMessageSignaturesException
from mohlat_contracts.signing import ALGORITHM, CLOCK_SKEW, COMPONENTS, LABEL, LIFETIME, TAG

from services.connector.keys import EnrolledKey, FindKey

MAX_NONCE = 100
_PARAMETERS = {"created", "expires", "keyid", "alg", "nonce", "tag"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotVerified(Exception):
    """The reason, for the log only."""


class KeyUnknown(NotVerified):
    """No such key is enrolled as far as is known here."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it arrived. `url` is absolute; header names are in lower case, no name occurs twice."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, and what keeps the request from being used twice."""

    key_id: str
    key: EnrolledKey
    nonce: str
    expires: datetime


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, find: FindKey) -> None:
        self._find = find

    def resolve_public_key(self, key_id: str) -> Any:
        key = self._find(key_id)
        if key is None:
            raise KeyUnknown("unknown_key")
        return key.public_key


class _Verifier(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Left to `check_window`, which does not read the clock."""


class Verification:
    """Verifies requests against keys found by `find_key`."""

    def __init__(self, find_key: FindKey) -> None:
        self._find_key = find_key
        self._verifier = _Verifier(signature_algorithm=ED25519, key_resolver=_Keys(find_key))

    def verify(self, request: SignedRequest, now: datetime) -> Signer:
        """Who signed this.

        Args:
            now: real time.

        Raises:
            KeyUnknown: the key is not known here; a newer reading of the registry may know it.
            NotVerified: anything else that is wrong with the signature.
        """
        parameters = self._signed_parameters(request)
        if parameters.keys() != _PARAMETERS or parameters["alg"] != ALGORITHM:
            raise NotVerified("parameters")
        nonce, key_id = str(parameters["nonce"]), str(parameters["keyid"])
        if not 0 < len(nonce) <= MAX_NONCE:
            raise NotVerified("nonce")
        expires = check_window(parameters["created"], parameters["expires"], now)
        key = self._find_key(key_id)
        if key is None:
            raise KeyUnknown("unknown_key")
        return Signer(key_id, key, nonce, expires)

    def _signed_parameters(self, request: SignedRequest) -> dict[str, Any]:
        required = (*COMPONENTS, "content-encoding") if "content-encoding" in request.headers else COMPONENTS
        try:
            results = self._verifier.verify(
                request,
                max_age=None,
                expect_tag=TAG,
                expect_label=LABEL,
                require_components=required,
                body=request.body,
            )
        except (InvalidSignature, HTTPMessageSignaturesException) as error:
            if isinstance(error.__cause__, KeyUnknown):
                raise error.__cause__ from error
            raise NotVerified(str(error) or "signature") from error
        # One signature, spelt in the one canonical way: what is stored then holds nothing that was not checked.
        covered = results[0].covered_components['"@signature-params"']
        if request.headers["signature-input"] != f"{LABEL}={covered}":
            raise NotVerified("spelling")
        if not _canonical(request.headers["signature"]):
            raise NotVerified("spelling")
        parameters: dict[str, Any] = results[0].parameters
        return parameters


def check_window(created: int, expires: int, now: datetime) -> datetime:
    """When a signature ends that is valid now.

    Raises:
        NotVerified: it is not.
    """
    try:
        begins, ends = _EPOCH + timedelta(seconds=created), _EPOCH + timedelta(seconds=expires)
    except OverflowError as error:
        raise NotVerified("window") from error
    if not timedelta() < ends - begins <= LIFETIME:
        raise NotVerified("lifetime")
    if begins > now + CLOCK_SKEW:
        raise NotVerified("future")
    if now > ends:
        raise NotVerified("stale")
    return ends


def _canonical(signature: str) -> bool:
    """`mohlat=:…:` with 64 bytes in base64 whose unused last bits are zero."""
    head, tail = f"{LABEL}=:", "==:"
    encoded = signature[len(head) : -len(tail)]
    shape = signature.startswith(head) and signature.endswith(tail) and len(encoded) == 86
    return shape and encoded[-1] in "AQgw"
