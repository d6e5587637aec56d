"""What the bodies of writes look like, by method and path; part of the API's description."""

import re
from typing import Any

_INSTRUMENT = {"number": "۱۴۰۱/ت/۲۲۰۷", "date": "2022-09-20", "issuer": "هیئت وزیران", "document": None}
_NAMES = {"name_fa": "سازمان نمونه", "name_en": "Sample Organisation"}
_LIMITS = {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24}
_AGENCY = {**_NAMES, "code": "sample", "group": "organisations", "kind": "core", "synthetic": True}
_PUBLIC_KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"  # of the first test vector of RFC 8032
_SIGNATURE = "5VZDAMNgrHKQhuLMgG6CioSHfx64sJFTtQtvSmX6QZFlVq4qT2lrd6D1BrJqMqG-lYKnDYaGI0hDRdNeWs9oBQ"

PROPOSALS: dict[str, tuple[str, dict[str, Any]]] = {
    "register_agencies": ("ثبت یک دستگاه تازه", {"agencies": [_AGENCY]}),
    "move_agency": (
        "انتقال دستگاه به وزارتخانه‌ای دیگر",
        {
            "agency": "sample",
            "group": "organisations",
            "kind": "affiliated",
            "parent": "sample-ministry",
            "province": "fars",
        },
    ),
    "merge_agencies": ("ادغام دو دستگاه", {"agencies": ["sample-two"], "into": "sample"}),
    "split_agency": ("تفکیک یک دستگاه", {"agency": "sample", "into": [{**_AGENCY, "code": "sample-new"}]}),
    "dissolve_agency": ("انحلال دستگاه", {"agency": "sample", "effective_from": "2023-03-20T20:30:00Z"}),
    "put_oversight_body": (
        "تعیین نشانی نهاد ناظر",
        {"role": "inspection_organisation", **_NAMES, "email": "inspection@example.org"},
    ),
    "enact_mandate": (
        "ثبت حکم اتصال به پنجرهٔ ملی",
        {
            "code": "window",
            "name_fa": "پنجرهٔ ملی خدمات",
            "name_en": "National services window",
            "instrument": _INSTRUMENT,
            "limits": _LIMITS,
            "deadline": "2022-09-22T20:30:00Z",
            "duties": [
                {
                    "code": "connect",
                    "obligation": {"kind": "connect", "grade": "proven"},
                    "binds": {"kinds": ["core", "affiliated"], "excluding": ["sample-two"]},
                    "roll_up": {"kind": "share", "percent": 80, "reach": "direct"},
                }
            ],
        },
    ),
    "extend_deadline": (
        "تمدید مهلت تا پایان دی ۱۴۰۱",
        {"mandate": "window", "deadline": "2023-01-20T20:30:00Z", "instrument": _INSTRUMENT, "scope": {"kind": "all"}},
    ),
    "withdraw_extension": (
        "لغو تمدید نخست",
        {"mandate": "window", "deadline_revision": 1, "instrument": _INSTRUMENT},
    ),
    "amend_binding": (
        "شمول تکلیف به دستگاه‌های اصلی محدود می‌شود",
        {"duty": "connect", "binds": {"kinds": ["core"]}, "instrument": _INSTRUMENT},
    ),
    "amend_roll_up": (
        "دستگاه بالادست با دستگاه‌های تابعه سنجیده می‌شود",
        {
            "duty": "connect",
            "roll_up": {"kind": "weighted", "percent": 75, "own": 2, "weights": {"sample-two": 3}, "otherwise": 1},
            "instrument": _INSTRUMENT,
        },
    ),
    "repeal_mandate": ("لغو حکم", {"mandate": "window", "instrument": _INSTRUMENT}),
    "grant_exemption": (
        "خدمتی به مردم ندارد",
        {
            "agency": "sample",
            "code": "no-public-service",
            "mandate": "window",
            "from": "2022-09-22T20:30:00Z",
            "until": None,
            "basis_fa": "خدمتی به مردم ارائه نمی‌کند",
            "basis_en": "Offers no service to the public",
            "approver": "هیئت وزیران",
            "instrument": _INSTRUMENT,
        },
    ),
    "end_exemption": ("پایان معافیت", {"agency": "sample", "code": "no-public-service"}),
    "certify_services": (
        "صورت‌جلسهٔ ارزیابی خدمات",
        {
            "certificates": [
                {
                    "agency": "sample",
                    "service": "sample-s01",
                    "level": "fully_online",
                    "from": "2022-09-22T20:30:00Z",
                    "until": None,
                    "certifier": "سازمان اداری و استخدامی",
                    "instrument": _INSTRUMENT,
                }
            ]
        },
    ),
    "end_certificate": ("بازدید دوم", {"agency": "sample", "service": "sample-s01", "until": "2023-03-20T20:30:00Z"}),
    "correct_certificate": (
        "سطح نادرست ثبت شده بود",
        {"agency": "sample", "service": "sample-s01", "holds_at": "2022-10-01T00:00:00Z", "level": "partly_online"},
    ),
    "enrol_keys": ("کد یک‌بارمصرف برای دستگاه", {"agencies": ["sample"]}),
    "erase_contact": ("درخواست شخص", {"contact": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}),
    "list_services": (
        "اصلاح گذشته بر پایهٔ صورت‌جلسه",
        {
            "services": [
                {
                    "agency": "sample",
                    "code": "sample-s01",
                    "name_fa": "خدمت نمونه",
                    "name_en": "Sample service",
                    "high_use": True,
                    "effective_from": "2022-03-20T20:30:00Z",
                }
            ]
        },
    ),
    "retire_service": (
        "پایان ارائه از سال گذشته",
        {"agency": "sample", "service": "sample-s01", "effective_from": "2022-06-21T19:30:00Z"},
    ),
    "close_referral": (
        "گزارش بازدید دوم",
        {
            "referral": "inspection-551",
            "date": "2023-09-02",
            "result": "complied",
            "text_fa": "اتصال برقرار و ارجاع مختومه شد",
            "text_en": "The agency is connected; the referral is closed",
        },
    ),
    "withdraw_referral": (
        "نامهٔ سازمان بازرسی",
        {
            "referral": "inspection-551",
            "date": "2023-07-20",
            "basis_fa": "دستگاه دیگری مورد نظر بود",
            "basis_en": "Another agency was meant",
        },
    ),
    "correct_referral": (
        "تاریخ نامه نادرست ثبت شده بود",
        {"referral": "inspection-551", "date": "2023-07-16", "due": "2023-08-23T20:30:00Z"},
    ),
}
"""Reason and operation, by action; the action itself is added."""

