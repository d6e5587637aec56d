"""Officials at their terminals: the real command, against a registry that is served on a port."""

import asyncio
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from typer.testing import CliRunner

from deploy.local.daemons.ports import free_port
from services.plumbing.http import serve
from services.registry.cli import app
from tests.integration.registry.world import APPROVER, REGISTRAR, World
from tests.waiting import eventually

MOHLAT = str(Path(sys.executable).parent / "mohlat")
HOST = "127.0.0.1"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.out)


class Office:
    """Runs commands in the name of officials."""

    def __init__(self, world: World, url: str, home: Path) -> None:
        self.world, self.url, self.home = world, url, home

    async def run(self, *arguments: str, by: str | None = REGISTRAR) -> Ran:
        """A command to its end, in a thread of this process: it speaks to the registry over its port."""
        environ = self._environ(by, {})

        def run() -> Ran:
            result = CliRunner().invoke(app, arguments, env=environ, catch_exceptions=False)
            return Ran(result.exit_code, result.stdout, result.stderr)

        return await asyncio.to_thread(run)

    async def spawn(self, *arguments: str, by: str | None = REGISTRAR, **environ: str) -> Ran:
        """The same as a process of its own, with a whole environment."""
        process = await asyncio.create_subprocess_exec(
            MOHLAT,
            "registry",
            *arguments,
            env=os.environ | self._environ(by, environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode is not None
        return Ran(process.returncode, out.decode(), err.decode())

    async def sit(self, *arguments: str, by: str = REGISTRAR, keys: str = "") -> Ran:
        """The same at a terminal, where somebody watches and types; both outputs come as one."""
        return await asyncio.to_thread(self._sit, arguments, self._environ(by, {"TERM": "xterm"}), keys)

    def _sit(self, arguments: tuple[str, ...], environ: dict[str, str], keys: str) -> Ran:
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        command = [MOHLAT, "registry", *arguments]
        with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=os.environ | environ) as process:  # noqa: S603
            os.close(its)
            os.write(ours, keys.encode())
            seen = b""
            with suppress(OSError):  # the terminal is gone
                while data := os.read(ours, 65_536):
                    seen += data
        os.close(ours)
        return Ran(process.returncode, seen.decode(), "")

    def _environ(self, by: str | None, more: dict[str, str]) -> dict[str, str]:
        mine = {"MOHLAT_REGISTRY_URL": self.url, "XDG_CONFIG_HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        return mine | {"MOHLAT_TOKEN": "" if by is None else self.world.issuer.token(by)} | more

    async def must(self, *arguments: str, by: str = REGISTRAR) -> str:
        ran = await self.run(*arguments, by=by)
        assert ran.code == 0, ran
        return ran.out

    async def answer(self, *arguments: str, by: str = REGISTRAR) -> Any:
        ran = await self.run(*arguments, "--json", by=by)
        assert ran.code == 0, ran
        return ran.json

    async def agree(self, *arguments: str) -> Any:
        """Propose as one and approve as another; the approval's answer."""
        proposed = await self.answer(*arguments)
        number = str(proposed.get("number") or proposed["proposal"])
        return await self.answer("approve", number, "--reason", "read and agreed", by=APPROVER)


@asynccontextmanager
async def an_office(world: World, home: Path) -> AsyncIterator[Office]:
    port = free_port()
    task = asyncio.create_task(serve(world.app, HOST, port))
    try:
        await eventually(lambda: listens(port), what="the registry's API")
        yield Office(world, f"http://{HOST}:{port}", home)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def a_line_that_loses_the_first_answer(port: int) -> AsyncIterator[tuple[str, list[bytes]]]:
    """The address of a line to that port, and how the answers on it began."""
    answers: list[bytes] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, port)
        asking = asyncio.create_task(_pass_on(reader, back))
        answers.append(await there.read(65_536))
        if len(answers) > 1:
            writer.write(answers[-1])
            await _pass_on(there, writer)
        asking.cancel()
        for each in (back, writer):
            each.close()

    server = await asyncio.start_server(carry, HOST, 0)
    async with server:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}", answers


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
