"""What the scoreboard will not answer, and why, in both languages. The edge maps each to a problem, once."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, NamedTuple

from services.auditor.scoreboard.wording import Wording
from services.calendar.jalali import Language, persian_digits


class Said(NamedTuple):
    """The same in both languages."""

    fa: str
    en: str

    def in_(self, language: Language) -> str:
        return self.fa if language == "fa" else self.en


class Refusal(Exception):
    """A question without an answer. `str` is the English.

    Attributes:
        name: the last part of the problem's type; stays when words change.
        status: HTTP status of the problem.
    """

    name: ClassVar[str]
    status: ClassVar[int] = 422

    def __init__(self, fa: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(fa, en)


class LaterThanJudged(Refusal):
    """An instant that no partition has been judged up to."""

    name = "later-than-judged"

    def __init__(self, asked: datetime, judged: datetime) -> None:
        fa, en = Wording("fa"), Wording("en")
        super().__init__(
            f"تا {fa.bound(asked)} هنوز هیچ دستگاهی ارزیابی نشده است؛ ارزیابی تا {fa.bound(judged)} رسیده است.",
            f"nobody is judged up to {en.bound(asked)} yet; it is judged up to {en.bound(judged)}",
        )


class NotAnInstant(Refusal):
    """A text that names no instant."""

    name = "not-an-instant"

    def __init__(self, written: str) -> None:
        super().__init__(
            f"«{written[:60]}» نه روزی از تقویم است، مانند ۱۴۰۲-۰۳-۲۴ یا 2023-06-14، و نه لحظه‌ای به شکل RFC 3339 "
            "با منطقهٔ زمانی.",
            f"{written[:60]!r} is neither a day of a calendar such as 1402-03-24 or 2023-06-14 nor an RFC 3339 instant "
            "with an offset",
        )


class DaysReversed(Refusal):
    """A span of days or instants that ends before it begins, or is too long."""

    name = "days-reversed"


class DefinitionUnknown(Refusal):
    """No figure has this name."""

    name = "figure-unknown"
    status = 404

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = ", ".join(known)
        super().__init__(
            f"هیچ شاخصی «{name[:60]}» نام ندارد؛ برخی از نام‌ها: {names}",
            f"no figure is called {name[:60]!r}; among others there are {names}",
        )


class DefinitionsRefused(Refusal):
    """A document of definitions that defines none, or takes a published name."""

    name = "definitions-invalid"

    def __init__(self, problems: Iterable[str]) -> None:
        told = "; ".join(problems)
        super().__init__(f"این سند تعریف درستی از شاخص‌ها نیست: {told}", f"no definitions of figures: {told}")


class GroupUnknown(Refusal):
    """No group has this code."""

    name = "group-unknown"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(f"هیچ گروهی کد «{code[:60]}» ندارد.", f"no group has the code {code[:60]!r}")


class ProvinceUnknown(Refusal):
    """No province has this code."""

    name = "province-unknown"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(f"هیچ استانی کد «{code[:60]}» ندارد.", f"no province has the code {code[:60]!r}")


class DutyUnknown(Refusal):
    """Nobody has this duty."""

    name = "duty-unknown"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(f"هیچ دستگاهی تکلیف «{code[:60]}» ندارد.", f"nobody has the duty {code[:60]!r}")


class DeadlineUnknown(Refusal):
    """The chain of the duty has no such deadline."""

    name = "deadline-unknown"
    status = 404

    def __init__(self, revision: int, known: Iterable[int]) -> None:
        numbers = ", ".join(map(str, known))
        super().__init__(
            persian_digits(f"زنجیرهٔ مهلت‌های این تکلیف مهلتی با شمارهٔ {revision} ندارد؛ شماره‌ها: {numbers}"),
            f"the chain of deadlines of this duty has no number {revision}; it has {numbers}",
        )


class SelectionTaken(Refusal):
    """A definition selects by itself what was asked to be selected otherwise."""

    name = "selection-taken"

    def __init__(self, name: str, part: str, own: str) -> None:
        super().__init__(
            f"شاخص «{name}» خود تنها {part} «{own}» را در بر می‌گیرد و نمی‌توان دیگری را خواست.",
            f"the figure {name!r} is about the {part} {own!r} by itself; another cannot be asked for",
        )


class NotComparable(Refusal):
    """Two sides between which no steps lead."""

    name = "not-comparable"


class NothingToForecastFrom(Refusal):
    """A forecast without judged days to look back on."""

    name = "nothing-to-forecast"

    def __init__(self) -> None:
        super().__init__(
            "پیش‌بینی ممکن نیست: در روزهایی که باید از آن‌ها آغاز کند همهٔ دستگاه‌ها ارزیابی نشده‌اند.",
            "there is nothing to forecast from: not every body is judged on the days to look back on",
        )


class ReceiptRefused(Refusal):
    """Bytes that are no receipt."""

    name = "receipt-unreadable"

    def __init__(self, why: str) -> None:
        super().__init__(f"این پرونده رسید یک شاخص نیست، یا دیگر همان بایت‌های صادرشده نیست: {why}", why)


class FrozenUnknown(Refusal):
    """No figure was published under this name."""

    name = "frozen-unknown"
    status = 404

    def __init__(self, name: str) -> None:
        super().__init__(
            f"هیچ رقمی با نام «{name[:60]}» منتشر و ثبت نشده است.", f"no figure is frozen under the name {name[:60]!r}"
        )


class FormatUnknown(Refusal):
    """A form in which nothing is written here."""

    name = "format-unknown"

    def __init__(self, asked: str) -> None:
        super().__init__(
            f"پاسخ به شکل «{asked[:40]}» نوشته نمی‌شود؛ json، csv و xlsx ممکن است، و csv و xlsx فقط برای فهرست‌ها.",
            f"no answer is written as {asked[:40]!r}; there are json, csv and xlsx, the latter two for lists",
        )


class CursorUnknown(Refusal):
    """A place in a list that it does not have."""

    name = "cursor-unknown"

    def __init__(self, after: str) -> None:
        super().__init__(
            f"در این فهرست چیزی با شناسهٔ «{after[:80]}» نیست.", f"this list has nothing called {after[:80]!r}"
        )


class BodyMissing(Refusal):
    """A request whose body is not what it ought to be."""

    name = "request-malformed"


class RequestTooLarge(Refusal):
    """A body longer than is read here."""

    name = "request-too-large"
    status = 413

    def __init__(self, limit: int) -> None:
        mebibytes = limit // (1024 * 1024)
        super().__init__(
            f"درخواست از {persian_digits(str(mebibytes))} مگابایت بزرگ‌تر است.",
            f"the request is larger than {mebibytes} MiB",
        )


class ChangesRefused(Refusal):
    """A document of changes that says none, or one that is not possible."""

    name = "changes-invalid"

    def __init__(self, problems: Iterable[str]) -> None:
        told = "; ".join(problems)
        super().__init__(f"این فرض‌ها پذیرفتنی نیست: {told}", f"these changes cannot be supposed: {told}")


class TooManyForWhatIf(Refusal):
    """More facts than are held in memory for suppositions."""

    name = "too-many-facts"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "شمار واقعیت‌ها بیش از آن است که اینجا نگه داشته شود؛ از دستور mohlat auditor whatif استفاده کنید.",
            "there are more facts than are held here; use the command mohlat auditor whatif",
        )


class WhatIfAway(Refusal):
    """The facts cannot be read just now."""

    name = "what-if-unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "واقعیت‌ها اکنون خوانده نمی‌شود؛ کمی بعد دوباره بپرسید.", "the facts cannot be read just now; ask again later"
        )
