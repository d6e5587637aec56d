"""One list as a table: its title, its headings and its rows, in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.calendar.jalali import Language

Cell = str | int | float | None
"""Numbers stay numbers; everything else is text, a code of digits too; None is empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to write.

    Attributes:
        title: of the worksheet, at most 31 characters.
        rows: each as long as `headings`.
    """

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    language: Language
