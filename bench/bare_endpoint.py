"""`python -m bench.bare_endpoint PORT`: reads a body and answers 202, on the server that the connector has."""

import asyncio
import sys

import uvloop
from fastapi import FastAPI, Request, Response

from services.plumbing.http import serve

ANSWER = b'{"accepted":1}' + b" " * 200
"""As long as a receipt."""


async def take(request: Request) -> Response:
    async for _ in request.stream():
        pass
    return Response(ANSWER, status_code=202, media_type="application/json")


def main(port: int) -> None:
    app = FastAPI()
    app.add_route("/v1/events", take, methods=["POST"])
    app.add_route("/readyz", lambda _: Response(), methods=["GET"])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(app, "127.0.0.1", port))


if __name__ == "__main__":
    main(int(sys.argv[1]))
