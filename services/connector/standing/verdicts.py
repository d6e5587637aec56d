"""The latest verdict of each duty, and how far each partition has been judged."""

from datetime import datetime

from mohlat_contracts import sources
from mohlat_contracts.clock import ClockTicked
from mohlat_contracts.verdicts import VerdictReached

from services.plumbing.records import Record
from services.plumbing.topics import partition_of


class Verdicts:
    """Folded from the verdicts topic; repeats change nothing."""

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions
        self._latest: dict[str, dict[str, VerdictReached]] = {}
        self._judged: dict[int, datetime] = {}

    def fold(self, record: Record) -> None:
        for decoded in record.events:
            event = decoded.event
            if event.source != sources.AUDITOR:
                continue
            if isinstance(event, VerdictReached):
                duties = self._latest.setdefault(event.data.agency, {})
                held = duties.get(event.data.duty)
                if held is None or event.data.known_at > held.data.known_at:
                    duties[event.data.duty] = event
            elif isinstance(event, ClockTicked):
                open_to = event.data.open_to
                self._judged[record.partition] = max(open_to, self._judged.get(record.partition, open_to))

    def latest(self, agency: str) -> dict[str, VerdictReached]:
        """By duty."""
        return self._latest.get(agency, {})

    def judged_through(self, agency: str) -> datetime | None:
        """Every verdict on this agency that was known before this instant is here."""
        return self._judged.get(partition_of(agency, self._partitions))
