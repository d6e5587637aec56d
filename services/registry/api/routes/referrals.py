"""Referrals: what oversight bodies do about breaches. What ends or corrects one takes four eyes, and is proposed."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import ReferralState
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.changing import ChangedAnswer, Changing
from services.registry.api.etags import IfMatch, IfNoneMatch, tag_of
from services.registry.api.paging import At, Page, Pages, Viewpoint
from services.registry.api.paths import AgencyCode, Code, InRegistry
from services.registry.api.problems import refusing
from services.registry.api.routes.agencies import OfAgency, OfMandate
from services.registry.api.seeing import Inspecting, Reader, seen
from services.registry.changes.referrals import check_inspects
from services.registry.entries.fields import Reason
from services.registry.entries.referrals import AnswerReferral, OpenReferral, ReplyEntry
from services.registry.problems import (
    BreachLater,
    ContentDiffers,
    DatedBefore,
    DeadlineNotPassed,
    DocumentUnknown,
    DueNotLater,
    DutyNotBinding,
    EffectiveLater,
    ExemptThen,
    NotFound,
    NumberTaken,
    ReferenceUnknown,
    ReferralEnded,
    TooManyAnswers,
)
from services.registry.reading import referrals
from services.registry.reading.referrals import ReferralAnswer, ReferralItem
from services.registry.reading.view import View
from services.registry.registrar import Registrar

router = APIRouter(tags=["referrals"])

OfBody = Annotated[OversightRole | None, Query(alias="oversight_body")]
InState = Annotated[ReferralState | None, Query(alias="state")]

_OPENING = refusing(
    NotFound,
    ReferenceUnknown,
    ContentDiffers,
    NumberTaken,
    DutyNotBinding,
    ExemptThen,
    DeadlineNotPassed,
    BreachLater,
    DueNotLater,
    EffectiveLater,
    DocumentUnknown,
)
_ANSWERING = refusing(
    NotFound, ReferralEnded, TooManyAnswers, DatedBefore, DueNotLater, EffectiveLater, DocumentUnknown
)


class ReferralBody(OpenReferral):
    reason: Reason


class ReplyBody(ReplyEntry):
    reason: Reason


@router.get("/referrals", operation_id="listReferrals")
async def list_referrals(
    _: Reader,
    registrar: InRegistry,
    at: At,
    pages: Pages,
    agency: OfAgency = None,
    mandate: OfMandate = None,
    body: OfBody = None,
    state: InState = None,
) -> Page[ReferralAnswer]:
    """Those that had been opened by then, each with its state then."""
    filters = {"agency": agency, "mandate": mandate, "oversight_body": body, "state": state}
    return await _page(registrar, at, pages, "referrals", filters)


@router.get("/agencies/{code}/referrals", operation_id="listReferralsOfAgency")
async def list_its_referrals(
    code: AgencyCode, _: Reader, registrar: InRegistry, at: At, pages: Pages
) -> Page[ReferralAnswer]:
    """All that were ever opened on its breaches, as far as they were known."""
    return await _page(registrar, at, pages, "referrals-of-agency", {"agency": code})


@router.get("/referrals/{code}", operation_id="readReferral", response_model=ReferralItem)
async def read(code: Code, _: Reader, registrar: InRegistry, at: At, known: IfNoneMatch) -> Response:
    """With its answers and its outcome."""
    async with seen(registrar, at.as_of, at.known_at) as (session, view):
        return known.answer(await referrals.referral(session, code, view))


@router.post("/referrals", operation_id="openReferral", response_model=ChangedAnswer, responses=_OPENING)
async def open_one(body: ReferralBody, by: Inspecting, changing: Changing) -> Response:
    """Refer a breach. One inspector of the oversight body may do this alone: it rests on the body's own letter."""
    check_inspects(by, body.oversight_body)
    return await changing(by, OpenReferral(**body.model_dump(exclude={"reason"})), body.reason)


@router.post(
    "/referrals/{code}/answers", operation_id="answerReferral", response_model=ChangedAnswer, responses=_ANSWERING
)
async def answer(code: Code, body: ReplyBody, by: Inspecting, changing: Changing, if_match: IfMatch) -> Response:
    """Enter a letter of the agency or of the oversight body; the latter may set a new due date with it."""

    async def tag(session: AsyncSession, view: View) -> str:
        standing = await referrals.referral(session, code, view)
        check_inspects(by, standing.oversight_body)
        return tag_of(standing)

    operation = AnswerReferral(referral=code, **body.model_dump(exclude={"reason"}))
    return await changing(by, operation, body.reason, if_match, tag)


async def _page(
    registrar: Registrar, at: Viewpoint, pages: Pages, name: str, filters: dict[str, str | None]
) -> Page[ReferralAnswer]:
    asked = pages.of(name, at, filters, str)
    async with seen(registrar, asked.as_of, asked.known_at) as (session, view):
        after = str(asked.after[0]) if asked.after else ""
        found = await referrals.referrals(session, view, after, asked.limit + 1, **filters)
    return asked.page(found, lambda each: (each.code,), *view)
