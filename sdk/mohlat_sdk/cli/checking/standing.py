"""What the services know of the agency: its clock, its signature, its entry, its evidence."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mohlat_sdk import Agency, AgencyStatus, Rejected, Unreachable
from mohlat_sdk.cli.checking.finding import Finding, Level, found
from mohlat_sdk.cli.voice import Voice
from mohlat_sdk.clock_skew import WORTH_A_WARNING

WORST_SKEW = timedelta(seconds=60)
"""A connector refuses a signature from further ahead."""
LONG_SILENT = timedelta(hours=24)


def check_clock(skew: timedelta | None) -> Finding:
    if skew is None:
        return found("clock", "warn", "doctor.clock.unknown")
    seconds = abs(skew.total_seconds())
    if abs(skew) <= WORTH_A_WARNING:
        return found("clock", "ok", "doctor.clock.good", seconds=seconds)
    way = "ahead" if skew > timedelta() else "behind"
    level: Level = "warn" if abs(skew) <= WORST_SKEW else "fail"
    return found("clock", level, f"doctor.clock.{way}", seconds=round(seconds))


def check_signature(agency: Agency) -> tuple[Finding, AgencyStatus | None]:
    """Whether the connector takes the key's signature; and what it answers then."""
    try:
        return found("signature", "ok", "doctor.signature.good"), agency.status()
    except Unreachable as error:
        return found("signature", "warn", "doctor.signature.busy", reason=error), None
    except Rejected as refused:
        if refused.concerns_the_signer:
            return found("signature", "fail", "doctor.signature.refused"), None
        return found("signature", "fail", "doctor.signature.other", reason=refused), None


def check_entry(status: AgencyStatus, voice: Voice, key_id: str) -> Iterator[Finding]:
    """What the registry has of the agency, as the connector knows it."""
    name = voice.name(status.name_fa, status.name_en, status.agency)
    if status.kind is None:
        yield found("registry entry", "warn", "doctor.entry.unknown", name=name)
        return
    yield found("registry entry", "ok", "doctor.entry.good", name=name, kind=voice.word("kind", status.kind))
    if not status.duties:
        yield found("registry entry", "warn", "doctor.entry.no_duties")
    others = [key.key_id for key in status.keys if key.revoked_at is None and key.key_id != key_id]
    if others:
        yield found("registry entry", "warn", "doctor.entry.two_keys", key_id=others[0])


def check_evidence(status: AgencyStatus, now: datetime) -> Iterator[Finding]:
    """What was heard of the agency of late, and whether all of it came."""
    last = status.last_evidence
    if last is None:
        yield found("evidence", "warn", "doctor.evidence.none")
    elif now - last.known_at > LONG_SILENT:
        yield found("evidence", "warn", "doctor.evidence.old", at=last.known_at)
    else:
        yield found("evidence", "ok", "doctor.evidence.good", at=last.known_at)
    if missing := sum(stream.missing_count for stream in status.streams):
        yield found("evidence", "warn", "doctor.evidence.gaps", count=missing)
