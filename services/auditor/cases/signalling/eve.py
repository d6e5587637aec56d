"""`connected_for_the_deadline`: connected only just before a deadline, and silent or closed soon after it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mohlat_contracts.registry import Connect
from mohlat_contracts.signals import MAX_CONTENTS, SignalData
from mohlat_contracts.verdicts import VerdictData

from services.auditor.cases.facts import DutyFact
from services.auditor.rules.judge import hold_of
from services.auditor.rules.reading import Reading
from services.auditor.rules.stretches import Stretch
from services.calendar.civil import plus_days

BEFORE_DAYS = 7
"""Who is connected for the first time within so many civil days before a deadline was connected just before it."""
AFTER_DAYS = 14
"""A connection that was closed, or last heard of, within so many days of open time after it ended soon after it."""


def connected_for_the_deadline(
    reading: Reading, previous: VerdictData | None, verdict: VerdictData
) -> Iterator[SignalData]:
    """At the verdict by which the first connection of all has lapsed. A corrected lapse is not told again."""
    if verdict.status != "lapsed" or verdict.reason not in ("closed", "silent"):
        return
    if previous is not None and previous.status == "lapsed":
        return
    duty = next((each for each in reading.duties(verdict.known_at) if each.duty == verdict.duty), None)
    if duty is None or not isinstance(duty.obligation, Connect):
        return
    first = hold_of(reading, duty, verdict.known_at).stretches[0]
    # Where the lapse is of a later connection, or counts from the end of an exemption, it is told of another time.
    if first.end == verdict.effective_at and _for_a_deadline(reading, duty, first):
        yield SignalData(
            agency=verdict.agency,
            signal="connected_for_the_deadline",
            duty=verdict.duty,
            facts=verdict.facts[:MAX_CONTENTS],
            known_at=verdict.known_at,
        )


def _for_a_deadline(reading: Reading, duty: DutyFact, stretch: Stretch) -> bool:
    return any(_is_around(reading, duty, stretch, each.at) for each in duty.deadlines)


def _is_around(reading: Reading, duty: DutyFact, stretch: Stretch, deadline: datetime) -> bool:
    if stretch.end is None or not plus_days(deadline, -BEFORE_DAYS) <= stretch.start < deadline <= stretch.end:
        return False
    unheard = timedelta(days=duty.limits.silent_after_days) if stretch.why == "silent" else timedelta(0)
    return reading.door.open_time(deadline, stretch.end) - unheard <= timedelta(days=AFTER_DAYS)
