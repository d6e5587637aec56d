"""Tables of levels: every row's errors, all or nothing, headers and words of both languages."""

import csv
import io
from pathlib import Path

import pytest
from mohlat_contracts.evidence import ServiceDigitized
from mohlat_sdk import Agency
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.tables.files import lines_of
from mohlat_sdk.cli.tables.levels import Table, read_levels
from openpyxl import Workbook

from tests.unit.sdk.cli.services import AGENCY, CONNECTOR, Machine, Services, lost

GOOD = [["کد خدمت", "نام", "سطح"], ["s01", "یک", "تمام الکترونيکی"], ["s02", "دو", "نیمه‌الکترونیکی"]]


def table(*lines: list[str]) -> Table:
    return read_levels(enumerate(lines, 1))


def as_csv(file: Path, lines: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def as_workbook(file: Path, lines: list[list[object]]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    book.save(file)
    return file


def test_headers_and_words_of_either_language_are_understood() -> None:
    persian = table(*GOOD)
    english = table(["Level", "Service Code"], ["Fully Online", "s01"], ["partly_online", "s02"])
    assert not persian.errors
    assert [row[1:] for row in persian.rows] == [row[1:] for row in english.rows]
    assert persian.ignored == ("نام",)


def test_every_error_names_line_column_value_and_what_is_expected() -> None:
    read = table(["service", "level"], ["s 1", "always"], [], ["s02", "full"], ["s02", ""])
    assert [tuple(each) for each in read.errors] == [
        (2, "service", "s 1", "expected.service"),
        (2, "level", "always", "expected.level"),
        (5, "service", "s02", "expected.no_repeat"),
        (5, "level", "", "expected.level"),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "expected.rows"),
        ([["service", "level"]], "expected.rows"),
        ([["service", "colour"], ["s01", "red"]], "expected.level_header"),
        ([["name", "level"], ["x", "full"]], "expected.service_header"),
        ([["service", "level", "سطح"], ["s01", "full", "full"]], "expected.once"),
        ([["service", "level"], *([f"s{n}", "full"] for n in range(10_001))], "expected.fewer_rows"),
    ],
)
def test_a_table_that_is_none_is_said_to_be_none(lines: list[list[str]], expected: str) -> None:
    assert [each.expected for each in table(*lines).errors] == [expected]


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")])
def test_separated_values_are_read_however_excel_writes_them(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = as_csv(tmp_path / "levels.CSV", GOOD, encoding, delimiter)
    assert len(read_levels(lines_of(file)).rows) == 2


def test_a_workbook_is_read_with_the_lines_that_excel_shows(tmp_path: Path) -> None:
    file = as_workbook(tmp_path / "levels.xlsx", [["service", "level"], [101, "full"], [], [102.0, "never"]])
    read = read_levels(lines_of(file))
    assert [(row.line, row.service) for row in read.rows] == [(2, "101")]
    assert [(error.line, error.value) for error in read.errors] == [(4, "never")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("levels.pdf", b"", "table.kind"),
        ("levels.csv", "کد خدمت".encode("cp1256"), "table.encoding"),
        ("levels.csv", b'service,level\n"s01' + b"x" * 200_000 + b'",full\n', "table.broken"),
        ("levels.xlsx", b"this is no workbook", "table.broken"),
        ("levels.csv", b"x" * (10 * 1024 * 1024 + 1), "table.large"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Failed) as failed:
        list(lines_of(file))
    assert (failed.value.code, failed.value.message) == (2, message)


def test_a_dry_run_sends_nothing(machine: Machine, services: Services, tmp_path: Path) -> None:
    machine.enrol()
    outcome = machine.run("import", str(as_csv(tmp_path / "levels.csv", GOOD)), "--dry-run", "--json")
    assert (outcome.code, outcome.json) == (0, {"rows": 2, "errors": [], "sent": False})
    assert services.events == []


def test_one_bad_row_and_nothing_is_sent(machine: Machine, services: Services, tmp_path: Path) -> None:
    machine.enrol()
    bad = as_csv(tmp_path / "levels.csv", [*GOOD, ["s03", "سه", "هرگز"]])
    outcome = machine.run("import", str(bad), "--lang", "fa")
    assert outcome.code == 1
    assert "هرگز" in outcome.out
    assert "هیچ سطری فرستاده نشد" in outcome.err
    assert services.events == []


def test_a_good_table_goes_in_one_batch(machine: Machine, services: Services, tmp_path: Path) -> None:
    machine.enrol()
    outcome = machine.run("import", str(as_workbook(tmp_path / "levels.xlsx", [list(line) for line in GOOD])))
    assert outcome.code == 0, outcome.all
    sent = [
        (e.event.data.service, e.event.data.level) for e in services.events if isinstance(e.event, ServiceDigitized)
    ]
    assert sent == [("s01", "fully_online"), ("s02", "partly_online")]
    assert sum(each.url.path == "/v1/events" for each in services.asked) == 1


def test_what_needs_several_batches_is_not_begun_without_a_spool(
    machine: Machine, services: Services, tmp_path: Path
) -> None:
    key = machine.enrol()
    long = as_csv(tmp_path / "levels.csv", [["service", "level"], *([f"s{n}", "full"] for n in range(1_001))])
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    with Agency(AGENCY, key, CONNECTOR, spool=machine.spool):
        assert machine.run("import", str(long)).code == 5
    assert services.events == []
    assert machine.run("import", str(long)).code == 0
    assert len(services.events) == 1_001


def test_what_cannot_be_delivered_waits_as_a_whole(machine: Machine, services: Services, tmp_path: Path) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lost
    assert machine.run("import", str(as_csv(tmp_path / "levels.csv", GOOD))).code == 4
    assert machine.run("spool", "--json").json["depth"] == 2


def test_no_row_of_a_workbook_is_left_out_in_silence(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["service", "level"])
    for number in range(5_100):
        sheet.append([f"s-{number}", "full"])
        sheet.append([None, None])
    file = tmp_path / "services.xlsx"
    book.save(file)
    table = read_levels(lines_of(file))
    assert (len(table.rows), table.errors) == (5_100, ())
    assert table.rows[-1].line == 10_200


def test_a_damaged_workbook_is_said_to_be_damaged(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(300):
        sheet.append([f"s-{number}", "full"])
    whole = tmp_path / "whole.xlsx"
    book.save(whole)
    content = whole.read_bytes()
    damaged = tmp_path / "services.xlsx"
    for place in range(0, len(content), len(content) // 50):
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        try:
            list(lines_of(damaged))
        except Failed as failed:
            assert failed.message == "table.broken"
