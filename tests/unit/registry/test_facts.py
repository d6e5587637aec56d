"""Rows to facts, facts to events."""

from datetime import timedelta, timezone

from mohlat_contracts import decode_batch, encode_batch
from mohlat_contracts.registry import Connect, Digitize

from services.registry import facts
from services.registry.events import Fact, event, rfc3339, tick
from services.registry.models import EnrolledKey
from tests.unit.registry.rows import (
    DEADLINE,
    GROUP,
    KNOWN,
    MANDATE,
    a_binding,
    a_duty,
    a_link,
    a_service,
    an_agency,
    an_exemption,
)


def test_a_duty_holds_the_whole_chain_in_order() -> None:
    chain = [a_link(2, DEADLINE + timedelta(days=60)), a_link(0), a_link(1, DEADLINE + timedelta(days=30))]
    data = facts.duty_data(a_binding(revision=2), a_duty(), MANDATE, chain)
    assert [link.revision for link in data.deadlines] == [0, 1, 2]
    assert [link.instrument.number for link in data.deadlines] == ["0", "1", "2"]
    assert (data.revision, data.limits.silent_after_days, data.bound[0].until) == (2, 21, None)


def test_each_obligation_is_of_its_own_kind() -> None:
    share = a_duty(kind="digitize", grade=None, share_percent=30, level="fully_online")
    assert facts.obligation(a_duty()) == Connect(grade="proven")
    assert facts.obligation(share) == Digitize(share_percent=30, level="fully_online")


def test_services_are_listed_in_the_order_of_their_codes() -> None:
    data = facts.services_data("sanjesh", [a_service("s2"), a_service("s1")])
    assert [service.code for service in data.services] == ["s1", "s2"]


def test_ids_name_kind_entity_agency_and_revision() -> None:
    said: list[Fact] = [
        facts.agency_data(an_agency(revision=3), GROUP),
        facts.services_data("sanjesh", []),
        facts.key_data(EnrolledKey(key_id="k1", agency="sanjesh", public_key="A" * 43)),
        facts.duty_data(a_binding(revision=2), a_duty(), MANDATE, [a_link()]),
        facts.exemption_data(an_exemption(KNOWN, None)),
    ]
    assert [event(fact, KNOWN).id for fact in said] == [
        "registry:agency:sanjesh:3",
        "registry:services:sanjesh:0",
        "registry:key:k1:sanjesh:0",
        "registry:duty:connect:sanjesh:2",
        "registry:exemption:e1:sanjesh:0",
    ]


def test_every_fact_can_be_read_back() -> None:
    said = [
        event(facts.agency_data(an_agency(), GROUP), KNOWN),
        event(facts.duty_data(a_binding(), a_duty(), MANDATE, [a_link()]), KNOWN),
        event(facts.exemption_data(an_exemption(KNOWN, DEADLINE)), KNOWN),
        tick(KNOWN, DEADLINE, epoch=1),
    ]
    assert decode_batch(encode_batch(said)) == said


def test_instants_are_written_in_utc_whatever_their_offset() -> None:
    tehran = timezone(timedelta(hours=3, minutes=30))
    assert rfc3339(DEADLINE.astimezone(tehran)) == "2022-09-22T20:30:00Z"
