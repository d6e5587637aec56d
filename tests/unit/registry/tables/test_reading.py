"""Tables as people write them: formats, headers, values."""

import codecs
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from services.registry.entries.agencies import AgencyEntry
from services.registry.tables import Report, read_table

PERSIAN = (
    "کد,نام,نام انگلیسی,گروه,نوع,دستگاه بالادست,ساختگی,تاریخ تأسیس\r\n"
    "niroo,وزارت نيرو,Energy Ministry,social,اصلی,,,۱۳۴۲/۱۲/۲۸\r\n"
    "tavanir,شركت توانير,Tavanir,social,تابعه,niroo,بله,\r\n"
)
NIROO = AgencyEntry(
    code="niroo",
    name_fa="وزارت نیرو",
    name_en="Energy Ministry",
    group="social",
    kind="core",
    founded=datetime(1964, 3, 17, 20, 30, tzinfo=UTC),
)
TAVANIR = AgencyEntry(
    code="tavanir",
    name_fa="شرکت توانیر",
    name_en="Tavanir",
    group="social",
    kind="affiliated",
    parent="niroo",
    synthetic=True,
)
CONTACTS = "agency,name,email,job,language\n"


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def only_error(report: Report[Any]) -> tuple[int, str, str]:
    assert len(report.errors) == report.error_count == 1, report.errors
    error = report.errors[0]
    assert error.expected.fa
    assert error.expected.en
    return error.line, error.column, error.value


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PERSIAN.encode(), id="UTF-8"),
        pytest.param(PERSIAN.encode("utf-8-sig"), id="UTF-8 with its mark, as Excel"),
        pytest.param(codecs.BOM_UTF16_LE + PERSIAN.encode("utf-16-le"), id="UTF-16"),
        pytest.param(codecs.BOM_UTF16_BE + PERSIAN.encode("utf-16-be"), id="UTF-16, the other end first"),
        pytest.param(PERSIAN.replace(",", ";").encode("utf-8-sig"), id="semicolons"),
        pytest.param(
            ("sep=;\r\n" + PERSIAN.replace(",", ";")).encode(), id="the separator named, as Excel understands"
        ),
        pytest.param(PERSIAN.replace(",", "\t").encode("utf-16"), id="Excel's Unicode text"),
        pytest.param(PERSIAN.replace("\r\n", "\n").encode(), id="Unix line ends"),
        pytest.param(PERSIAN.replace("\r\n", "\r").encode(), id="old Mac line ends"),
        pytest.param(PERSIAN.replace("\r\n", ",,\r\n").encode(), id="empty columns at the end"),
        pytest.param(("\r\n,,\r\n" + PERSIAN + ",,,,,,,\r\n\r\n").encode(), id="empty rows"),
        pytest.param(workbook(*(line.split(",") for line in PERSIAN.splitlines())), id="XLSX"),
    ],
)
def test_the_content_tells_the_format(content: bytes) -> None:
    report = read_table("agencies", content)
    assert report.ok, report.errors
    assert report.entries == (NIROO, TAVANIR)
    assert report.lines == 2


def test_the_original_of_what_was_cleaned_is_kept() -> None:
    first, second = read_table("agencies", PERSIAN.encode()).rows
    assert first.original == {"name_fa": "وزارت نيرو", "founded": "۱۳۴۲/۱۲/۲۸"}
    assert second.original == {"name_fa": "شركت توانير"}


@pytest.mark.parametrize(
    "header",
    [
        "code,name_fa,name_en,group,kind",
        "Code,Name FA,NAME_EN,Group,Kind",
        "كد,نام  فارسي,نام‌انگليسي,گروه,نوع",
        "شناسه,عنوان,نام لاتین,کد گروه,نوع دستگاه",
        '"Agency code",Persian name,English name,group code,نوع ',
    ],
)
def test_headers_are_understood_in_both_languages(header: str) -> None:
    report = read_table("agencies", f"{header}\nx1,الف,A,g,core\n".encode())
    assert report.ok, report.errors


def test_columns_may_come_in_any_order_and_optional_ones_be_missing() -> None:
    report = read_table("contacts", "email,نام,agency\nA@b.example,سارا,x1\n".encode())
    (entry,) = report.entries
    assert (entry.agency, entry.name, entry.email, entry.job, entry.language) == (
        "x1", "سارا", "A@b.example", "technical", "fa",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "column"),
    [
        pytest.param("agency,name,email,telephone", "telephone", id="unknown"),
        pytest.param("agency,name", "email", id="missing"),
        pytest.param("agency,name,email,ایمیل", "ایمیل", id="repeated"),
    ],
)
def test_a_wrong_header_is_named(header: str, column: str) -> None:
    assert only_error(read_table("contacts", f"{header}\nx1,سارا,a@b.example,1\n".encode()))[:2] == (1, column)


def test_every_header_error_is_told_at_once() -> None:
    errors = read_table("services", b"agency,colour,agency,size\n").errors
    assert [error.column for error in errors] == [
        "colour", "size", "agency", "code", "name_fa", "name_en", "high_use",
    ]  # fmt: skip
    assert "yearly_use" in errors[0].expected.en
    assert "«پرکاربرد»" in errors[-1].expected.fa


