"""Facts and progress in PostgreSQL, so that a restart goes on where the last process stood."""

from collections.abc import Sequence
from dataclasses import dataclass

from asyncpg import Connection
from mohlat_contracts import decode_batch, encode_batch

from services.notifier.state.docket import Docket
from services.notifier.state.facts import Fact, fact_of


@dataclass(slots=True)
class Offsets:
    """The next offset to read of each topic, kept with what was read up to there."""

    registry: int = 0
    verdicts: int = 0


@dataclass(frozen=True, slots=True)
class Adopted:
    """A partition as the last process left it. `epoch` is one more than that process had."""

    docket: Docket
    offsets: Offsets
    epoch: int


async def lock(connection: Connection, partition: int) -> bool:
    """Become the only process that works on the partition, as long as this connection lives."""
    taken = await connection.fetchval(
        "select pg_try_advisory_lock(hashtext('mohlat.notifier'), $1::integer)", partition
    )
    return bool(taken)


async def unlock(connection: Connection, partition: int) -> None:
    await connection.execute("select pg_advisory_unlock(hashtext('mohlat.notifier'), $1::integer)", partition)


async def adopt(connection: Connection, partition: int) -> Adopted:
    """Load a partition whose lock is held."""
    row = await connection.fetchrow(
        "insert into notifier.partitions (partition, epoch) values ($1, 0)"
        " on conflict (partition) do update set epoch = partitions.epoch + 1 returning *",
        partition,
    )
    docket = Docket(partition)
    docket.registry_time, docket.acted_through = row["registry_time"], row["acted_through"]
    docket.waiting = sorted(row["waiting"])
    docket.verdict_time = docket.waiting[-1] if docket.waiting else docket.acted_through
    for body, known_at, ticked_before in await connection.fetch(
        "select body, known_at, ticked_before from notifier.facts where partition = $1", partition
    ):
        fact = fact_of(decode_batch(body)[0], known_at, ticked_before)
        if fact is not None:
            docket.fold(fact)
    return Adopted(docket, Offsets(row["registry_offset"], row["verdicts_offset"]), row["epoch"])


async def keep_facts(connection: Connection, partition: int, facts: Sequence[Fact]) -> None:
    """Write facts in one statement; those already there stay as they are."""
    if not facts:
        return
    await connection.execute(
        "insert into notifier.facts (agency, kind, entity, revision, known_at, body, ticked_before, partition)"
        " select *, $8::integer"
        " from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::timestamptz[], $6::bytea[],"
        " $7::timestamptz[])"
        " on conflict do nothing",
        [fact.agency for fact in facts],
        [fact.kind for fact in facts],
        [fact.entity for fact in facts],
        [fact.revision for fact in facts],
        [fact.known_at for fact in facts],
        [encode_batch([fact.event]) for fact in facts],
        [fact.ticked_before for fact in facts],
        partition,
    )


async def keep_progress(connection: Connection, docket: Docket, offsets: Offsets) -> None:
    await connection.execute(
        "update notifier.partitions set registry_time = $2, acted_through = $3, waiting = $4,"
        " registry_offset = $5, verdicts_offset = $6 where partition = $1",
        docket.partition,
        docket.registry_time,
        docket.acted_through,
        docket.waiting,
        offsets.registry,
        offsets.verdicts,
    )
