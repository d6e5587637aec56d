"""Refusals about referrals: what a breach is, and what may be done when."""

from datetime import date, datetime

from services.registry.problems.refused import Refused, Said


class DutyNotBinding(Refused):
    """`at` is the instant of the breach."""

    agency: str
    duty: str
    at: datetime
    name, status = "duty-not-binding", 422
    title = Said("دستگاه مشمول این تکلیف نیست", "The agency is not bound by the duty")
    template = Said(
        "تکلیف «{duty}» در {at} دستگاه «{agency}» را در بر نمی‌گرفته است و نقض آن ممکن نیست.",
        "The duty {duty} did not bind {agency} at {at}; it cannot have been in breach of it then.",
    )


class ExemptThen(Refused):
    """`exemption` covers the instant of the breach."""

    agency: str
    exemption: str
    at: datetime
    name, status = "exempt-then", 422
    title = Said("دستگاه در آن زمان معاف بوده است", "The agency was exempt then")
    template = Said(
        "دستگاه «{agency}» در {at} با معافیت «{exemption}» معاف بوده است.",
        "{agency} was exempt by {exemption} at {at}.",
    )


class DeadlineNotPassed(Refused):
    """`deadline` is the one of the agency that stood at the instant `at` of the breach."""

    agency: str
    duty: str
    at: datetime
    deadline: datetime
    name, status = "deadline-not-passed", 422
    title = Said("مهلت هنوز نگذشته بوده است", "The deadline had not passed")
    template = Said(
        "مهلت دستگاه «{agency}» برای «{duty}» {deadline} بوده است و در {at} هنوز نقض نشده بود.",
        "The deadline of {agency} for {duty} was {deadline}; at {at} it was not in breach yet.",
    )


class BreachLater(Refused):
    """`date` is the referral's."""

    referral: str
    since: datetime
    date: date
    name, status = "breach-after-referral", 422
    title = Said("نقض پس از ارجاع است", "The breach lies after the referral")
    template = Said(
        "ارجاع «{referral}» به تاریخ {date} نمی‌تواند بر نقضی از {since} استوار باشد.",
        "The referral {referral} of {date} cannot rest on a breach from {since} on.",
    )


class DueNotLater(Refused):
    """`date` is that of the letter which sets the due date."""

    referral: str
    due: datetime
    date: date
    name, status = "due-not-later", 422
    title = Said("مهلت پاسخ پس از نامه نیست", "The due date does not lie after its letter")
    template = Said(
        "مهلت ارجاع «{referral}» ({due}) باید پس از تاریخ نامه‌ای باشد که آن را تعیین می‌کند ({date}).",
        "The due date {due} of the referral {referral} must lie after the letter of {date} that sets it.",
    )


class NumberTaken(Refused):
    """`referral` is the one that has the number already."""

    oversight_body: str
    number: str
    referral: str
    name, status = "number-taken", 409
    title = Said("شماره پیش‌تر به کار رفته است", "The number is taken")
    template = Said(
        "شمارهٔ «{number}» از «{oversight_body}» شمارهٔ ارجاع «{referral}» است.",
        "The number {number} of the {oversight_body} is that of the referral {referral}.",
    )


class ReferralEnded(Refused):
    """`state` is closed or withdrawn, since `date`."""

    referral: str
    state: str
    date: date
    name, status = "referral-ended", 409
    title = Said("ارجاع پایان یافته است", "The referral has ended")
    template = Said(
        "وضعیت ارجاع «{referral}» از {date} «{state}» است؛ پاسخ یا پایان دیگری نمی‌پذیرد.",
        "The referral {referral} is {state} since {date}; it takes no answer and no other end.",
    )


class ReferralOpen(Refused):
    referral: str
    name, status = "referral-open", 409
    title = Said("ارجاع پایان نیافته است", "The referral has not ended")
    template = Said(
        "ارجاع «{referral}» باز است؛ پایانی ندارد که بازگشوده یا اصلاح شود.",
        "The referral {referral} is open; there is no end of it to be reopened or corrected.",
    )


class DatedBefore(Refused):
    """`dated` is the day of the letter, `earliest` that of the letter which it cannot precede."""

    referral: str
    dated: date
    earliest: date
    name, status = "dated-before", 422
    title = Said("تاریخ نامه پیش از نامه‌ای است که باید پس از آن باشد", "The letter precedes what it follows")
    template = Said(
        "نامهٔ {dated} در ارجاع «{referral}» نمی‌تواند پیش از نامهٔ {earliest} باشد.",
        "The letter of {dated} in the referral {referral} cannot precede the one of {earliest}.",
    )


class TooManyAnswers(Refused):
    referral: str
    limit: int
    name, status = "too-many-answers", 409
    title = Said("شمار پاسخ‌ها بیش از اندازه است", "There are too many answers")
    template = Said(
        "ارجاع «{referral}» حداکثر {limit} پاسخ می‌پذیرد؛ آن را ببندید.",
        "The referral {referral} takes no more than {limit} answers; close it.",
    )
