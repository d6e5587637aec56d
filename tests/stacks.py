"""Stacks for tests: many on one broker and one database server, each with names of its own."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from deploy.local.postgres import databases
from deploy.local.smtp_sink import SmtpSink
from deploy.local.smtp_sink.letters import Letter
from deploy.local.stack import Stack


class Broker(Protocol):
    """A Kafka to share: ours, or the one the environment names."""

    @property
    def bootstrap_servers(self) -> str: ...


class DatabaseServer(Protocol):
    """A PostgreSQL to share: ours, or the one the environment names."""

    def fresh_database(self) -> str: ...


class NamedBroker:
    """Somebody else's Kafka."""

    def __init__(self, bootstrap_servers: str) -> None:
        self.bootstrap_servers = bootstrap_servers


class NamedDatabaseServer:
    """Somebody else's PostgreSQL; what we create there is dropped at the end."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._created: list[str] = []

    def fresh_database(self) -> str:
        """The URL of a new empty database."""
        self._created.append(databases.fresh(self._url))
        return self._created[-1]

    def drop_all(self) -> None:
        """Leave the server as it was."""
        for url in self._created:
            databases.drop(url)


class TestedStack(Stack):
    """A stack whose letters can be read."""

    __test__ = False

    def __init__(self, folder: Path, smtp: SmtpSink, **options: Any) -> None:
        self.smtp = smtp
        super().__init__(folder, smtp_url=smtp.url, **options)

    def letters(self) -> list[Letter]:
        """Every letter accepted so far, duplicates included."""
        return self.smtp.messages()


StartStack = Callable[..., TestedStack]
"""`start_stack(clock="simulated", workers=1, partitions=6, **what Stack takes)` -> a stack that is ready."""


def new_topic_prefix() -> str:
    """Unique, so that stacks and tests on one broker do not meet."""
    return f"t{uuid4().hex[:8]}."


class StackStarter:
    """Starts stacks and stops them all at the end. A private broker or database may be passed to `start`."""

    def __init__(self, folder: Path, kafka: Broker, postgres: DatabaseServer) -> None:
        self._folder, self._kafka, self._postgres = folder, kafka, postgres
        self._running = ExitStack()
        self._count = 0

    def start(self, **options: Any) -> TestedStack:
        """A ready stack with its own topics, database and SMTP sink, on the simulated clock unless told otherwise."""
        self._count += 1
        folder = self._folder / f"stack-{self._count}"
        options.setdefault("bootstrap_servers", self._kafka.bootstrap_servers)
        options.setdefault("topic_prefix", new_topic_prefix())
        options.setdefault("clock", "simulated")
        if "database_url" not in options:
            options["database_url"] = self._postgres.fresh_database()
        smtp = self._running.enter_context(SmtpSink(folder / "smtp"))
        return self._running.enter_context(TestedStack(folder, smtp, **options))

    def close(self) -> None:
        """Stop them all."""
        self._running.close()
