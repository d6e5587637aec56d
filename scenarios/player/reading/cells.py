"""Cells of a CSV file, read as what they mean; whoever reads one learns of its place when it is wrong."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scenarios.player.reading.malformed import Malformed, Place


@dataclass(frozen=True)
class Cells:
    """One line of a file."""

    file: str
    line: int
    texts: dict[str, str]

    def fault(self, column: str, why: str) -> Malformed:
        return Malformed(Place(self.file, column, self.line), why)

    def text(self, column: str) -> str:
        """A cell that must not be empty."""
        if not (value := self.texts[column]):
            raise self.fault(column, "is empty")
        return value

    def optional(self, column: str) -> str | None:
        return self.texts[column] or None

    def count(self, column: str) -> int:
        """A number from 0 on."""
        value = self.text(column)
        if not (value.isascii() and value.isdecimal()):
            raise self.fault(column, f"{value!r} is not a number")
        return int(value)

    def flag(self, column: str) -> bool:
        value = self.text(column)
        if value not in ("true", "false"):
            raise self.fault(column, f"{value!r} is neither true nor false")
        return value == "true"

    def one_of(self, column: str, known: Sequence[str]) -> str:
        value = self.text(column)
        if value not in known:
            raise self.fault(column, f"{value!r} is none of {', '.join(known)}")
        return value

    def instant(self, column: str) -> datetime:
        """An RFC 3339 instant with its offset, in UTC."""
        value = self.text(column)
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise self.fault(column, f"{value!r} is not an instant such as 2022-09-16T05:30:00Z") from None
        if instant.tzinfo is None:
            raise self.fault(column, f"{value!r} has no offset from UTC")
        return instant.astimezone(UTC)

    def must_be_empty(self, *columns: str) -> None:
        for column in columns:
            if self.texts[column]:
                raise self.fault(column, f"{self.texts[column]!r} has no meaning here")


def lines(path: Path, columns: Sequence[str], more: Sequence[str] = ()) -> Iterator[Cells]:
    """The lines of a file that must have exactly these columns; the line after the header is line 2.

    Args:
        more: columns that may follow; without them their cells are empty.

    Raises:
        Malformed: other columns, or a line with more or fewer cells.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        if header not in (list(columns), [*columns, *more]):
            raise Malformed(Place(path.name, "header", 1), f"the columns must be {','.join((*columns, *more))}")
        try:
            for cells in reader:
                if len(cells) != len(header):
                    why = f"has {len(cells)} cells, not {len(header)}"
                    raise Malformed(Place(path.name, "cells", reader.line_num), why)
                found = dict(zip(header, cells, strict=True))
                yield Cells(path.name, reader.line_num, dict.fromkeys(more, "") | found)
        except csv.Error as error:
            raise Malformed(Place(path.name, "cells", reader.line_num), str(error)) from error
