"""A list in pages is one list, seen from one viewpoint."""

import base64
import json
from typing import Any

import httpx2
import pytest

from tests.unit.registry.edge.applications import Registry

NOW = "2023-06-14T20:30:00Z"


@pytest.fixture
def names(registry: Registry) -> Registry:
    registry.names = {f"a{n}": "نام" for n in range(5)} | {"b": "ب"}
    return registry


async def pages(client: httpx2.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    found = [(await client.get("/v1/names", params=query)).json()]
    while found[-1]["next"]:
        found.append((await client.get("/v1/names", params=query | {"cursor": found[-1]["next"]})).json())
    return found


def codes(found: list[dict[str, Any]]) -> list[list[str]]:
    return [[item["code"] for item in page["items"]] for page in found]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (2, [["a0", "a1"], ["a2", "a3"], ["a4", "b"]]),
        (5, [["a0", "a1", "a2", "a3", "a4"], ["b"]]),
        (6, [["a0", "a1", "a2", "a3", "a4", "b"]]),
        (1_000, [["a0", "a1", "a2", "a3", "a4", "b"]]),
    ],
)
async def test_pages_follow_one_another_without_gap_or_overlap(
    client: httpx2.AsyncClient, names: Registry, limit: int, expected: list[list[str]]
) -> None:
    assert codes(await pages(client, limit=limit)) == expected


async def test_an_empty_list_is_one_page(client: httpx2.AsyncClient) -> None:
    assert await pages(client) == [{"items": [], "next": None, "as_of": NOW, "known_at": NOW}]


async def test_the_cursor_keeps_the_viewpoint(client: httpx2.AsyncClient, names: Registry) -> None:
    first = (await client.get("/v1/names", params={"limit": 2, "as_of": "2022-01-01T00:00:00+03:30"})).json()
    assert (first["as_of"], first["known_at"]) == ("2021-12-31T20:30:00Z", "2021-12-31T20:30:00Z")
    following = (await client.get("/v1/names", params={"cursor": first["next"]})).json()
    assert (following["as_of"], following["known_at"]) == (first["as_of"], first["known_at"])


async def test_a_plus_sign_that_was_not_escaped_is_understood(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/names?as_of=2022-01-01T00:00:00+03:30")
    assert answer.json()["as_of"] == "2021-12-31T20:30:00Z"


@pytest.mark.parametrize(
    "other", [{"starting": "b"}, {"as_of": "2020-01-01T00:00:00Z"}, {"known_at": "2020-01-01T00:00:00Z"}]
)
async def test_a_cursor_of_another_list_is_refused(
    client: httpx2.AsyncClient, names: Registry, other: dict[str, str]
) -> None:
    first = (await client.get("/v1/names", params={"limit": 2, "starting": "a"})).json()
    query = {"starting": "a", "cursor": first["next"]} | other
    refused = await client.get("/v1/names", params=query)
    assert (refused.status_code, refused.json()["name"]) == (422, "cursor-malformed")


def altered(cursor: str, **members: Any) -> str:
    read = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return base64.urlsafe_b64encode(json.dumps(read | members).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "members",
    [
        {"after": [3]},
        {"after": ["a", "b"]},
        {"after": []},
        {"after": [True]},
        {"after": ["a\x00"]},
        {"after": ["\ud800"]},
        {"after": [None]},
        {"after": "a"},
        {"as_of": "never"},
        {"as_of": "0001-01-01T00:00:00Z"},
        {"more": 1},
    ],
)
async def test_a_cursor_with_impossible_values_is_refused(
    client: httpx2.AsyncClient, names: Registry, members: dict[str, Any]
) -> None:
    first = (await client.get("/v1/names", params={"limit": 2})).json()
    refused = await client.get("/v1/names", params={"cursor": altered(first["next"], **members)})
    assert (refused.status_code, refused.json()["name"]) == (422, "cursor-malformed")


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "ه", "e30", "W10", "bnVsbA"])
async def test_what_is_no_cursor_is_refused(client: httpx2.AsyncClient, cursor: str) -> None:
    refused = await client.get("/v1/names", params={"cursor": cursor})
    assert (refused.status_code, refused.json()["name"]) == (422, "cursor-malformed")


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 1_001}, {"as_of": "1401-06-31"}, {"known_at": "3000-01-01T00:00:00Z"}]
)
async def test_what_cannot_be_asked_is_refused(client: httpx2.AsyncClient, query: dict[str, Any]) -> None:
    refused = await client.get("/v1/names", params=query)
    assert (refused.status_code, refused.json()["name"]) == (422, "request-malformed")
