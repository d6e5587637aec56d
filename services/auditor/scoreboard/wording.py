"""Numbers, dates and verdicts the way a person reads them, in one language. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from mohlat_contracts.registry import Deadline
from mohlat_contracts.verdicts import Share, Status, Timeliness, VerdictData

from services.auditor.scoreboard.book import CONNECT
from services.auditor.scoreboard.texts import TEXTS, Texts
from services.calendar.civil import TEHRAN, days_between, last_day_before, start_of_day
from services.calendar.jalali import Language, format_jalali, persian_digits

_GREGORIAN_MONTHS: dict[Language, tuple[str, ...]] = {
    "fa": (
        "ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن",
        "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_END_OF: dict[Language, str] = {"fa": "پایان {day}", "en": "the end of {day}"}


class Named(Protocol):
    """Something with a name in both languages."""

    @property
    def name_fa(self) -> str: ...
    @property
    def name_en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Told:
    """How a duty stands under one deadline, in words; `tone` is on_time, late, unmet or open."""

    deadline: str
    outcome: str
    tone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of one language."""

    language: Language

    @property
    def texts(self) -> Texts:
        return TEXTS[self.language]

    def number(self, value: float | str) -> str:
        """Digits of the language; in Persian the decimal separator is U+066B."""
        text = str(value)
        return persian_digits(text.replace(".", "٫")) if self.language == "fa" else text

    def digits(self, text: str) -> str:
        """The digits within a text, in those of the language; nothing else is touched."""
        return persian_digits(text) if self.language == "fa" else text

    def percent(self, value: float | None) -> str:
        if value is None:
            return "—"
        return f"{self.number(value)}{'٪' if self.language == 'fa' else '%'}"

    def share(self, share: Share) -> str:
        """How many of how many, with the percentage; a dash for a share of nothing."""
        if not share.whole:
            return "—"
        counts = self.texts.share_of.format(reached=self.number(share.reached), whole=self.number(share.whole))
        return f"{counts} ({self.percent(round(100 * share.reached / share.whole, 1))})"

    def name(self, named: Named) -> str:
        return named.name_fa if self.language == "fa" else named.name_en

    def day(self, moment: date | datetime) -> str:
        """A day in both calendars: `24 Khordad 1402 (14 June 2023)`; an instant is read in Tehran."""
        return f"{format_jalali(moment, self.language)} ({self._gregorian(moment)})"

    def _gregorian(self, moment: date | datetime) -> str:
        day = moment.astimezone(TEHRAN).date() if isinstance(moment, datetime) else moment
        return self.digits(f"{day.day} {_GREGORIAN_MONTHS[self.language][day.month - 1]} {day.year}")

    def bound(self, instant: datetime) -> str:
        """An exclusive bound: midnight is read as the end of the day before, as laws put it."""
        if start_of_day(instant.astimezone(TEHRAN).date()) == instant:
            return _END_OF[self.language].format(day=self.day(last_day_before(instant)))
        return self.instant(instant)

    def last_day(self, instant: datetime) -> str:
        """The Jalali day that a deadline names."""
        return format_jalali(last_day_before(instant), self.language)

    def instant(self, instant: datetime) -> str:
        """A day in both calendars with the time of day in Tehran."""
        clock = instant.astimezone(TEHRAN).strftime("%H:%M")
        return f"{self.day(instant)}{'، ' if self.language == 'fa' else ', '}{self.digits(clock)}"

    def status(self, status: Status, duty: str = CONNECT) -> str:
        words = self.texts.connect_statuses if duty == CONNECT else self.texts.statuses
        return words[status]

    def deadline(self, revision: int) -> str:
        """`Original deadline`, `Second extension`."""
        if revision == 0:
            return self.texts.original_deadline
        ordinals = self.texts.ordinals
        ordinal = ordinals[revision - 1] if revision <= len(ordinals) else self.number(revision)
        return self.texts.extension.format(ordinal=ordinal)

    def told(self, verdict: VerdictData, as_of: datetime) -> list[Told]:
        """How the duty stands under each deadline of the chain, oldest first."""
        return [self._told(each, as_of) for each in sorted(verdict.timeliness, key=lambda each: each.revision)]

    def told_briefly(self, verdict: VerdictData, as_of: datetime) -> list[Told]:
        """The same in one line where it is the same under every deadline."""
        told = self.told(verdict, as_of)
        if len(told) > 1 and len({each.tone for each in told}) == 1:
            return [replace(told[-1], deadline=self.texts.every_deadline)]
        return told

    def _told(self, timeliness: Timeliness, as_of: datetime) -> Told:
        is_open = timeliness.outcome == "unmet" and as_of < timeliness.deadline
        return Told(
            deadline=self.deadline(timeliness.revision),
            outcome=self.texts.still_open if is_open else self.texts.outcomes[timeliness.outcome],
            tone="open" if is_open else timeliness.outcome,
            at=timeliness.deadline,
        )

    def distance(self, deadline: Deadline, as_of: datetime) -> str:
        """Civil days between an instant and a deadline, in words."""
        if as_of < deadline.at:
            return self.texts.days_left.format(days=self.number(days_between(as_of, deadline.at)))
        return self.texts.days_past.format(days=self.number(days_between(deadline.at, as_of)))
