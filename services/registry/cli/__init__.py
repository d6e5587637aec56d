"""`mohlat registry`: the registry's processes, and its officials' commands, which speak to its HTTP API."""

import sys
from collections.abc import Callable
from importlib import import_module

import typer

from services.registry.schema import MIGRATIONS, SCHEMA

__all__ = ["MIGRATIONS", "SCHEMA", "app"]

app = typer.Typer(help="Agencies, mandates, exemptions, and the facts said of them.", no_args_is_help=True)

PROCESSES = {
    "migrate": "Bring the database schema to its newest revision.",
    "api": "Serve the HTTP API.",
    "relay": "Carry the outbox to Kafka, and tick.",
    "issuer": "Serve the local issuer of logins, for demonstrations and tests; refused when MOHLAT_ENV=production.",
}


def _process(name: str) -> Callable[[], None]:
    def run() -> None:
        # Imported here: an official's command needs neither server nor database.
        getattr(import_module("services.registry.cli.processes"), name)()

    return run


for _name, _help in PROCESSES.items():
    app.command(_name, help=_help, rich_help_panel="Processes")(_process(_name))

# A process does not pay for the officials' commands; help and completion load them.
if not (sys.argv[1:2] == ["registry"] and sys.argv[2:3] and sys.argv[2] in PROCESSES):
    app.add_typer(import_module("services.registry.cli.commands").app)
