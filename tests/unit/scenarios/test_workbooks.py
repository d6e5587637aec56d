"""The roster as workbooks: what a registrar is sent is what the registry understands."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scenarios.player.reading import Body, read
from scenarios.player.workbooks import HEADERS, Table, write_workbooks
from services.registry.tables import read_table
from tests.playing import KHORDAD, TWELVE


@pytest.fixture(params=[KHORDAD, TWELVE], ids=lambda folder: folder.name)
def roster(request: pytest.FixtureRequest) -> tuple[Body, ...]:
    return read(request.param).roster


def test_they_are_kept_and_open_from_right_to_left_under_persian_headers(tmp_path: Path) -> None:
    books = write_workbooks(read(TWELVE).roster, tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        f"{table}.xlsx": content for table, content in books.items()
    }
    for table, content in books.items():
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert sheet.sheet_view.rightToLeft
        assert tuple(cell.value for cell in sheet[1]) == HEADERS[table]


def test_the_same_roster_gives_the_same_bytes(tmp_path: Path) -> None:
    assert write_workbooks(read(TWELVE).roster, tmp_path) == write_workbooks(read(TWELVE).roster, tmp_path)


def test_the_registry_reads_them_without_an_error_and_nothing_needs_cleaning(
    roster: tuple[Body, ...], tmp_path: Path
) -> None:
    tables: tuple[Table, ...] = ("agencies", "services", "contacts")
    books = write_workbooks(roster, tmp_path)
    for table in tables:
        report = read_table(table, books[table])
        assert not report.errors
        assert not any(row.original for row in report.rows)


def test_no_agency_service_or_contact_is_lost_on_the_way(roster: tuple[Body, ...], tmp_path: Path) -> None:
    books = write_workbooks(roster, tmp_path)
    agencies = read_table("agencies", books["agencies"]).entries
    assert [(a.code, a.name_fa, a.name_en, a.group, a.kind, a.parent, a.synthetic) for a in agencies] == [
        (b.code, b.name_fa, b.name_en, b.group, b.kind, b.parent, b.synthetic) for b in roster
    ]
    services = read_table("services", books["services"]).entries
    assert [(s.agency, s.code) for s in services] == [(b.code, code) for b in roster for code in b.services]
    assert sum(s.high_use for s in services) == sum(b.high_use_services for b in roster)
    contacts = read_table("contacts", books["contacts"]).entries
    assert [(c.agency, c.name, c.email, c.language) for c in contacts] == [
        (b.code, b.contact_name, b.contact_email, "fa") for b in roster
    ]
