"""A write that is repeated under its key is done once and answered the same; on a real database."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from services.plumbing.database import open_engine
from services.registry.api import problems
from services.registry.api.idempotency import SWEPT_AT_ONCE
from services.registry.api.writing import Answered, Write
from services.registry.clock import SystemClock
from services.registry.identity.official import Official
from services.registry.problems import NothingChanges
from services.registry.registrar import Registrar

NAME = "نامی با ی و ک"


class Note(BaseModel):
    number: int
    text: str
    secret: str = ""


@dataclass
class Desk:
    """Takes notes in a table of its own, under the registry's lock."""

    engine: AsyncEngine
    client: httpx2.AsyncClient
    refusing: bool = False
    failing: bool = False
    official: str = "sara"
    secrets: list[str] = field(default_factory=list)

    async def post(self, key: str | None, said: str = NAME, path: str = "/notes", **more: Any) -> httpx2.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return await self.client.post(path, json={"text": said}, headers=headers, **more)

    async def rows(self, statement: str) -> list[Any]:
        async with self.engine.begin() as connection:
            result = await connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []

    async def noted(self) -> list[str]:
        return [row[0] for row in await self.rows("select body from notes order by number")]

    async def write_down(self, session: AsyncSession, body: str) -> int:
        statement = text("insert into notes (body) values (:body) returning number")
        return int((await (await session.connection()).execute(statement, {"body": body})).scalar_one())


class NoteEntry(BaseModel):
    text: str


def an_application(registrar: Registrar, desk: Desk) -> FastAPI:
    app = FastAPI()
    problems.install(app, 100_000)

    @app.post("/notes")
    async def note(entry: NoteEntry, write: Write) -> Response:
        async def do(session: AsyncSession) -> Answered:
            number = await desk.write_down(session, entry.text)
            if desk.refusing:
                raise NothingChanges(what=entry.text)
            return Answered(201, Note(number=number, text=entry.text), f'"{number}"', f"/notes/{number}")

        return await write(Official(desk.official, "", frozenset()), registrar.locked(), do)

    @app.post("/secrets")
    async def secret(entry: NoteEntry, write: Write) -> Response:
        async def do(session: AsyncSession) -> Answered:
            number = await desk.write_down(session, entry.text)
            shown = Note(number=number, text=entry.text)
            return Answered(200, shown.model_copy(update={"secret": "one-time"}), kept=shown)

        return await write(None, registrar.locked(), do)

    @app.post("/rehearsals")
    async def rehearse(entry: NoteEntry, write: Write) -> Response:
        async def do(_: AsyncSession) -> Answered:
            return Answered(200, Note(number=0, text=entry.text), again=False)

        return await write(None, registrar.locked(), do)

    @app.post("/late")
    async def late(entry: NoteEntry, write: Write) -> Response:
        async def do(session: AsyncSession) -> Answered:
            number = await desk.write_down(session, entry.text)
            if desk.failing:
                await desk.write_down(session, "the same twice")
                await desk.write_down(session, "the same twice")
            return Answered(201, Note(number=number, text=entry.text))

        return await write(Official(desk.official, "", frozenset()), registrar.locked(), do)

    return app


@pytest.fixture
async def desk(migrated: str) -> AsyncIterator[Desk]:
    engine = open_engine(migrated, pool_size=8)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "create table notes (number bigint generated always as identity, body text,"
                " exclude (body with =) where (body = 'the same twice') deferrable initially deferred)"
            )
        )
    async with httpx2.AsyncClient(base_url="http://desk") as unused:
        desk = Desk(engine, unused)
    app = an_application(Registrar(engine, SystemClock()), desk)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://desk") as desk.client:
        yield desk
    await engine.dispose()


