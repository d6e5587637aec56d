"""Fixtures of the officials' commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from tests.unit.registry.cli.scripted import ScriptedRegistry


@pytest.fixture
def registry() -> ScriptedRegistry:
    return ScriptedRegistry()


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Tries follow each other without a wait."""
    stamina.set_testing(True, attempts=4)
    yield
    stamina.set_testing(False)


@pytest.fixture(autouse=True)
def no_token_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
