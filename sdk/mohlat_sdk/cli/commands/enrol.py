"""`enrol CODE`: from a one-time code to a machine that needs no options any more."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from mohlat_contracts.enrolment import bare_code

from mohlat_sdk import Rejected, SigningKey
from mohlat_sdk import enrol as enrol_key
from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.configuration import Configuration
from mohlat_sdk.cli.configuration_file import write_configuration
from mohlat_sdk.cli.desk import TIMEOUT, Desk
from mohlat_sdk.cli.exits import REFUSED, UNUSABLE
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.key_files import alone_with, load_or_make_key, seen_by_others
from mohlat_sdk.cli.knowing import status_once_known
from mohlat_sdk.cli.places import configuration_to_write, key_beside, spool_for

FROM_INPUT = "-"
CONFLICT = 409
"""What the registry answers when it is the key that it does not take: one that is revoked, or another's."""


def enrol(
    desk: Desk,
    code: Annotated[str, typer.Argument(metavar="CODE", help="option.code")],
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", min=0, help="option.wait")] = 30.0,
) -> None:
    """Every step may be repeated: the key is made once, the registry answers the same, the file is written whole."""
    code = _typed(code)
    file, known = _completed(desk)
    key_file = known.key or key_beside(file)
    with alone_with(key_file):
        key, made = load_or_make_key(key_file)
        if seen_by_others(key_file):
            raise Failed(UNUSABLE, "key.seen", file=key_file)
        desk.screen.say("enrol.key_made" if made else "enrol.key_found", file=key_file, key_id=key.key_id)
        agency = _enrolled(desk, code, key, key_file, made)
        if known.agency not in (None, agency):
            desk.screen.warn("enrol.another", before=known.agency, agency=agency)
        write_configuration(file, replace(known, agency=agency))
    desk.screen.say("enrol.done", agency=agency, file=file)
    # From here on the agency is known, whatever configuration was read before.
    desk.configuration = replace(known, agency=agency)
    status = status_once_known(desk, key, wait)
    _report(desk, agency, key.key_id, file, made, status is not None)


def _enrolled(desk: Desk, code: str, key: SigningKey, key_file: Path, made: bool) -> str:
    """Whose key it is now. A key that was there already may be refused for good: then only another one helps."""
    with desk.client() as client:
        try:
            return enrol_key(desk.registry, code, key, timeout=TIMEOUT, client=client)
        except Rejected as refused:
            if made or refused.status != CONFLICT:
                raise
            reason = refused.detail or refused.title
            raise Failed(REFUSED, "enrol.refused_key", reason=reason, file=key_file) from refused


def _typed(code: str) -> str:
    typed = sys.stdin.readline() if code == FROM_INPUT else code
    if not bare_code(typed):
        raise Failed(UNUSABLE, "enrol.no_code")
    return typed.strip()


def _completed(desk: Desk) -> tuple[Path, Configuration]:
    """The file to write, and what goes into it but for the agency, which only the registry can tell."""
    file = configuration_to_write(desk.options.get("config"), desk.world.environ)
    # A file that is named need not be there yet: it is what is made here.
    desk.configuration = known = desk.read(file if file.exists() else None)
    desk.require("registry", "connector")
    spool = known.spool or spool_for(file, desk.world.environ)
    return file, replace(known, file=file, key=known.key or key_beside(file), spool=spool)


def _report(desk: Desk, agency: str, key_id: str, file: Path, made: bool, known: bool) -> None:
    if desk.as_json:
        desk.screen.json(
            {"agency": agency, "key_id": key_id, "config": str(file), "key_made": made, "connector_knows_key": known}
        )
    desk.screen.say("enrol.known" if known else "enrol.not_yet_known")


def add_to(app: typer.Typer) -> None:
    command(app, "enrol")(enrol)
