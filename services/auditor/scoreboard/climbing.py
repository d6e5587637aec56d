"""The ladder as one body climbed it: letters, and what oversight bodies did after them, in the order of time. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.referrals import ReferralState

from services.auditor.figures.referring import ReferralStanding
from services.auditor.scoreboard.book import Letter


@dataclass(frozen=True, slots=True)
class LetterSent:
    at: datetime
    letter: Letter


@dataclass(frozen=True, slots=True)
class ReferralDeed:
    """A referral was opened, answered, closed or withdrawn."""

    at: datetime
    standing: ReferralStanding
    deed: ReferralState


def climbed(
    letters: Iterable[Letter], standings: Iterable[ReferralStanding], as_of: datetime
) -> list[LetterSent | ReferralDeed]:
    """What happened up to `as_of`; of one instant, letters first."""
    sent = [LetterSent(letter.at, letter) for letter in letters if letter.at <= as_of]
    done = [deed for standing in standings for deed in _deeds(standing) if deed.at <= as_of]
    return sorted([*sent, *done], key=lambda each: each.at)


def _deeds(standing: ReferralStanding) -> Iterator[ReferralDeed]:
    referral = standing.referral
    yield ReferralDeed(referral.at, standing, "opened")
    for answer in referral.answers:
        yield ReferralDeed(answer.at, standing, "answered")
    if referral.outcome is not None:
        yield ReferralDeed(referral.outcome.at, standing, "closed")
    if referral.withdrawal is not None:
        yield ReferralDeed(referral.withdrawal.at, standing, "withdrawn")
