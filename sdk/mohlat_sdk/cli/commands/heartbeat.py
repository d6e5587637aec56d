"""`heartbeat`: once, or for as long as the service runs."""

from pathlib import Path
from typing import Annotated

import typer

from mohlat_sdk.cli.beating import Beating, Services, stopped_by_signals
from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.delivering import deliver
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.every import seconds_of
from mohlat_sdk.cli.exits import UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.service_lists import services_from, services_in


def heartbeat(
    desk: Desk,
    services: Annotated[str | None, typer.Option("--services", metavar="CODES", help="option.services")] = None,
    services_file: Annotated[
        Path | None, typer.Option("--services-from", metavar="FILE", help="option.services-from")
    ] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="60s|5m|1h", help="option.every")] = None,
) -> None:
    if services is not None and services_file is not None:
        raise Failed(UNUSABLE, "heartbeat.both")
    codes = services_in(services or "")

    def named() -> tuple[str, ...]:
        return codes if services_file is None else services_from(services_file)

    if every is None:
        found = named()
        deliver(desk, lambda agency: agency.heartbeat(found))
    elif seconds := seconds_of(every):
        _go_on(desk, named, seconds)
    else:
        raise Failed(UNUSABLE, "heartbeat.every", value=every)


def _go_on(desk: Desk, named: Services, seconds: float) -> None:
    beating = Beating(desk, named, seconds)
    desk.require("agency", "connector", "key", "spool")
    desk.screen.say("heartbeat.begins", agency=desk.code, connector=desk.connector, seconds=round(seconds))
    with stopped_by_signals(beating.stop):
        beating.run()
    desk.screen.say("heartbeat.ended")


def add_to(app: typer.Typer) -> None:
    command(app, "heartbeat")(heartbeat)
