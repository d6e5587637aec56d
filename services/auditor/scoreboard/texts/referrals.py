"""The words about referrals, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from mohlat_contracts.referrals import ReferralState, Result

from services.auditor.figures.referring import ReferralPlace
from services.calendar.jalali import Language


@dataclass(frozen=True, slots=True)
class ReferralTexts:
    """Words with a `{name}` are formatted."""

    referrals: str
    hint: str
    none: str
    none_here: str
    in_breach: str
    places: Mapping[ReferralPlace, str]
    states: Mapping[ReferralState, str]
    results: Mapping[Result, str]
    past_due: str
    see_all: str
    letter: str
    opened: str
    due: str
    decision: str
    answers: str
    answered_by: Mapping[str, str]
    new_due: str
    outcome: str
    withdrawn_because: str
    breach_since: str
    rests_on: str
    document: str
    oversight_body: str
    by_body: str
    referred_by: str
    ladder: str
    whom: str
    deeds: Mapping[ReferralState, str]


REFERRALS: Mapping[Language, ReferralTexts] = {
    "fa": ReferralTexts(
        referrals="ارجاع‌ها",
        hint="آنچه نهادهای ناظر دربارهٔ تخلف‌ها کرده‌اند. ارجاع، حکم را تغییر نمی‌دهد.",
        none="هنوز هیچ تخلفی ارجاع نشده است.",
        none_here="در این فهرست ارجاعی نیست.",
        in_breach="دستگاه‌های متخلف",
        places={
            "not_referred": "ارجاع‌نشده",
            "waiting": "ارجاع‌شده، در مهلت",
            "past_due": "ارجاع‌شده، مهلت آن گذشته",
            "closed": "ارجاع مختومه، تخلف پابرجا",
        },
        states={
            "opened": "باز",
            "answered": "پاسخ داده شده",
            "closed": "مختومه",
            "withdrawn": "پس گرفته شده",
        },
        results={
            "complied": "دستگاه تکلیف را انجام داد",
            "excused": "دلایل دستگاه پذیرفته شد",
            "sanctioned": "دستگاه جریمه شد",
            "passed_on": "به مرجع دیگری فرستاده شد",
        },
        past_due="مهلت گذشته",
        see_all="همهٔ ارجاع‌ها",
        letter="نامهٔ شمارهٔ {number}، {date}",
        opened="باز شده در",
        due="مهلت",
        decision="تصمیم",
        answers="پاسخ‌ها",
        answered_by={"agency": "دستگاه", "oversight_body": "نهاد ناظر"},
        new_due="مهلت تازه: {date}",
        outcome="نتیجه",
        withdrawn_because="پس گرفته شد، چون",
        breach_since="تخلف از",
        rests_on="بر پایهٔ حکم",
        document="سند",
        oversight_body="نهاد ناظر",
        by_body="ارجاع‌شده از سوی",
        referred_by="ارجاع از سوی {body}",
        ladder="نامه‌ها و ارجاع‌ها",
        whom="گیرنده یا نهاد ناظر",
        deeds={
            "opened": "ارجاع شمارهٔ {number} باز شد",
            "answered": "ارجاع شمارهٔ {number} پاسخ داده شد",
            "closed": "ارجاع شمارهٔ {number} مختومه شد",
            "withdrawn": "ارجاع شمارهٔ {number} پس گرفته شد",
        },
    ),
    "en": ReferralTexts(
        referrals="Referrals",
        hint="What oversight bodies have done about the breaches. A referral changes no verdict.",
        none="No breach has been referred yet.",
        none_here="No referral is in this list.",
        in_breach="Bodies in breach",
        places={
            "not_referred": "Not referred",
            "waiting": "Referred, not yet due",
            "past_due": "Referred, past its due date",
            "closed": "Referral closed, still in breach",
        },
        states={
            "opened": "open",
            "answered": "answered",
            "closed": "closed",
            "withdrawn": "withdrawn",
        },
        results={
            "complied": "the agency complied",
            "excused": "the agency's reasons were accepted",
            "sanctioned": "the agency was sanctioned",
            "passed_on": "passed on to another authority",
        },
        past_due="past its due date",
        see_all="All referrals",
        letter="Letter no. {number}, {date}",
        opened="Opened",
        due="Due",
        decision="Decision",
        answers="Answers",
        answered_by={"agency": "The agency", "oversight_body": "The oversight body"},
        new_due="New due date: {date}",
        outcome="Outcome",
        withdrawn_because="Withdrawn, because",
        breach_since="In breach since",
        rests_on="Rests on the verdict",
        document="Document",
        oversight_body="Oversight body",
        by_body="Referred by",
        referred_by="Referred by: {body}",
        ladder="Letters and referrals",
        whom="Recipient or oversight body",
        deeds={
            "opened": "Referral no. {number} opened",
            "answered": "Referral no. {number} answered",
            "closed": "Referral no. {number} closed",
            "withdrawn": "Referral no. {number} withdrawn",
        },
    ),
}
