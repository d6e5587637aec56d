"""The registry's answers, in the words of the model: days for instants, histories for spans."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from tests.integration.registry.model.book import DAYS, NAMED, NEVER, History, Rule, day_of, instant
from tests.integration.registry.model.law import roll_up_word

Json = Mapping[str, Any]


def day(written: str | datetime | None) -> int:
    """The day that begins then; everything in the registry begins and ends with a day."""
    if written is None:
        return NEVER
    at = written if isinstance(written, datetime) else datetime.fromisoformat(written)
    assert instant(day_of(at)) == at, written
    return day_of(at)


def history(spans: Iterable[Any], value: Callable[[Any], Any] = lambda _: True, start: str = "start") -> History:
    """What the spans say of each day; no two may say anything of the same."""
    found: list[Any] = [None for _ in DAYS]
    for span in spans:
        get = span.get if isinstance(span, Mapping) else lambda name, span=span: getattr(span, name)
        for each in range(day(get(start)), min(day(get("until")), NEVER)):
            assert found[each] is None, spans
            found[each] = value(span)
    return tuple(found)


def group(told: Json) -> Any:
    return {name: told[name] for name in ("code", "revision", "name_en")}


def listed_agency(told: Json) -> Any:
    as_they_are = {name: told[name] for name in ("code", "revision", "exists", "name_en", "kind", "parent")}
    province = told["province"] and told["province"]["code"]
    named = {"group": told["group"]["code"], "group_name": told["group"]["name_en"], "province": province}
    return as_they_are | named


def agency(told: Json) -> Any:
    return listed_agency(told) | {
        "history": history(told["history"], lambda span: _named(span)),
        "predecessors": tuple(told["predecessors"]),
        "successors": tuple(told["successors"]),
        "services": [service(each) for each in told["services"]],
        "duties": [_duty(each) for each in told["duties"]],
        "exemptions": [_exemption(each) for each in told["exemptions"]],
        "certifications": [certification(each) for each in told["certifications"]],
    }


def _named(span: Json) -> tuple[Any, ...]:
    return span["name_en"], span["group"], span["kind"], span["parent"], span["province"]


def service(told: Json) -> Any:
    traits = history(told["history"], lambda span: span["high_use"])
    return {"code": told["code"], "revision": told["revision"], "offered": told["offered"], "history": traits}


def _duty(told: Json) -> Any:
    return {
        **{name: told[name] for name in ("duty", "mandate", "revision", "binding")},
        "bound": history(told["bound"], start="from"),
        "original": day(told["original_deadline"]),
        "current": day(told["current_deadline"]),
        "deadlines": [each["revision"] for each in told["deadlines"]],
        "roll_up": told["roll_up"] and roll_up_word(told["roll_up"]),
    }


def _exemption(told: Json) -> Any:
    span = told["span"]
    names = told["exemption"], told["mandate"], told["revision"]
    return (*names, day(span["from"]), day(span["until"]), told["in_force"])


def certification(told: Json) -> Any:
    levels = history(told["certificates"], lambda certificate: certificate["level"])
    return {"service": told["service"], "revision": told["revision"], "level": told["level"], "history": levels}


def certified(told: Json) -> tuple[str, str, str]:
    return told["agency"], told["service"], told["level"]


def exempt(told: Json) -> tuple[str, str]:
    return told["agency"], told["exemption"]


def referral(told: Json) -> Any:
    return {name: told[name] for name in ("code", "revision", "agency", "duty", "state")}


def mandate(told: Json) -> Any:
    return {
        "code": told["code"],
        "revision": told["revision"],
        "in_force": told["in_force_then"],
        "original": day(told["original_deadline"]),
        "current": day(told["current_deadline"]),
        "deadlines": [each["revision"] for each in told["deadlines"]],
        "duties": {duty["code"]: history(duty["binds"], _rule) for duty in told["duties"]},
        "roll_ups": {duty["code"]: history(duty["roll_ups"], _roll_up) for duty in told["duties"]},
    }


def _roll_up(told: Json) -> tuple[str, bool]:
    return roll_up_word(told), told["amended_by"] is not None


def _rule(told: Json) -> Rule:
    return Rule(**{field: frozenset(told[field]) for field in NAMED}, amended=told["amended_by"] is not None)


def change(told: Json) -> int:
    return int(told["number"])


def proposal(told: Json) -> tuple[int, str, int | None]:
    return told["number"], told["state"], told["change"]


def bound(told: Json) -> tuple[str, list[str]]:
    return told["agency"], told["duties"]


def same(answered: object, expected: object) -> None:
    """Raises AssertionError, which shows both."""
    assert answered == expected, f"\nanswered {answered}\nexpected {expected}"
