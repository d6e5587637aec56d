"""From the book to facts, from facts to events."""

from datetime import timedelta, timezone

import msgspec
from mohlat_contracts import decode_batch, encode_batch
from mohlat_contracts.registry import EveryAffiliate, ShareOfAffiliates

from services.registry import facts
from services.registry.book.contents import (
    CertificationContent,
    GroupContent,
    KeyContent,
    Names,
    Place,
    RollUp,
    ServiceContent,
    Traits,
)
from services.registry.book.timeline import put, since
from services.registry.events import Fact, event, rfc3339, tick
from services.registry.rules.referring import closed, withdrawn
from tests.unit.registry.book.contents import (
    BEGINNING,
    a_certificate,
    a_duty,
    a_link,
    a_mandate,
    a_referral,
    a_reply,
    a_withdrawal,
    an_agency,
    an_exemption,
    an_outcome,
    day,
    span,
)

GROUP = GroupContent("g1", since(BEGINNING, Names("گروه", "Group")))
KEY = KeyContent("sanjesh", "k1", "A" * 43, BEGINNING)


def a_service(code: str, **more: object) -> ServiceContent:
    traits = Traits("خدمت", "Service", high_use=True)
    return ServiceContent("sanjesh", code, since(BEGINNING, msgspec.structs.replace(traits, **more)))


def test_an_agency_is_said_as_it_stands_with_its_whole_history() -> None:
    agency = msgspec.structs.replace(an_agency("sanjesh"), place=since(BEGINNING, Place("g1", "core")))
    renamed = msgspec.structs.replace(agency, names=put(agency.names, Names("نو", "New"), day(10)))
    data = facts.agency_data(renamed, GROUP, 7, day(5))
    assert (data.name_en, data.revision, data.group.name_en) == (agency.names[0].value.name_en, 7, "Group")
    assert [(each.name_en, each.start, each.until) for each in data.history] == [
        (agency.names[0].value.name_en, BEGINNING, day(10)),
        ("New", day(10), None),
    ]
    assert facts.agency_data(renamed, GROUP, 7, day(10)).name_en == "New"


def test_before_it_is_founded_an_agency_is_said_as_it_will_begin() -> None:
    agency = msgspec.structs.replace(
        an_agency("sanjesh"), names=since(day(20), Names("نو", "New")), place=since(day(20), Place("g1", "core"))
    )
    assert facts.agency_data(agency, GROUP, 1, day(3)).name_en == "New"


def test_services_are_listed_in_the_order_of_their_codes_once_for_each_reading() -> None:
    reclassified = a_service("s1")
    traits = msgspec.structs.replace(reclassified.traits[0].value, high_use=False)
    reclassified = msgspec.structs.replace(reclassified, traits=put(reclassified.traits, traits, day(10)))
    data = facts.services_data("sanjesh", [a_service("s2"), reclassified], 4, day(0))
    assert [(each.code, each.high_use, each.spans[0].until) for each in data.services] == [
        ("s1", True, day(10)),
        ("s1", False, None),
        ("s2", True, None),
    ]


def test_ids_name_kind_entity_agency_and_the_number_of_the_change() -> None:
    mandate, duty = a_mandate(), a_duty()
    said: list[Fact] = [
        facts.agency_data(an_agency("sanjesh"), GROUP, 3, BEGINNING),
        facts.services_data("sanjesh", [], 4, BEGINNING),
        facts.key_data(KEY, 5),
        facts.duty_data("sanjesh", duty, mandate, (span(0),), mandate.chain, 6),
        facts.exemption_data(an_exemption(0), 7),
        facts.referral_data(a_referral(), 8),
    ]
    assert [event(fact, BEGINNING).id.split(":", 2)[1:] for fact in said][:2] == [
        ["agency", "sanjesh:3"],
        ["services", "sanjesh:4"],
    ]
    assert event(said[2], BEGINNING).id == "registry:key:k1:sanjesh:5"
    assert event(said[3], BEGINNING).id == f"registry:duty:{duty.code}:sanjesh:6"
    assert event(said[5], BEGINNING).id == "registry:referral:inspection-551:sanjesh:8"


