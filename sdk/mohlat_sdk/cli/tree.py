"""All commands in one tree, whose help is in one language."""

from typing import Any

import typer

from mohlat_sdk.cli.catalogue import CATALOGUE
from mohlat_sdk.cli.commands import doctor, enrol, heartbeat, importing, rotate_key, spool, statements, status
from mohlat_sdk.cli.voice import Voice

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="help.mohlat-agency")
for _module in (enrol, doctor, status, statements, heartbeat, importing, spool, rotate_key):
    _module.add_to(app)


@app.callback()
def _root() -> None:
    """Keeps the tree a tree."""


def tree(voice: Voice) -> Any:
    """The command that typer makes of the tree, with its help texts said."""
    root = typer.main.get_command(app)
    _say(root, voice)
    return root


def _say(command: Any, voice: Voice) -> None:
    command.help = _said(command.help, voice)
    command.short_help = _said(command.short_help, voice)
    if option := command.get_help_option(typer.Context(command)):
        option.help = voice("option.help")
    for each in command.params:
        each.help = _said(getattr(each, "help", None), voice)
        # What typer calls its panels is English; it takes any other name.
        panel = getattr(each, "rich_help_panel", None) or f"help.{each.param_type_name}s"
        each.rich_help_panel = _said(panel, voice)
    for each in getattr(command, "commands", {}).values():
        each.rich_help_panel = voice("help.commands")
        _say(each, voice)


def _said(name: str | None, voice: Voice) -> str | None:
    return voice(name) if name in CATALOGUE else name