def test_every_error_of_every_row_is_told() -> None:
    table = (
        "کد دستگاه,کد خدمت,نام,نام انگلیسی,پرکاربرد,کاربرد سالانه,از تاریخ\n"
        "X1,x1 s01,,A,شاید,۱۲٫۵,1401-13-01\n"
        "x1,x1-s02,ب,B,بله,۱٬۲۰۰,\n"
        "x1,x1-s03,پ,C,خیر,-1,2022-02-30\n"
    )
    report = read_table("services", table.encode())
    assert [(error.line, error.column) for error in report.errors] == [
        (2, "نام"), (2, "پرکاربرد"), (2, "کاربرد سالانه"), (2, "از تاریخ"), (2, "کد دستگاه"), (2, "کد خدمت"),
        (4, "کاربرد سالانه"), (4, "از تاریخ"),
    ]  # fmt: skip
    assert [(row.line, row.entry.yearly_use, row.entry.high_use) for row in report.rows] == [(3, 1200, True)]
    assert report.lines == 3
    assert not report.ok


def test_a_line_is_where_the_record_begins() -> None:
    table = 'agency,name,email\nx1,"سارا\nرضایی",a@b.example\nx1,امید,no-address\n'
    report = read_table("contacts", table.encode())
    assert only_error(report) == (4, "email", "no-address")
    assert report.rows[0].entry.name == "سارا رضایی"


@pytest.mark.parametrize(
    ("kind", "table", "error"),
    [
        ("agencies", "code,name_fa,name_en,group,kind\nx1,ا,A,g,core\n\nx۱,ب,B,g,core\n", (4, "code", "x۱")),
        ("services", "agency,code,name_fa,name_en,high_use\nx1,s,ا,A,no\nx2,s,ا,A,no\nx1,s,ب,B,no\n", (4, "code", "s")),
        ("contacts", CONTACTS + "x1,a,A@b.example,,\nx1,b,a@B.example,,\n", (3, "email", "a@B.example")),
    ],
)  # fmt: skip
def test_a_code_stands_once_in_a_file(kind: str, table: str, error: tuple[int, str, str]) -> None:
    report = read_table(kind, table.encode())  # type: ignore[call-overload]
    assert only_error(report) == error
    assert "line 2 has it too" in report.errors[0].expected.en


@pytest.mark.parametrize(
    ("row", "error"),
    [
        pytest.param("x1,a,a@b.example,,,more", (2, "", "more"), id="a cell beyond the header"),
        pytest.param('x1,a,"=HYPERLINK(""http://x"")",,', (2, "email", '=HYPERLINK("http://x")'), id="a formula"),
        pytest.param("x1,a" + "b" * 300 + ",a@b.example,,", (2, "name", "a" + "b" * 119 + "…"), id="too long"),
        pytest.param("x1,a\x07b,a@b.example,,", (2, "name", "a\x07b"), id="a control character"),
        pytest.param("x1,a,a@b.example,boss,", (2, "job", "boss"), id="another word"),
        pytest.param("x1,a", (2, "email", ""), id="cells missing"),
    ],
)
def test_a_wrong_row_is_refused(row: str, error: tuple[int, str, str]) -> None:
    assert only_error(read_table("contacts", f"{CONTACTS}{row}\n".encode())) == error


def test_a_workbook_may_hold_numbers_dates_and_truths() -> None:
    content = workbook(
        ["agency", "code", "name_fa", "name_en", "high_use", "yearly_use", "effective_from"],
        ["x1", 12, "الف", "A", True, 1500.0, date(2022, 9, 23)],
        ["x1", 13, 110, "B", False, 7, datetime.combine(date(2022, 9, 23), time(9, 30))],
        ["x1", 14, "پ", "C", 1, None, "1401/07/01"],
    )
    report = read_table("services", content)
    assert only_error(report) == (3, "effective_from", "2022-09-23 09:30:00")
    first, third = report.entries
    start = datetime(2022, 9, 22, 20, 30, tzinfo=UTC)
    assert (first.code, first.high_use, first.yearly_use, first.effective_from) == ("12", True, 1500, start)
    assert (third.code, third.high_use, third.yearly_use, third.effective_from) == ("14", True, None, start)


def test_formulas_and_errors_of_a_workbook_are_no_values() -> None:
    content = workbook(CONTACTS.strip().split(","), ["x1", "=A1&B1", "a@b.example"], ["#N/A", "a", "b@b.example"])
    report = read_table("contacts", content)
    assert [(error.line, error.column, error.value) for error in report.errors] == [
        (2, "name", "=A1&B1"),
        (3, "agency", "#N/A"),
    ]
    assert "formula" in report.errors[0].expected.en


def test_the_sheet_named_for_the_table_is_read() -> None:
    book = Workbook()
    book.create_sheet("رابط‌ها").append(["agency", "name", "email"])
    book["رابط‌ها"].append(["x1", "a", "a@b.example"])
    file = io.BytesIO()
    book.save(file)
    assert len(read_table("contacts", file.getvalue()).entries) == 1


def test_lines_are_those_that_excel_shows() -> None:
    content = workbook([], [], ["agency", "name", "email"], [], ["x1", "a", "nowhere"])
    assert only_error(read_table("contacts", content)) == (5, "email", "nowhere")


@pytest.mark.parametrize("content", [b"", b"\n\n", "کد,نام\n".encode(), CONTACTS.encode()])
def test_a_table_without_rows_is_an_error(content: bytes) -> None:
    assert not read_table("contacts", content).ok
