"""A store of cases that keeps bytes, as the real table does, and can die in the middle of a record."""

from collections.abc import Iterable

from services.auditor.cases import case as cases
from services.auditor.cases import partition_time as times


class Killed(Exception):
    """The process died here."""


class BytesStore:
    """`put`s are durable one by one; after `writes_left` of them the next one kills."""

    def __init__(self, saved: "BytesStore | None" = None) -> None:
        self.cases: dict[str, bytes] = dict(saved.cases) if saved else {}
        self.time: bytes | None = saved.time if saved else None
        self.writes_left: int | None = None

    def get(self, agency: str) -> cases.Case | None:
        return cases.decode(self.cases[agency]) if agency in self.cases else None

    def put(self, agency: str, case: cases.Case) -> None:
        self._write()
        self.cases[agency] = cases.encode(case)

    def get_time(self) -> times.PartitionTime | None:
        return times.decode(self.time) if self.time is not None else None

    def put_time(self, time: times.PartitionTime) -> None:
        self._write()
        self.time = times.encode(time)

    def agencies(self) -> Iterable[str]:
        return list(self.cases)

    def _write(self) -> None:
        if self.writes_left == 0:
            raise Killed
        if self.writes_left is not None:
            self.writes_left -= 1
