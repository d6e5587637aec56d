"""The delivery ledger: what was decided under each key, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from asyncpg import Connection, Record
from mohlat_contracts.notices import NoticeKey

State = Literal["planned", "sending", "accepted", "refused", "unknown", "suppressed", "superseded"]

_KEY = "agency, duty, deadline_revision, step, recipient"
_UNSETTLED = "state in ('planned', 'sending', 'unknown')"


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as the ledger takes it up.

    Attributes:
        id: the digest of the key.
        at: the domain instant of the decision.
        reason: why it is suppressed or superseded.
        contacts: ids of those it is addressed to.
        mime: the letter, rendered once; None when it will not be sent.
    """

    id: str
    key: NoticeKey
    state: State
    at: datetime
    due_at: datetime
    message_id: str
    contacts: tuple[str, ...] = ()
    mime: bytes | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter still to be sent."""

    id: str
    key: NoticeKey
    state: State
    at: datetime
    contacts: tuple[str, ...]
    mime: bytes


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a letter. `answer` is what the relay said."""

    id: str
    state: State
    answer: str


async def take_up(connection: Connection, partition: int, rows: Sequence[Row]) -> list[NoticeKey]:
    """Write what was decided; a key that is there already stays as it is. Returns the keys that are new."""
    inserted = await connection.fetch(
        f"insert into notifier.notices (id, {_KEY}, state, at, due_at, message_id, mime, reason, contacts, partition)"  # noqa: S608 -- constants only
        " select id, agency, duty, deadline_revision, step, recipient, state, at, due_at, message_id, mime, reason,"
        " string_to_array(contacts, chr(31)), $14::integer"
        " from unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[],"
        " $8::timestamptz[], $9::timestamptz[], $10::text[], $11::bytea[], $12::text[], $13::text[])"
        " as n(id, agency, duty, deadline_revision, step, recipient, state, at, due_at, message_id, mime, reason,"
        f" contacts) on conflict do nothing returning {_KEY}",
        [row.id for row in rows],
        [row.key.agency for row in rows],
        [row.key.duty for row in rows],
        [row.key.deadline_revision for row in rows],
        [row.key.step for row in rows],
        [row.key.recipient for row in rows],
        [row.state for row in rows],
        [row.at for row in rows],
        [row.due_at for row in rows],
        [row.message_id for row in rows],
        [row.mime for row in rows],
        [row.reason for row in rows],
        ["\x1f".join(row.contacts) for row in rows],
        partition,
    )
    return [_key(row) for row in inserted]


async def unsettled(connection: Connection, partition: int) -> list[Letter]:
    """Letters to be sent, in the order in which they were decided."""
    rows = await connection.fetch(
        f"select id, {_KEY}, state, at, contacts, mime from notifier.notices"  # noqa: S608 -- constants only
        f" where partition = $1 and {_UNSETTLED} order by at, ordinal",
        partition,
    )
    return [Letter(r["id"], _key(r), r["state"], r["at"], tuple(r["contacts"]), r["mime"]) for r in rows]


async def note(connection: Connection, settled: Settled | None, sending: str | None) -> None:
    """In one statement, hence one commit: what came of the last letter, and which one is in flight now."""
    await connection.execute(
        "with done as (update notifier.notices set state = $2, answer = $3, settled_at = now() where id = $1)"
        " update notifier.notices set state = 'sending', attempts = attempts + 1 where id = $4",
        None if settled is None else settled.id,
        None if settled is None else settled.state,
        None if settled is None else settled.answer[:500],
        sending,
    )


async def put_back(connection: Connection, id: str, state: Literal["planned", "unknown"], answer: str) -> None:
    """The attempt came to nothing (`planned`), or nobody knows what it came to (`unknown`)."""
    await connection.execute(
        "update notifier.notices set state = $2, answer = $3 where id = $1", id, state, answer[:500]
    )


async def withdraw(connection: Connection, partition: int, before: datetime) -> list[NoticeKey]:
    """Forget letters decided before an instant of which nothing was ever sent; they are decided anew."""
    rows = await connection.fetch(
        f"delete from notifier.notices where partition = $1 and state = 'planned' and at < $2 returning {_KEY}",  # noqa: S608
        partition,
        before,
    )
    return [_key(row) for row in rows]


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    id: str
    key: NoticeKey
    at: datetime
    message_id: str


async def unannounced(connection: Connection, partition: int) -> list[AcceptedRow]:
    """Accepted letters of which the notices topic may not know yet."""
    rows = await connection.fetch(
        f"select id, {_KEY}, at, message_id from notifier.notices"  # noqa: S608 -- constants only
        " where partition = $1 and state = 'accepted' and not announced order by at, ordinal",
        partition,
    )
    return [AcceptedRow(row["id"], _key(row), row["at"], row["message_id"]) for row in rows]


async def announced(connection: Connection, ids: Sequence[str]) -> None:
    await connection.execute("update notifier.notices set announced = true where id = any($1::text[])", list(ids))


async def entries(connection: Connection, partition: int) -> list[tuple[NoticeKey, datetime, bool]]:
    """Every key of the partition with the instant of its decision and whether the relay accepted it."""
    rows = await connection.fetch(
        f"select {_KEY}, at, state = 'accepted' as accepted from notifier.notices where partition = $1",  # noqa: S608
        partition,
    )
    return [(_key(row), row["at"], row["accepted"]) for row in rows]


def _key(row: Record) -> NoticeKey:
    return NoticeKey(
        agency=row["agency"],
        duty=row["duty"],
        deadline_revision=row["deadline_revision"],
        step=row["step"],
        recipient=row["recipient"],
    )
