"""What becomes of events: posted, spooled, set aside. One call at a time, except `keep`."""

import enum
import logging
from collections.abc import Sequence
from itertools import islice

from mohlat_contracts.codec import EvidenceEvent

from mohlat_sdk.batches import EncodedEvent, content, encode, split
from mohlat_sdk.delivering.quiet import Quiet
from mohlat_sdk.delivering.surroundings import Surroundings
from mohlat_sdk.errors import Rejected, SpoolFull, Unreachable
from mohlat_sdk.spool import Spool
from mohlat_sdk.spool.spool import LAST

FLUSH_PAUSE, LONGEST_FLUSH_PAUSE = 0.1, 5.0
"""Seconds between the tries of a flush with a timeout: the first, doubled each time, and the longest."""

_log = logging.getLogger(__name__)
Rows = Sequence[tuple[int, bytes]]


class Delivery(enum.Enum):
    """What became of events: in Mohlat's log, or kept here until a connector takes them."""

    ACCEPTED = "accepted"
    SPOOLED = "spooled"


class Sender:
    """Sends one agency's events in their order.

    Args:
        spool: None keeps nothing.
        most: events in a batch.

    Attributes:
        trouble: why the last delivery from the spool did not end; None when it did.
    """

    def __init__(self, code: str, surroundings: Surroundings, spool: Spool | None, quiet: Quiet, most: int) -> None:
        self._code, self._around, self._spool = code, surroundings, spool
        self._quiet, self._most = quiet, most
        self.trouble: Exception | None = None

    async def send(self, events: Sequence[EvidenceEvent]) -> Delivery:
        """Post events now, behind those that wait.

        Raises:
            Rejected: they are not kept.
            Unreachable: no connector and no spool took them; SpoolFull where there is a spool.
        """
        spool = self._spool
        if not events:
            return Delivery.ACCEPTED
        if spool is None:
            await self._post_all([encode(event) for event in events], [])
            return Delivery.ACCEPTED
        if spool.depth:
            return await self._send_behind(spool, events)
        return await self._send_before_spooling(spool, events)

    async def keep(self, events: Sequence[EvidenceEvent]) -> None:
        """Put events into the spool and do not post them; raises SpoolFull."""
        if self._spool is not None:
            await self._around.on_disk(self._spool.keep, events)

    async def flush(self, seconds: float | None) -> Delivery:
        """Deliver what the spool holds now, oldest first; SPOOLED when some of it had to stay.

        Args:
            seconds: in which to keep trying; None for as many tries as usual.

        Raises:
            Rejected: for a reason that is not an event's; nothing was given up.
        """
        if self._spool is None:
            return Delivery.ACCEPTED
        through = await self._around.on_disk(lambda spool: spool.last_position, self._spool)
        if seconds is None:
            return await self._round(self._spool, through, None, None, {})
        return await self._keep_flushing(self._spool, through, seconds)

    async def deliver(self) -> None:
        """Deliver one batch in the background; what went wrong is `trouble`."""
        if self._spool is None:
            return
        try:
            if rows := await self._first_batch(self._spool, LAST):
                await self._deliver(self._spool, rows, 1, None, {})
            self._succeed()
        except Exception as error:
            # Whatever it is, the events stay. It is told once, and not at every further try.
            level = logging.WARNING if self.trouble is None else logging.DEBUG
            _log.log(level, "the spool of %s stays: %s", self._code, error)
            self._fail(error)

    def is_quiet(self) -> bool:
        return self._quiet.reigns(self._around.now())

    @property
    def quiet_until(self) -> float:
        return self._quiet.until

    async def _keep_flushing(self, spool: Spool, through: int, seconds: float) -> Delivery:
        until, pause = self._around.now() + seconds, FLUSH_PAUSE
        while True:
            if await self._round(spool, through, 1, until, {}) is Delivery.ACCEPTED:
                return Delivery.ACCEPTED
            if self._around.now() + pause >= until:
                return Delivery.SPOOLED
            await self._around.pause(pause)
            pause = min(2 * pause, LONGEST_FLUSH_PAUSE)

    async def _post_all(self, events: Sequence[EncodedEvent], taken: list[EncodedEvent]) -> None:
        """Post events in as few batches as they fit; `taken` grows by those that are in the log."""
        remaining = iter(events)
        for run in split([event.data for event in events], self._most):
            await self._around.post(content(run), None, None)
            taken.extend(islice(remaining, len(run)))

    async def _send_before_spooling(self, spool: Spool, events: Sequence[EvidenceEvent]) -> Delivery:
        encoded = await self._around.on_disk(spool.number, events)
        taken: list[EncodedEvent] = []
        try:
            await self._post_all(encoded, taken)
        except Rejected:
            await self._give_back(spool, encoded[len(taken) :])
            raise
        except Unreachable as error:
            self._fail(error)
            await self._spool_rest(spool, encoded[len(taken) :], error)
            return Delivery.SPOOLED
        self._succeed()
        return Delivery.ACCEPTED

    async def _spool_rest(self, spool: Spool, rest: Sequence[EncodedEvent], cause: Unreachable) -> None:
        try:
            await self._around.on_disk(spool.append, rest)
        except SpoolFull as error:
            await self._give_back(spool, rest)
            raise SpoolFull(f"no connector ({cause}), and {error}", error.cause) from cause

    async def _give_back(self, spool: Spool, events: Sequence[EncodedEvent]) -> None:
        await self._around.on_disk(spool.give_back, sum(event.numbered for event in events))

    async def _send_behind(self, spool: Spool, events: Sequence[EvidenceEvent]) -> Delivery:
        try:
            positions = await self._around.on_disk(spool.keep, events)
        except SpoolFull:
            # No room behind those that wait; if they can go, these can go as well.
            if self.is_quiet() or not await self._has_gone(spool):
                raise
            return await self._send_before_spooling(spool, events)
        if self.is_quiet():
            return Delivery.SPOOLED
        refused: dict[int, Rejected] = {}
        try:
            delivery = await self._round(spool, positions[-1], 1, None, refused)
        except Rejected as answer:
            _log.warning("the spool of %s stays: %s", self._code, answer)
            return Delivery.SPOOLED
        for position in positions:
            if position in refused:
                raise refused[position]
        return delivery

    async def _has_gone(self, spool: Spool) -> bool:
        """Whether all that waits could be delivered just now."""
        try:
            return await self._round(spool, LAST, 1, None, {}) is Delivery.ACCEPTED
        except Rejected as answer:
            _log.warning("the spool of %s stays: %s", self._code, answer)
            return False

    async def _round(
        self, spool: Spool, through: int, attempts: int | None, until: float | None, refused: dict[int, Rejected]
    ) -> Delivery:
        """Deliver from the spool, up to a position, until something does not go or it is late."""
        late = False
        try:
            while rows := await self._first_batch(spool, through):
                if late:
                    return Delivery.SPOOLED
                await self._deliver(spool, rows, attempts, until, refused)
                late = until is not None and self._around.now() >= until
        except Unreachable as error:
            self._fail(error)
            return Delivery.SPOOLED
        except Rejected as answer:
            self._fail(answer)
            raise
        self._succeed()
        return Delivery.ACCEPTED

    async def _first_batch(self, spool: Spool, through: int) -> Rows:
        rows = await self._around.on_disk(spool.head, self._most, through)
        return rows[: len(next(split([event for _, event in rows], self._most), ()))]

    async def _deliver(
        self, spool: Spool, rows: Rows, attempts: int | None, until: float | None, refused: dict[int, Rejected]
    ) -> None:
        """Post rows; a batch is taken or refused as a whole, so halving it finds the events at fault."""
        within = None if until is None else max(until - self._around.now(), FLUSH_PAUSE)
        try:
            await self._around.post(content(event for _, event in rows), attempts, within)
        except Rejected as answer:
            if not answer.concerns_the_events:
                raise
            if len(rows) == 1:
                refused[rows[0][0]] = answer
                await self._around.on_disk(spool.set_aside, rows[0][0], answer)
                _log.warning("an event of %s was refused and set aside: %s", self._code, answer)
                return
            middle = len(rows) // 2
            await self._deliver(spool, rows[:middle], attempts, until, refused)
            await self._deliver(spool, rows[middle:], attempts, until, refused)
        else:
            await self._around.on_disk(spool.settle, [position for position, _ in rows])

    def _fail(self, trouble: Exception) -> None:
        self.trouble = trouble
        self._quiet.failed(self._around.now(), trouble.wait if isinstance(trouble, Unreachable) else None)

    def _succeed(self) -> None:
        self.trouble = None
        self._quiet.succeeded()
