"""Runs of heartbeats of which only the first and the last can still matter."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import structs

from services.auditor.cases.facts import EvidenceFact

RUN_GAP = timedelta(hours=36)
"""Heartbeats further apart are not led as one run. Below the shortest silence limit there can be, two days."""


class Placed(NamedTuple):
    """A piece of evidence and when it can count: at `start` for some duties, at `end` for the others.

    Attributes:
        settled: it is a heartbeat that counts for every duty, and nothing that is still to come counts before `end`.
    """

    start: datetime
    end: datetime
    fact: EvidenceFact
    settled: bool


Replaced = dict[int, EvidenceFact | None]
"""What stands for a fact, by the fact's `id()`; None where nothing does."""


def shortened(evidence: Sequence[Placed]) -> Replaced:
    """The heartbeats of all runs, without what lies between the first and the last of each.

    The one with the latest own time is kept too: by it, heartbeats are told to be old news.
    """
    replaced: Replaced = {}
    for run in _runs(sorted(evidence, key=_in_order)):
        kept = {0, max(range(len(run)), key=lambda n: (run[n].fact.own_time, n)), len(run) - 1}
        if len(kept) == len(run):
            continue
        since = min(each.fact.since or each.start for each in run)
        for n, each in enumerate(run):
            if n:
                replaced[id(each.fact)] = structs.replace(each.fact, since=since) if n in kept else None
    return replaced


def _runs(evidence: list[Placed]) -> Iterator[list[Placed]]:
    """Settled heartbeats with the same services that follow one another for every duty, with nothing between them."""
    run: list[Placed] = []
    for each, is_apart in zip(evidence, _apart(evidence), strict=True):
        if run and each.settled and is_apart and _follows(run[-1], each):
            run.append(each)
            continue
        if run:
            yield run
        run = [each] if each.settled and is_apart else []
    if run:
        yield run


def _follows(before: Placed, each: Placed) -> bool:
    led_from = each.end if each.fact.since is None else min(each.fact.since, each.end)
    return each.fact.services == before.fact.services and led_from - before.start < RUN_GAP


def _apart(evidence: list[Placed]) -> Iterator[bool]:
    """Of each in order, whether it comes after all before it and before all after it, for every duty alike."""
    reach: datetime | None = None
    reach_varies = False
    for n, each in enumerate(evidence):
        after = reach is None or each.start > reach or (each.start == reach and not reach_varies)
        varies = each.end > each.start
        following = evidence[n + 1].start if n + 1 < len(evidence) else None
        before = following is None or following > each.end or (following == each.end and not varies)
        yield after and before
        if reach is None or each.end > reach:
            reach, reach_varies = each.end, varies
        elif each.end == reach:
            reach_varies = reach_varies or varies


def _in_order(each: Placed) -> tuple[datetime, bool, datetime, str, str]:
    """As evidence is read: a closing comes before whatever else counts at that instant."""
    fact = each.fact
    return each.start, fact.kind != "closed", fact.known_at, fact.id, fact.sha256
