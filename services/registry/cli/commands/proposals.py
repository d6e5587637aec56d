"""Four eyes: what one official proposed, another decides."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.calendar.jalali import persian_digits
from services.registry.cli.command import command
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, Reason, Yes
from services.registry.problems.words import spoken

app = typer.Typer()

Number = Annotated[int, typer.Argument(min=1, metavar="NUMBER", help="Of the proposal.")]
State = Literal["proposed", "approved", "rejected", "withdrawn"]
COLUMNS = ("number", "action", "state", "reason", "proposed_by", "proposed_at", "decided_by", "change")


@command(app, "propose")
def propose(
    desk: Desk,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.yaml", help="An operation of the API: its `action` and its fields.")
    ],
    reason: Reason,
    based_on: Annotated[
        int | None, typer.Option(min=1, help="The last change seen of what it is about; without it, of all.")
    ] = None,
) -> None:
    """Propose whatever can be proposed, also what has no command of its own, such as the past of a service."""
    # Imported here: hardly a command needs YAML.
    from services.registry.cli.entry_files import read_entry

    operation = read_entry(file, desk.upload)
    desk.propose(str(operation.pop("action", "")), operation, reason, based_on)


@command(app, "proposals", PAGED, VIEWED)
def proposals(
    desk: Desk,
    state: Annotated[State | None, typer.Option(help="In this state only; `proposed` waits for a decision.")] = None,
) -> None:
    """Every proposal and what became of it."""
    desk.list(("proposals",), COLUMNS, state=state)


@command(app, "proposal", VIEWED)
def proposal(desk: Desk, number: Number) -> None:
    """One proposal, whole, as it stands or as it was known then."""
    answer = desk.registry.read("proposals", str(number), **desk.view)
    if desk.screen.as_json:
        desk.screen.verbatim(answer.text)
    else:
        _show(desk, answer.body)


@command(app, "approve")
def approve(desk: Desk, number: Number, reason: Reason, yes: Yes = False) -> None:
    """Approve what another official proposed: it is carried out and published at once. For approvers."""
    if not (yes or desk.screen.as_json) and sys.stdin.isatty():
        _show(desk, desk.registry.read("proposals", str(number)).body)
        typer.confirm("تأیید می‌کنید؟" if desk.screen.language == "fa" else "Approve?", abort=True, err=True)
    answer = desk.registry.write("POST", "proposals", str(number), "approval", entry={"reason": reason})
    codes: dict[str, str] = answer.body.get("enrolment_codes") or {}
    desk.changed(answer)
    if codes:
        _hand_out(desk, codes)
    elif answer.replayed and answer.body["proposal"]["action"] == "enrol_keys":
        desk.screen.warn(
            "کدها با پاسخی رفتند که به اینجا نرسید و دوباره نشان داده نمی‌شوند؛ کدهای تازه پیشنهاد کنید.",
            "The codes went with an answer that never came here, and are not shown again: propose new ones.",
        )


@command(app, "reject")
def reject(desk: Desk, number: Number, reason: Reason) -> None:
    """Decide against what another official proposed. For approvers."""
    _decide(desk, number, "rejection", reason, "رد شد", "is rejected")


@command(app, "withdraw-proposal")
def withdraw_proposal(desk: Desk, number: Number, reason: Reason) -> None:
    """Take back a proposal of one's own."""
    _decide(desk, number, "withdrawal", reason, "پس گرفته شد", "is withdrawn")


def _decide(desk: Desk, number: int, decision: str, reason: str, fa: str, en: str) -> None:
    answer = desk.registry.write("POST", "proposals", str(number), decision, entry={"reason": reason})
    if desk.screen.as_json:
        desk.screen.verbatim(answer.text)
    desk.screen.say(f"پیشنهاد {persian_digits(str(number))} {fa}.", f"Proposal {number} {en}.")


def _show(desk: Desk, proposal: dict[str, Any]) -> None:
    desk.screen.item(proposal, without=("operation",))
    title = spoken("action", proposal["action"], desk.screen.language)
    desk.screen.item(proposal["operation"], title=title, without=("action",))


def _hand_out(desk: Desk, codes: dict[str, str]) -> None:
    if not desk.screen.as_json:
        rows = [{"agency": agency, "enrolment_code": code} for agency, code in codes.items()]
        desk.screen.table(rows, ("agency", "enrolment_code"))
    desk.screen.warn(
        "هر کد تنها همین یک بار نشان داده می‌شود. آن را فقط به همان دستگاه و از راهی امن بدهید.",
        "Each code is shown this once and never again. Hand it to its agency alone, and safely.",
    )
