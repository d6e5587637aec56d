"""The cells of an exported row."""

from services.calendar.jalali import Language
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.certificates import CertificateEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.exemptions import GrantExemption
from services.registry.entries.services import ServiceEntry
from services.registry.tables.columns import COLUMNS, Column, ExportKind

Exported = AgencyEntry | ServiceEntry | ContactEntry | GrantExemption | CertificateEntry


def header(kind: ExportKind, language: Language) -> list[str]:
    return [column.fa if language == "fa" else column.name for column in COLUMNS[kind]]


def cells(kind: ExportKind, row: Exported, language: Language) -> list[str | int]:
    """Numbers are counts; everything else is text, a code of digits too."""
    return [_cell(column, row, language) for column in COLUMNS[kind]]


def _cell(column: Column, row: Exported, language: Language) -> str | int:
    value = column.value_of(row)
    return "" if value is None else column.value.write(value, language)
