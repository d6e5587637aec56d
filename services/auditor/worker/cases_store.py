"""The pure auditor's store on the table of one partition, with writes held back until what they imply is published."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from services.auditor.cases.case import Case
from services.auditor.worker.kept import (
    case_in,
    due_in,
    facts_key,
    join_kept,
    pack_facts,
    pack_standing,
    same_facts,
    standing_key,
    standing_of,
)
from services.auditor.worker.partition_state import PartitionState
from services.auditor.worker.partition_state import decode as decode_state
from services.auditor.worker.partition_state import encode as encode_state
from services.auditor.worker.partition_state import join as join_states
from services.timekeeping.partition_time import PartitionTime

REMEMBERED = 1_000
"""Cases of which it is remembered what the table holds, so that only what is new is written."""


def state_key(partition: int) -> bytes:
    """The table key of a partition's own state; `@` is in no agency code."""
    return f"@{partition}".encode()


def join_values(key: bytes, one: bytes, other: bytes) -> bytes:
    """What the table does with an earlier and a later value of one key."""
    if key.startswith(b"@"):
        return encode_state(join_states(decode_state(one), decode_state(other)))
    return join_kept(key, one, other)


class Shelf(Protocol):
    """One partition of the table."""

    def get(self, key: bytes) -> bytes | None: ...

    def items(self) -> Iterable[tuple[bytes, bytes]]: ...

    async def write(self, values: Mapping[bytes, bytes]) -> None:
        """All of them, in their order, so that they outlive this process and this machine.

        Raises:
            NotPublished: they may be kept or not.
        """


class _Held(NamedTuple):
    """A case that is to be written, and whether its facts are new too."""

    case: Case
    due: datetime | None
    with_facts: bool


class TableStore:
    """The cases of one partition.

    Nothing reaches the table before `flush`: a verdict is acknowledged by the broker first, so a kill in between
    repeats it, and can never lose it.

    Args:
        writer: the number of this process, by which its values are known; not 0.
    """

    def __init__(self, shelf: Shelf, partition: int, writer: int) -> None:
        self._shelf = shelf
        self._key = state_key(partition)
        self._writer = writer
        self._held: dict[str, _Held] = {}
        self._read_cases: dict[str, Case] = {}
        value = shelf.get(self._key)
        self._state = PartitionState() if value is None else decode_state(value)
        self._state_moved = False
        self._read = dict(self._state.read)
        self._marks: deque[dict[str, int]] = deque()

    @property
    def held(self) -> int:
        """How many cases wait to be written."""
        return len(self._held)

    def get(self, agency: str) -> Case | None:
        if agency in self._held:
            return self._held[agency].case
        facts = self._shelf.get(facts_key(agency))
        if facts is None:
            return None
        case = case_in(facts, self._shelf.get(standing_key(agency)))
        if len(self._read_cases) >= REMEMBERED:
            self._read_cases.clear()
        self._read_cases[agency] = case
        return case

    def put(self, agency: str, case: Case, due: datetime | None) -> None:
        held = self._held.get(agency)
        before = held.case if held else self._read_cases.get(agency)
        new = before is None or not same_facts(before, case) or (held is not None and held.with_facts)
        self._held[agency] = _Held(case, due, new)

    def get_time(self) -> PartitionTime:
        return self._state.time

    def put_time(self, time: PartitionTime) -> None:
        """The time of the first mark: everything that was read before it will be in the table."""
        self._state = PartitionState(time=time, read=self._marks.popleft())
        self._state_moved = True

    def dues(self) -> Iterator[tuple[str, datetime | None]]:
        for key, value in self._shelf.items():
            if (agency := standing_of(key)) is not None:
                yield agency, due_in(value)

    def next_offset(self, topic: str) -> int:
        """The offset of the first record of a source topic that has not been read."""
        return self._read.get(topic, 0)

    def passed(self, topic: str, offset: int) -> None:
        """Every record of the topic up to this one has been read: its facts are put, its tick is noted."""
        self._read[topic] = max(self._read.get(topic, 0), offset + 1)

    def mark(self) -> None:
        """A tick has been noted: when its time comes to be put, it will have been read up to here."""
        self._marks.append(dict(self._read))

    async def flush(self) -> None:
        """Write what was held back, the time last.

        How far the topics have been read is written with the time only: reading records twice is harmless.

        Raises:
            NotPublished: the process must end; what is in memory and what is kept may differ.
        """
        values: dict[bytes, bytes] = {}
        for agency, (case, due, with_facts) in self._held.items():
            values[standing_key(agency)] = pack_standing(self._writer, case.progress, due)
            if with_facts:
                values[facts_key(agency)] = pack_facts(self._writer, case)
        if self._state_moved:
            values[self._key] = encode_state(self._state)
        if values:
            await self._shelf.write(values)
        self._held.clear()
        self._read_cases.clear()
        self._state_moved = False
