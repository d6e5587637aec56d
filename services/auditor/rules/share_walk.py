"""The share of services as it grows and falls: a step costs what its own service costs, however many there are."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from mohlat_contracts.registry import Digitize
from mohlat_contracts.verdicts import FactName

from services.auditor.cases.facts import CatalogueFact, CertificationFact, DutyFact, EvidenceFact, ListedService
from services.auditor.rules.milestones import goals
from services.auditor.rules.reading import Counted, bounds
from services.auditor.rules.shares import NO_RANK, RANKS, Tally, certified_rank, holds
from services.auditor.rules.stretches import Stretch


class Law(NamedTuple):
    """What a share is judged by at an instant; `certified` by service."""

    duty: DutyFact
    obligation: Digitize
    catalogue: CatalogueFact
    certified: Mapping[str, CertificationFact]


class _Step(NamedTuple):
    """Something that may change the share: a statement, or the bound of a span where `fact` is None."""

    at: datetime
    service: str
    fact: EvidenceFact | None = None


class ShareWalk:
    """From the beginning through every instant at which the share can change.

    Attributes:
        latest: the last statement on each service.
        first_held: when each share that a milestone asks for was first held, by its per cent.
        goal_facts: the statements by which these were reached.
        moments: every bound of a service's or a certificate's span, those to come as well.
    """

    def __init__(self, law: Law) -> None:
        self._law = law
        self._listings: dict[str, list[ListedService]] = {}
        for each in law.catalogue.services:
            if each.high_use or law.obligation.among == "all":
                self._listings.setdefault(each.code, []).append(each)
        self._changes = sorted(self._bounds(), key=_at)
        self.moments = tuple(step.at for step in self._changes)
        self.tally = Tally()
        self.latest: dict[str, EvidenceFact] = {}
        self.first_held: dict[int, datetime] = {}
        self.goal_facts: list[FactName] = []
        self._goals = set(goals(law.duty))
        self._taken: list[Counted] = []
        self._changed = 0
        self._asked: datetime | None = None
        self._last: datetime | None = None
        self._done: list[Stretch] = []
        self._current: Stretch | None = None

    @property
    def stretches(self) -> list[Stretch]:
        """Over which the obligation's share was held."""
        return [*self._done, self._current] if self._current else [*self._done]

    def goes_on_with(self, law: Law, said: list[Counted], at: datetime) -> bool:
        """Whether all that is known by `at` is what was taken, and what follows it."""
        taken = len(self._taken)
        return (
            law == self._law
            and (self._asked is None or self._asked <= at)
            and said[:taken] == self._taken
            and (len(said) == taken or self._last is None or said[taken].at > self._last)
        )

    def go_on(self, said: list[Counted], at: datetime) -> None:
        """Take what follows, up to and with `at`."""
        told = [_Step(each.at, each.fact.services[0], each.fact) for each in said[len(self._taken) :]]
        for moment, together in groupby(sorted([*told, *self._changes_until(at)], key=_at), key=_at):
            self._take(moment, together)
            self._last = moment
        self._taken, self._asked = said, at

    def _bounds(self) -> Iterator[_Step]:
        for code, listings in self._listings.items():
            yield from (_Step(moment, code) for each in listings for moment in bounds(each.spans))
            for span in self._law.certified[code].spans if code in self._law.certified else ():
                yield from (_Step(moment, code) for moment in (span.start, span.until) if moment is not None)

    def _changes_until(self, at: datetime) -> list[_Step]:
        start = self._changed
        while self._changed < len(self._changes) and self._changes[self._changed].at <= at:
            self._changed += 1
        return self._changes[start : self._changed]

    def _take(self, at: datetime, steps: Iterable[_Step]) -> None:
        """All that happens at one instant."""
        names: tuple[FactName, ...] = ()
        for step in steps:
            if step.fact is not None:
                self.latest[step.service] = step.fact
                names = (step.fact.name,) if self._law.obligation.proof == "claimed" else ()
            self._put(step.service, at)
        asked = self._law.obligation
        reached, whole = self.tally.share(asked.level, asked.by, asked.proof)
        held = holds(reached, whole, asked.share_percent)
        if held and self._current is None:
            self._current = Stretch(at, names)
        elif self._current and not held:
            self._done.append(self._current.ended(at, "share_fell", *names))
            self._current = None
        for percent in [goal for goal in self._goals if holds(reached, whole, goal)]:
            self._goals.remove(percent)
            self.first_held[percent] = at
            self.goal_facts += names

    def _put(self, code: str, at: datetime) -> None:
        listings = self._listings.get(code)
        if not listings:
            return
        offered = None
        for each in listings:
            for span in each.spans:
                if span.covers(at):
                    offered = each
        stated = self.latest.get(code)
        claimed = RANKS[stated.level] if stated and stated.level else NO_RANK
        certification = self._law.certified.get(code)
        self.tally.put(code, offered, claimed, certified_rank(certification, at) if certification else NO_RANK)


def _at(step: _Step) -> datetime:
    return step.at
