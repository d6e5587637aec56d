"""Referrals beside the breaches they are about."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.notices import OversightRole
from mohlat_contracts.referrals import Breach, ReferralData, ReferralOutcome, ReferralWithdrawal, Reply
from mohlat_contracts.verdicts import Status, VerdictData

from services.auditor.figures.referring import about, breaches_referred, referral_standing, referral_standings
from tests.unit.scoreboard.books import DEADLINE, a_verdict

DAY = timedelta(days=1)
OPENED = DEADLINE + 10 * DAY
DUE = DEADLINE + 40 * DAY
LATER = DEADLINE + 60 * DAY


def a_referral(agency: str = "aa", **changes: Any) -> ReferralData:
    return ReferralData(
        **{
            "agency": agency,
            "referral": f"referral-{agency}",
            "mandate": "window",
            "duty": "connect",
            "revision": 1,
            "oversight_body": "inspection_organisation",
            "number": "551",
            "date": date(2022, 10, 3),
            "at": OPENED,
            "breach": Breach(verdict="a" * 64, since=DEADLINE),
            "decision_fa": "متصل شود",
            "decision_en": "It is to connect",
            "due": DUE,
            **changes,
        }
    )


def closed(at: datetime = LATER - DAY) -> ReferralOutcome:
    return ReferralOutcome(result="sanctioned", date=date(2022, 11, 1), at=at, text_fa="جریمه", text_en="Fined")


def a_reply(at: datetime, due: datetime | None = None) -> Reply:
    return Reply(author="oversight_body", date=date(2022, 10, 20), at=at, text="یک ماه دیگر", due=due)


def withdrawn(at: datetime) -> ReferralWithdrawal:
    return ReferralWithdrawal(date=date(2022, 10, 20), at=at, basis_fa="اشتباه", basis_en="A mistake")


def overdue(*codes: str, since: datetime = DEADLINE) -> dict[str, VerdictData]:
    return {code: a_verdict(code, "overdue", "deadline_passed", effective_at=since) for code in codes}


def test_before_it_is_opened_there_is_no_referral() -> None:
    assert referral_standing(a_referral(), OPENED - timedelta(microseconds=1)) is None
    assert breaches_referred(overdue("aa"), [a_referral()], OPENED - DAY).not_referred == ("aa",)


def test_a_referral_is_past_due_from_its_due_date_on_and_not_before() -> None:
    referral = a_referral()
    assert breaches_referred(overdue("aa"), [referral], DUE - timedelta(microseconds=1)).waiting == ("aa",)
    assert breaches_referred(overdue("aa"), [referral], DUE).past_due == ("aa",)


def test_a_later_due_date_holds_from_the_answer_that_sets_it() -> None:
    referral = a_referral(answers=(a_reply(DUE + DAY, due=LATER),))
    assert breaches_referred(overdue("aa"), [referral], DUE).past_due == ("aa",)
    assert breaches_referred(overdue("aa"), [referral], DUE + DAY).waiting == ("aa",)


def test_a_closed_referral_of_a_breach_that_goes_on_is_told_with_its_result() -> None:
    referral = a_referral(outcome=closed())
    found = breaches_referred(overdue("aa"), [referral], LATER)
    assert (found.closed, found.past_due, found.waiting) == (("aa",), (), ())
    standing = referral_standing(referral, LATER)
    assert standing is not None
    assert (standing.state, standing.result) == ("closed", "sanctioned")
    before = referral_standing(referral, LATER - 2 * DAY)
    assert before is not None
    assert before.result is None, "an outcome says nothing of the time before it"


def test_a_withdrawn_referral_leaves_its_breach_unreferred() -> None:
    referral = a_referral(withdrawal=withdrawn(OPENED + DAY))
    assert breaches_referred(overdue("aa"), [referral], OPENED).waiting == ("aa",)
    assert breaches_referred(overdue("aa"), [referral], OPENED + DAY).not_referred == ("aa",)


def test_a_referral_of_an_earlier_breach_is_not_about_a_new_one() -> None:
    assert breaches_referred(overdue("aa", since=DUE), [a_referral()], LATER).not_referred == ("aa",)


def test_a_breach_that_is_found_to_have_begun_earlier_stays_referred() -> None:
    assert breaches_referred(overdue("aa", since=DEADLINE - DAY), [a_referral()], OPENED).waiting == ("aa",)


@pytest.mark.parametrize("status", ["met", "exempt", "pending", "at_risk"])
def test_who_is_not_in_breach_is_in_no_list(status: Status) -> None:
    found = breaches_referred({"aa": a_verdict("aa", status)}, [a_referral()], LATER)
    assert (found.in_breach, found.by_body) == ((), {})


def test_a_referral_of_another_duty_or_another_body_is_not_about_the_breach() -> None:
    verdict = overdue("aa")["aa"]
    for referral in (a_referral(duty="digitize"), a_referral("bb")):
        standing = referral_standing(referral, OPENED)
        assert standing is not None
        assert not about(standing, verdict)


def test_of_several_referrals_the_one_past_due_places_the_body_and_each_oversight_body_is_told() -> None:
    committee: OversightRole = "oversight_committee"
    referrals = [a_referral(), a_referral(referral="another", oversight_body=committee, due=LATER + DAY)]
    found = breaches_referred(overdue("aa", "bb"), referrals, LATER)
    assert (found.past_due, found.not_referred) == (("aa",), ("bb",))
    assert found.by_body == {"inspection_organisation": ("aa",), "oversight_committee": ("aa",)}


CODES = ("aa", "bb", "cc", "dd")


@st.composite
def referrals_of(draw: st.DrawFn) -> list[ReferralData]:
    days = st.integers(0, 80)
    found = []
    for number in range(draw(st.integers(0, 6))):
        opened = DEADLINE + draw(days) * DAY
        end = opened + draw(days) * DAY
        ending = draw(st.sampled_from(["open", "closed", "withdrawn"]))
        found.append(
            a_referral(
                draw(st.sampled_from(CODES)),
                referral=f"referral-{number}",
                at=opened,
                due=opened + draw(st.integers(1, 50)) * DAY,
                breach=Breach(verdict="a" * 64, since=DEADLINE + draw(st.integers(-5, 20)) * DAY),
                outcome=closed(end) if ending == "closed" else None,
                withdrawal=withdrawn(end) if ending == "withdrawn" else None,
            )
        )
    return found


@given(referrals_of(), st.sets(st.sampled_from(CODES)), st.integers(-5, 120))
def test_every_breach_is_in_one_list_whatever_the_order(
    referrals: Iterable[ReferralData], in_breach: set[str], day: int
) -> None:
    at = DEADLINE + day * DAY
    found = breaches_referred(overdue(*in_breach), referrals, at)
    assert found == breaches_referred(overdue(*in_breach), reversed(list(referrals)), at)
    parts = [found.not_referred, found.waiting, found.past_due, found.closed]
    assert sorted(code for part in parts for code in part) == sorted(in_breach) == list(found.in_breach)
    assert {code for codes in found.by_body.values() for code in codes} == set(in_breach) - set(found.not_referred)
    assert referral_standings(referrals, at) == referral_standings(reversed(list(referrals)), at)
