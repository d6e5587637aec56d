"""Days and instants as officials read them: Jalali beside Gregorian."""

import re
from datetime import UTC, date, datetime, timedelta

from services.calendar.civil import TEHRAN, last_day_before, start_of_day
from services.calendar.jalali import Language, format_jalali, persian_digits

BOUNDS = frozenset({"until", "deadline", "current_deadline", "original_deadline", "at", "exempt_until", "due"})
"""Fields whose instant is an exclusive bound, which is read as the day before it."""
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LEAST = timedelta(microseconds=1)


def moment(field: str, text: str, language: Language) -> str:
    """An RFC 3339 instant or an ISO day, as `31 Khordad 1402 · 2023-06-21`; with Tehran's time where it matters."""
    if DAY.fullmatch(text):
        return _day(date.fromisoformat(text), language)
    at = datetime.fromisoformat(text.upper()).astimezone(UTC)
    local = at.astimezone(TEHRAN)
    if start_of_day(local.date()) == at:
        return _day(last_day_before(at) if field in BOUNDS else local.date(), language)
    # The last instant of a day is how a whole day is looked back upon.
    if start_of_day((at + _LEAST).astimezone(TEHRAN).date()) == at + _LEAST:
        return _day(local.date(), language)
    time = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{_day(local.date(), language)} {persian_digits(time) if language == 'fa' else time}"


def _day(day: date, language: Language) -> str:
    return f"{format_jalali(day, language)} · {day.isoformat()}"
