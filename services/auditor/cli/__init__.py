"""`mohlat auditor`: the processes that judge, record and show, and the commands that ask for figures."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import typer

__all__ = ["MIGRATIONS", "SCHEMA", "app"]

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SCHEMA = "auditor"

app = typer.Typer(help="Verdicts, their history, and the figures for whoever asks.", no_args_is_help=True)

PROCESSES = {
    "migrate": "Bring the schema `auditor` to its newest revision.",
    "worker": "Judge: registry and evidence in, verdicts out.",
    "recorder": "Record verdicts, notices and registry facts into PostgreSQL.",
    "scoreboard": "Serve the standing: API and pages.",
}


def _process(name: str) -> Callable[[], None]:
    def run() -> None:
        # Imported here: a command that asks needs neither server nor database.
        getattr(import_module("services.auditor.cli.processes"), name)()

    return run


for _name, _help in PROCESSES.items():
    app.command(_name, help=_help, rich_help_panel="Processes")(_process(_name))

COMMANDS = {
    "figures": "figures",
    "definitions": "figures",
    "reconcile": "reconcile",
    "delta": "reconcile",
    "series": "trends",
    "burn-up": "trends",
    "forecast": "trends",
    "roll-ups": "sharing",
    "shares": "sharing",
    "history": "sharing",
    "frozen": "frozen",
    "freeze": "frozen",
    "whatif": "whatif",
    "verify": "verify",
    "replay": "replay",
}
"""The commands that ask, and the module of each."""


def _named() -> set[str]:
    """What the command line names; everything for help and completion."""
    named = sys.argv[2:3] if sys.argv[1:2] == ["auditor"] else []
    known = PROCESSES.keys() | COMMANDS.keys()
    return set(named) if known.issuperset(named) and named else set(COMMANDS)


# A command pays for the imports of its own module only, and a process for those of none.
for _name in [each for each in COMMANDS if each in _named()]:
    _module = import_module(f"services.auditor.cli.{COMMANDS[_name]}")
    app.command(_name)(getattr(_module, _name.replace("-", "_")))
