"""The bodies a figure is counted over, as they stood at one instant by what was known at another. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from mohlat_contracts.envelope import Identifier, Instant
from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import ConnectionGrade, FactName, Reason, Share, Status, Timeliness, VerdictData
from msgspec import Meta, Struct

Partition = Annotated[int, Meta(ge=0)]


class CensusInvalid(ValueError):
    """Bodies that cannot have been counted together."""


class Body(Struct, frozen=True, kw_only=True):
    """One agency under one duty, as it stood.

    Attributes:
        judged: its partition's time has reached the instants asked for; when not, it is neither met nor in breach.
        status: None for a body that does not have the duty then.
        grade: of its connection; None where the duty is another one.
        traits: whatever else a definition may select by, such as a province.
        timeliness: how the duty stands under each deadline of its chain, by revision.
        shares: of a duty to digitize; empty for any other duty.
        facts: the names of the facts its verdict rests on.
        known_at: of that verdict; None where there is none.
        rules: version of the rules that gave it.
    """

    code: str
    kind: AgencyKind
    judged: bool
    status: Status | None
    grade: ConnectionGrade | None = None
    reason: Reason | None = None
    group: str | None = None
    parent: str | None = None
    partition: Partition = 0
    traits: dict[str, str] = {}
    timeliness: tuple[Timeliness, ...] = ()
    shares: tuple[Share, ...] = ()
    facts: tuple[FactName, ...] = ()
    known_at: datetime | None = None
    rules: str | None = None

    @property
    def bound(self) -> bool:
        """It has the duty, be it exempt from it or not."""
        return self.status is not None

    @property
    def exempt(self) -> bool:
        return self.status == "exempt"


class Census(Struct, frozen=True, kw_only=True):
    """Every body under one duty, as of an instant, by what was known before another.

    Attributes:
        w: how far each partition was judged; None where nothing is promised yet.

    Raises:
        CensusInvalid: a code occurs twice, an instant is naive, or a verdict became known too late to be used.
    """

    duty: Identifier
    as_of: Instant
    known_at: Instant
    bodies: tuple[Body, ...]
    w: dict[int, datetime | None] = {}

    def __post_init__(self) -> None:
        if self.as_of.tzinfo is None or self.known_at.tzinfo is None:
            raise CensusInvalid("the instants of a census carry their offset")
        if len({body.code for body in self.bodies}) != len(self.bodies):
            raise CensusInvalid("a body is counted once; a code occurs twice")
        for body in self.bodies:
            if body.known_at is not None and body.known_at >= self.known_at:
                raise CensusInvalid(f"the verdict on {body.code} became known at or after the instant asked for")

    def by_code(self) -> dict[str, Body]:
        return {body.code: body for body in self.bodies}


def reached(time: datetime | None, as_of: datetime, known_at: datetime) -> bool:
    """Whether a partition's time allows to say how its bodies stood."""
    return time is not None and time >= max(as_of, known_at)


def body_of(
    code: str,
    kind: AgencyKind,
    verdict: VerdictData | None,
    *,
    judged: bool,
    group: str | None = None,
    parent: str | None = None,
    partition: int = 0,
    traits: Mapping[str, str] | None = None,
) -> Body:
    """A body as its verdict says; without one, or when it is not bound, it does not have the duty."""
    bound = verdict if verdict is not None and verdict.reason != "not_bound" else None
    return Body(
        code=code,
        kind=kind,
        judged=judged,
        status=bound.status if bound else None,
        grade=bound.grade if bound else None,
        reason=verdict.reason if verdict else None,
        group=group,
        parent=parent,
        partition=partition,
        traits=dict(traits or {}),
        timeliness=bound.timeliness if bound else (),
        shares=bound.shares if bound else (),
        facts=verdict.facts if verdict else (),
        known_at=verdict.known_at if verdict else None,
        rules=verdict.rules if verdict else None,
    )
