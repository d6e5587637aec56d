"""How every command asks the scoreboard and shows what it answers."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import msgspec
import typer

from services.auditor.cli.board import NOT_REACHABLE, Asked, Away, Refused, Value, open_board
from services.auditor.cli.documents import read_document
from services.auditor.cli.options import language_of
from services.auditor.cli.screen import Screen
from services.calendar.jalali import Language

Got = TypeVar("Got")


class Question:
    """One command's question: where it is asked, in which language, and how its answer is given out.

    Args:
        as_json: as it came, instead of words.
        csv, xlsx: files to write the list to.
        definitions: a file of definitions that the question brings with it.
    """

    def __init__(
        self,
        url: str | None,
        lang: Language | None,
        *,
        as_json: bool = False,
        csv: Path | None = None,
        xlsx: Path | None = None,
        definitions: Path | None = None,
    ) -> None:
        self.language = language_of(lang)
        self.screen = Screen(self.language)
        self._as_json, self._files = as_json, [("csv", csv), ("xlsx", xlsx)]
        self._body = None if definitions is None else msgspec.json.encode(read_document(definitions))
        self._board = open_board(url, self.language)

    def ask(self, answer: type[Got], show: Callable[[Got], None], path: Sequence[str], asked: Asked) -> Got | None:
        """Give out the answer as it is wanted; None where it went into files only."""
        for form, file in self._files:
            if file is not None:
                self.save(file, path, {**asked, "format": form, "lang": self.language})
        if any(file for _, file in self._files) and not self._as_json:
            return None
        return self.read(self.fetch(path, asked), answer, show)

    def read(self, content: bytes, answer: type[Got], show: Callable[[Got], None]) -> Got:
        """An answer that is there, given out as it came or in words."""
        read = msgspec.json.decode(content, type=answer)
        if self._as_json:
            self.screen.verbatim(content)
        else:
            show(read)
        return read

    def fetch(self, path: Sequence[str], asked: Asked) -> bytes:
        """The answer in bytes; the command ends here where there is none."""
        try:
            return self._board.ask(path, asked, self._body)
        except Refused as refusal:
            self._refused(refusal)
        except Away as away:
            self._away(away)

    def save(self, file: Path, path: Sequence[str], asked: Asked) -> None:
        """Write an answer to a file, and say so."""
        content = self.fetch(path, asked)
        try:
            file.write_bytes(content)
        except OSError as error:
            raise typer.BadParameter(f"{file}: {error.strerror or error}") from error
        if not self._as_json:
            self.screen.say(f"نوشته شد: {file}", f"Written: {file}")

    def _refused(self, refusal: Refused) -> NoReturn:
        if self._as_json:
            self.screen.verbatim(refusal.text.encode())
        else:
            self.screen.warn(str(refusal))
        raise typer.Exit(refusal.code) from None

    def _away(self, away: Away) -> NoReturn:
        where = "MOHLAT_SCOREBOARD_URL"
        self.screen.warn(
            f"تابلوی وضعیت در {away.url} پاسخ نمی‌دهد: {away}. نشانی آن را با --url یا {where} بدهید."
            if self.language == "fa"
            else f"No scoreboard answers at {away.url}: {away}. Say where it is by --url or {where}."
        )
        raise typer.Exit(NOT_REACHABLE) from None


def given(**options: Any) -> dict[str, Value]:
    """The options that were given."""
    return {name.rstrip("_"): value for name, value in options.items() if value is not None}
