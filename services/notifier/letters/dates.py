"""Dates as the two readers write them: Jalali and Gregorian side by side."""

from datetime import date, datetime

from services.calendar.civil import TEHRAN, last_day_before
from services.calendar.jalali import Language, format_jalali, persian_digits

_MONTHS: dict[Language, tuple[str, ...]] = {
    "fa": (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
        "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def number(value: int, lang: Language) -> str:
    return persian_digits(str(value)) if lang == "fa" else str(value)


def both_calendars(moment: date | datetime, lang: Language) -> str:
    """«۳۱ خرداد ۱۴۰۲ (۲۱ ژوئن ۲۰۲۳)» or `21 June 2023 (31 Khordad 1402)`. An instant is read in Tehran."""
    day = moment.astimezone(TEHRAN).date() if isinstance(moment, datetime) else moment
    jalali = format_jalali(day, lang)
    gregorian = f"{number(day.day, lang)} {_MONTHS[lang][day.month - 1]} {number(day.year, lang)}"
    return f"{jalali} ({gregorian})" if lang == "fa" else f"{gregorian} ({jalali})"


def end_of(bound: datetime, lang: Language) -> str:
    """An exclusive bound as people read it: the end of the day before it."""
    day = both_calendars(last_day_before(bound), lang)
    return f"پایان {day}" if lang == "fa" else f"end of {day}"


def clock_time(moment: datetime, lang: Language) -> str:
    """The Tehran wall time, hours and minutes."""
    text = moment.astimezone(TEHRAN).strftime("%H:%M")
    return persian_digits(text) if lang == "fa" else text
