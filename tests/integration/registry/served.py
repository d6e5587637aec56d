"""The registry's API on a port of its own, so that a client of any kind can talk to it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from services.plumbing.database import open_engine
from services.plumbing.health import Health
from services.registry.api import create_app
from services.registry.clock import SimulatedClock
from services.registry.registrar import Registrar
from tests.officials import LocalIssuer, an_identity
from tests.waiting import wait_until


@contextmanager
def served(database_url: str, issuer: LocalIssuer) -> Iterator[str]:
    """The URL of a registry under the simulated clock; a thread of its own serves it."""
    engine = open_engine(database_url, pool_size=10)
    app = create_app(Registrar(engine, SimulatedClock()), Health(), an_identity(issuer, engine), simulated=True)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))

    async def serve() -> None:
        try:
            await server.serve()
        finally:
            await engine.dispose()

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    try:
        wait_until(lambda: server.started, what="the server")
        (socket,) = server.servers[0].sockets
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
