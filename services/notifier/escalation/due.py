"""The decision: what is due of a case at an instant, given what was sent before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.notices import NoticeKey

from services.notifier.escalation.anchor import anchor, step_instant, waited
from services.notifier.escalation.case import Case
from services.notifier.escalation.steps import Rung


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger holds under a key: the domain instant it was decided at, and whether the relay accepted it."""

    at: datetime
    accepted: bool


Entries = Mapping[NoticeKey, Entry]


@dataclass(frozen=True, slots=True)
class Planned:
    """This letter is to be sent now."""

    key: NoticeKey
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Superseded:
    """This letter was due too, but a later step is sent instead; it never will be."""

    key: NoticeKey
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueRung:
    rung: Rung
    due_at: datetime


def due_notices(case: Case, entries: Entries, at: datetime) -> list[Planned | Superseded]:
    """What is due at `at`: the latest step only; earlier ones never sent are superseded with it.

    Entries decided at or after `at` are not looked at, so asking again about the past gives the past's answer.
    """
    if not case.is_open:
        return []
    known = {key: entry for key, entry in entries.items() if entry.at < at}
    due = [each for each in schedule(case, known) if each.due_at <= at]
    if not due or case.key(due[-1].rung) in known:
        return []
    missed = [each for each in due[:-1] if case.key(each.rung) not in known]
    latest = due[-1]
    return [
        *(Superseded(case.key(each.rung), each.due_at) for each in missed),
        Planned(case.key(latest.rung), latest.due_at),
    ]


def schedule(case: Case, known: Entries) -> Iterator[DueRung]:
    """Every rung that applies with the instant from which it is due, in the ladder's order.

    A rung waits from the day of the last letter accepted before it: who heard late is not climbed over early.
    """
    anchored_at = anchor(case)
    accepted: tuple[Rung, datetime] | None = None
    for rung in case.rungs():
        due_at = step_instant(anchored_at, rung.days)
        if accepted is not None:
            before, accepted_at = accepted
            due_at = max(due_at, waited(accepted_at, rung.days - before.days))
        yield DueRung(rung, due_at)
        entry = known.get(case.key(rung))
        if entry is not None and entry.accepted:
            accepted = rung, entry.at


def next_rung(case: Case, known: Entries, after: Rung | None) -> DueRung | None:
    """The rung that follows `after` if nothing changes; the first for None."""
    passed = after is None
    for each in schedule(case, known):
        if passed:
            return each
        passed = each.rung == after
    return None


def next_due(case: Case, entries: Entries, after: datetime) -> datetime | None:
    """The first instant later than `after` at which a step becomes due if nothing else changes."""
    if not case.is_open:
        return None
    return min((each.due_at for each in schedule(case, entries) if each.due_at > after), default=None)
