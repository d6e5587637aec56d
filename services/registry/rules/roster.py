"""What a list of agencies must be before it can be enrolled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from services.registry.problems import ParentCycle, ReferenceUnknown, Repeated

if TYPE_CHECKING:
    from services.registry.entries import AgencyEntry


def check_repeats(entries: Sequence[AgencyEntry]) -> None:
    """Raises Repeated when an agency, or a service or a contact of one agency, is entered twice."""
    _once("agency", [entry.code for entry in entries])
    for entry in entries:
        _once(f"{entry.code}: service", [service.code for service in entry.services])
        _once(f"{entry.code}: contact", [contact.email for contact in entry.contacts])


def check_references(entries: Iterable[AgencyEntry], groups: set[str], agencies: set[str]) -> None:
    """Raises ReferenceUnknown when a group or a parent is neither registered nor entered beside it."""
    entries = list(entries)
    parents = agencies | {entry.code for entry in entries}
    for entry in entries:
        if entry.group not in groups:
            raise ReferenceUnknown(f"{entry.code}: there is no group {entry.group}.")
        if entry.parent is not None and entry.parent not in parents:
            raise ReferenceUnknown(f"{entry.code}: there is no agency {entry.parent} to be its parent.")


def parents_first(entries: Sequence[AgencyEntry]) -> list[AgencyEntry]:
    """The entries with each parent before its children.

    Raises:
        ParentCycle: an agency would be above itself.
    """
    by_code = {entry.code: entry for entry in entries}
    graph = {entry.code: [entry.parent] if entry.parent in by_code else [] for entry in entries}
    try:
        return [by_code[code] for code in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise ParentCycle(f"Parents in a circle: {', '.join(error.args[1])}.") from None


def _once(what: str, names: Iterable[str]) -> None:
    name, count = max(Counter(names).items(), key=lambda item: item[1], default=("", 0))
    if count > 1:
        raise Repeated(f"{what} {name} is entered {count} times.")