def test_a_long_code_of_a_service_still_makes_an_id() -> None:
    long, other = (CertificationContent("a" * 40, letter * 80) for letter in "xy")
    ids = [event(facts.certification_data(each, 10**10), BEGINNING).id for each in (long, other)]
    assert max(map(len, ids)) <= 120
    assert len(set(ids)) == 2
    short = facts.certification_data(CertificationContent("sanjesh", "s1"), 9)
    assert event(short, BEGINNING).id == "registry:certification:s1:sanjesh:9"


def test_a_certificate_is_said_with_all_before_it() -> None:
    held = CertificationContent("sanjesh", "s1", (a_certificate(0, 9, "partly_online"), a_certificate(9)))
    data = facts.certification_data(held, 3)
    assert [(each.start, each.until, each.level) for each in data.spans] == [
        (day(0), day(9), "partly_online"),
        (day(9), None, "fully_online"),
    ]
    assert {each.certifier for each in data.spans} == {"ARO"}


def test_a_province_is_said_span_by_span() -> None:
    place = put(since(BEGINNING, Place("g1", "core")), Place("g1", "core", province="fars"), day(9))
    agency = msgspec.structs.replace(an_agency("sanjesh"), place=place)
    data = facts.agency_data(agency, GROUP, 1, day(9))
    assert (data.province, [each.province for each in data.history]) == ("fars", [None, "fars"])


def test_a_duty_is_said_with_the_rule_that_stands() -> None:
    every, share = RollUp(EveryAffiliate()), RollUp(ShareOfAffiliates(percent=80))
    duty = msgspec.structs.replace(a_duty(), roll_ups=put(since(BEGINNING, every), share, day(9)))
    mandate = a_mandate(duty=duty)
    assert facts.duty_data("sanjesh", duty, mandate, (span(0),), mandate.chain, 1).roll_up == share.rule
    assert facts.duty_data("sanjesh", a_duty(), mandate, (span(0),), mandate.chain, 1).roll_up is None


def test_every_fact_can_be_read_back() -> None:
    mandate, referred = a_mandate(), a_referral(310, a_reply(320), a_reply(330, due=360))
    referrals = (referred, closed(referred, an_outcome(350)), withdrawn(referred, a_withdrawal(350)))
    said = [
        event(facts.agency_data(an_agency("sanjesh"), GROUP, 1, BEGINNING), BEGINNING),
        event(facts.services_data("sanjesh", [a_service("s1", yearly_use=12)], 2, BEGINNING), BEGINNING),
        event(facts.duty_data("sanjesh", a_duty(), mandate, (span(0, 9),), (a_link(0, 90),), 3), BEGINNING),
        event(facts.exemption_data(an_exemption(0), 4), BEGINNING),
        event(facts.key_data(KEY, 5), BEGINNING),
        event(facts.certification_data(CertificationContent("sanjesh", "s1", (a_certificate(0),)), 6), BEGINNING),
        *(event(facts.referral_data(each, 6), BEGINNING) for each in referrals),
        tick(BEGINNING, day(1), epoch=1),
    ]
    assert decode_batch(encode_batch(said)) == said


def test_instants_are_written_in_utc_whatever_their_offset() -> None:
    tehran = timezone(timedelta(hours=3, minutes=30))
    assert rfc3339(BEGINNING.astimezone(tehran)) == "2022-03-20T20:30:00Z"


def test_a_letter_counts_from_the_first_instant_of_its_day_in_tehran() -> None:
    data = facts.referral_data(closed(a_referral(310, a_reply(320)), an_outcome(330)), 1)
    assert data.outcome is not None
    assert (data.at, data.answers[0].at, data.outcome.at) == (day(310), day(320), day(330))
    assert (data.state_at(day(310)), data.state_at(day(320)), data.state_at(day(330))) == (
        "opened",
        "answered",
        "closed",
    )
