"""The log of one partition, read again from its first record: since when each fact is known, how far time has come, and
when the door was open. Instants are whole microseconds since 1970, so that they can be counted with.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

from mohlat_contracts import DecodedEvent
from mohlat_contracts.clock import EXPELLED_AFTER, TickData

Interval = tuple[int, int]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
EXPELLED = EXPELLED_AFTER // MICROSECOND


def number(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def instant(number: int) -> datetime:
    return EPOCH + number * MICROSECOND


class Entry(NamedTuple):
    """One record as its topic keeps it: facts of one agency, or a tick, or both, and then the facts come first.

    Attributes:
        known_at: as stamped by its writer.
        appended_at: by the broker's clock.
    """

    topic: Literal["registry", "evidence"]
    known_at: datetime
    appended_at: datetime
    agency: str = ""
    facts: tuple[DecodedEvent, ...] = ()
    tick: TickData | None = None


class Fact(NamedTuple):
    """An event, and since when it is known."""

    known: int
    agency: str
    decoded: DecodedEvent


class Book(NamedTuple):
    """All that a log says.

    Attributes:
        facts: each content of each id once, in no particular order.
        door: when a connector was open; disjoint, ascending.
        w: every instant before it can be judged; None while one of the topics has not ticked.
    """

    facts: list[Fact]
    door: list[Interval]
    w: int | None


def read(entries: Iterable[Entry]) -> Book:
    """Read both topics; the entries of each in the order of its log, the two mixed in any way.

    - A fact becomes known when it is stamped, but not before the time that its topic has reached where it stands; of
      several copies of one content the one known first counts.
    - The registry's time is the highest that was ticked. The evidence's is the lowest that a live connector has
      promised in its latest epoch, and never falls; dead is a connector whose last tick was appended more than 30 s
      before the newest tick, by append times that only rise.
    - A tick that repeats, or comes from an earlier epoch, says nothing.
    - Nobody opens the door afterwards for a time that the evidence has already reached.
    """
    reader = _Reader()
    for entry in entries:
        reader.read(entry)
    return reader.book()


class _Reader:
    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Fact] = {}
        self._times: dict[str, int | None] = {"registry": None, "evidence": None}
        self._promises: dict[str, tuple[int, int]] = {}
        self._appended: dict[str, int] = {}
        self._open: list[Interval] = []

    def read(self, entry: Entry) -> None:
        reached = self._times[entry.topic]
        known = number(entry.known_at) if reached is None else max(number(entry.known_at), reached)
        for decoded in entry.facts:
            name = entry.agency, decoded.event.id, decoded.sha256
            if name not in self._known or known < self._known[name].known:
                self._known[name] = Fact(known, entry.agency, decoded)
        if entry.tick and entry.topic == "registry":
            self._times["registry"] = max(number(entry.tick.open_to), self._times["registry"] or 0)
        elif entry.tick:
            self._evidence_tick(entry.tick, number(entry.appended_at))

    def book(self) -> Book:
        times = self._times.values()
        w = None if None in times else min(time for time in times if time is not None)
        return Book(list(self._known.values()), _one_after_the_other(self._open), w)

    def _evidence_tick(self, tick: TickData, appended: int) -> None:
        promise = tick.epoch, number(tick.open_to)
        if tick.writer in self._promises and promise <= self._promises[tick.writer]:
            return
        reached = self._times["evidence"]
        newest = max([appended, *self._appended.values()])
        self._promises[tick.writer], self._appended[tick.writer] = promise, newest
        open_from = number(tick.open_from) if reached is None else max(number(tick.open_from), reached)
        self._open.append((open_from, promise[1]))
        live = [to for writer, (_, to) in self._promises.items() if newest - self._appended[writer] <= EXPELLED]
        self._times["evidence"] = min(live) if reached is None else max(reached, min(live))


def _one_after_the_other(intervals: list[Interval]) -> list[Interval]:
    """The same time in as few intervals as can be."""
    joined: list[Interval] = []
    for start, end in sorted(each for each in intervals if each[0] < each[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
