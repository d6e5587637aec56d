"""The keys that agencies sign with."""

from typing import Annotated

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.agencies import Agency
from services.registry.cli.desk import Desk
from services.registry.cli.options import Reason

app = typer.Typer(help="The keys that agencies sign with.", no_args_is_help=True)


@command(app, "codes")
def codes(desk: Desk, agencies: Annotated[list[str], typer.Argument(metavar="AGENCY…")], reason: Reason) -> None:
    """Propose one-time codes for agencies; whoever approves is shown them, once."""
    desk.propose("enrol_keys", {"agencies": agencies}, reason)


@command(app, "revoke")
def revoke(
    desk: Desk, agency: Agency, key_id: Annotated[str, typer.Argument(metavar="KEY", help="Its id.")], reason: Reason
) -> None:
    """Revoke a key at once: nothing signed by it is accepted any more. Takes one registrar."""
    seen = desk.registry.read("agencies", agency)
    path = ("agencies", agency, "keys", key_id, "revocation")
    desk.changed(desk.registry.write("POST", *path, entry={"reason": reason}, based_on=seen.etag))
