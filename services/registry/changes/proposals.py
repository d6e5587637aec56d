"""Four eyes: one official proposes, another decides. What is approved is carried out and published at that moment."""

import asyncio
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.changes import enrolment_codes
from services.registry.changes.carrying import carry_out
from services.registry.changes.referrals import check_proposer
from services.registry.changes.subjects import may_wait_beside_others, subjects_of
from services.registry.entries.contacts import PutOversightBody
from services.registry.entries.keys import EnrolKeys
from services.registry.entries.operations import PROPOSABLE, Proposable
from services.registry.identity.official import Official
from services.registry.models import ProposalRow, RevisionRow
from services.registry.models.row import among
from services.registry.problems import NotFound, NotProposer, ProposalClosed, ProposalStale, SamePerson
from services.registry.registrar import Approval, Change, Registrar
from services.registry.revisions import Book

PERSONAL: dict[type, set[str]] = {PutOversightBody: {"email"}}
"""Fields that are kept apart from a proposal, and only until it is decided."""


class Approved(NamedTuple):
    """`change` is its number in the journal, None when nothing had to change; `codes` are one-time codes by agency."""

    proposal: ProposalRow
    change: int | None
    codes: dict[str, str]


async def propose(
    registrar: Registrar, session: AsyncSession, by: Official, operation: Proposable, reason: str, based_on: int | None
) -> ProposalRow:
    """Put a proposal before the others, once it is clear that it could be carried out now.

    Args:
        session: holds the registry's lock.
        based_on: the number of the last change that the proposer has seen of what it is about (None: of all so far, but
            for what is often proposed beside others); the approval is refused when there is a later one.

    Raises:
        RoleMissing: it is not hers to propose.
        Refused: a rule forbids what is proposed.
    """
    change = await registrar.rehearse(session, four_eyes=True)
    await check_proposer(change.book, by, operation)
    await carry_out(change, operation)
    personal = PERSONAL.get(type(operation), set())
    # It may name everybody: to write it down takes a while, too.
    written = await asyncio.to_thread(operation.model_dump, mode="json", by_alias=True, exclude=personal)
    proposal = ProposalRow(
        action=operation.action,
        operation=written,
        personal=operation.model_dump(mode="json", include=personal) if personal else None,
        reason=reason,
        proposed_by=by.subject,
        proposed_by_name=by.name,
        proposed_at=change.known_at,
        based_on=_seen(change, operation) if based_on is None else based_on,
    )
    session.add(proposal)
    await session.flush()
    return proposal


def _seen(change: Change, operation: Proposable) -> int | None:
    return None if may_wait_beside_others(operation) else change.number - 1


async def approve(
    registrar: Registrar, session: AsyncSession, number: int, by: Official, reason: str, real_now: datetime
) -> Approved:
    """Carry out a proposal, in the name of both.

    Args:
        session: holds the registry's lock.
        real_now: from which one-time codes are valid.

    Raises:
        NotFound, ProposalClosed: there is nothing to decide.
        SamePerson: she proposed it herself.
        ProposalStale: its subject has changed since.
        Refused: a rule forbids it by now; the proposal stays open.
    """
    proposal = await the_open_proposal(session, number)
    if proposal.proposed_by == by.subject:
        raise SamePerson(number=number)
    # It may name everybody, and reading it takes seconds then.
    operation = await asyncio.to_thread(operation_of, proposal)
    await _check_fresh(session, proposal, operation)
    proposer = Official(proposal.proposed_by, proposal.proposed_by_name, frozenset())
    approval = Approval(by, reason, number)
    codes: dict[str, str] = {}
    async with registrar.change_in(session, proposer, proposal.action, proposal.reason, approval) as change:
        await carry_out(change, operation)
        if isinstance(operation, EnrolKeys):
            codes = await enrolment_codes.issue(session, operation.agencies, number, real_now)
    made = None if change.is_empty else change.number
    await _decide(session, proposal, "approved", by, reason, change.known_at, made)
    return Approved(proposal, made, codes)


async def reject(registrar: Registrar, session: AsyncSession, number: int, by: Official, reason: str) -> ProposalRow:
    """Decide against a proposal.

    Raises:
        NotFound, ProposalClosed: there is nothing to decide.
        SamePerson: she proposed it herself.
    """
    proposal = await the_open_proposal(session, number)
    if proposal.proposed_by == by.subject:
        raise SamePerson(number=number)
    await _decide(session, proposal, "rejected", by, reason, await registrar.now(session), None)
    return proposal


async def withdraw(registrar: Registrar, session: AsyncSession, number: int, by: Official, reason: str) -> ProposalRow:
    """Take back a proposal of one's own.

    Raises:
        NotFound, ProposalClosed: there is nothing to take back.
        NotProposer: somebody else proposed it.
    """
    proposal = await the_open_proposal(session, number)
    if proposal.proposed_by != by.subject:
        raise NotProposer(number=number)
    await _decide(session, proposal, "withdrawn", by, reason, await registrar.now(session), None)
    return proposal


async def the_open_proposal(session: AsyncSession, number: int) -> ProposalRow:
    """Raises NotFound or ProposalClosed when there is nothing to decide."""
    proposal = await session.get(ProposalRow, number)
    if proposal is None:
        raise NotFound(kind="proposal", code=str(number))
    if proposal.state != "proposed":
        raise ProposalClosed(number=number, state=proposal.state)
    return proposal


def operation_of(proposal: ProposalRow) -> Proposable:
    """What is proposed, with what is kept apart."""
    return PROPOSABLE.validate_python(proposal.operation | (proposal.personal or {}))


async def _check_fresh(session: AsyncSession, proposal: ProposalRow, operation: Proposable) -> None:
    if proposal.based_on is None:
        return
    subjects = await subjects_of(Book(session), operation)
    for kind, alike in groupby(subjects, lambda subject: subject.kind):
        codes = [subject.code for subject in alike]
        for code, standing in (await revisions.find(session, kind, among(RevisionRow.code, codes))).items():
            if standing.revision > proposal.based_on:
                raise ProposalStale(number=proposal.number or 0, entity=code)


async def _decide(
    session: AsyncSession,
    proposal: ProposalRow,
    state: str,
    by: Official,
    reason: str,
    at: datetime,
    change: int | None,
) -> None:
    decided: dict[str, Any] = {
        "state": state,
        "decided_by": by.subject,
        "decided_by_name": by.name,
        "decided_at": at,
        "decision_reason": reason,
        "change": change,
        "personal": None,
    }
    await session.exec(update(ProposalRow).where(col(ProposalRow.number) == proposal.number).values(**decided))
    await session.refresh(proposal)
