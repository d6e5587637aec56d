"""The API describes what it answers."""

from typing import Any

import pytest

from services.registry.api.problems import refusing
from services.registry.problems import HasAffiliates, ParentCycle, ProposalClosed
from tests.unit.registry.edge.applications import Registry, an_application


@pytest.fixture
def document() -> dict[str, Any]:
    return an_application(Registry()).openapi()


def operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path][method]
    return found


def test_it_is_openapi_3_1_and_the_frameworks_own_problem_is_gone(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert "HTTPValidationError" not in str(document)
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "name"]


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for path in document["paths"].values():
        for each in path.values():
            for status, response in each["responses"].items():
                if int(status) >= 400:
                    content = response["content"]
                    assert list(content) == ["application/problem+json"]
                    assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_an_operation_declares_the_problems_that_follow_from_what_it_takes(document: dict[str, Any]) -> None:
    put = operation(document, "put", "/v1/names/{code}")
    assert {parameter["name"].lower() for parameter in put["parameters"]} == {"code", "idempotency-key", "if-match"}
    assert [*put["responses"]] == ["200", "400", "404", "409", "412", "413", "415", "422", "428", "500", "503"]
    assert [*operation(document, "get", "/v1/names")["responses"]] == ["200", "422", "500", "503"]


def test_a_conditional_read_can_be_answered_with_304(document: dict[str, Any]) -> None:
    assert "304" in operation(document, "get", "/v1/names/{code}")["responses"]


def test_a_route_names_the_refusals_of_its_own(document: dict[str, Any]) -> None:
    content = operation(document, "put", "/v1/names/{code}")["responses"]["409"]["content"]
    assert content["application/problem+json"]["examples"]["nothing-changes"]["value"]["status"] == 409


def test_refusals_of_one_status_are_one_response_with_an_example_each() -> None:
    responses = refusing(ParentCycle, HasAffiliates, ProposalClosed)
    assert list(responses) == [422, 409]
    assert list(responses[422]["content"]["application/problem+json"]["examples"]) == ["parent-cycle", "has-affiliates"]
