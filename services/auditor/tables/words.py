"""The headings of tables and the words in their cells, in both languages."""

from collections.abc import Mapping
from typing import Any

from mohlat_contracts.registry import Level, Measure, Proof

from services.auditor.figures.computing import Place
from services.auditor.figures.rollup import Result
from services.auditor.scoreboard.texts import TEXTS
from services.calendar.jalali import Language

HEADINGS: dict[str, tuple[str, str]] = {
    "after": ("پس از گام", "after"),
    "affiliates_met": ("تابعهٔ انجام‌داده", "affiliates that met it"),
    "affiliates_not_judged": ("تابعهٔ ارزیابی‌نشده", "affiliates not judged"),
    "affiliates_not_met": ("تابعهٔ انجام‌نداده", "affiliates that did not"),
    "agency": ("دستگاه", "agency"),
    "among": ("میان", "among"),
    "as_of": ("وضعیت در", "as of"),
    "before": ("پیش از گام", "before"),
    "by": ("ثبت‌کننده", "by"),
    "change": ("تغییر", "change"),
    "code": ("کد", "code"),
    "core": ("خود دستگاه", "by itself"),
    "counts": ("آنچه شمرده می‌شود", "what counts"),
    "day": ("روز", "day"),
    "definition": ("تعریف", "definition"),
    "denominator": ("مخرج", "denominator"),
    "duty": ("تکلیف", "duty"),
    "effective_at": ("از چه زمانی درست بوده", "effective at"),
    "event_id": ("شناسهٔ رویداد", "event id"),
    "fact_count": ("شمار اسناد", "facts"),
    "figure": ("شاخص", "figure"),
    "first_met_at": ("نخستین انجام", "first met at"),
    "frozen_at": ("زمان ثبت", "frozen at"),
    "grade": ("درجهٔ اتصال", "grade"),
    "group": ("گروه", "group"),
    "id": ("شناسه", "id"),
    "kind": ("نوع", "kind"),
    "known_at": ("دانسته‌شده در", "known at"),
    "level": ("سطح", "level"),
    "list": ("فهرست", "list"),
    "measure": ("سنجه", "measured by"),
    "name": ("نام", "name"),
    "not_judged": ("ارزیابی‌نشده", "not judged"),
    "note": ("یادداشت", "note"),
    "now": ("اکنون", "now"),
    "now_grade": ("درجهٔ اکنون", "grade now"),
    "numerator": ("صورت", "numerator"),
    "over": ("مبنای شمارش", "over"),
    "parent": ("دستگاه بالادست", "parent"),
    "percent": ("درصد", "per cent"),
    "place": ("جای آن در شاخص", "place in the figure"),
    "proof": ("به گفتهٔ", "on whose word"),
    "province": ("استان", "province"),
    "reached": ("رسیده", "reached"),
    "reason": ("دلیل", "reason"),
    "reason_whole": ("دلیل", "why"),
    "rules": ("نسخهٔ قواعد", "rules"),
    "due": ("مهلت", "due"),
    "number": ("شماره", "number"),
    "opened_at": ("باز شده در", "opened at"),
    "oversight_body": ("نهاد ناظر", "oversight body"),
    "past_due": ("مهلت گذشته", "past its due date"),
    "referral": ("ارجاع", "referral"),
    "result": ("نتیجه", "result"),
    "state": ("وضعیت", "state"),
    "sentence": ("شرح", "in a sentence"),
    "signal": ("مورد", "signal"),
    "status": ("وضعیت", "status"),
    "step": ("گام", "step"),
    "supersedes": ("اصلاح‌کنندهٔ", "supersedes"),
    "timeliness": ("نسبت به هر مهلت", "under each deadline"),
    "was": ("پیش‌تر", "was"),
    "was_grade": ("درجهٔ پیش‌تر", "grade before"),
    "whole": ("کل", "of"),
    "with_affiliates": ("همراه تابعه‌ها", "with affiliates"),
}

_PLACES: dict[Place, str] = {
    "counted": "شمرده‌شده",
    "not_counted": "شمرده‌نشده",
    "left_out": "بیرون از شمارش",
    "not_judged": "ارزیابی‌نشده",
}
_RESULTS: dict[Result, str] = {
    "met": "انجام‌شده",
    "not_met": "انجام‌نشده",
    "exempt": "معاف",
    "not_bound": "نامشمول",
    "not_judged": "ارزیابی‌نشده",
}
_LEVELS: dict[Level, str] = {
    "information_only": "اطلاع‌رسانی برخط",
    "partly_online": "نیمه‌برخط",
    "fully_online": "کاملاً برخط",
}
_MEASURES: dict[Measure, str] = {"count": "تعداد", "use": "کاربرد سالانه"}
_PROOFS: dict[Proof, str] = {"claimed": "خود دستگاه", "certified": "تأیید رسمی"}
_STANDINGS = {"not_listed": "بیرون از فهرست", "not_bound": "نامشمول", "not_judged": "ارزیابی‌نشده"}
_LISTS = {
    "numerator": {
        "entered": ("به صورت افزوده شد", "into the numerator"),
        "left": ("از صورت کاسته شد", "out of the numerator"),
    },
    "denominator": {
        "entered": ("به مخرج افزوده شد", "into the denominator"),
        "left": ("از مخرج کاسته شد", "out of the denominator"),
    },
    "not_judged": {
        "entered": ("دیگر ارزیابی‌شده نیست", "not judged any more"),
        "left": ("اکنون ارزیابی‌شده است", "judged by now"),
    },
}

_PERSIAN: dict[str, Mapping[Any, str]] = {
    "status": {**TEXTS["fa"].statuses, **_STANDINGS},
    "grade": TEXTS["fa"].grades,
    "reason": TEXTS["fa"].reasons,
    "kind": TEXTS["fa"].kinds,
    "signal": TEXTS["fa"].signal_kinds,
    "outcome": TEXTS["fa"].outcomes,
    "place": _PLACES,
    "result": _RESULTS,
    "level": _LEVELS,
    "measure": _MEASURES,
    "proof": _PROOFS,
}


def heading(key: str, language: Language) -> str:
    fa, en = HEADINGS[key]
    return fa if language == "fa" else en


def told(kind: str, value: str | None, language: Language) -> str | None:
    """A word of ours: in English as the API writes it, in Persian translated."""
    return _PERSIAN[kind].get(value, value) if language == "fa" and value is not None else value


def told_movement(of: str, way: str, language: Language) -> str:
    """`into the numerator`, `out of the denominator` and so on."""
    fa, en = _LISTS[of][way]
    return fa if language == "fa" else en
