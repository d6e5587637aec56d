"""Asks the registry over HTTP, again when an answer is lost; a write under the key of its first try."""

import ssl
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx2
import stamina

from services.registry.cli.asking.answers import Answer, NotNow, answer_of, backoff, reaching, refuse
from services.registry.cli.asking.errors import RegistryAway

ATTEMPTS = 4
_PATIENCE = httpx2.Timeout(5.0, read=180.0, write=180.0)
"""Seconds. A whole country's roster is read, checked and written in one answer."""

Got = TypeVar("Got")
Params = Mapping[str, str | int | bool | None]


class Registry:
    """One registry, as one official.

    Args:
        url: where its API is.
        token: the bearer token of the official; None to ask without.
        language: in which problems are told, `fa` or `en`.
        transport: how it is reached, when not by the network.
    """

    def __init__(
        self, url: str, token: str | None, language: str, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self.url = url.rstrip("/")
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._client = httpx2.Client(headers=headers, timeout=_PATIENCE, verify=_trust(url), transport=transport)

    def read(self, *path: str, **params: str | int | bool | None) -> Answer:
        """GET an item or a page of a list.

        Raises:
            RefusedByRegistry, RegistryAway: there is no such answer.
        """
        return self._again(lambda: answer_of(self._send("GET", path, params=params)))

    def write(
        self,
        method: str,
        *path: str,
        entry: Any = None,
        based_on: str | None = None,
        **params: str | int | bool | None,
    ) -> Answer:
        """Send an entry, over what was read under the entity tag `based_on`.

        Raises:
            RefusedByRegistry: a rule forbids it.
            RegistryAway: nobody knows whether it was carried out.
        """
        headers = _of_write() | ({"If-Match": based_on} if based_on else {})
        return self._again(lambda: answer_of(self._send(method, path, params=params, json=entry, headers=headers)))

    def upload(
        self,
        *path: str,
        chunks: Callable[[], Iterable[bytes]],
        size: int,
        media_type: str,
        **params: str | int | bool | None,
    ) -> Answer:
        """POST a file's bytes; `chunks` begins anew at every try.

        Raises:
            RefusedByRegistry, RegistryAway: as `write`.
        """
        headers = _of_write() | {"Content-Type": media_type, "Content-Length": str(size)}
        return self._again(
            lambda: answer_of(self._send("POST", path, params=params, content=chunks(), headers=headers))
        )

    def download(self, *path: str, into: Callable[[httpx2.Response], None], **params: str | int | bool | None) -> None:
        """GET bytes as they come; `into` begins anew at every try.

        Raises:
            RefusedByRegistry, RegistryAway: there is no such answer.
        """
        self._again(lambda: self._download(path, into, params))

    def _download(self, path: tuple[str, ...], into: Callable[[httpx2.Response], None], params: Params) -> None:
        with reaching(), self._client.stream("GET", self._address(path), params=_given(params)) as response:
            if not response.is_success:
                response.read()
                refuse(response)
            into(response)

    def _send(self, method: str, path: tuple[str, ...], params: Params, **more: Any) -> httpx2.Response:
        with reaching():
            return self._client.request(method, self._address(path), params=_given(params), **more)

    def _address(self, path: tuple[str, ...]) -> str:
        return f"{self.url}/v1/" + "/".join(_segment(part) for part in path)

    def _again(self, ask: Callable[[], Got]) -> Got:
        tries = stamina.retry_context(on=backoff, attempts=ATTEMPTS, timeout=None, wait_jitter=0.2, wait_max=5.0)
        try:
            for attempt in tries:
                with attempt:
                    return ask()
        except NotNow as error:
            raise RegistryAway(f"{self.url}: {error}") from error
        raise AssertionError("a retry context ends by returning or raising")


def _trust(url: str) -> ssl.SSLContext | bool:
    # Plain HTTP needs no certificates, and loading them takes longer than asking. This context trusts nobody.
    return True if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _segment(part: str) -> str:
    """What somebody typed, as one segment of a path and never as a way out of it."""
    quoted = quote(part, safe="")
    return quoted.replace(".", "%2E") if part in (".", "..") else quoted


def _of_write() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _given(params: Params) -> dict[str, str]:
    written = {True: "true", False: "false"}
    return {
        name: written[value] if isinstance(value, bool) else str(value)
        for name, value in params.items()
        if value is not None
    }
