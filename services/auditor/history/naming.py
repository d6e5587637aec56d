"""Agencies by their names and places at an instant. Pure."""

from collections.abc import Mapping
from datetime import datetime

from mohlat_contracts.registry import AgencyData, Group

from services.auditor.figures.placing import place_of
from services.auditor.history.records import Agency


def named_at(data: AgencyData, at: datetime, partition: int, groups: Mapping[str, Group]) -> Agency | None:
    """The agency as of an instant; None when it is not on the list then.

    A group that has no name yet has its code for one.
    """
    place = place_of(data, at)
    if place is None:
        return None
    group = groups.get(place.group) or Group(code=place.group, name_fa=place.group, name_en=place.group)
    names = data.as_of(at)
    return Agency(
        code=data.agency,
        name_fa=names.name_fa,
        name_en=names.name_en,
        group=group.code,
        group_name_fa=group.name_fa,
        group_name_en=group.name_en,
        kind=place.kind,
        parent=place.parent,
        synthetic=data.synthetic,
        partition=partition,
        province=place.province,
    )


def named_now(data: AgencyData, partition: int) -> Agency:
    """The agency as its registration says on top: as it stands, or as it will begin, or as it ended."""
    return Agency(
        code=data.agency,
        name_fa=data.name_fa,
        name_en=data.name_en,
        group=data.group.code,
        group_name_fa=data.group.name_fa,
        group_name_en=data.group.name_en,
        kind=data.kind,
        parent=data.parent,
        synthetic=data.synthetic,
        partition=partition,
        province=data.province,
    )
