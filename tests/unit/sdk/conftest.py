import itertools
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
import stamina
from mohlat_sdk import Agency, Unreachable, generate_key

from tests.unit.sdk.blocking import BlockingAgency
from tests.unit.sdk.connectors import FakeConnector

AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
KEY = generate_key()

AnyAgency = Agency | BlockingAgency


class OpenAgency(Protocol):
    def __call__(self, connector: FakeConnector, **options: Any) -> AnyAgency: ...


@pytest.fixture(autouse=True)
def no_pauses_between_tries() -> Iterator[None]:
    """As many tries as asked for, none of the waiting."""
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def never_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure the next try is made at once."""
    monkeypatch.setattr("mohlat_sdk.delivering.quiet.FIRST", 0.0)


@pytest.fixture
def hardly_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure the background tries again in a moment."""
    monkeypatch.setattr("mohlat_sdk.delivering.quiet.FIRST", 0.01)
    monkeypatch.setattr("mohlat_sdk.delivering.quiet.LONGEST", 0.05)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool.db"


@pytest.fixture(params=["threads", "event loop"])
def agency(request: pytest.FixtureRequest) -> Iterator[OpenAgency]:
    """Opens the agency `sanjesh` at AT, whose events are e1, e2, …; once with each of the two clients."""
    opened: list[AnyAgency] = []

    def opener(connector: FakeConnector, **options: Any) -> AnyAgency:
        names = itertools.count(1)
        options = {"clock": lambda: AT, "new_id": lambda: f"e{next(names)}", **options}
        if request.param == "threads":
            client: Any = connector.client()
            kind: type[AnyAgency] = Agency
        else:
            client, kind = connector.async_client(), BlockingAgency
        opened.append(kind("sanjesh", KEY, "http://connector.test", client=client, **options))
        return opened[-1]

    yield opener
    for one in opened:
        with suppress(Unreachable):
            one.close()
