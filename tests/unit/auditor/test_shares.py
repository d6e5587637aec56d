"""Shares of services: by count and by use, claimed and certified, at every level."""

from datetime import datetime

import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.codec import MalformedBatch
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import (
    CertificationData,
    Digitize,
    Level,
    Service,
    ServiceCertified,
    ServicesData,
    ServicesListed,
)
from mohlat_contracts.sources import REGISTRY
from mohlat_contracts.sources import agency as agency_urn
from mohlat_contracts.verdicts import Share, VerdictData

from services.auditor.cases.facts import ForeignFact
from services.auditor.rules.changes import next_change
from services.auditor.rules.judge import judge, judge_reading
from services.auditor.rules.reading import Reading
from tests.unit.auditor.courts import ALWAYS_OPEN, case_of, said, story, verdict
from tests.unit.auditor.events import AGENCY, START, always, catalogue, certified, day, decoded, digitized, duty

HALF = Digitize(share_percent=50, level="fully_online", among="all")
BY_CERTIFICATE = Digitize(share_percent=50, level="fully_online", among="all", proof="certified")
Known = tuple[datetime, DecodedEvent]


def rule(obligation: Digitize) -> Known:
    return START, duty([day(100)], obligation=obligation)


def listed(**uses: int) -> Known:
    return START, catalogue(always(*uses), yearly_use=uses)


def share(judged: VerdictData, level: str, by: str = "count", proof: str = "claimed") -> tuple[int, int]:
    """How many of how many."""
    (found,) = [each for each in judged.shares if (each.level, each.by, each.proof) == (level, by, proof)]
    return found.reached, found.whole


def test_there_is_one_for_every_level_measure_and_proof_in_their_order() -> None:
    shares = verdict(case_of(rule(HALF), listed(s0=1)), day(1), "digitize").shares
    keys = [(each.level, each.by, each.proof) for each in shares]
    assert len(keys) == len(set(keys)) == 12
    assert keys[:5] == [
        ("information_only", "count", "claimed"),
        ("information_only", "count", "certified"),
        ("information_only", "use", "claimed"),
        ("information_only", "use", "certified"),
        ("partly_online", "count", "claimed"),
    ]


def test_a_service_is_at_its_level_and_at_all_below_it() -> None:
    levels: dict[str, Level] = {"s0": "information_only", "s1": "partly_online", "s2": "fully_online"}
    stated = [(day(1), digitized(day(1), service, level)) for service, level in levels.items()]
    judged = verdict(case_of(rule(HALF), listed(s0=5, s1=20, s2=30, s3=45), *stated), day(2), "digitize")
    assert [share(judged, level) for level in ("information_only", "partly_online", "fully_online")] == [
        (3, 4),
        (2, 4),
        (1, 4),
    ]
    assert [share(judged, level, "use") for level in ("information_only", "partly_online", "fully_online")] == [
        (55, 100),
        (50, 100),
        (30, 100),
    ]


def test_what_is_claimed_and_what_is_certified_stand_side_by_side() -> None:
    case = case_of(
        rule(HALF),
        listed(s0=1, s1=1),
        (day(1), digitized(day(1), "s0")),
        (day(1), digitized(day(1), "s1")),
        (day(3), certified("s0", [("partly_online", day(2), None)])),
    )
    judged = verdict(case, day(4), "digitize")
    assert share(judged, "fully_online") == (2, 2)
    assert share(judged, "fully_online", proof="certified") == (0, 2)
    assert share(judged, "partly_online", proof="certified") == (1, 2)
    assert judged.status == "met", "the obligation takes the agency's word"


def test_what_nobody_stated_or_certified_is_at_no_level() -> None:
    judged = verdict(case_of(rule(HALF), listed(s0=1, s1=1)), day(1), "digitize")
    assert {each.reached for each in judged.shares} == {0}


def test_only_services_in_scope_and_in_force_are_the_whole() -> None:
    of_high_use = Digitize(share_percent=50, level="fully_online")
    spans = {"s0": ((START, None),), "s1": ((day(10), day(20)),), "s2": ((START, None),)}
    case = case_of(rule(of_high_use), (START, catalogue(spans, high_use=2)), (day(1), digitized(day(1), "s2")))
    wholes = [share(verdict(case, at, "digitize"), "fully_online")[1] for at in (day(9), day(10), day(20))]
    assert wholes == [1, 2, 1]
    assert share(verdict(case, day(9), "digitize"), "fully_online") == (0, 1), "a service of little use is out of scope"


def test_without_services_known_it_is_none_of_none() -> None:
    shares = verdict(case_of(rule(HALF)), day(1), "digitize").shares
    assert [(each.reached, each.whole) for each in shares] == [(0, 0)] * 12


def test_a_connection_has_no_shares() -> None:
    assert verdict(case_of((START, duty([day(9)])), listed(s0=1)), day(1)).shares == ()


def test_a_share_that_grows_below_what_is_asked_is_news() -> None:
    case = case_of(rule(HALF), listed(s0=1, s1=1, s2=1), (day(5), digitized(day(5), "s0")))
    assert story(case, day(9)) == [(START, "pending", "before_deadline"), (day(5), "pending", "before_deadline")]


