from pathlib import Path

import pytest

from tests.unit.sdk.cli.services import Machine, Services


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking again follows at once."""
    monkeypatch.setattr("mohlat_sdk.cli.knowing.PAUSE", 0.0)


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def machine(tmp_path: Path, services: Services, capsys: pytest.CaptureFixture[str]) -> Machine:
    """Nothing on it yet."""
    return Machine(tmp_path, services, capsys)
