"""A figure that was published, frozen under a name, and compared with its recomputation ever after. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from mohlat_contracts.envelope import Identifier, Instant
from msgspec import Struct

from services.auditor.figures.bodies import Census
from services.auditor.figures.computing import Tally, same_duty, tally
from services.auditor.figures.receipts import Receipt, issue, seal_of
from services.auditor.figures.reconciling import Reconciliation, Side, Station, reconcile, walk
from services.auditor.figures.verifying import Difference, verify

Outcome = Literal["same", "differs"]


class NotToBeFrozen(ValueError):
    """A receipt that does not hold, or one that leaves bodies unjudged."""


class Frozen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published figure.

    Attributes:
        name: it was published under; for good.
        frozen_at: when, by the domain clock.
    """

    name: Identifier
    frozen_at: Instant
    receipt: Receipt


class Comparison(Struct, frozen=True, kw_only=True):
    """A frozen figure beside what is computed now.

    Attributes:
        outcome: whether the very same question still gets the very same answer, from the same facts.
        differences: why not, by name.
        steps: from the figure as frozen to the figure as asked for now; none when they are equal.
    """

    name: str
    outcome: Outcome
    differences: tuple[Difference, ...]
    steps: Reconciliation


def freeze(name: str, receipt: Receipt, frozen_at: datetime) -> Frozen:
    """The figure of a receipt under a name.

    Raises:
        NotToBeFrozen: the receipt was altered, or bodies were not judged yet: such a figure is bound to change.
    """
    if receipt.sha256 != seal_of(receipt):
        raise NotToBeFrozen("the receipt was altered after it was issued")
    if receipt.not_judged:
        raise NotToBeFrozen(f"bodies not judged yet when the receipt was issued: {len(receipt.not_judged)}")
    return Frozen(name=name, frozen_at=frozen_at.astimezone(UTC), receipt=receipt)


def compare(frozen: Frozen, again: Census, now: Side | None = None, between: Iterable[Census] = ()) -> Comparison:
    """A frozen figure against its recomputation.

    Args:
        again: the bodies as of the frozen instants, recomputed.
        now: today's figure, with its date, its knowledge and its definition; without it the same question is asked.
        between: as `reconcile` takes them.

    Raises:
        CensusInvalid: `again` is of another duty.
        CensusMissing: as `reconcile`.
    """
    receipt = frozen.receipt
    same_duty(receipt.definition, again)
    differences = verify(receipt, issue(receipt.definition, again))
    return Comparison(
        name=frozen.name,
        outcome="differs" if differences else "same",
        differences=differences,
        steps=_steps(receipt, again, now, tuple(between)),
    )


def _steps(receipt: Receipt, again: Census, now: Side | None, between: tuple[Census, ...]) -> Reconciliation:
    """From the frozen lists to the recomputed ones, and from there to today's question."""
    definition = receipt.definition
    frozen = _station(receipt, receipt.as_of, receipt.known_at, receipt.tally)
    recomputed = _station(receipt, again.as_of, again.known_at, tally(definition, again.bodies))
    first = walk(frozen, [recomputed])
    if now is None:
        return first
    rest = reconcile(Side(definition=definition, census=again), now, between)
    return Reconciliation(first=first.first, second=rest.second, steps=(*first.steps, *rest.steps))


def _station(receipt: Receipt, as_of: datetime, known_at: datetime, found: Tally) -> Station:
    return Station("recomputed", receipt.definition, as_of, known_at, found)
