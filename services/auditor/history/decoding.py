"""Rows to the values of the contracts. Pure."""

from collections.abc import Mapping
from typing import Any

from mohlat_contracts.verdicts import FactName, MilestoneStanding, Share, Timeliness, VerdictData
from msgspec.json import Decoder

_timeliness = Decoder(tuple[Timeliness, ...])
_facts = Decoder(tuple[FactName, ...])
_milestones = Decoder(tuple[MilestoneStanding, ...])
_shares = Decoder(tuple[Share, ...])


def verdict_of(row: Mapping[str, Any]) -> VerdictData:
    """The verdict of a row whose structured columns are text."""
    return VerdictData(
        agency=row["agency"],
        duty=row["duty"],
        mandate=row["mandate"],
        status=row["status"],
        reason=row["reason"],
        grade=row["grade"],
        effective_at=row["effective_at"],
        known_at=row["known_at"],
        first_met_at=row["first_met_at"],
        deadline_revision=row["deadline_revision"],
        timeliness=_timeliness.decode(row["timeliness"]),
        facts=_facts.decode(row["facts"]),
        rules=row["rules"],
        milestones=_milestones.decode(row["milestones"]),
        shares=_shares.decode(row["shares"]),
        supersedes=row["supersedes"],
    )
