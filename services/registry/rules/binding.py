"""Whom a duty binds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from services.registry.models import Agency, Duty


class Pair(NamedTuple):
    """A duty binds an agency from an instant on."""

    agency: str
    duty: str
    bound_from: datetime


def binds(duty: Duty, agency: Agency) -> bool:
    return agency.kind in duty.binds_kinds


def pairs(agencies: Iterable[Agency], duties: Iterable[Duty], at: datetime) -> list[Pair]:
    """Every agency with every duty that binds it, ordered by agency and then by the duties' order in the mandate."""
    ordered = sorted(duties, key=lambda duty: (duty.mandate, duty.position))
    return [
        Pair(agency.code, duty.code, at)
        for agency in sorted(agencies, key=lambda agency: agency.code)
        for duty in ordered
        if binds(duty, agency)
    ]
