"""The share of high-use services at a level."""

from datetime import datetime, timedelta

import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import Digitize, Level, Service, ServicesData, ServicesListed
from mohlat_contracts.sources import REGISTRY

from tests.unit.auditor.courts import case_of, said, story, verdict
from tests.unit.auditor.events import AGENCY, START, always, catalogue, day, decoded, digitized, duty

THIRTY = Digitize(share_percent=30, level="fully_online")
DUTY = (START, duty([day(100)], obligation=THIRTY))
TEN = (START, catalogue(always(*(f"s{n}" for n in range(10)))))
SECOND = timedelta(seconds=1)


def online(at: datetime, *services: str) -> list[tuple[datetime, DecodedEvent]]:
    return [(at, digitized(at, service)) for service in services]


def test_three_of_ten_are_thirty_per_cent() -> None:
    case = case_of(DUTY, TEN, *online(day(2), "s0", "s1"), *online(day(5), "s2"))
    assert said(case, day(4), "digitize") == ("pending", "before_deadline")
    met = verdict(case, day(9), "digitize")
    assert (met.status, met.reason, met.grade, met.first_met_at) == ("met", "in_force", None, day(5))


@pytest.mark.parametrize(
    ("level", "status"), [("information_only", "pending"), ("partly_online", "met"), ("fully_online", "met")]
)
def test_the_level_or_a_higher_one_counts(level: Level, status: str) -> None:
    obligation = Digitize(share_percent=100, level="partly_online")
    rule = (START, duty([day(100)], obligation=obligation))
    case = case_of(rule, (START, catalogue(always("s1"))), (day(1), digitized(day(1), "s1", level)))
    assert said(case, day(2), "digitize")[0] == status


def test_only_high_use_services_count() -> None:
    case = case_of(DUTY, (START, catalogue(always("s0", "s1"), high_use=1)), *online(day(1), "s1"))
    assert said(case, day(2), "digitize")[0] == "pending"


def test_the_latest_statement_on_a_service_counts_and_a_fallen_share_lapses_after_the_grace() -> None:
    case = case_of(
        DUTY,
        (START, catalogue(always("s1"))),
        (day(1), digitized(day(1), "s1")),
        (day(5), digitized(day(5), "s1", "partly_online")),
    )
    assert story(case, day(9)) == [
        (START, "pending", "before_deadline"),
        (day(1), "met", "in_force"),
        (day(5), "met", "in_grace"),
        (day(6), "lapsed", "share_fell"),
    ]
    assert verdict(case, day(6), "digitize").effective_at == day(5)


def test_a_share_regained_within_the_grace_never_fell() -> None:
    case = case_of(
        DUTY,
        (START, catalogue(always("s1"))),
        (day(1), digitized(day(1), "s1")),
        (day(5), digitized(day(5), "s1", "partly_online")),
        (day(5.5), digitized(day(5.5), "s1")),
    )
    assert verdict(case, day(8), "digitize").effective_at == day(1)


def test_a_late_statement_counts_by_its_own_time_within_the_grace() -> None:
    case = case_of(DUTY, (START, catalogue(always("s1"))), (day(3), digitized(day(2), "s1")))
    assert verdict(case, day(3), "digitize").first_met_at == day(2)


def test_new_high_use_services_can_lower_the_share() -> None:
    grown = catalogue({"s1": ((START, None),), **{f"n{n}": ((day(10), None),) for n in range(3)}})
    case = case_of(DUTY, (START, grown), (day(1), digitized(day(1), "s1")))
    assert said(case, day(10) - SECOND, "digitize") == ("met", "in_force")
    assert said(case, day(10), "digitize") == ("met", "in_grace")
    assert said(case, day(11), "digitize") == ("lapsed", "share_fell")


@pytest.mark.parametrize("listed", [(), ((START, catalogue({})),), ((START, catalogue(always("s1"), high_use=0)),)])
def test_without_high_use_services_the_share_is_not_met(listed: tuple[tuple[datetime, DecodedEvent], ...]) -> None:
    case = case_of(DUTY, *listed, (day(1), digitized(day(1), "s1")))
    assert said(case, day(2), "digitize")[0] == "pending"


def used(**yearly: int) -> tuple[datetime, DecodedEvent]:
    """Services by how often each is used a year; the first of them is of high use."""
    return START, catalogue(always(*yearly), high_use=1, yearly_use=yearly)


def test_a_share_by_use_weighs_each_service_by_its_yearly_use() -> None:
    rule = (START, duty([day(100)], obligation=Digitize(share_percent=30, level="fully_online", among="all", by="use")))
    often = case_of(rule, used(s0=1, s1=30, s2=69), *online(day(1), "s1"))
    seldom = case_of(rule, used(s0=1, s1=29, s2=70), *online(day(1), "s1"))
    assert (said(often, day(2), "digitize")[0], said(seldom, day(2), "digitize")[0]) == ("met", "pending")


def test_a_share_among_all_services_counts_those_of_little_use_too() -> None:
    of_all = Digitize(share_percent=50, level="fully_online", among="all")
    listed = (START, catalogue(always("s0", "s1"), high_use=1))
    case = case_of((START, duty([day(100)], obligation=of_all)), listed, *online(day(1), "s1"))
    assert said(case, day(2), "digitize")[0] == "met"


def test_by_use_nothing_is_met_while_nobody_knows_how_often_the_services_are_used() -> None:
    rule = (START, duty([day(100)], obligation=Digitize(share_percent=1, level="fully_online", by="use")))
    case = case_of(rule, TEN, *online(day(1), *(f"s{n}" for n in range(10))))
    assert said(case, day(2), "digitize")[0] == "pending"


def test_a_service_reclassified_is_of_high_use_only_while_it_was() -> None:
    services = (
        Service(code="s0", name_fa="s", name_en="s", high_use=True, spans=(Span(start=START, until=day(10)),)),
        Service(code="s0", name_fa="s", name_en="s", high_use=False, spans=(Span(start=day(10)),)),
        Service(code="s1", name_fa="s", name_en="s", high_use=True, spans=(Span(start=START),)),
    )
    data = ServicesData(agency=AGENCY, revision=0, services=services)
    listed = decoded(ServicesListed(id="services", source=REGISTRY, time=START, data=data))
    case = case_of(DUTY, (START, listed), *online(day(1), "s0"))
    assert said(case, day(5), "digitize")[0] == "met"
    assert said(case, day(12), "digitize") == ("lapsed", "share_fell")
