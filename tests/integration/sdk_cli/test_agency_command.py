"""An agency's administrator against the whole of Mohlat: the quickstart, outages, and a command killed half-way."""

import json
import shlex
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mohlat_sdk import SigningKey

from deploy.local.agency import register, told
from tests.integration.sdk_cli.administrator import Administrator
from tests.stacks import TestedStack
from tests.waiting import wait_until


def verdicts(administrator: Administrator) -> dict[str, str]:
    """Of each duty that has one, its status."""
    duties = administrator.told("status")["duties"]
    return {duty["duty"]: duty["verdict"]["status"] for duty in duties if duty["verdict"]}


def test_the_quickstart_as_it_is_printed_leads_to_a_met_duty(
    administrator: Administrator, code: str, one_time: str, places: Mapping[str, str]
) -> None:
    printed = told(code, one_time, places).splitlines()
    commands = [shlex.split(line)[1:] for line in printed if line.strip().startswith("mohlat-agency")]
    assert [command[0] for command in commands] == ["enrol", "doctor", "connect", "heartbeat", "status"]
    for command in commands:
        administrator.well(*command)
    administrator.well("digitized", f"{code}-s01")
    wait_until(lambda: verdicts(administrator) == {"connect": "met", "digitize": "met"}, 60)
    assert "met" in administrator.well("status")
    assert administrator.told("doctor")["ok"] is True
    administrator.well("close", "--yes")
    wait_until(lambda: verdicts(administrator)["connect"] == "lapsed", 60)


def test_registering_it_once_more_only_hands_out_a_new_code(
    enrolled: Administrator, code: str, places: Mapping[str, str]
) -> None:
    again = register(code, "sandbox", places)
    enrolled.well("enrol", again, "--registry", places["registry"], "--connector", places["connector"])
    assert len(enrolled.told("status")["keys"]) == 1


@pytest.mark.parametrize("step", ["the key is there", "the registry was asked"])
def test_enrolling_killed_half_way_is_finished_by_a_repeat(
    administrator: Administrator, one_time: str, places: Mapping[str, str], tmp_path: Path, step: str
) -> None:
    enrol = ("enrol", one_time, "--registry", places["registry"], "--connector", places["connector"])
    output = tmp_path / "output"
    reached = {
        "the key is there": administrator.key.exists,
        "the registry was asked": lambda: "Key made" in output.read_text(),
    }
    administrator.killed(output, reached[step], *enrol)
    key = SigningKey.load(administrator.key).key_id
    administrator.well(*enrol)
    assert SigningKey.load(administrator.key).key_id == key
    assert [each["key_id"] for each in administrator.told("status")["keys"]] == [key]


def test_a_rotation_killed_again_and_again_ends_with_one_new_key(enrolled: Administrator, tmp_path: Path) -> None:
    old, following, output = SigningKey.load(enrolled.key).key_id, Path(f"{enrolled.key}.next"), tmp_path / "output"
    enrolled.killed(tmp_path / "first", following.exists, "rotate-key")
    enrolled.well("connect")
    # Whoever kills may come too late: what is finished then must not be begun anew.
    if following.exists():
        enrolled.killed(output, lambda: "The registry has taken" in output.read_text(), "rotate-key")
        enrolled.well("connect")
    if following.exists():
        enrolled.well("rotate-key")
    new = SigningKey.load(enrolled.key).key_id
    assert new != old
    assert {each["key_id"] for each in enrolled.told("status")["keys"]} == {old, new}
    enrolled.well("connect")
    refused = enrolled.types("rotate-key")
    assert refused.returncode == 1, "two live keys are as many as there may be"
    assert "revoke" in refused.stderr


def test_the_service_goes_through_an_outage_and_ends_when_told_to(
    enrolled: Administrator, stack: TestedStack, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    service = enrolled.starts(output, "heartbeat", "--every", "5s", "--services", "s01", "--json")
    try:
        wait_until(lambda: _beats(output, "accepted"), 60)
        enrolled.well("connect")
        stack.stop_service("connector")
        wait_until(lambda: _beats(output, "spooled"), 60)
        statement = enrolled.types("connect")
        assert statement.returncode == 3, "the service holds the spool: it is said that nothing was kept"
        assert enrolled.told("spool")["depth"] >= 1
        assert enrolled.types("doctor").returncode == 1
        stack.start_service("connector")
        wait_until(lambda: _beats(output, "accepted")[-1:] > _beats(output, "spooled")[-1:], 60)
    finally:
        service.send_signal(signal.SIGTERM)
        assert service.wait(60) == 0
    assert enrolled.told("spool")["depth"] == 0
    assert all(stream["missing_count"] == 0 for stream in _status_once_ready(enrolled)["streams"])


def test_what_was_kept_while_nobody_was_there_is_delivered_afterwards(
    enrolled: Administrator, stack: TestedStack
) -> None:
    stack.stop_service("connector")
    try:
        assert enrolled.types("connect").returncode == 4
        assert enrolled.types("spool", "flush", "--timeout", "1").returncode == 4
    finally:
        stack.start_service("connector")
    assert enrolled.told("spool", "flush", "--timeout", "60") == {"delivered": 1, "left": 0, "refused": 0}


def test_a_table_of_levels_is_taken_as_a_whole(enrolled: Administrator, code: str, tmp_path: Path) -> None:
    table = tmp_path / "levels.csv"
    table.write_text(f"کد خدمت,سطح\n{code}-s01,تمام‌الکترونیکی\n{code}-s02,هرگز\n", encoding="utf-8")
    assert enrolled.types("import", str(table)).returncode == 1
    table.write_text(f"کد خدمت,سطح\n{code}-s01,تمام‌الکترونیکی\n{code}-s02,نیمه الکترونیکی\n", encoding="utf-8")
    assert enrolled.told("import", str(table))["receipt"]["accepted"] == 2


def _beats(output: Path, outcome: str) -> list[str]:
    """When heartbeats ended so; the last line may be half-written."""
    lines = [json.loads(line) for line in output.read_text().splitlines() if line.endswith("}")]
    return [str(line["at"]) for line in lines if line.get("outcome") == outcome]


def _status_once_ready(administrator: Administrator) -> Any:
    """A connector that has just begun reads the past first."""
    wait_until(lambda: administrator.types("status").returncode == 0, 60)
    return administrator.told("status")
