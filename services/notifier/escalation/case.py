"""What the ladder needs to know of one duty of one agency, as of one instant."""

from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.notices import NoticeKey
from mohlat_contracts.verdicts import Status

from services.notifier.escalation.steps import LADDER, Rung


@dataclass(frozen=True, slots=True)
class Case:
    """One duty of one agency as of an instant.

    Attributes:
        deadline: the deadline in force, an exclusive bound.
        status: of the last verdict; None while there is none.
        effective_at: since when that status has been true.
        exempt: an exemption covers the instant, or the duty does not bind the agency then.
    """

    agency: str
    duty: str
    deadline_revision: int
    deadline: datetime
    status: Status | None
    effective_at: datetime
    exempt: bool
    has_parent: bool

    @property
    def is_open(self) -> bool:
        """Whether anybody is to be written to at all."""
        return not self.exempt and self.status not in (None, "met", "exempt")

    def rungs(self) -> tuple[Rung, ...]:
        """The rungs that apply: none to a parent that does not exist, no reminders to a body that lapsed."""
        return tuple(
            rung
            for rung in LADDER
            if (rung.recipient != "parent" or self.has_parent)
            and (rung.days > 0 or self.status == "pending" or self.effective_at <= self.deadline)
            and (rung.days > 0 or self.status != "lapsed")
            # In grace a spool can still be heard: nobody above the body is told before it is overdue.
            and (rung.recipient == "agency" or self.status != "at_risk")
        )

    def key(self, rung: Rung) -> NoticeKey:
        return NoticeKey(
            agency=self.agency,
            duty=self.duty,
            deadline_revision=self.deadline_revision,
            step=rung.step,
            recipient=rung.recipient,
        )
