"""The auditor's processes: where their settings are read and their parts put together."""

from functools import partial

from services.auditor.cli import MIGRATIONS, SCHEMA
from services.plumbing.process import run
from services.plumbing.settings import ProcessSettings


def migrate() -> None:
    """Bring the schema `auditor` to its newest revision."""
    from services.plumbing.database import migrate as migrate_schema

    migrate_schema(ProcessSettings().database_url, MIGRATIONS, SCHEMA)


def worker() -> None:
    """Judge: registry and evidence in, verdicts out."""
    from services.auditor.worker.process import run as judge

    settings = ProcessSettings()
    run("auditor-worker", partial(judge, settings), settings.log_level)


def recorder() -> None:
    """Record verdicts, notices and registry facts into PostgreSQL."""
    from services.auditor.recorder.process import record

    settings = ProcessSettings()
    run("auditor-recorder", partial(record, settings), settings.log_level)


def scoreboard() -> None:
    """Serve the standing: API and pages."""
    from services.auditor.scoreboard.process import show

    settings = ProcessSettings()
    run("auditor-scoreboard", partial(show, settings), settings.log_level)
