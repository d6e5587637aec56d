"""Which ordinals of an agency's streams have been seen, in a memory that does not grow. Pure."""

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field

from services.connector.ordinals import Ordinals, Range

MOST_STREAMS = 20
"""Of one agency; beyond that the one heard of least recently is forgotten."""
MOST_RANGES = 50
"""Of one stream; beyond that its lowest are forgotten, and with them the gaps between them."""


@dataclass(slots=True)
class Stream:
    """Disjoint ascending ranges that touch nowhere."""

    ranges: list[Range] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        ranges = self.ranges
        if ranges and ranges[-1][0] <= first <= ranges[-1][1] + 1:  # the next of a stream: by far the commonest
            ranges[-1] = ranges[-1][0], max(last, ranges[-1][1])
            return
        # Those that end before the one that touches this on the left, and those up to the one that touches it right.
        start = bisect_left(ranges, first - 1, key=lambda each: each[1])
        stop = start
        while stop < len(ranges) and ranges[stop][0] <= last + 1:
            first, last = min(first, ranges[stop][0]), max(last, ranges[stop][1])
            stop += 1
        ranges[start:stop] = [(first, last)]
        del ranges[: max(0, len(ranges) - MOST_RANGES)]

    @property
    def first(self) -> int:
        return self.ranges[0][0]

    @property
    def highest(self) -> int:
        return self.ranges[-1][1]

    def missing(self) -> list[Range]:
        """The gaps between the first and the highest."""
        return [(left[1] + 1, right[0] - 1) for left, right in zip(self.ranges, self.ranges[1:], strict=False)]


class Streams:
    """The streams of one agency."""

    def __init__(self) -> None:
        self._streams: OrderedDict[str, Stream] = OrderedDict()

    def add(self, ordinals: Ordinals) -> None:
        for name, ranges in ordinals.items():
            stream = self._streams.setdefault(name, Stream())
            self._streams.move_to_end(name)
            for first, last in ranges:
                stream.add(first, last)
        while len(self._streams) > MOST_STREAMS:
            self._streams.popitem(last=False)

    def items(self) -> list[tuple[str, Stream]]:
        return sorted(self._streams.items())
