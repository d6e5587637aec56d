"""When an agency existed, and how it was named and placed at an instant."""

from datetime import datetime

from services.registry.book.contents import AgencyContent, Names, Place
from services.registry.book.timeline import at


def founded(agency: AgencyContent) -> datetime:
    """Since when it exists."""
    return agency.place[0].start


def ended_at(agency: AgencyContent) -> datetime | None:
    """When it ceases to exist; None as long as no end is known."""
    return agency.place[-1].until


def exists(agency: AgencyContent, instant: datetime) -> bool:
    return agency_at(agency, instant) is not None


def agency_at(agency: AgencyContent, instant: datetime) -> tuple[Names, Place] | None:
    """How it is named and placed at an instant; None when it does not exist then."""
    names, place = at(agency.names, instant), at(agency.place, instant)
    return None if names is None or place is None else (names, place)
