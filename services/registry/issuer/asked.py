"""What a client asks for at `/authorize`, and what of it can be granted."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal
from urllib.parse import urlsplit

from authlib.oauth2.rfc7636.challenge import CODE_CHALLENGE_PATTERN

_LONGEST = 2_000

Reason = Literal["client", "redirect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The parameters of an authorization request; empty text stands for what was not sent."""

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> "Asked":
        """From a query or a form; whatever else is there is ignored."""
        return cls(**{each.name: str(sent.get(each.name, ""))[:_LONGEST] for each in fields(cls)})

    def as_fields(self) -> dict[str, str]:
        """For the hidden fields of the page's form."""
        named = {each.name: str(getattr(self, each.name)) for each in fields(self)}
        return {name: value for name, value in named.items() if value}


def untrusted(asked: Asked, client_id: str, callback: str) -> Reason | None:
    """Why the browser must not even be sent back: the address may be anybody's."""
    if asked.client_id != client_id:
        return "client"
    if asked.redirect_uri != callback and not is_loopback(asked.redirect_uri):
        return "redirect"
    return None


def error(asked: Asked) -> str | None:
    """The OAuth error to send back to the client, if the request is none that the issuer grants."""
    if asked.response_type != "code":
        return "unsupported_response_type"
    if asked.code_challenge_method != "S256" or not CODE_CHALLENGE_PATTERN.match(asked.code_challenge):
        return "invalid_request"
    if "openid" not in asked.scope.split():
        return "invalid_scope"
    return None


def is_loopback(url: str) -> bool:
    """A program on the same machine as the browser (RFC 8252, 7.3), on whichever port it got."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme == "http"
            and parts.hostname in ("127.0.0.1", "::1")
            and parts.port is not None
            and parts.username is None
            and not parts.fragment
        )
    except ValueError:
        return False
