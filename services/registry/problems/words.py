"""How the facts of a refusal are read out in either language."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

from services.calendar.civil import TEHRAN
from services.calendar.jalali import format_jalali, persian_digits

_MOST_LISTED = 10

_WORDS: dict[str, tuple[str, str]] = {
    "group": ("گروه", "group"),
    "agency": ("دستگاه", "agency"),
    "service": ("خدمت", "service"),
    "mandate": ("حکم", "mandate"),
    "duty": ("تکلیف", "duty"),
    "deadline": ("مهلت", "deadline"),
    "extension": ("تمدید", "extension"),
    "milestone": ("هدف میانی", "milestone"),
    "exemption": ("معافیت", "exemption"),
    "certificate": ("گواهی خدمت", "certificate of the service"),
    "province": ("استان", "province"),
    "key": ("کلید", "key"),
    "oversight_body": ("نهاد ناظر", "oversight body"),
    "referral": ("ارجاع", "referral"),
    "contact": ("نشانی تماس", "contact"),
    "proposal": ("پیشنهاد", "proposal"),
    "change": ("تغییر", "change"),
    "document": ("سند", "document"),
    "parent": ("دستگاه بالادست", "parent"),
    "code": ("کد", "code"),
    "core": ("اصلی", "core"),
    "affiliated": ("تابعه", "affiliated"),
    "sandbox": ("آزمایشی", "sandbox"),
    "registrar": ("متصدی ثبت", "registrar"),
    "approver": ("تأییدکننده", "approver"),
    "overseer": ("ناظر", "overseer"),
    "operator": ("راهبر سامانه", "operator"),
    "inspector:oversight_committee": ("بازرس کمیتهٔ نظارت", "inspector:oversight_committee"),
    "inspector:inspection_organisation": ("بازرس سازمان بازرسی", "inspector:inspection_organisation"),
    "inspector:article_90_commission": ("بازرس کمیسیون اصل ۹۰", "inspector:article_90_commission"),
    "oversight_committee": ("کمیتهٔ نظارت", "oversight committee"),
    "inspection_organisation": ("سازمان بازرسی", "inspection organisation"),
    "article_90_commission": ("کمیسیون اصل ۹۰", "Article 90 commission"),
    "opened": ("گشوده", "opened"),
    "answered": ("پاسخ‌داده‌شده", "answered"),
    "closed": ("مختومه", "closed"),
    "complied": ("تکلیف انجام شد", "complied"),
    "excused": ("عذر پذیرفته شد", "excused"),
    "sanctioned": ("برخورد شد", "sanctioned"),
    "passed_on": ("به مرجع دیگری فرستاده شد", "passed on"),
    "information_only": ("فقط اطلاع‌رسانی", "information only"),
    "partly_online": ("نیمه‌الکترونیکی", "partly online"),
    "fully_online": ("تمام‌الکترونیکی", "fully online"),
    "proposed": ("در انتظار تصمیم", "proposed"),
    "approved": ("تأییدشده", "approved"),
    "rejected": ("ردشده", "rejected"),
    "withdrawn": ("پس‌گرفته‌شده", "withdrawn"),
    "register_agencies": ("ثبت دستگاه", "register_agencies"),
    "move_agency": ("جابه‌جایی دستگاه", "move_agency"),
    "merge_agencies": ("ادغام دستگاه‌ها", "merge_agencies"),
    "split_agency": ("تفکیک دستگاه", "split_agency"),
    "dissolve_agency": ("انحلال دستگاه", "dissolve_agency"),
    "put_oversight_body": ("تعیین نهاد ناظر", "put_oversight_body"),
    "enact_mandate": ("ثبت حکم", "enact_mandate"),
    "extend_deadline": ("تمدید مهلت", "extend_deadline"),
    "withdraw_extension": ("لغو تمدید", "withdraw_extension"),
    "amend_binding": ("تغییر مشمولان", "amend_binding"),
    "amend_roll_up": ("تغییر شیوهٔ تجمیع دستگاه‌های تابعه", "amend_roll_up"),
    "repeal_mandate": ("لغو حکم", "repeal_mandate"),
    "grant_exemption": ("اعطای معافیت", "grant_exemption"),
    "end_exemption": ("پایان معافیت", "end_exemption"),
    "certify_services": ("گواهی سطح خدمات", "certify_services"),
    "end_certificate": ("پایان گواهی خدمت", "end_certificate"),
    "correct_certificate": ("اصلاح گواهی خدمت", "correct_certificate"),
    "enrol_keys": ("نام‌نویسی کلید", "enrol_keys"),
    "open_referral": ("گشودن ارجاع", "open_referral"),
    "answer_referral": ("پاسخ در ارجاع", "answer_referral"),
    "close_referral": ("مختومه‌کردن ارجاع", "close_referral"),
    "withdraw_referral": ("پس‌گرفتن ارجاع", "withdraw_referral"),
    "correct_referral": ("اصلاح ارجاع", "correct_referral"),
    "put_group": ("ثبت گروه", "put_group"),
    "rename_agency": ("تغییر نام دستگاه", "rename_agency"),
    "list_services": ("ثبت خدمت", "list_services"),
    "retire_service": ("پایان ارائهٔ خدمت", "retire_service"),
    "put_contacts": ("ثبت نشانی تماس", "put_contacts"),
    "edit_contact": ("ویرایش نشانی تماس", "edit_contact"),
    "erase_contact": ("حذف نشانی تماس", "erase_contact"),
    "revoke_key": ("ابطال کلید", "revoke_key"),
    "enrol_key": ("نام‌نویسی کلید با رمز", "enrol_key"),
    "sign_in_key": ("معرفی کلید تازه با کلید پیشین", "sign_in_key"),
}
_WORD_FIELDS = frozenset({"kind", "where", "state", "needed", "action", "oversight_body", "level"})
"""Fields whose values are the registry's own words, not somebody's code that happens to look like one."""


def spoken(field: str, value: object, language: Literal["fa", "en"]) -> str:
    """A fact as people of that language read it: words translated, instants by their calendar, long lists cut short."""
    match value:
        case None:
            return "هیچ" if language == "fa" else "none"
        case datetime():
            return instant(value, language)
        case date():
            return format_jalali(value, "fa") if language == "fa" else value.isoformat()
        case str():
            return _word(value, language) if field in _WORD_FIELDS else value
        case int():
            return persian_digits(str(value)) if language == "fa" else str(value)
        case Iterable():
            return _listed([spoken(field, each, language) for each in value], _joint(field, language))
    return str(value)


def instant(at: datetime, language: Literal["fa", "en"]) -> str:
    """In Persian a Jalali day and the wall time of Tehran, in English RFC 3339 in UTC."""
    if language == "fa":
        local = at.astimezone(TEHRAN)
        return f"{format_jalali(local, 'fa')} ساعت {persian_digits(local.strftime('%H:%M'))}"
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _word(value: str, language: Literal["fa", "en"]) -> str:
    fa, en = _WORDS.get(value, (value, value))
    return fa if language == "fa" else en


def _joint(field: str, language: Literal["fa", "en"]) -> str:
    if field == "needed":
        return " یا " if language == "fa" else " or "
    return "، " if language == "fa" else ", "


def _listed(values: list[str], joint: str) -> str:
    return joint.join(values[:_MOST_LISTED] + (["…"] if len(values) > _MOST_LISTED else []))
