"""The roster as the Excel workbooks that a registrar would be sent: Persian headers, right to left."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from xlsxwriter import Workbook

from scenarios.player.reading import Body

Table = Literal["agencies", "services", "contacts"]
Row = Sequence[str]

_CREATED = datetime(2022, 3, 21, tzinfo=UTC).replace(tzinfo=None)
"""Always the same, so that the same roster gives the same bytes. XlsxWriter takes no zone."""
_WIDTH = 28
_KINDS = {"core": "اصلی", "affiliated": "تابعه"}

HEADERS: dict[Table, Row] = {
    "agencies": ("کد", "نام", "نام انگلیسی", "گروه", "نوع", "دستگاه بالادست", "استان", "ساختگی"),
    "services": ("کد دستگاه", "کد خدمت", "نام", "نام انگلیسی", "پرکاربرد"),
    "contacts": ("کد دستگاه", "نام", "رایانامه", "سمت", "زبان"),
}
SHEETS: dict[Table, str] = {"agencies": "دستگاه‌ها", "services": "خدمات", "contacts": "رابط‌ها"}


def write_workbooks(roster: Sequence[Body], folder: Path) -> dict[Table, bytes]:
    """Write `<table>.xlsx` for each table into a folder, for whoever wants to open them; returns what they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[Table, Iterator[Row]] = {
        "agencies": map(_agency, roster),
        "services": (row for body in roster for row in _services(body)),
        "contacts": map(_contact, roster),
    }
    books = {table: workbook(table, found) for table, found in rows.items()}
    for table, content in books.items():
        (folder / f"{table}.xlsx").write_bytes(content)
    return books


def workbook(table: Table, rows: Iterable[Row]) -> bytes:
    """One sheet of texts; an empty text is an empty cell."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(SHEETS[table])
        sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADERS[table]) - 1, _WIDTH)
        for number, row in enumerate((HEADERS[table], *rows)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    return file.getvalue()


def _agency(body: Body) -> Row:
    names = (body.code, body.name_fa, body.name_en)
    place = (body.group, _KINDS[body.kind], body.parent or "", body.province or "")
    return (*names, *place, _yes_no(body.synthetic))


def _services(body: Body) -> Iterator[Row]:
    for number, code in enumerate(body.services, 1):
        high_use = number <= body.high_use_services
        yield (body.code, code, f"خدمت {number}", f"Service {number}", _yes_no(high_use))


def _contact(body: Body) -> Row:
    return (body.code, body.contact_name, body.contact_email, "رابط فنی", "فارسی")


def _yes_no(value: bool) -> str:
    return "بله" if value else "خیر"
