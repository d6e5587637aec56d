"""From a one-time code to a machine that needs no options; any step may fail and be repeated."""

import io
import json
import stat

import httpx2
import pytest
from mohlat_sdk import SigningKey
from mohlat_sdk.cli import key_files
from mohlat_sdk.cli.commands import enrol

from tests.unit.sdk.cli.services import AGENCY, CODE, CONNECTOR, REGISTRY, Machine, Services, lost, problem

WHERE = ("--registry", REGISTRY, "--connector", CONNECTOR)


def test_key_and_configuration_are_made_and_later_commands_need_no_options(machine: Machine) -> None:
    outcome = machine.run("enrol", CODE, *WHERE)
    assert outcome.code == 0, outcome.all
    assert stat.S_IMODE(machine.key.stat().st_mode) == 0o600
    assert "The connector knows the key" in outcome.out
    assert machine.run("connect").code == 0
    assert machine.services.names() == ["connection.established.v1"]


def test_the_private_key_is_printed_nowhere(machine: Machine) -> None:
    outcome = machine.run("enrol", CODE, *WHERE)
    secret = "".join(machine.key.read_text().splitlines()[1:-1])
    assert secret not in outcome.all + machine.config.read_text()
    assert CODE not in machine.config.read_text(), "nor is the code kept"


def test_once_more_changes_nothing(machine: Machine) -> None:
    machine.enrol()
    before = machine.key.read_bytes(), machine.config.read_bytes()
    assert machine.run("enrol", CODE, *WHERE).code == 0
    assert (machine.key.read_bytes(), machine.config.read_bytes()) == before
    assert len(machine.services.keys) == 1


def test_a_lost_answer_is_followed_by_the_same_key(machine: Machine, services: Services) -> None:
    services.answers["POST /v1/enrolments"] = lost
    first = machine.run("enrol", CODE, *WHERE)
    assert first.code == 3, first.all
    assert machine.key.exists(), "made first, so that it is not lost"
    assert not machine.config.exists()
    key = SigningKey.load(machine.key)
    services.answers.clear()
    assert machine.run("enrol", CODE, *WHERE).code == 0
    assert list(services.keys) == [key.key_id]


def test_killed_before_the_configuration_was_written_it_is_finished_by_a_repeat(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(enrol, "write_configuration", killed)
        assert machine.run("enrol", CODE, *WHERE).code == 130
    assert not machine.config.exists()
    assert machine.run("enrol", CODE, *WHERE).code == 0
    assert len(machine.services.keys) == 1


def test_killed_while_the_key_was_written_leaves_no_half_key(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(key_files, "_sync", killed)
        assert machine.run("enrol", CODE, *WHERE).code == 130
    assert not machine.key.exists()
    assert machine.run("enrol", CODE, *WHERE).code == 0


def test_a_code_that_is_refused_is_said_in_the_registrys_words(machine: Machine, services: Services) -> None:
    services.answers["POST /v1/enrolments"] = lambda _: problem(403, "The one-time code is not accepted", "Wrong code.")
    outcome = machine.run("enrol", "AAAA", *WHERE)
    assert outcome.code == 1
    assert "Wrong code." in outcome.err
    assert not machine.config.exists()


def test_the_registry_is_asked_for_the_language_of_the_administrator(machine: Machine, services: Services) -> None:
    machine.run("enrol", CODE, *WHERE, "--lang", "fa")
    assert services.asked[0].headers["accept-language"] == "fa"
    assert 'language = "fa"' in machine.config.read_text()


def test_a_key_that_others_may_read_is_not_enrolled(machine: Machine, services: Services) -> None:
    machine.with_key()
    machine.key.chmod(0o640)
    outcome = machine.run("enrol", CODE, *WHERE)
    assert (outcome.code, services.asked) == (2, [])
    assert f"chmod 600 {machine.key}" in outcome.err


def test_a_connector_that_learns_of_the_key_a_little_later_is_waited_for(machine: Machine, services: Services) -> None:
    services.slow_to_learn = 1
    assert "The connector knows the key" in machine.run("enrol", CODE, *WHERE, "--wait", "30").out


def test_a_connector_that_does_not_is_no_failure(machine: Machine, services: Services) -> None:
    services.answers["connector.test"] = lost
    outcome = machine.run("enrol", CODE, *WHERE, "--wait", "0", "--json")
    assert outcome.code == 0
    assert outcome.json == {
        "agency": AGENCY,
        "key_id": SigningKey.load(machine.key).key_id,
        "config": str(machine.config),
        "key_made": True,
        "connector_knows_key": False,
    }


def test_the_code_may_come_from_standard_input(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{CODE}\n"))
    assert machine.run("enrol", "-", *WHERE).code == 0


@pytest.mark.parametrize("arguments", [("", *WHERE), ("- -", *WHERE), (CODE,), (CODE, "--registry", REGISTRY)])
def test_nothing_is_done_while_something_is_missing(
    machine: Machine, services: Services, arguments: tuple[str, ...]
) -> None:
    assert machine.run("enrol", *arguments).code == 2
    assert services.asked == []
    assert not machine.key.exists()


def test_a_portal_on_the_way_is_no_registry(machine: Machine, services: Services) -> None:
    services.answers["registry.test"] = lambda _: httpx2.Response(200, text="<html>Please log in</html>")
    assert machine.run("enrol", CODE, *WHERE).code == 3
    assert not machine.config.exists()


def test_a_revoked_key_is_named_as_what_has_to_be_moved_away(machine: Machine, services: Services) -> None:
    revoked = machine.enrol()

    def answer(request: httpx2.Request) -> httpx2.Response:
        if json.loads(request.content)["key_id"] == revoked.key_id:
            return problem(409, "The key is revoked")
        return services._enrolled(request)

    services.answers["POST /v1/enrolments"] = answer
    outcome = machine.run("enrol", CODE)
    assert outcome.code == 1
    assert f"move {machine.key} away" in outcome.err
    machine.key.rename(machine.key.with_suffix(".revoked"))
    assert machine.run("enrol", CODE).code == 0
    assert machine.run("connect").code == 0
