"""Signing in without a browser, at an issuer that may be restarted meanwhile; over a transport that opens no socket."""

from collections.abc import Callable
from urllib.parse import parse_qs

import httpx2
import pytest

from scenarios.player.officials import access_token, sign_in
from scenarios.player.trying import NotNow, Patience, PlayFailed

PAGE = """<form action="/authorize" method="post"><input type="hidden" name="state" value="{state}">
<button name="official" value="sara-registrar">Sara</button></form>"""


class Issuer:
    """Lets sara-registrar in; a page, a way back or a token may be replaced."""

    def __init__(self, **replaced: Callable[[httpx2.Request], httpx2.Response]) -> None:
        self._replaced = replaced
        self.logins = 0
        self.client = httpx2.Client(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        what = {"/authorize": "page" if request.method == "GET" else "back", "/token": "token"}.get(
            request.url.path, ""
        )
        if what in self._replaced:
            return self._replaced[what](request)
        sent = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        match what:
            case "page":
                self.logins += 1
                return httpx2.Response(200, text=PAGE.format(state=request.url.params["state"]))
            case "back":
                assert sent["official"] == "sara-registrar"
                return httpx2.Response(
                    303, headers={"Location": f"http://127.0.0.1:1/callback?code=c&state={sent['state']}"}
                )
            case "token":
                return httpx2.Response(200, json={"access_token": f"token for {sent['code']}"})
        below = "http://issuer"
        endpoints = {"authorization_endpoint": f"{below}/authorize", "token_endpoint": f"{below}/token"}
        return httpx2.Response(200, json={"issuer": below, **endpoints})


def test_the_page_is_filled_in_and_its_code_exchanged() -> None:
    assert access_token("http://issuer", "sara-registrar", Issuer().client) == "token for c"


def test_an_issuer_that_has_forgotten_the_code_is_asked_for_another() -> None:
    forgotten = [httpx2.Response(400, json={"error": "invalid_grant"})]

    def token(request: httpx2.Request) -> httpx2.Response:
        return forgotten.pop() if forgotten else httpx2.Response(200, json={"access_token": "second"})

    issuer = Issuer(token=token)
    official = sign_in("http://issuer", "sara-registrar", issuer.client, issuer.client, Patience(5))
    assert (official.token, issuer.logins) == ("second", 2)


def test_an_issuer_that_is_away_may_come_back() -> None:
    with pytest.raises(NotNow):
        access_token("http://issuer", "sara-registrar", Issuer(page=lambda _: httpx2.Response(502)).client)


@pytest.mark.parametrize(
    "back",
    [
        httpx2.Response(400, text="There is no such person"),
        httpx2.Response(303, headers={"Location": "http://127.0.0.1:1/callback?error=access_denied"}),
        httpx2.Response(303, headers={"Location": "http://127.0.0.1:1/callback?code=c&state=another"}),
    ],
    ids=["no such person", "an error comes back", "the state is another's"],
)
def test_a_refused_login_fails_the_play(back: httpx2.Response) -> None:
    with pytest.raises(PlayFailed):
        access_token("http://issuer", "sara-registrar", Issuer(back=lambda _: back).client)


def test_a_token_is_not_shown_with_its_official() -> None:
    issuer = Issuer()
    official = sign_in("http://issuer", "sara-registrar", issuer.client, issuer.client, Patience(5))
    assert official.token not in repr(official)
