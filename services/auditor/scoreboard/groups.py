"""Bodies sorted into the columns of the table by group. Pure."""

from collections.abc import Iterable
from typing import Literal, get_args

from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import VerdictData
from msgspec import Struct

from services.auditor.scoreboard.book import Agency, Moment

BodyState = Literal["obligated", "exempt", "connected", "full", "unconnected"]
BODY_STATES: tuple[BodyState, ...] = get_args(BodyState)


class GroupLine(Struct, frozen=True, kw_only=True):
    """One group of one kind. Only judged bodies that are bound by the duty are counted.

    `obligated` includes the exempt; `connected` includes the full; obligated = exempt + connected + unconnected.
    """

    group: str
    name_fa: str
    name_en: str
    kind: AgencyKind
    obligated: int
    exempt: int
    connected: int
    full: int
    unconnected: int


def states_of(verdict: VerdictData | None) -> tuple[BodyState, ...]:
    """The columns in which a body is counted; none when it is not judged or not bound."""
    if verdict is None or verdict.reason == "not_bound":
        return ()
    if verdict.status == "exempt":
        return ("obligated", "exempt")
    if verdict.status == "met":
        return ("obligated", "connected", "full") if verdict.grade == "full" else ("obligated", "connected")
    return ("obligated", "unconnected")


def bodies_in(
    moment: Moment, state: BodyState, group: str | None = None, kind: AgencyKind | None = None
) -> tuple[Agency, ...]:
    """The bodies behind one number of the table; without `group` or `kind`, behind a total."""
    return tuple(
        agency
        for agency in moment.agencies
        if group in (None, agency.group) and kind in (None, agency.kind) and state in states_of(moment.state(agency))
    )


def group_lines(moment: Moment) -> list[GroupLine]:
    """The table by group, core bodies first, then by the group's code. Groups without a bound body are left out."""
    members: dict[tuple[bool, str], list[Agency]] = {}
    for agency in moment.agencies:
        if states_of(moment.state(agency)):
            members.setdefault((agency.kind != "core", agency.group), []).append(agency)
    return [_line(moment, agencies) for _, agencies in sorted(members.items())]


def _line(moment: Moment, agencies: list[Agency]) -> GroupLine:
    first = agencies[0]
    counts = _count(moment, agencies)
    return GroupLine(
        group=first.group, name_fa=first.group_name_fa, name_en=first.group_name_en, kind=first.kind, **counts
    )


def _count(moment: Moment, agencies: Iterable[Agency]) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(BODY_STATES, 0)
    for agency in agencies:
        for state in states_of(moment.state(agency)):
            counts[state] += 1
    return counts


def totals(lines: Iterable[GroupLine]) -> dict[str, int]:
    """The sum of each column."""
    chosen = list(lines)
    return {state: sum(getattr(line, state) for line in chosen) for state in BODY_STATES}
