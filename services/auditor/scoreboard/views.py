"""What a page shows, worked out before any word of it is written. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.registry import AgencyKind, Deadline, DutyData
from mohlat_contracts.verdicts import VerdictData

from services.auditor.figures import days_overdue
from services.auditor.figures.referring import BreachesReferred
from services.auditor.scoreboard.book import CONNECT, Agency, Letters, Moment
from services.auditor.scoreboard.groups import GroupLine, group_lines, states_of, totals
from services.auditor.scoreboard.standing import (
    RECIPIENTS,
    STEPS,
    FigureLine,
    definition_of,
    figure,
    figure_lines,
)

HEADLINES = ("connected", "fully_connected")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body in a list; `verdict` is None while it is not judged or has no such duty."""

    agency: Agency
    verdict: VerdictData | None
    days_overdue: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """The letters as a table; only steps and recipients that occur."""

    steps: tuple[Step, ...]
    recipients: tuple[Recipient, ...]
    counts: Mapping[tuple[Step, Recipient], int]

    def of_step(self, step: Step) -> int:
        return sum(count for (each, _), count in self.counts.items() if each == step)

    def of_recipient(self, recipient: Recipient) -> int:
        return sum(count for (_, each), count in self.counts.items() if each == recipient)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class StandingView:
    """The front page.

    Attributes:
        headlines: the two large figures.
        others: the rest.
        between: the bodies counted in the first headline figure and not in the second.
        unconnected: by kind, the longest overdue first.
        signals: how many there are.
        referred: what is done about the breaches; None where nobody asked.
    """

    duty: DutyData | None
    deadlines: tuple[Deadline, ...]
    headlines: tuple[FigureLine, ...]
    others: tuple[FigureLine, ...]
    between: tuple[BodyLine, ...]
    groups: Mapping[AgencyKind, list[GroupLine]]
    totals: Mapping[AgencyKind, Mapping[str, int]]
    unconnected: Mapping[AgencyKind, tuple[BodyLine, ...]]
    not_judged: int
    ladder: Ladder
    signals: int
    referred: BreachesReferred | None


def standing_view(
    moment: Moment,
    chains: Iterable[DutyData],
    letters: Iterable[Letters],
    signals: int = 0,
    referred: BreachesReferred | None = None,
) -> StandingView:
    lines = figure_lines(moment)
    groups = group_lines(moment)
    kinds: tuple[AgencyKind, ...] = ("core", "affiliated")
    by_kind = {kind: [line for line in groups if line.kind == kind] for kind in kinds}
    duty = next((each for each in chains if each.duty == CONNECT), None)
    return StandingView(
        duty=duty,
        deadlines=announced(duty, moment.as_of),
        headlines=tuple(line for line in lines if line.name in HEADLINES),
        others=tuple(line for line in lines if line.name not in HEADLINES),
        between=_between(moment),
        groups=by_kind,
        totals={kind: totals(by_kind[kind]) for kind in kinds},
        unconnected={kind: unconnected(moment, kind) for kind in kinds},
        not_judged=sum(not moment.is_judged(agency) for agency in moment.agencies),
        ladder=ladder(letters),
        signals=signals,
        referred=referred,
    )


def announced(duty: DutyData | None, as_of: datetime) -> tuple[Deadline, ...]:
    """The chain of deadlines as it was announced by then."""
    if duty is None:
        return ()
    return tuple(deadline for deadline in duty.deadlines if deadline.announced_at <= as_of)


def body_line(agency: Agency, moment: Moment, duty: str = CONNECT) -> BodyLine:
    verdict = moment.state(agency, duty)
    return BodyLine(agency, verdict, 0 if verdict is None else days_overdue(verdict, moment.as_of))


def body_lines(moment: Moment, codes: Iterable[str], duty: str = CONNECT) -> tuple[BodyLine, ...]:
    """Lines of the bodies with these codes, by code."""
    chosen = set(codes)
    return tuple(body_line(agency, moment, duty) for agency in moment.agencies if agency.code in chosen)


def unconnected(moment: Moment, kind: AgencyKind) -> tuple[BodyLine, ...]:
    """The obligated bodies of a kind that are neither connected nor exempt, the longest overdue first."""
    lines = [
        body_line(agency, moment)
        for agency in moment.agencies
        if agency.kind == kind and "unconnected" in states_of(moment.state(agency))
    ]
    return tuple(sorted(lines, key=lambda line: (-line.days_overdue, line.agency.group, line.agency.code)))


def ladder(letters: Iterable[Letters]) -> Ladder:
    counts = {(line.step, line.recipient): line.count for line in letters}
    return Ladder(
        steps=tuple(step for step in STEPS if any(each == step for each, _ in counts)),
        recipients=tuple(recipient for recipient in RECIPIENTS if any(each == recipient for _, each in counts)),
        counts=counts,
    )


def _between(moment: Moment) -> tuple[BodyLine, ...]:
    wide, narrow = (figure(definition_of(name), moment) for name in HEADLINES)
    return body_lines(moment, set(wide.counted) - set(narrow.counted))
