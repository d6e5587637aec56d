"""What a command works with: its configuration, its agency's key and client, and the screen."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from mohlat_sdk import Agency, SigningKey, SpoolInUse
from mohlat_sdk.cli.configuration import Configuration, read_configuration
from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.key_files import load_key
from mohlat_sdk.cli.places import configuration_to_read
from mohlat_sdk.cli.screen import Screen
from mohlat_sdk.cli.voice import Voice
from mohlat_sdk.clock_skew import WORTH_A_WARNING

TIMEOUT = 10.0
"""Seconds to wait for an answer."""


@dataclass(frozen=True)
class World:
    """What is outside of the command.

    Attributes:
        environ: the environment's variables.
        transport: how services are reached, when not by the network.
        now: what time it is; aware.
    """

    environ: Mapping[str, str]
    transport: Any = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class Opened(NamedTuple):
    """An agency's client; `spooling` is whether what cannot be delivered is kept on this disk."""

    agency: Agency
    spooling: bool


class Desk:
    """One command's.

    Args:
        options: those that lie over the configuration, and `config`.
    """

    def __init__(self, world: World, voice: Voice, options: Mapping[str, str | None], *, as_json: bool) -> None:
        self.world, self.voice, self.as_json = world, voice, as_json
        self.screen = Screen(voice, as_json=as_json)
        self.options = dict(options)

    @cached_property
    def configuration(self) -> Configuration:
        return self.read(configuration_to_read(self.options.get("config"), self.world.environ))

    def read(self, file: Path | None) -> Configuration:
        """What that file, the environment and the options say together."""
        given = {name: value for name, value in self.options.items() if name != "config"}
        return read_configuration(file, self.world.environ, given)

    def require(self, *fields: str) -> None:
        """Raises Failed when one of these is not known."""
        for name in fields:
            self._needed(name, getattr(self.configuration, name))

    @property
    def code(self) -> str:
        """The agency's code; raises Failed when nobody said it, as the next four do."""
        return str(self._needed("agency", self.configuration.agency))

    @property
    def registry(self) -> str:
        return str(self._needed("registry", self.configuration.registry))

    @property
    def connector(self) -> str:
        return str(self._needed("connector", self.configuration.connector))

    @property
    def key_file(self) -> Path:
        return Path(self._needed("key", self.configuration.key))

    @property
    def spool(self) -> Path:
        return Path(self._needed("spool", self.configuration.spool))

    @cached_property
    def key(self) -> SigningKey:
        """Raises Failed when there is none that can be used."""
        return load_key(self.key_file)

    @contextmanager
    def client(self) -> Iterator[httpx2.Client]:
        """An HTTP client that asks for the language of this command."""
        headers = {"Accept-Language": self.voice.language}
        more: dict[str, Any] = {"headers": headers, "transport": self.world.transport, "verify": self._trust()}
        with httpx2.Client(timeout=TIMEOUT, **more) as client:
            yield client

    def _trust(self) -> ssl.SSLContext | bool:
        # Plain HTTP needs no certificates, and loading them takes longer than asking. This context trusts nobody.
        urls = (self.configuration.registry, self.configuration.connector)
        secure = any(url is not None and url.lower().startswith("https:") for url in urls)
        return True if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    @contextmanager
    def agency(
        self, *, attempts: int = 4, spooling: bool = True, key: SigningKey | None = None, minding_clock: bool = True
    ) -> Iterator[Opened]:
        """The agency's client.

        Where another process holds the spool, as the heartbeat service does, it goes without: what cannot be delivered
        then is not kept, and the command says so.
        """
        with self.client() as client:
            opened = self._open(client, attempts, spooling, key or self.key)
            try:
                yield opened
                if minding_clock:
                    self._mind_the_clock(opened.agency)
            finally:
                opened.agency.close()

    def _open(self, client: httpx2.Client, attempts: int, spooling: bool, key: SigningKey) -> Opened:
        shared: dict[str, Any] = {"attempts": attempts, "timeout": TIMEOUT, "client": client}
        if spooling:
            self.spool.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                return Opened(Agency(self.code, key, self.connector, spool=self.spool, **shared), True)
            except SpoolInUse:
                pass
        return Opened(Agency(self.code, key, self.connector, stream=None, **shared), False)

    def _mind_the_clock(self, agency: Agency) -> None:
        skew = agency.clock_skew
        if skew is not None and abs(skew) > WORTH_A_WARNING:
            name = "clock.ahead" if skew.total_seconds() > 0 else "clock.behind"
            self.screen.warn(name, seconds=round(abs(skew.total_seconds())))

    def _needed(self, name: str, value: Any) -> Any:
        if value is None:
            raise Failed(UNUSABLE, "configuration.needed", name=name, option=f"--{name}")
        return value
