"""The terminal: answers on standard output, everything beside them on standard error."""

import sys
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.auditor.figures.words import SENTENCES
from services.auditor.tables.words import heading
from services.calendar.jalali import Language
from services.sheets import Cell, Sheet

PIPED_WIDTH = 200
"""Columns of output that no terminal shows."""
NOTHING = "—"


class Screen:
    """Where a command shows what it has to show, in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._out, self._beside = _console(sys.stdout), _console(sys.stderr)

    def verbatim(self, content: bytes) -> None:
        """An answer as it came, on a line of its own."""
        text = content.decode("utf-8")
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def say(self, fa: str, en: str, style: str = "") -> None:
        self._out.print(Text(fa if self.language == "fa" else en, style=style))

    def line(self, text: str, style: str = "") -> None:
        self._out.print(Text(text, style=style))

    def warn(self, text: str) -> None:
        """What must be read even where the answer goes elsewhere."""
        self._beside.print(Text(text, style="yellow"))

    def sheet(self, sheet: Sheet, without: Iterable[str] = ()) -> None:
        """A table; `without` these columns, by the keys of their headings."""
        left_out = {heading(key, self.language) for key in without}
        shown = [place for place, text in enumerate(sheet.headings) if text not in left_out]
        table = Table(box=box.SIMPLE_HEAD, header_style="bold")
        for place in shown:
            table.add_column(Text(sheet.headings[place]), overflow="fold")
        for row in sheet.rows:
            table.add_row(*(Text(self.cell(row[place])) for place in shown))
        self._out.print(table)

    def cell(self, cell: Cell) -> str:
        """Numbers in the digits of the language; codes and texts as they are."""
        if cell is None or cell == "":
            return NOTHING
        return cell if isinstance(cell, str) else SENTENCES[self.language].number(cell)

    def codes(self, title: str, codes: Iterable[str]) -> None:
        """A list of codes in a paragraph; nothing where there are none."""
        told = sorted(codes)
        if told:
            count = SENTENCES[self.language].number(len(told))
            self._out.print(Text(f"{title} ({count}): ", style="bold") + Text("  ".join(told), style=""))


def _console(file: Any) -> Console:
    console = Console(file=file, highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=PIPED_WIDTH)
