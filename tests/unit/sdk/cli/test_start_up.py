"""What the command costs before it does anything, and what the library costs that never needs it."""

import configparser
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[4] / "sdk" / "systemd"
LOADED = "print(' '.join(sys.modules))"


def loaded_by(code: str) -> set[str]:
    command = [sys.executable, "-c", f"import sys; {code}; {LOADED}"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())  # noqa: S603


def test_a_program_that_uses_the_library_loads_nothing_of_the_command() -> None:
    assert loaded_by("import mohlat_sdk").isdisjoint({"typer", "rich", "openpyxl", "mohlat_sdk.cli", "pydantic"})


def test_a_command_loads_the_reader_of_workbooks_only_for_one() -> None:
    loaded = loaded_by("from mohlat_sdk.cli import tree")
    assert "mohlat_sdk.cli.tables.files" in loaded
    assert "openpyxl" not in loaded


def test_without_the_extra_the_command_says_what_to_install() -> None:
    hidden = "import importlib.util as u; u.find_spec = lambda name: None; from mohlat_sdk import cli; cli.main()"
    ended = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True)  # noqa: S603
    assert ended.returncode == 2
    assert "pip install 'mohlat-sdk[command]'" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "arguments", [("connect", "--lang", "fa"), ("--help", "--lang", "fa"), ("spool", "--lang", "fa")]
)
def test_a_terminal_that_knows_no_persian_letters_gets_no_traceback(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", "from mohlat_sdk.cli import main; main()", *arguments]
    environ = {"HOME": str(tmp_path), "PYTHONIOENCODING": "ascii:strict", "PATH": "/usr/bin:/bin"}
    ended = subprocess.run(command, capture_output=True, text=True, env=environ)  # noqa: S603
    assert "Traceback" not in ended.stderr
    assert ended.returncode in (0, 2)
    assert "?" in ended.stdout + ended.stderr


@pytest.fixture
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(SYSTEMD / "mohlat-agency.service")
    return parser


def test_the_unit_waits_for_the_command_to_be_ready_and_starts_it_again(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]
    assert (service["Type"], service["Restart"]) == ("notify", "always")
    assert float(service["WatchdogSec"]) > 60


def test_the_unit_calls_the_command_as_it_is(unit: configparser.ConfigParser) -> None:
    from mohlat_sdk.cli.tree import tree
    from mohlat_sdk.cli.voice import Voice

    words = shlex.split(unit["Service"]["ExecStart"])
    example = (SYSTEMD / "agency.env.example").read_text()
    lines = [line.lstrip("#") for line in example.splitlines()]
    given = " ".join(line.partition("=")[2] for line in lines if line.startswith("MOHLAT_HEARTBEAT="))
    command = tree(Voice("en")).commands[words[1]]
    known = {option for each in command.params for option in each.opts}
    assert {word for word in (*words, *given.split()) if word.startswith("--")} <= known


def test_the_example_needs_no_file_that_nobody_has_made() -> None:
    example = (SYSTEMD / "agency.env.example").read_text()
    settings = [line for line in example.splitlines() if line and not line.startswith("#")]
    assert not [line for line in settings if "/" in line]
