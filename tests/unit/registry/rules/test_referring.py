"""What a referral may rest on, what may be written in it when, and where it then stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.book.contents import Binds, Link, MandateContent
from services.registry.book.referrals import ReferralContent, due_at, state_at
from services.registry.facts import referral_data
from services.registry.problems import (
    AgencyDissolved,
    BreachLater,
    DatedBefore,
    DeadlineNotPassed,
    DueNotLater,
    DutyNotBinding,
    EffectiveLater,
    ExemptThen,
    ReferralEnded,
    ReferralOpen,
    Refused,
    TooManyAnswers,
)
from services.registry.rules.referring import (
    MOST_ANSWERS,
    answered,
    check_breach,
    check_letters,
    closed,
    closed_otherwise,
    numbered,
    reopened,
    withdrawn,
)
from tests.unit.registry.book.contents import (
    a_duty,
    a_link,
    a_mandate,
    a_referral,
    a_reply,
    a_withdrawal,
    an_agency,
    an_exemption,
    an_outcome,
    day,
    for_agency,
    for_group,
    on,
    span,
)
from tests.unit.registry.book.strategies import tried

LATE = day(1_000)


def rests(referral: ReferralContent, mandate: MandateContent | None = None, *exemptions: Any, **agency: Any) -> None:
    mandate = mandate or a_mandate(a_link(0, 300))
    check_breach(referral, an_agency(**agency), mandate, mandate.duties[0], exemptions)


def test_a_breach_begins_with_the_deadline_or_later() -> None:
    rests(a_referral(since=300))
    rests(a_referral(since=305))
    with pytest.raises(DeadlineNotPassed) as refused:
        rests(a_referral(since=299))
    assert refused.value.deadline == day(300)


@pytest.mark.parametrize(
    ("link", "since", "in_breach"),
    [
        (a_link(1, 400, announced=290), 350, False),
        (a_link(1, 400, announced=290), 400, True),
        (a_link(1, 400, announced=305), 300, True),
        (a_link(1, 400, announced=290, withdrawn=320), 300, True),
        (a_link(1, 400, for_agency("ilo"), announced=290), 350, True),
        (a_link(1, 400, for_agency("sanjesh"), announced=290), 350, False),
        (a_link(1, 400, for_group("organisations"), announced=290), 350, False),
    ],
    ids=[
        "it had been extended",
        "the extension had passed",
        "it was extended only afterwards",
        "the extension was withdrawn later",
        "it was extended for another",
        "it was extended for this one",
        "it was extended for its group",
    ],
)
def test_the_agencys_own_deadline_of_that_time_counts(link: Link, since: int, in_breach: bool) -> None:
    mandate, referral = a_mandate(a_link(0, 300), link), a_referral(500, since=since, due=600)
    if in_breach:
        rests(referral, mandate)
    else:
        with pytest.raises(DeadlineNotPassed):
            rests(referral, mandate)


def test_who_is_not_bound_is_not_in_breach() -> None:
    for mandate in (
        a_mandate(a_link(0, 300), duty=a_duty(Binds(excluding=("sanjesh",)))),
        a_mandate(a_link(0, 250), in_force=span(0, 300)),
    ):
        with pytest.raises(DutyNotBinding):
            rests(a_referral(), mandate)


def test_who_is_exempt_is_not_in_breach() -> None:
    with pytest.raises(ExemptThen) as refused:
        rests(a_referral(), None, an_exemption(250, 301))
    assert refused.value.exemption == "e1"
    rests(a_referral(), None, an_exemption(250, 300), an_exemption(301, 320), an_exemption(0, mandate="other"))


def test_an_agency_that_is_gone_is_not_referred() -> None:
    with pytest.raises(AgencyDissolved):
        rests(a_referral(310), life=(0, 305))
    rests(a_referral(310), life=(0, 311))


@pytest.mark.parametrize(
    ("referral", "refusal"),
    [
        (a_referral(310, since=311), BreachLater),
        (a_referral(310, due=310), DueNotLater),
        (a_referral(310, due=300), DueNotLater),
        (a_referral(310, a_reply(309)), DatedBefore),
        (a_referral(310, a_reply(320, due=320)), DueNotLater),
        (a_referral(1_001, due=1_100), EffectiveLater),
        (a_referral(310, a_reply(1_001)), EffectiveLater),
        (closed(a_referral(310, a_reply(320)), an_outcome(319)), DatedBefore),
        (closed(a_referral(310), an_outcome(1_001)), EffectiveLater),
        (withdrawn(a_referral(310), a_withdrawal(309)), DatedBefore),
        (a_referral(310, *(a_reply(320, text=str(n)) for n in range(MOST_ANSWERS + 1))), TooManyAnswers),
    ],
)
def test_letters_stand_in_the_order_of_their_days(referral: ReferralContent, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_letters(referral, LATE)


def test_a_breach_of_later_on_the_same_day_is_not_there_yet() -> None:
    referral = a_referral(310, since=310)
    with pytest.raises(EffectiveLater):
        check_letters(referral, day(310) - timedelta(microseconds=1))
    tonight = msgspec.structs.replace(referral.breach, since=day(310) + timedelta(hours=9))
    with pytest.raises(EffectiveLater):
        check_letters(msgspec.structs.replace(referral, breach=tonight), day(310))


def test_all_may_be_of_one_day_and_due_at_its_end() -> None:
    referral = closed(a_referral(310, a_reply(310, due=311), due=311), an_outcome(310))
    check_letters(msgspec.structs.replace(referral, breach=a_referral(since=310).breach), day(310))


@pytest.mark.parametrize(
    "end", [lambda each: closed(each, an_outcome(330)), lambda each: withdrawn(each, a_withdrawal(330))]
)
def test_what_has_ended_takes_no_letter_and_no_other_end(end: Callable[[ReferralContent], ReferralContent]) -> None:
    ended = end(a_referral(310, a_reply(320)))
    more: list[Callable[[], ReferralContent]] = [
        lambda: answered(ended, a_reply(325)),
        lambda: closed(ended, an_outcome(330)),
        lambda: withdrawn(ended, a_withdrawal(331)),
    ]
    for one in more:
        with pytest.raises(ReferralEnded) as refused:
            one()
        assert (refused.value.state, refused.value.date) == (state_at(ended, LATE), on(330))
    assert answered(reopened(ended), a_reply(325)).answers == (a_reply(320), a_reply(325))


def test_only_an_end_that_is_there_can_be_corrected() -> None:
    with pytest.raises(ReferralOpen):
        reopened(a_referral())
    with pytest.raises(ReferralOpen):
        closed_otherwise(a_referral(), an_outcome(320))
    assert closed_otherwise(closed(a_referral(), an_outcome(320)), an_outcome(325)).outcome == an_outcome(325)


def test_a_letter_that_comes_late_stands_in_its_place_and_one_that_is_there_comes_once() -> None:
    late, same = a_reply(315), a_reply(320, text="دیگر")
    referral = answered(answered(a_referral(310, a_reply(320)), late), same)
    assert referral.answers == (late, a_reply(320), same)
    assert answered(referral, late) is referral


def test_the_due_date_is_the_last_that_the_body_has_set() -> None:
    referral = a_referral(310, a_reply(320), a_reply(330, due=360), due=340)
    found = [due_at(referral, at) for at in (day(310), day(330) - timedelta(seconds=1), day(330), LATE)]
    assert found == [day(340), day(340), day(360), day(360)]


@pytest.mark.parametrize("same", ["۱۴۰۲/ب/۵۵۱", "1402/ب/551", " ١٤٠٢/ب/٥٥١ "])
def test_a_number_is_the_same_in_whichever_digits_it_is_written(same: str) -> None:
    assert numbered("b", same) == numbered("b", "1402/ب/551")
    assert numbered("b", same) != numbered("c", same)
    assert numbered("b", "1402/ب/55") != numbered("b", "14/02ب55")


STEPS = st.lists(st.tuples(st.sampled_from(["answer", "close", "withdraw", "reopen"]), st.integers(0, 9)), max_size=8)


@given(steps=STEPS)
@tried
def test_it_stands_where_a_reader_of_its_letters_says(steps: list[tuple[str, int]]) -> None:
    """Whatever is done to it in whatever order: what is refused changes nothing, and the event says the same."""
    referral, answers, end = a_referral(300), list[int](), None
    for what, after in steps:
        dated = 300 + after
        tried_with = _done(what, referral, dated)
        allowed = (end is not None) == (what == "reopen") and (
            what in ("answer", "reopen") or all(each <= dated for each in answers)
        )
        assert (tried_with is not None) == allowed
        if tried_with is None:
            continue
        referral = tried_with
        answers += [dated] if what == "answer" and dated not in answers else []
        end = None if what == "reopen" else (what, dated) if what != "answer" else end
    for number in range(298, 312):
        expected = None if number < 300 else "answered" if any(each <= number for each in answers) else "opened"
        if end is not None and number >= end[1]:
            expected = {"close": "closed", "withdraw": "withdrawn"}[end[0]]
        assert state_at(referral, day(number)) == expected
        assert referral_data(referral, 1).state_at(day(number)) == expected
        assert referral_data(referral, 1).due_at(day(number)) == due_at(referral, day(number))


def _done(what: str, referral: ReferralContent, dated: int) -> ReferralContent | None:
    try:
        match what:
            case "answer":
                after = answered(referral, a_reply(dated))
            case "close":
                after = closed(referral, an_outcome(dated))
            case "withdraw":
                after = withdrawn(referral, a_withdrawal(dated))
            case _:
                after = reopened(referral)
        check_letters(after, LATE)
    except Refused:
        return None
    return after
