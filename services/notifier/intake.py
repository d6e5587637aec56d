"""From a record to the desk: what the registry and the auditor say, and only they."""

from datetime import datetime

from mohlat_contracts import Event, sources
from mohlat_contracts.clock import ClockTicked

from services.notifier.desk import Desk
from services.notifier.state.facts import Fact, fact_of
from services.plumbing.records import Record, Unreadable


class Intake:
    """Reads records of the two topics. A record is taken in as a whole or not at all."""

    def __init__(self, registry_topic: str, verdicts_topic: str) -> None:
        self._writers = {registry_topic: sources.REGISTRY, verdicts_topic: sources.AUDITOR}
        self._registry_topic = registry_topic

    def take_in(self, desk: Desk, record: Record) -> None:
        """Fold a record and move the offset on.

        Raises:
            Unreadable: it is not what its topic promises; nothing of it was folded.
        """
        writer = self._writers[record.topic]
        docket = desk.docket
        time = docket.registry_time if record.topic == self._registry_topic else docket.verdict_time
        facts: list[Fact] = []
        ticks: list[datetime] = []
        for decoded in record.events:
            event = decoded.event
            if event.source != writer:
                raise Unreadable(f"{event.id} comes from {event.source}, not from {writer}")
            if isinstance(event, ClockTicked):
                ticks.append(event.data.open_to)
            elif (fact := _fact(record, event, time)) is not None:
                facts.append(fact)
        for fact in facts:
            desk.note(fact)
        for at in ticks:
            self._tick(desk, record.topic, at)

    def moved_on(self, desk: Desk, topic: str, offset: int) -> None:
        """Everything before `offset` was read."""
        if topic == self._registry_topic:
            desk.offsets.registry = max(desk.offsets.registry, offset)
        else:
            desk.offsets.verdicts = max(desk.offsets.verdicts, offset)
        desk.dirty = True

    def _tick(self, desk: Desk, topic: str, at: datetime) -> None:
        if topic == self._registry_topic:
            desk.docket.registry_ticked(at)
        else:
            desk.docket.verdicts_ticked(at)


def _fact(record: Record, event: Event, time: datetime | None) -> Fact | None:
    if record.known_at is None:
        raise Unreadable("the header known_at is missing")
    fact = fact_of(event, record.known_at, time)
    if fact is not None and fact.agency != record.key:
        raise Unreadable(f"a fact of {fact.agency} under the key {record.key}")
    return fact
