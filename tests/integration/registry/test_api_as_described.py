"""The API answers whatever it is asked as its description says, and never fails."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from services.plumbing.database import migrate
from services.plumbing.health import Health
from services.registry.api import create_app
from services.registry.schema import MIGRATIONS, SCHEMA
from tests.integration.registry.familiar import familiar, in_path
from tests.integration.registry.populating import There, populate
from tests.integration.registry.served import served
from tests.integration.registry.world import a_world
from tests.officials import an_issuer
from tests.stacks import DatabaseServer

PROOF = os.environ.get("MOHLAT_PROOF") == "1"
CASES = 20_000 if PROOF else 200
OFFICIALS = (
    "both-roles",
    "sara-registrar",
    "parisa-approver",
    "laleh-overseer",
    "navid-operator",
    "reza-inspector",
    None,
)
PROBLEM = "application/problem+json"
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]


def _description() -> Any:
    nobody = cast(Any, None)
    return schemathesis.openapi.from_dict(create_app(nobody, Health(), nobody, simulated=True).openapi())


OPERATIONS = {
    operation.definition.raw["operationId"]: operation
    for operation in (found.ok() for found in _description().get_all_operations())
}
# Time moves last: in the year 2190 little can be done any more.
NAMES = sorted(OPERATIONS, key=lambda name: name == "moveClock")
EACH = -(-CASES // len(NAMES))


@dataclass
class Served:
    """A populated registry."""

    url: str
    there: There
    officials: dict[str | None, dict[str, str]]
    session: requests.Session = field(default_factory=requests.Session)
    statuses: Counter[int] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def registry(postgres: DatabaseServer) -> Iterator[Served]:
    database_url, issuer = postgres.fresh_database(), an_issuer()
    migrate(database_url, MIGRATIONS, SCHEMA)

    async def populated() -> There:
        async with a_world(database_url, issuer=issuer) as world:
            return await populate(world)

    there = asyncio.Runner(loop_factory=asyncio.new_event_loop).run(populated())
    bearers = {official: {} if official is None else issuer.bearer(official) for official in OFFICIALS}
    with served(database_url, issuer) as url:
        asked = Served(url, there, bearers)
        yield asked
    print("\nanswers by status:", dict(sorted(asked.statuses.items())))


@pytest.mark.timeout(3_600 if PROOF else 120)
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_described(name: str, registry: Served) -> None:
    @settings(
        max_examples=EACH, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=_cases(name, registry.there), by=st.sampled_from(OFFICIALS))
    def ask(case: Case[Any], by: str | None) -> None:
        answer = case.call(registry.url, registry.session, headers=registry.officials[by])
        registry.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == [PROBLEM], answer.text
            assert answer.json()["status"] == answer.status_code
        assert answer.status_code != 503, answer.text

    ask()


@st.composite
def _cases(draw: st.DrawFn, name: str, there: There) -> Case[Any]:
    """What the description allows or forbids, mostly about things that are there."""
    operation = OPERATIONS[name]
    drawn = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    case: Case[Any] = draw(st.one_of(*drawn, *operation.get_strategies_from_examples()))
    if draw(st.integers(0, 3)):
        case.path_parameters = in_path(operation.path, case.path_parameters, there, draw)
        case.body = familiar(case.body, draw)
    return case
