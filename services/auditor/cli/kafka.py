"""What the commands share that read the topics themselves: where the topics are, and what they end with."""

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, NoReturn, TypeVar

import typer
from aiokafka.errors import KafkaError

from services.auditor.cli.places import place
from services.auditor.replay import Log
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import WrongPartitionCount, check_partitions

T = TypeVar("T")

DIFFERS, BAD_INPUT, NOT_REACHABLE = 1, 2, 3
WAIT = 10.0
"""Seconds for the broker to answer and its topics to be there."""

Kafka = Annotated[str | None, typer.Option("--kafka", metavar="HOST:PORT", help="Or KAFKA_BOOTSTRAP_SERVERS.")]
Prefix = Annotated[str | None, typer.Option("--prefix", metavar="TEXT", help="Of topics; or MOHLAT_TOPIC_PREFIX.")]
Partitions = Annotated[int | None, typer.Option("--partitions", min=1, metavar="N", help="Or MOHLAT_PARTITIONS.")]


def log_of(kafka: str | None, prefix: str | None, partitions: int | None) -> Log:
    """The topics that are named, or those of the environment, or of the local stack."""
    settings = ProcessSettings()
    given = settings.model_fields_set
    local = place("kafka") if kafka is None and "kafka_bootstrap_servers" not in given else None
    local_prefix = place("topic_prefix") if local and "topic_prefix" not in given else None
    return Log(
        bootstrap_servers=kafka or local or settings.kafka_bootstrap_servers,
        prefix=(local_prefix or settings.topic_prefix) if prefix is None else prefix,
        partitions=partitions or settings.partitions,
    )


def reading(log: Log, work: Callable[[], T]) -> T:
    """What the work comes to; it ends here, with words, where the topics are not to be read."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # what it logs while it tries is said in the end
    try:
        asyncio.run(check_partitions(log.bootstrap_servers, log.prefix, log.partitions, WAIT))
        return work()
    except (KafkaError, OSError, TimeoutError, WrongPartitionCount) as error:
        give_up(f"The topics at {log.bootstrap_servers} cannot be read: {error}", NOT_REACHABLE)


def give_up(why: str, code: int) -> NoReturn:
    """End the command with a line on stderr."""
    typer.echo(why, err=True)
    raise typer.Exit(code)
