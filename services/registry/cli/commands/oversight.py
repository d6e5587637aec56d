"""The bodies that oversee."""

from typing import Annotated

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.contacts import Role
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, NameEn, NameFa, Reason

app = typer.Typer(help="The bodies that are written to when a deadline has passed.", no_args_is_help=True)


@command(app, "list", PAGED, VIEWED)
def list_bodies(desk: Desk) -> None:
    """Every body; their mailboxes are among the contacts."""
    desk.list(("oversight-bodies",), ("role", "name_fa", "name_en"))


@command(app, "put")
def put(
    desk: Desk,
    role: Annotated[Role, typer.Argument(help="What it is to us.")],
    name_fa: NameFa,
    name_en: NameEn,
    email: Annotated[str, typer.Option(help="Its mailbox.")],
    reason: Reason,
) -> None:
    """Propose who a body is and where it is written to."""
    standing = desk.registry.read("oversight-bodies").body["items"]
    revision = next((body["revision"] for body in standing if body["role"] == role), None)
    entry = {"role": role, "name_fa": name_fa, "name_en": name_en, "email": email}
    desk.propose("put_oversight_body", entry, reason, revision)
