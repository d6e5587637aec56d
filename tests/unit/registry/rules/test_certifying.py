"""Certificates beside each other, and beside the service that they are of."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.codec import MAX_EVENTS
from mohlat_contracts.registry import Level

from services.registry.book.contents import Certificate, CertificationContent, ServiceContent, Traits
from services.registry.book.timeline import Version, at
from services.registry.problems import (
    CertificateOverlaps,
    EffectiveLater,
    NotFound,
    Refused,
    ServiceNotOffered,
    SpanReversed,
    TooManyCertificates,
)
from services.registry.rules.certifying import (
    MOST_AT_ONCE,
    certified,
    check_certificate,
    check_count,
    corrected,
    ended,
    struck,
    the_certificate,
)
from tests.unit.registry.book.contents import a_certificate, day, history
from tests.unit.registry.book.strategies import DAYS, tried

SERVICE = ServiceContent("sanjesh", "s1", history(Traits("س", "S", True), life=(10, 100)))
LEVELS: tuple[Level, ...] = ("information_only", "partly_online", "fully_online")


def holding(*certificates: Version[Certificate]) -> CertificationContent:
    return CertificationContent("sanjesh", "s1", certificates)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        pytest.param(a_certificate(9), ServiceNotOffered, id="before the service is listed"),
        pytest.param(a_certificate(100), ServiceNotOffered, id="when it is retired"),
        pytest.param(a_certificate(51), EffectiveLater, id="of a day to come"),
        pytest.param(a_certificate(20, 20), SpanReversed, id="for no time"),
        pytest.param(a_certificate(20, 19), SpanReversed, id="backwards"),
    ],
)
def test_what_cannot_be_certified_is_refused(new: Version[Certificate], refusal: type[Refused]) -> None:
    now = day(200 if refusal is ServiceNotOffered else 50)
    with pytest.raises(refusal):
        check_certificate(SERVICE, new, now)


@pytest.mark.parametrize(("start", "until"), [(10, None), (50, None), (99, 300)])
def test_what_is_offered_when_the_certificate_begins_can_be_certified(start: int, until: int | None) -> None:
    check_certificate(SERVICE, a_certificate(start, until), day(99))


def test_so_many_of_one_agency_at_once_fit_its_record() -> None:
    assert MOST_AT_ONCE < MAX_EVENTS
    check_count([*["one"] * MOST_AT_ONCE, *["two"] * MOST_AT_ONCE])
    with pytest.raises(TooManyCertificates, match="501 certificates of two"):
        check_count([*["one"] * MOST_AT_ONCE, *["two"] * (MOST_AT_ONCE + 1)])


def test_one_without_an_end_ends_where_the_next_begins() -> None:
    held = certified(holding(a_certificate(10, level="partly_online")), a_certificate(20))
    assert held == holding(a_certificate(10, 20, "partly_online"), a_certificate(20))


def test_what_is_certified_again_in_the_same_words_is_one_certificate() -> None:
    held = holding(a_certificate(10))
    assert certified(held, a_certificate(20)) == held


@pytest.mark.parametrize(
    ("standing", "new"),
    [
        pytest.param(a_certificate(10, 30), a_certificate(29, level="partly_online"), id="one that has its end"),
        pytest.param(a_certificate(10), a_certificate(9, level="partly_online"), id="one that began later"),
        pytest.param(a_certificate(10), a_certificate(10, level="partly_online"), id="one of the same day"),
        pytest.param(a_certificate(10), a_certificate(5, 11, "partly_online"), id="the first day of one"),
    ],
)
def test_a_service_is_at_one_level_at_a_time(standing: Version[Certificate], new: Version[Certificate]) -> None:
    with pytest.raises(CertificateOverlaps) as refused:
        certified(holding(standing), new)
    assert "fully_online" in str(refused.value) or "fully online" in str(refused.value)


def test_an_end_is_that_of_the_last_before_it() -> None:
    held = holding(a_certificate(10, 20), a_certificate(30))
    assert ended(held, day(40)) == holding(a_certificate(10, 20), a_certificate(30, 40))
    assert ended(held, day(15)) == holding(a_certificate(10, 15), a_certificate(30))


@pytest.mark.parametrize(
    ("until", "refusal"), [(9, NotFound), (10, SpanReversed), (25, SpanReversed), (30, SpanReversed)]
)
def test_an_end_makes_nothing_longer_and_leaves_something(until: int, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        ended(holding(a_certificate(10, 20), a_certificate(30)), day(until))


def test_a_correction_is_of_the_one_that_holds_then() -> None:
    held = holding(a_certificate(10, 20), a_certificate(30))
    wrong = the_certificate(held, day(19))
    right = a_certificate(12, 25, "partly_online")
    assert corrected(held, wrong, right) == holding(right, a_certificate(30))
    assert struck(held, wrong) == holding(a_certificate(30))
    with pytest.raises(NotFound):
        the_certificate(held, day(20))


def test_a_correction_closes_no_other() -> None:
    held = holding(a_certificate(10, 20), a_certificate(30))
    with pytest.raises(CertificateOverlaps):
        corrected(held, a_certificate(10, 20), a_certificate(10, 31, "partly_online"))


@st.composite
def certificates(draw: st.DrawFn) -> Version[Certificate]:
    start = draw(st.integers(0, DAYS))
    return a_certificate(start, draw(st.none() | st.integers(start + 1, DAYS + 2)), draw(st.sampled_from(LEVELS)))


@tried
@given(st.lists(certificates(), max_size=6))
def test_a_new_certificate_holds_over_its_span_and_changes_nothing_before_it(
    entered: list[Version[Certificate]],
) -> None:
    held = holding()
    for new in entered:
        before = held
        with suppress(CertificateOverlaps):
            held = certified(before, new)
            for number in range(DAYS + 4):
                then, now = (at(each.certificates, day(number)) for each in (before, held))
                if new.covers(day(number)):
                    assert now == new.value
                else:
                    # Later than its end only what had no end is gone.
                    assert now == then or (now is None and day(number) > new.start)
    starts = [each.start for each in held.certificates]
    assert starts == sorted(set(starts))
