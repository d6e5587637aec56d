"""Persons and mailboxes."""

import sys
from typing import Annotated, Literal

import typer

from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, Reason, Yes

app = typer.Typer(help="Whom letters go to.", no_args_is_help=True)

Role = Literal["oversight_committee", "inspection_organisation", "article_90_commission"]
Contact = Annotated[str, typer.Argument(metavar="CONTACT", help="Its id, as `contact list` shows it.")]
COLUMNS = ("contact", "agency", "role", "name", "email", "job", "language")


@command(app, "list", PAGED, VIEWED)
def list_contacts(
    desk: Desk,
    agency: Annotated[str | None, typer.Option(help="Of this agency.")] = None,
    role: Annotated[Role | None, typer.Option(help="Of this oversight body.")] = None,
) -> None:
    """Those that are not erased; for registrars and approvers."""
    desk.list(("contacts",), COLUMNS, agency=agency, role=role)


@command(app, "edit")
def edit(desk: Desk, contact: Contact, reason: Reason) -> None:
    """Correct a contact of an agency; asks for each field, so that no person is named in the shell's history."""
    seen = desk.registry.read("contacts", contact)
    entry = {
        name: typer.prompt(name, default=seen.body[name], err=True) for name in ("name", "email", "job", "language")
    }
    answer = desk.registry.write("PUT", "contacts", contact, entry=entry | {"reason": reason}, based_on=seen.etag)
    desk.changed(answer)


@command(app, "erase")
def erase(desk: Desk, contact: Contact, reason: Reason, yes: Yes = False) -> None:
    """Take a person out of the book and out of the topic, for good. Name nobody in the reason: it stays."""
    if not yes:
        if not sys.stdin.isatty():
            raise typer.BadParameter("nobody is here to be asked: --yes is needed")
        typer.confirm("This cannot be taken back. Erase?", abort=True, err=True)
    seen = desk.registry.read("contacts", contact)
    desk.changed(
        desk.registry.write("POST", "contacts", contact, "erasure", entry={"reason": reason}, based_on=seen.etag)
    )
