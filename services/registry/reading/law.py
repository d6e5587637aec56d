"""Mandates: their obligations, whom they bind, and their chains of deadlines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from mohlat_contracts.registry import Limits
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import bindings, revisions
from services.registry.book.contents import Binds, DutyContent, InstrumentContent, Link, MandateContent, RollUp
from services.registry.book.entities import mandate as mandate_entity
from services.registry.book.timeline import Version
from services.registry.problems import NotFound
from services.registry.reading.view import Answer, SpanAnswer, View, Viewed, span_answer
from services.registry.rules.chain import chain_of_all, counting, withdrawn


class InstrumentAnswer(Answer):
    """`document` is the SHA-256 under which the text itself can be downloaded."""

    number: str
    date: date
    issuer: str
    document: str | None


class DeadlineAnswer(Answer):
    """One link of the chain; `withdrawn_at` is when it ceased to count, by `withdrawn_by`."""

    revision: int
    at: datetime
    announced_at: datetime
    scope: str
    scope_code: str | None
    final: bool
    instrument: InstrumentAnswer
    withdrawn_at: datetime | None
    withdrawn_by: InstrumentAnswer | None


class LimitsAnswer(Answer):
    silent_after_days: int
    at_risk_days: int
    grace_open_hours: int


class ObligationAnswer(Answer):
    """`grade` of a connection; share, level, services, count and proof of a digitization."""

    kind: str
    grade: str | None = None
    share_percent: int | None = None
    level: str | None = None
    among: str | None = None
    by: str | None = None
    proof: str | None = None


class RollUpAnswer(Answer):
    """How a parent stands with its affiliates, over [start, until); of the kind `alone` nothing is said of them.

    `percent` of the affiliates, or of all that weighs: the parent its `own`, an affiliate what `weights` says of it or
    `otherwise`.
    """

    start: datetime
    until: datetime | None
    kind: str = "alone"
    reach: str | None = None
    percent: int | None = None
    own: int | None = None
    weights: dict[str, int] | None = None
    otherwise: int | None = None
    amended_by: InstrumentAnswer | None = None


class BindsAnswer(Answer):
    """The rule of who is bound over [start, until)."""

    start: datetime
    until: datetime | None
    kinds: list[str]
    groups: list[str]
    parents: list[str]
    including: list[str]
    excluding: list[str]
    amended_by: InstrumentAnswer | None


class MandateDutyAnswer(Answer):
    code: str
    name_fa: str
    name_en: str
    obligation: ObligationAnswer
    binds: list[BindsAnswer]
    roll_ups: list[RollUpAnswer]


class MilestoneAnswer(Answer):
    code: str
    duty: str
    name_fa: str
    name_en: str
    at: datetime
    share_percent: int | None


class MandateAnswer(Answer):
    """`deadlines` are those announced by then; the first is the original, `current_deadline` the last that counts."""

    code: str
    revision: int
    name_fa: str
    name_en: str
    in_force: SpanAnswer
    in_force_then: bool
    limits: LimitsAnswer
    original_deadline: datetime
    current_deadline: datetime
    deadlines: list[DeadlineAnswer]
    duties: list[MandateDutyAnswer]
    milestones: list[MilestoneAnswer]
    repealed_by: InstrumentAnswer | None


class MandateItem(MandateAnswer, Viewed):
    pass


class BoundAnswer(Answer):
    """An agency and the duties of the mandate that bind it then."""

    agency: str
    duties: list[str]


async def mandates(session: AsyncSession, view: View) -> list[MandateAnswer]:
    """Every mandate, ordered by code."""
    return [mandate_answer(revision, content, view) for revision, content in await contents(session, view.known_at)]


async def contents(session: AsyncSession, known_at: datetime) -> list[tuple[int, MandateContent]]:
    """Every mandate as the book had it, with its revision."""
    found = await revisions.find(session, "mandate", known_at=known_at)
    return [(each.revision, each.content) for each in found.values() if isinstance(each.content, MandateContent)]


async def mandate(session: AsyncSession, code: str, view: View) -> MandateItem:
    """Raises NotFound when there was none of that code."""
    revision, content = await _the_mandate(session, code, view.known_at)
    answer = mandate_answer(revision, content, view)
    return MandateItem(**dict(answer), **view._asdict())


async def bound(session: AsyncSession, code: str, view: View, after: str, limit: int) -> list[BoundAnswer]:
    """Who is bound then, ordered by agency.

    Raises:
        NotFound: there was no such mandate.
    """
    _, content = await _the_mandate(session, code, view.known_at)
    duties = [duty.code for duty in content.duties]
    found: list[BoundAnswer] = []
    async for chunk in bindings.of_duties(session, duties, view.known_at, after, limit * len(duties)):
        for agency, held in chunk:
            binding = [duty for duty in duties if duty in held and _covers(held[duty].bound, view.as_of)]
            if binding:
                found.append(BoundAnswer(agency=agency, duties=binding))
        if len(found) >= limit:
            break
    return found[:limit]


def mandate_answer(revision: int, content: MandateContent, view: View) -> MandateAnswer:
    announced = [link for link in content.chain if link.revision == 0 or link.announced_at <= view.as_of]
    return MandateAnswer(
        code=content.code,
        revision=revision,
        name_fa=content.name_fa,
        name_en=content.name_en,
        in_force=span_answer(content.in_force),
        in_force_then=content.in_force.covers(view.as_of),
        limits=limits_answer(content.limits),
        original_deadline=content.chain[0].at,
        current_deadline=chain_of_all(counting(content, view.as_of))[-1].at,
        deadlines=[deadline_answer(link, view) for link in announced],
        duties=[_duty(duty) for duty in content.duties],
        milestones=[MilestoneAnswer(**msgspec.structs.asdict(each)) for each in content.milestones],
        repealed_by=instrument_answer(content.repealed_by),
    )


def deadline_answer(link: Link, view: View) -> DeadlineAnswer:
    gone = link.withdrawn if withdrawn(link, view.as_of) else None
    instrument = instrument_answer(link.instrument)
    assert instrument is not None  # noqa: S101 - every link has one
    return DeadlineAnswer(
        revision=link.revision,
        at=link.at,
        announced_at=link.announced_at,
        scope=link.scope.kind,
        scope_code=link.scope.code,
        final=link.final,
        instrument=instrument,
        withdrawn_at=None if gone is None else gone.at,
        withdrawn_by=None if gone is None else instrument_answer(gone.instrument),
    )


def instrument_answer(content: InstrumentContent | None) -> InstrumentAnswer | None:
    return None if content is None else InstrumentAnswer(**msgspec.structs.asdict(content))


def limits_answer(limits: Limits) -> LimitsAnswer:
    return LimitsAnswer(**msgspec.structs.asdict(limits))


def obligation_answer(duty: DutyContent) -> ObligationAnswer:
    return ObligationAnswer(**msgspec.to_builtins(duty.obligation))


def _duty(duty: DutyContent) -> MandateDutyAnswer:
    return MandateDutyAnswer(
        code=duty.code,
        name_fa=duty.name_fa,
        name_en=duty.name_en,
        obligation=obligation_answer(duty),
        binds=[BindsAnswer(start=each.start, until=each.until, **_rule(each.value)) for each in duty.binds],
        roll_ups=[roll_up_answer(each) for each in duty.roll_ups],
    )


def roll_up_answer(version: Version[RollUp]) -> RollUpAnswer:
    rule = version.value.rule
    return RollUpAnswer(
        start=version.start,
        until=version.until,
        **({} if rule is None else msgspec.to_builtins(rule)),
        amended_by=instrument_answer(version.value.amended_by),
    )


def roll_up_at(duty: DutyContent, at: datetime) -> RollUpAnswer | None:
    """How a parent stands with its affiliates then; None where it stands alone."""
    version = next((each for each in duty.roll_ups if each.covers(at)), None)
    return None if version is None or version.value.rule is None else roll_up_answer(version)


def _rule(binds: Binds) -> dict[str, Any]:
    codes = {name: list(value) for name, value in msgspec.structs.asdict(binds).items() if name != "amended_by"}
    return codes | {"amended_by": instrument_answer(binds.amended_by)}


def _covers(written: str, at: datetime) -> bool:
    return any(span.covers(at) for span in bindings.read_spans(written))


async def _the_mandate(session: AsyncSession, code: str, known_at: datetime) -> tuple[int, MandateContent]:
    found = await revisions.one(session, mandate_entity(code), known_at)
    if found is None or not isinstance(found.content, MandateContent):
        raise NotFound(kind="mandate", code=code)
    return found.revision, found.content


def duty_in(mandates: Sequence[tuple[int, MandateContent]], code: str) -> tuple[MandateContent, DutyContent]:
    """The duty of that code and its mandate; every binding is of one."""
    return next((mandate, duty) for _, mandate in mandates for duty in mandate.duties if duty.code == code)
