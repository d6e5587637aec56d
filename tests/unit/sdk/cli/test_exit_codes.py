"""Wrong input gets one clear sentence and an exit code, never a traceback."""

from pathlib import Path

import pytest
from mohlat_sdk.cli.commands import status
from mohlat_sdk.cli.exits import BROKEN

from tests.unit.sdk.cli.services import Machine, Services, lost, problem


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("connect", "--colour"),
        ("connect", "extra"),
        ("connect", "--lang", "de"),
        ("connect", "--connector", "ftp://c.example"),
        ("connect", "--agency", "Not A Code"),
        ("digitized",),
        ("digitized", "with space"),
        ("digitized", "s01", "--level", "sometimes"),
        ("heartbeat", "--every", "1s"),
        ("heartbeat", "--every", "often"),
        ("heartbeat", "--services", "a", "--services-from", "b"),
        ("heartbeat", "--services", "a;b"),
        ("heartbeat", "--services-from", "/nowhere"),
        ("import",),
        ("import", "/nowhere.csv"),
        ("import", "services.pdf"),
        ("spool", "burn"),
        ("spool", "flush", "--timeout", "soon"),
        ("rotate-key", "--wait", "-1"),
        ("enrol",),
    ],
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_cannot_be_meant_ends_with_two_and_asks_nobody(
    machine: Machine, services: Services, arguments: tuple[str, ...], language: str
) -> None:
    machine.enrol()
    asked = len(services.asked)
    machine.environ["MOHLAT_AGENCY_LANG"] = language
    outcome = machine.run(*arguments)
    assert outcome.code == 2, outcome.all
    assert "Traceback" not in outcome.all
    assert len(outcome.err.strip().splitlines()) == 1, outcome.err
    assert len(services.asked) == asked


def test_without_a_word_the_help_is_shown(machine: Machine) -> None:
    outcome = machine.run()
    assert outcome.code == 2
    assert "rotate-key" in outcome.all


@pytest.mark.parametrize(
    "command", ["connect", "status", "heartbeat", "rotate-key", "doctor", "spool", "import", "enrol"]
)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_help_is_in_the_language_and_names_nothing_of_the_catalogue(
    machine: Machine, command: str, language: str
) -> None:
    outcome = machine.run(command, "--help", "--lang", language)
    assert outcome.code == 0, outcome.all
    assert "option." not in outcome.out
    assert "help." not in outcome.out
    assert ("گزینه‌های مشترک" in outcome.out) is (language == "fa")


def test_nobody_there_ends_with_three(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["connector.test"] = lost
    assert machine.run("status").code == 3


def test_a_program_is_told_the_same_as_json(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["GET /v1/agencies/me"] = lambda _: problem(403, "Forbidden", "not yours")
    outcome = machine.run("status", "--json")
    assert outcome.code == 1
    assert outcome.json["error"] == "refused.forbidden"
    assert outcome.json["exit_code"] == 1
    assert outcome.err == ""


def test_no_key_is_said_with_what_to_do(machine: Machine) -> None:
    machine.enrol()
    machine.key.unlink()
    outcome = machine.run("connect")
    assert outcome.code == 2
    assert "enrol" in outcome.err


@pytest.mark.parametrize("content", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_said_to_be_none(machine: Machine, content: str) -> None:
    machine.enrol()
    machine.key.write_text(content)
    assert machine.run("connect").code == 2


def test_a_damaged_spool_ends_with_five(machine: Machine) -> None:
    machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    machine.spool.write_bytes(b"this is no spool at all" * 100)
    assert machine.run("connect").code == 5
    assert machine.run("spool").code == 5


def test_a_spool_that_cannot_be_made_ends_with_five(machine: Machine) -> None:
    machine.enrol()
    in_the_way = Path(machine.home / "file")
    in_the_way.touch()
    assert machine.run("connect", "--spool", str(in_the_way / "agency.spool")).code == 5


def test_a_fault_of_the_command_is_said_without_a_traceback(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.enrol()

    def broken(*_: object) -> None:
        raise RuntimeError("never thought of")

    monkeypatch.setattr(status, "about", broken)
    outcome = machine.run("status")
    assert outcome.code == BROKEN
    assert "never thought of" in outcome.err
    assert "Traceback" not in outcome.all


@pytest.mark.parametrize("option", ["--config", "--key"])
def test_the_home_of_nobody_is_a_path_like_any_other(machine: Machine, option: str) -> None:
    assert machine.run("connect", option, "~nobody-of-that-name/file").code == 2
