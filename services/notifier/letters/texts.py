"""The sentences of a letter that depend on the case, in both languages."""

from datetime import datetime

from mohlat_contracts.notices import Recipient
from mohlat_contracts.registry import Digitize
from mohlat_contracts.verdicts import Reason, Status

from services.calendar.civil import days_between
from services.calendar.jalali import Language
from services.notifier.letters.dates import both_calendars, number
from services.notifier.state.dossier import View

RECIPIENTS: dict[Recipient, dict[Language, str]] = {
    "agency": {"fa": "خود دستگاه", "en": "the agency itself"},
    "parent": {"fa": "دستگاه بالادست", "en": "the parent agency"},
    "oversight_committee": {"fa": "کمیتهٔ نظارت", "en": "the oversight committee"},
    "inspection_organisation": {"fa": "سازمان بازرسی کل کشور", "en": "the General Inspection Organisation"},
    "article_90_commission": {"fa": "کمیسیون اصل ۹۰ مجلس", "en": "the Majlis Article 90 Commission"},
}

STATUSES: dict[Status, dict[Language, str]] = {
    "exempt": {"fa": "معاف", "en": "Exempt"},
    "met": {"fa": "انجام‌شده", "en": "Met"},
    "pending": {"fa": "در مهلت، انجام‌نشده", "en": "Pending"},
    "at_risk": {"fa": "در خطر", "en": "At risk"},
    "overdue": {"fa": "معوق", "en": "Overdue"},
    "lapsed": {"fa": "قطع‌شده", "en": "Lapsed"},
}

REASONS: dict[Reason, dict[Language, str]] = {
    "exempted": {"fa": "دستگاه معاف است", "en": "the agency is exempt"},
    "in_force": {"fa": "تکلیف برقرار است", "en": "the duty is fulfilled"},
    "before_deadline": {"fa": "مهلت هنوز باقی است", "en": "the deadline has not come yet"},
    "deadline_near": {"fa": "مهلت نزدیک است", "en": "the deadline is near"},
    "in_grace": {
        "fa": "مهلت یا حد سکوت گذشته است و تا رسیدن گزارش‌های در راه صبر می‌شود",
        "en": "the limit has passed and reports still on their way are being waited for",
    },
    "deadline_passed": {"fa": "مهلت گذشته است", "en": "the deadline has passed"},
    "closed": {"fa": "دستگاه پایان اتصال را اعلام کرده است", "en": "the agency declared its connection closed"},
    "silent": {
        "fa": "دیرزمانی است هیچ نشانهٔ فعالیتی از اتصال نرسیده است",
        "en": "no heartbeat of the connection has arrived for too long",
    },
    "share_fell": {
        "fa": "سهم خدمات غیرحضوری به زیر حد لازم رسیده است",
        "en": "the share of fully online services fell below what is required",
    },
    "not_bound": {"fa": "تکلیف شامل دستگاه نیست", "en": "the duty does not bind the agency"},
}


def standing(view: View, lang: Language) -> str:
    """Status and reason in words."""
    if view.verdict is None:
        return ""
    status, reason = STATUSES[view.verdict.status][lang], REASONS[view.verdict.reason][lang]
    return f"{status}؛ {reason}" if lang == "fa" else f"{status}: {reason}"


def days(view: View, at: datetime, lang: Language) -> str:
    """How far the deadline, or the lapse, is away."""
    deadline = view.deadline.at
    if view.case.status == "lapsed":
        n = number(days_between(view.case.effective_at, at), lang)
        return f"{n} روز از قطع آن گذشته" if lang == "fa" else _english_days(n, "since it lapsed")
    if at < deadline:
        n = number(days_between(at, deadline), lang)
        return f"{n} روز تا پایان مهلت" if lang == "fa" else _english_days(n, "left")
    n = number(days_between(deadline, at), lang)
    return f"{n} روز از مهلت گذشته" if lang == "fa" else _english_days(n, "past the deadline")


def missing(view: View, lang: Language) -> str:
    """What is not there, by the kind of the obligation and how far it is known."""
    obligation = view.duty.obligation
    if isinstance(obligation, Digitize):
        share = number(obligation.share_percent, lang)
        if lang == "fa":
            return f"هنوز {share} درصد از خدمات پرکاربرد به‌صورت غیرحضوری و الکترونیکی ارائه نمی‌شود."
        return f"Fewer than {share} % of the high-use services are offered fully online."
    return _missing_connection(view, lang)


def _missing_connection(view: View, lang: Language) -> str:
    verdict = view.verdict
    since = "" if verdict is None else both_calendars(verdict.effective_at, lang)
    match None if verdict is None else (verdict.status, verdict.grade):
        case ("lapsed", _) if lang == "fa":
            return f"اتصال به پنجرهٔ ملی خدمات هوشمند دولت از {since} برقرار نیست."
        case ("lapsed", _):
            return f"The connection to the National Smart Services Window has not been there since {since}."
        case (_, "claimed") if lang == "fa":
            return "اتصال اعلام شده، اما هنوز هیچ نشانهٔ فعالیتی آن را ثابت نکرده است."
        case (_, "claimed"):
            return "A connection was declared, but no heartbeat has proven it yet."
        case _ if lang == "fa":
            return "هیچ اتصالی به پنجرهٔ ملی خدمات هوشمند دولت اعلام یا ثابت نشده است."
        case _:
            return "No connection to the National Smart Services Window has been declared or proven."


def to_do(view: View, lang: Language) -> str:
    """What the agency can do now."""
    if isinstance(view.duty.obligation, Digitize):
        if lang == "fa":
            return "خدمات پرکاربرد را غیرحضوری کنید و سطح هر خدمت را با کلید دستگاه اعلام نمایید."
        return "Bring high-use services fully online and report the level of each, signed with the agency's key."
    if lang == "fa":
        return "سامانهٔ دستگاه را به پنجره وصل کنید و نشانهٔ فعالیت (heartbeat) را با کلید دستگاه بفرستید."
    return "Connect your systems to the Window and send heartbeats signed with the agency's key."


def _english_days(n: str, what: str) -> str:
    return f"{n} {'day' if n == '1' else 'days'} {what}"
