"""Figures with the bodies behind them, and with their receipts. Pure."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import ConnectionGrade, Reason, Status
from msgspec import Raw, Struct

from services.auditor.answers.names import Names, name_of
from services.auditor.figures import Body, Census, Definition, Receipt, issue, percent, write_receipt
from services.auditor.figures.computing import Figure, Place, figure, place


class Selection(Struct, frozen=True, kw_only=True):
    """Whose figures they are; all bodies' where nothing is said."""

    group: str | None = None
    parent: str | None = None
    province: str | None = None


class FigureAnswer(Struct, frozen=True, kw_only=True):
    """A figure with the bodies behind it; counted + not_counted is the denominator.

    Attributes:
        bodies_not_judged: how many are in neither, time not having come that far for them.
        counted, not_counted, not_judged: codes; None where the lists were not asked for.
    """

    name: str
    label_fa: str
    label_en: str
    definition_fa: str
    definition_en: str
    as_of: datetime
    known_at: datetime
    numerator: int
    denominator: int
    percent: float | None
    bodies_not_judged: int
    counted: tuple[str, ...] | None = None
    not_counted: tuple[str, ...] | None = None
    not_judged: tuple[str, ...] | None = None


class FiguresAnswer(Struct, frozen=True, kw_only=True):
    as_of: datetime
    known_at: datetime
    judged_through: datetime | None
    selection: Selection
    figures: tuple[FigureAnswer, ...]


class DefinitionsAnswer(Struct, frozen=True, kw_only=True):
    """Definitions of figures as data: a document to change and to bring along."""

    form: int
    definitions: tuple[Definition, ...]


class BodyAnswer(Struct, frozen=True, kw_only=True):
    """One body in a figure; `place` is `left_out` where it is exempt, or does not have the duty."""

    code: str
    name_fa: str
    name_en: str
    kind: AgencyKind
    group: str | None
    parent: str | None
    province: str | None
    place: Place
    status: Status | None
    grade: ConnectionGrade | None
    reason: Reason | None


class OneFigureAnswer(FigureAnswer, frozen=True, kw_only=True):
    """One figure with its receipt, and each body that it is about."""

    judged_through: datetime | None
    selection: Selection
    bodies: tuple[BodyAnswer, ...]
    receipt: Raw


def as_float(value: object) -> float | None:
    """A decimal as JSON has it."""
    return None if value is None else float(str(value))


def counted_answer(
    definition: Definition, as_of: datetime, known_at: datetime, numerator: int, denominator: int, not_judged: int
) -> FigureAnswer:
    """A figure by its numbers alone."""
    return FigureAnswer(
        name=definition.name,
        label_fa=definition.label_fa,
        label_en=definition.label_en,
        definition_fa=definition.definition_fa,
        definition_en=definition.definition_en,
        as_of=as_of,
        known_at=known_at,
        numerator=numerator,
        denominator=denominator,
        percent=as_float(percent(numerator, denominator)),
        bodies_not_judged=not_judged,
    )


def figure_answer(definition: Definition, census: Census) -> FigureAnswer:
    """A figure with its three lists of bodies."""
    found = figure(definition, census)
    return msgspec.structs.replace(_numbers(definition, census, found), **_lists(found))


def one_figure_answer(
    definition: Definition, census: Census, names: Names, judged_through: datetime | None, selection: Selection
) -> OneFigureAnswer:
    """A figure with all there is to check it by."""
    found = figure(definition, census)
    return OneFigureAnswer(
        **msgspec.structs.asdict(_numbers(definition, census, found)) | _lists(found),
        judged_through=judged_through,
        selection=selection,
        bodies=tuple(_bodies(definition, census.bodies, names)),
        receipt=raw_receipt(issue(definition, census)),
    )


def raw_receipt(receipt: Receipt) -> Raw:
    """A receipt in the bytes in which it is issued."""
    return Raw(write_receipt(receipt).removesuffix(b"\n"))


def _numbers(definition: Definition, census: Census, found: Figure) -> FigureAnswer:
    return counted_answer(
        definition, census.as_of, census.known_at, found.numerator, found.denominator, len(found.not_judged)
    )


def _lists(found: Figure) -> dict[str, tuple[str, ...]]:
    counted = set(found.counted)
    return {
        "counted": found.counted,
        "not_counted": tuple(code for code in found.base if code not in counted),
        "not_judged": found.not_judged,
    }


def _bodies(definition: Definition, bodies: Iterable[Body], names: Names) -> Iterable[BodyAnswer]:
    for body in sorted(bodies, key=lambda each: each.code):
        where = place(definition, body)
        if where is not None:
            name = name_of(body.code, names)
            yield BodyAnswer(
                code=body.code,
                name_fa=name.name_fa,
                name_en=name.name_en,
                kind=body.kind,
                group=body.group,
                parent=body.parent,
                province=body.traits.get("province"),
                place=where,
                status=body.status if body.judged else None,
                grade=body.grade if body.judged else None,
                reason=body.reason if body.judged else None,
            )
