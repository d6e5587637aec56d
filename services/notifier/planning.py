"""From decisions to rows of the ledger, with each letter written and rendered once."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from services.notifier.addresses import AddressBook, holder_of
from services.notifier.escalation.due import Entries, Entry, Planned, next_rung
from services.notifier.escalation.steps import LADDER
from services.notifier.ledger import Row
from services.notifier.letters.letter import write
from services.notifier.letters.mime import digest, message_id
from services.notifier.letters.render import Stationery
from services.notifier.state.docket import Decision

_log = structlog.get_logger(__name__)


class Planning:
    """Writes the rows of one tick."""

    def __init__(self, book: AddressBook, stationery: Stationery, domain: str, simulated: bool) -> None:
        self._book, self._stationery = book, stationery
        self._domain, self._simulated = domain, simulated

    def rows(self, decisions: Sequence[Decision], entries: Sequence[Entries], at: datetime) -> list[Row]:
        """One row for each decision; `entries` holds what the ledger has of each one's duty."""
        return [self._row(decision, of_duty, at) for decision, of_duty in zip(decisions, entries, strict=True)]

    def _row(self, decision: Decision, entries: Entries, at: datetime) -> Row:
        if decision.view.agency.kind == "sandbox":
            return self._unsent(decision, at, "suppressed", "sandbox")
        if not isinstance(decision.notice, Planned):
            return self._unsent(decision, at, "superseded", "a_later_step_is_due")
        to = self._book.of(holder_of(decision.notice.key, decision.view.agency))
        if not to:
            return self._unsent(decision, at, "suppressed", "no_contact")
        try:
            mime = self._mime(decision, entries, at)
        except Exception:
            # One case that cannot be put into words must not stop everybody else's letters.
            _log.exception("letter not written", key=str(decision.notice.key))
            return self._unsent(decision, at, "suppressed", "not_rendered")
        key = decision.notice.key
        return Row(
            id=digest(key),
            key=key,
            state="planned",
            at=at,
            due_at=decision.notice.due_at,
            message_id=message_id(key, self._domain),
            contacts=tuple(addressee.contact for addressee in to),
            mime=mime,
        )

    def _mime(self, decision: Decision, entries: Entries, at: datetime) -> bytes:
        key, view = decision.notice.key, decision.view
        this = next(rung for rung in LADDER if rung.step == key.step)
        # As if this letter were accepted, which is when it will be read.
        known = {**{k: entry for k, entry in entries.items() if entry.at < at}, key: Entry(at, True)}
        following = next_rung(view.case, known, this)
        to = self._book.of(holder_of(key, view.agency))
        return self._stationery.mime(write(view, key, at, to, following, self._simulated))

    def _unsent(self, decision: Decision, at: datetime, state: str, reason: str) -> Row:
        key = decision.notice.key
        return Row(
            id=digest(key),
            key=key,
            state="superseded" if state == "superseded" else "suppressed",
            at=at,
            due_at=decision.notice.due_at,
            message_id=message_id(key, self._domain),
            reason=reason,
        )
