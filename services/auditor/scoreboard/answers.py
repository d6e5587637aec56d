"""What the API answers, as types, and how the book is put into them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mohlat_contracts.registry import DutyData, ExemptionData
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct

from services.auditor.figures import DEFINITIONS, Definition
from services.auditor.scoreboard.book import Agency, Letter, Moment, Signal, Story, through
from services.auditor.scoreboard.standing import figure, not_counted


class FigureAnswer(Struct, frozen=True, kw_only=True):
    """A figure with the bodies behind it; counted + not_counted is the denominator."""

    name: str
    label_fa: str
    label_en: str
    definition_fa: str
    definition_en: str
    as_of: datetime
    known_at: datetime
    numerator: int
    denominator: int
    percent: float | None
    counted: tuple[str, ...]
    not_counted: tuple[str, ...]
    not_judged: tuple[str, ...]


class FiguresAnswer(Struct, frozen=True, kw_only=True):
    as_of: datetime
    known_at: datetime
    judged_through: datetime | None
    figures: tuple[FigureAnswer, ...]


class AgencyAnswer(Struct, frozen=True, kw_only=True):
    """One agency in the list; `status` by duty, empty while not judged."""

    code: str
    name_fa: str
    name_en: str
    group: str
    kind: str
    parent: str | None
    synthetic: bool
    judged: bool
    status: dict[str, str]


class AgenciesAnswer(Struct, frozen=True, kw_only=True):
    as_of: datetime
    known_at: datetime
    agencies: tuple[AgencyAnswer, ...]


class StoryAnswer(Struct, frozen=True, kw_only=True):
    """One agency: `current` is the latest verdict by duty, `history` every verdict in order, `signals` the newest."""

    agency: Agency
    current: dict[str, VerdictData]
    duties: tuple[DutyData, ...]
    exemptions: tuple[ExemptionData, ...]
    history: tuple[VerdictData, ...]
    letters: tuple[Letter, ...]
    signals: tuple[Signal, ...]


class SignalsAnswer(Struct, frozen=True, kw_only=True):
    """Signals known before `as_of`, the newest first; `next` is the `after` of the page that follows, None at the end.

    A signal says what was seen. No status rests on it.
    """

    as_of: datetime
    signals: tuple[Signal, ...]
    next: str | None


def figures_answer(moment: Moment) -> FiguresAnswer:
    return FiguresAnswer(
        as_of=moment.as_of,
        known_at=moment.known_at,
        judged_through=through(moment.judged),
        figures=tuple(_figure_answer(definition, moment) for definition in DEFINITIONS),
    )


def _figure_answer(definition: Definition, moment: Moment) -> FigureAnswer:
    found = figure(definition, moment)
    return FigureAnswer(
        name=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        definition_fa=definition.definition_fa,
        definition_en=definition.definition_en,
        as_of=moment.as_of,
        known_at=moment.known_at,
        numerator=found.numerator,
        denominator=found.denominator,
        percent=None if found.percent is None else float(found.percent),
        counted=found.counted,
        not_counted=not_counted(found),
        not_judged=found.not_judged,
    )


def agencies_answer(moment: Moment) -> AgenciesAnswer:
    return AgenciesAnswer(
        as_of=moment.as_of,
        known_at=moment.known_at,
        agencies=tuple(_agency_answer(agency, moment) for agency in moment.agencies),
    )


def _agency_answer(agency: Agency, moment: Moment) -> AgencyAnswer:
    judged = moment.is_judged(agency)
    verdicts: Mapping[str, VerdictData] = moment.states.get(agency.code, {}) if judged else {}
    return AgencyAnswer(
        code=agency.code,
        name_fa=agency.name_fa,
        name_en=agency.name_en,
        group=agency.group,
        kind=agency.kind,
        parent=agency.parent,
        synthetic=agency.synthetic,
        judged=judged,
        status={duty: verdict.status for duty, verdict in sorted(verdicts.items())},
    )


def story_answer(story: Story) -> StoryAnswer:
    return StoryAnswer(
        agency=story.agency,
        current=story.current(),
        duties=story.duties,
        exemptions=story.exemptions,
        history=story.history,
        letters=story.letters,
        signals=story.signals,
    )


def signals_answer(as_of: datetime, found: Sequence[Signal], limit: int) -> SignalsAnswer:
    """The first `limit` of what was found; one more than that means that another page follows."""
    page = tuple(found[:limit])
    return SignalsAnswer(as_of=as_of, signals=page, next=page[-1].id if len(found) > limit else None)
