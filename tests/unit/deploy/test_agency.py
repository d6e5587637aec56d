"""`make agency` works with the local stack and with nothing else."""

from pathlib import Path

import pytest

from deploy.local import agency


def typed(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setattr("sys.argv", ["agency", *arguments])
    with pytest.raises(SystemExit) as ended:
        agency.main()
    return str(ended.value)


def test_without_a_running_stack_it_says_how_to_start_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(agency, "PID", tmp_path / "pid")
    assert "`make up` starts it" in typed(monkeypatch)


def test_a_code_that_is_none_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'Not A Code' is no agency code" in typed(monkeypatch, "Not A Code")


def test_what_to_type_next_has_the_stacks_own_addresses() -> None:
    places = {"registry": "http://127.0.0.1:1", "connector": "http://127.0.0.1:2", "scoreboard": "http://127.0.0.1:3"}
    told = agency.told("trial-agency", "AAAA-BBBB", places)
    enrol = "mohlat-agency enrol AAAA-BBBB --registry http://127.0.0.1:1 --connector http://127.0.0.1:2"
    assert enrol in told
    assert "http://127.0.0.1:3/en" in told
