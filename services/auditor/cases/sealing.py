"""Taking out of a case what can never matter again. Its verdicts are the same, from then on, as with it.

Sealed is what was known before a whole UTC hour, once everything before that hour is judged. What becomes known from
then on and happened before the *settled* instant is late under every bound that there was; a heartbeat that was taken
out, and comes once more, is then old news and counts for nothing.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import structs

from services.auditor.cases.case import Case
from services.auditor.cases.facts import EvidenceFact
from services.auditor.cases.runs import Placed, Replaced, shortened
from services.auditor.rules.hearing import Heard, Hearing
from services.auditor.rules.lateness import Bounds, is_late
from services.timekeeping.door import Door


def seal(case: Case, door: Door, at: datetime) -> Case:
    """The case without what cannot matter at `at` or later; the same one when everything can.

    Args:
        at: a whole UTC hour through which the case has been walked.
        door: known at least up to `at`.
    """
    known = bisect_left(case.evidence, at, key=_known_at)
    past = case.evidence[:known]
    bounds = Bounds(tuple(duty for duty in case.duties if duty.known_at < at))
    kept = _heard(past, bounds, door)
    settled = settled_before(door, at, bounds.greatest)
    if settled is not None:
        kept = _of_batches(kept, bounds, door, settled)
        kept = _replaced(kept, shortened([_placed(each, bounds, door, settled) for each in kept if _connects(each)]))
    facts = tuple(each.fact for each in kept)
    return case if facts == past else structs.replace(case, evidence=facts + case.evidence[known:])


def settled_before(door: Door, at: datetime, bound: timedelta) -> datetime | None:
    """What happened before it and is not known by `at` comes too late, by more than the bound of open time."""
    start = door.intervals[0][0] if door.intervals else at
    open_time = door.open_time(start, at)
    return door.reaches(start, open_time - bound) if open_time > bound else None


def _heard(past: tuple[EvidenceFact, ...], bounds: Bounds, door: Door) -> list[Heard]:
    """Every statement, and of the heartbeats those that are heard; with a mark where their witness may go."""
    heard = {id(each.fact): each for each in Hearing(past, bounds, door).heard(len(past))}
    kept = (heard.get(id(fact), Heard(fact) if fact.kind != "heartbeat" else None) for fact in past)
    return [_marked(each, bounds, door) for each in kept if each is not None]


def _marked(heard: Heard, bounds: Bounds, door: Door) -> Heard:
    """Old news stays old news when what shows it is sealed. It matters only where a duty finds it late."""
    fact = heard.fact
    if not heard.old_news or fact.stale or not is_late(fact, bounds.least_and_greatest(fact.own_time)[0], door):
        return heard
    return Heard(structs.replace(fact, stale=True), old_news=True)


def _of_batches(kept: list[Heard], bounds: Bounds, door: Door, settled: datetime) -> list[Heard]:
    """Of the heartbeats that count at one arrival, with the same services: the first, the last and the newest."""
    batches: dict[tuple[datetime, tuple[str, ...]], list[EvidenceFact]] = {}
    for each in kept:
        fact = each.fact
        if fact.kind == "heartbeat" and fact.own_time < settled and _is_late_for_all(fact, bounds, door):
            batches.setdefault((fact.known_at, fact.services), []).append(fact)
    replaced: Replaced = {}
    for batch in batches.values():
        newest = max(batch, key=lambda fact: (fact.own_time, fact.id, fact.sha256))
        replaced |= {id(fact): None for fact in batch[1:-1] if fact is not newest}
    return _replaced(kept, replaced)


def _placed(heard: Heard, bounds: Bounds, door: Door, settled: datetime) -> Placed:
    fact = heard.fact
    own, known = min(fact.own_time, fact.known_at), fact.known_at
    least, greatest = bounds.least_and_greatest(fact.own_time)
    late_for_some = is_late(fact, least, door)
    start = known if late_for_some and is_late(fact, greatest, door) else own
    end = known if late_for_some and not heard.old_news else own
    counts_for_all = fact.kind == "heartbeat" and not (late_for_some and heard.old_news)
    return Placed(start, end, fact, counts_for_all and max(end, fact.own_time) < settled)


def _is_late_for_all(fact: EvidenceFact, bounds: Bounds, door: Door) -> bool:
    return is_late(fact, bounds.least_and_greatest(fact.own_time)[1], door)


def _replaced(kept: Iterable[Heard], replaced: Replaced) -> list[Heard]:
    standing = ((replaced.get(id(each.fact), each.fact), each.old_news) for each in kept)
    return [Heard(fact, old_news) for fact, old_news in standing if fact is not None]


def _connects(heard: Heard) -> bool:
    return heard.fact.kind != "digitized"


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
