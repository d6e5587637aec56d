"""The Faust table of the cases: recovery joins what the changelog says instead of overwriting with it.

A worker that stalled past its session still writes what it knew; whoever took its partition over must lose nothing
to that. Joining makes the order of such writes meaningless.

It is written many values at a time, past Faust: the changelog first, acknowledged by the broker, then the database
beside. So a worker may write whenever it has something to remember, and not only while it is given a record.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from faust.tables.table import Table
from rocksdict import WriteBatch

from services.plumbing.publisher import Outgoing, Publisher

Join = Callable[[bytes, bytes, bytes], bytes]
"""(key, one value, a later one) -> the value that holds what both say."""


class JoiningTable(Table[bytes, bytes]):
    """A table of raw bytes. `join_values` is set right after construction."""

    join_values: Join

    def apply_changelog_batch(self, batch: Iterable[Any]) -> None:
        held: dict[tuple[int, bytes], bytes | None] = {}
        last: dict[tuple[int, bytes], Any] = {}
        for event in batch:
            message = event.message
            place = (message.partition, message.key)
            if place not in held:
                held[place] = self._stored(*place)
            held[place] = message.value = self._joined(message.key, held[place], message.value)
            last.pop(place, None)
            last[place] = event  # in the order of their offsets, each key once
        super().apply_changelog_batch(list(last.values()))

    def _joined(self, key: bytes, old: bytes | None, new: bytes | None) -> bytes | None:
        if old is None or new is None:
            return new if old is None else old
        return self.join_values(key, old, new)

    def _stored(self, partition: int, key: bytes) -> bytes | None:
        value: bytes | None = self.database(partition).get(key)
        return value

    def database(self, partition: int) -> Any:
        """The database of one partition beside this worker."""
        store: Any = self.data
        return store._db_for_partition(partition)


class TableShelf:
    """One partition of the table, for whoever owns that partition now."""

    def __init__(self, table: JoiningTable, publisher: Publisher, partition: int) -> None:
        self._table, self._publisher, self._partition = table, publisher, partition
        self._topic: str = table.changelog_topic_name
        store: Any = table.data
        self._offset_key: bytes = store.offset_key

    def get(self, key: bytes) -> bytes | None:
        value: bytes | None = self._table.database(self._partition).get(key)
        return value

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        for key, value in self._table.database(self._partition).items():
            if key != self._offset_key:
                yield key, value

    async def write(self, values: Mapping[bytes, bytes]) -> None:
        """In the changelog, and then here, with the offset up to which the changelog is here."""
        ends = await self._publisher.publish_packed(
            Outgoing(topic=self._topic, key=key.decode(), partition=self._partition, value=value)
            for key, value in values.items()
        )
        batch = WriteBatch(raw_mode=True)
        for key, value in values.items():
            batch.put(key, value)
        batch.put(self._offset_key, str(ends[self._topic, self._partition]).encode())
        self._table.database(self._partition).write(batch)
