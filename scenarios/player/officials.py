"""Officials: how they sign in at the local issuer without a browser, and what they send to the registry."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2

from scenarios.player.trying import NotNow, Patience, PlayFailed, ask, sent

REGISTRAR, APPROVER = "sara-registrar", "parisa-approver"
"""The two who load a scenario; the issuer marks both as synthetic."""
CLIENT = "mohlat-registry"
COMES_BACK = "http://127.0.0.1:1/callback"
"""A port of this machine, as for any program that signs in. Nobody goes there: the code is taken from the address."""


@dataclass(frozen=True)
class Official:
    """Somebody who has signed in.

    Attributes:
        registry: the registry's API.
        patience: for how long it may be away.
        token: bearer token.
    """

    registry: httpx2.Client
    patience: Patience
    token: str = field(repr=False)

    def enter(self, method: str, path: str, name: str, body: Any = None, **how: Any) -> Any:
        """One write, repeated until it is answered; returns the answer.

        Args:
            name: of this write and no other of hers, the same in every play. A registry that has done it already and
                whose answer was lost does it no second time: it gives the answer again.
            how: whatever else the request has.

        Raises:
            PlayFailed: the registry refused, or was away for too long.
        """
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": name} | how.pop("headers", {})
        return self.patience.keep_trying(lambda: ask(self.registry, method, path, body, headers=headers, **how))


def sign_in(issuer: str, subject: str, client: httpx2.Client, registry: httpx2.Client, patience: Patience) -> Official:
    """An official as whom the rest is done; raises PlayFailed when the issuer refuses or is away for too long."""
    return Official(registry, patience, patience.keep_trying(lambda: access_token(issuer, subject, client)))


def access_token(issuer: str, subject: str, client: httpx2.Client) -> str:
    """A token by the authorization code flow with PKCE, its one page filled in by us: one attempt.

    Args:
        issuer: the local issuer's URL.
        subject: whom to pick on its page.

    Raises:
        NotNow: the issuer is away, or was restarted half-way.
        PlayFailed: it refused.
    """
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    discovery = ask(client, "GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    page = sent(client, "GET", discovery["authorization_endpoint"], params=_asked(verifier, state))
    address, fields = the_form(page)
    answer = _arrived(sent(client, "POST", address, data=fields | {"official": subject}))
    if answer.get("state") != state or "code" not in answer:
        raise PlayFailed(f"{issuer} let nobody in: {answer.get('error', 'no code came back')}")
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "redirect_uri": COMES_BACK,
        "code": answer["code"],
        "code_verifier": verifier,
    }
    try:
        return str(ask(client, "POST", discovery["token_endpoint"], data=form)["access_token"])
    except PlayFailed as refused:
        # Codes are kept in memory: an issuer that was restarted meanwhile does not know its own.
        raise NotNow(str(refused)) from refused


def the_form(page: httpx2.Response) -> tuple[str, dict[str, str]]:
    """Address and hidden fields of a page's form."""
    form = _Form()
    form.feed(page.text)
    return urljoin(str(page.url), form.action), form.fields


def _asked(verifier: str, state: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": COMES_BACK,
        "scope": "openid profile",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def _arrived(answer: httpx2.Response) -> dict[str, str]:
    """What the redirect takes back to the program."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers.get("Location", "")).query).items()}


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given["action"]
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given["name"]] = given["value"]
