"""`mohlat auditor`: the processes that judge, record and show."""

from functools import partial
from pathlib import Path

import typer

from services.plumbing.process import run
from services.plumbing.settings import ProcessSettings

app = typer.Typer(help="Verdicts, their history, and the standing for people to read.", no_args_is_help=True)

MIGRATIONS = Path(__file__).parent / "migrations"
SCHEMA = "auditor"


@app.command()
def migrate() -> None:
    """Bring the schema `auditor` to its newest revision."""
    from services.plumbing.database import migrate as migrate_schema

    migrate_schema(ProcessSettings().database_url, MIGRATIONS, SCHEMA)


@app.command()
def worker() -> None:
    """Judge: registry and evidence in, verdicts out."""
    from services.auditor.worker.process import run as judge

    settings = ProcessSettings()
    run("auditor-worker", partial(judge, settings), settings.log_level)


@app.command()
def recorder() -> None:
    """Record verdicts, notices and registry facts into PostgreSQL."""
    from services.auditor.recorder.process import record

    settings = ProcessSettings()
    run("auditor-recorder", partial(record, settings), settings.log_level)


@app.command()
def scoreboard() -> None:
    """Serve the standing: API and pages."""
    from services.auditor.scoreboard.process import show

    settings = ProcessSettings()
    run("auditor-scoreboard", partial(show, settings), settings.log_level)
