"""Figures and days overdue."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from services.auditor.figures import DEFINITIONS, Body, FigureName, compute, days_overdue, definition
from services.calendar.jalali import end_of_jalali_day
from tests.unit.auditor.courts import case_of, verdict
from tests.unit.auditor.events import START, closed, day, duty, heartbeat

BODIES = [
    Body(code="full", kind="core", judged=True, status="met", grade="full"),
    Body(code="proven", kind="core", judged=True, status="met", grade="proven"),
    Body(code="claimed", kind="core", judged=True, status="overdue", grade="claimed"),
    Body(code="none", kind="core", judged=True, status="overdue", grade="none"),
    Body(code="silent", kind="core", judged=True, status="lapsed", grade="silent"),
    Body(code="exempt", kind="core", judged=True, status="exempt", grade="full"),
    Body(code="unbound", kind="core", judged=True, status=None),
    Body(code="behind", kind="core", judged=False, status="met", grade="full"),
    Body(code="affiliate", kind="affiliated", judged=True, status="met", grade="proven"),
]


@pytest.mark.parametrize(
    ("name", "counted", "denominator"),
    [
        ("connected", ("full", "proven"), 5),
        ("fully_connected", ("full",), 5),
        ("claimed", ("claimed", "full", "proven"), 5),
        ("connected_affiliates", ("affiliate",), 1),
        ("digitized", ("full", "proven"), 5),
    ],
)
def test_what_each_figure_counts(name: FigureName, counted: tuple[str, ...], denominator: int) -> None:
    figure = compute(definition(name), BODIES)
    assert (figure.counted, figure.denominator) == (counted, denominator)


def test_a_body_not_judged_is_neither_met_nor_in_breach() -> None:
    figure = compute(definition("connected"), BODIES)
    assert figure.not_judged == ("behind",)
    assert "behind" not in figure.base


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(134, 138, "97.1"), (126, 138, "91.3"), (1, 8, "12.5"), (1, 16, "6.3"), (3, 16, "18.8"), (0, 7, "0.0")],
)
def test_per_cent_has_one_decimal_halves_up(numerator: int, denominator: int, percent: str) -> None:
    many = [
        Body(code=f"b{n}", kind="core", judged=True, status="met", grade="full" if n < numerator else "none")
        for n in range(denominator)
    ]
    assert compute(definition("connected"), many).percent == Decimal(percent)


def test_over_no_bodies_there_is_no_percentage() -> None:
    assert compute(definition("connected"), []).percent is None


def test_every_definition_speaks_both_languages() -> None:
    assert all(all((d.label_fa, d.label_en, d.definition_fa, d.definition_en)) for d in DEFINITIONS)
    assert len({d.name for d in DEFINITIONS}) == len(DEFINITIONS)


def test_days_overdue_are_whole_civil_days_past_the_deadline() -> None:
    deadline = end_of_jalali_day(1402, 3, 31)
    late = verdict(case_of((START, duty([deadline]))), deadline + timedelta(days=2))
    assert late.status == "overdue"
    assert days_overdue(late, deadline + timedelta(hours=23)) == 0
    assert days_overdue(late, end_of_jalali_day(1402, 4, 31)) == 31


def test_days_since_a_lapse_count_from_the_later_of_deadline_and_lapse() -> None:
    early = case_of((START, duty([day(40)])), (day(2), heartbeat(day(2))), (day(3), closed(day(3))))
    late = case_of((START, duty([day(40)])), (day(30), heartbeat(day(45))), (day(50.5), closed(day(50.5))))
    assert days_overdue(verdict(early, day(60)), day(43)) == 3
    assert days_overdue(verdict(early, day(60)), day(39)) == 0
    assert days_overdue(verdict(late, day(60)), day(60)) == 9


def test_whoever_is_not_in_breach_has_no_days_overdue() -> None:
    met = verdict(case_of((START, duty([day(10)])), (day(30), heartbeat(day(30)))), day(31))
    assert days_overdue(met, datetime(2030, 1, 1, tzinfo=UTC)) == 0
