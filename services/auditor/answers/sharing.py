"""Parents with their affiliates, and shares of services. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import product
from typing import get_args

from mohlat_contracts.registry import Level, Measure, Proof, RollUpRule
from mohlat_contracts.verdicts import Share, Status
from msgspec import Struct

from services.auditor.answers.comparisons import TallyAnswer
from services.auditor.answers.figures import as_float
from services.auditor.answers.names import Names, name_of
from services.auditor.figures import percent
from services.auditor.figures.rollup import Result, RollUp
from services.auditor.figures.words import SENTENCES

LEVELS: tuple[Level, ...] = get_args(Level)
MEASURES: tuple[Measure, ...] = get_args(Measure)
PROOFS: tuple[Proof, ...] = get_args(Proof)


class ParentAnswer(Struct, frozen=True, kw_only=True):
    """One parent: by itself, and with its affiliates under the rule of its duty.

    Attributes:
        rule: None where the duty has none; then nothing is said of it with its affiliates.
        met, not_met, not_judged: its affiliates under the duty, by code.
    """

    parent: str
    name_fa: str
    name_en: str
    rule: RollUpRule | None
    status: Status | None
    core: Result
    core_text_fa: str
    core_text_en: str
    whole: Result | None
    whole_text_fa: str | None
    whole_text_en: str | None
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    not_judged: tuple[str, ...]


class RollUpsAnswer(Struct, frozen=True, kw_only=True):
    """Every parent; `core_only` and `with_affiliates` are of those that are decided and have the duty."""

    duty: str
    as_of: datetime
    known_at: datetime
    judged_through: datetime | None
    core_only: TallyAnswer
    with_affiliates: TallyAnswer
    parents: tuple[ParentAnswer, ...]


class ShareAnswer(Struct, frozen=True, kw_only=True):
    """Services at a level or above it: `reached` of `whole`, by their number or by their yearly use."""

    level: Level
    by: Measure
    proof: Proof
    reached: int
    whole: int
    percent: float | None


class BodySharesAnswer(Struct, frozen=True, kw_only=True):
    code: str
    name_fa: str
    name_en: str
    shares: tuple[ShareAnswer, ...]


class SharesAnswer(Struct, frozen=True, kw_only=True):
    """Of each core body under the duty, and of all of them together."""

    duty: str
    as_of: datetime
    known_at: datetime
    judged_through: datetime | None
    totals: tuple[ShareAnswer, ...]
    bodies: tuple[BodySharesAnswer, ...]
    not_judged: tuple[str, ...]


def parent_answer(found: RollUp, rule: RollUpRule | None, names: Names) -> ParentAnswer:
    """Args:
    found: by any rule where there is none; what it says of the whole is left out then.
    """
    name = name_of(found.parent, names)
    (core_fa, whole_fa), (core_en, whole_en) = SENTENCES["fa"].roll_up(found), SENTENCES["en"].roll_up(found)
    return ParentAnswer(
        parent=found.parent,
        name_fa=name.name_fa,
        name_en=name.name_en,
        rule=rule,
        status=found.status,
        core=found.core,
        core_text_fa=core_fa,
        core_text_en=core_en,
        whole=found.whole if rule else None,
        whole_text_fa=whole_fa if rule else None,
        whole_text_en=whole_en if rule else None,
        met=found.met,
        not_met=found.not_met,
        not_judged=found.not_judged,
    )


def met_of(results: Iterable[Result | None]) -> TallyAnswer:
    """How many have met the duty, of those of which that can be said."""
    decided = [each for each in results if each in ("met", "not_met")]
    met = decided.count("met")
    return TallyAnswer(numerator=met, denominator=len(decided), percent=as_float(percent(met, len(decided))))


def share_answer(share: Share) -> ShareAnswer:
    return ShareAnswer(
        level=share.level,
        by=share.by,
        proof=share.proof,
        reached=share.reached,
        whole=share.whole,
        percent=as_float(percent(share.reached, share.whole)),
    )


def totals(shares: Mapping[str, tuple[Share, ...]]) -> tuple[ShareAnswer, ...]:
    """The services of all bodies together, at every level, by every measure and proof."""
    sums: dict[tuple[Level, Measure, Proof], tuple[int, int]] = {}
    for each in (share for told in shares.values() for share in told):
        key = each.level, each.by, each.proof
        reached, whole = sums.get(key, (0, 0))
        sums[key] = reached + each.reached, whole + each.whole
    return tuple(
        share_answer(Share(level=level, by=by, proof=proof, reached=reached, whole=whole))
        for level, by, proof in product(LEVELS, MEASURES, PROOFS)
        for reached, whole in (sums.get((level, by, proof), (0, 0)),)
    )


def body_shares(shares: Mapping[str, tuple[Share, ...]], names: Names) -> tuple[BodySharesAnswer, ...]:
    """By code; bodies without services in scope too."""
    return tuple(
        BodySharesAnswer(
            code=code,
            name_fa=(name := name_of(code, names)).name_fa,
            name_en=name.name_en,
            shares=tuple(map(share_answer, told)),
        )
        for code, told in sorted(shares.items())
    )