async def test_a_repeat_is_given_the_first_answer_byte_for_byte_and_does_nothing(desk: Desk) -> None:
    first, again = await desk.post("key"), await desk.post("key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    for name in ("etag", "location", "content-type"):
        assert first.headers[name] == again.headers[name]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await desk.noted() == [NAME]


async def test_without_a_key_and_under_another_a_write_is_another(desk: Desk) -> None:
    numbers = [(await desk.post(key)).json()["number"] for key in ("one", "two", None, None)]
    assert len(set(numbers)) == 4


async def test_a_key_is_of_one_request(desk: Desk) -> None:
    await desk.post("key")
    for refused in (
        await desk.post("key", "other"),
        await desk.post("key", params={"dry_run": "true"}),
        await desk.post("key", path="/late"),
    ):
        assert (refused.status_code, refused.json()["name"]) == (422, "idempotency-key-reused")
    assert await desk.noted() == [NAME]


async def test_a_key_is_of_one_official(desk: Desk) -> None:
    await desk.post("key")
    desk.official = "omid"
    assert "idempotency-replayed" not in (await desk.post("key")).headers
    assert await desk.noted() == [NAME, NAME]


async def test_a_refused_write_keeps_nothing_and_may_be_sent_again(desk: Desk) -> None:
    desk.refusing = True
    assert (await desk.post("key")).status_code == 409
    assert await desk.noted() == []
    desk.refusing = False
    assert (await desk.post("key")).status_code == 201
    desk.refusing = True
    assert (await desk.post("key")).status_code == 201, "a repeat is not judged anew"


async def test_what_fails_at_the_commit_keeps_no_answer(desk: Desk) -> None:
    desk.failing = True
    assert (await desk.post("key", path="/late")).status_code == 500
    assert await desk.rows("select * from registry.idempotency") == []
    desk.failing = False
    written = await desk.post("key", path="/late")
    assert (written.status_code, "idempotency-replayed" in written.headers) == (201, False)


async def test_of_repeats_at_the_same_time_one_is_done(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.post("key") for _ in range(8)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [False] + [True] * 7
    assert await desk.noted() == [NAME]


async def test_after_a_day_a_key_is_new_again(desk: Desk) -> None:
    await desk.post("key")
    await desk.rows("update registry.idempotency set recorded_at = now() - interval '23 hours 59 minutes'")
    assert "idempotency-replayed" in (await desk.post("key")).headers
    await desk.rows("update registry.idempotency set recorded_at = now() - interval '24 hours'")
    again = await desk.post("key", "other")
    assert (again.status_code, "idempotency-replayed" in again.headers) == (201, False)
    assert await desk.noted() == [NAME, "other"]
    assert "idempotency-replayed" in (await desk.post("key", "other")).headers


async def test_old_answers_are_swept_a_few_at_a_time(desk: Desk) -> None:
    await desk.rows(
        "insert into registry.idempotency select 'old', n::text, '', 200, '{}', '', now() - interval '25 hours'"
        " from generate_series(1, 150) n"
    )
    left = "select count(*) from registry.idempotency where official = 'old'"
    await desk.post("one")
    assert await desk.rows(left) == [(150 - SWEPT_AT_ONCE,)]
    await desk.post("two")
    assert await desk.rows(left) == [(0,)]


async def test_what_is_shown_once_is_not_kept(desk: Desk) -> None:
    first, again = await desk.post("key", path="/secrets"), await desk.post("key", path="/secrets")
    assert (first.json()["secret"], again.json()["secret"]) == ("one-time", "")
    assert first.json()["number"] == again.json()["number"]
    assert await desk.rows("select * from registry.idempotency where position('one-time' in body) > 0") == []


async def test_a_rehearsal_is_rehearsed_anew(desk: Desk) -> None:
    first, again = await desk.post("key", path="/rehearsals"), await desk.post("key", path="/rehearsals")
    assert (first.status_code, again.status_code) == (200, 200)
    assert "idempotency-replayed" not in again.headers
    assert await desk.rows("select * from registry.idempotency") == []
