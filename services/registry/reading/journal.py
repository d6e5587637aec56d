"""The journal of changes, and the proposals: who did what, who approved it, when and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, or_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.models import ChangeRow, ProposalRow, RevisionRow
from services.registry.problems import NotFound
from services.registry.reading.view import Answer

_SHORT: ColumnElement[dict[str, Any]] = literal_column(
    """(
        select jsonb_object_agg(member.name, member.value)
        from jsonb_each(proposals.operation - 'original') as each,
            lateral (select case jsonb_typeof(each.value) when 'array' then jsonb_array_length(each.value) else 0 end)
                as long (items),
            lateral (values
                (
                    each.key,
                    case when items > 20 then jsonb_path_query_array(each.value, '$[0 to 19]') else each.value end
                ),
                (case when items > 20 then each.key || '_count' end, to_jsonb(items))
            ) as member (name, value)
        where member.name is not null
    )""",
    JSONB,
)


class PersonAnswer(Answer):
    """An official as the issuer names her; of an agency that acted itself, `agency:<code>`."""

    subject: str
    name: str


class WrittenAnswer(Answer):
    kind: str
    code: str


class ChangeAnswer(Answer):
    """`number` is the revision of all that it wrote; `recorded_at` is real time."""

    number: int
    known_at: datetime
    recorded_at: datetime
    action: str
    reason: str
    made_by: PersonAnswer
    approved_by: PersonAnswer | None
    approval_reason: str | None
    proposal: int | None


class ChangeItem(ChangeAnswer):
    """`wrote` names the first thousand entities that it wrote."""

    wrote: list[WrittenAnswer]


class ProposalAnswer(Answer):
    """`operation` is what is proposed, without what is personal; `change` is what became of it in the journal.

    In the list of proposals an operation is cut short: of an array of more than 20 the first 20 are there, and beside
    `agencies`, for example, `agencies_count` says how many there are; `original` is left out. Its item has it all.
    """

    number: int
    action: str
    state: str
    operation: dict[str, Any]
    reason: str
    proposed_by: PersonAnswer
    proposed_at: datetime
    based_on: int | None
    decided_by: PersonAnswer | None
    decided_at: datetime | None
    decision_reason: str | None
    change: int | None


class ProposalItem(ProposalAnswer):
    """`personal` is what is kept apart of an open proposal, for those who may see persons."""

    personal: dict[str, Any] | None


async def changes(session: AsyncSession, after: int, limit: int, known_at: datetime) -> list[ChangeAnswer]:
    """In their order, those known before an instant."""
    wanted = select(ChangeRow).where(col(ChangeRow.number) > after, col(ChangeRow.known_at) < known_at)
    return [_change(row) for row in (await session.exec(wanted.order_by(col(ChangeRow.number)).limit(limit))).all()]


async def latest(session: AsyncSession, limit: int) -> list[ChangeAnswer]:
    """The last ones, the newest first."""
    wanted = select(ChangeRow).order_by(col(ChangeRow.number).desc())
    return [_change(row) for row in (await session.exec(wanted.limit(limit))).all()]


async def change(session: AsyncSession, number: int, known_at: datetime | None = None) -> ChangeItem:
    """Raises NotFound when there is none of that number, or was none known before an instant."""
    row = await session.get(ChangeRow, number)
    if row is None or (known_at is not None and row.known_at >= known_at):
        raise NotFound(kind="change", code=str(number))
    wrote = (
        select(RevisionRow.kind, RevisionRow.code)
        .where(col(RevisionRow.revision) == number)
        .order_by(col(RevisionRow.kind), col(RevisionRow.code))
        .limit(1_000)
    )
    written = [WrittenAnswer(kind=kind, code=code) for kind, code in (await session.exec(wrote)).all()]
    return ChangeItem(**dict(_change(row)), wrote=written)


async def proposals(
    session: AsyncSession, state: str | None, after: int, limit: int, known_at: datetime | None
) -> list[ProposalAnswer]:
    """In their order, those in a state, as known before an instant (None: as they stand)."""
    made, decided = col(ProposalRow.proposed_at), col(ProposalRow.decided_at)
    wanted = select(ProposalRow, _SHORT).where(col(ProposalRow.number) > after)
    if known_at is not None:
        wanted = wanted.where(made < known_at)
    undecided = decided.is_(None) if known_at is None else or_(decided.is_(None), decided >= known_at)
    if state == "proposed":
        wanted = wanted.where(undecided)
    elif state is not None:
        wanted = wanted.where(col(ProposalRow.state) == state, ~undecided)
    # What is proposed of everybody is too much to be read for a list.
    unread = defer(ProposalRow.operation)  # type: ignore[arg-type]
    rows = (await session.exec(wanted.options(unread).order_by(col(ProposalRow.number)).limit(limit))).all()
    return [_known(proposal_answer(row, short), known_at) for row, short in rows]


def _known(answer: ProposalAnswer, known_at: datetime | None) -> ProposalAnswer:
    """What was decided later was not known yet."""
    if known_at is None or answer.decided_at is None or answer.decided_at < known_at:
        return answer
    unknown = {"state": "proposed", "decided_by": None, "decided_at": None, "decision_reason": None, "change": None}
    return answer.model_copy(update=unknown)


async def proposal(
    session: AsyncSession, number: int, known_at: datetime | None = None, *, personal: bool
) -> ProposalItem:
    """One proposal as known before an instant (None: as it stands), with what is personal in it or without.

    Raises:
        NotFound: there is none of that number, or was none by then.
    """
    row = await session.get(ProposalRow, number)
    if row is None or (known_at is not None and row.proposed_at >= known_at):
        raise NotFound(kind="proposal", code=str(number))
    answer = _known(proposal_answer(row), known_at)
    return ProposalItem(**dict(answer), personal=row.personal if personal else None)


def proposal_answer(row: ProposalRow, short: dict[str, Any] | None = None) -> ProposalAnswer:
    """`short` stands in place of the whole operation."""
    return ProposalAnswer(
        number=row.number or 0,
        action=row.action,
        state=row.state,
        operation=row.operation if short is None else short,
        reason=row.reason,
        proposed_by=PersonAnswer(subject=row.proposed_by, name=row.proposed_by_name),
        proposed_at=row.proposed_at,
        based_on=row.based_on,
        decided_by=_person(row.decided_by, row.decided_by_name),
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        change=row.change,
    )


def _change(row: ChangeRow) -> ChangeAnswer:
    assert row.recorded_at is not None  # noqa: S101 - the database fills it in
    return ChangeAnswer(
        number=row.number,
        known_at=row.known_at,
        recorded_at=row.recorded_at,
        action=row.action,
        reason=row.reason,
        made_by=PersonAnswer(subject=row.made_by, name=row.made_by_name),
        approved_by=_person(row.approved_by, row.approved_by_name),
        approval_reason=row.approval_reason,
        proposal=row.proposal,
    )


def _person(subject: str | None, name: str | None) -> PersonAnswer | None:
    return None if subject is None else PersonAnswer(subject=subject, name=name or "")
