"""The commands `verify`, `dump` and `keys` of `mohlat connector`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from aiokafka.errors import KafkaError
from mohlat_contracts import topics
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.connector.checking.key_file import NotAKeyFile, decode_keys, encode_keys
from services.connector.checking.report import JsonLines, Lines, Report, Summary
from services.connector.checking.rules import Checking
from services.connector.checking.stored import NotADump, StoredRecord, dump_line, read_dump
from services.connector.checking.stretch import Bound, NoSuchStretch, Stretch, StretchReader, read_bound
from services.connector.keys import FindKey, KeyRing
from services.plumbing.follower import Follower
from services.plumbing.settings import ProcessSettings
from services.plumbing.topics import WrongPartitionCount, check_partitions, topic_name

CATCH_UP_LIMIT = 600.0
"""Seconds for the registry topic to be read."""

T = TypeVar("T")

Topic = Annotated[str | None, typer.Option(help="As it is called on the broker; else the evidence topic.")]
Since = Annotated[
    Bound | None,
    typer.Option("--from", parser=read_bound, metavar="OFFSET|INSTANT", help="From there or then; else all."),
]
Until = Annotated[
    Bound | None,
    typer.Option("--until", parser=read_bound, metavar="OFFSET|INSTANT", help="Up to there or then, not included."),
]
Partition = Annotated[list[int] | None, typer.Option(min=0, help="May be given several times; else all.")]


def install(app: typer.Typer) -> None:
    """Add the commands to `mohlat connector`."""
    for command in (verify, dump, keys):
        app.command()(command)


def verify(
    topic: Topic = None,
    since: Since = None,
    until: Until = None,
    partition: Partition = None,
    key_file: Annotated[
        Path | None, typer.Option("--keys", help="Public keys, as `keys` prints them; else the registry topic's.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="Check what `dump` has written, instead of a topic.")] = None,
    append_time: Annotated[
        bool, typer.Option(help="Compare signatures with the broker's append times; a copied topic has others.")
    ] = True,
    bad_only: Annotated[bool, typer.Option("--bad-only", help="Leave out what is good.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: one object a line.")] = False,
) -> None:
    """Check each record of a stretch of evidence with nothing but public keys. Exit code 1 when any is bad."""
    settings = ProcessSettings()
    report: Report = JsonLines(bad_only) if as_json else Lines(bad_only)

    async def run() -> Summary:
        checking = Checking(await _keys_from(settings, key_file), append_time)
        if file is not None:
            return await _check(_of_file(file), checking, report, None)
        async with _reader(settings, topic, partition, since, until) as reader:
            return await _check(reader.fetches(), checking, report, reader.length)

    summary = _run(run)
    report.close(summary)
    raise typer.Exit(1 if summary.bad else 0)


def dump(topic: Topic = None, since: Since = None, until: Until = None, partition: Partition = None) -> None:
    """Print a stretch of evidence, whole records, for `verify --file` elsewhere."""
    settings = ProcessSettings()

    async def run() -> None:
        async with _reader(settings, topic, partition, since, until) as reader:
            async for records in reader.fetches():
                sys.stdout.buffer.writelines(dump_line(record) + b"\n" for record in records)

    _run(run)


def keys() -> None:
    """Print every public key that the registry has enrolled, for `verify --keys`."""
    settings = ProcessSettings()
    ring = _run(lambda: _registry_keys(settings))
    sys.stdout.buffer.write(encode_keys(ring.items(), ring.known_through()))


def _run(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run; what the caller can put right ends it with a line and exit code 2."""
    try:
        return asyncio.run(work())
    except (NoSuchStretch, NotAKeyFile, NotADump, WrongPartitionCount, OSError, KafkaError) as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        raise typer.Exit(2) from error


async def _check(
    fetches: AsyncIterator[list[StoredRecord]], checking: Checking, report: Report, length: int | None
) -> Summary:
    summary = Summary()
    console = Console(stderr=True)
    columns = TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=length)
        async for records in fetches:
            for record in records:
                finding = checking.check(record)
                summary.count(finding)
                report.say(finding)
            progress.advance(task, len(records))
    return summary


async def _keys_from(settings: ProcessSettings, file: Path | None) -> FindKey:
    return (await _registry_keys(settings)).find if file is None else _keys_of(file)


def _keys_of(file: Path) -> FindKey:
    return decode_keys(file.read_bytes()).get


async def _registry_keys(settings: ProcessSettings) -> KeyRing:
    """All that the registry topic says of keys now."""
    ring = KeyRing(settings.partitions)
    topic = topic_name(settings.topic_prefix, topics.REGISTRY)
    await check_partitions(settings.kafka_bootstrap_servers, settings.topic_prefix, settings.partitions, 10)
    async with Follower(settings.kafka_bootstrap_servers, topic, settings.partitions, ring.fold) as follower:
        following = asyncio.create_task(follower.run())
        try:
            await follower.catch_up(CATCH_UP_LIMIT)
        finally:
            following.cancel()
    return ring


async def _of_file(path: Path) -> AsyncIterator[list[StoredRecord]]:
    with path.open("rb") as lines:
        for record in read_dump(lines):
            yield [record]


def _reader(
    settings: ProcessSettings, topic: str | None, partition: list[int] | None, since: Bound | None, until: Bound | None
) -> StretchReader:
    name = topic or topic_name(settings.topic_prefix, topics.EVIDENCE)
    return StretchReader(settings.kafka_bootstrap_servers, Stretch(name, partition or None, since, until))
