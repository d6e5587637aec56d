"""The terminal: answers on standard output, everything beside them on standard error."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mohlat_sdk.cli.voice import Voice

PIPED_WIDTH = 200
"""Columns of output that no terminal shows."""


class Screen:
    """Where a command shows what it has to show.

    Args:
        as_json: programs read along: one JSON value on standard output, and nothing else there.
    """

    def __init__(self, voice: Voice, *, as_json: bool) -> None:
        self.voice, self.as_json = voice, as_json
        self._out, self._beside = _console(sys.stdout), _console(sys.stderr)

    def json(self, value: Any) -> None:
        """One value on one line."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()

    def say(self, name: str, /, **values: object) -> None:
        """A sentence for people."""
        if not self.as_json:
            self._out.print(Text(self.voice(name, **values)), soft_wrap=True)

    def line(self, text: str, style: str = "") -> None:
        self._out.print(Text(text, style=style), soft_wrap=True)

    def warn(self, name: str, /, **values: object) -> None:
        """A sentence that must be read even where the answer goes elsewhere."""
        self._beside.print(Text(self.voice(name, **values), style="yellow"), soft_wrap=True)

    def complain(self, text: str) -> None:
        """Why nothing came of it."""
        self._beside.print(Text(text, style="red"), soft_wrap=True)

    def marked(self, mark: str, style: str, text: str, below: str = "") -> None:
        """A line with a mark before it, and perhaps one below."""
        self._out.print(Text.assemble((f"{mark:<6}", f"bold {style}"), text), soft_wrap=True)
        if below:
            self._out.print(Text(f"      → {below}"), soft_wrap=True)

    def fields(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names and values in two columns."""
        grid = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        grid.add_column(style="bold", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in rows:
            grid.add_row(Text(name), Text(value))
        self._out.print(grid)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> None:
        table = Table(box=box.SIMPLE_HEAD, title=title and Text(title), title_justify="left", header_style="bold")
        for column in columns:
            table.add_column(Text(column), overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        self._out.print(table)


def _console(file: TextIO) -> Console:
    console = Console(file=file, highlight=False, markup=False)
    return console if console.is_terminal else Console(file=file, highlight=False, markup=False, width=PIPED_WIDTH)
