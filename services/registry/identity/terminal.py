"""Signing in from a terminal (RFC 8252): a browser goes to the issuer and comes back to a port of this program."""

import hmac
import secrets
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client

from services.registry.identity.provider import discovery_url
from services.registry.identity.settings import SCOPE
from services.registry.identity.stored_token import store_token

PATIENCE = 300.0
"""Seconds to wait for the browser to come back."""
_ISSUER_LIMIT = 10.0
_BACK = (
    '<!doctype html><meta charset="utf-8"><title>Mohlat · مهلت</title>'
    '<p lang="en">You can close this window and go back to the terminal.</p>'
    '<p lang="fa" dir="rtl">می‌توانید این پنجره را ببندید و به پایانه بازگردید.</p>'
)


class LoginFailed(Exception):
    """No token came of it; the message is one line for whoever sits at the terminal."""


def login(
    issuer: str,
    client_id: str,
    *,
    show: Callable[[str], object] = print,
    browse: Callable[[str], object] = webbrowser.open,
    patience: float = PATIENCE,
) -> str:
    """Sign in with the browser and store the access token.

    Args:
        show: is told the address to open, for whoever has no browser here.
        browse: opens it; need not succeed.
        patience: seconds to wait for the browser.

    Raises:
        LoginFailed: the issuer is away or refuses, nobody came back in time, or the token cannot be stored.
    """
    with _Landing() as landing, _client(client_id, landing.address) as client:
        try:
            discovery = _discovery(issuer)
            verifier = secrets.token_urlsafe(48)
            address, state = client.create_authorization_url(
                discovery["authorization_endpoint"], state=secrets.token_urlsafe(32), code_verifier=verifier
            )
            show(address)
            browse(address)
            code = landing.wait_for_code(state, patience)
            answer = client.fetch_token(
                discovery["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
            )
            token = str(answer["access_token"])
        except OAuthError as error:
            raise LoginFailed(f"the issuer refused: {error.error}") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError, KeyError) as error:
            raise LoginFailed(f"the issuer at {issuer} cannot be used: {type(error).__name__}") from None
    try:
        store_token(token)
    except (OSError, ValueError) as error:
        raise LoginFailed(f"the token cannot be stored: {error}") from None
    return token


def _client(client_id: str, redirect_uri: str) -> Any:
    return OAuth2Client(
        client_id=client_id,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
        timeout=_ISSUER_LIMIT,
    )


def _discovery(issuer: str) -> dict[str, Any]:
    answer = httpx2.get(discovery_url(issuer), timeout=_ISSUER_LIMIT)
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    if document["issuer"] != issuer:
        raise ValueError("the discovery document names another issuer")
    return document


class _Landing:
    """A server of one page on the loopback interface, on whichever port is free."""

    def __init__(self) -> None:
        self._arrivals: list[dict[str, str]] = []
        self._server = HTTPServer(("127.0.0.1", 0), _handler(self._arrivals.append))
        self.address = f"http://127.0.0.1:{self._server.server_port}/callback"

    def wait_for_code(self, state: str, patience: float) -> str:
        """The code that came back with this state; whatever comes with another is ignored."""
        until = monotonic() + patience
        while (left := until - monotonic()) > 0:
            self._server.timeout = left
            self._server.handle_request()
            while self._arrivals:
                arrived = self._arrivals.pop(0)
                if not hmac.compare_digest(arrived.get("state", "").encode(), state.encode()):
                    continue
                if "error" in arrived:
                    raise LoginFailed(f"the issuer refused: {arrived['error'][:100]}")
                if arrived.get("code"):
                    return arrived["code"]
        raise LoginFailed("nobody signed in in time")

    def __enter__(self) -> "_Landing":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.server_close()


def _handler(arrived: Callable[[dict[str, str]], object]) -> type[BaseHTTPRequestHandler]:
    class Arrival(BaseHTTPRequestHandler):
        timeout = 5  # seconds of silence after which a connection no longer blocks the others

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/callback":
                self.send_error(404)
                return
            body = _BACK.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(body)
            arrived({name: values[0] for name, values in parse_qs(parts.query).items()})

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the address holds the code."""

    return Arrival