_REASON = {"reason": "نامهٔ شمارهٔ ۱۲ دستگاه"}
_PERSON = {"name": "شخص نمونه", "email": "person@example.org", "job": "technical", "language": "fa"}
_KEY = {"key_id": "sample-2", "public_key": _PUBLIC_KEY, "proof": _SIGNATURE}

_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("put", "/v1/groups/{}"): {"name_fa": "سازمان‌ها", "name_en": "Organisations", **_REASON},
    ("post", "/v1/agencies/{}/names"): {**_NAMES, "effective_from": "2023-03-20T20:30:00Z", **_REASON},
    ("post", "/v1/services"): {
        "services": [
            {
                "agency": "sample",
                "code": "enrolment",
                "name_fa": "نام‌نویسی",
                "name_en": "Enrolment",
                "high_use": True,
                "yearly_use": 120_000,
            }
        ],
        **_REASON,
    },
    ("post", "/v1/agencies/{}/services/{}/retirement"): {"effective_from": "2023-03-20T20:30:00Z", **_REASON},
    ("post", "/v1/contacts"): {"contacts": [{"agency": "sample", **_PERSON}], **_REASON},
    ("put", "/v1/contacts/{}"): {**_PERSON, **_REASON},
    ("post", "/v1/contacts/{}/erasure"): _REASON,
    ("post", "/v1/agencies/{}/keys/{}/revocation"): _REASON,
    ("post", "/v1/agencies/{}/keys"): {**_KEY, "signed_by": "sample-1", "signature": _SIGNATURE},
    ("post", "/v1/enrolments"): {**_KEY, "key_id": "sample-1", "code": "XXXX-XXXX-XXXX"},
    ("post", "/v1/referrals"): {
        "code": "inspection-551",
        "agency": "sample",
        "duty": "connect",
        "oversight_body": "inspection_organisation",
        "number": "۱۴۰۲/ب/۵۵۱",
        "date": "2023-07-15",
        "breach": {
            "verdict": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "since": "2023-06-21T20:30:00Z",
        },
        "decision_fa": "دستگاه باید تا پایان مرداد ۱۴۰۲ متصل شود",
        "decision_en": "The agency is to be connected by the end of Mordad 1402",
        "due": "2023-08-22T20:30:00Z",
        **_REASON,
    },
    ("post", "/v1/referrals/{}/answers"): {
        "author": "agency",
        "date": "2023-08-06",
        "text": "ده روز دیگر زمان لازم است",
        **_REASON,
    },
    ("post", "/v1/proposals/{}/approval"): _REASON,
    ("post", "/v1/proposals/{}/rejection"): _REASON,
    ("post", "/v1/proposals/{}/withdrawal"): _REASON,
    ("post", "/v1/clock"): {"from": "2022-03-20T20:30:00Z", "to": "2022-03-21T20:30:00Z"},
}


def examples(method: str, path: str) -> dict[str, dict[str, Any]]:
    """Examples of the body of an operation, by name; none for what has no JSON body."""
    place = (method, re.sub(r"{[^}]*}", "{}", path))
    if place == ("post", "/v1/proposals"):
        return {
            action: {"value": {"operation": {"action": action, **operation}, "reason": reason}}
            for action, (reason, operation) in PROPOSALS.items()
        }
    return {"example": {"value": _BODIES[place]}} if place in _BODIES else {}
