"""Dates, values and languages on the screen."""

from typing import Any

import pytest

from services.calendar.jalali import Language
from services.registry.cli.showing.language import language_of
from services.registry.cli.showing.moments import moment
from services.registry.cli.showing.values import shown


@pytest.mark.parametrize(
    ("field", "text", "language", "expected"),
    [
        ("deadline", "2023-06-21T20:30:00Z", "en", "31 Khordad 1402 · 2023-06-21"),
        ("until", "2023-06-21T20:30:00Z", "fa", "۳۱ خرداد ۱۴۰۲ · 2023-06-21"),
        ("from", "2023-06-21T20:30:00Z", "en", "1 Tir 1402 · 2023-06-22"),
        ("as_of", "2023-06-21T20:29:59.999999Z", "en", "31 Khordad 1402 · 2023-06-21"),
        ("known_at", "2023-06-21T05:30:00Z", "fa", "۳۱ خرداد ۱۴۰۲ · 2023-06-21 ۰۹:۰۰"),
        ("known_at", "2023-06-21T05:30:07.25+00:00", "en", "31 Khordad 1402 · 2023-06-21 09:00:07"),
        ("date", "2023-01-04", "en", "14 Dey 1401 · 2023-01-04"),
    ],
)
def test_days_are_jalali_beside_gregorian(field: str, text: str, language: Language, expected: str) -> None:
    assert moment(field, text, language) == expected


@pytest.mark.parametrize(
    ("field", "value", "language", "expected"),
    [
        ("final", True, "fa", "بله"),
        ("final", False, "en", "no"),
        ("parent", None, "en", "—"),
        ("services", [], "fa", "—"),
        ("revision", 57, "fa", "۵۷"),
        ("rows", 1200, "en", "1,200"),
        ("rows", 1200, "fa", "۱٬۲۰۰"),
        ("action", "extend_deadline", "fa", "تمدید مهلت"),
        ("action", "extend_deadline", "en", "extend_deadline"),
        ("code", "deadline", "fa", "deadline"),
        ("roles", ["registrar", "approver"], "fa", "متصدی ثبت، تأییدکننده"),
        ("made_by", {"subject": "sara", "name": "Sara"}, "en", "Sara"),
        ("limits", {"silent_after_days": 21, "at_risk_days": None}, "en", "silent after days: 21"),
        ("agencies", ["a"] * 20, "en", "a, " * 12 + "… (20)"),
    ],
)
def test_a_value_is_read_by_people(field: str, value: Any, language: Language, expected: str) -> None:
    assert shown(field, value, language) == expected


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fa_IR.UTF-8"}, "fa"),
        ({"LANG": "fa"}, "fa"),
        ({"LANG": "fa_IR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE", "LC_MESSAGES": "fa_IR"}, "fa"),
        ({"LANG": "fat_GH"}, "en"),
    ],
)
def test_the_locale_of_messages_tells_the_language(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language
