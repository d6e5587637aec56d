"""Whatever goes wrong is answered with a problem."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx2
import pytest
from fastapi import HTTPException
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from services.registry.problems import HasAffiliates, NotSignedIn, TableRefused, TooManyTries
from tests.unit.registry.edge.applications import LIMIT, NameEntry, Registry, a_client, an_application


def from_database(state: str | None) -> DBAPIError:
    error = asyncpg.PostgresError("a statement with a secret")
    error.sqlstate = state
    return DBAPIError("select secret", {}, error)


def unfit(value: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        NameEntry.model_validate({"name_fa": "", "name_en": value})
    return refused.value


ERRORS: dict[str, Exception] = {
    "affiliates": HasAffiliates(agency="sanjesh", affiliates=["a", "b"]),
    "signed-out": NotSignedIn(),
    "tries": TooManyTries(retry_after=60),
    "table": TableRefused(errors=[{"line": 2, "column": "code"}]),
    "os": ConnectionRefusedError("secret"),
    "deadlock": from_database("40P01"),
    "null": from_database("22021"),
    "statement": from_database("42703"),
    "unfit": unfit("a secret"),
    "accident": RuntimeError("secret"),
    "kind": HTTPException(415, "secret"),
}


@pytest.fixture
async def failing() -> AsyncIterator[httpx2.AsyncClient]:
    async with a_client(an_application(Registry(), ERRORS)) as client:
        yield client


def is_problem(answer: httpx2.Response, status: int, name: str, language: str = "en") -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["status"], body["name"]) == (status, status, name)
    assert body["type"] == f"https://mohlat.ir/problems/{name}"
    assert "secret" not in answer.text
    return body


async def test_a_refusal_is_a_problem_in_english(failing: httpx2.AsyncClient) -> None:
    body = is_problem(await failing.get("/v1/errors/affiliates"), 422, "has-affiliates")
    assert body["title"] == "The agency still has affiliated bodies"
    assert body["detail"] == "sanjesh still has affiliated bodies: a, b. Move them first."


async def test_and_in_persian_for_who_reads_persian(failing: httpx2.AsyncClient) -> None:
    answer = await failing.get("/v1/errors/affiliates", headers={"Accept-Language": "fa-IR,en;q=0.5"})
    body = is_problem(answer, 422, "has-affiliates", "fa")
    assert body["title"] == "دستگاه هنوز دستگاه تابعه دارد"
    assert "دستگاه «sanjesh» هنوز دستگاه تابعه دارد" in body["detail"]
    assert "دستگاه" in answer.text, "Persian goes unescaped"


async def test_a_refusal_brings_its_headers_and_members(failing: httpx2.AsyncClient) -> None:
    signed_out = await failing.get("/v1/errors/signed-out")
    is_problem(signed_out, 401, "not-signed-in")
    assert signed_out.headers["www-authenticate"] == "Bearer"
    assert (await failing.get("/v1/errors/tries")).headers["retry-after"] == "60"
    assert (await failing.get("/v1/errors/table")).json()["errors"] == [{"line": 2, "column": "code"}]


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        ("os", 503, "database-unavailable"),
        ("deadlock", 503, "database-unavailable"),
        ("null", 422, "text-unstorable"),
        ("statement", 500, "unexpected"),
        ("unfit", 500, "unexpected"),
        ("accident", 500, "unexpected"),
    ],
)
async def test_an_accident_says_nothing_of_itself(
    failing: httpx2.AsyncClient, error: str, status: int, name: str
) -> None:
    answer = await failing.get(f"/v1/errors/{error}", headers={"Accept-Language": "fa"})
    is_problem(answer, status, name, "fa")
    assert ("retry-after" in answer.headers) == (status == 503)


async def test_statuses_of_http_itself_are_problems(failing: httpx2.AsyncClient) -> None:
    is_problem(await failing.get("/v1/nowhere"), 404, "not-found")
    is_problem(await failing.get("/v1/errors/kind"), 415, "unsupported-media-type")
    refused = await failing.delete("/v1/names", headers={"Accept-Language": "fa"})
    is_problem(refused, 405, "method-not-allowed", "fa")
    assert refused.headers["allow"] == "GET"


async def test_a_method_that_is_not_allowed_is_told_all_that_are(client: httpx2.AsyncClient) -> None:
    refused = await client.delete("/v1/names/a")
    is_problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == "GET, PUT"


async def test_a_malformed_request_names_each_field(client: httpx2.AsyncClient) -> None:
    answer = await client.put("/v1/names/a", json={"kind": "x", "more": 1}, headers={"Accept-Language": "fa"})
    body = is_problem(answer, 422, "request-malformed", "fa")
    assert {each["field"] for each in body["errors"]} == {"body.name_fa", "body.kind", "body.more"}
    assert body["detail"] == "body.name_fa: لازم است و داده نشده"


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b"{", 422, "request-malformed"),
        (b"[" * 900, 422, "request-malformed"),
        (b"\xff", 400, "bad-request"),
        (b'{"name_fa": "\\ud800"}', 422, "request-malformed"),
        (b'{"name_fa": "a\\u0000"}', 422, "request-malformed"),
        (b"", 422, "request-malformed"),
    ],
)
async def test_a_broken_body_is_a_problem(client: httpx2.AsyncClient, body: bytes, status: int, name: str) -> None:
    answer = await client.put("/v1/names/a", content=body, headers={"Content-Type": "application/json"})
    is_problem(answer, status, name)


@pytest.mark.parametrize("path", ["/v1/numbers/0", f"/v1/numbers/{2**63}", "/v1/numbers/x", "/v1/names/a%00b"])
async def test_what_no_table_could_hold_never_gets_there(client: httpx2.AsyncClient, path: str) -> None:
    is_problem(await client.get(path), 422, "request-malformed")


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 100):
        yield b"x" * 100


async def test_a_body_that_says_to_be_too_large_is_a_problem(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/bytes", content=b"x" * (LIMIT + 1))
    body = is_problem(answer, 413, "request-too-large")
    assert body["detail"] == "A request may be no larger than 1000 bytes."


async def test_a_body_that_turns_out_to_be_too_large_is_a_problem(client: httpx2.AsyncClient) -> None:
    is_problem(await client.post("/v1/bytes", content=in_pieces(LIMIT + 100)), 413, "request-too-large")
    too_long = await client.put(
        "/v1/names/a", content=in_pieces(LIMIT + 100), headers={"Content-Type": "application/json"}
    )
    is_problem(too_long, 413, "request-too-large")


async def test_a_body_at_the_limit_is_read(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/v1/bytes", content=in_pieces(LIMIT))).json() == LIMIT
    assert (await client.post("/v1/bytes", content=b"x" * LIMIT)).json() == LIMIT


async def test_no_accident_writes_a_person_into_the_log(
    failing: httpx2.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("unfit", "statement"):
        is_problem(await failing.get(f"/v1/errors/{name}"), 500, "unexpected")
    logged = "".join(capfd.readouterr())
    assert "42703" in logged
    assert "name_fa" in logged
    assert "secret" not in logged
