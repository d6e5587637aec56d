"""What was done, by whom, and all of it once more."""

import sys
from typing import Annotated

import typer

from services.calendar.jalali import persian_digits
from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, Yes

app = typer.Typer()

COLUMNS = ("number", "known_at", "action", "reason", "made_by", "approved_by", "approval_reason", "proposal")


@command(app, "journal", PAGED, VIEWED)
def journal(desk: Desk) -> None:
    """Every change: who made it, who approved it, when and why."""
    desk.list(("changes",), COLUMNS)


@command(app, "change", VIEWED)
def change(desk: Desk, number: Annotated[int, typer.Argument(min=1, help="In the journal.")]) -> None:
    """One change, and what it wrote."""
    desk.show(desk.registry.read("changes", str(number), **desk.view))


@command(app, "republish")
def republish(desk: Desk, yes: Yes = False) -> None:
    """Have everything the registry ever said carried to Kafka once more, byte for byte. For operators."""
    if not (yes or desk.screen.as_json) and sys.stdin.isatty():
        typer.confirm(
            "Everything is published once more, and time waits until it is done. Go on?", abort=True, err=True
        )
    answer = desk.registry.write("POST", "republications")
    if desk.screen.as_json:
        desk.screen.verbatim(answer.text)
    rows = answer.body["rows"]
    desk.screen.say(f"{persian_digits(str(rows))} سطر از نو فرستاده می‌شود.", f"{rows} rows are being carried again.")
