"""Tells by its content what a file is."""

from collections.abc import Iterator

from services.calendar.jalali import persian_digits
from services.registry.tables.columns import ImportKind
from services.registry.tables.reading.lines import MOST_BYTES_OF_CSV, MOST_BYTES_OF_XLSX, Line, TableUnreadable
from services.registry.tables.reading.separated import separated_lines
from services.registry.tables.reading.workbook import workbook_lines
from services.registry.tables.report import Text

_OLD_WORKBOOK = Text(
    "پروندهٔ XLSX یا CSV؛ این پروندهٔ قدیمی یا رمزدار Excel را با قالب xlsx و بی‌رمز ذخیره کنید",
    "an XLSX or CSV file; save this old or encrypted Excel file as xlsx without a password",
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def lines(kind: ImportKind, content: bytes) -> Iterator[Line]:
    """Raises TableUnreadable, at once or on the way."""
    if content.startswith(_OLE):
        raise TableUnreadable(_OLD_WORKBOOK)
    if content.startswith(_ZIP):
        _check_size(content, MOST_BYTES_OF_XLSX)
        return workbook_lines(kind, content)
    _check_size(content, MOST_BYTES_OF_CSV)
    return separated_lines(kind, content)


def _check_size(content: bytes, most: int) -> None:
    if len(content) > most:
        mebibytes = str(most // 2**20)
        fa = f"پرونده‌ای با حداکثر {persian_digits(mebibytes)} مبی‌بایت"
        raise TableUnreadable(Text(fa, f"a file of at most {mebibytes} MiB"))
