"""What the facts of a case show that somebody should look at. Nothing is judged by it."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime

from mohlat_contracts import sources
from mohlat_contracts.signals import MAX_CONTENTS, SignalData, SignalRaised
from msgspec import json

from services.auditor.cases.case import Case
from services.auditor.cases.facts import EvidenceFact


def signals(case: Case, since: datetime | None, until: datetime) -> list[SignalData]:
    """What becomes seen at the instants of [since, until), in their order; None is the beginning.

    Every fact known before `until` must be in the case. Then neither the order in which facts came nor how the instants
    are divided into such spans makes a difference.
    """
    start = 0 if since is None else bisect_left(case.evidence, since, key=_known_at)
    end = bisect_left(case.evidence, until, key=_known_at)
    fresh = {fact.id for fact in case.evidence[start:end]}
    known: dict[str, list[EvidenceFact]] = {}
    for fact in case.evidence[:end] if fresh else ():
        if fact.id in fresh:
            known.setdefault(fact.id, []).append(fact)
    raised = [signal for contents in known.values() for signal in _of_one_id(case.agency, contents, since)]
    return sorted(raised, key=lambda signal: (signal.known_at, signal.signal, signal.event_id or ""))


def signal_event(data: SignalData) -> SignalRaised:
    """The event of a signal: its id is a hash of its content, so seeing it again repeats it and adds nothing."""
    content = hashlib.sha256(json.encode(data)).hexdigest()
    return SignalRaised(id=content, source=sources.AUDITOR, time=data.known_at, data=data)


def _of_one_id(agency: str, contents: Sequence[EvidenceFact], since: datetime | None) -> Iterator[SignalData]:
    """One signal for each instant at which there are more contents than before, and more than one.

    Args:
        contents: in the order in which they became known.
    """
    # Whoever sends ever new contents under one id must not have each of them named once more with all before it.
    named = contents[:MAX_CONTENTS]
    for count in range(2, len(named) + 1):
        at = named[count - 1].known_at
        is_all_of_its_instant = count == len(named) or named[count].known_at > at
        if is_all_of_its_instant and (since is None or at >= since):
            yield SignalData(
                agency=agency,
                signal="one_id_two_contents",
                event_id=contents[0].id,
                facts=tuple(sorted(fact.name for fact in named[:count])),
                known_at=at,
            )


def _known_at(fact: EvidenceFact) -> datetime:
    return fact.known_at
