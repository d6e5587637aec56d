"""Figures: named definitions of what counts, over which bodies. Pure; the caller says as of when."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import ConnectionGrade, Status, VerdictData
from msgspec import Struct

from services.calendar.civil import days_between

FigureName = Literal["connected", "fully_connected", "claimed", "connected_affiliates", "digitized"]


class Body(Struct, frozen=True, kw_only=True):
    """One agency under one duty, as it stood.

    Attributes:
        judged: its partition's time has reached the instant asked for; when not, it is neither met nor in breach.
        status: None for a body that never had the duty.
        grade: of its connection; None where the duty is another one.
    """

    code: str
    kind: AgencyKind
    judged: bool
    status: Status | None
    grade: ConnectionGrade | None = None

    @property
    def exempt(self) -> bool:
        return self.status == "exempt"


class Definition(Struct, frozen=True, kw_only=True):
    """What a figure counts.

    Attributes:
        duty: the code of the duty whose bodies it is given.
        kind: core bodies or affiliated ones.
        grades: grades that count; empty where the status `met` counts instead.
    """

    name: FigureName
    duty: Literal["connect", "digitize"]
    kind: AgencyKind
    grades: tuple[ConnectionGrade, ...]
    label_fa: str
    label_en: str
    definition_fa: str
    definition_en: str

    def counts(self, body: Body) -> bool:
        return body.grade in self.grades if self.grades else body.status == "met"


class Figure(Struct, frozen=True, kw_only=True):
    """A figure with the bodies behind it, by code, sorted.

    Attributes:
        counted: the numerator.
        base: the denominator: bodies of the kind that have the duty, less the exempt, less those not judged.
        not_judged: bodies of the kind that are in neither.
    """

    name: FigureName
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
        if not self.base:
            return None
        share = Decimal(100 * self.numerator) / Decimal(self.denominator)
        return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        name="connected",
        duty="connect",
        kind="core",
        grades=("proven", "full"),
        label_fa="دستگاه‌های متصل",
        label_en="Connected",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که اتصال آن‌ها با ضربان در مهلت سکوت اثبات شده است",
        definition_en="Core bodies with the duty, less the exempt, whose connection a heartbeat within the silence "
        "limit proves",
    ),
    Definition(
        name="fully_connected",
        duty="connect",
        kind="core",
        grades=("full",),
        label_fa="دستگاه‌های کاملاً متصل",
        label_en="Fully connected",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که آخرین ضربان آن‌ها به همه خدمات مشمول می‌رسد",
        definition_en="Core bodies with the duty, less the exempt, whose last heartbeat reaches every service in scope",
    ),
    Definition(
        name="claimed",
        duty="connect",
        kind="core",
        grades=("claimed", "proven", "full"),
        label_fa="اتصال اعلام‌شده",
        label_en="Claimed or better",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که اتصال خود را دست‌کم اعلام کرده‌اند",
        definition_en="Core bodies with the duty, less the exempt, that have at least stated that they are connected",
    ),
    Definition(
        name="connected_affiliates",
        duty="connect",
        kind="affiliated",
        grades=("proven", "full"),
        label_fa="دستگاه‌های تابعه متصل",
        label_en="Connected affiliates",
        definition_fa="دستگاه‌های تابعه مشمول منهای معاف‌ها، که اتصال آن‌ها با ضربان در مهلت سکوت اثبات شده است",
        definition_en="Affiliated bodies with the duty, less the exempt, whose connection a heartbeat within the "
        "silence limit proves",
    ),
    Definition(
        name="digitized",
        duty="digitize",
        kind="core",
        grades=(),
        label_fa="خدمات پرکاربرد غیرحضوری",
        label_en="High-use services online",
        definition_fa="دستگاه‌های اصلی مشمول منهای معاف‌ها، که سهم لازم از خدمات پرکاربرد را به اعلام خود کاملاً "
        "غیرحضوری و الکترونیکی ارائه می‌کنند",
        definition_en="Core bodies with the duty, less the exempt, that by their own statements offer the required "
        "share of high-use services fully online",
    ),
)


def definition(name: FigureName) -> Definition:
    """The definition of that name."""
    return next(each for each in DEFINITIONS if each.name == name)


def compute(defined: Definition, bodies: Iterable[Body]) -> Figure:
    """The figure over bodies under the definition's duty; bodies of the other kind are passed over."""
    of_kind = sorted((body for body in bodies if body.kind == defined.kind), key=lambda body: body.code)
    base = [body for body in of_kind if body.judged and body.status is not None and not body.exempt]
    return Figure(
        name=defined.name,
        counted=tuple(body.code for body in base if defined.counts(body)),
        base=tuple(body.code for body in base),
        not_judged=tuple(body.code for body in of_kind if not body.judged),
    )


def days_overdue(verdict: VerdictData, as_of: datetime) -> int:
    """Whole civil days (Tehran) of breach by `as_of`: past the current deadline, or since a later lapse; else 0."""
    if verdict.status not in ("overdue", "lapsed"):
        return 0
    deadline = next(each.deadline for each in verdict.timeliness if each.revision == verdict.deadline_revision)
    anchor = max(deadline, verdict.effective_at)
    return days_between(anchor, as_of)
