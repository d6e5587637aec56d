"""A model of the registry that is obviously right: day by day, what holds; and of every change, what it left.

Time is cut into days. A history is a tuple that says what holds on each of them, None where nothing does; so "from this
day on, until something else was booked" is a loop over days, and no span is ever computed. The book keeps, by entity,
every content it was ever given, with the number of the change and the day on which that was made.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

FIRST = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
STARTS = [FIRST + timedelta(days=30 * number, hours=number) for number in range(16)]
LAST = len(STARTS)
DAYS = range(LAST + 1)
"""Day 0 is all the time before the first start; day 1 begins with it; the last one never ends."""
NEVER = LAST + 1

Day = int
History = tuple[Any, ...]


def instant(day: Day) -> datetime:
    """When a day begins; what never begins does so after all else."""
    return datetime.max.replace(tzinfo=UTC) if day == NEVER else STARTS[day - 1]


def day_of(at: datetime) -> Day:
    return bisect_right(STARTS, at)


def written(day: Day) -> str:
    return instant(day).isoformat().replace("+00:00", "Z")


def since(day: Day, value: Any) -> History:
    return tuple(value if each >= day else None for each in DAYS)


def put(history: History, value: Any, start: Day, until: Day | None = None) -> History:
    """The value holds until that day, or else until the next one on which something was to change."""
    changes = (day for day in DAYS if day > start and history[day] != history[day - 1])
    end = until or next(changes, NEVER)
    return tuple(value if start <= day < end else held for day, held in zip(DAYS, history, strict=True))


def until(history: History, end: Day) -> History:
    return tuple(held if day < end else None for day, held in zip(DAYS, history, strict=True))


def within(history: History, life: History) -> History:
    return tuple(held if alive is not None else None for held, alive in zip(history, life, strict=True))


def standing(history: History, day: Day) -> Any:
    """What holds that day, or else the first that will, or else the last that did."""
    later = [held for held in history[day:] if held is not None]
    return later[0] if later else [held for held in history if held is not None][-1]


def first(history: History) -> Day:
    return next(day for day in DAYS if history[day] is not None)


class Place(NamedTuple):
    group: str
    kind: str
    parent: str | None
    province: str | None = None


@dataclass(frozen=True)
class Agency:
    names: History
    place: History
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """Whether it is of high use; and when it was first to be offered, even if it never was."""

    begun: Day
    traits: History


@dataclass(frozen=True)
class Rule:
    """Whom a duty binds; an amended rule is another one than that which was enacted, even in the same words."""

    kinds: frozenset[str]
    groups: frozenset[str]
    parents: frozenset[str]
    including: frozenset[str]
    excluding: frozenset[str]
    amended: bool = False

    def takes_in(self, agency: str, place: Place) -> bool:
        by_place = (
            (place.kind in self.kinds or (not self.kinds and place.kind != "sandbox"))
            and (not self.groups or place.group in self.groups)
            and (not self.parents or place.parent in self.parents)
        )
        return agency not in self.excluding and (agency in self.including or by_place)


NAMED = ("kinds", "groups", "parents", "including", "excluding")
"""What a rule may name."""


@dataclass(frozen=True)
class Link:
    """One deadline of a chain; days."""

    revision: int
    at: Day
    announced: Day
    scope: tuple[str, str | None]
    withdrawn: Day = NEVER

    def takes_in(self, agency: str, held: Agency) -> bool:
        """A group's extension is for those in it when it was announced, or when they began."""
        kind, code = self.scope
        if kind == "group":
            return bool(standing(held.place, self.announced).group == code)
        return kind == "all" or code == agency


@dataclass(frozen=True)
class Mandate:
    """By duty whom it binds, and how a parent stands in it: in a word, and whether that was amended."""

    force: History
    rules: dict[str, History]
    chain: tuple[Link, ...]
    roll_ups: dict[str, History]


@dataclass(frozen=True)
class Exemption:
    mandate: str
    terms: str
    start: Day
    end: Day


@dataclass(frozen=True)
class Referral:
    """`at` is when it is open from: no day of the model begins with a day of Tehran."""

    agency: str
    duty: str
    at: datetime


Entity = tuple[str, ...]
"""Its kind and its code, or its agency and its code."""


