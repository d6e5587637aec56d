"""Rows into entries, with every error of every row."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from services.calendar.jalali import persian_digits
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.services import ServiceEntry
from services.registry.tables.columns import Column, ImportKind
from services.registry.tables.reading.headers import Headed
from services.registry.tables.reading.lines import Line, Unusable, text_of
from services.registry.tables.report import MOST_ERRORS, Report, Row, RowError, Text

_ENTRIES: dict[ImportKind, type[AgencyEntry | ServiceEntry | ContactEntry | CertificateEntry]] = {
    "agencies": AgencyEntry,
    "services": ServiceEntry,
    "contacts": ContactEntry,
    "certificates": CertificateEntry,
}
_KEYS: dict[ImportKind, tuple[str, ...]] = {
    "agencies": ("code",),
    "services": ("agency", "code"),
    "contacts": ("agency", "email"),
    "certificates": ("agency", "service"),
}
"""What is once in a file; the last of them is the cell that is named."""
_NO_HEADER = Text("خانهٔ خالی: این ستون سرستون ندارد", "an empty cell: this column has no header")
_UNFIT = Text("ردیفی که خانه‌هایش با هم سازگار باشند", "a row whose cells agree with each other")
_LONGEST_VALUE = 120
_WITHIN = "instrument_"
"""Columns that begin like this hold the fields of the entry's instrument."""


class Reader:
    """Gathers the rows and errors of one table."""

    def __init__(self, kind: ImportKind) -> None:
        self.kind = kind
        self._rows: list[Row[Any]] = []
        self._errors: list[RowError] = []
        self._error_count = 0
        self._lines = 0
        self._first_line: dict[tuple[str, ...], int] = {}

    def report(self) -> Report[Any]:
        return Report(tuple(self._rows), tuple(self._errors), self._error_count, self._lines)

    def refuse(self, line: int, column: str, value: str, expected: Text) -> None:
        self._error_count += 1
        if len(self._errors) < MOST_ERRORS:
            shown = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
            self._errors.append(RowError(line, column, shown, expected))

    def give_up(self, line: int, expected: Text) -> None:
        """The file cannot be read beyond that line. It is the first that has to be told."""
        self._error_count += 1
        self._errors.insert(0, RowError(line, "", "", expected))

    def take(self, line: Line, columns: Iterable[Headed]) -> None:
        """Reads one row; keeps it when nothing is wrong with it."""
        self._lines += 1
        errors_before = self._error_count
        cells = _Cells(self, line, columns)
        self._check_once(line, cells)
        entry = cells.entry(_ENTRIES[self.kind])
        if self._error_count > errors_before:
            return
        if entry is None:
            self.refuse(line.number, "", "", _UNFIT)
            return
        self._rows.append(Row(line.number, entry, cells.original))

    def _check_once(self, line: Line, cells: "_Cells") -> None:
        names = _KEYS[self.kind]
        if not all(isinstance(cells.values.get(name), str) for name in names):
            return
        first = self._first_line.setdefault(tuple(cells.values[name].casefold() for name in names), line.number)
        if first != line.number:
            fa = f"یک بار در پرونده: در خط {persian_digits(str(first))} نیز آمده است"
            cells.refuse(names[-1], Text(fa, f"once in the file: line {first} has it too"))


class _Cells:
    """The cells of one row by column: what they hold, and what they held before they were cleaned."""

    def __init__(self, reader: Reader, line: Line, columns: Iterable[Headed]) -> None:
        self._reader = reader
        self._number = line.number
        self._found: dict[str, tuple[str, Column, str]] = {}
        self.values: dict[str, Any] = {}
        self.original: dict[str, str] = {}
        past = 0
        for headed in columns:
            past = headed.place + 1
            cell = line.cells[headed.place] if headed.place < len(line.cells) else ""
            if headed.column is None:
                self._expect_empty(headed.header, text_of(cell))
            elif isinstance(cell, Unusable):
                reader.refuse(line.number, headed.header, cell.text, cell.expected)
            else:
                self._found[headed.column.name] = (headed.header, headed.column, cell)
                self._read(headed.column, cell)
        for cell in line.cells[past:]:
            self._expect_empty("", text_of(cell))

    def refuse(self, name: str, expected: Text | None = None) -> None:
        """A cell by the name of its column, which says what it expects if nothing else is to be said."""
        header, column, raw = self._found[name]
        self._reader.refuse(self._number, header, raw, expected or column.value.expected)

    def entry(self, form: type[AgencyEntry | ServiceEntry | ContactEntry | CertificateEntry]) -> Any:
        """None when the entry does not come about; what the entry refuses of the values read is then told."""
        try:
            return form.model_validate(self._nested())
        except ValidationError as error:
            names = ["_".join(map(str, problem["loc"])) for problem in error.errors(include_url=False)]
            for name in dict.fromkeys(names):
                if name in self.values:
                    self.refuse(name)
            return None

    def _nested(self) -> dict[str, Any]:
        """The values as an entry holds them."""
        within = {name: value for name, value in self.values.items() if name.startswith(_WITHIN)}
        if not within:
            return self.values
        instrument = {name.removeprefix(_WITHIN): value for name, value in within.items()}
        return {name: value for name, value in self.values.items() if name not in within} | {"instrument": instrument}

    def _read(self, column: Column, raw: str) -> None:
        text = column.value.clean(raw)
        if not text:
            if column.needed:
                self.refuse(column.name)
            return
        if text != raw:
            self.original[column.name] = raw
        try:
            self.values[column.name] = column.value.read(text)
        except ValueError:
            self.refuse(column.name)

    def _expect_empty(self, header: str, text: str) -> None:
        if text.strip():
            self._reader.refuse(self._number, header, text, _NO_HEADER)
