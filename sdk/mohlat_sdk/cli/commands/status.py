"""`status`: how registry, connector and auditor see the agency now."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
import typer

from mohlat_sdk import AgencyStatus, DutyStatus
from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.dates import days_left, last_day
from mohlat_sdk.cli.desk import Desk

NOTHING = "—"


def status(desk: Desk) -> None:
    with desk.agency(spooling=False) as opened:
        seen = opened.agency.status()
    if desk.as_json:
        desk.screen.json(msgspec.to_builtins(seen))
        return
    desk.screen.fields(about(desk, seen))
    for duty in seen.duties:
        desk.screen.line("")
        desk.screen.line(_name_of(desk, duty), "bold")
        desk.screen.fields(of_duty(desk, duty))
    if not seen.duties:
        desk.screen.say("status.no_duties")


def about(desk: Desk, seen: AgencyStatus) -> Iterator[tuple[str, str]]:
    """The agency as a whole."""
    voice = desk.voice
    yield voice("status.agency"), voice.name(seen.name_fa, seen.name_en, seen.agency)
    yield voice("status.kind"), voice.word("kind", seen.kind) if seen.kind else NOTHING
    yield voice("status.keys"), voice.listed([_key(desk, key.key_id, key.revoked_at) for key in seen.keys]) or NOTHING
    last = seen.last_evidence
    heard = voice("status.nothing_heard", since=seen.evidence_read_from) if seen.evidence_read_from else NOTHING
    yield voice("status.last_evidence"), heard if last is None else voice.shown(last.known_at)
    yield voice("status.gaps"), _gaps(desk, seen)
    yield voice("status.judged_through"), voice.shown(seen.judged_through) if seen.judged_through else NOTHING
    yield voice("status.next_deadline"), deadline(desk, seen.next_deadline)


def of_duty(desk: Desk, duty: DutyStatus) -> Iterator[tuple[str, str]]:
    """One duty, with its verdict in words."""
    voice, verdict = desk.voice, duty.verdict
    yield voice("status.obligation"), obligation(desk, duty.obligation)
    if verdict is None:
        yield voice("status.verdict"), voice("status.not_judged")
    else:
        grade = f" · {voice.word('grade', verdict.grade)}" if verdict.grade else ""
        yield voice("status.verdict"), voice.word("verdict", verdict.status) + grade
        yield voice("status.reason"), voice.word("reason", verdict.reason)
        if verdict.effective_at:
            yield voice("status.since"), voice.shown(verdict.effective_at)
    yield voice("status.deadline"), deadline(desk, duty.deadline)
    if duty.deadline_revision:
        yield voice("status.original_deadline"), voice.shown(last_day(duty.original_deadline))


def deadline(desk: Desk, at: datetime | None) -> str:
    """The last day in both calendars, and how many days are left."""
    if at is None:
        return NOTHING
    left = days_left(desk.world.now(), at)
    name = "status.days_left" if left > 0 else "status.today" if left == 0 else "status.days_ago"
    return desk.voice(name, day=last_day(at), days=abs(left))


def obligation(desk: Desk, told: object) -> str:
    """What the duty asks; one that this version does not know is shown as it came."""
    match told:
        case {"kind": "connect", "grade": str(grade)}:
            return desk.voice("obligation.connect", grade=desk.voice.word("grade", grade))
        case {"kind": "digitize", "share_percent": int(share), "level": str(level), "among": str(among)}:
            of, at = desk.voice.word("among", among), desk.voice.word("level", level)
            return desk.voice("obligation.digitize", share=share, level=at, among=of)
    return NOTHING if told is None else str(told)


def _name_of(desk: Desk, duty: DutyStatus) -> str:
    return desk.voice.name(duty.name_fa, duty.name_en, duty.duty)


def _key(desk: Desk, key_id: str, revoked_at: datetime | None) -> str:
    return key_id if revoked_at is None else desk.voice("status.revoked", key_id=key_id, at=revoked_at)


def _gaps(desk: Desk, seen: AgencyStatus) -> str:
    """Numbers that never came, by stream."""
    told = [
        desk.voice(
            "status.missing",
            count=stream.missing_count,
            stream=stream.stream,
            ranges=", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in stream.missing),
        )
        for stream in seen.streams
        if stream.missing_count
    ]
    return "\n".join(told) or desk.voice("status.no_gaps")


def add_to(app: typer.Typer) -> None:
    command(app, "status")(status)
