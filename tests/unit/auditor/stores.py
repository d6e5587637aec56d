"""A store of cases that keeps bytes, as the real table does, and can die in the middle of a record."""

from collections.abc import Iterable

from services.auditor.cases import case as cases
from services.timekeeping import partition_time as times


class Killed(Exception):
    """The process died here."""


class BytesStore:
    """Holds writes back until `flush`, which makes them durable one by one, the time last.

    After `writes_left` durable writes the next one kills. A store made from a killed one knows what was durable.
    """

    def __init__(self, saved: "BytesStore | None" = None) -> None:
        self.cases: dict[str, bytes] = dict(saved.cases) if saved else {}
        self.time: bytes | None = saved.time if saved else None
        self.writes_left: int | None = None
        self._held: dict[str, bytes] = {}
        self._held_time: bytes | None = None

    def get(self, agency: str) -> cases.Case | None:
        value = self._held.get(agency, self.cases.get(agency))
        return None if value is None else cases.decode(value)

    def put(self, agency: str, case: cases.Case) -> None:
        self._held[agency] = cases.encode(case)

    def get_time(self) -> times.PartitionTime | None:
        value = self._held_time or self.time
        return None if value is None else times.decode(value)

    def put_time(self, time: times.PartitionTime) -> None:
        self._held_time = times.encode(time)

    def agencies(self) -> Iterable[str]:
        return list(self.cases | self._held)

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
