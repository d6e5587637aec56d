"""The tick in a record of the evidence topic, whether it rides on facts or stands alone."""

from aiokafka import ConsumerRecord
from mohlat_contracts import sources
from mohlat_contracts.clock import ClockTicked, TickData

from services.plumbing.records import Unreadable, read_record
from services.timekeeping.ticks import BadTick, tick_in


def tick_of(raw: ConsumerRecord) -> TickData | None:
    """What the auditor too takes for a tick; None when there is none, or none that counts."""
    if raw.key is not None:  # facts, whose body says nothing of time
        try:
            return tick_in(dict(raw.headers))
        except BadTick:
            return None
    try:
        events = read_record(raw).events
    except Unreadable:
        return None
    event = events[0].event if len(events) == 1 else None
    if isinstance(event, ClockTicked) and event.source.startswith(sources.connector("")):
        return event.data
    return None
