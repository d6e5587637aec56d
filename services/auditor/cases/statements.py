"""What an agency states of one day, as far as it is judged.

Of the statements dated on one UTC day, the first MOST_STATEMENTS to become known count, and one more is kept as the
sign that there were more. By their dates, because these never change: what has been turned away is turned away again
whenever it is sent once more.
"""

from collections.abc import Iterator
from datetime import datetime

from mohlat_contracts.signals import SignalData

from services.auditor.cases.facts import EvidenceFact

MOST_STATEMENTS = 1_000
"""Connections established and closed, and services digitized, that one agency dates on one day."""


def capped(evidence: tuple[EvidenceFact, ...]) -> tuple[EvidenceFact, ...]:
    """All of it but what a day has no room for; the same object where there is room for all.

    Args:
        evidence: in the order in which it became known, then by name.
    """
    beyond = {id(fact) for of_day in _full_days(evidence) for fact in of_day[MOST_STATEMENTS + 1 :]}
    return tuple(fact for fact in evidence if id(fact) not in beyond) if beyond else evidence


def uncounted(evidence: tuple[EvidenceFact, ...]) -> set[int]:
    """The identities (`id()`) of the statements that are kept and do not count."""
    return {id(fact) for of_day in _full_days(evidence) for fact in of_day[MOST_STATEMENTS:]}


def beyond_limit(
    agency: str, evidence: tuple[EvidenceFact, ...], since: datetime | None, until: datetime
) -> Iterator[SignalData]:
    """The signal of each day of which more than counts became known in [since, until); None is the beginning."""
    for of_day in _full_days(evidence):
        first = of_day[MOST_STATEMENTS]
        if first.known_at < until and (since is None or first.known_at >= since):
            yield SignalData(
                agency=agency, signal="statements_beyond_limit", facts=(first.name,), known_at=first.known_at
            )


def _full_days(evidence: tuple[EvidenceFact, ...]) -> Iterator[list[EvidenceFact]]:
    """The statements of each day that has more than count."""
    if len(evidence) <= MOST_STATEMENTS:
        return
    days: dict[int, list[EvidenceFact]] = {}
    for fact in evidence:
        if fact.kind != "heartbeat":
            days.setdefault(fact.own_time.toordinal(), []).append(fact)
    yield from (of_day for of_day in days.values() if len(of_day) > MOST_STATEMENTS)
