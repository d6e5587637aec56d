"""Referrals: opened on a breach, answered any number of times, then closed with an outcome, or withdrawn.

opened → answered* → closed | withdrawn. An end that was entered wrongly is struck by a correction.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from services.calendar.civil import end_of_day
from services.registry.book.contents import AgencyContent, DutyContent, ExemptionContent, MandateContent
from services.registry.book.referrals import Dated, OutcomeContent, ReferralContent, ReplyContent, WithdrawalContent
from services.registry.problems import (
    BreachLater,
    DatedBefore,
    DeadlineNotPassed,
    DueNotLater,
    DutyNotBinding,
    EffectiveLater,
    ExemptThen,
    ReferralEnded,
    ReferralOpen,
    TooManyAnswers,
)
from services.registry.rules.binding import bound
from services.registry.rules.chain import chain_of, counting
from services.registry.rules.lives import check_alive
from services.registry.rules.persian import ascii_digits, clean

MOST_ANSWERS = 100
"""All of a referral must fit one record, whatever is written in it."""


def numbered(oversight_body: str, number: str) -> str:
    """What no two referrals share: the number of a body, whichever digits it is written in."""
    return f"{oversight_body} {ascii_digits(clean(number)).casefold()}"


def check_breach(
    referral: ReferralContent,
    agency: AgencyContent,
    mandate: MandateContent,
    duty: DutyContent,
    exemptions: Iterable[ExemptionContent],
) -> None:
    """Check that there was something to be in breach of; whether there was a breach is for the auditor to say.

    Args:
        exemptions: the agency's.

    Raises:
        NotYetFounded, AgencyDissolved: the agency does not exist when it is referred.
        DutyNotBinding, ExemptThen: it did not have to, then.
        DeadlineNotPassed: it still had time, by the chain as it stood then and as it stands now.
    """
    at = referral.breach.since
    check_alive(agency, max(referral.at, at))
    if not any(span.covers(at) for span in bound(agency, mandate, duty)):
        raise DutyNotBinding(agency=agency.code, duty=duty.code, at=at)
    for exemption in exemptions:
        if exemption.mandate == mandate.code and exemption.span.covers(at):
            raise ExemptThen(agency=agency.code, exemption=exemption.code, at=at)
    # An extension that was withdrawn later gives no time even then.
    deadline = min(chain_of(agency, counting(mandate, at))[-1].at, chain_of(agency, mandate.chain)[-1].at)
    if at < deadline:
        raise DeadlineNotPassed(agency=agency.code, duty=duty.code, at=at, deadline=deadline)


def check_letters(referral: ReferralContent, now: datetime) -> None:
    """Check the dates of all that is written in a referral against each other, and against the day it is entered.

    Raises:
        EffectiveLater: something is dated on a day to come, or the breach is yet to come.
        BreachLater: the breach begins after the day of the referral.
        DatedBefore: an answer precedes the referral, or its end precedes an answer.
        DueNotLater: a due date ends before its letter's day.
        TooManyAnswers: there are more than one record holds.
    """
    ends = [end for end in (referral.outcome, referral.withdrawal) if end is not None]
    for letter in (referral, *referral.answers, *ends):
        if letter.at > now:
            raise EffectiveLater(kind="referral", code=referral.code, at=letter.at)
    if referral.breach.since > now:
        raise EffectiveLater(kind="referral", code=referral.code, at=referral.breach.since)
    if referral.breach.since >= end_of_day(referral.date):
        raise BreachLater(referral=referral.code, since=referral.breach.since, date=referral.date)
    if len(referral.answers) > MOST_ANSWERS:
        raise TooManyAnswers(referral=referral.code, limit=MOST_ANSWERS)
    _check_due(referral, referral, referral.due)
    before: Dated = referral
    for letter in (*referral.answers, *ends):
        if letter.date < before.date:
            raise DatedBefore(referral=referral.code, dated=letter.date, earliest=before.date)
        before = letter
    for reply in referral.answers:
        _check_due(referral, reply, reply.due)


def answered(referral: ReferralContent, reply: ReplyContent) -> ReferralContent:
    """With one letter more, in its place by date; one that is there already is not there twice.

    Raises:
        ReferralEnded: it takes none any more.
    """
    check_open(referral)
    if reply in referral.answers:
        return referral
    return msgspec.structs.replace(referral, answers=in_order((*referral.answers, reply)))


def closed(referral: ReferralContent, outcome: OutcomeContent) -> ReferralContent:
    """Raises ReferralEnded when it is closed or withdrawn already."""
    check_open(referral)
    return msgspec.structs.replace(referral, outcome=outcome)


def withdrawn(referral: ReferralContent, withdrawal: WithdrawalContent) -> ReferralContent:
    """Raises ReferralEnded when it is closed or withdrawn already."""
    check_open(referral)
    return msgspec.structs.replace(referral, withdrawal=withdrawal)


def reopened(referral: ReferralContent) -> ReferralContent:
    """Without the end that was entered wrongly; raises ReferralOpen when it has none."""
    if referral.outcome is None and referral.withdrawal is None:
        raise ReferralOpen(referral=referral.code)
    return msgspec.structs.replace(referral, outcome=None, withdrawal=None)


def closed_otherwise(referral: ReferralContent, outcome: OutcomeContent) -> ReferralContent:
    """With another outcome than was entered; raises ReferralOpen when it is not closed."""
    if referral.outcome is None:
        raise ReferralOpen(referral=referral.code)
    return msgspec.structs.replace(referral, outcome=outcome)


def check_open(referral: ReferralContent) -> None:
    """Raises ReferralEnded when it is closed or withdrawn."""
    if referral.withdrawal is not None:
        raise ReferralEnded(referral=referral.code, state="withdrawn", date=referral.withdrawal.date)
    if referral.outcome is not None:
        raise ReferralEnded(referral=referral.code, state="closed", date=referral.outcome.date)


def in_order(answers: Iterable[ReplyContent]) -> tuple[ReplyContent, ...]:
    """By date; those of one day in the order in which they came."""
    return tuple(sorted(answers, key=lambda reply: reply.date))


def _check_due(referral: ReferralContent, letter: Dated, due: datetime | None) -> None:
    if due is not None and due <= letter.at:
        raise DueNotLater(referral=referral.code, due=due, date=letter.date)
