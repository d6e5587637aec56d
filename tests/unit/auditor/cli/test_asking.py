"""What the commands answer, in words, as JSON and in files."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook
from typer.testing import Result

from services.auditor.figures.receipts import read_receipt

Run = Callable[..., Result]
Answer = Callable[..., Any]
THEN = ("--as-of", "1401-08-30")

OWN = {
    "form": 1,
    "definitions": [
        {
            "name": "with_affiliates",
            "duty": "connect",
            "counts": "proven",
            "among": "core_and_affiliated",
            "label_fa": "متصل با تابعه‌ها",
            "label_en": "Connected with affiliates",
            "definition_fa": "دستگاه‌های اصلی و تابعه که اتصال آن‌ها اثبات شده است",
            "definition_en": "Core and affiliated bodies whose connection is proven",
        }
    ],
}


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


class TestFigures:
    def test_the_answer_as_it_came(self, answer: Answer) -> None:
        figures = {each["name"]: each for each in answer("figures", *THEN)["figures"]}
        connected = figures["connected"]
        assert (connected["numerator"], connected["denominator"], connected["percent"]) == (2, 3, 66.7)
        assert connected["as_of"] == "2022-11-21T20:30:00Z"

    @pytest.mark.parametrize("day", ["1401-08-30", "۱۴۰۱/۰۸/۳۰", "2022-11-21"])
    def test_a_day_of_either_calendar(self, answer: Answer, day: str) -> None:
        assert answer("figures", "--as-of", day)["as_of"] == "2022-11-21T20:30:00Z"

    def test_in_words_who_counts_and_who_does_not(self, run: Run) -> None:
        words = said(run("figures", "connected", *THEN))
        assert "As of the end of 30 Aban 1401" in words
        assert "Connected: counted (2): aa  bb" in words and "Connected: not counted (1): cc" in words

    def test_in_persian_with_persian_digits(self, run: Run) -> None:
        words = said(run("figures", "connected", *THEN, "--lang", "fa"))
        assert "وضعیت در پایان ۳۰ آبان ۱۴۰۱" in words and "۶۶٫۷" in words

    def test_every_body_of_one_by_name(self, run: Run, answer: Answer) -> None:
        assert "Agency cc" in said(run("figures", "connected", "--bodies"))
        assert [each["place"] for each in answer("figures", "connected", "--bodies")["bodies"]] == [
            "counted",
            "not_counted",
            "not_counted",
        ]

    def test_narrowed_to_a_province(self, answer: Answer) -> None:
        (figure,) = answer("figures", "connected", "--province", "fars")["figures"]
        assert (figure["counted"], figure["not_counted"]) == (["aa"], [])

    @pytest.mark.parametrize("form", ["yaml", "json"])
    def test_by_definitions_of_ones_own(self, answer: Answer, tmp_path: Path, form: str) -> None:
        file = tmp_path / f"own.{form}"
        file.write_text(yaml.safe_dump(OWN) if form == "yaml" else json.dumps(OWN), "utf-8")
        (figure,) = answer("figures", "--definition", str(file))["figures"]
        assert (figure["name"], figure["counted"]) == ("with_affiliates", ["aa", "dd"])

    def test_a_receipt_is_written_in_the_bytes_it_is_read_in(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "receipt.json"
        said(run("figures", "connected", *THEN, "--receipt", str(file)))
        assert read_receipt(file.read_bytes()).numerator == ("aa", "bb")

    def test_the_list_in_files(self, run: Run, tmp_path: Path) -> None:
        table, book = tmp_path / "figures.csv", tmp_path / "figures.xlsx"
        assert "Written" in said(run("figures", "--csv", str(table), "--xlsx", str(book)))
        rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
        assert (rows[0][0], len(rows)) == ("figure", 6)
        page = load_workbook(book).active
        assert page is not None and page["A2"].value == "connected"

    def test_the_definitions_are_a_document(self, run: Run, answer: Answer) -> None:
        assert answer("definitions")["form"] == 1
        assert "whose connection a heartbeat" in said(run("definitions", "--family", "published"))


class TestOthers:
    def test_the_steps_between_two_figures_name_the_bodies(self, run: Run, answer: Answer) -> None:
        words = said(run("reconcile", "fully_connected", "connected", *THEN))
        assert "into the numerator:" in words and "bb  Agency bb" in words
        assert "1 of 3 (33.3%)" in words and "2 of 3 (66.7%)" in words
        (step,) = answer("reconcile", "fully_connected", "connected", *THEN)["steps"]
        assert step["numerator"]["entered"] == ["bb"]

    def test_a_side_may_bring_its_own_instants(self, answer: Answer) -> None:
        told = answer("reconcile", "connected@1401-08-30", "connected@1401-11-30")
        assert [each["name"] for each in told["steps"]] == ["date"]

    def test_knowledge_of_both_sides_is_said_once(self, answer: Answer) -> None:
        told = answer("reconcile", "connected@1401-08-30", "connected@1401-11-30", "--known-at", "1401-11-30")
        assert told["left"]["known_at"] == told["right"]["known_at"] == "2023-02-19T20:30:00Z"

    def test_equal_figures_are_said_to_be_equal(self, run: Run) -> None:
        assert "equal, body by body" in said(run("reconcile", "connected", "connected"))

    def test_who_moved(self, run: Run, answer: Answer) -> None:
        assert len(answer("delta", "1401-08-30", "1401-11-30")["moves"]) == 4
        assert "pending → overdue: 3" in said(run("delta", "1401-08-30", "1401-11-30"))

    def test_day_by_day(self, run: Run, answer: Answer) -> None:
        assert len(answer("series", "connected", "--from", "1401-07-01", "--to", "1401-07-10")["points"]) == 10
        assert "1401-07-10" in said(run("series", "connected", "--to", "1401-07-10", "--lang", "fa"))

    def test_against_each_deadline(self, run: Run) -> None:
        words = said(run("burn-up", "connected", "--from", "1401-10-01", "--to", "1401-11-01"))
        assert "the original deadline: the end of 31 Shahrivar 1401" in words

    def test_ahead(self, run: Run) -> None:
        assert "the pace needed is" in said(run("forecast", "connected", "--as-of", "1401-09-10"))

    def test_parents_and_their_affiliates(self, run: Run) -> None:
        words = said(run("roll-ups"))
        assert "Core only: 1 of 2 (50.0%); core + affiliates: 0 of 1 (0.0%)" in words

    def test_shares_of_services(self, run: Run) -> None:
        assert "fully online, by their number, by the agency's own statement: 4 of 20 (20.0%)" in said(run("shares"))

    def test_a_history(self, run: Run, answer: Answer) -> None:
        assert [each["status"] for each in answer("history", "bb", "--duty", "connect")["verdicts"]] == [
            "pending",
            "met",
            "lapsed",
        ]
        assert "0: late; 1: on_time" in said(run("history", "bb"))

    def test_nothing_is_frozen_yet(self, answer: Answer) -> None:
        assert answer("frozen") == {"frozen": []}


class TestBadInput:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("figures", "--as-of", "1402-12-30"),
            ("figures", "--known-at", "soon"),
            ("figures", "--as-of", "1410-01-01"),
            ("figures", "popularity"),
            ("figures", "--group", "nobody"),
            ("figures", "--province", "atlantis"),
            ("figures", "--parent", "nobody"),
            ("figures", "--bodies"),
            ("figures", "--definition", "/nowhere.yaml"),
            ("history", "nobody"),
            ("reconcile", "connected@1402-12-30", "connected"),
            ("reconcile", "connected@1@2@3", "connected"),
            ("reconcile", "connected", "popularity"),
            ("series", "connected", "--from", "1401-09-01", "--to", "1401-08-01"),
            ("forecast", "connected", "--confidence", "50"),
            ("delta", "1401-08-30", "1401-11-30", "--duty", "dance"),
            ("frozen", "report"),
        ],
        ids=" ".join,
    )
    def test_it_is_said_and_the_exit_code_is_2(self, run: Run, arguments: tuple[str, ...]) -> None:
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr

    def test_in_both_languages(self, run: Run) -> None:
        assert "no group has the code 'nobody'" in run("figures", "--group", "nobody").stderr
        assert "هیچ گروهی کد «nobody» ندارد" in run("figures", "--group", "nobody", "--lang", "fa").stderr

    def test_as_json_the_problem_as_it_came(self, run: Run) -> None:
        result = run("figures", "popularity", "--json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["type"] == "urn:mohlat:problem:figure-unknown"

    def test_a_document_that_defines_nothing(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "own.yaml"
        file.write_text("form: 2\n")
        result = run("figures", "--definition", str(file))
        assert result.exit_code == 2 and "form: 2 is not a form known here" in " ".join(result.stderr.split())


def test_a_scoreboard_that_does_not_answer_is_named() -> None:
    from typer.testing import CliRunner

    from services.auditor.cli import app

    result = CliRunner().invoke(app, ["figures", "--url", "http://127.0.0.1:9", "--lang", "en"])
    assert result.exit_code == 3
    assert "No scoreboard answers at http://127.0.0.1:9" in " ".join(result.stderr.split())
