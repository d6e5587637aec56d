"""The chain of deadlines of a mandate."""

from typing import Annotated, Any

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.mandates import Mandate
from services.registry.cli.desk import Desk
from services.registry.cli.options import INSTRUMENT, Announced, Deadline, Reason

app = typer.Typer()


@command(app, "extend", INSTRUMENT)
def extend(
    desk: Desk,
    mandate: Mandate,
    deadline: Deadline,
    reason: Reason,
    scope: Annotated[str, typer.Option(metavar="all|group:CODE|agency:CODE", help="Whom it is for.")] = "all",
    final: Annotated[bool, typer.Option("--final", help="The last one: no extension may follow.")] = False,
    announced: Announced = None,
) -> None:
    """Propose a later deadline, with its legal instrument."""
    wanted = _scope(scope)
    # What is for some only does not stand in the way of what is for others: several may wait at a time.
    revision = desk.revision("mandates", mandate) if wanted["kind"] == "all" else None
    entry = {
        "mandate": mandate,
        "deadline": deadline,
        "instrument": desk.instrument(),
        "announced_at": announced,
        "scope": wanted,
        "final": final,
    }
    desk.propose("extend_deadline", entry, reason, revision)


@command(app, "withdraw-extension", INSTRUMENT)
def withdraw_extension(
    desk: Desk,
    mandate: Mandate,
    extension: Annotated[int, typer.Argument(min=1, help="Its number in the chain, as `mandate show` shows it.")],
    reason: Reason,
) -> None:
    """Propose that an extension no longer counts; it stays in the book."""
    revision = desk.revision("mandates", mandate)
    entry = {"mandate": mandate, "deadline_revision": extension, "instrument": desk.instrument()}
    desk.propose("withdraw_extension", entry, reason, revision)


def _scope(text: str) -> dict[str, Any]:
    kind, _, code = text.partition(":")
    if kind == "all" and not code:
        return {"kind": "all"}
    if kind not in ("group", "agency") or not code:
        raise typer.BadParameter("must be all, group:CODE or agency:CODE", param_hint="--scope")
    return {"kind": kind, "code": code}
