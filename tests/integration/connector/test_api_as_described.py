"""The API answers whatever it is asked as its description says, and never fails."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mohlat_contracts import sources
from mohlat_contracts.codec import LATEST
from mohlat_contracts.envelope import BATCH_CONTENT_TYPE
from mohlat_sdk import SigningKey, generate_key
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core import NOT_SET
from schemathesis.specs.openapi import checks

from services.connector.api.openapi import document
from tests.integration.connector.posting import Wire, signed
from tests.integration.connector.surroundings import ConnectorProcess, Registry
from tests.stacks import Broker, new_topic_prefix

PROOF = os.environ.get("MOHLAT_PROOF") == "1"
CASES = 10_000 if PROOF else 150
AT = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
PROBLEM = "application/problem+json"
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (found.ok() for found in schemathesis.openapi.from_dict(document()).get_all_operations())
}
SHARES = {"postEvents": 0.8, "getStanding": 0.1, "moveClock": 0.1}
"""Of the cases; time moves last."""


@dataclass
class Served:
    """A connector whose clock stands at AT, and what it has answered."""

    url: str
    key: SigningKey
    session: requests.Session = field(default_factory=requests.Session)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def connector(kafka: Broker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    registry, key = Registry(kafka.bootstrap_servers, new_topic_prefix()), generate_key()
    registry.enrol("sanjesh", key, AT)
    # So late that no move has to wait for the registry.
    registry.tick(LATEST - timedelta(seconds=1))
    unlimited = {"MOHLAT_LIMIT_PER_KEY": "0", "MOHLAT_LIMIT_PER_ADDRESS": "0"}
    log = tmp_path_factory.mktemp("connector") / "connector.log"
    process = ConnectorProcess(registry, log, settings=unlimited).start()
    assert process.move(AT, AT).status_code == 200
    served = Served(process.url, key)
    yield served
    process.kill()
    print("\nanswers:", dict(sorted(served.statuses.items())))


def test_the_description_knows_every_operation() -> None:
    assert OPERATIONS.keys() == SHARES.keys()


@pytest.mark.timeout(3_600 if PROOF else 180)
@pytest.mark.parametrize("name", SHARES)
def test_every_answer_is_as_described(name: str, connector: Served) -> None:
    @settings(
        max_examples=int(CASES * SHARES[name]),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(name), how=st.sampled_from(("signed", "signed", "signed", "compressed", "junk")))
    def ask(case: Case[Any], how: str) -> None:
        answer = _junk(case, connector) if how == "junk" else _signed(case, connector, how == "compressed")
        connector.statuses[name, answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM, answer.text
            assert answer.json()["status"] == answer.status_code
        assert answer.status_code != 503, answer.text

    ask()
    if name == "postEvents":
        assert connector.statuses[name, 202] > 0
        assert connector.statuses[name, 401] > 0


def _junk(case: Case[Any], connector: Served) -> requests.Response:
    """As it was generated, signatures of rubbish among it."""
    arguments = case.as_transport_kwargs(base_url=connector.url)
    return connector.session.request(**arguments, timeout=30)


def _signed(case: Case[Any], connector: Served, zipped: bool) -> requests.Response:
    url = connector.url + case.operation.path
    if case.operation.path == "/v1/clock":
        return _junk(case, connector)
    body = None if case.method == "GET" else _content(case.body)
    media = case.media_type or BATCH_CONTENT_TYPE
    wire: Wire = signed(connector.key, url, body, content_type=media, zipped=zipped and body is not None)
    return connector.session.request(wire.method, url, headers=dict(wire.headers), data=wire.body, timeout=30)


def _content(body: Any) -> bytes:
    if body is NOT_SET:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@st.composite
def _cases(draw: st.DrawFn, name: str) -> Case[Any]:
    """What the description allows or forbids, mostly about the agency whose key it is."""
    operation = OPERATIONS[name]
    drawn = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    case: Case[Any] = draw(st.one_of(*drawn, *operation.get_strategies_from_examples()))
    if name == "postEvents" and draw(st.integers(0, 3)):
        for event in case.body if isinstance(case.body, list) else [case.body]:
            if isinstance(event, dict):
                event |= {"source": sources.agency("sanjesh"), "time": AT.isoformat()}
    return case
