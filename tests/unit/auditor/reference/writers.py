"""The two topics of a partition as they grow: the registry and several connectors write them, well or badly.

Time is told in steps, so that a judge who looks at every step misses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import TickData

from tests.unit.auditor.reference.log import Entry


@dataclass
class Connector:
    """One replica.

    Attributes:
        epoch: grows when it begins anew.
        ticked: the step up to which it has promised in this epoch; None before its first tick.
    """

    name: str
    epoch: int = 1
    ticked: int | None = None


@dataclass
class Writers:
    """What the writers know, and what they have written.

    Attributes:
        now: the step at which the writers' clocks stand.
        broker: seconds on the broker's clock, which goes by itself and may be set back.
        registry, evidence: the topics, in the order of their offsets.
    """

    start: datetime
    step: timedelta
    now: int = 0
    broker: int = 0
    registry: list[Entry] = field(default_factory=list)
    evidence: list[Entry] = field(default_factory=list)
    connectors: list[Connector] = field(default_factory=lambda: [Connector(f"connector-{n}") for n in range(3)])

    def at(self, step: int) -> datetime:
        return self.start + step * self.step

    def wait(self, steps: int, seconds: int = 0) -> None:
        self.now += steps
        self.broker += seconds

    def enter(self, agency: str, facts: Sequence[DecodedEvent], late: int = 0) -> None:
        """The registry says something of an agency; `late` when it was stamped so many steps ago."""
        self.registry.append(self._entry("registry", agency, facts, self.now - late))

    def registry_ticks(self, lag: int = 0) -> None:
        self.registry.append(self._entry("registry", "", (), self.now, self._tick("registry", 0, 0, self.now - lag)))

    def say(self, agency: str, facts: Sequence[DecodedEvent], late: int = 0, ticking: Connector | None = None) -> None:
        """An agency says something; with a tick of a connector in its headers, if one is named."""
        tick = self._promise(ticking, self.now, is_open=True) if ticking else None
        self.evidence.append(self._entry("evidence", agency, facts, self.now - late, tick))

    def ticks(self, connector: Connector, *, is_open: bool, skew: int = 0) -> None:
        """A connector ticks; its clock goes `skew` steps wrong."""
        tick = self._promise(connector, self.now + skew, is_open)
        self.evidence.append(self._entry("evidence", "", (), self.now, tick))

    def haunts(self, connector: Connector, ahead: int) -> None:
        """An earlier self of a connector ticks."""
        tick = self._tick(connector.name, connector.epoch - 1, self.now, self.now + ahead)
        self.evidence.append(self._entry("evidence", "", (), self.now, tick))

    def restarts(self, connector: Connector) -> None:
        connector.epoch, connector.ticked = connector.epoch + 1, None

    def repeat(self, entry: Entry, *, anew: bool) -> None:
        """A record comes again, as it was, or stamped anew because it was sent again."""
        known_at = self.at(self.now) if anew and entry.facts else entry.known_at
        again = entry._replace(known_at=known_at, appended_at=self._appended_at())
        (self.registry if entry.topic == "registry" else self.evidence).append(again)

    def _promise(self, connector: Connector, to: int, is_open: bool) -> TickData:
        to = max(to, 0, connector.ticked or 0)
        since = connector.ticked if is_open and connector.ticked is not None else to
        connector.ticked = to
        return self._tick(connector.name, connector.epoch, since, to)

    def _tick(self, writer: str, epoch: int, since: int, to: int) -> TickData:
        return TickData(writer=writer, epoch=epoch, open_from=self.at(since), open_to=self.at(to))

    def _entry(
        self, topic: str, agency: str, facts: Sequence[DecodedEvent], known: int, tick: TickData | None = None
    ) -> Entry:
        return Entry(
            "registry" if topic == "registry" else "evidence",
            self.at(known),
            self._appended_at(),
            agency,
            tuple(facts),
            tick,
        )

    def _appended_at(self) -> datetime:
        return self.start + timedelta(seconds=self.broker)
