"""What an oversight body does about a breach: it refers it, is answered and answers, and closes it with an outcome."""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from mohlat_contracts.envelope import AgencyCode, CloudEvent, Identifier, Instant, Name, Revision
from mohlat_contracts.notices import OversightRole

ReferralState = Literal["opened", "answered", "closed", "withdrawn"]
Author = Literal["agency", "oversight_body"]
Result = Literal["complied", "excused", "sanctioned", "passed_on"]
"""What came of it: the agency complied, its reasons were accepted, it was sanctioned, or another authority has it."""

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Passage = Annotated[str, Meta(min_length=1, max_length=2000)]
"""What a letter says, in short."""


class Breach(Struct, frozen=True, kw_only=True):
    """The verdict that a referral rests on, and since when the duty is in breach by it: never before its deadline."""

    verdict: Sha256
    since: Instant


class Reply(Struct, frozen=True, kw_only=True):
    """A letter between the two; `at` is the first instant of its `date` in Tehran, from which on it counts.

    `due` is the new due date that the oversight body sets with it.
    """

    author: Author
    date: date
    at: Instant
    text: Passage
    due: Instant | None = None
    document: Sha256 | None = None


class ReferralOutcome(Struct, frozen=True, kw_only=True):
    """How it was closed; `at` as of a reply."""

    result: Result
    date: date
    at: Instant
    text_fa: Passage
    text_en: Passage
    document: Sha256 | None = None


class ReferralWithdrawal(Struct, frozen=True, kw_only=True):
    """That it ought not to have been opened; `at` as of a reply."""

    date: date
    at: Instant
    basis_fa: Passage
    basis_en: Passage
    document: Sha256 | None = None


class ReferralData(Struct, frozen=True, kw_only=True):
    """A referral with its whole history, as far as it was known; it is no fact of any judgement.

    Attributes:
        referral: its code, unique in the country.
        number: of the oversight body's letter, `date` its day; no two referrals of one body have the same.
        at: the first instant of `date` in Tehran, from which on it is open.
        due: when the agency must have complied, as first set; an exclusive bound.
        answers: in the order of their dates.
    """

    agency: AgencyCode
    referral: Identifier
    mandate: Identifier
    duty: Identifier
    revision: Revision
    oversight_body: OversightRole
    number: Name
    date: date
    at: Instant
    breach: Breach
    decision_fa: Passage
    decision_en: Passage
    due: Instant
    document: Sha256 | None = None
    answers: tuple[Reply, ...] = ()
    outcome: ReferralOutcome | None = None
    withdrawal: ReferralWithdrawal | None = None

    def state_at(self, at: datetime) -> ReferralState | None:
        """Where it stood at an instant; None before it was opened."""
        if at < self.at:
            return None
        if self.withdrawal is not None and self.withdrawal.at <= at:
            return "withdrawn"
        if self.outcome is not None and self.outcome.at <= at:
            return "closed"
        return "answered" if any(reply.at <= at for reply in self.answers) else "opened"

    def due_at(self, at: datetime) -> datetime:
        """The due date that stood at an instant: as first set, or as the oversight body has set it since."""
        later = [reply.due for reply in self.answers if reply.at <= at and reply.due is not None]
        return later[-1] if later else self.due


class ReferralRecorded(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.referral.recorded.v1"):
    data: ReferralData
