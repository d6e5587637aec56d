"""What can be seen without asking anybody: configuration, key and spool."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mohlat_sdk import SpoolUnreadable, read_spool
from mohlat_sdk.cli.checking.finding import Finding, found
from mohlat_sdk.cli.configuration import Configuration
from mohlat_sdk.cli.failing import Failed
from mohlat_sdk.cli.key_files import load_key, next_key_file, seen_by_others
from mohlat_sdk.spool import SpoolState

LITTLE_ROOM = 100 * 1024 * 1024
"""Bytes on the spool's disk."""
NEEDED = ("agency", "registry", "connector", "key", "spool")


def check_configuration(known: Configuration) -> Finding:
    missing = [name for name in NEEDED if getattr(known, name) is None]
    if missing:
        return found("configuration", "fail", "doctor.config_missing", names=", ".join(missing))
    if known.file is None:
        return found("configuration", "ok", "doctor.config_without_file", agency=known.agency)
    return found("configuration", "ok", "doctor.config", file=known.file, agency=known.agency)


def check_key(file: Path) -> Iterator[Finding]:
    """The file, who may read it, and whether a rotation was left half-done."""
    try:
        key = load_key(file)
    except Failed as failed:
        yield Finding("key", "fail", f"doctor.{failed.message}", failed.values)
        return
    if seen_by_others(file):
        yield found("key", "fail", "doctor.key.seen", file=file, mode=f"{stat.S_IMODE(file.stat().st_mode):04o}")
    elif file.parent.stat().st_mode & stat.S_IWOTH and not file.parent.stat().st_mode & stat.S_ISVTX:
        yield found("key", "warn", "doctor.key.folder", folder=file.parent)
    else:
        yield found("key", "ok", "doctor.key.good", file=file, key_id=key.key_id)
    if next_key_file(file).exists():
        yield found("key", "warn", "doctor.key.rotating", file=next_key_file(file))


def check_spool(file: Path, agency: str | None, now: datetime) -> Iterator[Finding]:
    """Whose it is, what waits, what was lost, what was refused, and whether there is room."""
    folder = next((each for each in file.parents if os.access(each, os.F_OK)), file.parent)
    if not os.access(file if os.access(file, os.F_OK) else folder, os.W_OK):
        yield found("spool", "fail", "doctor.spool.forbidden", file=file)
        return
    try:
        state = read_spool(file)
        if None not in (agency, state.agency) and state.agency != agency:
            yield found("spool", "fail", "doctor.spool.another", file=file, agency=state.agency)
        yield from _of_state(state, file, now)
    except FileNotFoundError:
        yield found("spool", "ok", "doctor.spool.none", file=file)
    except SpoolUnreadable as error:
        yield found("spool", "fail", "doctor.spool.unreadable", file=file, reason=error)
    free = shutil.disk_usage(folder).free
    if free < LITTLE_ROOM:
        yield found("spool", "warn", "doctor.spool.room", folder=folder, megabytes=free // 1024 // 1024)


def _of_state(state: SpoolState, file: Path, now: datetime) -> Iterator[Finding]:
    if state.depth and state.oldest is not None:
        minutes = max(0, round((now - state.oldest).total_seconds() / 60))
        yield found("spool", "warn", "doctor.spool.waiting", depth=state.depth, minutes=minutes)
    else:
        yield found("spool", "ok", "doctor.spool.empty", file=file)
    if state.dropped:
        yield found("spool", "warn", "doctor.spool.dropped", count=state.dropped)
    if state.rejected:
        yield found("spool", "warn", "doctor.spool.rejected", count=state.rejected)
