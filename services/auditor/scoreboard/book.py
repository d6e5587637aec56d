"""What the auditor's tables say at one moment, as plain values: the scoreboard's pure parts work on these alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from mohlat_contracts.notices import Recipient, Step
from mohlat_contracts.referrals import ReferralData
from mohlat_contracts.registry import DutyData, ExemptionData
from mohlat_contracts.signals import SignalKind
from mohlat_contracts.verdicts import FactName, VerdictData

from services.auditor.history.records import Agency as Agency
from services.auditor.history.records import Times as Times

CONNECT = "connect"
"""The duty whose standing is shown body by body."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that was seen and wants looking at; `facts` are the contents known under `event_id`, if it has one."""

    id: str
    agency: str
    signal: SignalKind
    event_id: str | None
    facts: tuple[FactName, ...]
    known_at: datetime
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """How many letters of one step went to one kind of recipient."""

    step: Step
    recipient: Recipient
    count: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter that was accepted, and when it was due."""

    agency: str
    duty: str
    deadline_revision: int
    step: Step
    recipient: Recipient
    at: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The verdicts as of `as_of`, as they were known at `known_at`.

    Attributes:
        agencies: the bodies there are; sandboxes are none.
        states: agency -> duty -> verdict.
        judged: how far verdicts are, per partition.
    """

    as_of: datetime
    known_at: datetime
    agencies: tuple[Agency, ...]
    states: Mapping[str, Mapping[str, VerdictData]]
    judged: Times

    def is_judged(self, agency: Agency) -> bool:
        """Whether time has come far enough in the agency's partition to say anything of it."""
        time = self.judged.get(agency.partition)
        return time is not None and time >= max(self.as_of, self.known_at)

    def state(self, agency: Agency, duty: str = CONNECT) -> VerdictData | None:
        """The verdict on a judged agency; None when not judged, or when it has no such duty."""
        return self.states.get(agency.code, {}).get(duty) if self.is_judged(agency) else None


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one agency, oldest first; of its signals the newest, newest first.

    Attributes:
        ids: of the verdicts of `history`, in its order.
    """

    agency: Agency
    duties: tuple[DutyData, ...]
    exemptions: tuple[ExemptionData, ...]
    history: tuple[VerdictData, ...]
    letters: tuple[Letter, ...]
    signals: tuple[Signal, ...] = ()
    referrals: tuple[ReferralData, ...] = ()
    ids: tuple[str, ...] = ()

    def identified(self) -> list[tuple[VerdictData, str | None]]:
        """Each verdict of the history with its id, where that is known."""
        return list(zip_longest(self.history, self.ids[: len(self.history)]))

    def current(self) -> dict[str, VerdictData]:
        """The verdict known last, by duty."""
        return {verdict.duty: verdict for verdict in self.history}


def moment_of(
    as_of: datetime,
    known_at: datetime,
    registered: Iterable[Agency],
    states: Mapping[str, Mapping[str, VerdictData]],
    judged: Times,
) -> Moment:
    """The moment over all that is registered, less the sandboxes: whatever is counted or listed comes from here."""
    bodies = tuple(agency for agency in registered if not agency.is_sandbox)
    return Moment(as_of, known_at, bodies, states, judged)


def through(times: Times) -> datetime | None:
    """The instant up to which every partition is done; None while one has not begun."""
    reached = [time for time in times.values() if time is not None]
    return min(reached) if reached and len(reached) == len(times) else None
