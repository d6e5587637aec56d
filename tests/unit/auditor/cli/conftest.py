"""`mohlat auditor …` against a scoreboard in memory."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from mohlat_contracts import read_batch
from typer.testing import CliRunner, Result

from services.auditor.cli import app
from services.auditor.cli.board import REACHED_BY
from tests.integration.scoreboard.country import country
from tests.integration.scoreboard.history import END
from tests.unit.auditor.cli.remembered import InProcess, RememberedHistory, RememberedLibrary

Run = Callable[..., Result]
ENVIRONMENT = {"MOHLAT_SCOREBOARD_URL": "http://scoreboard", "LC_ALL": "C", "LANG": "C"}


@pytest.fixture(scope="module")
def library() -> RememberedLibrary:
    events = [decoded.event for each in country() for decoded in read_batch(each.value or b"")]
    return RememberedLibrary(RememberedHistory(events, END))


@pytest.fixture(scope="module")
def transport(library: RememberedLibrary) -> httpx2.BaseTransport:
    return InProcess(library)


@pytest.fixture
def run(transport: httpx2.BaseTransport) -> Run:
    """Run a command; nothing is caught."""

    def run(*arguments: str) -> Result:
        reached = REACHED_BY.set(transport)
        try:
            return CliRunner().invoke(app, arguments, env=ENVIRONMENT, catch_exceptions=False)
        finally:
            REACHED_BY.reset(reached)

    return run


@pytest.fixture
def answer(run: Run) -> Callable[..., Any]:
    """What a command answers with `--json`."""

    def answer(*arguments: str) -> Any:
        result = run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return answer
