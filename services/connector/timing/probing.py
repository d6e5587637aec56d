"""Does what we declare open look open from outside? A batch of our own, posted through the public address, tells.

A balancer that reaches nobody, a wrong certificate or a name that leads elsewhere is an outage of ours like any other,
but from within everything looks well. Only a 202 to a signed post proves that an agency's post would have come in.
"""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from mohlat_contracts import encode_batch, sources
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_contracts.evidence import ConnectionHeartbeat, HeartbeatData
from mohlat_contracts.signing import COMPONENTS, LABEL, LIFETIME, TAG

from services.connector.metrics import PROBES

PROBE_EVERY = 5.0
PROBE_LIMIT = 10.0
"""Seconds that a probe may take."""
REACHED_LIMIT = timedelta(seconds=30)
"""How long one 202 counts."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The sandbox agency that a replica probes as, with its key."""

    agency: str
    key_id: str
    private_key: Ed25519PrivateKey

    @classmethod
    def load(cls, agency: str, path: Path) -> "Sandbox":
        """With the key in a PEM file as `mohlat-agency enrol` writes it; its id is what that command registers.

        Raises:
            OSError: the file cannot be read.
            ValueError: it holds no Ed25519 private key.
        """
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} holds no Ed25519 private key")
        return cls(agency, hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:32], key)


@dataclass(slots=True)
class _Message:
    """A post as the signing library wants to see it."""

    url: str
    headers: dict[str, str]
    method: str = "POST"


class Probe:
    """Posts to `url` as a sandbox agency and remembers the last 202.

    Args:
        replica: its name, so that no two replicas use one event id for different contents.
        url: the public address of `/v1/events`.
        now: real time.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        replica: str,
        url: str,
        now: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._sandbox, self._replica, self._url, self._now = sandbox, replica, url, now
        keys = MappingKeyResolver(public_keys={}, private_keys={sandbox.key_id: sandbox.private_key})
        self._signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys)
        self._transport = transport
        self._last: datetime | None = None
        self._failing = False

    def reached(self) -> bool:
        """Whether a probe was answered with 202 lately."""
        return self._last is not None and abs(self._now() - self._last) <= REACHED_LIMIT

    async def run(self) -> None:
        """Probe every few seconds, each time over a new connection, until cancelled."""
        while True:
            await self.probe()
            await asyncio.sleep(PROBE_EVERY)

    async def probe(self) -> None:
        """Probe once."""
        posted_at = self._now()
        outcome = await self._outcome(posted_at)
        PROBES.labels(outcome=outcome).inc()
        if outcome == "202":
            self._last = posted_at
        if self._failing != (outcome != "202"):
            self._failing = not self._failing
            level = logging.ERROR if self._failing else logging.INFO
            _log.log(level, "probe through the public address", url=self._url, outcome=outcome)

    async def _outcome(self, now: datetime) -> str:
        """The answer's status, or in a word why there is none."""
        body = encode_batch([self._heartbeat(now)])
        try:
            async with httpx2.AsyncClient(transport=self._transport, timeout=PROBE_LIMIT) as client:
                answer = await client.post(self._url, content=body, headers=self._signed(body, now))
                return str(answer.status_code)
        except (httpx2.HTTPError, OSError) as error:
            return type(error).__name__

    def _heartbeat(self, now: datetime) -> ConnectionHeartbeat:
        """The same event all day long: however often it is posted, it is one fact of the sandbox's case."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return ConnectionHeartbeat(
            id=f"probe-{self._replica}-{day.date().isoformat()}",
            source=sources.agency(self._sandbox.agency),
            time=day,
            data=HeartbeatData(),
        )

    def _signed(self, body: bytes, now: datetime) -> dict[str, str]:
        message = _Message(self._url, {"Content-Type": BATCH_CONTENT_TYPE})
        self._signer.sign(
            message,
            key_id=self._sandbox.key_id,
            created=now,
            expires=now + LIFETIME,
            nonce=secrets.token_urlsafe(16),
            label=LABEL,
            tag=TAG,
            covered_component_ids=COMPONENTS,
            body=body,
        )
        return message.headers
