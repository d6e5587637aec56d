"""The scoreboard's API as the commands ask it."""

import os
import ssl
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any, NoReturn
from urllib.parse import quote

import httpx2
import typer

from services.auditor.cli.places import place
from services.calendar.jalali import Language

REFUSED, BAD_INPUT, NOT_REACHABLE = 1, 2, 3
"""Exit codes; 0 is fine."""
DEFAULT_URL = "http://127.0.0.1:8000"
_PATIENCE = httpx2.Timeout(5.0, read=120.0)
"""Seconds. A receipt of 100,000 bodies takes its time."""
_AWAY = frozenset({502, 503, 504})

Value = str | int | bool | list[str] | None
Asked = Mapping[str, Value]


class Refused(Exception):
    """The scoreboard answered with a problem (RFC 9457); `text` is it as it came."""

    def __init__(self, problem: Mapping[str, Any], text: str) -> None:
        super().__init__(problem.get("detail") or problem.get("title"))
        self.problem, self.text = problem, text

    @property
    def code(self) -> int:
        """Of the exit: what was asked was wrong, or it can be asked again later."""
        return NOT_REACHABLE if self.problem.get("status") in _AWAY else BAD_INPUT


class Away(Exception):
    """Nobody answered at that address, or it was no scoreboard."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(why)
        self.url = url


class Board:
    """One scoreboard.

    Args:
        url: where its API is.
        language: in which problems and lists are told.
        transport: how it is reached, when not by the network.
    """

    def __init__(self, url: str, language: Language, transport: httpx2.BaseTransport | None = None) -> None:
        self.url = url.rstrip("/")
        self._client = httpx2.Client(
            headers={"Accept-Language": language}, timeout=_PATIENCE, verify=_trust(url), transport=transport
        )

    def ask(self, path: Sequence[str], asked: Asked, body: bytes | None = None) -> bytes:
        """GET an answer, or POST a body for one.

        Raises:
            Refused: with the scoreboard's own words.
            Away
        """
        address = f"{self.url}/v1/" + "/".join(quote(part, safe="") for part in path)
        method = "GET" if body is None else "POST"
        try:
            response = self._client.request(method, address, params=_given(asked), content=body)
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TransportError) as error:
            raise Away(self.url, str(error) or type(error).__name__) from error
        if not response.is_success:
            _refuse(self.url, response)
        return response.content


REACHED_BY: ContextVar[httpx2.BaseTransport | None] = ContextVar("reached_by", default=None)
"""How scoreboards are reached, when not by the network."""


def open_board(url: str | None, language: Language) -> Board:
    """The scoreboard that is named, or that of the environment, or that of the local stack.

    Raises:
        typer.BadParameter: no http or https address.
    """
    chosen = url or os.environ.get("MOHLAT_SCOREBOARD_URL") or place("scoreboard") or DEFAULT_URL
    if not chosen.startswith(("http://", "https://")):
        raise typer.BadParameter("must be an http or https URL", param_hint="--url")
    return Board(chosen, language, REACHED_BY.get())


def _refuse(url: str, response: httpx2.Response) -> NoReturn:
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if isinstance(problem, dict) and problem.get("status") == response.status_code:
        raise Refused(problem, response.text)
    raise Away(url, f"answered {response.status_code}, and is no scoreboard")


def _given(asked: Asked) -> httpx2.QueryParams:
    return httpx2.QueryParams(
        [
            (name, str(each).lower() if isinstance(each, bool) else str(each))
            for name, value in asked.items()
            if value is not None
            for each in (value if isinstance(value, list) else [value])
        ]
    )


def _trust(url: str) -> ssl.SSLContext | bool:
    # Plain HTTP needs no certificates, and loading them takes longer than asking. This context trusts nobody.
    return True if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
