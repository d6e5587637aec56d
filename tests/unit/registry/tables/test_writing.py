"""Exports as Excel will find them."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from services.calendar.civil import start_of_day
from services.calendar.jalali import Language
from services.registry.entries.agencies import AgencyEntry
from services.registry.entries.contacts import ContactEntry
from services.registry.entries.exemptions import GrantExemption
from services.registry.entries.law import InstrumentEntry
from services.registry.entries.services import ServiceEntry
from services.registry.rules.persian import fold
from services.registry.tables import csv_chunks, write_csv, write_xlsx
from services.registry.tables.columns import COLUMNS, ExportKind

NIROO = AgencyEntry(
    code="0012",
    name_fa="=وزارت نیرو",
    name_en="+Energy Ministry",
    group="1e5",
    kind="core",
    province="yazd",
    founded=start_of_day(date(2022, 9, 23)),
)
SERVICE = ServiceEntry(agency="0012", code="007", name_fa="برق", name_en="Power", high_use=True, yearly_use=1200)
EXEMPTION = GrantExemption(
    agency="0012",
    code="e1",
    mandate="m1",
    exempt_from=start_of_day(date(2022, 9, 23)),
    basis_fa="مادهٔ ۵",
    basis_en="Article 5",
    approver="هیئت وزیران",
    instrument=InstrumentEntry(number="12/3", date=date(2022, 9, 1), issuer="دولت"),
)


def part(workbook: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize(("language", "mark"), [("fa", True), ("en", False)])
def test_a_persian_sheet_runs_right_to_left(language: Language, mark: bool) -> None:
    sheet = part(write_xlsx("agencies", [NIROO], language), "xl/worksheets/sheet1.xml")
    assert ('rightToLeft="1"' in sheet) is mark
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:I2"/>' in sheet


def test_texts_stay_texts_in_a_workbook() -> None:
    page = load_workbook(io.BytesIO(write_xlsx("agencies", [NIROO], "fa"))).active
    assert page is not None
    assert page.title == "دستگاه‌ها"
    assert page["A1"].font.bold
    row = list(page[2])
    assert {(cell.data_type, cell.number_format) for cell in row if cell.value is not None} == {("s", "@")}
    assert [cell.value for cell in row] == [
        "0012", "=وزارت نیرو", "+Energy Ministry", "1e5", "اصلی", None, "یزد", "خیر", "1401-07-01",
    ]  # fmt: skip


def test_counts_are_numbers_in_a_workbook() -> None:
    page = load_workbook(io.BytesIO(write_xlsx("services", [SERVICE], "en"))).active
    assert page is not None
    assert [cell.value for cell in page[2]] == ["0012", "007", "برق", "Power", "yes", 1200, None]


def test_csv_has_its_mark_and_no_formulas() -> None:
    assert write_csv("agencies", [NIROO], "en").decode() == (
        "\ufeffcode,name_fa,name_en,group,kind,parent,province,synthetic,founded\r\n"
        "0012,'=وزارت نیرو,'+Energy Ministry,1e5,core,,yazd,no,2022-09-23\r\n"
    )


def test_exemptions_are_exported_with_their_instrument() -> None:
    without = EXEMPTION.model_copy(update={"instrument": None, "exempt_until": datetime(2023, 1, 1, tzinfo=UTC)})
    ended = EXEMPTION.model_copy(update={"exempt_until": start_of_day(date(2022, 9, 25))})
    lines = write_csv("exemptions", [EXEMPTION, without, ended], "fa").decode().splitlines()
    assert lines[0].startswith("\ufeffکد دستگاه,کد معافیت,کد قانون,از تاریخ,تا تاریخ,مبنای قانونی,")
    assert lines[1:] == [
        "0012,e1,m1,1401-07-01,,مادهٔ ۵,Article 5,هیئت وزیران,12/3,1401-06-10,دولت,",
        "0012,e1,m1,1401-07-01,2023-01-01T00:00:00Z,مادهٔ ۵,Article 5,هیئت وزیران,,,,",
        "0012,e1,m1,1401-07-01,1401-07-02,مادهٔ ۵,Article 5,هیئت وزیران,12/3,1401-06-10,دولت,",
    ]


@pytest.mark.parametrize("kind", ["agencies", "services", "contacts", "exemptions", "certificates"])
def test_without_rows_there_is_a_form_to_fill_in(kind: ExportKind) -> None:
    page = load_workbook(io.BytesIO(write_xlsx(kind, [], "fa"))).active
    assert page is not None
    assert [cell.value for cell in page[1]] == [column.fa for column in COLUMNS[kind]]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_same_rows_give_the_same_bytes(language: Language) -> None:
    contacts = [ContactEntry(agency="x1", name="سارا", email="sara@x.example")]
    assert write_xlsx("contacts", contacts, language) == write_xlsx("contacts", contacts, language)
    assert "2000-01-01T00:00:00Z" in part(write_xlsx("contacts", contacts, language), "docProps/core.xml")


def test_csv_comes_in_pieces_as_the_rows_do() -> None:
    taken = 0

    def rows() -> object:
        nonlocal taken
        for taken in range(1, 5001):  # noqa: B007 - counts what was asked for
            yield SERVICE

    pieces = csv_chunks("services", rows(), "fa")  # type: ignore[arg-type]
    next(pieces)
    assert taken < 2000
    assert sum(piece.count(b"\r\n") for piece in pieces) + 1000 == 5001


@pytest.mark.parametrize("kind", ["agencies", "services", "contacts", "exemptions", "certificates"])
def test_no_header_means_two_columns(kind: ExportKind) -> None:
    headers = [
        fold(header)
        for column in COLUMNS[kind]
        for header in {fold(column.name), fold(column.fa), *map(fold, column.also)}
    ]
    assert len(headers) == len(set(headers))
