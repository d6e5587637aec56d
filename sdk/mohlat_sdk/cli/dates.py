"""Instants as people read them, in both calendars and in Tehran's time. Pure; the Jalali calendar needs no library.

A Jalali year is leap when its place in the cycle of 33 years is one of eight. That rule and the astronomical one agree
from 1244 to 1473, beyond every deadline that can be met here.
"""

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Language = Literal["fa", "en"]

TEHRAN = ZoneInfo("Asia/Tehran")
MONTHS: dict[Language, tuple[str, ...]] = {
    "fa": (
        "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
        "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
    ),
    "en": (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar",
        "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
}  # fmt: skip
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_CYCLE, _LEAP = 33, (1, 5, 9, 13, 17, 22, 26, 30)
_KNOWN_YEAR, _KNOWN_NEW_YEAR = 1403, date(2024, 3, 20).toordinal()
_LONG_MONTHS, _LONG = 6, 31
_LEAST = timedelta(microseconds=1)


def persian_digits(text: str) -> str:
    """The same text with its digits 0 to 9 written in Persian."""
    return text.translate(_DIGITS)


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of a civil day."""
    year = day.year - 621
    if day.toordinal() < _new_year(year):
        year -= 1
    passed = day.toordinal() - _new_year(year)
    if passed < _LONG_MONTHS * _LONG:
        return year, passed // _LONG + 1, passed % _LONG + 1
    passed -= _LONG_MONTHS * _LONG
    return year, passed // 30 + _LONG_MONTHS + 1, passed % 30 + 1


def _new_year(year: int) -> int:
    return _KNOWN_NEW_YEAR + 365 * (year - _KNOWN_YEAR) + _leaps_before(year) - _leaps_before(_KNOWN_YEAR)


def _leaps_before(year: int) -> int:
    cycles, place = divmod(year, _CYCLE)
    return cycles * len(_LEAP) + sum(leap < place for leap in _LEAP)


def day_in_words(day: date, language: Language) -> str:
    """`31 Khordad 1402 (2023-06-21)`."""
    year, month, of_month = jalali(day)
    text = f"{of_month} {MONTHS[language][month - 1]} {year} ({day.isoformat()})"
    return persian_digits(text) if language == "fa" else text


def instant_in_words(instant: datetime, language: Language) -> str:
    """The same with the time of day in Tehran."""
    local = instant.astimezone(TEHRAN)
    time = local.strftime("%H:%M:%S")
    return f"{day_in_words(local.date(), language)} {persian_digits(time) if language == 'fa' else time}"


def last_day(bound: datetime) -> date:
    """The last day that a deadline leaves: its bound is exclusive, so midnight is read as the end of the day before."""
    return (bound - _LEAST).astimezone(TEHRAN).date()


def days_left(now: datetime, bound: datetime) -> int:
    """Civil days from today to the last day of a deadline; 0 on that day itself, negative once it is over."""
    return (last_day(bound) - now.astimezone(TEHRAN).date()).days
