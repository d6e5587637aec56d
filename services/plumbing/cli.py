"""`mohlat topics`: the topics of the contract on a broker."""

import asyncio

import typer

from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import create_topics

app = typer.Typer(help="The topics on the broker.", no_args_is_help=True)


@app.callback()
def topics() -> None:
    """Keeps `create` a sub-command while it is the only one."""


@app.command()
def create() -> None:
    """Create every topic that does not exist yet."""
    settings = ProcessSettings()
    names = asyncio.run(
        create_topics(settings.kafka_bootstrap_servers, settings.topic_prefix, settings.partitions),
    )
    typer.echo(f"{len(names)} topics created" if names else "every topic exists already")
