"""A small application with the registry's edge and none of the registry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Literal

import httpx2
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from services.registry.api import problems
from services.registry.api.etags import IfMatch, IfNoneMatch, tag_of
from services.registry.api.openapi import describe
from services.registry.api.paging import At, Page, Pages
from services.registry.api.paths import Code, Number
from services.registry.api.problems import refusing
from services.registry.api.writing import Answered, Write
from services.registry.entries.fields import Entry, Instant, Name
from services.registry.identity.official import Official
from services.registry.problems import NotFound, NothingChanges

LIMIT = 1_000
NOW = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
SARA = Official("sara", "Sara", frozenset({"registrar"}))


class NameEntry(Entry):
    name_fa: Name
    since: Instant | None = None
    kind: Literal["core", "affiliated"] = "core"


class Named(BaseModel):
    code: str
    name_fa: str
    as_of: str = "now"


class Opened:
    """A change of a registrar that has no database."""

    session: Any = None

    def __init__(self) -> None:
        self.ended = ""


class Registry:
    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.changes: list[Opened] = []

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Opened]:
        opened = Opened()
        self.changes.append(opened)
        try:
            yield opened
        except BaseException:
            opened.ended = "undone"
            raise
        opened.ended = "done"


def an_application(registry: Registry, errors: dict[str, Exception] | None = None) -> FastAPI:
    app = FastAPI(title="Names", version="1")
    problems.install(app, LIMIT)
    describe(app)

    @app.get("/v1/names", operation_id="listNames", response_model=Page[Named])
    async def listed(at: At, pages: Pages, starting: str | None = None) -> Page[Named]:
        asked = pages.of("names", at, {"starting": starting}, str)
        after = asked.after[0] if asked.after else ""
        found = [
            Named(code=code, name_fa=name)
            for code, name in sorted(registry.names.items())
            if code > str(after) and code.startswith(starting or "")
        ]
        now = asked.as_of or NOW
        return asked.page(found[: asked.limit + 1], lambda item: (item.code,), now, asked.known_at or now)

    @app.get("/v1/names/{code}", operation_id="readName", response_model=Named)
    async def read(code: Code, known: IfNoneMatch) -> Response:
        if code not in registry.names:
            raise NotFound(kind="group", code=code)
        return known.answer(Named(code=code, name_fa=registry.names[code]))

    @app.put("/v1/names/{code}", operation_id="putName", response_model=Named, responses=refusing(NothingChanges))
    async def put(code: Code, entry: NameEntry, write: Write, match: IfMatch) -> Response:
        async def do(_: Opened) -> Answered:
            now = registry.names.get(code)
            match.check(None if now is None else tag_of(Named(code=code, name_fa=now)))
            if now == entry.name_fa:
                raise NothingChanges(what=code)
            registry.names[code] = entry.name_fa
            named = Named(code=code, name_fa=entry.name_fa)
            return Answered(201 if now is None else 200, named, tag_of(named), f"/v1/names/{code}")

        return await write(SARA, registry.change(), do)

    @app.get("/v1/numbers/{number}", operation_id="readNumber")
    async def number(number: Number) -> int:
        return number

    @app.post("/v1/bytes", operation_id="countBytes")
    async def count(request: Request) -> int:
        return len(await request.body())

    @app.get("/v1/errors/{name}", operation_id="raiseError")
    async def fail(name: str) -> None:
        raise (errors or {})[name]

    return app


@asynccontextmanager
async def a_client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://registry") as client:
        yield client
