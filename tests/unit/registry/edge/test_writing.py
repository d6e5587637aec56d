"""How a write without an idempotency key is answered; what a key does is tested on a database."""

import httpx2
import pytest

from services.registry.api.writing import Writing
from tests.unit.registry.edge.applications import Registry


async def test_a_write_is_answered_with_its_body_tag_and_place(client: httpx2.AsyncClient, registry: Registry) -> None:
    answer = await client.put("/v1/names/a", json={"name_fa": "نام"})
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["location"] == "/v1/names/a"
    assert answer.json() == {"code": "a", "name_fa": "نام", "as_of": "now"}
    assert "idempotency-replayed" not in answer.headers
    assert [change.ended for change in registry.changes] == ["done"]


async def test_a_refused_write_is_undone(client: httpx2.AsyncClient, registry: Registry) -> None:
    registry.names["a"] = "نام"
    answer = await client.put("/v1/names/a", json={"name_fa": "نام"}, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["name"]) == (409, "nothing-changes")
    assert [change.ended for change in registry.changes] == ["undone"]


@pytest.mark.parametrize("key", ["", " ", " leading", "x" * 256, "tab\tbed"])
async def test_a_malformed_key_is_refused_before_anything_is_opened(
    client: httpx2.AsyncClient, registry: Registry, key: str
) -> None:
    answer = await client.put("/v1/names/a", json={"name_fa": "نام"}, headers=[("Idempotency-Key", key)])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "header.Idempotency-Key"
    assert registry.changes == []


class Asked:
    """A request as far as its fingerprint goes."""

    def __init__(self, method: str = "POST", path: str = "/v1/a", query: bytes = b"", body: bytes = b"{}") -> None:
        self.scope = {"method": method, "path": path, "query_string": query}
        self._body = body

    async def body(self) -> bytes:
        return self._body


async def fingerprint(asked: Asked) -> bytes:
    return await Writing(asked, "key")._fingerprint()  # type: ignore[arg-type]


async def test_a_fingerprint_is_of_all_that_is_asked() -> None:
    assert await fingerprint(Asked()) == await fingerprint(Asked())
    others = [
        Asked(method="PUT"),
        Asked(path="/v1/b"),
        Asked(query=b"a=1"),
        Asked(body=b"{ }"),
        Asked(path="/v1/a{", body=b"}"),
    ]
    assert len({await fingerprint(asked) for asked in [Asked(), *others]}) == len(others) + 1
