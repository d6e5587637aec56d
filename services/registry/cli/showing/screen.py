"""The terminal: answers on standard output, everything beside them on standard error."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from services.calendar.jalali import Language
from services.registry.cli.showing.parts import MOST_ROWS, is_table, part
from services.registry.cli.showing.values import shown
from services.registry.cli.showing.words import word

PIPED_WIDTH = 200
"""Columns of output that no terminal shows."""


class Screen:
    """Where a command shows what it has to show.

    Args:
        as_json: print answers as they came instead.
    """

    def __init__(self, language: Language, *, as_json: bool) -> None:
        self.language, self.as_json = language, as_json
        self._out = _console(sys.stdout)
        self.beside = _console(sys.stderr)

    def verbatim(self, text: str) -> None:
        """An answer as it came."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def say(self, fa: str, en: str) -> None:
        """A sentence for the official; not for programs, which read JSON."""
        if not self.as_json:
            self._out.print(Text(fa if self.language == "fa" else en))

    def warn(self, fa: str, en: str) -> None:
        """A sentence that must be read even where the answer goes elsewhere."""
        self.beside.print(Text(fa if self.language == "fa" else en, style="yellow"))

    def aside(self, text: str) -> None:
        """What stands beside an answer, such as the instants that it was asked for."""
        self._out.print(Text(text, style="dim"))

    def table(self, items: Iterable[Mapping[str, Any]], columns: Sequence[str], title: str | None = None) -> None:
        """Items in rows, under the words for their fields."""
        self._out.print(self._table(items, columns, title))

    def item(self, item: Mapping[str, Any], title: str | None = None, without: Iterable[str] = ()) -> None:
        """One item: its values in two columns, and a table for each list of things in it."""
        left_out = set(without)
        fields = {name: value for name, value in item.items() if name not in left_out}
        grid = Table(box=box.SIMPLE, show_header=False, title=title and Text(title), title_justify="left")
        grid.add_column(style="bold", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in fields.items():
            if not is_table(value):
                grid.add_row(Text(word(name, self.language)), Text(shown(name, value, self.language)))
        self._out.print(Group(grid, *(self._part(name, value) for name, value in fields.items() if is_table(value))))

    def _part(self, name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
        table = self._table(*part(name, rows), word(name, self.language))
        if len(rows) > MOST_ROWS:
            table.caption = f"… {shown('rows', len(rows), self.language)}"
        return table

    def _table(self, items: Iterable[Mapping[str, Any]], columns: Sequence[str], title: str | None) -> Table:
        table = Table(box=box.SIMPLE_HEAD, title=title and Text(title), title_justify="left", header_style="bold")
        for column in columns:
            table.add_column(Text(word(column, self.language)), overflow="fold")
        for item in items:
            table.add_row(*(Text(shown(column, item.get(column), self.language)) for column in columns))
        return table


def _console(file: Any) -> Console:
    console = Console(file=file, highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(file=file, highlight=False, width=PIPED_WIDTH)
