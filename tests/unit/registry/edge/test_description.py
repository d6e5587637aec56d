"""The description of the registry's own API."""

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from jsonschema import Draft202012Validator

from services.plumbing.health import Health
from services.registry.api import create_app
from services.registry.api.openapi.committed import main

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    nobody = cast(Any, None)
    return create_app(nobody, Health(), nobody, simulated=True).openapi()


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1/"):
                yield method, path, operation


def test_the_committed_description_is_what_the_code_says() -> None:
    assert main(["--check"]) == 0


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]*)*", name)] == []


def test_only_what_an_agency_does_by_itself_takes_no_login(document: dict[str, Any]) -> None:
    without = {(method, path) for method, path, operation in operations(document) if not operation.get("security")}
    assert without - {("get", "/v1/clock"), ("post", "/v1/clock")} == {
        ("post", "/v1/enrolments"),
        ("post", "/v1/agencies/{code}/keys"),
    }


def test_every_write_may_be_repeated_under_a_key(document: dict[str, Any]) -> None:
    without = {
        path
        for method, path, operation in operations(document)
        if method != "get"
        and "idempotency-key" not in {each["name"].lower() for each in operation.get("parameters", [])}
    }
    assert without <= {"/v1/clock"}


def test_every_body_in_json_has_examples_that_fit_it(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        assert body["examples"], f"{method} {path} has no example"
        judge = Draft202012Validator({**body["schema"], "components": document["components"]})
        for name, example in body["examples"].items():
            assert list(judge.iter_errors(example["value"])) == [], f"{method} {path}: {name}"


def test_no_answer_of_a_write_holds_an_address(document: dict[str, Any]) -> None:
    """Such answers are kept for repeats, where erasing a person would not find them."""
    schemas = document["components"]["schemas"]

    def within(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            if "$ref" in schema:
                yield from within(schemas[schema["$ref"].rsplit("/", 1)[1]])
            yield from schema.get("properties", {})
            for part in schema.values():
                yield from within(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from within(part)

    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            if method != "get" and status.startswith("2"):
                assert "email" not in set(within(response)), f"{method} {path}"
