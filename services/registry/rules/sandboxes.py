"""Sandboxes: agencies for trying things out. Nothing of the country's rests on one, and one never becomes real."""

from collections.abc import Iterable

from mohlat_contracts.registry import AgencyKind

from services.registry.book.contents import AgencyContent
from services.registry.problems import SandboxApart, SandboxKindFixed

SANDBOX: AgencyKind = "sandbox"


def is_sandbox(agency: AgencyContent) -> bool:
    """Whether it is one; by `check_kind` it is so all its life or never."""
    return any(version.value.kind == SANDBOX for version in agency.place)


def check_kind(agency: AgencyContent, kind: AgencyKind) -> None:
    """Check that an agency may be given a kind, for whichever time.

    Raises:
        SandboxKindFixed: it would become a sandbox, or cease to be one.
    """
    if (kind == SANDBOX) != is_sandbox(agency):
        raise SandboxKindFixed(agency=agency.code, kind=kind)


def check_apart(agencies: Iterable[AgencyContent]) -> None:
    """Check that none of those who take part in a merger or a split, or are placed above another, is a sandbox.

    Raises:
        SandboxApart
    """
    for agency in agencies:
        if is_sandbox(agency):
            raise SandboxApart(agency=agency.code)
