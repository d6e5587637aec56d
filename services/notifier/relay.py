"""The mail relay: one letter at a time, step by step, so that it is known how far a letter got."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException
from aiosmtplib.response import SMTPResponse

_log = structlog.get_logger(__name__)

FINAL_ANSWER_LIMIT = 600.0
"""Seconds to wait for the answer to the final dot; RFC 5321 §4.5.3.2.6 asks for ten minutes."""


class RelayAway(Exception):
    """The letter was certainly not accepted now, and may be later: no connection, or a 4xx answer.

    Attributes:
        everywhere: no letter can be sent at present, rather than this one only.
    """

    def __init__(self, reason: str, everywhere: bool) -> None:
        super().__init__(reason)
        self.everywhere = everywhere


class Unresolved(Exception):
    """The connection broke after the final dot: the relay may have accepted the letter or not."""


@dataclass(frozen=True, slots=True)
class Accepted:
    answer: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A 5xx answer; trying again would change nothing."""

    answer: str


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """Where the relay listens and how we name ourselves there."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool

    @classmethod
    def parse(cls, url: str) -> Self:
        """From `smtp://[user:password@]host:port`, or `smtps://` for TLS from the first byte.

        Raises:
            ValueError: another scheme, or no host.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("the relay's URL must be smtp://host:port or smtps://host:port")
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=tls,
        )


class Relay:
    """One connection, kept open and made anew when it breaks.

    Args:
        limit: seconds to wait for a connection and for each answer but the last.
    """

    def __init__(self, address: RelayAddress, sender: str, limit: float = 10.0) -> None:
        self._address, self._sender, self._limit = address, sender, limit
        self._smtp: SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._leave()

    async def send(self, recipients: Sequence[str], mime: bytes) -> Accepted | Refused:
        """Hand a letter to the relay.

        Raises:
            RelayAway: not accepted, to be tried again.
            Unresolved: nobody knows.
        """
        smtp = await self._connected()
        try:
            refused = await self._envelope(smtp, recipients)
        except (SMTPException, OSError) as error:
            self._drop()
            raise RelayAway(repr(error), everywhere=True) from error
        if refused is not None:
            await self._reset(smtp)
            return refused
        return self._outcome(await self._payload(smtp, mime))

    async def _envelope(self, smtp: SMTP, recipients: Sequence[str]) -> Refused | None:
        """MAIL, RCPT and DATA up to the go-ahead."""
        refused = _refused(await smtp.execute_command(b"MAIL", f"FROM:<{self._sender}>".encode()))
        if refused is not None:
            return refused
        refusals = []
        for recipient in recipients:
            refused = _refused(await self._or_reset(smtp, b"RCPT", f"TO:<{recipient}>".encode()))
            if refused is not None:
                refusals.append(refused)
                _log.warning("recipient refused", code=refused.answer[:3])  # the rest may hold the address
        if len(refusals) == len(recipients):
            return refusals[0]
        response = await self._or_reset(smtp, b"DATA")
        if 200 <= response.code < 400 and response.code != 354:
            raise SMTPResponseException(response.code, response.message)
        return _refused(response)

    async def _or_reset(self, smtp: SMTP, *command: bytes) -> SMTPResponse:
        response = await smtp.execute_command(*command)
        if 400 <= response.code < 500:
            await self._reset(smtp)
        return response

    async def _payload(self, smtp: SMTP, mime: bytes) -> SMTPResponse:
        """The letter and the final dot. From here on a broken connection leaves the outcome open."""
        protocol = smtp.protocol
        if protocol is None:
            raise RelayAway("the connection broke before the letter", everywhere=True)
        try:
            protocol.write(_dotted(mime))
            return await protocol.read_response(timeout=FINAL_ANSWER_LIMIT)
        except (SMTPException, OSError) as error:
            self._drop()
            raise Unresolved(repr(error)) from error
        except asyncio.CancelledError:
            self._drop()
            raise

    def _outcome(self, response: SMTPResponse) -> Accepted | Refused:
        if not 200 <= response.code < 300 and not 400 <= response.code < 600:
            self._drop()
            raise Unresolved(f"the final dot was answered with {response.code} {response.message}")
        return _refused(response) or Accepted(f"{response.code} {response.message}")

    async def _connected(self) -> SMTP:
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        address = self._address
        smtp = SMTP(
            hostname=address.host,
            port=address.port,
            username=address.username,
            password=address.password,
            use_tls=address.tls,
            timeout=self._limit,
            local_hostname=self._sender.rpartition("@")[2],
        )
        try:
            await smtp.connect()  # says EHLO, goes over to TLS if offered, logs in
        except (SMTPException, OSError) as error:
            smtp.close()
            raise RelayAway(repr(error), everywhere=True) from error
        self._smtp = smtp
        return smtp

    async def _reset(self, smtp: SMTP) -> None:
        try:
            await smtp.execute_command(b"RSET")
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    async def _leave(self) -> None:
        # Whatever QUIT is answered, every letter has had its own answer before.
        if self._smtp is not None and self._smtp.is_connected:
            try:
                await self._smtp.execute_command(b"QUIT", timeout=2.0)
            except (SMTPException, OSError):
                _log.info("the relay did not answer QUIT")
        self._drop()


def _dotted(mime: bytes) -> bytes:
    stuffed = mime.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _refused(response: SMTPResponse) -> Refused | None:
    """None when the dialogue may go on.

    Raises:
        RelayAway: a 4xx answer.
    """
    answer = f"{response.code} {response.message}"
    if response.code == 421:
        raise RelayAway(f"answered {response.code}", everywhere=True)
    if response.code >= 500:
        return Refused(answer)
    if response.code >= 400:
        # The words of an answer often hold the address, and reasons go into the log.
        raise RelayAway(f"answered {response.code}", everywhere=False)
    return None


class RelayCheck:
    """Whether the relay greets: a connection of its own, at most every `interval` seconds."""

    def __init__(self, address: RelayAddress, interval: float = 3.0) -> None:
        self._address, self._interval = address, interval
        self._greeted_at = float("-inf")

    async def __call__(self) -> None:
        """Raises OSError or ConnectionError when nobody greets."""
        if monotonic() - self._greeted_at < self._interval:
            return
        self._greeted_at = float("-inf")
        reader, writer = await asyncio.open_connection(
            self._address.host, self._address.port, ssl=True if self._address.tls else None
        )
        try:
            greeting = await reader.readline()
            if not greeting.startswith(b"220"):
                raise ConnectionError(f"the relay greets with {greeting[:80]!r}")
            writer.write(b"QUIT\r\n")
        finally:
            writer.close()
        self._greeted_at = monotonic()
