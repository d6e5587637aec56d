"""`connect`, `close`, `digitized`: what an agency states."""

import sys
from typing import Annotated

import typer

from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.delivering import deliver
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import REFUSED, UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.tables.levels import SERVICE, level_of


def connect(desk: Desk) -> None:
    deliver(desk, lambda agency: agency.connected())


def close(desk: Desk, yes: Annotated[bool, typer.Option("--yes", "-y", help="option.yes")] = False) -> None:
    if not yes:
        _confirm(desk)
    deliver(desk, lambda agency: agency.closed())


def digitized(
    desk: Desk,
    service: Annotated[str, typer.Argument(metavar="SERVICE", help="option.service")],
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="option.level")] = "fully_online",
) -> None:
    if not SERVICE.fullmatch(service):
        raise Failed(UNUSABLE, "usage.service", value=service)
    known = level_of(level)
    if known is None:
        raise Failed(UNUSABLE, "usage.level", value=level, expected=desk.voice("expected.level"))
    deliver(desk, lambda agency: agency.service_digitized(service, known))


def _confirm(desk: Desk) -> None:
    """A closed connection is a lapsed duty: nobody closes one by a slip."""
    if not sys.stdin.isatty():
        raise Failed(UNUSABLE, "close.unasked")
    try:
        answer = input(desk.voice("close.ask", agency=desk.code) + " ")
    except EOFError:  # Ctrl-D is no yes
        answer = ""
    if answer.strip().casefold() not in ("y", "yes", "بله", "بلی", "آری"):
        raise Failed(REFUSED, "close.kept")


def add_to(app: typer.Typer) -> None:
    command(app, "connect")(connect)
    command(app, "close")(close)
    command(app, "digitized")(digitized)
