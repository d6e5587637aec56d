"""The history of one body under one duty as periods: how it stood, from when until when, by what was known when. Pure.

At any instant of knowledge the history so far is a row of stretches of the world's time. What becomes known cuts that
row somewhere and puts other stretches after the cut; the stretches that fall away end their time of being known, the
rest go on. A period is one stretch for as long as it was known. Periods of one body and duty do not overlap, and for
each instant and each knowledge of it there is at most one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise, takewhile
from operator import attrgetter, itemgetter
from typing import Generic, NamedTuple, TypeVar

from mohlat_contracts.registry import AgencyData

from services.auditor.figures.placing import Place, place_of
from services.auditor.standings.forks import BEGINNING, FOREVER

V = TypeVar("V", bound=Hashable)


class Verdict(NamedTuple, Generic[V]):
    """A verdict; `said` is what matters of it, and is only compared."""

    known_at: datetime
    effective_at: datetime
    id: str
    said: V


class Listing(NamedTuple):
    """One revision of an agency's registration."""

    known_at: datetime
    data: AgencyData


class Ruling(NamedTuple, Generic[V]):
    """How a body stands: its place on the list, and what the verdict says; None where there is none."""

    place: Place
    said: V | None


class Period(NamedTuple, Generic[V]):
    """A ruling true in [true_from, true_until), as known in [known_from, known_until).

    What is asked for as known before K is known at the instant right before K.
    """

    true_from: datetime
    true_until: datetime
    known_from: datetime
    known_until: datetime
    ruling: Ruling[V]


class _Piece(NamedTuple, Generic[V]):
    start: datetime
    end: datetime
    ruling: Ruling[V]


class _Book(Generic[V]):
    """What is known of the body so far: where it was on the list, and what was said of it from when on."""

    def __init__(self, steps: Iterable[tuple[datetime, V]] = ()) -> None:
        self._revision = -1
        self._spans: list[tuple[datetime, datetime, Place]] = []
        self._steps = list(steps)

    def enter(self, entry: Listing | Verdict[V]) -> datetime:
        """Take it in; since when it may change how the body stands."""
        if isinstance(entry, Listing):
            return self._list(entry.data)
        del self._steps[bisect_left(self._steps, entry.effective_at, key=itemgetter(0)) :]
        self._steps.append((entry.effective_at, entry.said))
        return entry.effective_at

    def _list(self, data: AgencyData) -> datetime:
        if data.revision <= self._revision:
            return FOREVER
        self._revision, self._spans = data.revision, _spans(data)
        return BEGINNING

    def pieces(self, since: datetime) -> Iterator[_Piece[V]]:
        """The places, cut at the steps; before the first step nothing is said."""
        for start, end, place in self._spans:
            if end > since:
                yield from self._cut(max(start, since), end, place)

    def _cut(self, start: datetime, end: datetime, place: Place) -> Iterator[_Piece[V]]:
        index = bisect_right(self._steps, start, key=itemgetter(0))
        said = self._steps[index - 1][1] if index else None
        while index < len(self._steps) and self._steps[index][0] < end:
            step = self._steps[index]
            yield _Piece(start, step[0], Ruling(place, said))
            start, said = step
            index += 1
        yield _Piece(start, end, Ruling(place, said))


_Row = list[tuple[_Piece[V], datetime]]
"""Stretches in their order, each with the instant since when it is known."""


def periods(listings: Iterable[Listing], verdicts: Iterable[Verdict[V]]) -> list[Period[V]]:
    """All periods of one body under one duty; without verdicts, of its being on the list. Sandboxes have none."""
    entries: list[Listing | Verdict[V]] = [*listings, *_in_order(verdicts)]
    return _go_on(_Book(), [], sorted(entries, key=attrgetter("known_at")))


def resumed(
    listings: Iterable[Listing], so_far: Iterable[Period[V]], verdicts: Iterable[Verdict[V]]
) -> list[Period[V]]:
    """The same from some instant on: what becomes of the periods known so far, and those that follow.

    Args:
        listings: all known before the verdicts.
        so_far: the periods known right before the verdicts, those that end where a verdict takes effect, or later.
    """
    in_order = sorted(so_far, key=attrgetter("true_from"))
    row: _Row[V] = [(_Piece(each.true_from, each.true_until, each.ruling), each.known_from) for each in in_order]
    book = _Book((piece.start, piece.ruling.said) for piece, _ in row if piece.ruling.said is not None)
    for listing in listings:
        book.enter(listing)
    return _go_on(book, row, _in_order(verdicts))


def _in_order(verdicts: Iterable[Verdict[V]]) -> list[Verdict[V]]:
    """Of two the later one rules."""
    return sorted(verdicts, key=itemgetter(0, 1, 2))


def _go_on(book: _Book[V], row: _Row[V], entries: Iterable[Listing | Verdict[V]]) -> list[Period[V]]:
    """Enter what became known, instant by instant, and note the stretches that end."""
    found: list[Period[V]] = []
    for known_at, together in groupby(entries, key=attrgetter("known_at")):
        kept, pieces = _cut_row(row, min([book.enter(entry) for entry in together]), book)
        found += (Period(old.start, old.end, known_from, known_at, old.ruling) for old, known_from in row[kept:])
        row[kept:] = [(piece, known_at) for piece in pieces]
    found += (Period(each.start, each.end, known_from, FOREVER, each.ruling) for each, known_from in row)
    return found


def _cut_row(row: _Row[V], since: datetime, book: _Book[V]) -> tuple[int, list[_Piece[V]]]:
    """How many stretches go on as they are, and the pieces that follow them.

    The stretch that ends at the cut is looked at again: it may go on beyond it.
    """
    kept = bisect_left(row, since, key=lambda stretch: stretch[0].end)
    if kept < len(row):
        since = min(since, row[kept][0].start)
    pieces = list(_joined(book.pieces(since)))
    same = sum(1 for _ in takewhile(lambda pair: pair[0][0] == pair[1], zip(row[kept:], pieces, strict=False)))
    return kept + same, pieces[same:]


def _spans(data: AgencyData) -> list[tuple[datetime, datetime, Place]]:
    """When it was on the list, and where."""
    bounds = {BEGINNING, FOREVER}
    for span in data.history:
        bounds |= {max(BEGINNING, span.start), min(FOREVER, span.until or FOREVER)}
    found = ((start, end, place_of(data, start)) for start, end in pairwise(sorted(bounds)))
    return [(start, end, place) for start, end, place in found if place is not None and place.counts]


def _joined(pieces: Iterable[_Piece[V]]) -> Iterator[_Piece[V]]:
    """Neighbours that say the same, as one."""
    held: _Piece[V] | None = None
    for piece in pieces:
        if held is not None and held.end == piece.start and held.ruling == piece.ruling:
            held = _Piece(held.start, piece.end, piece.ruling)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
