"""Four eyes: propose, approve, reject, withdraw."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import InRegistry, Number
from services.registry.api.routes.agencies import ReasonBody
from services.registry.api.seeing import Approving, Proposing, Reader, seen
from services.registry.api.writing import Answered, Write
from services.registry.changes import proposals
from services.registry.entries.fields import Entry, Reason
from services.registry.entries.operations import Proposable
from services.registry.identity.official import Official
from services.registry.models import ProposalRow
from services.registry.reading import journal
from services.registry.reading.journal import ProposalAnswer, ProposalItem, proposal_answer
from services.registry.registrar import Registrar

router = APIRouter(tags=["proposals"], prefix="/proposals")

State = Annotated[Literal["proposed", "approved", "rejected", "withdrawn"] | None, Query()]


class ProposalBody(Entry):
    """`based_on` is the last change that the proposer has seen of what it is about; a later one stops the approval.

    Without it that is the last change of all, but for extensions and exemptions, of which several may wait at once.
    """

    operation: Proposable
    reason: Reason
    based_on: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None


class ApprovedAnswer(BaseModel):
    """`enrolment_codes` are one-time codes by agency, shown this once and never again."""

    proposal: ProposalAnswer
    change: int | None
    enrolment_codes: dict[str, str]


@router.get("", operation_id="listProposals")
async def list_proposals(
    _: Reader, registrar: InRegistry, at: At, pages: Pages, state: State = None
) -> Page[ProposalAnswer]:
    """In their order, as they were known."""
    asked = pages.of("proposals", at, {"state": state}, int)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = int(asked.after[0]) if asked.after else 0
        found = await journal.proposals(session, state, after, asked.limit + 1, view.known_at)
    return asked.page(found, lambda each: (each.number,), *view)


@router.get("/{number}", operation_id="readProposal")
async def read(number: Number, by: Reader, registrar: InRegistry, at: At) -> ProposalItem:
    """As it was known; who is to decide on a mailbox sees it."""
    personal = by.may_act_as("registrar", "approver")
    async with registrar.reading() as session:
        return await journal.proposal(session, number, at.known_at, personal=personal)


@router.post("", operation_id="propose", status_code=201, response_model=ProposalAnswer)
async def propose(body: ProposalBody, by: Proposing, registrar: InRegistry, write: Write) -> Response:
    """What could not be carried out now is refused now."""

    async def do(session: AsyncSession) -> Answered:
        made = await proposals.propose(registrar, session, by, body.operation, body.reason, body.based_on)
        return Answered(201, proposal_answer(made), location=f"/v1/proposals/{made.number}")

    return await write(by, registrar.locked(), do)


@router.post("/{number}/approval", operation_id="approve", response_model=ApprovedAnswer)
async def approve(number: Number, body: ReasonBody, by: Approving, registrar: InRegistry, write: Write) -> Response:
    """Carry it out and publish it, in the name of both. Where a rule forbids it by now, it stays open."""

    async def do(session: AsyncSession) -> Answered:
        approved = await proposals.approve(registrar, session, number, by, body.reason, datetime.now(UTC))
        answer = ApprovedAnswer(
            proposal=proposal_answer(approved.proposal), change=approved.change, enrolment_codes=approved.codes
        )
        # A code is never kept, so a repeat cannot be shown it again: propose and approve new ones.
        kept = answer.model_copy(update={"enrolment_codes": {}}) if approved.codes else None
        return Answered(200, answer, kept=kept)

    return await write(by, registrar.locked(), do)


@router.post("/{number}/rejection", operation_id="reject", response_model=ProposalAnswer)
async def reject(number: Number, body: ReasonBody, by: Approving, registrar: InRegistry, write: Write) -> Response:
    return await _decided(proposals.reject, number, body.reason, by, registrar, write)


@router.post("/{number}/withdrawal", operation_id="withdraw", response_model=ProposalAnswer)
async def withdraw(number: Number, body: ReasonBody, by: Proposing, registrar: InRegistry, write: Write) -> Response:
    """Only who proposed it may take it back."""
    return await _decided(proposals.withdraw, number, body.reason, by, registrar, write)


_Decide = Callable[[Registrar, AsyncSession, int, Official, str], Awaitable[ProposalRow]]


async def _decided(
    decide: _Decide, number: int, reason: str, by: Official, registrar: Registrar, write: Write
) -> Response:
    async def do(session: AsyncSession) -> Answered:
        return Answered(200, proposal_answer(await decide(registrar, session, number, by, reason)))

    return await write(by, registrar.locked(), do)
