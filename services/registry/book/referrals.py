"""What the book holds of a referral, which an oversight body opens on a breach. What is dated holds from its day on."""

from datetime import date, datetime

from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import Author, ReferralState, Result
from msgspec import Struct

from services.calendar.civil import start_of_day


class Dated(Struct, frozen=True, kw_only=True):
    """Something in writing; `document` is the SHA-256 of the text itself."""

    date: date
    document: str | None = None

    @property
    def at(self) -> datetime:
        """Since when it holds: the first instant of its day in Tehran."""
        return start_of_day(self.date)


class BreachContent(Struct, frozen=True):
    """The verdict's id, and since when the duty is in breach by it."""

    verdict: str
    since: datetime


class ReplyContent(Dated, frozen=True, kw_only=True):
    """A letter of one to the other; `due` is the new due date that the oversight body sets with it."""

    author: Author
    text: str
    due: datetime | None = None


class OutcomeContent(Dated, frozen=True, kw_only=True):
    result: Result
    text_fa: str
    text_en: str


class WithdrawalContent(Dated, frozen=True, kw_only=True):
    """Why it ought not to have been opened."""

    basis_fa: str
    basis_en: str


class ReferralContent(Dated, frozen=True, kw_only=True):
    """`number` is that of the oversight body's letter; `due` as first set, an exclusive bound; `answers` by date."""

    code: str
    agency: str
    mandate: str
    duty: str
    oversight_body: OversightRole
    number: str
    breach: BreachContent
    decision_fa: str
    decision_en: str
    due: datetime
    answers: tuple[ReplyContent, ...] = ()
    outcome: OutcomeContent | None = None
    withdrawal: WithdrawalContent | None = None


def state_at(referral: ReferralContent, at: datetime) -> ReferralState | None:
    """Where it stands at an instant; None before it is opened."""
    if at < referral.at:
        return None
    if referral.withdrawal is not None and referral.withdrawal.at <= at:
        return "withdrawn"
    if referral.outcome is not None and referral.outcome.at <= at:
        return "closed"
    return "answered" if any(reply.at <= at for reply in referral.answers) else "opened"


def due_at(referral: ReferralContent, at: datetime) -> datetime:
    """The due date that stands at an instant."""
    later = [reply.due for reply in referral.answers if reply.at <= at and reply.due is not None]
    return later[-1] if later else referral.due
