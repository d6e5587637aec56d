"""What a replay came to, in words."""

from services.auditor.replay import Difference, Replayed
from services.calendar.jalali import Language, persian_digits

MOST_LINES = 50
"""Of differences that are told in words; `--json` has them all."""

_KINDS: dict[Language, dict[str, str]] = {
    "en": {
        "missing_in_log": "the log does not have it",
        "not_in_replay": "nothing in the topics leads to it",
        "other_content": "the log says something else in {fields}",
        "id_not_of_content": "its id is not the hash of what it says ({fields})",
        "after_its_tick": "it came into the log after the tick that promised it",
        "tick_ahead": "promises more than the topics did",
        "tick_unfounded": "at an instant at which nobody ticked",
        "tick_after_gap": "leaves out time since the tick before",
        "foreign_record": "not written by the auditor: {reason}",
    },
    "fa": {
        "missing_in_log": "در دفتر ثبت نیست",
        "not_in_replay": "هیچ چیز در رویدادها به آن نمی‌رسد",
        "other_content": "دفتر ثبت در {fields} چیز دیگری می‌گوید",
        "id_not_of_content": "شناسهٔ آن هش محتوای آن نیست ({fields})",
        "after_its_tick": "پس از تعهدی که شامل آن بود به دفتر آمده است",
        "tick_ahead": "بیش از آنچه رویدادها تعهد کرده‌اند تعهد می‌کند",
        "tick_unfounded": "در لحظه‌ای که هیچ‌کس تا آن تعهدی نداده است",
        "tick_after_gap": "زمانی را پس از تعهد پیشین جا می‌اندازد",
        "foreign_record": "نوشتهٔ ارزیاب نیست: {reason}",
    },
}
_ABOUT: dict[Language, dict[str, str]] = {
    "en": {"verdict": "verdict", "signal": "signal", "tick": "tick", "record": "record"},
    "fa": {"verdict": "رأی", "signal": "هشدار", "tick": "تعهد زمان", "record": "پیام"},
}
_SUMMARY: dict[Language, tuple[str, str, str]] = {
    "en": (
        "The same: {verdicts} verdicts and {signals} signals, from {events} events in {records} records"
        " ({refused} refused, {waiting} not recorded yet).",
        "{count} differences from {verdicts} verdicts and {signals} signals.",
        " The first {most}:",
    ),
    "fa": (
        "یکسان: {verdicts} رأی و {signals} هشدار، از {events} رویداد در {records} پیام"
        " ({refused} پذیرفته‌نشده، {waiting} هنوز ثبت‌نشده).",
        "{count} تفاوت با {verdicts} رأی و {signals} هشدار.",
        " {most} تای نخست:",
    ),
}


def summary(replayed: Replayed, language: Language) -> str:
    """One line."""
    same, differs, first = _SUMMARY[language]
    counts = {
        name: sum(getattr(each, name) for each in replayed.partitions)
        for name in ("verdicts", "signals", "events", "records", "refused", "waiting")
    }
    count = len(replayed.differences)
    line = (differs if count else same).format(count=count, **counts)
    return _digits(line + (first.format(most=MOST_LINES) if count > MOST_LINES else ""), language)


def difference(each: Difference, language: Language) -> str:
    """One line: what it is about, where it stands, and what differs."""
    parts = [_ABOUT[language][each.about], each.agency, each.place, each.known_at.isoformat() if each.known_at else ""]
    where = f"[{each.partition}:{'-' if each.offset is None else each.offset}]"
    said = _KINDS[language][each.kind].format(fields=", ".join(each.fields), reason=each.reason)
    return f"{where} {' '.join(part for part in parts if part)}: {said}"


def _digits(text: str, language: Language) -> str:
    return persian_digits(text) if language == "fa" else text
