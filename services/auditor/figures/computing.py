"""A figure: a definition over bodies, with every body in its place. Pure; the caller says as of when."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from msgspec import Struct

from services.auditor.figures.bodies import Body, Census, CensusInvalid
from services.auditor.figures.definitions import Definition

Place = Literal["counted", "not_counted", "left_out", "not_judged"]
"""In the numerator; in the denominator only; in neither, being unbound or exempt; in neither, not being judged yet."""


class Tally(Struct, frozen=True, kw_only=True):
    """A numerator over a denominator, body by body; codes, sorted.

    Attributes:
        counted: the numerator.
        base: the denominator: the bodies the definition is over, less those not judged.
        not_judged: bodies the definition selects that are in neither, time not having come that far for them.
    """

    counted: tuple[str, ...]
    base: tuple[str, ...]
    not_judged: tuple[str, ...]

    @property
    def numerator(self) -> int:
        return len(self.counted)

    @property
    def denominator(self) -> int:
        return len(self.base)

    @property
    def percent(self) -> Decimal | None:
        """With one decimal, halves up; None over no bodies."""
        return percent(self.numerator, self.denominator)


class Figure(Tally, frozen=True, kw_only=True):
    """The tally of a named definition."""

    name: str


def percent(numerator: int, denominator: int) -> Decimal | None:
    """With one decimal, halves up; None over nothing."""
    if not denominator:
        return None
    share = Decimal(100 * numerator) / Decimal(denominator)
    return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def place(definition: Definition, body: Body) -> Place | None:
    """Where a body stands in a figure; None when the figure is not about it."""
    return place_of_selected(definition, body) if definition.selects(body) else None


def place_of_selected(definition: Definition, body: Body) -> Place:
    """Where a body that the figure is about stands in it."""
    if not body.judged:
        return "not_judged"
    if not definition.bases(body):
        return "left_out"
    return "counted" if definition.counted(body) else "not_counted"


def tally(definition: Definition, bodies: Iterable[Body]) -> Tally:
    """The numerator and the denominator over bodies under the definition's duty."""
    places: dict[Place | None, list[str]] = {}
    for body in bodies:
        places.setdefault(place(definition, body), []).append(body.code)
    counted, rest = places.get("counted", []), places.get("not_counted", [])
    return Tally(
        counted=tuple(sorted(counted)),
        base=tuple(sorted(counted + rest)),
        not_judged=tuple(sorted(places.get("not_judged", []))),
    )


def compute(definition: Definition, bodies: Iterable[Body]) -> Figure:
    """The figure over bodies under the definition's duty; bodies it does not select are passed over."""
    found = tally(definition, bodies)
    return Figure(name=definition.name, counted=found.counted, base=found.base, not_judged=found.not_judged)


def figure(definition: Definition, census: Census) -> Figure:
    """The figure as of the census's instants.

    Raises:
        CensusInvalid: the census is of another duty.
    """
    same_duty(definition, census)
    return compute(definition, census.bodies)


def same_duty(definition: Definition, census: Census) -> None:
    """Raises CensusInvalid when a census is of another duty than the definition's."""
    if definition.duty != census.duty:
        raise CensusInvalid(f"{definition.name} is about the duty {definition.duty!r}, the bodies are {census.duty!r}")
