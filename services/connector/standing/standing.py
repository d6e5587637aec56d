"""How an agency stands, put together from what was folded of three topics."""

from collections.abc import Callable
from datetime import datetime

from mohlat_contracts.registry import Deadline, DutyData
from mohlat_contracts.verdicts import VerdictReached

from services.connector.problems import not_now
from services.connector.standing.arrivals import Arrivals
from services.connector.standing.register import Register
from services.connector.standing.said import (
    DutyOwed,
    KeyHeld,
    LatestVerdict,
    Standing,
    StreamSeen,
)
from services.connector.standing.streams import Stream
from services.connector.standing.verdicts import Verdicts

MOST_GAPS = 20


class Standings:
    """Tells how an agency stands.

    Args:
        known_through: the registry's time.
        evidence_since: from when on evidence is read.
        caught_up: whether all that was in the topics at the start has been read.
    """

    def __init__(
        self,
        register: Register,
        arrivals: Arrivals,
        verdicts: Verdicts,
        known_through: Callable[[], datetime | None],
        evidence_since: datetime,
        caught_up: Callable[[], bool],
    ) -> None:
        self._register, self._arrivals, self._verdicts = register, arrivals, verdicts
        self._known_through, self._since, self._caught_up = known_through, evidence_since, caught_up

    def of(self, agency: str) -> Standing:
        """How it stands now.

        Raises:
            Refused: 503, while the topics are still being read up.
        """
        if not self._caught_up():
            raise not_now("The topics are still being read up.", "reading_up", 5)
        entry, arrived, known = self._register.of(agency), self._arrivals.of(agency), self._known_through()
        latest = self._verdicts.latest(agency)
        duties = [
            _owed(duty, known, latest.get(name))
            for name, duty in sorted(entry.duties.items())
            if name in latest or _binds(duty, known)
        ]
        data = entry.agency
        return Standing(
            agency=agency,
            kind=None if data is None else data.kind,
            name_fa=None if data is None else data.name_fa,
            name_en=None if data is None else data.name_en,
            known_through=known,
            judged_through=self._verdicts.judged_through(agency),
            last_evidence=arrived.last,
            evidence_read_from=self._since,
            streams=[_seen(name, stream) for name, stream in arrived.streams.items()],
            duties=duties,
            next_deadline=_next_deadline(duties, known),
            keys=[KeyHeld(key_id=name, revoked_at=key.revoked_at) for name, key in sorted(entry.keys.items())],
        )


def _binds(duty: DutyData, known: datetime | None) -> bool:
    """Whether it binds the agency now or later. What bound nobody, and is judged by nobody, is nothing to be told."""
    return any(span.until is None or known is None or span.until > known for span in duty.bound)


def _owed(duty: DutyData, known: datetime | None, verdict: VerdictReached | None) -> DutyOwed:
    current = _current(duty.deadlines, known)
    return DutyOwed(
        duty=duty.duty,
        mandate=duty.mandate,
        name_fa=duty.name_fa,
        name_en=duty.name_en,
        obligation=duty.obligation,
        deadline=current.at,
        original_deadline=duty.deadlines[0].at,
        deadline_revision=current.revision,
        verdict=None if verdict is None else _latest(verdict),
    )


def _next_deadline(duties: list[DutyOwed], known: datetime | None) -> datetime | None:
    """The next to come of a duty that is neither met nor exempt."""
    owed = [duty for duty in duties if duty.verdict is None or duty.verdict.status not in ("met", "exempt")]
    return min((duty.deadline for duty in owed if known is None or duty.deadline > known), default=None)


def _current(deadlines: tuple[Deadline, ...], known: datetime | None) -> Deadline:
    announced = [deadline for deadline in deadlines if known is None or deadline.announced_at <= known]
    return max(announced or deadlines[:1], key=lambda deadline: deadline.revision)


def _latest(verdict: VerdictReached) -> LatestVerdict:
    data = verdict.data
    return LatestVerdict(
        id=verdict.id,
        status=data.status,
        reason=data.reason,
        grade=data.grade,
        effective_at=data.effective_at,
        known_at=data.known_at,
    )


def _seen(name: str, stream: Stream) -> StreamSeen:
    missing = stream.missing()
    return StreamSeen(
        stream=name,
        first=stream.first,
        highest=stream.highest,
        missing=missing[:MOST_GAPS],
        missing_count=sum(last - first + 1 for first, last in missing),
    )
