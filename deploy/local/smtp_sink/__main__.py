"""An SMTP server that keeps what it accepts: `python -m deploy.local.smtp_sink --port P --folder DIR`.

A letter is on disk before its 250 is sent, so what a client was told is true even if the sink dies next. Letters are
`<run>-<number>.eml`: the run of the sink, and the number in that run, in the order of acceptance.
"""

import argparse
import asyncio
import os
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.daemons.ports import LOOPBACK
from deploy.local.smtp_sink.letters import envelope_lines

LARGEST = 10 * 1024 * 1024


class Sink:
    """The aiosmtpd handler: every recipient is welcome."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._run = 1 + max((int(letter.name.split("-")[0]) for letter in folder.glob("*-*.eml")), default=0)
        self._number = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store the letter, then accept it."""
        self._number += 1
        name = f"{self._run:04d}-{self._number:06d}.eml"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        head = envelope_lines(envelope.mail_from or "", envelope.rcpt_tos)
        # In the loop on purpose: one letter after the other, named in the order of acceptance.
        self._store(name, head + content)
        return f"250 2.0.0 Accepted as {name}"

    def _store(self, name: str, letter: bytes) -> None:
        unfinished = self._folder / f"{name}.part"
        with unfinished.open("wb") as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._folder / name)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


async def serve(port: int, folder: Path) -> None:
    """Accept letters until SIGTERM or SIGINT."""
    sink = Sink(folder)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="sink.mohlat.local", data_size_limit=LARGEST, enable_SMTPUTF8=True),
        LOOPBACK,
        port,
    )
    async with server:
        await stopped.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description="An SMTP server that keeps every letter in a folder.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    asked = parser.parse_args()
    asyncio.run(serve(asked.port, asked.folder))


if __name__ == "__main__":
    main()
