"""The groups that agencies are in."""

from typing import Annotated

import typer

from services.registry.cli.asking.errors import RefusedByRegistry
from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, From, NameEn, NameFa, Reason

app = typer.Typer(help="Groups of agencies.", no_args_is_help=True)


@command(app, "list", PAGED, VIEWED)
def list_groups(desk: Desk) -> None:
    """Every group."""
    desk.list(("groups",), ("code", "name_fa", "name_en"))


@command(app, "put")
def put(
    desk: Desk,
    group: Annotated[str, typer.Argument(help="Its code.")],
    name_fa: NameFa,
    name_en: NameEn,
    reason: Reason,
    since: From = None,
) -> None:
    """Enter a group, or name it anew. Takes one registrar."""
    entry = {"name_fa": name_fa, "name_en": name_en, "reason": reason, "effective_from": since}
    desk.changed(desk.registry.write("PUT", "groups", group, entry=entry, based_on=_seen(desk, group)))


def _seen(desk: Desk, group: str) -> str | None:
    """The tag of the group as it stands; None when there is none yet."""
    try:
        return desk.registry.read("groups", group).etag
    except RefusedByRegistry as refusal:
        if refusal.status != 404:
            raise
        return None
