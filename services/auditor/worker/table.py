"""A Faust table whose recovery joins what the changelog says instead of overwriting with it.

A worker that stalled past its session still writes what it knew; whoever took its partition over must lose nothing
to that. Joining makes the order of such writes meaningless.
"""

from collections.abc import Callable, Iterable
from typing import Any

from faust.tables.table import Table

Join = Callable[[bytes, bytes, bytes], bytes]
"""(key, one value, another) -> the value that holds what both say."""


class JoiningTable(Table[bytes, bytes]):
    """A table of raw bytes. `join_values` and `on_failed_send` are set right after construction."""

    join_values: Join
    on_failed_send: Callable[[BaseException], None]

    def apply_changelog_batch(self, batch: Iterable[Any]) -> None:
        held: dict[tuple[int, bytes], bytes | None] = {}
        events = []
        for event in batch:
            message = event.message
            place = (message.partition, message.key)
            if place not in held:
                held[place] = self._stored(*place)
            held[place] = message.value = self._joined(message.key, held[place], message.value)
            events.append(event)
        super().apply_changelog_batch(events)

    def _joined(self, key: bytes, old: bytes | None, new: bytes | None) -> bytes | None:
        if old is None or new is None:
            return new if old is None else old
        return self.join_values(key, old, new)

    def _stored(self, partition: int, key: bytes) -> bytes | None:
        store: Any = self.data
        value: bytes | None = store._db_for_partition(partition).get(key)
        return value

    def send_changelog(self, *args: Any, **kwargs: Any) -> Any:
        """Faust commits offsets without asking whether its sends succeeded; here one that failed is noticed."""
        sent = super().send_changelog(*args, **kwargs)
        sent.add_done_callback(self._look_at)
        return sent

    def _look_at(self, sent: Any) -> None:
        if not sent.cancelled() and (error := sent.exception()) is not None:
            self.on_failed_send(error)
