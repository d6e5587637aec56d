"""The next key takes over; killed at any step, the command is finished by being called again."""

import httpx2
import pytest
from mohlat_sdk import SigningKey
from mohlat_sdk.cli import key_files
from mohlat_sdk.cli.commands import rotate_key
from mohlat_sdk.cli.key_files import next_key_file

from tests.unit.sdk.cli.services import Machine, Services, lost, problem


def test_the_new_key_signs_once_the_connector_knows_it(machine: Machine, services: Services) -> None:
    old = machine.enrol()
    services.slow_to_learn = 2
    outcome = machine.run("rotate-key", "--json")
    assert outcome.code == 0, outcome.all
    new = SigningKey.load(machine.key)
    assert outcome.json == {"agency": "sanjesh", "key_id": new.key_id, "replaced": old.key_id}
    assert new.key_id != old.key_id
    assert not next_key_file(machine.key).exists()
    assert machine.run("connect").code == 0
    assert new.key_id in services.asked[-1].headers["signature-input"]


def test_whoever_keeps_the_old_key_is_told_to_have_it_revoked(machine: Machine) -> None:
    old = machine.enrol()
    assert f"revoke the earlier key {old.key_id}" in machine.run("rotate-key").out


def test_until_the_connector_knows_it_the_old_key_goes_on(machine: Machine, services: Services) -> None:
    old = machine.enrol()
    services.answers["GET /v1/agencies/me"] = lost
    outcome = machine.run("rotate-key", "--wait", "0")
    assert outcome.code == 3
    assert SigningKey.load(machine.key).key_id == old.key_id
    waiting = SigningKey.load(next_key_file(machine.key))
    services.answers.clear()
    assert machine.run("rotate-key").code == 0
    assert SigningKey.load(machine.key).key_id == waiting.key_id, "the same key, not a third"
    assert len(services.keys) == 2


@pytest.mark.parametrize("step", ["answer lost", "before the switch", "while the key is made"])
def test_killed_at_any_step_it_is_finished_by_a_repeat(
    machine: Machine, services: Services, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = machine.enrol()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        match step:
            case "answer lost":
                services.answers["POST /v1/agencies/sanjesh/keys"] = _taken_and_lost(services)
            case "before the switch":
                patched.setattr(rotate_key, "switch", killed)
            case "while the key is made":
                patched.setattr(key_files, "_sync", killed)
        assert machine.run("rotate-key").code in (3, 130)
    assert SigningKey.load(machine.key).key_id == old.key_id, "at every moment a key that counts lies there"
    services.answers.clear()
    assert machine.run("rotate-key").code == 0
    assert SigningKey.load(machine.key).key_id != old.key_id
    assert len(services.keys) == 2


def test_a_refusal_leaves_the_present_key_in_place(machine: Machine, services: Services) -> None:
    old = machine.enrol()
    services.answers["POST /v1/agencies/sanjesh/keys"] = lambda _: problem(409, "Two live keys", "Two keys are live.")
    outcome = machine.run("rotate-key")
    assert outcome.code == 1
    assert "Two keys are live." in outcome.err
    assert SigningKey.load(machine.key).key_id == old.key_id


def test_two_at_once_do_not_get_in_each_others_way(machine: Machine) -> None:
    machine.enrol()
    with key_files.alone_with(machine.key):
        assert machine.run("rotate-key").code == 2
    assert machine.run("rotate-key").code == 0


def _taken_and_lost(services: Services):  # type: ignore[no-untyped-def]
    def answer(request: httpx2.Request) -> httpx2.Response:
        services._enrolled(request)
        return lost(request)

    return answer


def test_a_next_key_that_was_revoked_is_named_as_what_has_to_be_deleted(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["GET /v1/agencies/me"] = lost
    machine.run("rotate-key", "--wait", "0")
    services.answers = {"POST /v1/agencies/sanjesh/keys": lambda _: problem(409, "The key is revoked")}
    outcome = machine.run("rotate-key")
    assert outcome.code == 1
    assert f"delete {next_key_file(machine.key)}" in outcome.err


def test_root_does_not_take_the_key_away_from_the_service(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    old = machine.enrol()
    owner = machine.key.stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: owner + 1)
    outcome = machine.run("rotate-key")
    assert outcome.code == 2
    assert "sudo -u" in outcome.err
    assert SigningKey.load(machine.key).key_id == old.key_id
    assert not next_key_file(machine.key).exists()
