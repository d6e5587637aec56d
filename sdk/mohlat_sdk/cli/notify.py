"""Telling systemd how the service does (sd_notify). Without systemd it tells nobody."""

import socket
from collections.abc import Mapping
from contextlib import suppress


class Notify:
    """One line of `NAME=value` at a time to the socket that systemd names."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the nought byte of an abstract address.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def __call__(self, line: str) -> None:
        """Never fails: a service must not end because nobody listens."""
        if not self._address:
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            out.sendto(line.encode(), self._address)

    def ready(self) -> None:
        self("READY=1")

    def alive(self) -> None:
        self("WATCHDOG=1")

    def status(self, text: str) -> None:
        self("STATUS=" + text.replace("\n", " "))

    def stopping(self) -> None:
        self("STOPPING=1")
