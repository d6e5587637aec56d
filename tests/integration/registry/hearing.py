"""What the registry has said so far, in the words of the model: of each entity the highest revision known by then."""

from typing import Any

import msgspec
from mohlat_contracts import Event
from mohlat_contracts.referrals import ReferralRecorded
from mohlat_contracts.registry import (
    AgencyData,
    AgencyRegistered,
    DutyAssigned,
    ExemptionGranted,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)

from services.registry.clock import RESOLUTION
from tests.integration.registry import answers
from tests.integration.registry.answers import same
from tests.integration.registry.model.answers import Seen
from tests.integration.registry.model.book import DAYS, FIRST, Book, Day, History, instant, standing
from tests.integration.registry.model.law import roll_up_word

Heard = dict[tuple[str, ...], Any]


def check(said: list[tuple[str | None, list[Event]]], book: Book) -> None:
    """Whoever reads the topic knows what the registry answers, at every moment.

    Raises:
        AssertionError: facts and answers are not the same.
    """
    for day in sorted({day for day, _ in book.changes}):
        known_at = instant(day) + RESOLUTION
        heard = _heard([event for _, events in said for event in events if event.time < known_at])
        seen = Seen(book, FIRST, known_at)
        _check_agencies(heard, seen, day)
        _check_law(heard, seen)


def _heard(events: list[Event]) -> Heard:
    """Facts come in the order of their revisions, so the last of each entity is the one that rules."""
    heard: Heard = {}
    for event in events:
        match event:
            case AgencyRegistered(data=fact):
                name: tuple[str, ...] = ("agency", fact.agency)
            case ServicesListed(data=fact):
                name = ("services", fact.agency)
            case DutyAssigned(data=fact):
                name = ("duty", fact.agency, fact.duty)
            case ExemptionGranted(data=fact):
                name = ("exemption", fact.agency, fact.exemption)
            case ServiceCertified(data=fact):
                name = ("certification", fact.agency, fact.service)
            case ReferralRecorded(data=fact):
                name = ("referral", fact.referral)
            case _:
                continue
        assert name not in heard or heard[name].revision < fact.revision, event.id
        heard[name] = fact
    return heard


def _check_agencies(heard: Heard, seen: Seen, day: Day) -> None:
    known = seen.known("agency")
    same(sorted(fact.agency for fact in _of(heard, "agency")), sorted(known))
    for code in known:
        expected = seen.agency(code)
        fact: AgencyData = heard["agency", code]
        assert expected is not None
        same(answers.history(fact.history, _named), expected["history"])
        same(fact.successors, expected["successors"])
        same(_certified(heard, code), {each["service"]: each["history"] for each in expected["certifications"]})
        _check_group(fact, known[code].place, day, seen)
        # Of what was never offered nothing is said.
        services = {each["code"]: each["history"] for each in expected["services"] if set(each["history"]) != {None}}
        same(_services(heard.get(("services", code))), services)


def _check_group(fact: AgencyData, places: History, day: Day, seen: Seen) -> None:
    """As long as it stays in a group, a new name of that is said of it."""
    stayed = {place.group for place in places[seen.day_of_change(fact.revision) : day + 1] if place is not None}
    if stayed == {fact.group.code}:
        same(fact.group.name_en, standing(seen.known("group")[fact.group.code], day))


def _check_law(heard: Heard, seen: Seen) -> None:
    duties: dict[tuple[str, str], Any] = {
        (fact.agency, fact.duty): (
            answers.history(fact.bound),
            [link.revision for link in fact.deadlines],
            fact.roll_up and roll_up_word(msgspec.to_builtins(fact.roll_up)),
        )
        for fact in _of(heard, "duty")
    }
    expected = {(agency, duty): found for agency in seen.known("agency") for duty, found in seen.duties(agency).items()}
    same(duties, expected)
    exemptions = {
        (fact.agency, fact.exemption): (
            fact.mandate,
            *((answers.day(s.start), answers.day(s.until)) for s in fact.spans),
        )
        for fact in _of(heard, "exemption")
    }
    referrals = {fact.referral: (fact.agency, fact.duty, fact.at) for fact in _of(heard, "referral")}
    same(referrals, {code: (held.agency, held.duty, held.at) for code, held in seen.known("referral").items()})
    granted = seen.known("exemption").items()
    same(exemptions, {tuple(code.split("/")): (each.mandate, (each.start, each.end)) for code, each in granted})


def _of(heard: Heard, kind: str) -> list[Any]:
    return [fact for name, fact in heard.items() if name[0] == kind]


def _named(span: Any) -> tuple[Any, ...]:
    return span.name_en, span.group, span.kind, span.parent, span.province


def _certified(heard: Heard, agency: str) -> dict[str, Any]:
    return {
        fact.service: answers.history(fact.spans, lambda span: span.level)
        for fact in _of(heard, "certification")
        if fact.agency == agency
    }


def _services(fact: ServicesData | None) -> dict[str, Any]:
    """A service is listed once for each reading of it."""
    found: dict[str, list[Any]] = {}
    for listed in fact.services if fact else ():
        found.setdefault(listed.code, []).extend((span, listed.high_use) for span in listed.spans)
    return {code: _merged(spans) for code, spans in found.items()}


def _merged(spans: list[tuple[Any, bool]]) -> Any:
    """At no time it is listed twice."""
    found: list[bool | None] = [None for _ in DAYS]
    for span, high_use in spans:
        for day, offered in enumerate(answers.history([span])):
            if offered:
                assert found[day] is None, spans
                found[day] = high_use
    return tuple(found)
