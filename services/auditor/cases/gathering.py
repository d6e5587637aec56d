"""Joining the evidence of two copies of a case, each of them sealed to its own degree.

A fact is known since the smallest known_at seen. What sealing adds to a fact belongs to it as known since then; where
both copies know it, a run reaches back as far as the longer of the two. So gathering is a join: associative,
commutative, idempotent.
"""

from datetime import datetime

from msgspec import structs

from services.auditor.cases.facts import EvidenceFact
from services.auditor.cases.statements import capped


def gather(a: tuple[EvidenceFact, ...], b: tuple[EvidenceFact, ...]) -> tuple[EvidenceFact, ...]:
    """Each fact once, in the order in which they became known, then by name; `a` itself when `b` adds nothing.

    One id with two contents is two facts.
    """
    if not b:
        return a
    if _goes_on(a, b):
        gathered = capped((*a, *sorted(b, key=_in_order)))
        return a if gathered == a else gathered
    known = {(fact.id, fact.sha256): fact for fact in a}
    grown = False
    for fact in b:
        key = fact.id, fact.sha256
        before = known.get(key)
        joined = fact if before is None else _joined(before, fact)
        if joined is not before:
            known[key] = joined
            grown = True
    gathered = capped(tuple(sorted(known.values(), key=_in_order))) if grown else a
    return a if gathered == a else gathered


def _goes_on(a: tuple[EvidenceFact, ...], b: tuple[EvidenceFact, ...]) -> bool:
    """Whether `b` is news and comes after all of `a`: the commonest case, and much the cheapest."""
    ids = {fact.id for fact in b}
    if len(ids) < len(b) or (a and min(fact.known_at for fact in b) <= a[-1].known_at):
        return False
    return not any(fact.id in ids for fact in a)


def _joined(a: EvidenceFact, b: EvidenceFact) -> EvidenceFact:
    if a.known_at != b.known_at:
        return a if a.known_at < b.known_at else b
    since = min((each for each in (a.since, b.since) if each is not None), default=None)
    stale = a.stale or b.stale
    return a if (since, stale) == (a.since, a.stale) else structs.replace(a, since=since, stale=stale)


def _in_order(fact: EvidenceFact) -> tuple[datetime, str, str]:
    return fact.known_at, fact.id, fact.sha256
