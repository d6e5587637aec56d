"""Kafka, PostgreSQL and an SMTP server around the services: local ones, or those the environment names."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.local.daemons.daemon import Daemon
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.smtp_sink import SmtpSink

DATABASE = "mohlat"


@dataclass(frozen=True)
class Surroundings:
    """Where the services find what they need; a local piece is None when the environment names another."""

    bootstrap_servers: str
    database_url: str
    smtp_url: str
    kafka: Kafka | None
    postgres: Postgres | None
    smtp: SmtpSink | None

    @property
    def daemons(self) -> list[Daemon]:
        """What runs here."""
        return [local.daemon for local in (self.kafka, self.postgres, self.smtp) if local is not None]


@contextmanager
def surroundings(folder: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Surroundings]:
    """Start what the environment does not name, side by side; stop it at the end.

    Args:
        folder: `kafka/`, `postgres/`, `smtp/` and `logs/` below it.
        environment: KAFKA_BOOTSTRAP_SERVERS, MOHLAT_DATABASE_URL and MOHLAT_SMTP_URL replace the local ones.
    """
    servers, database_url, smtp_url = (
        environment.get(name) for name in ("KAFKA_BOOTSTRAP_SERVERS", "MOHLAT_DATABASE_URL", "MOHLAT_SMTP_URL")
    )
    logs = folder / "logs"
    kafka = None if servers else Kafka(folder / "kafka", logs / "kafka.log")
    postgres = None if database_url else Postgres(folder / "postgres", logs / "postgres.log")
    smtp = None if smtp_url else SmtpSink(folder / "smtp", logs / "smtp.log")
    local = [piece for piece in (kafka, postgres, smtp) if piece is not None]
    try:
        _side_by_side(local)
        yield Surroundings(
            servers or (kafka.bootstrap_servers if kafka else ""),
            database_url or (postgres.create_database(DATABASE) if postgres else ""),
            smtp_url or (smtp.url if smtp else ""),
            kafka,
            postgres,
            smtp,
        )
    finally:
        for piece in reversed(local):
            piece.stop()


def _side_by_side(local: list[Kafka | Postgres | SmtpSink]) -> None:
    with ThreadPoolExecutor() as threads:
        for started in [threads.submit(piece.start) for piece in local]:
            started.result()