class Revision(NamedTuple):
    number: int
    known: Day
    content: Any


@dataclass
class Proposal:
    """What was proposed and when, and what became of it when.

    Attributes:
        based_on: the last change that its proposer has seen; None where it does not matter what has changed since.
        change: the number of what became of it in the journal.
    """

    entry: Mapping[str, Any]
    based_on: int | None
    made: Day
    decided: Day = NEVER
    state: str = "proposed"
    change: int | None = None


class Broken(Exception):
    """The rules that forbid an operation, by the names of their problems; the registry may name any of them."""

    def __init__(self, *rules: str) -> None:
        super().__init__(*rules)
        self.rules = frozenset(rules)


class Book:
    """All that was ever known, and today."""

    def __init__(self) -> None:
        self.revisions: dict[Entity, list[Revision]] = {}
        self.changes: list[tuple[Day, str]] = []
        self.ever_bound: dict[tuple[str, str], int] = {}
        self.proposals: list[Proposal] = []
        self.today = 0

    def last(self) -> int:
        """The number of the last change."""
        return len(self.changes)

    def known(self, number: int) -> dict[Entity, Revision]:
        """Of each entity the last revision by then."""
        found = {}
        for entity, revisions in self.revisions.items():
            so_far = [each for each in revisions if each.number <= number]
            if so_far:
                found[entity] = so_far[-1]
        return found

    def number_at(self, known_at: datetime) -> int:
        """Of the last change that was known before that instant."""
        return sum(instant(day) < known_at for day, _ in self.changes)

    def now(self, *, four_eyes: bool = True) -> "State":
        held = {entity: revisions[-1].content for entity, revisions in self.revisions.items()}
        return State(held, self.today, four_eyes)

    def has_changed(self, entities: Iterable[Entity], since: int) -> bool:
        """Whether one of them has changed after the change of that number."""
        return any(self.revisions[entity][-1].number > since for entity in entities if entity in self.revisions)

    def decide(self, number: int, state: str, change: int | None = None) -> None:
        proposal = self.proposals[number - 1]
        proposal.decided, proposal.state, proposal.change = self.today, state, change

    def enter(self, action: str, state: "State") -> int | None:
        """Take over what an operation has changed; the number of the change, None when nothing has."""
        news = {entity: content for entity, content in state.news.items() if state.before.get(entity) != content}
        if not news:
            return None
        self.changes.append((self.today, action))
        number = self.last()
        for entity, content in news.items():
            self.revisions.setdefault(entity, []).append(Revision(number, self.today, content))
        for (kind, *_), content in state.all().items():
            if kind == "mandate":
                for duty, agency in _binding(content, state):
                    self.ever_bound.setdefault((agency, duty), number)
        return number


class State:
    """What is known today, and what an operation makes of it; one official stands behind it or two."""

    def __init__(self, before: dict[Entity, Any], today: Day, four_eyes: bool) -> None:
        self.before, self.today, self.four_eyes = before, today, four_eyes
        self.news: dict[Entity, Any] = {}

    def all(self) -> dict[Entity, Any]:
        return self.before | self.news

    def get(self, *entity: str) -> Any:
        return self.all().get(entity)

    def the(self, *entity: str) -> Any:
        if (found := self.get(*entity)) is None:
            raise Broken("not-found")
        return found

    def put(self, content: Any, *entity: str) -> None:
        self.news[entity] = content

    def of(self, kind: str) -> dict[str, Any]:
        """By code; for what belongs to an agency, by agency and code."""
        return {"/".join(code): content for (each, *code), content in self.all().items() if each == kind}


def bound(agency: str, held: Agency, mandate: Mandate, duty: str) -> History:
    """On which days a duty binds an agency: while the mandate is in force, the agency is there, and the rule fits."""
    return tuple(
        True if force and place and rule and rule.takes_in(agency, place) else None
        for force, place, rule in zip(mandate.force, held.place, mandate.rules[duty], strict=True)
    )


def _binding(mandate: Mandate, state: State) -> Iterable[tuple[str, str]]:
    for agency, held in state.of("agency").items():
        for duty in mandate.rules:
            if any(bound(agency, held, mandate, duty)):
                yield duty, agency
