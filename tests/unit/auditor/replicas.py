"""Worlds in which several connectors write the evidence of one partition, and not all of them well.

They pause and go on with what they had stamped before, their clocks are wrong, they retire, begin new epochs and are
haunted by earlier selves; ticks ride on records or stand alone; the broker's clock jumps when the leader changes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mohlat_contracts.clock import EXPELLED_AFTER, TickData

from services.timekeeping.door import Door, merged
from tests.unit.auditor import events
from tests.unit.auditor.events import hour
from tests.unit.auditor.worlds import HOURS, Record, World, dice, laws, log, piece


@dataclass
class Connector:
    """One replica, and what goes wrong with it."""

    name: str
    rng: random.Random
    epoch: int = 1
    skew: int = 0
    ticked: datetime | None = None
    away_until: int = -1
    held: list[Record] = field(default_factory=list)

    def turn(self, at: int, pieces: Iterator[Record]) -> Iterator[Record]:
        """What it appends in this hour."""
        if at < self.away_until:
            return
        if at == self.away_until:
            yield from self._back()
        if self.rng.random() < 0.03:
            self._go(at, pieces)
            return
        if self.rng.random() < 0.02:
            self.skew = self.rng.choice([0, 0, self.rng.randint(-12, 12)])
        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            if (record := self._stamped(at, pieces)) is not None:
                yield record._replace(tick=self._tick(at)) if self.rng.random() < 0.3 else record
        if self.rng.random() < 0.6:
            tick = self._tick(at)
            yield Record(tick.open_to, "", (), tick)

    def _clock(self, at: int) -> datetime:
        return max(hour(at + self.skew), self.ticked or hour(0), hour(0))

    def _stamped(self, at: int, pieces: Iterator[Record]) -> Record | None:
        record = next(pieces, None)
        return record._replace(known_at=self._clock(at)) if record else None

    def _tick(self, at: int) -> TickData:
        to = self._clock(at)
        start = to if self.ticked is None or self.rng.random() < 0.1 else self.ticked
        self.ticked = to
        return events.tick(start, to, self.name, self.epoch)

    def _go(self, at: int, pieces: Iterator[Record]) -> None:
        """Paused, cut off, or gone for good, with records stamped and not yet appended."""
        self.away_until = at + self.rng.choice([1, 5, 20, 60, 10 * HOURS])
        held = [self._stamped(at, pieces) for _ in range(self.rng.choice([0, 1, 2]))]
        self.held = [record for record in held if record is not None]

    def _back(self) -> Iterator[Record]:
        yield from self.held
        self.held = []
        if self.ticked is not None and self.rng.random() < 0.3:  # an earlier self speaks on, at any later moment
            yield Record(self.ticked, "", (), events.tick(self.ticked, hour(HOURS), self.name, self.epoch - 1))
        if self.rng.random() < 0.7:
            self.epoch += 1


def world_of_replicas(seed: int, agencies: int = 2) -> World:
    rng = dice(seed)
    entered = [each for n in range(agencies) for each in laws(rng, f"agency-{n}")]
    ticks = [events.tick(hour(0), hour(to)) for to in [*range(1, HOURS, rng.choice([1, 7, 24])), HOURS]]
    evidence = list(_evidence_log(rng, agencies))
    facts, door, behind = as_read(evidence)
    return World(entered + facts, door, log(rng, entered, ticks), evidence, behind)


def _evidence_log(rng: random.Random, agencies: int) -> Iterator[Record]:
    connectors = [Connector(f"connector-{n}", rng) for n in range(rng.randint(1, 4))]
    seconds_an_hour, leader_ahead = rng.choice([1, 3, 10]), 0
    sent: list[Record] = []
    for at in range(HOURS):
        if rng.random() < 0.01:
            leader_ahead = rng.randint(-100, 100)
        for connector in rng.sample(connectors, len(connectors)):
            appended_at = events.START + timedelta(seconds=at * seconds_an_hour + leader_ahead)
            for record in connector.turn(at, _pieces(rng, agencies, at, sent)):
                yield record._replace(appended_at=appended_at)


def _pieces(rng: random.Random, agencies: int, at: int, sent: list[Record]) -> Iterator[Record]:
    """What agencies send in this hour; some of it a second time, perhaps to another connector."""
    while rng.random() < 0.6:
        if sent and rng.random() < 0.2:
            yield rng.choice(sent)
            continue
        agency = f"agency-{rng.randrange(agencies)}"
        own = hour(max(at - rng.choice([0, 0, 0, 1, -1, rng.randint(0, 30), rng.randint(0, 90)]), 0))
        sent.append(Record(own, agency, (piece(rng, agency, own, f"{agency}-{len(sent)}"),)))
        yield sent[-1]


def as_read(evidence: list[Record]) -> tuple[list[Record], Door, int]:
    """The rules once more, in the plainest words: since when each fact is known, the door, and how many were behind."""
    latest: dict[str, tuple[int, datetime]] = {}
    appended: dict[str, datetime] = {}
    time: datetime | None = None
    newest = datetime.min.replace(tzinfo=events.START.tzinfo)
    known: dict[tuple[str, str], datetime] = {}
    facts, intervals, behind = [], [], 0
    for record in evidence:
        for fact in record.facts:
            since = max(record.known_at, time or record.known_at)
            if since < known.get((fact.event.id, fact.sha256), hour(100 * HOURS)):
                known[fact.event.id, fact.sha256] = since
                facts.append(record._replace(known_at=since))
                behind += since > record.known_at
        tick = record.tick
        if tick is None or (tick.epoch, tick.open_to) <= latest.get(tick.writer, (-1, tick.open_to)):
            continue
        assert record.appended_at is not None
        newest = max(newest, record.appended_at)
        latest[tick.writer], appended[tick.writer] = (tick.epoch, tick.open_to), newest
        intervals.append((max(tick.open_from, time or tick.open_from), tick.open_to))
        lowest = min(to for name, (_, to) in latest.items() if newest - appended[name] <= EXPELLED_AFTER)
        time = max(lowest, time or lowest)
    return facts, merged(tuple(intervals)), behind
