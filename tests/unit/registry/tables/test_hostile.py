"""Files that are broken or meant to harm: each is an error in the report, soon, and nothing is raised."""

import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.entries.contacts import ContactEntry
from services.registry.tables import Report, read_table, write_xlsx
from services.registry.tables.reading.lines import MOST_BYTES_OF_CSV, MOST_BYTES_OF_XLSX, MOST_ROWS
from services.registry.tables.report import MOST_ERRORS
from tests.unit.registry.tables.rows import tried

HEADER = "agency,name,email\n"
SOUND = write_xlsx("contacts", [ContactEntry(agency="x1", name="a", email="a@b.example")], "en")
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
ROWS = b"<sheetData>%b</sheetData>"


def with_part(name: str, content: bytes) -> bytes:
    """The sound workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part in sound.namelist():
            made.writestr(part, content if part == name else sound.read(part))
        if name not in sound.namelist():
            made.writestr(name, content)
    return file.getvalue()


def sheet(data: bytes, prolog: bytes = b"") -> bytes:
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(SHEET, prolog + b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (namespace, data))


def refused(content: bytes) -> Report[Any]:
    report = read_table("contacts", content)
    assert not report.ok
    assert report.errors[0].expected.fa
    return report


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04 and nothing", id="the beginning of a ZIP"),
        pytest.param(SOUND[: len(SOUND) // 2], id="half a workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), id="an old workbook"),
        pytest.param("کد,نام".encode("cp1256"), id="another encoding"),
        pytest.param(b"\xff\xfea", id="half a letter of UTF-16"),
        pytest.param(HEADER.encode() + b"x1,\0,a@b.example", id="a NUL"),
        pytest.param(HEADER.encode() + b'x1,"a,a@b.example', id="a quote left open"),
        pytest.param(HEADER.encode() + b'x1,"a"b,a@b.example', id="a quote within"),
        pytest.param(HEADER.encode() + b"x1," + b"a" * 200_000 + b",a@b.example", id="an endless cell"),
        pytest.param(b"%PDF-1.7\n\xe2\xe3", id="a PDF"),
        pytest.param(with_part(SHEET, b"<worksheet>"), id="broken XML"),
        pytest.param(with_part("xl/workbook.xml", b"<a/>"), id="no sheets"),
        pytest.param(with_part(STYLES, b"\xff" * 10), id="broken styles"),
    ],
)
def test_an_unreadable_file_is_an_error(content: bytes) -> None:
    refused(content)


@tried
@given(st.binary(max_size=200))
def test_any_bytes_are_reported_on(content: bytes) -> None:
    read_table("contacts", content)


@tried
@given(st.text(max_size=200))
def test_any_text_is_reported_on(text: str) -> None:
    read_table("contacts", (HEADER + text).encode("utf-8", "surrogatepass"))


@tried
@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
def test_a_workbook_with_a_wrong_byte_is_reported_on(place: int, change: int) -> None:
    read_table("contacts", SOUND[:place] + bytes([SOUND[place] ^ change]) + SOUND[place + 1 :])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"a" * (MOST_BYTES_OF_CSV + 1), "32 MiB", id="bytes of CSV"),
        pytest.param(SOUND + bytes(MOST_BYTES_OF_XLSX), "8 MiB", id="bytes of XLSX"),
        pytest.param((HEADER + "x1,a,b@c\n" * (MOST_ROWS + 1)).encode(), "rows", id="rows"),
        pytest.param((HEADER + "," * 64 + "x").encode(), "64 columns", id="columns of CSV"),
        pytest.param(sheet(b'<row r="1"><c r="BM1"><v>1</v></c></row>'), "64 columns", id="columns of XLSX"),
    ],
)
def test_a_table_too_large_is_refused(content: bytes, said: str) -> None:
    assert said in read_table("contacts", content).errors[0].expected.en


def test_a_wrong_file_of_many_rows_is_counted_and_not_all_told() -> None:
    report = refused((HEADER + "".join(f"x1,a,nowhere-{row}\n" for row in range(20_000))).encode())
    assert len(report.errors) == MOST_ERRORS
    assert report.error_count == 20_000


@pytest.mark.parametrize("part", [SHEET, STYLES, STRINGS, "xl/media/image1.png"])
def test_a_zip_bomb_is_refused(part: str) -> None:
    bomb = with_part(part, bytes(200 * 2**20))
    assert len(bomb) < MOST_BYTES_OF_XLSX
    assert "smaller" in refused(bomb).errors[0].expected.en


def test_a_part_that_hides_its_size_is_refused() -> None:
    bomb = bytearray(with_part("xl/theme/x.xml", bytes(4 * 2**20)))
    for place in range(len(bomb) - 4):
        if bomb[place : place + 4] == (4 * 2**20).to_bytes(4, "little"):
            bomb[place : place + 4] = (100).to_bytes(4, "little")
    refused(bytes(bomb))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, STYLES])
def test_entities_are_refused(part: str, encoding: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{laughs}'
    assert "DOCTYPE" in refused(with_part(part, text.encode(encoding))).errors[0].expected.en


def test_entities_behind_a_long_comment_are_refused() -> None:
    prolog = b"<!--" + b" " * (2 * 2**20) + b"-->" + b'<!DOCTYPE x [<!ENTITY a "ha">]>'
    hidden = sheet(b'<row r="1"><c t="str"><v>&a;</v></c></row>', prolog)
    assert "DOCTYPE" in refused(hidden).errors[0].expected.en


def test_a_row_of_countless_cells_is_refused() -> None:
    assert "smaller" in refused(sheet(b"<row>" + b"<c/>" * 9_000_000 + b"</row>")).errors[0].expected.en


def test_a_row_far_down_costs_nothing() -> None:
    refused(sheet(b'<row r="999999999999"><c t="str"><v>agency</v></c></row>'))


def test_the_dimension_that_a_workbook_claims_is_not_believed() -> None:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as sound:
        lying = sound.read(SHEET).replace(b'ref="A1:E2"', b'ref="A1"', 1)
    assert len(read_table("contacts", with_part(SHEET, lying)).entries) == 1
