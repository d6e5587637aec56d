"""`import FILE`: the levels of many services, all of them or none."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from mohlat_contracts import sources
from mohlat_contracts.codec import MAX_EVENTS
from mohlat_contracts.evidence import DigitizedData, ServiceDigitized

from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.delivering import deliver
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import REFUSED
from mohlat_sdk.cli.tables.files import lines_of
from mohlat_sdk.cli.tables.levels import RowError, Table, read_levels

MOST_LISTED = 100


def import_levels(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="option.table")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="option.dry-run")] = False,
) -> None:
    table = read_levels(lines_of(file))
    if table.errors:
        _show_errors(desk, table)
        raise typer.Exit(REFUSED)
    if table.ignored:
        desk.screen.warn("import.ignored", columns=desk.voice.listed(list(table.ignored)))
    if dry_run:
        if desk.as_json:
            desk.screen.json({"rows": len(table.rows), "errors": [], "sent": False})
        desk.screen.say("import.good", rows=len(table.rows))
        return
    desk.screen.say("import.sending", rows=len(table.rows))
    declare(desk, table)


def declare(desk: Desk, table: Table) -> None:
    """One statement for each row, handed over together."""
    code, now = desk.code, desk.world.now()
    events = [
        ServiceDigitized(
            id=str(uuid4()),
            source=sources.agency(code),
            time=now,
            data=DigitizedData(service=row.service, level=row.level),
        )
        for row in table.rows
    ]
    deliver(desk, lambda agency: agency.send(events), whole=len(events) <= MAX_EVENTS)


def _show_errors(desk: Desk, table: Table) -> None:
    if desk.as_json:
        errors = [error._asdict() | {"expected": desk.voice(error.expected)} for error in table.errors]
        desk.screen.json({"rows": len(table.rows), "errors": errors, "sent": False})
        return
    columns = [desk.voice(f"import.{name}") for name in RowError._fields]
    shown = islice(table.errors, MOST_LISTED)
    desk.screen.table(columns, ([_line(desk, e), e.column, e.value, desk.voice(e.expected)] for e in shown))
    if (more := len(table.errors) - MOST_LISTED) > 0:
        desk.screen.say("import.more", count=more)
    desk.screen.warn("import.bad", count=len(table.errors))


def _line(desk: Desk, error: RowError) -> str:
    return desk.voice.shown(error.line) if error.line else ""


def add_to(app: typer.Typer) -> None:
    command(app, "import")(import_levels)
