"""Plays a scenario folder through the public interfaces: the registry's API, the SDK, and the simulated clocks."""

import socket
from collections.abc import Callable, Iterator
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
from scenarios.player.clock import Clock
from scenarios.player.four_eyes import FourEyes
from scenarios.player.reading import Scenario, read
from scenarios.player.registering import Registrar
from scenarios.player.registration import registration
from scenarios.player.schedule import Deed, Moment, schedule
from scenarios.player.trying import Patience
from scenarios.player.workbooks import write_workbooks
from services.calendar.jalali import format_jalali

THREADS = 4
"""The connector answers when the broker has; meanwhile others can sign and send."""
TIMEOUT = 20.0
"""Seconds to wait for an answer; the connector's clock may itself wait ten."""
REGISTERING = 0.1
"""Share of a play that stands for the entry of its roster and law."""

OpenClient = Callable[..., httpx2.Client]


@dataclass(frozen=True)
class Addresses:
    """Base addresses of what a play speaks to; `issuer` is where officials sign in."""

    registry: str
    connector: str
    issuer: str


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
    folder: Path,
    addresses: Addresses,
    workdir: Path,
    progress: Progress,
    retry_for: float = 60.0,
    open_client: OpenClient = httpx2.Client,
) -> Played:
    """Play a folder from its start to its end.

    Args:
        workdir: takes the roster's workbooks, and the spools of agencies that are offline for a while.
        progress: called after each step of the registration, at each Tehran midnight and each instant at which
            something happens.
        retry_for: seconds of real time for which a service may be away.
        open_client: opens the clients, given what `httpx2.Client` takes.

    Raises:
        Malformed: the folder cannot be read.
        PlayFailed: a service refused, or was away for longer.
    """
    scenario = read(folder)
    workbooks = write_workbooks(scenario.roster, workdir / "workbooks")
    patience = Patience(retry_for)
    with ExitStack() as closing:

        def client(base_url: str = "") -> httpx2.Client:
            return closing.enter_context(open_client(base_url=base_url, timeout=TIMEOUT))

        registry = client(addresses.registry)
        clock = Clock(registry, client(addresses.connector), scenario.law.starts, patience)
        codes = [body.code for body in scenario.roster]
        lines = closing.enter_context(_lines(addresses, client()))
        agencies = closing.enter_context(Agencies(codes, lines, workdir / "spools", clock, patience))
        pool = closing.enter_context(ThreadPoolExecutor(THREADS, "agency"))
        officials = FourEyes.signed_in(addresses.issuer, client(), registry, patience)
        registrar = Registrar(officials, scenario, workbooks)
        _Play(clock, officials, registrar, agencies, pool, progress).run(scenario)
    return Played(scenario.law.ends, scenario.law.headline_as_of)


@contextmanager
def _lines(addresses: Addresses, client: httpx2.Client) -> Iterator[Lines]:
    """Nowhere is a port of this machine that is bound, so that nobody else gets it, and does not listen."""
    with socket.socket() as nowhere:
        nowhere.bind(("127.0.0.1", 0))
        port = nowhere.getsockname()[1]
        yield Lines(client, addresses.registry, addresses.connector, f"http://127.0.0.1:{port}")


@dataclass(frozen=True)
class _Play:
    clock: Clock
    officials: FourEyes
    registrar: Registrar
    agencies: Agencies
    pool: ThreadPoolExecutor
    progress: Progress

    def run(self, scenario: Scenario) -> None:
        self.progress(0.0, "registering")
        self.clock.move(scenario.law.starts)
        steps = registration(self.registrar, self.officials, self.agencies, [body.code for body in scenario.roster])
        for done, step in enumerate(steps, 1):
            step()
            self.progress(REGISTERING * done / len(steps), "registering")
        moments = schedule(scenario)
        for done, moment in enumerate(moments, 1):
            self._happen(moment)
            self.progress(REGISTERING + (1 - REGISTERING) * done / len(moments), format_jalali(moment.at, "en"))

    def _happen(self, moment: Moment) -> None:
        self.clock.move(moment.at)
        for extension in moment.extensions:
            self.registrar.extension(extension)
        for deed in moment.deeds:
            if deed.kind == "exempted":
                self.registrar.exemption(deed, moment.at)
        for _ in self.pool.map(self.agencies.do, _by_agency(moment)):
            pass


def _by_agency(moment: Moment) -> Iterator[list[Deed]]:
    sent = (deed for deed in moment.deeds if deed.kind != "exempted")
    for _, deeds in groupby(sent, key=attrgetter("agency")):
        yield list(deeds)
