"""Liveness, readiness and metrics of a process, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from aiokafka.client import AIOKafkaClient
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Check = Callable[[], Awaitable[None]]
"""Returns when the thing is usable, raises with a reason when it is not."""

READY = Gauge("mohlat_ready", "1 when every check of the process passes")


class NotReady(Exception):
    """A check that failed, with the reason a person reads."""


class Health:
    """Runs the checks in turn and remembers what they said.

    Args:
        interval: seconds between two rounds.
        limit: seconds one check may take.
        stale_after: seconds after which an old answer no longer counts.
    """

    def __init__(self, interval: float = 1.0, limit: float = 3.0, stale_after: float = 8.0) -> None:
        self._checks: dict[str, Check] = {}
        self._results: dict[str, str] = {}
        self._interval, self._limit, self._stale_after = interval, limit, stale_after
        self._checked_at = float("-inf")

    def add(self, name: str, check: Check) -> None:
        self._checks[name] = check

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            await self.check_once()
            await asyncio.sleep(self._interval)

    async def check_once(self) -> None:
        names = list(self._checks)
        answers = await asyncio.gather(*(self._ask(self._checks[name]) for name in names))
        self._results = dict(zip(names, answers, strict=True))
        self._checked_at = monotonic()
        READY.set(int(self.ready))

    async def _ask(self, check: Check) -> str:
        try:
            async with asyncio.timeout(self._limit):
                await check()
        except TimeoutError:
            return f"no answer within {self._limit:g} s"
        except Exception as error:  # any failure of a dependency is an answer, not an accident
            return str(error) or type(error).__name__
        return "ok"

    @property
    def ready(self) -> bool:
        fresh = monotonic() - self._checked_at < self._stale_after
        return fresh and all(result == "ok" for result in self._results.values())

    def router(self) -> APIRouter:
        router = APIRouter(tags=["health"])

        @router.get("/livez")
        async def livez() -> dict[str, bool]:
            return {"live": True}

        @router.get("/readyz")
        async def readyz() -> JSONResponse:
            body = {"ready": self.ready, "checks": self._results}
            return JSONResponse(body, status_code=200 if self.ready else 503)

        @router.get("/metrics")
        async def metrics() -> Response:
            return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

        return router


def health_app(health: Health) -> FastAPI:
    """The HTTP side of a process that serves nothing else."""
    app = FastAPI(openapi_url=None)
    app.include_router(health.router())
    return app


def broker_check(bootstrap_servers: str) -> Check:
    """Asks the broker for its metadata over a connection of its own, so a dead one cannot hide."""

    async def check() -> None:
        client = AIOKafkaClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=2_500)
        try:
            await client.bootstrap()
        finally:
            await client.close()

    return check


def database_check(engine: AsyncEngine) -> Check:
    async def check() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))

    return check
