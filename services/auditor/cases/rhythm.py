"""The rhythm of an agency's heartbeats, heard as they become known: a few numbers, however many there were."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from mohlat_contracts.envelope import Instant
from msgspec import Struct

from services.auditor.cases.facts import EvidenceFact


class Rhythm(Struct, frozen=True, array_like=True):
    """What has been heard so far.

    Attributes:
        last: the greatest own time of a heartbeat.
        interval: microseconds between it and the one before.
        equal: how many intervals in a row were the same as this one, this one included; 0 when times are in whole
            seconds.
    """

    last: Instant
    interval: int = 0
    equal: int = 0


def hear(rhythm: Rhythm | None, evidence: Iterable[EvidenceFact]) -> Iterator[tuple[EvidenceFact, Rhythm]]:
    """The rhythm after each heartbeat that goes on from the last one.

    One that is older than what has been heard already tells nothing: so it makes no difference whether old ones are
    kept, and a repeat is not heard twice.

    Args:
        evidence: that became known since, in any order.
    """
    for beat in sorted((fact for fact in evidence if fact.kind == "heartbeat"), key=_as_heard):
        if rhythm is None:
            rhythm = Rhythm(beat.own_time)
        elif beat.own_time > rhythm.last:
            rhythm = _after(rhythm, beat.own_time)
            yield beat, rhythm
            continue
        else:
            continue
        yield beat, rhythm


def _after(rhythm: Rhythm, own_time: datetime) -> Rhythm:
    interval = (own_time - rhythm.last) // timedelta(microseconds=1)
    if own_time.microsecond == 0:  # such a clock is read in whole seconds, and would hide any unevenness
        return Rhythm(own_time, interval)
    return Rhythm(own_time, interval, rhythm.equal + 1 if interval == rhythm.interval else 1)


def _as_heard(fact: EvidenceFact) -> tuple[datetime, datetime, str, str]:
    return fact.known_at, fact.own_time, fact.id, fact.sha256
