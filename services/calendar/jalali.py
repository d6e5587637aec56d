"""Jalali dates, for people and for laws."""

import re
from datetime import date, datetime
from typing import Literal

from persiantools.jdatetime import JalaliDate

from services.calendar.civil import TEHRAN, end_of_day

Language = Literal["fa", "en"]

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

_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_JALALI_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


class NoSuchJalaliDay(ValueError):
    """A text that names no day of the Jalali calendar."""


def parse_jalali_day(text: str) -> date:
    """The (Gregorian) civil day that a Jalali date such as `1401-06-31` names.

    Raises:
        NoSuchJalaliDay: not of the form YYYY-MM-DD, or no such day in that month of that year.
    """
    match = _JALALI_DAY.fullmatch(text)
    if match is None:
        raise NoSuchJalaliDay(f"{text!r} is not a Jalali date of the form YYYY-MM-DD, such as 1401-06-31")
    year, month, day = (int(part) for part in match.groups())
    return _civil_day(year, month, day)


def end_of_jalali_day(year: int, month: int, day: int) -> datetime:
    """The exclusive bound of a Jalali day, in UTC.

    Raises:
        NoSuchJalaliDay: no such day.
    """
    return end_of_day(_civil_day(year, month, day))


def end_of_jalali_month(year: int, month: int) -> datetime:
    """The exclusive bound of a Jalali month, in UTC.

    Raises:
        NoSuchJalaliDay: no such month.
    """
    return end_of_jalali_day(year, month, last_day_of_jalali_month(year, month))


def last_day_of_jalali_month(year: int, month: int) -> int:
    """29, 30 or 31; Esfand has 30 days in a leap year."""
    if not 1 <= month <= 12:
        raise NoSuchJalaliDay(f"a Jalali year has months 1 to 12, not {month}")
    return JalaliDate.days_in_month(month, year)


def format_jalali(moment: date | datetime, lang: Language) -> str:
    """`31 Shahrivar 1401`, or with Persian digits and month names. An instant is read in Tehran."""
    day = moment.astimezone(TEHRAN).date() if isinstance(moment, datetime) else moment
    jalali = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]
    text = f"{jalali.day} {MONTHS[lang][jalali.month - 1]} {jalali.year}"
    return persian_digits(text) if lang == "fa" else text


def persian_digits(text: str) -> str:
    """The same text with its digits 0 to 9 written in Persian."""
    return text.translate(_PERSIAN_DIGITS)


def _civil_day(year: int, month: int, day: int) -> date:
    try:
        return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise NoSuchJalaliDay(f"there is no Jalali day {year:04}-{month:02}-{day:02}") from error
