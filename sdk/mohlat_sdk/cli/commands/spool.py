"""`spool`: what waits on this disk."""

import json
from typing import Annotated, Any

import typer

from mohlat_sdk import Agency, Delivery, read_spool
from mohlat_sdk.cli.command import command, group
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import DISK, KEPT, REFUSED
from mohlat_sdk.cli.failing import Failed

app = typer.Typer()
FIELDS = ("depth", "size", "oldest", "dropped", "rejected", "stream", "ordinal")
NOTHING = "—"


def show(desk: Desk) -> None:
    try:
        state = read_spool(desk.spool)
    except FileNotFoundError:
        if desk.as_json:
            desk.screen.json({"file": str(desk.spool), "depth": 0})
        desk.screen.say("spool.none", file=desk.spool)
        return
    if desk.as_json:
        oldest = None if state.oldest is None else state.oldest.isoformat()
        told = {name: getattr(state, name) for name in FIELDS} | {"oldest": oldest}
        desk.screen.json({"file": str(desk.spool)} | told)
        return
    voice = desk.voice
    rows = [(voice(f"spool.{name}"), _value(desk, getattr(state, name))) for name in FIELDS]
    desk.screen.fields([(voice("spool.file"), str(desk.spool)), *rows])


def flush(
    desk: Desk,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0, max=86_400, help="option.timeout")
    ] = 30.0,
) -> None:
    with desk.agency() as opened:
        if not opened.spooling:
            raise Failed(DISK, "spool.in_use", reason=desk.spool)
        before, refused_before = _counts(opened.agency)
        delivery = opened.agency.flush(timeout)
        left, refused = _counts(opened.agency)
    refused -= refused_before
    delivered = before - left - refused
    if desk.as_json:
        desk.screen.json({"delivered": delivered, "left": left, "refused": refused})
    desk.screen.say("spool.flushed" if not left else "spool.left", delivered=delivered, left=left)
    if refused:
        desk.screen.warn("spool.refused", refused=refused)
    if delivery is not Delivery.ACCEPTED:
        raise typer.Exit(KEPT)
    if refused:
        raise typer.Exit(REFUSED)


def rejected(desk: Desk, forget: Annotated[bool, typer.Option("--forget", help="option.forget")] = False) -> None:
    with desk.agency() as opened:
        if not opened.spooling:
            raise Failed(DISK, "spool.in_use", reason=desk.spool)
        found = opened.agency.rejected()
        if forget:
            opened.agency.forget_rejected()
    if desk.as_json:
        desk.screen.json([_told(each) for each in found])
        return
    if not found:
        desk.screen.say("spool.none_rejected")
        return
    columns = [desk.voice(f"rejected.{name}") for name in ("time", "type", "status", "reason")]
    desk.screen.table(columns, [_row(each) for each in found])
    if forget:
        desk.screen.say("spool.forgotten", count=len(found))


def _counts(agency: Agency) -> tuple[int, int]:
    """How many wait, and how many were refused and set aside."""
    state = agency.spool_state()
    return (0, 0) if state is None else (state.depth, state.rejected)


def _value(desk: Desk, value: object) -> str:
    return NOTHING if value is None else desk.voice.shown(value)


def _told(event: Any) -> dict[str, object]:
    return {"event": _event(event), "status": event.status, "title": event.title, "detail": event.detail}


def _row(event: Any) -> list[str]:
    told = _event(event)
    kind = str(told.get("type", "")).removeprefix("ir.mohlat.")
    return [str(told.get("time", "")), kind, str(event.status), event.detail or event.title]


def _event(event: Any) -> dict[str, Any]:
    try:
        told = json.loads(event.event)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def add_to(root: typer.Typer) -> None:
    group(app, "spool")(show)
    command(app, "flush")(flush)
    command(app, "rejected")(rejected)
    root.add_typer(app, name="spool")
