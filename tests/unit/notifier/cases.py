"""Cases for tests of the ladder: a body that has not connected by the end of Khordad 1402."""

from datetime import UTC, datetime
from typing import Any

from services.calendar.civil import plus_days
from services.notifier.escalation.case import Case
from services.notifier.escalation.due import Entry, Planned, Superseded, due_notices

DEADLINE = datetime(2023, 6, 21, 20, 30, tzinfo=UTC)


def day(n: int, deadline: datetime = DEADLINE) -> datetime:
    """The Tehran midnight `n` days from the deadline."""
    return plus_days(deadline, n)


def a_case(**changes: Any) -> Case:
    fields: dict[str, Any] = {
        "agency": "a1",
        "duty": "connect",
        "deadline_revision": 0,
        "deadline": DEADLINE,
        "status": "pending",
        "effective_at": DEADLINE,
        "exempt": False,
        "has_parent": True,
    }
    return Case(**fields | changes)


class Ledger:
    """A ledger whose letters are all accepted at once."""

    def __init__(self) -> None:
        self.entries: dict[Any, Entry] = {}

    def act(self, case: Case, at: datetime) -> list[Planned | Superseded]:
        """Decide and enter."""
        notices = due_notices(case, self.entries, at)
        for notice in notices:
            self.entries[notice.key] = Entry(at, accepted=isinstance(notice, Planned))
        return notices

    def sent(self, case: Case, at: datetime) -> list[str]:
        """The steps sent at `at`."""
        return [notice.key.step for notice in self.act(case, at) if isinstance(notice, Planned)]
