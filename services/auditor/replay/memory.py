"""Cases kept in memory: a replay needs no table."""

from collections.abc import Iterable
from datetime import datetime

from services.auditor.cases.case import Case
from services.timekeeping.partition_time import PartitionTime


class MemoryStore:
    """A partition's cases and time as plain objects; nothing is encoded."""

    def __init__(self) -> None:
        self._cases: dict[str, Case] = {}
        self._dues: dict[str, datetime | None] = {}
        self._time: PartitionTime | None = None

    def __len__(self) -> int:
        return len(self._cases)

    def get(self, agency: str) -> Case | None:
        return self._cases.get(agency)

    def put(self, agency: str, case: Case, due: datetime | None) -> None:
        self._cases[agency], self._dues[agency] = case, due

    def get_time(self) -> PartitionTime | None:
        return self._time

    def put_time(self, time: PartitionTime) -> None:
        self._time = time

    def dues(self) -> Iterable[tuple[str, datetime | None]]:
        return self._dues.items()
