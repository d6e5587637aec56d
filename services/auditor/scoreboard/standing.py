"""The standing: what the book says as of an instant, in a fixed order. Pure; equal books give equal bytes."""

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status
from msgspec import Struct

from services.auditor.figures import DEFINITIONS, Body, Definition, Figure, FigureName, body_of, compute, days_overdue
from services.auditor.scoreboard.book import Agency, Letters, Moment, Times, through
from services.auditor.scoreboard.groups import GroupLine, group_lines

STEPS: tuple[Step, ...] = get_args(Step)
RECIPIENTS: tuple[Recipient, ...] = get_args(Recipient)


class FigureUnknown(LookupError):
    """No figure has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no figure is called {name!r}; there are {', '.join(get_args(FigureName))}")


class NothingJudged(RuntimeError):
    """There is no instant yet up to which every partition has been judged."""

    def __init__(self) -> None:
        super().__init__("no instant has been judged yet in every partition")


class FigureLine(Struct, frozen=True, kw_only=True):
    """A figure as of an instant; `percent` with one decimal, None over no bodies; `not_judged` a number of bodies."""

    name: str
    label_fa: str
    label_en: str
    definition_fa: str
    definition_en: str
    as_of: datetime
    numerator: int
    denominator: int
    percent: float | None
    not_judged: int


class AgencyLine(Struct, frozen=True, kw_only=True):
    """How a judged body with the duty to connect stands."""

    code: str
    name_fa: str
    name_en: str
    group: str
    kind: AgencyKind
    status: Status
    grade: ConnectionGrade | None
    reason: Reason
    days_overdue: int


class LetterLine(Struct, frozen=True, kw_only=True):
    step: Step
    recipient: Recipient
    count: int


class Standing(Struct, frozen=True, kw_only=True):
    """The whole table. `judged_through` and `letters_through` are the lowest over the partitions, None before that."""

    simulated: bool
    as_of: datetime
    judged_through: datetime | None
    letters_through: datetime | None
    figures: tuple[FigureLine, ...]
    groups: tuple[GroupLine, ...]
    agencies: tuple[AgencyLine, ...]
    letters: tuple[LetterLine, ...]


def definition_of(name: str) -> Definition:
    """The definition of a figure.

    Raises:
        FigureUnknown
    """
    for definition in DEFINITIONS:
        if definition.name == name:
            return definition
    raise FigureUnknown(name)


def figure(definition: Definition, moment: Moment) -> Figure:
    """A figure as of a moment, with the bodies behind it."""
    return compute(definition, [_body(agency, moment, definition.duty) for agency in moment.agencies])


def not_counted(found: Figure) -> tuple[str, ...]:
    """The bodies of the base that do not count, sorted."""
    return tuple(sorted(set(found.base) - set(found.counted)))


def _body(agency: Agency, moment: Moment, duty: str) -> Body:
    return body_of(
        agency.code,
        agency.kind,
        moment.state(agency, duty),
        judged=moment.is_judged(agency),
        group=agency.group,
        parent=agency.parent,
        partition=agency.partition,
    )


def figure_lines(moment: Moment) -> tuple[FigureLine, ...]:
    """Every figure, in the order of the definitions."""
    return tuple(_figure_line(definition, figure(definition, moment), moment.as_of) for definition in DEFINITIONS)


def _figure_line(definition: Definition, found: Figure, as_of: datetime) -> FigureLine:
    return FigureLine(
        name=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        definition_fa=definition.definition_fa,
        definition_en=definition.definition_en,
        as_of=as_of,
        numerator=found.numerator,
        denominator=found.denominator,
        percent=None if found.percent is None else float(found.percent),
        not_judged=len(found.not_judged),
    )


def agency_lines(moment: Moment) -> tuple[AgencyLine, ...]:
    """Every judged body bound to connect, by code."""
    return tuple(line for agency in moment.agencies if (line := _agency_line(agency, moment)) is not None)


def _agency_line(agency: Agency, moment: Moment) -> AgencyLine | None:
    verdict = moment.state(agency)
    if verdict is None or verdict.reason == "not_bound":
        return None
    return AgencyLine(
        code=agency.code,
        name_fa=agency.name_fa,
        name_en=agency.name_en,
        group=agency.group,
        kind=agency.kind,
        status=verdict.status,
        grade=verdict.grade,
        reason=verdict.reason,
        days_overdue=days_overdue(verdict, moment.as_of),
    )


def letter_lines(letters: Iterable[Letters]) -> tuple[LetterLine, ...]:
    """The counts in the order of the ladder."""
    in_order = sorted(letters, key=lambda line: (STEPS.index(line.step), RECIPIENTS.index(line.recipient)))
    return tuple(LetterLine(step=line.step, recipient=line.recipient, count=line.count) for line in in_order)


def standing(
    moment: Moment, headline: Moment | None, letters: Iterable[Letters], settled: Times, *, simulated: bool
) -> Standing:
    """The standing as of `moment`, its figures also as of `headline` where that is another instant."""
    moments = sorted({each.as_of: each for each in (headline, moment) if each}.values(), key=lambda each: each.as_of)
    return Standing(
        simulated=simulated,
        as_of=moment.as_of,
        judged_through=through(moment.judged),
        letters_through=through(settled),
        figures=tuple(line for each in moments for line in figure_lines(each)),
        groups=tuple(group_lines(moment)),
        agencies=agency_lines(moment),
        letters=letter_lines(letters),
    )
