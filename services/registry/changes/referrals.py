"""Referrals: an oversight body opens one on a breach, both write to each other, and it is closed or withdrawn."""

from collections.abc import Iterable
from typing import Any

import msgspec

from services.registry import revisions
from services.registry.book.contents import DutyContent, ExemptionContent, MandateContent, OversightContent
from services.registry.book.entities import oversight_body, referral
from services.registry.book.referrals import (
    BreachContent,
    OutcomeContent,
    ReferralContent,
    ReplyContent,
    WithdrawalContent,
)
from services.registry.changes.agencies import the_agency
from services.registry.changes.instruments import check_uploaded
from services.registry.entries.referrals import (
    AnswerReferral,
    CloseReferral,
    CorrectReferral,
    OpenReferral,
    OutcomeEntry,
    ReplyEntry,
    WithdrawReferral,
)
from services.registry.identity.official import INSPECTORS, Official
from services.registry.problems import ContentDiffers, NotFound, NumberTaken, ReferenceUnknown, RoleMissing
from services.registry.registrar import Change
from services.registry.revisions import Book
from services.registry.rules import referring

_CORRECTED = ("number", "date", "decision_fa", "decision_en", "due", "document")
"""Fields of a referral that a correction may say anew as they are entered."""


async def open_one(change: Change, entry: OpenReferral) -> None:
    """Open a referral. One that was opened with equal content stays as it is.

    Raises:
        ReferenceUnknown: there is no such agency, duty or oversight body.
        ContentDiffers: there is a referral of that code with other content.
        NumberTaken: the oversight body has a referral of that number.
        DocumentUnknown: its text was never uploaded.
        Refused: it rests on no breach, or its dates contradict each other; see the rules of referring.
    """
    mandate, _ = await _the_duty(change.book, entry.duty)
    entered = ReferralContent(
        mandate=mandate.code,
        breach=BreachContent(entry.breach.verdict, entry.breach.since),
        **entry.model_dump(exclude={"action", "breach"}),
    )
    held = await change.book.named(ReferralContent, entry.code)
    if held is not None:
        if _as_opened(held) != entered:
            raise ContentDiffers(kind="referral", code=entry.code)
        return
    await change.book.get(ReferralContent, referral(entry.agency, entry.code))
    await _put(change, entered, [entered.document])


async def answer(change: Change, entry: AnswerReferral) -> None:
    """Add a letter of the agency or of the oversight body.

    Raises:
        NotFound: there is no such referral.
        ReferralEnded: it is closed or withdrawn.
        DocumentUnknown: its text was never uploaded.
        Refused: its dates contradict each other; see the rules of referring.
    """
    held = await the_referral(change.book, entry.referral)
    await _put(change, referring.answered(held, _reply(entry)), [entry.document])


async def close(change: Change, entry: CloseReferral) -> None:
    """Close a referral with its outcome. Raises as `answer`."""
    held = await the_referral(change.book, entry.referral)
    await _put(change, referring.closed(held, _outcome(entry)), [entry.document])


async def withdraw(change: Change, entry: WithdrawReferral) -> None:
    """Take back a referral that ought not to have been opened. Raises as `answer`."""
    held = await the_referral(change.book, entry.referral)
    withdrawal = WithdrawalContent(**entry.model_dump(exclude={"action", "referral"}))
    await _put(change, referring.withdrawn(held, withdrawal), [entry.document])


async def correct(change: Change, entry: CorrectReferral) -> None:
    """Say anew what was entered wrongly.

    Raises:
        NotFound: there is no such referral.
        ReferralOpen: it has no end, or no outcome, that could be corrected.
        NumberTaken, DocumentUnknown: as `open_one`.
        Refused: it would rest on no breach, or its dates would contradict each other; see the rules of referring.
    """
    held = await the_referral(change.book, entry.referral)
    anew: dict[str, Any] = {name: value for name in _CORRECTED if (value := getattr(entry, name)) is not None}
    if entry.breach is not None:
        anew["breach"] = BreachContent(entry.breach.verdict, entry.breach.since)
    if entry.answers is not None:
        anew["answers"] = referring.in_order(map(_reply, entry.answers))
    corrected = msgspec.structs.replace(held, **anew)
    if entry.reopened:
        corrected = referring.reopened(corrected)
    if entry.outcome is not None:
        corrected = referring.closed_otherwise(corrected, _outcome(entry.outcome))
    documents = [entry.document, *(reply.document for reply in entry.answers or ())]
    await _put(change, corrected, [*documents, entry.outcome.document if entry.outcome else None])


async def the_referral(book: Book, code: str) -> ReferralContent:
    """Raises NotFound when there is none of that code."""
    held = await book.named(ReferralContent, code)
    if held is None:
        raise NotFound(kind="referral", code=code)
    return held


def check_inspects(by: Official, body: str) -> None:
    """Raises RoleMissing unless she acts for that oversight body."""
    needed = next(role for inspected, role in INSPECTORS.items() if inspected == body)
    if not by.may_act_as(needed):
        raise RoleMissing(needed=needed)


async def check_proposer(book: Book, by: Official, operation: object) -> None:
    """Check that it is hers to propose: an inspector the referrals of her own body, a registrar everything else.

    Raises:
        NotFound: there is no such referral.
        RoleMissing: it is not.
    """
    if isinstance(operation, CloseReferral | WithdrawReferral | CorrectReferral):
        check_inspects(by, (await the_referral(book, operation.referral)).oversight_body)
    elif not by.may_act_as("registrar"):
        raise RoleMissing(needed="registrar")


async def _put(change: Change, content: ReferralContent, documents: Iterable[str | None]) -> None:
    mandate, duty = await _the_duty(change.book, content.duty)
    if await change.book.get(OversightContent, oversight_body(content.oversight_body)) is None:
        raise ReferenceUnknown(kind="oversight_body", code=content.oversight_body, where="oversight_body")
    agency = await the_agency(change, content.agency)
    exemptions = await change.book.of_agency(ExemptionContent, content.agency)
    held = change.book.before.get(referral(content.agency, content.code))
    if not isinstance(held, ReferralContent) or held.breach != content.breach:
        referring.check_breach(content, agency, mandate, duty, exemptions)
    referring.check_letters(content, change.known_at)
    await _check_number(change, content)
    for document in documents:
        await check_uploaded(change, document)
    change.book.put(content)


async def _check_number(change: Change, content: ReferralContent) -> None:
    key = referring.numbered(content.oversight_body, content.number)
    for code in await revisions.find(change.session, "referral", matching=lambda found: found.search == key):
        if code != content.code:
            raise NumberTaken(oversight_body=content.oversight_body, number=content.number, referral=code)


async def _the_duty(book: Book, code: str) -> tuple[MandateContent, DutyContent]:
    for mandate in await book.all(MandateContent):
        for duty in mandate.duties:
            if duty.code == code:
                return mandate, duty
    raise ReferenceUnknown(kind="duty", code=code, where="duty")


def _as_opened(referral: ReferralContent) -> ReferralContent:
    return msgspec.structs.replace(referral, answers=(), outcome=None, withdrawal=None)


def _reply(entry: ReplyEntry) -> ReplyContent:
    return ReplyContent(**entry.model_dump(exclude={"action", "referral"}))


def _outcome(entry: OutcomeEntry) -> OutcomeContent:
    return OutcomeContent(**entry.model_dump(exclude={"action", "referral"}))
