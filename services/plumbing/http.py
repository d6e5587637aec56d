"""Serving HTTP inside a process that also does other things."""

import asyncio
import contextlib
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp

from services.plumbing.connections import Connection, allow_open_files, bounded


class _Server(uvicorn.Server):
    """Signals belong to the process, not to one of its tasks."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    trusted_proxies: str = "",
    most_connections: int = Connection.most_connections,
) -> None:
    """Serve until cancelled; then finish the requests under way.

    Args:
        trusted_proxies: addresses and networks, comma-separated, whose X-Forwarded-For and -Proto are believed.
        most_connections: held at once; one more is answered 503.
    """
    allow_open_files(most_connections)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=bounded(most_connections),
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        lifespan="off",
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        await task
        raise
