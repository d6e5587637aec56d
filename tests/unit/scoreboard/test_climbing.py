"""The ladder of one body: letters and referrals in one order."""

from datetime import timedelta

from services.auditor.figures.referring import referral_standings
from services.auditor.scoreboard.book import Letter
from services.auditor.scoreboard.climbing import LetterSent, ReferralDeed, climbed
from tests.unit.auditor.figures.test_referring import DAY, OPENED, a_referral, a_reply, closed, withdrawn


def a_letter(at_days: int) -> Letter:
    return Letter("aa", "connect", 0, "14_days_after", "oversight_committee", OPENED + at_days * DAY, "<m@mohlat>")


def told(*, as_of_days: int = 90, **changes: object) -> list[str]:
    as_of = OPENED + as_of_days * DAY
    standings = referral_standings([a_referral(**changes)], as_of)
    lines = climbed([a_letter(-5), a_letter(0), a_letter(20)], standings, as_of)
    return ["letter" if isinstance(each, LetterSent) else each.deed for each in lines]


def test_letters_and_deeds_are_in_the_order_of_time_and_letters_come_first() -> None:
    answered_and_closed = {"answers": (a_reply(OPENED + 10 * DAY),), "outcome": closed(OPENED + 30 * DAY)}
    assert told(**answered_and_closed) == ["letter", "letter", "opened", "answered", "letter", "closed"]


def test_nothing_later_than_the_instant_asked_for_is_told() -> None:
    assert told(as_of_days=5, outcome=closed(OPENED + 30 * DAY)) == ["letter", "letter", "opened"]


def test_a_withdrawal_is_a_deed_too() -> None:
    assert told(as_of_days=2, withdrawal=withdrawn(OPENED + timedelta(days=1)))[-1] == "withdrawn"


def test_a_body_without_letters_may_have_been_referred() -> None:
    (line,) = climbed([], referral_standings([a_referral()], OPENED), OPENED)
    assert isinstance(line, ReferralDeed)
