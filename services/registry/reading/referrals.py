"""Referrals: who was referred by whom, on what breach, and what has come of it."""

from datetime import date, datetime

import msgspec
from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import Author, ReferralState, Result
from sqlalchemy import ColumnElement, and_, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.entities import Entity
from services.registry.book.referrals import ReferralContent, due_at, state_at
from services.registry.models import RevisionRow
from services.registry.problems import NotFound
from services.registry.reading.view import Answer, View, Viewed
from services.registry.revisions import Columns


class BreachAnswer(Answer):
    """The verdict that the referral rests on, and since when the duty is in breach by it."""

    verdict: str
    since: datetime


class ReplyAnswer(Answer):
    """A letter of one to the other; `due` is the new due date that was set with it."""

    author: Author
    date: date
    text: str
    due: datetime | None
    document: str | None


class OutcomeAnswer(Answer):
    result: Result
    date: date
    text_fa: str
    text_en: str
    document: str | None


class WithdrawalAnswer(Answer):
    date: date
    basis_fa: str
    basis_en: str
    document: str | None


class ReferralAnswer(Answer):
    """A referral with what was written in it by then.

    `state` is null where it was not open yet then; `due` is the due date that stood then, `due_passed` whether it had
    passed while the referral was open. A `document` can be downloaded under its SHA-256.
    """

    code: str
    agency: str
    mandate: str
    duty: str
    revision: int
    oversight_body: OversightRole
    state: ReferralState | None
    number: str
    date: date
    breach: BreachAnswer
    decision_fa: str
    decision_en: str
    due: datetime
    due_passed: bool
    document: str | None
    answers: list[ReplyAnswer]
    outcome: OutcomeAnswer | None
    withdrawal: WithdrawalAnswer | None


class ReferralItem(ReferralAnswer, Viewed):
    pass


async def referrals(
    session: AsyncSession,
    view: View,
    after: str,
    limit: int,
    *,
    agency: str | None = None,
    mandate: str | None = None,
    oversight_body: str | None = None,
    state: str | None = None,
) -> list[ReferralAnswer]:
    """Those that had been opened by then, ordered by code."""
    found: list[ReferralAnswer] = []
    among = [] if agency is None else [col(RevisionRow.agency) == agency]
    step = max(limit, 200)
    while len(found) < limit:
        chunk = await revisions.find(
            session,
            "referral",
            *among,
            known_at=view.known_at,
            matching=lambda columns: _matching(columns, mandate, oversight_body),
            after=after,
            limit=step,
        )
        for each in chunk.values():
            assert isinstance(each.content, ReferralContent)  # noqa: S101 - the kind says so
            stands = state_at(each.content, view.as_of)
            if stands is not None and state in (None, stands):
                found.append(_answer(each.revision, each.content, view))
        if len(chunk) < step:
            break
        after = next(reversed(chunk))
    return found[:limit]


async def referral(session: AsyncSession, code: str, view: View) -> ReferralItem:
    """Raises NotFound when there was none of that code."""
    found = await revisions.one(session, Entity("referral", code), view.known_at)
    if found is None or not isinstance(found.content, ReferralContent):
        raise NotFound(kind="referral", code=code)
    return ReferralItem(**dict(_answer(found.revision, found.content, view)), **view._asdict())


def _matching(columns: Columns, mandate: str | None, oversight_body: str | None) -> ColumnElement[bool]:
    wanted = {"mandate": mandate, "oversight_body": oversight_body}
    given = {name: value for name, value in wanted.items() if value is not None}
    return and_(true(), *([columns.content.contains(given)] if given else []))


def _answer(revision: int, content: ReferralContent, view: View) -> ReferralAnswer:
    state, due = state_at(content, view.as_of), due_at(content, view.as_of)
    outcome = content.outcome if state == "closed" else None
    withdrawal = content.withdrawal if state == "withdrawn" else None
    return ReferralAnswer(
        code=content.code,
        agency=content.agency,
        mandate=content.mandate,
        duty=content.duty,
        revision=revision,
        oversight_body=content.oversight_body,
        state=state,
        number=content.number,
        date=content.date,
        breach=BreachAnswer(verdict=content.breach.verdict, since=content.breach.since),
        decision_fa=content.decision_fa,
        decision_en=content.decision_en,
        due=due,
        due_passed=state in ("opened", "answered") and due <= view.as_of,
        document=content.document,
        answers=[ReplyAnswer(**msgspec.structs.asdict(each)) for each in content.answers if each.at <= view.as_of],
        outcome=None if outcome is None else OutcomeAnswer(**msgspec.structs.asdict(outcome)),
        withdrawal=None if withdrawal is None else WithdrawalAnswer(**msgspec.structs.asdict(withdrawal)),
    )
