"""What a duty wants and of whom: entries into contents, once all whom they name are seen to be there."""

from collections.abc import Sequence

from mohlat_contracts.registry import Connect, Digitize, EveryAffiliate, RollUpRule, ShareOfAffiliates, Weighted

from services.registry.book.contents import AgencyContent, Binds, GroupContent, InstrumentContent
from services.registry.book.entities import agency, group
from services.registry.entries.law import (
    AloneEntry,
    BindsEntry,
    ConnectEntry,
    DigitizeEntry,
    EveryAffiliateEntry,
    RollUpEntry,
    ShareOfAffiliatesEntry,
    WeightedEntry,
)
from services.registry.problems import ReferenceUnknown
from services.registry.registrar import Change


def obligation(entry: ConnectEntry | DigitizeEntry) -> Connect | Digitize:
    if isinstance(entry, ConnectEntry):
        return Connect(grade=entry.grade)
    return Digitize(
        share_percent=entry.share_percent, level=entry.level, among=entry.among, by=entry.by, proof=entry.proof
    )


def binds(entry: BindsEntry, amended_by: InstrumentContent | None = None) -> Binds:
    return Binds(
        amended_by=amended_by,
        kinds=tuple(sorted(set(entry.kinds))),
        groups=tuple(sorted(set(entry.groups))),
        parents=tuple(sorted(set(entry.parents))),
        including=tuple(sorted(set(entry.including))),
        excluding=tuple(sorted(set(entry.excluding))),
    )


def roll_up(entry: RollUpEntry | None) -> RollUpRule | None:
    """None where a parent stands alone."""
    if entry is None or isinstance(entry, AloneEntry):
        return None
    stated = entry.model_dump(exclude={"kind"})
    if isinstance(entry, EveryAffiliateEntry):
        return EveryAffiliate(**stated)
    if isinstance(entry, ShareOfAffiliatesEntry):
        return ShareOfAffiliates(**stated)
    return Weighted(**stated | {"weights": dict(sorted(entry.weights.items()))})


async def check_binds(change: Change, entry: BindsEntry) -> None:
    """Raises ReferenceUnknown when the rule names a group or an agency that is not registered."""
    for code in entry.groups:
        if await change.book.get(GroupContent, group(code)) is None:
            raise ReferenceUnknown(kind="group", code=code, where="binds")
    await _check_registered(change, [*entry.parents, *entry.including, *entry.excluding], "binds")


async def check_weights(change: Change, entry: RollUpEntry | None) -> None:
    """Raises ReferenceUnknown when the rule weighs an agency that is not registered."""
    if isinstance(entry, WeightedEntry):
        await _check_registered(change, list(entry.weights), "roll_up")


async def _check_registered(change: Change, codes: Sequence[str], where: str) -> None:
    await change.book.load("agency", codes)
    for code in codes:
        if await change.book.get(AgencyContent, agency(code)) is None:
            raise ReferenceUnknown(kind="agency", code=code, where=where)
