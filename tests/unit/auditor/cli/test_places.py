"""Where commands look for a scoreboard that nobody has named."""

import json
import os
from pathlib import Path

import pytest

from services.auditor.cli.board import DEFAULT_URL, open_board
from services.auditor.cli.places import place


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MOHLAT_SCOREBOARD_URL", raising=False)
    return tmp_path


def wrote(folder: Path, stack: str, at: int, **places: str) -> None:
    file = folder / ".mohlat" / stack / "places.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(places))
    os.utime(file, (at, at))


def test_the_stack_that_was_started_last_is_asked(folder: Path) -> None:
    wrote(folder, "up", 1, scoreboard="http://up:1", kafka="up:9092")
    wrote(folder, "demo", 2, scoreboard="http://demo:1")
    assert open_board(None, "en").url == "http://demo:1"
    assert place("kafka") == "up:9092"


def test_the_environment_comes_first_and_what_is_named_before_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(folder, "demo", 1, scoreboard="http://demo:1")
    monkeypatch.setenv("MOHLAT_SCOREBOARD_URL", "https://board.example")
    assert open_board(None, "en").url == "https://board.example"
    assert open_board("http://other:1/", "en").url == "http://other:1"


def test_without_a_stack_the_usual_place_is_asked(folder: Path) -> None:
    wrote(folder, "demo", 1)
    (folder / ".mohlat/up").mkdir()
    (folder / ".mohlat/up/places.json").write_text("broken")
    assert open_board(None, "en").url == DEFAULT_URL
