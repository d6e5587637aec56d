"""`one_id_two_contents`: events of one agency bear the same id and differ in what they say.

Compared are the statements that count and the fresh heartbeats, which a case holds whether or not old ones have left
it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime

from mohlat_contracts.signals import MAX_CONTENTS, SignalData

from services.auditor.cases.case import Case
from services.auditor.cases.facts import EvidenceFact
from services.auditor.rules.hearing import Hearing, fresh
from services.auditor.rules.lateness import Bounds
from services.timekeeping.door import Door


def two_contents(case: Case, door: Door, since: datetime | None, until: datetime) -> Iterator[SignalData]:
    """What becomes seen at the instants of [since, until); None is the beginning.

    There is one signal for each instant at which an id has a content that it had not before, and more than one. Every
    fact known before `until` must be in the case. Then neither the order in which facts came nor how the instants are
    divided into such spans makes a difference.
    """
    start = 0 if since is None else bisect_left(case.evidence, since, key=_known_at)
    end = bisect_left(case.evidence, until, key=_known_at)
    for id, facts in _used_again(case.evidence[:end], start).items():
        for at in sorted({fact.known_at for fact in facts if since is None or fact.known_at >= since}):
            # Whoever sends ever new contents under one id must not have each of them named with all before it.
            named = _contents(case, door, id, at)[:MAX_CONTENTS]
            if len(named) > 1 and named[-1].known_at == at:
                yield SignalData(
                    agency=case.agency,
                    signal="one_id_two_contents",
                    event_id=id,
                    facts=tuple(sorted(fact.name for fact in named)),
                    known_at=at,
                )


def _used_again(evidence: tuple[EvidenceFact, ...], start: int) -> dict[str, list[EvidenceFact]]:
    """By id, what bears an id that something from `start` on bears, where its contents are several."""
    fresh_ids = {fact.id for fact in evidence[start:]}
    by_id: dict[str, list[EvidenceFact]] = {}
    for fact in evidence if fresh_ids else ():
        if fact.id in fresh_ids:
            by_id.setdefault(fact.id, []).append(fact)
    return {id: facts for id, facts in by_id.items() if len({fact.sha256 for fact in facts}) > 1}


def _contents(case: Case, door: Door, id: str, at: datetime) -> list[EvidenceFact]:
    """What is compared under an id at an instant, in the order in which it became known."""
    hearing = Hearing(case.evidence, Bounds(case.duties), door)
    counting = [heard.fact for heard in hearing.heard(bisect_right(case.evidence, at, key=_known_at))]
    statements = [fact for fact in counting if fact.kind != "heartbeat"]
    compared = (fact for fact in (*statements, *fresh(case, door, at)) if fact.id == id)
    return sorted(compared, key=lambda fact: (fact.known_at, fact.sha256))


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
