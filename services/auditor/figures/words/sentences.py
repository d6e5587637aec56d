"""Steps, differences and forecasts as sentences, in one language. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from services.auditor.figures.definitions import Definition
from services.auditor.figures.forecast import Forecast
from services.auditor.figures.reconciling import Movement, Reconciliation, Step
from services.auditor.figures.rollup import RollUp
from services.auditor.figures.verifying import Difference
from services.auditor.figures.words.catalogue import ListName, Words
from services.calendar.civil import TEHRAN, last_day_before, start_of_day
from services.calendar.jalali import Language, format_jalali, persian_digits


class Counted(Protocol):
    """A numerator over a denominator, computed or read from an answer."""

    @property
    def numerator(self) -> int: ...
    @property
    def denominator(self) -> int: ...
    @property
    def percent(self) -> float | Decimal | None: ...


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language. Agencies are called by their codes."""

    language: Language
    words: Words

    def reconciliation(self, found: Reconciliation) -> tuple[str, ...]:
        """A sentence for each step, or that there is none."""
        return tuple(self.step(step) for step in found.steps) or (self.words.equal,)

    def step(self, step: Step) -> str:
        """What the step changed, from which figure to which, and how many bodies it moved."""
        what = self.words.steps[step.name].format(**self._asked(step))
        shift = self.words.shift.format(before=self.figure(step.before), after=self.figure(step.after))
        return f"{what}: {self.words.separator.join((shift, *self._moves(step)))}."

    def figure(self, counted: Counted) -> str:
        """`134 of 138 (97.1%)`."""
        return self.out_of(counted.numerator, counted.denominator, counted.percent)

    def out_of(self, numerator: int, denominator: int, percent: float | Decimal | None) -> str:
        """As of a figure; without a percentage where there is nothing to take one of."""
        return (self.words.no_percent if percent is None else self.words.percent).format(
            numerator=self.number(numerator), denominator=self.number(denominator), percent=self.number(percent)
        )

    def difference(self, difference: Difference) -> str:
        """What a receipt and its recomputation differ in."""
        return self.words.differences[difference.kind].format(
            about=difference.about, receipt=difference.receipt or "—", recomputed=difference.recomputed or "—"
        )

    def roll_up(self, found: RollUp) -> tuple[str, str]:
        """Why a parent stands as it does by itself, and why with its affiliates."""
        return self.words.roll_ups[found.core_reason], self.words.roll_ups[found.whole_reason]

    def forecast(self, forecast: Forecast) -> tuple[str, ...]:
        """The forecast, the pace needed, the method and what it assumes, a sentence each."""
        return (
            self._template(forecast).format(
                **{name: self.number(getattr(forecast, name)) for name in _NUMBERS},
                deadline=self.bound(forecast.deadline),
                confidence=self.number(forecast.method.confidence),
            ),
            self._pace(forecast),
            self.words.method.format(
                days=self.number(forecast.days_used), confidence=self.number(forecast.method.confidence)
            ),
            *(self.words.assumptions[each] for each in forecast.assumptions),
        )

    def counts(self, definition: Definition) -> str:
        """What counts under a definition."""
        share = definition.share
        named = (
            {}
            if share is None
            else {
                "percent": self.number(share.percent),
                "level": self.words.levels[share.level],
                "measure": self.words.measures[share.by],
                "proof": self.words.proofs[share.proof],
            }
        )
        return self.words.counts[definition.counts].format(deadline=self.deadline(definition.under), **named)

    def deadline(self, revision: int | None) -> str:
        """A deadline of the chain by its revision; None is the one in force."""
        if revision is None:
            return self.words.deadline_in_force
        if revision == 0:
            return self.words.original_deadline
        return self.words.extension.format(number=self.number(revision))

    def number(self, value: object) -> str:
        """Digits of the language; in Persian the decimal separator is U+066B."""
        return persian_digits(str(value).replace(".", "٫")) if self.language == "fa" else str(value)

    def bound(self, instant: datetime) -> str:
        """An exclusive bound: midnight in Tehran is read as the end of the day before, as laws put it."""
        if start_of_day(instant.astimezone(TEHRAN).date()) == instant:
            return self.words.end_of.format(day=format_jalali(last_day_before(instant), self.language))
        local = instant.astimezone(TEHRAN)
        clock = f"{local:%H:%M:%S}.{local:%f}" if local.microsecond else f"{local:%H:%M:%S}"
        return self.words.instant.format(day=format_jalali(instant, self.language), clock=self.number(clock))

    def _asked(self, step: Step) -> dict[str, str]:
        was = {f"was_{name}": said for name, said in self._question(step.was_definition)}
        return {
            **was,
            **dict(self._question(step.definition)),
            "was_as_of": self.bound(step.was_as_of),
            "was_known_at": self.bound(step.was_known_at),
            "as_of": self.bound(step.as_of),
            "known_at": self.bound(step.known_at),
        }

    def _question(self, definition: Definition) -> Iterator[tuple[str, str]]:
        yield "counts", self.counts(definition)
        yield "over", self.words.over[definition.over]
        yield "among", self.words.among[definition.among]
        yield "duty", definition.duty
        parts = self.words.separator.join(self._parts(definition))
        yield "selection", self.words.selection.format(parts=parts) if parts else self.words.everybody

    def _parts(self, definition: Definition) -> Iterator[str]:
        if definition.group is not None:
            yield self.words.group.format(group=definition.group)
        if definition.parent is not None:
            yield self.words.parent.format(parent=definition.parent)
        for key, values in sorted(definition.where.items()):
            yield self.words.trait.format(key=key, values=" / ".join(values))

    def _moves(self, step: Step) -> Iterator[str]:
        movements: dict[ListName, Movement] = {
            "numerator": step.numerator,
            "denominator": step.denominator,
            "not_judged": step.not_judged,
        }
        for name, movement in movements.items():
            for texts, codes in ((self.words.entered, movement.entered), (self.words.left, movement.left)):
                if codes:
                    yield texts[name].format(number=self.number(len(codes)))

    def _template(self, forecast: Forecast) -> str:
        if forecast.days_left == 0:
            return self.words.forecast_after
        return self.words.forecast_without_estimate if forecast.misses is None else self.words.forecast

    def _pace(self, forecast: Forecast) -> str:
        if forecast.pace_needed is None:
            return self.words.no_day_left
        return self.words.pace_needed.format(
            pace=self.number(forecast.pace_needed), days_left=self.number(forecast.days_left)
        )


_NUMBERS = ("days_used", "pace", "misses", "at_least", "at_most")
