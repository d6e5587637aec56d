"""`rotate-key`: the next key, signed in by the one before, takes over once the connector knows it.

Killed at any step it is finished by being called again: the next key lies whole in a file of its own before anybody
hears of it, the registry answers a repeat alike, and the switch is one rename.
"""

from typing import Annotated

import typer

from mohlat_sdk import Rejected, rotate
from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.desk import TIMEOUT, Desk
from mohlat_sdk.cli.exits import AWAY, REFUSED, UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.key_files import (
    alone_with,
    load_or_make_key,
    next_key_file,
    owned_by_another,
    seen_by_others,
    switch,
)
from mohlat_sdk.cli.knowing import status_once_known


def rotate_key(
    desk: Desk,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", min=0, help="option.wait-switch")] = 60.0,
) -> None:
    desk.require("agency", "registry", "connector", "key")
    file = desk.key_file
    with alone_with(file):
        old = desk.key
        if seen_by_others(file):
            raise Failed(UNUSABLE, "key.seen", file=file)
        if owned_by_another(file):
            raise Failed(UNUSABLE, "key.owner", file=file)
        new, made = load_or_make_key(next_key_file(file))
        desk.screen.say("rotate.made" if made else "rotate.found", file=next_key_file(file), key_id=new.key_id)
        with desk.client() as client:
            try:
                rotate(desk.registry, desk.code, old, new, timeout=TIMEOUT, client=client)
            except Rejected as refused:
                name = "rotate.refused" if made else "rotate.refused_again"
                reason = refused.detail or refused.title
                raise Failed(REFUSED, name, reason=reason, file=next_key_file(file)) from refused
        desk.screen.say("rotate.signed_in")
        if status_once_known(desk, new, wait) is None:
            raise Failed(AWAY, "rotate.not_yet_known", key_id=old.key_id)
        switch(file)
    if desk.as_json:
        desk.screen.json({"agency": desk.code, "key_id": new.key_id, "replaced": old.key_id})
    desk.screen.say("rotate.done", key_id=new.key_id, old_key_id=old.key_id)


def add_to(app: typer.Typer) -> None:
    command(app, "rotate-key")(rotate_key)
