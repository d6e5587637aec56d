"""What agencies offer."""

from typing import Annotated

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.agencies import Agency
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, From, Reason

app = typer.Typer(help="What agencies offer.", no_args_is_help=True)

COLUMNS = ("code", "name_fa", "name_en", "high_use", "yearly_use", "offered")


@command(app, "list", PAGED, VIEWED)
def list_services(desk: Desk, agency: Agency) -> None:
    """All that an agency offers or ever offered."""
    desk.list(("agencies", agency, "services"), COLUMNS)


@command(app, "retire")
def retire(
    desk: Desk,
    agency: Agency,
    service: Annotated[str, typer.Argument(help="Its code.")],
    reason: Reason,
    since: From = None,
) -> None:
    """Enter that a service is offered no longer. Takes one registrar."""
    entry = {"reason": reason, "effective_from": since}
    seen = desk.registry.read("agencies", agency)
    path = ("agencies", agency, "services", service, "retirement")
    desk.changed(desk.registry.write("POST", *path, entry=entry, based_on=seen.etag))
