"""The API answers as it describes itself; the description is committed."""

import json
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest

FILE = Path(__file__).parents[4] / "docs" / "api" / "auditor.openapi.json"
DESCRIBED: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
QUESTIONS = {
    "/v1/definitions": {},
    "/v1/figures": {"family": "shares"},
    "/v1/figures/{name}": {"name": "connected"},
    "/v1/figures/{name}/receipt": {"name": "on_time"},
    "/v1/reconcile": {"left": "claimed", "right": "connected", "left_as_of": "1401-08-30"},
    "/v1/delta": {"from": "1401-08-30", "to": "1401-11-30"},
    "/v1/series": {"definition": "connected", "to": "1401-11-10", "from": "1401-11-01"},
    "/v1/burn-up": {"definition": "connected", "to": "1401-11-10", "from": "1401-11-01"},
    "/v1/forecast": {"definition": "connected", "as_of": "1401-09-10"},
    "/v1/roll-ups": {},
    "/v1/shares": {},
    "/v1/agencies/{code}/history": {"code": "aa"},
    "/v1/frozen": {},
}
OWN = {
    "form": 1,
    "definitions": [
        {
            "name": "own",
            "duty": "connect",
            "counts": "met",
            "label_fa": "از خود",
            "label_en": "Own",
            "definition_fa": "تعریفی از خود",
            "definition_en": "One of one's own",
        }
    ],
}


def ask(transport: httpx2.BaseTransport, method: str, path: str, **asked: str) -> httpx2.Response:
    parts = {name: asked.pop(name) for name in list(asked) if f"{{{name}}}" in path}
    with httpx2.Client(transport=transport, base_url="http://scoreboard") as client:
        content = json.dumps(OWN).encode() if method == "post" else None
        return client.request(method.upper(), path.format(**parts), params=asked, content=content)


def check(path: str, method: str, answer: httpx2.Response) -> None:
    told = DESCRIBED["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = told[answer.headers["content-type"].partition(";")[0]]["schema"]
    jsonschema.validate(answer.json(), schema | {"components": DESCRIBED["components"]})


@pytest.mark.parametrize("path", QUESTIONS)
def test_every_answer_is_as_described(transport: httpx2.BaseTransport, path: str) -> None:
    answer = ask(transport, "get", path, **QUESTIONS[path])
    assert answer.status_code == 200, answer.text
    check(path, "get", answer)


@pytest.mark.parametrize("path", [path for path in QUESTIONS if "post" in DESCRIBED["paths"][path]])
def test_and_so_it_is_by_definitions_of_ones_own(transport: httpx2.BaseTransport, path: str) -> None:
    answer = ask(transport, "post", path, **QUESTIONS[path])
    assert answer.status_code == 200, answer.text
    check(path, "post", answer)


@pytest.mark.parametrize("asked", [{"as_of": "1402-12-30"}, {"group": "nobody"}, {"definition": "nothing"}])
def test_every_problem_is_as_described(transport: httpx2.BaseTransport, asked: dict[str, str]) -> None:
    answer = ask(transport, "get", "/v1/figures", **asked)
    assert answer.status_code in (404, 422)
    check("/v1/figures", "get", answer)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/v1/figures", {"family": "own"}),
        ("/v1/figures", {"bodies": "perhaps"}),
        ("/v1/figures", {"group": "no such code"}),
        ("/v1/reconcile", {"left": "connected"}),
        ("/v1/forecast", {"definition": "connected", "days": "1"}),
        ("/v1/forecast", {"definition": "connected", "days": "many"}),
        ("/v1/forecast", {"definition": "connected", "confidence": "most"}),
    ],
)
def test_a_parameter_that_is_wrong_is_told_in_both_languages(
    transport: httpx2.BaseTransport, path: str, asked: dict[str, str]
) -> None:
    english, persian = (ask(transport, "get", path, lang=language, **asked) for language in ("en", "fa"))
    assert english.status_code == persian.status_code == 422
    assert english.json()["type"] == "urn:mohlat:problem:bad-request"
    assert english.json()["detail"].isascii() and not persian.json()["detail"].isascii()


def test_every_operation_says_what_it_answers() -> None:
    for path, operations in DESCRIBED["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"] and operation["responses"]["200"]["content"], (method, path)
