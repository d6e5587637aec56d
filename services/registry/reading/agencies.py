"""Agencies with what belongs to them: services, keys, duties, exemptions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from mohlat_contracts.provinces import PROVINCES
from sqlalchemy import ColumnElement, and_, false, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import bindings, revisions
from services.registry.bindings import Binding
from services.registry.book.contents import AgencyContent, GroupContent, KeyContent, MandateContent
from services.registry.book.entities import agency as agency_entity
from services.registry.book.timeline import at as holding
from services.registry.book.timeline import standing
from services.registry.facts import history
from services.registry.models import RevisionRow
from services.registry.problems import NotFound
from services.registry.reading import certificates, exemptions, groups, law, services
from services.registry.reading.certificates import CertificationAnswer
from services.registry.reading.exemptions import ExemptionAnswer
from services.registry.reading.law import DeadlineAnswer, LimitsAnswer, ObligationAnswer, RollUpAnswer
from services.registry.reading.services import ServiceAnswer
from services.registry.reading.view import Answer, SpanAnswer, View, Viewed, span_answer
from services.registry.revisions import Columns, Revision
from services.registry.rules.chain import chain_of, counting
from services.registry.rules.persian import fold

Placed = Mapping[str, str | None]
"""What is asked of an agency's place, by its field; None asks for nothing."""


class GroupNamed(Answer):
    code: str
    name_fa: str
    name_en: str


class ProvinceNamed(Answer):
    code: str
    name_fa: str
    name_en: str


class AgencyAnswer(Answer):
    """An agency as it stands then; where it does not `exist` then, as it began or as it ended."""

    code: str
    revision: int
    exists: bool
    name_fa: str
    name_en: str
    group: GroupNamed
    kind: str
    parent: str | None
    province: ProvinceNamed | None
    synthetic: bool


class HistoryAnswer(Answer):
    start: datetime
    until: datetime | None
    name_fa: str
    name_en: str
    group: str
    kind: str
    parent: str | None
    province: str | None


class KeyAnswer(Answer):
    """`signed_by` is the key that signed it in; null when it came by a one-time code."""

    key_id: str
    revision: int
    public_key: str
    enrolled_at: datetime
    signed_by: str | None
    revoked_at: datetime | None


class DutyAnswer(Answer):
    """`binding` tells whether it binds the agency then; `deadlines` are those of the agency announced by then."""

    duty: str
    mandate: str
    revision: int
    name_fa: str
    name_en: str
    binding: bool
    bound: list[SpanAnswer]
    obligation: ObligationAnswer
    limits: LimitsAnswer
    original_deadline: datetime
    current_deadline: datetime
    deadlines: list[DeadlineAnswer]
    roll_up: RollUpAnswer | None


class AgencyItem(AgencyAnswer, Viewed):
    """`original` keeps what a table said before it was cleaned, by column."""

    history: list[HistoryAnswer]
    predecessors: list[str]
    successors: list[str]
    original: dict[str, str]
    services: list[ServiceAnswer]
    keys: list[KeyAnswer]
    duties: list[DutyAnswer]
    exemptions: list[ExemptionAnswer]
    certifications: list[CertificationAnswer]


async def agencies(
    session: AsyncSession,
    view: View,
    after: str,
    limit: int,
    *,
    q: str | None = None,
    group: str | None = None,
    kind: str | None = None,
    parent: str | None = None,
    province: str | None = None,
) -> list[AgencyAnswer]:
    """Those that exist then, ordered by code.

    Args:
        q: in a name or in the code, whichever way it is typed.
    """
    placed = {"group": group, "kind": kind, "parent": parent, "province": province}
    found: list[tuple[int, AgencyContent]] = []
    while len(found) < limit:
        chunk = await revisions.find(
            session,
            "agency",
            known_at=view.known_at,
            matching=lambda columns: _matching(columns, q, placed),
            after=after,
            limit=max(limit, 200),
        )
        for revision, content in chunk.values():
            assert isinstance(content, AgencyContent)  # noqa: S101 - the kind says so
            if _stands(content, view, placed):
                found.append((revision, content))
        if len(chunk) < max(limit, 200):
            break
        after = next(reversed(chunk))
    return await _answers(session, found[:limit], view)


