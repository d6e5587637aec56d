"""A store of cases that keeps bytes, as the real table does, and can die in the middle of a record."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.auditor.cases import case as cases
from services.timekeeping import partition_time as times


class Killed(Exception):
    """The process died here."""


class Kept(NamedTuple):
    """A case in bytes, and when it is due."""

    case: bytes
    due: datetime | None


class BytesStore:
    """Holds writes back until `flush`, which makes them durable one by one, the time last.

    After `writes_left` durable writes the next one kills. A store made from a killed one knows what was durable.
    """

    def __init__(self, saved: "BytesStore | None" = None) -> None:
        self.cases: dict[str, Kept] = dict(saved.cases) if saved else {}
        self.time: bytes | None = saved.time if saved else None
        self.writes_left: int | None = None
        self._held: dict[str, Kept] = {}
        self._held_time: bytes | None = None

    def get(self, agency: str) -> cases.Case | None:
        value = self._held.get(agency, self.cases.get(agency))
        return None if value is None else cases.decode(value.case)

    def put(self, agency: str, case: cases.Case, due: datetime | None) -> None:
        self._held[agency] = Kept(cases.encode(case), due)

    def get_time(self) -> times.PartitionTime | None:
        value = self._held_time or self.time
        return None if value is None else times.decode(value)

    def put_time(self, time: times.PartitionTime) -> None:
        self._held_time = times.encode(time)

    def dues(self) -> Iterable[tuple[str, datetime | None]]:
        return [(agency, kept.due) for agency, kept in (self.cases | self._held).items()]

    def flush(self) -> None:
        """What an Advance held has been sent: now remember."""
        for agency, value in self._held.items():
            self._write()
            self.cases[agency] = value
        self._held.clear()
        if self._held_time is not None:
            self._write()
            self.time, self._held_time = self._held_time, None

    def _write(self) -> None:
        if self.writes_left == 0:
            raise Killed
        if self.writes_left is not None:
            self.writes_left -= 1
