"""Plays a scenario folder through the public interfaces: the registry's API, the SDK, and the simulated clocks."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Protocol

import httpx2

from scenarios.player.agencies import Agencies, Lines
from scenarios.player.clock import Clock, rfc3339
from scenarios.player.reading import Scenario, read
from scenarios.player.registering import Registrar
from scenarios.player.schedule import Deed, Moment, schedule
from scenarios.player.trying import Patience
from services.calendar.jalali import format_jalali

THREADS = 4
"""The connector answers when the broker has; meanwhile others can sign and send."""
TIMEOUT = 20.0
"""Seconds to wait for an answer; the connector's clock may itself wait ten."""


@dataclass(frozen=True)
class Played:
    """A scenario that has been played to its end.

    Attributes:
        ends: the instant at which both clocks stand.
        headline_as_of: the instant of the headline figures, where the scenario has one.
    """

    ends: datetime
    headline_as_of: datetime | None


class Progress(Protocol):
    """Takes the share done (0 to 1) and what is being done."""

    def __call__(self, share: float, doing: str, /) -> None: ...


def play(
    folder: Path, registry_url: str, connector_url: str, workdir: Path, progress: Progress, retry_for: float = 60.0
) -> Played:
    """Play a folder from its start to its end.

    Args:
        workdir: takes the spools of agencies that are offline for a while.
        progress: called at each Tehran midnight and each instant at which something happens.
        retry_for: seconds of real time for which a service may be away.

    Raises:
        Malformed: the folder cannot be read.
        PlayFailed: a service refused, or was away for longer.
    """
    scenario = read(folder)
    with ExitStack() as closing:
        registry = closing.enter_context(httpx2.Client(base_url=registry_url, timeout=TIMEOUT))
        connector = closing.enter_context(httpx2.Client(base_url=connector_url, timeout=TIMEOUT))
        patience = Patience(retry_for)
        clock = Clock(registry, connector, scenario.law.starts, patience)
        codes = [body.code for body in scenario.roster]
        lines = closing.enter_context(_lines(connector_url))
        agencies = closing.enter_context(Agencies(codes, lines, workdir / "spools", clock, patience))
        pool = closing.enter_context(ThreadPoolExecutor(THREADS, "agency"))
        _Play(clock, Registrar(registry, scenario.law, patience), agencies, pool, progress).run(scenario)
    return Played(scenario.law.ends, scenario.law.headline_as_of)


@contextmanager
def _lines(connector_url: str) -> Iterator[Lines]:
    """Nowhere is a port of this machine that is bound, so that nobody else gets it, and does not listen."""
    with httpx2.Client(timeout=TIMEOUT) as client, socket.socket() as nowhere:
        nowhere.bind(("127.0.0.1", 0))
        yield Lines(client, connector_url, f"http://127.0.0.1:{nowhere.getsockname()[1]}")


@dataclass(frozen=True)
class _Play:
    clock: Clock
    registrar: Registrar
    agencies: Agencies
    pool: ThreadPoolExecutor
    progress: Progress

    def run(self, scenario: Scenario) -> None:
        self.progress(0.0, "registering")
        self._register(scenario)
        moments = schedule(scenario)
        for done, moment in enumerate(moments, 1):
            self._happen(moment)
            self.progress(done / len(moments), format_jalali(moment.at, "en"))

    def _register(self, scenario: Scenario) -> None:
        """All of it at the start, once the clocks stand there."""
        self.clock.move(scenario.law.starts)
        self.registrar.bodies(scenario.roster)
        keys = self.agencies.public_keys()
        for _ in self.pool.map(lambda code: self.registrar.key(code, *keys[code]), keys):
            pass
        self.registrar.mandate()

    def _happen(self, moment: Moment) -> None:
        self.clock.move(moment.at)
        for extension in moment.extensions:
            self.registrar.extension(extension)
        for deed in moment.deeds:
            if deed.kind == "exempted":
                self.registrar.exemption(deed, rfc3339(moment.at))
        for _ in self.pool.map(self.agencies.do, _by_agency(moment)):
            pass


def _by_agency(moment: Moment) -> Iterator[list[Deed]]:
    sent = (deed for deed in moment.deeds if deed.kind != "exempted")
    for _, deeds in groupby(sent, key=attrgetter("agency")):
        yield list(deeds)
