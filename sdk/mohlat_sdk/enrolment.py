"""How an agency's keys get into the registry: the first by a one-time code, each next one signed in by the one before.

Save a key before it is enrolled. Both calls may be repeated with the same key until they succeed.
"""

import base64
from collections.abc import Mapping

import httpx2
import stamina
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement

from mohlat_sdk.answers import NotNow, backoff, is_refusal, open_client, rejected, retry_after
from mohlat_sdk.errors import Unreachable
from mohlat_sdk.keys import SigningKey


def enrol(
    registry_url: str,
    code: str,
    key: SigningKey,
    *,
    key_id: str | None = None,
    timeout: float = 10.0,
    attempts: int = 4,
    client: httpx2.Client | None = None,
) -> str:
    """Enrol an agency's first key; returns the agency's code in the registry.

    Args:
        registry_url: the registry's base address.
        code: the one-time code that the agency was handed, however typed.
        key_id: the key's name in the registry; by default the key's own.
        timeout: seconds to wait for an answer.
        attempts: tries before giving up, with growing pauses, honouring Retry-After.
        client: an HTTP client to use; it is not closed.

    Raises:
        Rejected: the registry refused the code or the key; sending the same again would not help.
        Unreachable: no registry answered.
    """
    name = key_id or key.key_id
    entry = {
        "code": code,
        "key_id": name,
        "public_key": key.public_key,
        "proof": _signature(key, enrolment_statement(code, name, key.public_key)),
    }
    return _put(registry_url, "/v1/enrolments", entry, timeout, attempts, client)


def rotate(
    registry_url: str,
    agency: str,
    old: SigningKey,
    new: SigningKey,
    *,
    old_key_id: str | None = None,
    new_key_id: str | None = None,
    timeout: float = 10.0,
    attempts: int = 4,
    client: httpx2.Client | None = None,
) -> None:
    """Sign in an agency's next key by one that is enrolled. From then on both count, until a registrar revokes one.

    A connector takes a moment to learn of the new key; sign with the old one until it does.

    Args:
        agency: the agency's code in the registry.
        old_key_id, new_key_id: the keys' names in the registry; by default the keys' own.
        and the rest as for `enrol`.

    Raises:
        Rejected: the registry refused either key; sending the same again would not help.
        Unreachable: no registry answered.
    """
    named = (agency, old_key_id or old.key_id, new_key_id or new.key_id, new.public_key)
    entry = {
        "key_id": named[2],
        "public_key": new.public_key,
        "signed_by": named[1],
        "signature": _signature(old, succession_statement(*named)),
        "proof": _signature(new, possession_statement(*named)),
    }
    _put(registry_url, f"/v1/agencies/{agency}/keys", entry, timeout, attempts, client)


def _signature(key: SigningKey, statement: bytes) -> str:
    return base64.urlsafe_b64encode(key.private_key.sign(statement)).rstrip(b"=").decode()


def _put(
    registry_url: str,
    path: str,
    entry: Mapping[str, str],
    timeout: float,
    attempts: int,
    client: httpx2.Client | None,
) -> str:
    """Post until the registry answers that the key is enrolled; returns whose it is."""
    if client is None:
        with open_client(registry_url, timeout) as own:
            return _put(registry_url, path, entry, timeout, attempts, own)
    target = registry_url.rstrip("/") + path
    tries = stamina.retry_context(on=backoff, attempts=attempts, timeout=None, wait_jitter=0.2, wait_max=5.0)
    try:
        for attempt in tries:
            with attempt:
                return _try(client, target, entry, timeout)
    except NotNow as error:
        raise Unreachable(f"{target}: {error}") from error
    raise AssertionError("a try either answers or fails")


def _try(client: httpx2.Client, target: str, entry: Mapping[str, str], timeout: float) -> str:
    try:
        response = client.post(target, json=entry, timeout=timeout)
    except httpx2.RequestError as error:
        raise NotNow(str(error) or type(error).__name__) from error
    status = response.status_code
    if (agency := _agency_told(response, entry)) is not None:
        return agency
    if is_refusal(response):
        raise rejected(response)
    # Anything else, a redirect or a portal's 200 among them, does not say that the key is enrolled.
    raise NotNow(f"answered {status}", retry_after(response))


def _agency_told(response: httpx2.Response, entry: Mapping[str, str]) -> str | None:
    """Whose key the registry says this is now; None when it says no such thing."""
    if response.status_code not in (200, 201):
        return None
    try:
        told = response.json()
    except ValueError:
        return None
    if not isinstance(told, dict) or any(told.get(name) != entry[name] for name in ("key_id", "public_key")):
        return None
    agency = told.get("agency")
    return agency if isinstance(agency, str) else None
