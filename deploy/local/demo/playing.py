"""One showing of a scenario: a clean stack, the player, the standing."""

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from deploy.local.addresses import addresses, as_lines, places
from deploy.local.daemons.interrupts import undisturbed
from deploy.local.demo import standing
from deploy.local.demo.catching_up import standing_when_settled
from deploy.local.demo.progress import shown_progress
from deploy.local.paths import wiped
from deploy.local.postgres import databases
from deploy.local.stack import Stack
from deploy.local.surroundings import Surroundings, surroundings
from scenarios.player import Addresses, Played, play


def run(scenario: Path, folder: Path, once: bool, console: Console) -> None:
    """Start, play, show, and wait for Ctrl-C unless `once`; stop everything in any case.

    Args:
        folder: wiped first; keeps logs, data, the roster's workbooks and `standing.json`.

    Raises:
        RuntimeError: a piece did not start, or nothing moves any more.
    """
    with ExitStack() as kept:
        with console.status("Starting Apache Kafka, PostgreSQL, an SMTP sink and Mohlat's processes …"):
            stack, around = kept.enter_context(clean_stack(folder, console))
        kept.callback(told_to_commands(stack).unlink, missing_ok=True)
        kept.callback(console.print, "Stopping …")
        kept.callback(undisturbed)
        _play_and_show(stack, scenario, console)
        found = [*addresses(stack, around), ("the roster in Excel", str(_played_in(stack) / "workbooks"))]
        console.print(f"\nOpen:\n{as_lines(found)}", highlight=False, soft_wrap=True)
        if not once:
            console.print("\nEverything runs until Ctrl-C.")
            with suppress(KeyboardInterrupt):
                signal.pause()


def told_to_commands(stack: Stack) -> Path:
    """The file by which commands of another terminal find this stack."""
    file = stack.folder / "places.json"
    file.write_text(json.dumps(places(stack)))
    return file


@contextmanager
def clean_stack(folder: Path, console: Console) -> Iterator[tuple[Stack, Surroundings]]:
    """A running stack that knows nothing yet. On a broker or database of somebody else it takes names of its own."""
    with surroundings(wiped(folder)) as around, _own_database(around) as database_url:
        stack = Stack(
            folder,
            bootstrap_servers=around.bootstrap_servers,
            database_url=database_url,
            smtp_url=around.smtp_url,
            clock="simulated",
            topic_prefix="" if around.kafka else f"demo-{uuid4().hex[:8]}.",
            alongside=around.daemons,
            announce=lambda line: console.print(line, style="yellow", highlight=False),
        )
        with stack:
            yield stack, around


@contextmanager
def _own_database(around: Surroundings) -> Iterator[str]:
    if around.postgres is not None:
        yield around.database_url
        return
    url = databases.fresh(around.database_url)
    try:
        yield url
    finally:
        databases.drop(url)


def _play_and_show(stack: Stack, scenario: Path, console: Console) -> None:
    console.print(f"Playing {scenario.name}: simulated data.", highlight=False)
    with shown_progress(console, "Playing") as progress:
        where = Addresses(stack.url("registry"), stack.url("connector"), stack.url("issuer"))
        played = play(scenario, where, _played_in(stack), progress)
    result = _settled(stack, played, console)
    written = stack.folder / "standing.json"
    standing.write(result, written)
    standing.show(result, console)
    console.print(f"\nWritten: {written}", highlight=False, soft_wrap=True)


def _played_in(stack: Stack) -> Path:
    return stack.folder / "play"


def _settled(stack: Stack, played: Played, console: Console) -> standing.Standing:
    with console.status("Judging and sending what is left …") as status:

        def reached(instant: datetime) -> None:
            status.update(f"Judging and sending what is left … through {instant:%Y-%m-%d}")

        return standing_when_settled(stack.url("scoreboard"), played.ends, played.headline_as_of, reached)
