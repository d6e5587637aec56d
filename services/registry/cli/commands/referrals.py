"""What oversight bodies do about breaches."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.agencies import Agency
from services.registry.cli.commands.contacts import Role
from services.registry.cli.desk import Desk
from services.registry.cli.options import PAGED, VIEWED, Breached, Dated, Due, NewDue, OtherDate, Reason

app = typer.Typer(help="Referrals of breaches by oversight bodies: opened, answered, closed.", no_args_is_help=True)

Referral = Annotated[str, typer.Argument(metavar="REFERRAL", help="Its code.")]
State = Literal["opened", "answered", "closed", "withdrawn"]
Result = Literal["complied", "excused", "sanctioned", "passed_on"]
Document = Annotated[
    Path | None, typer.Option("--document", metavar="FILE", help="The letter's text, which is uploaded.")
]
TextFa = Annotated[str, typer.Option("--text-fa", help="What is found, in Persian.")]
TextEn = Annotated[str, typer.Option("--text-en", help="What is found, in English.")]
COLUMNS = ("code", "agency", "duty", "oversight_body", "number", "date", "state", "due", "due_passed")


@command(app, "list", PAGED, VIEWED)
def list_referrals(
    desk: Desk,
    agency: Annotated[str | None, typer.Option(help="Of this agency.")] = None,
    mandate: Annotated[str | None, typer.Option(help="Under this mandate.")] = None,
    body: Annotated[Role | None, typer.Option(help="By this oversight body.")] = None,
    state: Annotated[State | None, typer.Option(help="In this state.")] = None,
) -> None:
    """Those that had been opened by then, each with its state then."""
    desk.list(("referrals",), COLUMNS, agency=agency, mandate=mandate, oversight_body=body, state=state)


@command(app, "show", VIEWED)
def show(desk: Desk, referral: Referral) -> None:
    """One referral with its answers and its outcome."""
    desk.show(desk.registry.read("referrals", referral, **desk.view))


@command(app, "open")
def open_one(
    desk: Desk,
    agency: Agency,
    code: Annotated[str, typer.Option(help="What the referral is to be called.")],
    duty: Annotated[str, typer.Option(help="The duty that is in breach.")],
    body: Annotated[Role, typer.Option(help="The oversight body that refers it.")],
    number: Annotated[str, typer.Option(help="Of the oversight body's letter.")],
    dated: Dated,
    verdict: Annotated[str, typer.Option(metavar="ID", help="The verdict that it rests on, as the scoreboard shows.")],
    breached: Breached,
    decision_fa: Annotated[str, typer.Option("--decision-fa", help="What is decided, in Persian.")],
    decision_en: Annotated[str, typer.Option("--decision-en", help="What is decided, in English.")],
    due: Due,
    reason: Reason,
    document: Document = None,
) -> None:
    """Enter that an oversight body has referred a breach. Takes one inspector of that body."""
    entry = {
        "code": code,
        "agency": agency,
        "duty": duty,
        "oversight_body": body,
        "number": number,
        "date": dated,
        "breach": {"verdict": verdict, "since": breached},
        "decision_fa": decision_fa,
        "decision_en": decision_en,
        "due": due,
        "document": _uploaded(desk, document),
        "reason": reason,
    }
    desk.changed(desk.registry.write("POST", "referrals", entry=entry))


@command(app, "answer")
def answer(
    desk: Desk,
    referral: Referral,
    author: Annotated[Literal["agency", "oversight_body"], typer.Option("--by", help="Whose letter it is.")],
    dated: Dated,
    text: Annotated[str, typer.Option(help="What it says, in short.")],
    reason: Reason,
    due: NewDue = None,
    document: Document = None,
) -> None:
    """Enter a letter of the agency or of the oversight body, which may set a new due date. Takes one inspector."""
    seen = desk.registry.read("referrals", referral)
    entry = {
        "author": author,
        "date": dated,
        "text": text,
        "due": due,
        "document": _uploaded(desk, document),
        "reason": reason,
    }
    desk.changed(desk.registry.write("POST", "referrals", referral, "answers", entry=entry, based_on=seen.etag))


@command(app, "close")
def close(
    desk: Desk,
    referral: Referral,
    result: Annotated[Result, typer.Option(help="What has come of it.")],
    dated: Dated,
    text_fa: TextFa,
    text_en: TextEn,
    reason: Reason,
    document: Document = None,
) -> None:
    """Propose that a referral is closed with this outcome."""
    revision = desk.revision("referrals", referral)
    entry = {"result": result, "date": dated, "text_fa": text_fa, "text_en": text_en}
    _propose(desk, "close_referral", referral, entry, document, reason, revision)


@command(app, "withdraw")
def withdraw(
    desk: Desk,
    referral: Referral,
    dated: Dated,
    basis_fa: Annotated[str, typer.Option("--basis-fa", help="Why, in Persian.")],
    basis_en: Annotated[str, typer.Option("--basis-en", help="Why, in English.")],
    reason: Reason,
    document: Document = None,
) -> None:
    """Propose that a referral is withdrawn, which ought not to have been opened."""
    revision = desk.revision("referrals", referral)
    entry = {"date": dated, "basis_fa": basis_fa, "basis_en": basis_en}
    _propose(desk, "withdraw_referral", referral, entry, document, reason, revision)


@command(app, "correct")
def correct(
    desk: Desk,
    referral: Referral,
    reason: Reason,
    number: Annotated[str | None, typer.Option(help="Of the oversight body's letter.")] = None,
    dated: OtherDate = None,
    decision_fa: Annotated[str | None, typer.Option("--decision-fa", help="In Persian.")] = None,
    decision_en: Annotated[str | None, typer.Option("--decision-en", help="In English.")] = None,
    due: NewDue = None,
    reopened: Annotated[bool, typer.Option("--reopen", help="Its end was entered wrongly: it has none.")] = False,
    document: Document = None,
) -> None:
    """Propose that what is given was entered wrongly, and is rightly so. What was entered stays in the book."""
    revision = desk.revision("referrals", referral)
    entry = {
        "number": number,
        "date": dated,
        "decision_fa": decision_fa,
        "decision_en": decision_en,
        "due": due,
        "reopened": reopened,
    }
    _propose(desk, "correct_referral", referral, entry, document, reason, revision)


def _propose(
    desk: Desk, action: str, referral: str, entry: dict[str, Any], document: Path | None, reason: str, revision: int
) -> None:
    desk.propose(action, {"referral": referral, **entry, "document": _uploaded(desk, document)}, reason, revision)


def _uploaded(desk: Desk, document: Path | None) -> str | None:
    return None if document is None else desk.upload(document)
