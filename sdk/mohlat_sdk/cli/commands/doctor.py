"""`doctor`: everything between this machine and a met duty, each a line with what to do about it."""

from collections.abc import Iterator

import typer

from mohlat_sdk.cli.checking import machine
from mohlat_sdk.cli.checking.finding import Finding
from mohlat_sdk.cli.checking.reaching import reach
from mohlat_sdk.cli.checking.standing import check_clock, check_entry, check_evidence, check_signature
from mohlat_sdk.cli.command import command
from mohlat_sdk.cli.desk import Desk
from mohlat_sdk.cli.exits import REFUSED

STYLES = {"ok": "green", "warn": "yellow", "fail": "red"}
ASKED = {"registry": "/v1/me", "connector": "/v1/agencies/me"}
"""What nobody may read who has neither signed nor logged in."""


def doctor(desk: Desk) -> None:
    findings = []
    for finding in examine(desk):
        findings.append(finding)
        if not desk.as_json:
            _show(desk, finding)
    failed = any(finding.level == "fail" for finding in findings)
    if desk.as_json:
        desk.screen.json({"ok": not failed, "findings": [_told(desk, each) for each in findings]})
    desk.screen.say("doctor.bad" if failed else "doctor.well")
    if failed:
        raise typer.Exit(REFUSED)


def examine(desk: Desk) -> Iterator[Finding]:
    """One finding after another, in the order in which one would look; what rests on a fault is not looked at."""
    known = desk.configuration
    yield machine.check_configuration(known)
    key_found = list(machine.check_key(known.key)) if known.key else []
    yield from key_found
    if known.spool:
        yield from machine.check_spool(known.spool, known.agency, desk.world.now())
    yield from _asked(desk, with_key=bool(key_found) and _usable(key_found[0]))


def _usable(finding: Finding) -> bool:
    """A key that others may read is a fault, and yet the rest can be looked at."""
    return finding.level != "fail" or finding.message == "doctor.key.seen"


def _asked(desk: Desk, *, with_key: bool) -> Iterator[Finding]:
    reached = {}
    with desk.client() as client:
        for about, path in ASKED.items():
            if url := getattr(desk.configuration, about):
                named = desk.world.transport is None
                reached[about] = reach(about, url, path, client, desk.world.environ, named=named)
                yield reached[about].finding
    # The connector's clock is the one that signatures are measured by.
    skews = [reached[about].skew for about in ("connector", "registry") if about in reached and reached[about].ok]
    if skews:
        yield check_clock(next((each for each in skews if each is not None), None))
    if with_key and desk.configuration.agency and "connector" in reached and reached["connector"].ok:
        yield from _signed(desk)


def _signed(desk: Desk) -> Iterator[Finding]:
    with desk.agency(attempts=1, spooling=False, minding_clock=False) as opened:
        finding, status = check_signature(opened.agency)
    yield finding
    if status is not None:
        yield from check_entry(status, desk.voice, desk.key.key_id)
        yield from check_evidence(status, desk.world.now())


def _show(desk: Desk, finding: Finding) -> None:
    text = desk.voice(finding.message, **finding.values)
    mark = desk.voice(f"doctor.{finding.level}")
    desk.screen.marked(mark, STYLES[finding.level], text, _remedy(desk, finding))


def _remedy(desk: Desk, finding: Finding) -> str:
    return "" if finding.level == "ok" else desk.voice(f"{finding.message}.do", **finding.values)


def _told(desk: Desk, finding: Finding) -> dict[str, str]:
    text = desk.voice(finding.message, **finding.values)
    return {
        "about": finding.about,
        "level": finding.level,
        "finding": finding.message,
        "message": text,
        "what_to_do": _remedy(desk, finding),
    }


def add_to(app: typer.Typer) -> None:
    command(app, "doctor")(doctor)
