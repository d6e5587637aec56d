"""Mandates, and whom they bind."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import INSTRUMENT, PAGED, VIEWED, From, Reason

app = typer.Typer(help="What the law wants, of whom, by when.", no_args_is_help=True)

Mandate = Annotated[str, typer.Argument(metavar="MANDATE", help="Its code.")]
COLUMNS = ("code", "name_fa", "name_en", "original_deadline", "current_deadline", "in_force_then")


@command(app, "list", PAGED, VIEWED)
def list_mandates(desk: Desk) -> None:
    """Every mandate with its original and its current deadline."""
    desk.list(("mandates",), COLUMNS)


@command(app, "show", VIEWED)
def show(desk: Desk, mandate: Mandate) -> None:
    """One mandate with its duties and its whole chain of deadlines."""
    desk.show(desk.registry.read("mandates", mandate, **desk.view))


@command(app, "bound", PAGED, VIEWED)
def bound(desk: Desk, mandate: Mandate) -> None:
    """Whom it binds, and by which of its duties."""
    desk.list(("mandates", mandate, "bound"), ("agency", "duties"))


@command(app, "enact")
def enact(
    desk: Desk,
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The mandate; docs/registrar.md shows one.")],
    reason: Reason,
) -> None:
    """Propose a mandate: obligations, whom they bind, deadline, limits, milestones and instrument."""
    # Imported here: hardly a command needs YAML.
    from services.registry.cli.entry_files import read_entry

    desk.propose("enact_mandate", read_entry(file, desk.upload), reason)


Bound = Annotated[list[str] | None, typer.Option(help="May be given several times.")]


@command(app, "amend", INSTRUMENT)
def amend(
    desk: Desk,
    duty: Annotated[str, typer.Argument(metavar="DUTY", help="Its code.")],
    reason: Reason,
    kind: Bound = None,
    group: Bound = None,
    parent: Bound = None,
    including: Bound = None,
    excluding: Bound = None,
    since: From = None,
) -> None:
    """Propose another rule of who is bound by a duty, whole: agencies of these kinds, groups and parents.

    None of them named: every agency. Those `--including` besides, those `--excluding` not.
    """
    binds: dict[str, Any] = {
        "kinds": kind or [],
        "groups": group or [],
        "parents": parent or [],
        "including": including or [],
        "excluding": excluding or [],
    }
    entry = {"duty": duty, "binds": binds, "instrument": desk.instrument(), "effective_from": since}
    desk.propose("amend_binding", entry, reason)


@command(app, "roll-up", INSTRUMENT)
def roll_up(
    desk: Desk,
    duty: Annotated[str, typer.Argument(metavar="DUTY", help="Its code.")],
    rule: Annotated[Literal["alone", "every", "share", "weighted"], typer.Argument(help="How a parent stands.")],
    reason: Reason,
    percent: Annotated[int | None, typer.Option(min=1, max=100, help="For share and weighted.")] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Only those right under the parent.")] = False,
    own: Annotated[int | None, typer.Option(min=0, help="Weight of the parent; 1.")] = None,
    weight: Annotated[list[str] | None, typer.Option(metavar="AGENCY=WEIGHT", help="May be given often.")] = None,
    otherwise: Annotated[int | None, typer.Option(min=0, help="Weight of every other affiliate; 1.")] = None,
) -> None:
    """Propose another rule of how a parent stands together with its affiliates in a duty, from the approval on."""
    weights = {"own": own, "weights": _weights(weight or []) or None, "otherwise": otherwise}
    stated = {"percent": percent, "reach": "direct" if direct else None} | weights
    given = {name: value for name, value in stated.items() if value is not None}
    entry = {"duty": duty, "roll_up": {"kind": rule} | given, "instrument": desk.instrument()}
    desk.propose("amend_roll_up", entry, reason)


def _weights(given: list[str]) -> dict[str, int]:
    weights = {}
    for text in given:
        agency, _, weight = text.partition("=")
        if not agency or not weight.isdecimal():
            raise typer.BadParameter("must be AGENCY=WEIGHT, such as sanjesh=3", param_hint="--weight")
        weights[agency] = int(weight)
    return weights


@command(app, "repeal", INSTRUMENT)
def repeal(desk: Desk, mandate: Mandate, reason: Reason, since: From = None) -> None:
    """Propose that a mandate binds nobody any longer."""
    revision = desk.revision("mandates", mandate)
    entry = {"mandate": mandate, "instrument": desk.instrument(), "effective_from": since}
    desk.propose("repeal_mandate", entry, reason, revision)
