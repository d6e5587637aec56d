"""A registry that answers as it is told, without a socket, and remembers what it was asked."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
from typer.testing import CliRunner, Result

from services.registry.cli.commands import app

THEN = {"as_of": "2023-06-21T20:29:59.999999Z", "known_at": "2023-06-25T06:00:00Z"}
ENVIRONMENT = {"MOHLAT_TOKEN": "a-token", "MOHLAT_REGISTRY_URL": "http://registry", "LC_ALL": "C", "LANG": "C"}

Answering = Callable[[httpx2.Request], httpx2.Response]


class ScriptedRegistry:
    """By method and path below /v1: what is answered, each answer once and the last one for ever."""

    def __init__(self) -> None:
        self._script: dict[str, list[Answering]] = {}
        self.asked: list[httpx2.Request] = []

    def on(self, what: str, *answers: httpx2.Response | Answering) -> None:
        self._script[what] = [_answering(each) for each in answers]

    def run(self, *arguments: str, environ: dict[str, str] | None = None, by_hand: str | None = None) -> Result:
        """Run `mohlat registry …` against it."""
        transport = httpx2.MockTransport(self._answer)
        env = ENVIRONMENT | (environ or {})
        return CliRunner().invoke(app, arguments, input=by_hand, obj=transport, env=env, catch_exceptions=False)

    def sent(self, what: str) -> list[httpx2.Request]:
        return [request for request in self.asked if _named(request) == what]

    def entry(self, what: str) -> Any:
        """The body of the one request of that kind."""
        (request,) = self.sent(what)
        return json.loads(request.content)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.asked.append(request)
        script = self._script.get(_named(request))
        if not script:
            raise AssertionError(f"the script has no {_named(request)}")
        return (script.pop(0) if len(script) > 1 else script[0])(request)


def answer(body: Any, status: int = 200, **headers: str) -> Answering:
    return lambda _: httpx2.Response(
        status, json=body, headers={name.replace("_", "-"): each for name, each in headers.items()}
    )


def refusal(status: int, name: str, detail: str, **more: Any) -> Answering:
    body = {"type": f"https://mohlat.ir/problems/{name}", "title": name, "status": status, "name": name} | more
    text = json.dumps(body | {"detail": detail}, ensure_ascii=False)
    return lambda _: httpx2.Response(status, text=text, headers={"content-type": "application/problem+json"})


def lost(request: httpx2.Request) -> httpx2.Response:
    """The answer never comes."""
    raise httpx2.ReadError("connection reset", request=request)


def page(*items: dict[str, Any], following: str | None = None) -> Answering:
    return answer({"items": list(items), "next": following, **THEN})


def _answering(answer: httpx2.Response | Answering) -> Answering:
    return (lambda _: answer) if isinstance(answer, httpx2.Response) else answer


def _named(request: httpx2.Request) -> str:
    return f"{request.method} {request.url.path.removeprefix('/v1/')}"
