"""Who is exempt from what."""

from typing import Annotated

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.agencies import Agency
from services.registry.cli.desk import Desk
from services.registry.cli.options import INSTRUMENT, PAGED, VIEWED, From, Reason, Until

app = typer.Typer()

COLUMNS = ("agency", "exemption", "mandate", "span", "basis_fa", "basis_en", "approver")


@command(app, "exemptions", PAGED, VIEWED)
def exemptions(
    desk: Desk,
    mandate: Annotated[str | None, typer.Option(help="From this mandate.")] = None,
    agency: Annotated[str | None, typer.Option(help="Of this agency.")] = None,
) -> None:
    """The exemptions in force, now or at any past moment."""
    desk.list(("exemptions",), COLUMNS, mandate=mandate, agency=agency)


@command(app, "exempt", INSTRUMENT)
def exempt(
    desk: Desk,
    agency: Agency,
    code: Annotated[str, typer.Option(help="What the exemption is to be called.")],
    mandate: Annotated[str, typer.Option(help="From which mandate.")],
    basis_fa: Annotated[str, typer.Option("--basis-fa", help="The legal basis, in Persian.")],
    basis_en: Annotated[str, typer.Option("--basis-en", help="The legal basis, in English.")],
    approver: Annotated[str, typer.Option(help="The authority that granted it.")],
    reason: Reason,
    since: From = None,
    until: Until = None,
) -> None:
    """Propose that an agency is exempt from a mandate, for a time or for good."""
    entry = {
        "agency": agency,
        "code": code,
        "mandate": mandate,
        "from": since,
        "until": until,
        "basis_fa": basis_fa,
        "basis_en": basis_en,
        "approver": approver,
        "instrument": desk.instrument(),
    }
    desk.propose("grant_exemption", entry, reason)


@command(app, "end-exemption")
def end_exemption(
    desk: Desk,
    agency: Agency,
    exemption: Annotated[str, typer.Argument(help="Its code.")],
    reason: Reason,
    until: Until = None,
) -> None:
    """Propose that an exemption ends now, or at another end than was booked."""
    revision = desk.revision("agencies", agency, "exemptions", exemption)
    desk.propose("end_exemption", {"agency": agency, "code": exemption, "until": until}, reason, revision)