async def agency(session: AsyncSession, code: str, view: View) -> AgencyItem:
    """Raises NotFound when there was none of that code."""
    found = await revisions.one(session, agency_entity(code), view.known_at)
    if found is None or not isinstance(found.content, AgencyContent):
        raise NotFound(kind="agency", code=code)
    content = found.content
    answer = (await _answers(session, [(found.revision, content)], view))[0]
    return AgencyItem(
        **dict(answer),
        history=[HistoryAnswer(**msgspec.structs.asdict(each)) for each in history(content)],
        predecessors=list(content.predecessors),
        successors=list(content.successors),
        original=content.original,
        services=await services.of_agency(session, code, view),
        keys=await _keys(session, code, view),
        duties=await _duties(session, content, view),
        exemptions=await exemptions.of_agency(session, code, view),
        certifications=await certificates.of_agency(session, code, view),
        **view._asdict(),
    )


async def _answers(session: AsyncSession, found: Sequence[tuple[int, AgencyContent]], view: View) -> list[AgencyAnswer]:
    codes = {standing(content.place, view.as_of).group for _, content in found}
    named = await groups.named(session, codes, view.known_at) if codes else {}
    return [_answer(revision, content, named, view) for revision, content in found]


def _answer(revision: int, content: AgencyContent, named: dict[str, GroupContent], view: View) -> AgencyAnswer:
    names, place = standing(content.names, view.as_of), standing(content.place, view.as_of)
    of_group = standing(named[place.group].names, view.as_of)
    return AgencyAnswer(
        code=content.code,
        revision=revision,
        exists=holding(content.place, view.as_of) is not None,
        name_fa=names.name_fa,
        name_en=names.name_en,
        group=GroupNamed(code=place.group, name_fa=of_group.name_fa, name_en=of_group.name_en),
        kind=place.kind,
        parent=place.parent,
        province=None if place.province is None else province_named(place.province),
        synthetic=content.synthetic,
    )


def province_named(code: str) -> ProvinceNamed:
    province = PROVINCES[code]
    return ProvinceNamed(code=code, name_fa=province.name_fa, name_en=province.name_en)


def _matching(columns: Columns, q: str | None, placed: Placed) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if q is not None:
        folded = fold(q)
        wanted.append(columns.search.contains(folded, autoescape=True) if folded else false())
    wanted += [revisions.placed(**{name: value})(columns) for name, value in placed.items() if value is not None]
    return and_(*wanted)


def _stands(content: AgencyContent, view: View, placed: Placed) -> bool:
    place = holding(content.place, view.as_of)
    return place is not None and all(value in (None, getattr(place, name)) for name, value in placed.items())


async def _keys(session: AsyncSession, code: str, view: View) -> list[KeyAnswer]:
    found = await revisions.find(session, "key", col(RevisionRow.agency) == code, known_at=view.known_at)
    return [_key(each) for each in found.values()]


def _key(found: Revision) -> KeyAnswer:
    key = found.content
    assert isinstance(key, KeyContent)  # noqa: S101 - the kind says so
    return KeyAnswer(
        key_id=key.key_id,
        revision=found.revision,
        public_key=key.public_key,
        enrolled_at=key.enrolled_at,
        signed_by=key.signed_by,
        revoked_at=key.revoked_at,
    )


async def _duties(session: AsyncSession, agency: AgencyContent, view: View) -> list[DutyAnswer]:
    mandates = await law.contents(session, view.known_at)
    held = (await bindings.of_agencies(session, [agency.code], view.known_at))[agency.code]
    return [
        _duty(agency, revision, mandate, held[duty.code], view)
        for revision, mandate in mandates
        for duty in mandate.duties
        if duty.code in held
    ]


def _duty(agency: AgencyContent, revision: int, mandate: MandateContent, held: Binding, view: View) -> DutyAnswer:
    duty = next(duty for duty in mandate.duties if duty.code == held.duty)
    chain = chain_of(agency, counting(mandate, view.as_of))
    return DutyAnswer(
        duty=duty.code,
        mandate=mandate.code,
        revision=revision,
        name_fa=duty.name_fa,
        name_en=duty.name_en,
        binding=any(span.covers(view.as_of) for span in held.spans),
        bound=[span_answer(span) for span in held.spans],
        obligation=law.obligation_answer(duty),
        limits=law.limits_answer(mandate.limits),
        original_deadline=chain[0].at,
        current_deadline=chain[-1].at,
        deadlines=[law.deadline_answer(link, view) for link in chain],
        roll_up=law.roll_up_at(duty, view.as_of),
    )
