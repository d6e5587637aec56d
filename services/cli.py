"""The operator's command `mohlat`: one group a service, one command a process."""

import sys
from importlib import import_module

import typer

app = typer.Typer(
    name="mohlat",
    help="Which public bodies kept a legal deadline, and how that is known.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

GROUPS = {
    "topics": "services.plumbing.cli",
    "registry": "services.registry.cli",
    "connector": "services.connector.cli",
    "auditor": "services.auditor.cli",
    "notifier": "services.notifier.cli",
}

# A process pays for the imports of its own service only; help and completion load them all.
_named = [argument for argument in sys.argv[1:2] if argument in GROUPS]
for _name in _named or GROUPS:
    app.add_typer(import_module(GROUPS[_name]).app, name=_name)
