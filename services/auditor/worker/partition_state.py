"""What the table remembers of a partition itself: its time, and how far each source topic has been read."""

from msgspec import Struct, msgpack

from services.timekeeping.partition_time import PartitionTime
from services.timekeeping.partition_time import join as join_times


class PartitionState(Struct, frozen=True, kw_only=True):
    """`read` holds, for each source topic, the offset before which every record is in the table."""

    time: PartitionTime = PartitionTime()
    read: dict[str, int] = {}


def join(a: PartitionState, b: PartitionState) -> PartitionState:
    """What both say together: associative, commutative, idempotent."""
    return PartitionState(
        time=join_times(a.time, b.time),
        read={
            topic: max(a.read.get(topic, 0), b.read.get(topic, 0)) for topic in sorted(a.read.keys() | b.read.keys())
        },
    )


_decoder = msgpack.Decoder(PartitionState)


def encode(state: PartitionState) -> bytes:
    return msgpack.encode(state)


def decode(value: bytes) -> PartitionState:
    return _decoder.decode(value)
