"""The topics: who writes, who reads, how long it is kept.

No writer uses transactions, and only contacts are compacted: the offsets of every other topic are consecutive, so a
reader sees by the next record's offset that it has missed one.
"""

from typing import Literal

from msgspec import Struct


class Topic(Struct, frozen=True, kw_only=True):
    """One topic, with the same number of partitions as every other.

    Attributes:
        key: what its records are keyed by.
        compacted: kept by key for ever, instead of by time.
        retention_days: None keeps it for ever.
        ticked: its writer promises time in every partition.
    """

    name: str
    key: Literal["agency", "contact"]
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    version: int = 1
    compacted: bool = False
    retention_days: int | None = None
    ticked: bool = True

    @property
    def dead_letters(self) -> "Topic":
        """Where a reader puts what it could not read, with the reason in the headers."""
        return Topic(
            name=f"{self.name}.dlq",
            key=self.key,
            writers=self.readers,
            readers=(),
            retention_days=30,
            ticked=False,
        )


REGISTRY = Topic(
    name="mohlat.registry.v1",
    key="agency",
    writers=("registry",),
    readers=("connector", "auditor", "notifier"),
)
CONTACTS = Topic(
    name="mohlat.contacts.v1",
    key="contact",
    writers=("registry",),
    readers=("notifier",),
    compacted=True,
    ticked=False,
)
EVIDENCE = Topic(name="mohlat.evidence.v1", key="agency", writers=("connector",), readers=("auditor", "connector"))
VERDICTS = Topic(
    name="mohlat.verdicts.v1", key="agency", writers=("auditor",), readers=("auditor", "notifier", "connector")
)
NOTICES = Topic(name="mohlat.notices.v1", key="agency", writers=("notifier",), readers=("auditor",))

PRIMARY = (REGISTRY, CONTACTS, EVIDENCE, VERDICTS, NOTICES)
ALL = (*PRIMARY, *(topic.dead_letters for topic in PRIMARY))

MAX_BODY_BYTES = 1024 * 1024
"""A request's body as received."""
MAX_INFLATED_BYTES = 8 * 1024 * 1024
"""The same after decompression."""
MAX_RECORD_BYTES = 2 * 1024 * 1024
"""Topic, producer and fetch limit."""
