"""Nobody overwrites what she has not read."""

import httpx2
import pytest

from services.registry.api.etags import tag_of
from tests.unit.registry.edge.applications import Named, Registry

URL = "/v1/names/a"


@pytest.fixture
async def tag(registry: Registry, client: httpx2.AsyncClient) -> str:
    registry.names["a"] = "نام"
    return str((await client.get(URL)).headers["etag"])


async def put(client: httpx2.AsyncClient, if_match: str | None, name: str = "نام تازه") -> httpx2.Response:
    headers = {} if if_match is None else {"If-Match": if_match}
    return await client.put(URL, json={"name_fa": name}, headers=headers)


async def test_a_read_brings_a_strong_tag_and_what_is_known_is_not_sent_again(
    client: httpx2.AsyncClient, tag: str
) -> None:
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await client.get(URL, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await client.get(URL, headers={"If-None-Match": '"other"'})).json()["name_fa"] == "نام"


def test_the_instants_asked_for_are_no_part_of_the_version() -> None:
    one, other = (Named(code="a", name_fa="نام", as_of=at) for at in ("1", "2"))
    assert tag_of(one) == tag_of(other)
    assert tag_of(one) != tag_of(Named(code="a", name_fa="نامه"))


async def test_what_exists_is_only_written_to_by_who_says_what_she_has_read(
    client: httpx2.AsyncClient, tag: str
) -> None:
    refused = await put(client, None)
    assert (refused.status_code, refused.json()["name"]) == (428, "precondition-required")


@pytest.mark.parametrize("read", ['"older"', "W/{tag}", '"older", "oldest"', "unquoted", "", '"{tag}'])
async def test_a_stale_write_is_refused(client: httpx2.AsyncClient, tag: str, read: str) -> None:
    refused = await put(client, read.format(tag=tag))
    assert (refused.status_code, refused.json()["name"]) == (412, "precondition-failed")
    assert refused.headers["etag"] == tag


async def test_the_version_that_was_read_is_written_to_once(client: httpx2.AsyncClient, tag: str) -> None:
    written = await put(client, f'"other", {tag}')
    assert written.status_code == 200
    assert written.headers["etag"] == (await client.get(URL)).headers["etag"] != tag
    assert (await put(client, tag, "دیگر")).status_code == 412


async def test_whatever_version_there_is(client: httpx2.AsyncClient, tag: str) -> None:
    assert (await put(client, "*")).status_code == 200


async def test_what_does_not_exist_needs_no_version_and_has_none(client: httpx2.AsyncClient) -> None:
    expected = await put(client, "*")
    assert (expected.status_code, expected.json()["name"]) == (412, "precondition-failed")
    assert "etag" not in expected.headers
    assert (await put(client, None)).status_code == 201
