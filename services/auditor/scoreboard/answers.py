"""What the API answers, as types, and how the book is put into them. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mohlat_contracts.referrals import ReferralData
from mohlat_contracts.registry import DutyData, ExemptionData
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct

from services.auditor.answers.figures import Selection
from services.auditor.scoreboard.book import Agency, Letter, Moment, Signal, Story
from services.auditor.tables import sheet_of
from services.auditor.tables.columns import Column, Title, instant_cell, table
from services.auditor.tables.words import told
from services.calendar.jalali import Language
from services.sheets import Sheet


class AgencyAnswer(Struct, frozen=True, kw_only=True):
    """One agency in the list; `status` by duty, empty while not judged."""

    code: str
    name_fa: str
    name_en: str
    group: str
    kind: str
    parent: str | None
    province: str | None
    synthetic: bool
    judged: bool
    status: dict[str, str]


class AgenciesAnswer(Struct, frozen=True, kw_only=True):
    """Agencies by code; `next` is the `after` of the page that follows, None at the end."""

    as_of: datetime
    known_at: datetime
    agencies: tuple[AgencyAnswer, ...]
    next: str | None


class StoryAnswer(Struct, frozen=True, kw_only=True):
    """One agency: `current` is the latest verdict by duty, `history` every verdict in order, `signals` the newest."""

    agency: Agency
    current: dict[str, VerdictData]
    duties: tuple[DutyData, ...]
    exemptions: tuple[ExemptionData, ...]
    history: tuple[VerdictData, ...]
    letters: tuple[Letter, ...]
    signals: tuple[Signal, ...]
    referrals: tuple[ReferralData, ...]


class SignalsAnswer(Struct, frozen=True, kw_only=True):
    """Signals known before `as_of`, the newest first; `next` is the `after` of the page that follows, None at the end.

    A signal says what was seen. No status rests on it.
    """

    as_of: datetime
    signals: tuple[Signal, ...]
    next: str | None


def agencies_answer(
    moment: Moment, of: Selection, after: str | None = None, limit: int | None = None
) -> AgenciesAnswer:
    """Those of a selection, by code, after one of them; all that follow without a limit."""
    chosen = [agency for agency in moment.agencies if _is_of(agency, of) and (after is None or agency.code > after)]
    page = chosen[:limit]
    return AgenciesAnswer(
        as_of=moment.as_of,
        known_at=moment.known_at,
        agencies=tuple(_agency_answer(agency, moment) for agency in page),
        next=page[-1].code if len(page) < len(chosen) else None,
    )


def _is_of(agency: Agency, of: Selection) -> bool:
    return (
        of.group in (None, agency.group)
        and of.parent in (None, agency.parent)
        and of.province in (None, agency.province)
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
        province=agency.province,
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
        referrals=story.referrals,
    )


def signals_answer(as_of: datetime, found: Sequence[Signal], limit: int) -> SignalsAnswer:
    """The first `limit` of what was found; one more than that means that another page follows."""
    page = tuple(found[:limit])
    return SignalsAnswer(as_of=as_of, signals=page, next=page[-1].id if len(found) > limit else None)


@sheet_of.register
def _(answer: AgenciesAnswer, language: Language) -> Sheet:
    fa = language == "fa"
    duties = sorted({duty for agency in answer.agencies for duty in agency.status})
    columns: list[Column[AgencyAnswer]] = [
        ("code", lambda each: each.code),
        ("name", lambda each: each.name_fa if fa else each.name_en),
        ("kind", lambda each: told("kind", each.kind, language)),
        ("group", lambda each: each.group),
        ("parent", lambda each: each.parent),
        ("province", lambda each: each.province),
    ]
    sheet = table(Title("دستگاه‌ها", "Agencies"), language, columns, answer.agencies)
    statuses = ([told("status", each.status.get(duty), language) for duty in duties] for each in answer.agencies)
    return Sheet(
        title=sheet.title,
        headings=[*sheet.headings, *duties],
        rows=([*row, *more] for row, more in zip(sheet.rows, statuses, strict=True)),
        language=language,
    )


@sheet_of.register
def _(answer: SignalsAnswer, language: Language) -> Sheet:
    return table(
        Title("موارد نیازمند بررسی", "Signals"),
        language,
        [
            ("agency", lambda each: each.agency),
            ("signal", lambda each: told("signal", each.signal, language)),
            ("duty", lambda each: each.duty),
            ("event_id", lambda each: each.event_id),
            ("known_at", lambda each: instant_cell(each.known_at)),
            ("fact_count", lambda each: len(each.facts)),
            ("id", lambda each: each.id),
        ],
        answer.signals,
    )
