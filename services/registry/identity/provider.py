"""The OpenID Connect issuer as seen from here: what its discovery document says, and its public keys."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey, import_key

from services.registry.identity.settings import SettingsRefused
from services.registry.problems import IssuerAway

FETCH_LIMIT = 3.0
"""Seconds the issuer may take to answer."""
KEPT_FOR = 600.0
"""Seconds after which the keys are asked for again, so that one the issuer has withdrawn ends here too."""
ASKED_AT_MOST_EVERY = 5.0
"""Seconds between two tries: neither a forged `kid` nor an issuer that is away makes us knock at every request."""

AWAY = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError)
"""What it looks like when the issuer cannot be reached or answers nonsense; a timeout is an OSError."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What we need of a discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    local: bool


class Provider:
    """Reads discovery document and keys when they are first needed, and keeps them.

    Args:
        issuer: the issuer's URL, as its tokens name it.
        production: no address without TLS, and no local issuer.
        transport: how it is reached, when not by the network.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        issuer: str,
        *,
        production: bool = False,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.issuer = issuer
        self.transport = transport
        self._production = production
        self._clock = clock
        self._lock = asyncio.Lock()
        self._metadata: Metadata | None = None
        self._keys: KeySet | None = None
        self._read_at = self._tried_at = float("-inf")

    async def metadata(self) -> Metadata:
        """Raises IssuerAway when it has never been read and cannot be read now."""
        await self._refresh(lambda: self._metadata is None)
        if self._metadata is None:
            raise IssuerAway
        return self._metadata

    async def keys(self, kid: str | None) -> KeySet:
        """The issuer's signing keys, read anew when none of them is called `kid`.

        Raises:
            IssuerAway: there are none yet, and the issuer does not answer.
        """
        await self._refresh(lambda: not self._knows(kid))
        if self._keys is None:
            raise IssuerAway
        return self._keys

    def _knows(self, kid: str | None) -> bool:
        return self._keys is not None and (kid is None or any(key.kid == kid for key in self._keys))

    async def _refresh(self, missing: Callable[[], bool]) -> None:
        """Read anew what is missing or old; whoever misses it waits for a reading under way, the others do not."""
        if not missing() and (self._lock.locked() or not self._old):
            return
        async with self._lock:
            if (missing() or self._old) and self._clock() - self._tried_at >= ASKED_AT_MOST_EVERY:
                await self._read()

    @property
    def _old(self) -> bool:
        return self._clock() - self._read_at >= KEPT_FOR

    async def _read(self) -> None:
        self._tried_at = self._clock()
        try:
            self._metadata, self._keys = await self._fetch()
            self._read_at = self._clock()
        except SettingsRefused as refused:
            self._metadata = self._keys = None
            _log.error("issuer refused", issuer=self.issuer, reason=str(refused))
        except AWAY as error:
            _log.warning("issuer away", issuer=self.issuer, error=repr(error))

    async def prove(self) -> None:
        """Ask the issuer once, at start; that it is away then is no reason not to start.

        Raises:
            SettingsRefused: production, and it is a local issuer.
        """
        try:
            self._metadata, self._keys = await self._fetch()
            self._read_at = self._clock()
        except AWAY as error:
            _log.warning("issuer away", issuer=self.issuer, error=repr(error))

    async def _fetch(self) -> tuple[Metadata, KeySet]:
        async with (
            asyncio.timeout(2 * FETCH_LIMIT),
            httpx2.AsyncClient(transport=self.transport, timeout=FETCH_LIMIT) as client,
        ):
            metadata = self._checked(await _json(client, discovery_url(self.issuer)))
            return metadata, _public_keys(await _json(client, metadata.jwks_uri))

    def _checked(self, document: Mapping[str, Any]) -> Metadata:
        """Raises ValueError when it is none of this issuer, SettingsRefused when it may not be used."""
        if document.get("issuer") != self.issuer:
            raise ValueError("the discovery document names another issuer")
        metadata = Metadata(
            issuer=self.issuer,
            authorization_endpoint=self._address(document, "authorization_endpoint"),
            token_endpoint=self._address(document, "token_endpoint"),
            jwks_uri=self._address(document, "jwks_uri"),
            end_session_endpoint=self._optional_address(document, "end_session_endpoint"),
            local=document.get("mohlat_local_issuer") is True,
        )
        if self._production and metadata.local:
            raise SettingsRefused(
                f"{self.issuer} is a local issuer for demonstrations; MOHLAT_ENV=production refuses it"
            )
        return metadata

    def _optional_address(self, document: Mapping[str, Any], name: str) -> str | None:
        return self._address(document, name) if document.get(name) is not None else None

    def _address(self, document: Mapping[str, Any], name: str) -> str:
        value = document.get(name)
        schemes = ("https",) if self._production else ("https", "http")
        if not isinstance(value, str) or urlsplit(value).scheme not in schemes:
            raise ValueError(f"the discovery document has no usable {name}")
        return value


def discovery_url(issuer: str) -> str:
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


async def _json(client: httpx2.AsyncClient, url: str) -> Mapping[str, Any]:
    answer = await client.get(url)
    answer.raise_for_status()
    document = answer.json()
    if not isinstance(document, dict):
        raise ValueError(f"{url} answered no JSON object")
    return document


def _public_keys(document: Mapping[str, Any]) -> KeySet:
    """The keys that can verify a signature; kinds we do not know are left out, and so is anything symmetric."""
    listed = document.get("keys")
    keys = [_public_key(each) for each in listed] if isinstance(listed, list) else []
    return KeySet([key for key in keys if key is not None])


def _public_key(document: object) -> Key | None:
    if not isinstance(document, dict):
        return None
    try:
        key = import_key(document)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, ECKey | RSAKey | OKPKey) else None