def test_saying_it_again_is_none() -> None:
    again = [(day(n), digitized(day(n), "s0")) for n in (5, 6, 7)]
    assert len(story(case_of(rule(HALF), listed(s0=1, s1=1, s2=1), *again), day(9))) == 2


def test_by_certificates_the_agencys_own_word_meets_nothing() -> None:
    case = case_of(
        rule(BY_CERTIFICATE),
        listed(s0=1, s1=1),
        (day(1), digitized(day(1), "s0")),
        (day(20), certified("s0", [("fully_online", day(10), day(30))])),
    )
    assert said(case, day(19), "digitize") == ("pending", "before_deadline")
    met = verdict(case, day(20), "digitize")
    assert (met.status, met.first_met_at, met.effective_at) == ("met", day(10), day(10))
    assert story(case, day(40))[-2:] == [(day(30), "met", "in_grace"), (day(31), "lapsed", "share_fell")]


def test_the_highest_revision_of_a_certificate_rules_from_when_it_is_known() -> None:
    case = case_of(
        rule(BY_CERTIFICATE),
        listed(s0=1),
        (day(20), certified("s0", [("fully_online", day(10), None)])),
        (day(25), certified("s0", [("partly_online", day(10), None)], revision=1)),
        (day(30), certified("s0", [("fully_online", day(12), None)])),
    )
    assert [said(case, day(n), "digitize")[0] for n in (21, 26, 31)] == ["met", "pending", "pending"]


def test_a_certificate_that_begins_later_is_waited_for() -> None:
    case = case_of(rule(BY_CERTIFICATE), listed(s0=1), (day(2), certified("s0", [("fully_online", day(8), day(9))])))
    assert next_change(case, ALWAYS_OPEN, day(3)) == day(8)
    assert next_change(case, ALWAYS_OPEN, day(8)) == day(9)


def test_a_verdict_names_statements_and_certificates_whatever_it_is_judged_by() -> None:
    statement, certificate = digitized(day(1), "s0"), certified("s1", [("fully_online", day(2), None)])
    case = case_of(rule(HALF), listed(s0=1, s1=1), (day(1), statement), (day(2), certificate))
    assert {statement.name, certificate.name} < set(verdict(case, day(3), "digitize").facts)


def test_by_certificates_no_statement_begins_or_ends_a_stretch() -> None:
    same_instant, later = digitized(day(10), "s0"), digitized(day(12), "s0")
    found = certified("s0", [("fully_online", day(10), None)])
    known = (listed(s0=1), (day(10), found), (day(10), same_instant), (day(12), later))
    named = {
        obligation.proof: same_instant.name in verdict(case_of(rule(obligation), *known), day(13), "digitize").facts
        for obligation in (HALF, BY_CERTIFICATE)
    }
    assert named == {"claimed": True, "certified": False}


def test_one_reading_asked_at_many_instants_says_what_a_fresh_one_says() -> None:
    """Statements come late, two count at one instant, the list changes meanwhile, and it is asked back and forth."""
    shrunk = catalogue({"s0": ((START, None),), "s1": ((day(8), day(30)),), "s2": ((day(4), None),)}, revision=1)
    case = case_of(
        rule(HALF),
        listed(s0=1, s1=1, s2=1),
        *((day(n), digitized(day(own), code, id=f"{n}")) for n, own, code in ((5, 5, "s0"), (5.5, 4.8, "s1"))),
        *((day(n), digitized(day(6), code, "partly_online")) for n, code in ((6, "s0"), (6.5, "s1"))),
        (day(7), digitized(day(7), "s2")),
        (day(9), shrunk),
        (day(9.5), certified("s0", [("fully_online", day(8), day(20))])),
        (day(30.3), digitized(day(29.8), "s2", "partly_online")),
    )
    reading = Reading(case, ALWAYS_OPEN)
    forth = [day(n / 4) for n in range(130)]
    for at in (*forth, *forth[::-7], *forth[::5]):
        assert judge_reading(reading, at) == judge(case, ALWAYS_OPEN, at)


def test_a_service_listed_twice_at_once_counts_once() -> None:
    services = tuple(
        Service(code="s0", name_fa="s", name_en="s", high_use=True, spans=(Span(start=START),), yearly_use=use)
        for use in (3, 7)
    )
    data = ServicesData(agency=AGENCY, revision=0, services=services)
    twice = decoded(ServicesListed(id="services", source=REGISTRY, time=START, data=data))
    judged = verdict(case_of(rule(HALF), (START, twice), (day(1), digitized(day(1), "s0"))), day(2), "digitize")
    assert judged.shares[-4] == Share(level="fully_online", by="count", proof="claimed", reached=1, whole=1)
    assert share(judged, "fully_online", "use") == (7, 7), "with the use that was listed last"


def test_a_certificate_is_the_registrys_to_say_and_of_this_agency() -> None:
    data = CertificationData(agency=AGENCY, service="s0", revision=0, spans=())
    of_the_agency = decoded(ServiceCertified(id="c", source=agency_urn(AGENCY), time=START, data=data))
    with pytest.raises(ForeignFact):
        case_of((START, of_the_agency))
    with pytest.raises(MalformedBatch):
        case_of((START, certified("s0", [], agency="another")))
