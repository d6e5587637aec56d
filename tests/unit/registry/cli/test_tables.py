"""Importing and exporting tables."""

import json
from pathlib import Path

import httpx2
import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, lost, refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REPORT = {
    "dry_run": False,
    "rows": 1200,
    "new": 138,
    "changed": 0,
    "unchanged": 1062,
    "error_count": 0,
    "errors": [],
    "proposal": None,
    "change": None,
}
WRONG = {
    "line": 7,
    "column": "نوع",
    "value": "شاهانه",
    "expected": {"fa": "یکی از: اصلی، تابعه، آزمایشی", "en": "one of: core, affiliated, sandbox"},
}


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(b"PK" + bytes(200_000))
    return file


def test_a_roster_becomes_a_proposal_and_what_comes_next_is_said(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/agencies", answer(REPORT | {"proposal": 12}))
    result = registry.run("import", "agencies", str(roster), "--reason", "letter 12")
    assert result.exit_code == 0
    assert "Proposal 12 waits for another official: mohlat registry approve 12" in result.stdout
    assert "1,200" in result.stdout
    (sent,) = registry.asked
    assert sent.content == roster.read_bytes()
    assert sent.headers["content-type"] == XLSX
    assert sent.headers["content-length"] == str(roster.stat().st_size)
    assert "transfer-encoding" not in sent.headers
    assert dict(sent.url.params) == {"dry_run": "false", "reason": "letter 12"}


def test_a_lost_answer_has_the_whole_table_sent_again_under_its_key(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/services", lost, answer(REPORT | {"change": 57}))
    result = registry.run("import", "services", str(roster), "--reason", "letter 12")
    assert result.exit_code == 0
    assert "change 57" in result.stdout
    assert {request.content for request in registry.asked} == {roster.read_bytes()}
    assert len({request.headers["idempotency-key"] for request in registry.asked}) == 1
    assert len(registry.asked) == 2


def test_a_dry_run_needs_no_reason_and_says_that_nothing_is_written(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/agencies", answer(REPORT | {"dry_run": True}))
    result = registry.run("import", "agencies", str(roster), "--dry-run")
    assert result.exit_code == 0
    assert "Nothing is written yet" in result.stdout
    assert registry.asked[0].url.params["dry_run"] == "true"


def test_a_write_needs_a_reason(registry: ScriptedRegistry, roster: Path) -> None:
    assert registry.run("import", "agencies", str(roster)).exit_code == 2
    assert registry.asked == []


@pytest.mark.parametrize(
    ("language", "expected"), [("fa", "یکی از: اصلی، تابعه، آزمایشی"), ("en", "one of: core, affiliated, sandbox")]
)
def test_a_dry_run_shows_every_rows_error(
    registry: ScriptedRegistry, roster: Path, language: str, expected: str
) -> None:
    registry.on("POST imports/agencies", answer(REPORT | {"dry_run": True, "error_count": 1, "errors": [WRONG]}))
    result = registry.run("import", "agencies", str(roster), "--dry-run", "--lang", language)
    assert result.exit_code == 1
    for part in ("نوع", "شاهانه", expected, "۷" if language == "fa" else "7"):
        assert part in result.stdout


def test_a_refused_table_shows_every_rows_error(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/agencies", refusal(422, "table-refused", "Nothing was written.", errors=[WRONG]))
    result = registry.run("import", "agencies", str(roster), "--reason", "letter 12")
    assert result.exit_code == 1
    assert "Nothing was written." in result.stderr
    assert "one of: core, affiliated, sandbox" in result.stdout


def test_a_table_that_is_registered_already_is_fine(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/agencies", answer(REPORT))
    result = registry.run("import", "agencies", str(roster), "--reason", "letter 12")
    assert result.exit_code == 0
    assert "registered already" in result.stdout


def test_a_report_for_a_program_is_the_answer_as_it_came(registry: ScriptedRegistry, roster: Path) -> None:
    registry.on("POST imports/agencies", answer(REPORT | {"proposal": 12}))
    result = registry.run("import", "agencies", str(roster), "--reason", "letter 12", "--json")
    assert json.loads(result.stdout) == REPORT | {"proposal": 12}
    assert result.stderr == ""


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_export_is_written_as_it_comes(registry: ScriptedRegistry, tmp_path: Path, language: str) -> None:
    registry.on("GET exports/exemptions.csv", lost, httpx2.Response(200, content="کد\r\nsanjesh\r\n".encode()))
    file = tmp_path / "exempt.csv"
    result = registry.run("export", "exemptions", str(file), "--as-of", "1402-03-31", "--lang", language)
    assert result.exit_code == 0
    assert file.read_text("utf-8") == "کد\nsanjesh\n"
    assert registry.asked[-1].url.params["lang"] == language
    assert registry.asked[-1].url.params["as_of"] == "2023-06-21T20:29:59.999999Z"


def test_a_refused_export_leaves_the_file_as_it_was(registry: ScriptedRegistry, tmp_path: Path) -> None:
    registry.on("GET exports/contacts.xlsx", refusal(403, "role-missing", "For registrars."))
    file = tmp_path / "contacts.xlsx"
    file.write_text("before")
    assert registry.run("export", "contacts", str(file)).exit_code == 1
    assert file.read_text() == "before"
    assert list(tmp_path.glob("*.xlsx*")) == [file]


def test_an_export_that_breaks_off_leaves_no_half_file(registry: ScriptedRegistry, tmp_path: Path) -> None:
    def breaking(request: httpx2.Request) -> httpx2.Response:
        def half() -> object:
            yield b"half"
            raise httpx2.ReadError("reset", request=request)

        return httpx2.Response(200, content=half())  # type: ignore[arg-type]

    registry.on("GET exports/agencies.csv", breaking)
    assert registry.run("export", "agencies", str(tmp_path / "all.csv")).exit_code == 3
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == []


def test_a_file_that_cannot_be_written_is_a_usage_error(registry: ScriptedRegistry, tmp_path: Path) -> None:
    registry.on("GET exports/agencies.csv", httpx2.Response(200, content=b"code"))
    assert registry.run("export", "agencies", str(tmp_path / "nowhere" / "all.csv")).exit_code == 2
