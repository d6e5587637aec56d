"""Entries about referrals. A due date is the end of its day; letters are dated by the day that stands on them."""

from typing import Annotated, Literal

from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import Author, Result
from pydantic import Field, model_validator

from services.registry.entries.fields import AgencyCode, Code, Day, Entry, Instant, Name, Passage
from services.registry.entries.law import Sha256
from services.registry.rules.referring import MOST_ANSWERS


class BreachEntry(Entry):
    """The id of the verdict, and since when the duty is in breach by it: its `effective_at`, or a later deadline."""

    verdict: Sha256
    since: Instant


class OpenReferral(Entry):
    """`number` and `date` are those of the oversight body's letter, `document` is its text."""

    action: Literal["open_referral"] = "open_referral"
    code: Code
    agency: AgencyCode
    duty: Code
    oversight_body: OversightRole
    number: Name
    date: Day
    breach: BreachEntry
    decision_fa: Passage
    decision_en: Passage
    due: Instant
    document: Sha256 | None = None


class ReplyEntry(Entry):
    """A letter of the agency or of the oversight body, which may set a new due date with it."""

    author: Author
    date: Day
    text: Passage
    due: Instant | None = None
    document: Sha256 | None = None

    @model_validator(mode="after")
    def _due_is_not_the_agencys(self) -> "ReplyEntry":
        if self.due is not None and self.author != "oversight_body":
            raise ValueError("only the oversight body sets a due date")
        return self


class AnswerReferral(ReplyEntry):
    action: Literal["answer_referral"] = "answer_referral"
    referral: Code


class OutcomeEntry(Entry):
    result: Result
    date: Day
    text_fa: Passage
    text_en: Passage
    document: Sha256 | None = None


class CloseReferral(OutcomeEntry):
    action: Literal["close_referral"] = "close_referral"
    referral: Code


class WithdrawReferral(Entry):
    """It ought not to have been opened; it stays in the book."""

    action: Literal["withdraw_referral"] = "withdraw_referral"
    referral: Code
    date: Day
    basis_fa: Passage
    basis_en: Passage
    document: Sha256 | None = None


class CorrectReferral(Entry):
    """What is given was entered wrongly and is said anew, `answers` as a whole; all else stays.

    With `reopened` its end was entered wrongly: it has none.
    """

    action: Literal["correct_referral"] = "correct_referral"
    referral: Code
    number: Name | None = None
    date: Day | None = None
    breach: BreachEntry | None = None
    decision_fa: Passage | None = None
    decision_en: Passage | None = None
    due: Instant | None = None
    document: Sha256 | None = None
    answers: Annotated[tuple[ReplyEntry, ...] | None, Field(max_length=MOST_ANSWERS)] = None
    outcome: OutcomeEntry | None = None
    reopened: bool = False
