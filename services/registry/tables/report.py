"""What comes out of a table: its entries, and what is wrong with it, line by line."""

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.services import ServiceEntry

EntryT = TypeVar("EntryT", bound=AgencyEntry | ServiceEntry | ContactEntry | CertificateEntry, covariant=True)


class Text(NamedTuple):
    """The same for both readers."""

    fa: str
    en: str


class RowError(NamedTuple):
    """One cell, header or row that cannot be taken.

    Attributes:
        line: as an editor or Excel numbers it, from 1; 0 for the file as a whole.
        column: its header as the file has it; empty for a whole row or file.
        value: what stands there, shortened; it may be a person's name or address, so it must not be logged.
        expected: what ought to stand there.
    """

    line: int
    column: str
    value: str
    expected: Text


@dataclass(frozen=True, slots=True)
class Row(Generic[EntryT]):
    """One good row.

    Attributes:
        original: by the column's canonical name, the text of those cells that cleaning changed.
    """

    line: int
    entry: EntryT
    original: dict[str, str]


@dataclass(frozen=True, slots=True)
class Report(Generic[EntryT]):
    """A whole table. All or nothing: `rows` is of use only when `ok`.

    Attributes:
        rows: the good ones, in the order of the file.
        errors: what ends the reading of the file, if anything, then in the order of the lines the first MOST_ERRORS.
        error_count: how many there are in all.
        lines: rows of data seen, good or not.
    """

    rows: tuple[Row[EntryT], ...]
    errors: tuple[RowError, ...]
    error_count: int
    lines: int

    @property
    def ok(self) -> bool:
        return not self.error_count

    @property
    def entries(self) -> tuple[EntryT, ...]:
        return tuple(row.entry for row in self.rows)


MOST_ERRORS = 10_000
"""More than this is one fault repeated; the rest is counted."""
