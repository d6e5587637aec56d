"""The shares that a verdict carries, as the rows of a table. Pure."""

from mohlat_contracts.registry import Level, Measure, Proof
from mohlat_contracts.verdicts import Share, VerdictData

COLUMNS: tuple[tuple[Measure, Proof], ...] = (
    ("count", "claimed"),
    ("count", "certified"),
    ("use", "claimed"),
    ("use", "certified"),
)
"""Of the table, from left to right in a language that is read so."""


def share_table(verdict: VerdictData) -> list[tuple[Level, list[Share]]]:
    """A row for each level, the lowest first, with its share for each of COLUMNS; none where there are no shares."""
    told = {(each.level, each.by, each.proof): each for each in verdict.shares}
    levels = dict.fromkeys(each.level for each in verdict.shares)
    return [(level, [told[level, by, proof] for by, proof in COLUMNS]) for level in levels]
