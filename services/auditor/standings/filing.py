"""Periods as rows that refer to what many have in common, filed where they are found again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.auditor.standings.alike import Seat, id_of
from services.auditor.standings.forks import FOREVER, fork
from services.auditor.standings.periods import Listing, Period, Verdict, periods

LISTED = ""
"""In the place of a duty: the body's being on the list, whatever it has to do."""

Key = tuple[str, str, datetime, datetime]


class Standing(NamedTuple):
    """A row of `standings`, in the order of its columns."""

    agency: str
    duty: str
    known_from: datetime
    true_from: datetime
    known_until: datetime
    true_until: datetime
    known_fork: datetime | None
    true_fork: datetime | None
    place: int
    said: int | None

    @property
    def key(self) -> Key:
        return self[:4]


class Common:
    """What many standings refer to, by id."""

    def __init__(self) -> None:
        self._seats: dict[Seat, int] = {}
        self._sayings: dict[str, int] = {}

    def seat(self, seat: Seat) -> int:
        if seat not in self._seats:
            self._seats[seat] = id_of(seat)
        return self._seats[seat]

    def saying(self, said: str) -> int:
        if said not in self._sayings:
            self._sayings[said] = id_of(said)
        return self._sayings[said]

    def rows(self) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        """Of `places` and of `sayings`."""
        places = [{"id": id, **seat._asdict()} for seat, id in self._seats.items()]
        return places, [{"id": id, "content": content} for content, id in self._sayings.items()]


def standings_of(
    agency: str,
    partition: int,
    listings: Sequence[Listing],
    verdicts: Mapping[str, Sequence[Verdict[int]]],
    common: Common,
) -> Iterator[Standing]:
    """The standings of one agency under each of these duties; what they refer to is added to what is common."""
    for duty, under in verdicts.items():
        for period in periods(listings, under):
            if duty == LISTED or period.ruling.said is not None:
                yield filed(agency, duty, period, partition, common)


def filed(agency: str, duty: str, period: Period[int], partition: int, common: Common) -> Standing:
    """A period without an end is filed by when it was known, any other by when it was true."""
    open_ended = period.true_until == FOREVER
    return Standing(
        agency,
        duty,
        period.known_from,
        period.true_from,
        period.known_until,
        period.true_until,
        fork(period.known_from, period.known_until) if open_ended else None,
        None if open_ended else fork(period.true_from, period.true_until),
        common.seat(Seat(partition, *period.ruling.place)),
        period.ruling.said,
    )
