"""What the connector answers when it does not accept, as RFC 9457 problems, in both languages at once."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

PROBLEM_CONTENT_TYPE = "application/problem+json"
TYPE = "https://mohlat.ir/problems/"


class Said(NamedTuple):
    """The same in both languages."""

    en: str
    fa: str


@dataclass(eq=False)
class Refused(Exception):
    """The request is refused or put off; nothing of it counts as accepted.

    Attributes:
        status: HTTP status.
        name: what is wrong, in a word for programs; the last part of the problem's type.
        title: a few words, the same for every such problem.
        detail: a sentence for whoever sent the request.
        reason: for the log and the metrics; never told to the sender.
        more: further members of the problem.
        retry_after: seconds, for "not now".
        closing: the connection is not to be used any more.
    """

    status: int
    name: str
    title: Said
    detail: Said
    reason: str
    more: dict[str, Any] = field(default_factory=dict)
    retry_after: int | None = None
    closing: bool = False

    def body(self) -> bytes:
        return msgspec.json.encode(
            {
                "type": TYPE + self.name,
                "title": self.title.en,
                "title_fa": self.title.fa,
                "status": self.status,
                "name": self.name,
                "detail": self.detail.en,
                "detail_fa": self.detail.fa,
                **self.more,
            }
        )

    def headers(self) -> dict[str, str]:
        headers = {} if self.retry_after is None else {"retry-after": str(self.retry_after)}
        return {**headers, "connection": "close"} if self.closing else headers


NOT_AUTHENTICATED = Said("Unauthorized", "امضا پذیرفته نشد")
NOT_YOURS = Said("Forbidden", "اجازهٔ این کار را ندارید")
MALFORMED = Said("Malformed batch", "محتوا مطابق قالب نیست")
TOO_LARGE = Said("Content Too Large", "محتوا از اندازهٔ مجاز بزرگ‌تر است")
WRONG_MEDIA = Said("Unsupported Media Type", "نوع محتوا پذیرفته نیست")
TOO_SLOW = Said("Request Timeout", "محتوا به‌موقع نرسید")
TOO_MANY = Said("Too Many Requests", "تعداد درخواست‌ها بیش از اندازه است")
NOT_NOW = Said("Service Unavailable", "سامانه اکنون پذیرش ندارد")


def not_authenticated(reason: str) -> Refused:
    """One and the same answer whatever is wrong, so that it teaches a forger nothing."""
    detail = Said("The request's signature was not accepted.", "امضای درخواست پذیرفته نشد.")
    return Refused(401, "signature-refused", NOT_AUTHENTICATED, detail, reason)


def not_yours(index: int) -> Refused:
    detail = Said(
        f"Event {index} speaks for another source than the key's agency.",
        f"رویداد {index} از طرف دستگاهی جز دستگاه صاحب کلید است.",
    )
    errors = [{"event": index, "field": "$.source", "reason": "not the agency of the key"}]
    return Refused(403, "another-agency", NOT_YOURS, detail, "another_agency", {"errors": errors})


MOST_TOLD = 300
"""Characters of what the sender wrote that are said back: the decoder quotes all of it, and the log would hold it."""


def malformed(index: int | None, field: str, reason: str) -> Refused:
    field, reason = field[:MOST_TOLD], reason[:MOST_TOLD]
    where = (
        ("The body", "محتوای درخواست")
        if index is None
        else (
            f"Event {index}, field {field}",
            f"رویداد {index}، فیلد {field}",
        )
    )
    detail = Said(f"{where[0]}: {reason}", f"{where[1]}: {reason}")
    errors = [{"event": index, "field": field, "reason": reason}]
    return Refused(422, "malformed", MALFORMED, detail, "malformed", {"errors": errors})


def too_large(limit: int, unit: str = "bytes") -> Refused:
    """`unit` is one of bytes, inflated bytes, events."""
    units_fa = {"bytes": "بایت", "inflated bytes": "بایت پس از بازکردن فشرده‌سازی", "events": "رویداد"}
    detail = Said(f"A body holds at most {limit} {unit}.", f"محتوای درخواست حداکثر {limit} {units_fa[unit]} است.")
    return Refused(413, "too-large", TOO_LARGE, detail, "too_large")


def wrong_media(detail: Said) -> Refused:
    return Refused(415, "wrong-media", WRONG_MEDIA, detail, "wrong_media")


def too_slow(limit: float) -> Refused:
    detail = Said(
        f"The body did not arrive within {limit:g} seconds.", f"محتوای درخواست در {limit:g} ثانیه کامل نرسید."
    )
    return Refused(408, "too-slow", TOO_SLOW, detail, "too_slow", closing=True)


def too_many(whose: str, retry_after: int) -> Refused:
    """`whose` is address or key."""
    whose_fa = {"address": "این نشانی", "key": "این کلید"}[whose]
    detail = Said(
        f"This {whose} has sent too many requests. Try again in {retry_after} seconds.",
        f"از {whose_fa} درخواست‌های زیادی رسیده است؛ پس از {retry_after} ثانیه دوباره بفرستید.",
    )
    return Refused(429, "too-many-requests", TOO_MANY, detail, f"limit_per_{whose}", retry_after=retry_after)


_NOT_NOW_FA = {
    "busy": "اکنون درخواست‌های زیادی در دست انجام است.",
    "keys_stale": "تازه‌ترین تغییرات سامانهٔ ثبت هنوز نرسیده است.",
    "door_shut": "سامانهٔ دریافت در حال بازشدن است.",
    "clock_skewed": "ساعت سامانهٔ دریافت درست نیست.",
    "expelled": "این نمونه از سامانهٔ دریافت از سرویس خارج شده است.",
    "not_published": "ثبت داده‌ها تأیید نشد.",
    "move_failed": "حرکت ساعت کامل نشد.",
    "stopping": "این نمونه از سامانهٔ دریافت در حال توقف است.",
    "reading_up": "وضعیت دستگاه‌ها هنوز خوانده نشده است.",
}


def not_now(detail: str, reason: str, retry_after: int = 1) -> Refused:
    """Send it again in `retry_after` seconds; `reason` also chooses the Persian sentence."""
    fa = f"{_NOT_NOW_FA.get(reason, '')} کمی بعد دوباره بفرستید.".strip()
    return Refused(503, "not-now", NOT_NOW, Said(detail, fa), reason, retry_after=retry_after)
