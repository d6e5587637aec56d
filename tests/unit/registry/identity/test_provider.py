"""How often the issuer is asked, and what happens when it does not answer or may not be trusted."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from services.registry.identity.provider import ASKED_AT_MOST_EVERY, KEPT_FOR, Provider
from services.registry.identity.settings import SettingsRefused
from services.registry.problems import IssuerAway
from tests.officials import LocalIssuer, an_issuer

URL = "http://issuer"


class Wire(httpx2.AsyncBaseTransport):
    """The issuer's application; counts, and can be cut or held up."""

    def __init__(self, issuer: LocalIssuer) -> None:
        self._inner, self.asked, self.cut = issuer.transport, 0, False
        self.open: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += request.url.path.endswith("openid-configuration")
        if self.open is not None:
            self.reached.set()
            await self.open.wait()
        if self.cut:
            raise httpx2.ConnectError("cut")
        return await self._inner.handle_async_request(request)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def issuer() -> LocalIssuer:
    return an_issuer()


@pytest.fixture
def wire(issuer: LocalIssuer) -> Wire:
    return Wire(issuer)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(wire: Wire, clock: Clock) -> Provider:
    return Provider(URL, transport=wire, clock=clock)


async def test_keys_are_read_once_and_kept(provider: Provider, wire: Wire, issuer: LocalIssuer) -> None:
    for _ in range(3):
        assert issuer.key.kid in [key.kid for key in await provider.keys(issuer.key.kid)]
    assert wire.asked == 1


async def test_unknown_keys_make_us_ask_again_only_now_and_then(provider: Provider, wire: Wire, clock: Clock) -> None:
    await provider.keys(None)
    for number in range(50):
        await provider.keys(f"forged-{number}")
    assert wire.asked == 1
    clock.seconds += ASKED_AT_MOST_EVERY
    for number in range(50):
        await provider.keys(f"forged-{number}")
    assert wire.asked == 2


async def test_many_who_ask_at_once_make_us_ask_once(provider: Provider, wire: Wire, issuer: LocalIssuer) -> None:
    wire.open = asyncio.Event()
    asking = [asyncio.create_task(provider.keys(issuer.key.kid)) for _ in range(20)]
    await wire.reached.wait()
    wire.open.set()
    assert all(await asyncio.gather(*asking))
    assert wire.asked == 1


async def test_nobody_waits_for_keys_that_are_there_already(
    provider: Provider, wire: Wire, issuer: LocalIssuer, clock: Clock
) -> None:
    await provider.keys(None)
    clock.seconds += KEPT_FOR
    wire.open = asyncio.Event()
    reading_anew = asyncio.create_task(provider.keys(issuer.key.kid))
    await wire.reached.wait()
    assert await asyncio.wait_for(provider.keys(issuer.key.kid), 1)
    wire.open.set()
    assert await reading_anew


async def test_a_new_key_of_the_issuer_is_found(provider: Provider, issuer: LocalIssuer, clock: Clock) -> None:
    await provider.keys(None)
    new = an_issuer().key
    issuer.app.state.issuer.keys["keys"].append(new.as_dict(private=False))
    clock.seconds += ASKED_AT_MOST_EVERY
    assert new.kid in [key.kid for key in await provider.keys(new.kid)]


async def test_a_symmetric_key_is_none_of_the_issuers_keys(provider: Provider, issuer: LocalIssuer) -> None:
    issuer.app.state.issuer.keys["keys"].append({"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQ", "kid": "shared"})
    assert [key.kid for key in await provider.keys("shared")] == [issuer.key.kid]


async def test_a_withdrawn_key_ends_here_too(provider: Provider, issuer: LocalIssuer, clock: Clock) -> None:
    withdrawn = issuer.key.kid
    await provider.keys(withdrawn)
    issuer.app.state.issuer.keys["keys"] = [an_issuer().key.as_dict(private=False)]
    clock.seconds += KEPT_FOR
    assert withdrawn not in [key.kid for key in await provider.keys(withdrawn)]


async def test_an_issuer_that_is_away_at_first_is_found_later(provider: Provider, wire: Wire, clock: Clock) -> None:
    wire.cut = True
    for _ in range(20):
        with pytest.raises(IssuerAway):
            await provider.keys("any")
    assert wire.asked == 1
    wire.cut = False
    clock.seconds += ASKED_AT_MOST_EVERY
    assert await provider.keys(None)


async def test_known_keys_serve_while_the_issuer_is_away(
    provider: Provider, wire: Wire, issuer: LocalIssuer, clock: Clock
) -> None:
    await provider.keys(None)
    wire.cut = True
    clock.seconds += 10 * KEPT_FOR
    assert await provider.keys(issuer.key.kid)
    assert await provider.metadata()


def _changed(change: Callable[[dict[str, Any]], object]) -> httpx2.AsyncBaseTransport:
    def answer(request: httpx2.Request) -> httpx2.Response:
        document = an_issuer().app.state.issuer.discovery()
        change(document)
        return httpx2.Response(200, json=document)

    return httpx2.MockTransport(answer)


WRONG: dict[str, httpx2.AsyncBaseTransport] = {
    "names another issuer": _changed(lambda document: document.update(issuer="http://elsewhere")),
    "has no keys' address": _changed(lambda document: document.pop("jwks_uri")),
    "has an address of a file": _changed(lambda document: document.update(jwks_uri="file:///etc/passwd")),
    "is no object": httpx2.MockTransport(lambda _: httpx2.Response(200, json=[])),
    "is no JSON": httpx2.MockTransport(lambda _: httpx2.Response(200, text="<html>")),
    "is an error": httpx2.MockTransport(lambda _: httpx2.Response(500)),
    "is a redirect": httpx2.MockTransport(lambda _: httpx2.Response(302, headers={"Location": "http://elsewhere"})),
}


@pytest.mark.parametrize("transport", WRONG.values(), ids=WRONG.keys())
async def test_a_discovery_document_is_of_no_use_if_it(transport: httpx2.AsyncBaseTransport) -> None:
    with pytest.raises(IssuerAway):
        await Provider(URL, transport=transport).metadata()


def a_secure_issuer() -> LocalIssuer:
    return an_issuer(url="https://issuer")


async def test_production_refuses_a_local_issuer_at_start() -> None:
    issuer = a_secure_issuer()
    with pytest.raises(SettingsRefused, match="local issuer"):
        await Provider(issuer.url, production=True, transport=issuer.transport).prove()


async def test_production_takes_no_key_of_a_local_issuer_that_came_later() -> None:
    issuer = a_secure_issuer()
    provider = Provider(issuer.url, production=True, transport=issuer.transport)
    with pytest.raises(IssuerAway):
        await provider.keys(issuer.key.kid)


async def test_production_takes_no_addresses_without_tls() -> None:
    transport = _changed(lambda document: document.update(issuer="https://issuer", mohlat_local_issuer=False))
    with pytest.raises(IssuerAway):
        await Provider("https://issuer", production=True, transport=transport).metadata()


async def test_an_issuer_away_at_start_is_no_reason_not_to_start(provider: Provider, wire: Wire) -> None:
    wire.cut = True
    await provider.prove()
    wire.cut = False
    assert await provider.metadata()
