"""Lines of raw cells, as either kind of file yields them, and how large a file may be."""

from typing import NamedTuple

from services.calendar.jalali import persian_digits
from services.registry.tables.report import Text

MOST_BYTES_OF_XLSX = 8 * 2**20
MOST_BYTES_OF_CSV = 32 * 2**20
"""Not compressed: as many rows take as much more."""
MOST_ROWS = 100_000
MOST_COLUMNS = 64


class Unusable(NamedTuple):
    """A cell whose content is no value: a formula or an error of Excel's."""

    text: str
    expected: Text


Cell = str | Unusable


class Line(NamedTuple):
    """Numbered from 1, as an editor or Excel shows it."""

    number: int
    cells: tuple[Cell, ...]


class TableUnreadable(Exception):
    """The file, from that line on, cannot be read as a table."""

    def __init__(self, expected: Text, line: int = 0) -> None:
        super().__init__(expected.en)
        self.expected = expected
        self.line = line


TOO_MANY_COLUMNS = Text(f"حداکثر {persian_digits(str(MOST_COLUMNS))} ستون", f"at most {MOST_COLUMNS} columns")
FORMULA = Text("مقدار خانه، نه فرمول", "the value itself, not a formula")


def text_of(cell: Cell) -> str:
    return cell.text if isinstance(cell, Unusable) else cell


def filled(line: Line) -> bool:
    return any(text_of(cell).strip() for cell in line.cells)
