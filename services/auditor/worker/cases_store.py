"""The pure auditor's store on a Faust table, with writes held back until what they imply is published."""

from collections.abc import Iterator

from services.auditor.cases.case import Case
from services.auditor.cases.case import decode as decode_case
from services.auditor.cases.case import encode as encode_case
from services.auditor.cases.case import join as join_cases
from services.auditor.worker.partition_state import PartitionState
from services.auditor.worker.partition_state import decode as decode_state
from services.auditor.worker.partition_state import encode as encode_state
from services.auditor.worker.partition_state import join as join_states
from services.auditor.worker.table import JoiningTable
from services.plumbing.topics import partition_of
from services.timekeeping.partition_time import PartitionTime


def state_key(partition: int) -> bytes:
    """The table key of a partition's own state; `@` is in no agency code."""
    return f"@{partition}".encode()


def join_values(key: bytes, one: bytes, other: bytes) -> bytes:
    """What the table does with two values of one key."""
    if key.startswith(b"@"):
        return encode_state(join_states(decode_state(one), decode_state(other)))
    return encode_case(join_cases(decode_case(one), decode_case(other)))


class TableStore:
    """The cases of one partition.

    Made and used inside the stream's iteration only, since the table needs to know the current record. Nothing reaches
    the table before `flush`: a verdict is acknowledged by the broker first, so a kill in between
    repeats it, and can never lose it.
    """

    def __init__(self, table: JoiningTable, partition: int, partitions: int) -> None:
        self._table = table
        self._partition = partition
        self._partitions = partitions
        self._held: dict[str, Case] = {}
        value = table.get(state_key(partition))
        state = PartitionState() if value is None else decode_state(value)
        self._time, self._time_moved = state.time, False
        self._read = dict(state.read)

    def get(self, agency: str) -> Case | None:
        if agency in self._held:
            return self._held[agency]
        value = self._table.get(agency.encode())
        return None if value is None else decode_case(value)

    def put(self, agency: str, case: Case) -> None:
        self._held[agency] = case

    def get_time(self) -> PartitionTime:
        return self._time

    def put_time(self, time: PartitionTime) -> None:
        self._time, self._time_moved = time, True

    def agencies(self) -> Iterator[str]:
        for key in list(self._table.keys()):
            if not key.startswith(b"@") and partition_of(key.decode(), self._partitions) == self._partition:
                yield key.decode()

    def next_offset(self, topic: str) -> int:
        """The offset of the first record of a source topic that is not yet in the table."""
        return self._read.get(topic, 0)

    def flush(self, topic: str, offset: int) -> None:
        """Write what was held back, then that the record at `offset` is in the table.

        The offset itself is written with the next movement of time only: reading a few records twice is harmless.
        """
        for agency, case in self._held.items():
            self._table[agency.encode()] = encode_case(case)
        self._held.clear()
        self._read[topic] = max(self._read.get(topic, 0), offset + 1)
        if self._time_moved:
            state = PartitionState(time=self._time, read=dict(self._read))
            self._table[state_key(self._partition)] = encode_state(state)
            self._time_moved = False
