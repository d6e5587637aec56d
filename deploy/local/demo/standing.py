"""The standing as the scoreboard serves it: the part that never changes between two runs, and a print for people."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from rich import box
from rich.console import Console
from rich.table import Table

from services.calendar.civil import TEHRAN, first_midnight_at_or_after, last_day_before
from services.calendar.jalali import format_jalali

Standing = dict[str, Any]
"""The JSON of `/v1/standing`."""

HEADLINES = ("connected", "fully_connected")
STEPS = (
    "30_days_before",
    "14_days_before",
    "7_days_before",
    "1_day_before",
    "1_day_after",
    "7_days_after",
    "14_days_after",
    "21_days_after",
    "30_days_after",
)

FIGURE = ("name", "as_of", "numerator", "denominator", "percent")
AGENCY = ("code", "group", "status", "grade", "reason", "days_overdue")
LETTERS = ("step", "recipient", "count")


def deterministic(standing: Standing) -> Standing:
    """What must be the same in every run of the same scenario, sorted."""
    return {
        "simulated": standing["simulated"],
        "as_of": standing["as_of"],
        "figures": _rows(standing["figures"], FIGURE, by=("as_of", "name")),
        "agencies": _rows(standing["agencies"], AGENCY, by=("code",)),
        "letters": _rows(standing["letters"], LETTERS, by=("step", "recipient")),
    }


def _rows(rows: Iterable[Standing], keys: tuple[str, ...], by: tuple[str, ...]) -> list[Standing]:
    kept = [{key: row[key] for key in keys} for row in rows]
    return sorted(kept, key=lambda row: tuple(row[key] for key in by))


def write(standing: Standing, file: Path) -> None:
    """Write the deterministic part, byte for byte the same for the same content."""
    file.write_text(json.dumps(deterministic(standing), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(standing: Standing, console: Console) -> None:
    """Print the whole standing."""
    note = " · simulated data" if standing["simulated"] else ""
    console.print()
    console.rule(f"[bold]Standing as of {day(standing['as_of'])}{note}[/]")
    _show_headlines(standing, console)
    for table in (_figures(standing), _groups(standing), _unconnected(standing), _letters(standing)):
        console.print()
        console.print(table)


def _show_headlines(standing: Standing, console: Console) -> None:
    figures = [figure for figure in standing["figures"] if figure["name"] in HEADLINES]
    earliest = min((figure["as_of"] for figure in figures), default=None)
    for figure in figures:
        if figure["as_of"] == earliest:
            console.print()
            share = f"{percent(figure)} ({figure['numerator']} of {figure['denominator']})"
            console.print(f"[bold]{figure['label_en']}: {share}[/] as of {day(figure['as_of'])}", highlight=False)
            console.print(f"  {figure['definition_en']}", highlight=False)
            console.print(f"  {figure['definition_fa']}", highlight=False)


def _figures(standing: Standing) -> Table:
    table = _table("Figures", "figure", "as of", "bodies >", "percent >", "not judged >")
    for figure in sorted(standing["figures"], key=lambda figure: (figure["as_of"], figure["name"])):
        bodies = f"{figure['numerator']} of {figure['denominator']}"
        table.add_row(
            figure["label_en"], day(figure["as_of"]), bodies, percent(figure), str(_count(figure["not_judged"]))
        )
    return table


def _groups(standing: Standing) -> Table:
    columns = ("obligated", "exempt", "connected", "full", "unconnected")
    table = _table("By group", "group", "kind", *(f"{column} >" for column in columns))
    for group in standing["groups"]:
        table.add_row(group["name_en"], group["kind"], *(str(group[column]) for column in columns))
    return table


def _unconnected(standing: Standing) -> Table:
    table = _table("Bodies not connected", "body", "", "kind", "status", "reason", "days overdue >")
    open_cases = [agency for agency in standing["agencies"] if agency["status"] not in ("met", "exempt")]
    for agency in sorted(open_cases, key=_worst_first):
        reason = agency["reason"].replace("_", " ")
        row = (agency["name_en"], agency["name_fa"], agency["kind"], agency["status"].replace("_", " "), reason)
        table.add_row(*row, str(_count(agency["days_overdue"])))
    return table


def _worst_first(agency: Standing) -> tuple[bool, int, str]:
    return agency["kind"] != "core", -_count(agency["days_overdue"]), agency["code"]


def _letters(standing: Standing) -> Table:
    recipients = sorted({row["recipient"] for row in standing["letters"]})
    counts = {(row["step"], row["recipient"]): row["count"] for row in standing["letters"]}
    total = sum(counts.values())
    columns = (f"{recipient.replace('_', ' ')} >" for recipient in recipients)
    table = _table(f"Letters accepted: {total}", "step", *columns)
    for step in sorted({step for step, _ in counts}, key=_step_order):
        cells = (str(counts.get((step, recipient), "")) for recipient in recipients)
        table.add_row(step.replace("_", " "), *cells)
    return table


def _step_order(step: str) -> tuple[int, str]:
    return (STEPS.index(step) if step in STEPS else len(STEPS), step)


def _table(title: str, *columns: str) -> Table:
    """Columns whose name ends in ` >` are numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, min_width=len(title) + 4)
    for column in columns:
        table.add_column(column.removesuffix(" >"), justify="right" if column.endswith(" >") else "left")
    return table


def _count(value: object) -> int:
    """Of a number that may be missing or a list of names."""
    return len(value) if isinstance(value, list) else cast(int, value or 0)


def percent(figure: Standing) -> str:
    """`97.1 %`; a dash where nothing is counted."""
    return "–" if figure["percent"] is None else f"{figure['percent']:.1f} %"


def day(instant: str) -> str:
    """The Tehran day of an instant in both calendars; midnight is the end of the day before."""
    moment = datetime.fromisoformat(instant)
    ends_a_day = first_midnight_at_or_after(moment) == moment
    local = moment.astimezone(TEHRAN)
    date = last_day_before(moment) if ends_a_day else local.date()
    words = f"{format_jalali(date, 'en')} ({date.day} {date:%B %Y})"
    return f"the end of {words}" if ends_a_day else f"{words} {local:%H:%M}"
