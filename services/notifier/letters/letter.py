"""A letter as content: for each language the lines a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts.notices import NoticeKey
from mohlat_contracts.registry import Instrument

from services.calendar.jalali import Language
from services.notifier.addresses import Addressee
from services.notifier.escalation.due import DueRung
from services.notifier.letters import texts
from services.notifier.letters.dates import both_calendars, clock_time, end_of
from services.notifier.letters.plain import one_line
from services.notifier.state.dossier import View


@dataclass(frozen=True, slots=True)
class Page:
    """One language's side of a letter; plain text, escaped where it is set."""

    lang: Language
    addressed_to: str
    agency: str
    group: str
    duty: str
    deadline: str
    final: bool
    days: str
    standing: str
    missing: str
    to_do: str
    instrument: str
    next_recipient: str
    next_at: str
    as_of: str
    to_agency: bool
    recipient: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that goes into the bytes."""

    key: NoticeKey
    at: datetime
    to: tuple[Addressee, ...]
    subject: str
    pages: tuple[Page, ...]
    simulated: bool

    @property
    def reference(self) -> str:
        key = self.key
        return f"{key.agency}/{key.duty}/{key.deadline_revision}/{key.step}/{key.recipient}"


def write(
    view: View, key: NoticeKey, at: datetime, to: Sequence[Addressee], following: DueRung | None, simulated: bool
) -> Letter:
    """Write the letter of a key.

    Args:
        at: the domain instant at which it is sent.
        following: the next rung if nothing changes.
    """
    persian, english = (_page(view, key, at, to, following, lang) for lang in ("fa", "en"))
    subject = (
        f"{persian.days} · {one_line(persian.duty, 80)} · {one_line(persian.agency, 80)}"
        f" | {english.days} · {one_line(english.agency, 80)}"
    )
    if simulated:
        subject = f"[دادهٔ شبیه‌سازی‌شده / Simulated data] {subject}"
    return Letter(key, at, tuple(to), subject, (persian, english), simulated)


def _page(
    view: View, key: NoticeKey, at: datetime, to: Sequence[Addressee], following: DueRung | None, lang: Language
) -> Page:
    agency, duty = view.agency, view.duty
    fa = lang == "fa"
    names = ("، " if fa else ", ").join(one_line(addressee.name, 120) for addressee in to)
    return Page(
        lang=lang,
        addressed_to=names,
        agency=one_line(agency.name_fa if fa else agency.name_en),
        group=one_line(agency.group.name_fa if fa else agency.group.name_en),
        duty=one_line(duty.name_fa if fa else duty.name_en),
        deadline=end_of(view.deadline.at, lang),
        final=view.deadline.final,
        days=texts.days(view, at, lang),
        standing=texts.standing(view, lang),
        missing=texts.missing(view, lang),
        to_do=texts.to_do(view, lang),
        instrument=_instrument(view.deadline.instrument, lang),
        next_recipient="" if following is None else texts.RECIPIENTS[following.rung.recipient][lang],
        next_at="" if following is None else both_calendars(following.due_at, lang),
        as_of=f"{both_calendars(at, lang)}{'، ساعت ' if fa else ', '}{clock_time(at, lang)}",
        to_agency=key.recipient == "agency",
        recipient=texts.RECIPIENTS[key.recipient][lang],
        synthetic=agency.synthetic,
    )


def _instrument(instrument: Instrument, lang: Language) -> str:
    number, issuer = one_line(instrument.number), one_line(instrument.issuer)
    day = both_calendars(instrument.date, lang)
    return f"شمارهٔ {number}، مورخ {day}، {issuer}" if lang == "fa" else f"No. {number} of {day}, {issuer}"
