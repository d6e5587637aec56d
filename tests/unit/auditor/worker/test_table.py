"""Recovery joins what the changelog says."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.auditor.worker.table import JoiningTable


class RememberingStore:
    """As much of Faust's RocksDB store as recovery uses: one dictionary for each partition."""

    def __init__(self) -> None:
        self.partitions: dict[int, dict[bytes, bytes]] = {}

    def _db_for_partition(self, partition: int) -> dict[bytes, bytes]:
        return self.partitions.setdefault(partition, {})

    def apply_changelog_batch(self, batch: Any, to_key: Any, to_value: Any) -> None:
        for event in batch:
            self._db_for_partition(event.message.partition)[event.message.key] = event.message.value


def table_over(store: RememberingStore) -> JoiningTable:
    """A table whose values are sets of letters and whose join is their union."""
    table = object.__new__(JoiningTable)
    table._data = store  # type: ignore[assignment]
    table.join_values = lambda key, one, other: bytes(sorted({*one, *other}))
    return table


def change(key: bytes, value: bytes, partition: int = 0) -> Any:
    return SimpleNamespace(message=SimpleNamespace(key=key, value=value, partition=partition))


def test_recovery_joins_with_what_the_store_already_holds() -> None:
    store = RememberingStore()
    store._db_for_partition(0)[b"a"] = b"xy"
    table_over(store).apply_changelog_batch([change(b"a", b"yz")])
    assert store.partitions[0][b"a"] == b"xyz"


def test_a_stale_value_later_in_the_changelog_takes_nothing_away() -> None:
    store = RememberingStore()
    table_over(store).apply_changelog_batch([change(b"a", b"xyz"), change(b"a", b"x"), change(b"b", b"q")])
    assert store.partitions[0] == {b"a": b"xyz", b"b": b"q"}


def test_the_same_key_in_two_partitions_is_two_values() -> None:
    store = RememberingStore()
    table_over(store).apply_changelog_batch([change(b"a", b"x", 0), change(b"a", b"y", 1)])
    assert store.partitions == {0: {b"a": b"x"}, 1: {b"a": b"y"}}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_the_order_of_the_changelog_does_not_matter(order: tuple[int, ...]) -> None:
    values = [b"x", b"xy", b"z"]
    store = RememberingStore()
    table_over(store).apply_changelog_batch([change(b"a", values[index]) for index in order])
    assert store.partitions[0][b"a"] == b"xyz"
