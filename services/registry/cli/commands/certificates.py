"""At which level services are certified."""

from typing import Annotated, Literal

import typer

from services.registry.cli.command import command
from services.registry.cli.commands.agencies import Agency
from services.registry.cli.desk import Desk
from services.registry.cli.options import INSTRUMENT, PAGED, VIEWED, CertifiedAt, From, Reason, Until

app = typer.Typer()

Level = Literal["information_only", "partly_online", "fully_online"]
Service = Annotated[str, typer.Argument(metavar="SERVICE", help="Its code.")]
COLUMNS = ("agency", "service", "level", "certificates")


@command(app, "certificates", PAGED, VIEWED)
def certificates(
    desk: Desk,
    agency: Annotated[str | None, typer.Option(help="Of this agency.")] = None,
    level: Annotated[Level | None, typer.Option(help="Certified at this level.")] = None,
) -> None:
    """The services that are certified, now or at any past moment."""
    desk.list(("certifications",), COLUMNS, agency=agency, level=level)


@command(app, "certificate", VIEWED)
def certificate(desk: Desk, agency: Agency, service: Service) -> None:
    """One service with all its certificates."""
    desk.show(desk.registry.read("agencies", agency, "services", service, "certification", **desk.view))


@command(app, "certify", INSTRUMENT)
def certify(
    desk: Desk,
    agency: Agency,
    service: Service,
    level: Annotated[Level, typer.Option(help="The level at which it was found.")],
    certifier: Annotated[str, typer.Option(help="The authority that found it so.")],
    reason: Reason,
    since: From = None,
    until: Until = None,
) -> None:
    """Propose that a service is certified at a level; a whole table is proposed by `import certificates`."""
    entry = {
        "agency": agency,
        "service": service,
        "level": level,
        "from": since,
        "until": until,
        "certifier": certifier,
        "instrument": desk.instrument(),
    }
    desk.propose("certify_services", {"certificates": [entry]}, reason)


@command(app, "end-certificate")
def end_certificate(desk: Desk, agency: Agency, service: Service, reason: Reason, until: Until = None) -> None:
    """Propose that the last certificate of a service ends now, or earlier than was entered."""
    entry = {"agency": agency, "service": service, "until": until}
    desk.propose("end_certificate", entry, reason, _revision(desk, agency, service))


@command(app, "correct-certificate", INSTRUMENT)
def correct_certificate(
    desk: Desk,
    agency: Agency,
    service: Service,
    holds_at: CertifiedAt,
    reason: Reason,
    level: Annotated[Level | None, typer.Option(help="Rightly.")] = None,
    certifier: Annotated[str | None, typer.Option(help="Rightly.")] = None,
    since: From = None,
    until: Until = None,
    endless: Annotated[bool, typer.Option("--endless", help="It has no end.")] = False,
    struck: Annotated[bool, typer.Option("--strike", help="It ought not to be there at all.")] = False,
) -> None:
    """Propose that what is given was entered wrongly, and is rightly so. What was entered stays in the book."""
    entry = {
        "agency": agency,
        "service": service,
        "holds_at": holds_at,
        "level": level,
        "from": since,
        "until": until,
        "endless": endless,
        "certifier": certifier,
        "instrument": desk.instrument(),
        "struck": struck,
    }
    desk.propose("correct_certificate", entry, reason, _revision(desk, agency, service))


def _revision(desk: Desk, agency: str, service: str) -> int:
    return desk.revision("agencies", agency, "services", service, "certification")
