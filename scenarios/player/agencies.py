"""The agencies of a scenario at their SDKs, each with a key of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2
from mohlat_sdk import Agency, Delivery, Rejected, Unreachable, enrol, generate_key

from scenarios.player.clock import Clock
from scenarios.player.schedule import Deed
from scenarios.player.trying import NotNow, Patience, PlayFailed


@dataclass(frozen=True)
class Lines:
    """Where agencies send, over one client with kept connections.

    Attributes:
        registry: the registry's base address, for their keys.
        connector: the connector's base address.
        nowhere: an address that nobody answers, for those that are offline.
    """

    client: httpx2.Client
    registry: str
    connector: str
    nowhere: str


class Agencies:
    """Does the deeds of agencies, each through an `Agency` of the SDK with the simulated time as its clock.

    An event's id is made of agency, instant and number, and no spool numbers its events under a random name, so two
    plays of a folder send the same events. Deeds of different agencies may be done by different threads; those of one
    agency belong to one.

    Args:
        lines: where they send.
        spools: a folder for the spools of those that are offline for a while.
    """

    def __init__(self, codes: Sequence[str], lines: Lines, spools: Path, clock: Clock, patience: Patience) -> None:
        self._lines, self._spools, self._clock, self._patience = lines, spools, clock, patience
        spools.mkdir(parents=True, exist_ok=True)
        self._keys = {code: generate_key() for code in codes}
        self._codes: dict[str, str] = {}
        self._online = {code: self._agency(code, lines.connector) for code in codes}
        self._offline: dict[str, Agency] = {}
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for agency in (*self._online.values(), *self._offline.values()):
            agency.close()

    def take_codes(self, codes: Mapping[str, str]) -> None:
        """Each is handed the one-time code that is its own."""
        self._codes = dict(codes)

    def enrol(self, code: str) -> None:
        """One agency enrols its key by the one-time code it was handed.

        The registry minds how many of one address do so at once, so the agencies of a play come one after another.

        Raises:
            PlayFailed: the registry refused, or was away for too long.
        """
        enrolled = self._patience.keep_trying(lambda: self._enrol_once(code))
        if enrolled != code:
            raise PlayFailed(f"the key of {code} was enrolled for {enrolled}")

    def _enrol_once(self, code: str) -> str:
        lines = self._lines
        try:
            return enrol(lines.registry, self._codes[code], self._keys[code], attempts=1, client=lines.client)
        except Unreachable as error:
            raise NotNow(str(error)) from error
        except Rejected as refused:
            raise PlayFailed(f"the registry refused the key of {code}: {refused}") from refused

    def do(self, deeds: Sequence[Deed]) -> None:
        """What one agency does at the instant at which the clock stands, in order.

        Raises:
            PlayFailed: the connector refused an event, or was away for too long.
        """
        for number, deed in enumerate(deeds):
            self._numbers[deed.agency] = number
            self._do(deed)

    def _do(self, deed: Deed) -> None:
        if deed.kind == "offline":
            self._offline[deed.agency] = self._spooling(deed.agency, self._lines.nowhere)
        elif deed.kind == "online":
            self._offline.pop(deed.agency).close()
            self._deliver_spool(deed.agency)
        elif (offline := self._offline.get(deed.agency)) is not None:
            if _send(offline, deed) is not Delivery.SPOOLED:
                raise PlayFailed(f"{deed.agency} is offline, and yet its {deed.kind} was accepted")
        else:
            self._patience.keep_trying(lambda: self._send_online(deed), self._clock.once_more)

    def _send_online(self, deed: Deed) -> None:
        try:
            _send(self._online[deed.agency], deed)
        except Unreachable as error:
            raise NotNow(str(error)) from error
        except Rejected as refused:
            raise PlayFailed(f"the connector refused {deed.kind} of {deed.agency}: {refused}") from refused

    def _deliver_spool(self, code: str) -> None:
        """The line is back: a new process of the agency finds its spool and delivers it."""
        with self._spooling(code, self._lines.connector) as agency:
            self._patience.keep_trying(lambda: _flush(agency), self._clock.once_more)
            if refused := agency.rejected():
                raise PlayFailed(f"the connector refused spooled events of {code}: {refused[0].detail}")

    def _spooling(self, code: str, url: str) -> Agency:
        return self._agency(code, url, self._spools / f"{code}.db")

    def _agency(self, code: str, url: str, spool: Path | None = None) -> Agency:
        """One attempt each: who tries again here must first repeat the last move of the clock."""
        return Agency(
            code,
            self._keys[code],
            url,
            spool=spool,
            stream=None,
            clock=lambda: self._clock.now,
            attempts=1,
            client=self._lines.client,
            new_id=lambda: f"{code}-{self._clock.now:%Y%m%dT%H%M%SZ}-{self._numbers[code]}",
        )


def _send(agency: Agency, deed: Deed) -> Delivery:
    match deed.kind:
        case "connected":
            return agency.connected()
        case "heartbeat":
            return agency.heartbeat(deed.services)
        case "closed":
            return agency.closed()
        case "digitized":
            return agency.service_digitized(deed.service, deed.level)
        case _:
            raise ValueError(f"{deed.kind} is no statement of an agency")


def _flush(agency: Agency) -> None:
    try:
        delivery = agency.flush()
    except Rejected as refused:
        raise PlayFailed(f"the connector refused the spool of {agency.code}: {refused}") from refused
    if delivery is not Delivery.ACCEPTED:
        raise NotNow(f"the spool of {agency.code} is not delivered")
