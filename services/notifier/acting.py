"""Acting on a verdict tick: decide, write down, send one by one, announce."""

import asyncio
from collections.abc import Coroutine
from time import monotonic
from typing import Any, Literal

from asyncpg import Connection
from mohlat_contracts.notices import NoticeKey

from services.notifier import ledger
from services.notifier.addresses import AddressBook
from services.notifier.announcements import acceptances
from services.notifier.desk import Desk
from services.notifier.freshness import Freshness
from services.notifier.ledger import Letter, Settled
from services.notifier.metrics import ATTEMPTS_FAILED, LETTERS
from services.notifier.planning import Planning
from services.notifier.relay import Accepted, Relay, RelayAway, Unresolved
from services.plumbing.follower import Follower
from services.plumbing.publisher import Publisher

_LONGEST_GOODBYE = 15.0


class Acting:
    """Brings a partition's letters up to its time. Every step may be repeated after a crash.

    At most one letter is in flight: it is marked `sending` before its first byte leaves, and what came of it is
    committed together with the mark of the next. So a crash repeats at most that one, byte for byte.
    """

    def __init__(
        self,
        book: AddressBook,
        contacts: Follower,
        planning: Planning,
        relay: Relay,
        publisher: Publisher,
        notices_topic: str,
        freshness: Freshness,
    ) -> None:
        self._book, self._contacts = book, contacts
        self._planning, self._relay = planning, relay
        self._publisher, self._notices_topic = publisher, notices_topic
        self._freshness = freshness

    async def act(self, connection: Connection, desk: Desk, until: float) -> None:
        """Act on every tick whose time has come, in order, or until the monotonic clock reads `until`.

        Raises:
            RelayAway: a letter must wait, and all later ones of the partition with it.
            NotPublished, NotCaughtUp, OSError, PostgresError: what is in memory may be ahead of what is written.
        """
        while await self._finish(connection, desk, until):
            at = desk.docket.next_tick()
            if at is None:
                return
            # Of a stale tick only the time is taken; what it made due is decided at the first fresh one.
            if self._freshness.is_fresh(at) and await self._plan(connection, desk):
                continue
            desk.docket.acted(at)
            desk.dirty = True

    async def _plan(self, connection: Connection, desk: Desk) -> bool:
        """Write down what the next tick makes due, in one transaction with all it rests on."""
        at = desk.docket.next_tick()
        assert at is not None  # noqa: S101 -- asked by act
        decisions = desk.docket.due(at)
        if not decisions:
            return False
        await self._contacts.catch_up(10)
        held = [desk.docket.entries(each.view.case.agency, each.view.case.duty) for each in decisions]
        rows = self._planning.rows(decisions, held, at)
        async with connection.transaction():
            new = set(await ledger.take_up(connection, desk.partition, rows))
            await desk.write(connection)
        desk.written()
        for row in rows:
            if row.key in new:
                desk.docket.enter(row.key, row.at)
                if row.state != "planned":
                    _count(row.key, row.state)
        desk.unfinished = True
        # A crash may have left the same rows here before; then there is nothing new and the tick is done.
        return bool(new)

    async def _finish(self, connection: Connection, desk: Desk, until: float) -> bool:
        """Send and announce whatever the ledger still holds; False when the time is up first."""
        if not desk.unfinished:
            return monotonic() < until
        horizon = self._freshness.horizon()
        if horizon is not None:
            desk.docket.forget(await ledger.withdraw(connection, desk.partition, horizon), horizon)
        if not await self._send_all(connection, desk, until):
            return False
        rows = await ledger.unannounced(connection, desk.partition)
        if rows:
            await self._publisher.publish(acceptances(self._notices_topic, rows))
            await ledger.announced(connection, [row.id for row in rows])
        desk.unfinished = False
        return monotonic() < until

    async def _send_all(self, connection: Connection, desk: Desk, until: float) -> bool:
        settled: Settled | None = None
        waits: RelayAway | None = None
        for letter in await ledger.unsettled(connection, desk.partition):
            if monotonic() > until:
                await ledger.note(connection, settled, None)
                return False
            try:
                settled = await _to_the_end(self._deliver(connection, desk, letter, settled), connection)
            except RelayAway as error:
                if error.everywhere:
                    raise
                settled, waits = None, error
        if settled is not None:
            await ledger.note(connection, settled, None)
        if waits is not None:
            raise waits
        return True

    async def _deliver(self, connection: Connection, desk: Desk, letter: Letter, before: Settled | None) -> Settled:
        to = [addressee.email for addressee in self._book.still_there(letter.contacts)]
        await ledger.note(connection, before, letter.id)
        if not to:
            _count(letter.key, "suppressed")
            return Settled(letter.id, "suppressed", "the contact was erased")
        try:
            outcome = await self._relay.send(to, letter.mime)
        except RelayAway as error:
            # What an earlier attempt came to stays open even if this one certainly came to nothing.
            await ledger.put_back(connection, letter.id, _after_failure(letter), str(error))
            ATTEMPTS_FAILED.labels(why="away").inc()
            raise
        except Unresolved as error:
            await ledger.put_back(connection, letter.id, "unknown", str(error))
            ATTEMPTS_FAILED.labels(why="unknown").inc()
            raise RelayAway(str(error), everywhere=False) from error
        accepted = isinstance(outcome, Accepted)
        desk.docket.enter(letter.key, letter.at, accepted)
        _count(letter.key, "accepted" if accepted else "refused")
        return Settled(letter.id, "accepted" if accepted else "refused", outcome.answer)


async def _to_the_end(delivery: Coroutine[Any, Any, Settled], connection: Connection) -> Settled:
    """Let the letter in flight land, and write down what came of it, before the process ends."""
    task = asyncio.ensure_future(delivery)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task], timeout=_LONGEST_GOODBYE)
        if task.done() and task.exception() is None:
            await ledger.note(connection, task.result(), None)
        raise


def _after_failure(letter: Letter) -> Literal["planned", "unknown"]:
    return "planned" if letter.state == "planned" else "unknown"


def _count(key: NoticeKey, outcome: str) -> None:
    LETTERS.labels(step=key.step, recipient=key.recipient, outcome=outcome).inc()
