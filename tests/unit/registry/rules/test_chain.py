"""Which deadlines count for whom, and which may be added."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.book.contents import AgencyContent, Link, Scope
from services.registry.problems import DeadlineBeforeMandate, ExtensionNotLater, MandateRepealed
from services.registry.rules.chain import chain_of, chain_of_all, check_extension, scopes_of
from tests.unit.registry.book.contents import (
    a_link,
    a_mandate,
    an_agency,
    day,
    for_agency,
    for_group,
    span,
    within,
)
from tests.unit.registry.book.strategies import lives, placings, tried

SCOPES = [Scope(), for_group("g1"), for_group("g2"), for_agency("aa"), for_agency("bb")]


def revisions(agency: AgencyContent, *chain: Link) -> list[int]:
    return [link.revision for link in chain_of(agency, chain)]


def test_an_extension_for_a_group_is_for_its_members() -> None:
    chain = a_link(0, 100), a_link(1, 130, for_group("health"))
    assert revisions(an_agency("one", within("health")), *chain) == [0, 1]
    assert revisions(an_agency("two", within("sport")), *chain) == [0]


def test_an_extension_for_one_agency_is_for_no_other() -> None:
    chain = a_link(0, 100), a_link(1, 130, for_agency("one"))
    assert revisions(an_agency("one"), *chain) == [0, 1]
    assert revisions(an_agency("two"), *chain) == [0]


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        (an_agency("one", within("health"), (60, within("sport"))), [0, 1]),
        (an_agency("one", within("sport"), (60, within("health"))), [0]),
        (an_agency("one", within("sport"), (50, within("health"))), [0, 1]),
        (an_agency("one", within("health"), life=(70, None)), [0, 1]),
        (an_agency("one", within("health"), (80, within("sport")), life=(70, None)), [0, 1]),
        (an_agency("one", within("health"), life=(0, 20)), [0, 1]),
    ],
    ids=[
        "moved out after it was announced",
        "moved in after it was announced",
        "moved in as it was announced",
        "founded in the group later",
        "founded in the group later and moved out",
        "dissolved before",
    ],
)
def test_membership_counts_as_of_the_announcement(agency: AgencyContent, expected: list[int]) -> None:
    assert revisions(agency, a_link(0, 100), a_link(1, 130, for_group("health"), announced=50)) == expected


def test_a_withdrawn_extension_no_longer_counts() -> None:
    chain = a_link(0, 100), a_link(1, 130, withdrawn=60), a_link(2, 120)
    assert revisions(an_agency(), *chain) == [0, 2]
    assert [link.revision for link in chain_of_all(chain)] == [0, 2]


def test_an_extension_that_is_not_later_than_the_one_before_is_passed_over() -> None:
    moved = an_agency("one", within("health"), (60, within("sport")))
    chain = (
        a_link(0, 100),
        a_link(1, 150, for_group("health"), announced=50),
        a_link(2, 130, for_group("sport"), announced=70),
        a_link(3, 160),
    )
    assert revisions(moved, *chain) == [0, 1, 3]


def test_a_chain_has_the_scopes_of_the_extensions_for_some_that_stand() -> None:
    assert scopes_of((a_link(0, 100), a_link(1, 130))) == frozenset()
    assert scopes_of((a_link(0, 100), a_link(1, 130, for_group("health")))) == {for_group("health")}
    assert scopes_of((a_link(0, 100), a_link(1, 130, for_group("health"), withdrawn=60))) == frozenset()


@st.composite
def chains(draw: st.DrawFn) -> tuple[Link, ...]:
    later = [
        a_link(
            revision,
            draw(st.integers(50, 60)),
            draw(st.sampled_from(SCOPES)),
            announced=draw(st.integers(0, 12)),
            withdrawn=draw(st.sampled_from([None, None, 20])),
        )
        for revision in range(1, draw(st.integers(1, 6)))
    ]
    return (a_link(0, 50), *later)


@tried
@given(lives(placings), chains())
def test_a_chain_begins_with_the_original_and_rises(agency: AgencyContent, chain: tuple[Link, ...]) -> None:
    counted = chain_of(agency, chain)
    assert counted[0] == chain[0]
    for before, after in pairwise(counted):
        assert before.revision < after.revision and before.at < after.at


@tried
@given(lives(placings), chains())
def test_nothing_later_that_was_meant_for_an_agency_is_kept_from_it(
    agency: AgencyContent, chain: tuple[Link, ...]
) -> None:
    latest = max(link.at for link in chain if link in chain_of(agency, (chain[0], link)))
    assert chain_of(agency, chain)[-1].at == latest


@tried
@given(lives(placings), chains())
def test_who_is_never_in_a_scope_of_the_chain_has_that_of_all(agency: AgencyContent, chain: tuple[Link, ...]) -> None:
    own = {for_agency(agency.code), *(for_group(version.value.group) for version in agency.place)}
    if own.isdisjoint(scopes_of(chain)):
        assert chain_of(agency, chain) == chain_of_all(chain)


@pytest.mark.parametrize(
    ("standing", "new"),
    [
        (Scope(), Scope()),
        (Scope(), for_group("health")),
        (Scope(), for_agency("one")),
        (for_group("health"), for_group("health")),
        (for_group("health"), for_agency("one")),
        (for_agency("one"), for_agency("one")),
    ],
    ids=lambda scope: scope.code or "all",
)
def test_an_extension_must_be_later_than_what_all_in_its_scope_have(standing: Scope, new: Scope) -> None:
    mandate = a_mandate(a_link(0, 100), a_link(1, 130, standing))
    with pytest.raises(ExtensionNotLater) as refused:
        check_extension(mandate, a_link(2, 130, new), [an_agency("one", within("health"))])
    assert refused.value.current == day(130)
    check_extension(mandate, a_link(2, 131, new), [an_agency("one", within("health"))])


@pytest.mark.parametrize(
    ("standing", "new"),
    [
        (for_group("health"), for_group("sport")),
        (for_group("sport"), for_agency("one")),
        (for_agency("one"), for_group("sport")),
        (for_agency("two"), for_agency("one")),
        (for_agency("one"), for_group("health")),
        (for_agency("one"), Scope()),
        (for_group("health"), Scope()),
    ],
    ids=lambda scope: scope.code or "all",
)
def test_an_extension_may_be_earlier_than_one_for_others_or_for_fewer(standing: Scope, new: Scope) -> None:
    mandate = a_mandate(a_link(0, 100), a_link(1, 130, standing))
    agencies = [an_agency("one", within("health")), an_agency("two", within("health"))]
    check_extension(mandate, a_link(2, 120, new), agencies)
    with pytest.raises(ExtensionNotLater):
        check_extension(mandate, a_link(2, 100, new), agencies)


def test_a_withdrawn_extension_is_in_nobodys_way() -> None:
    check_extension(a_mandate(a_link(0, 100), a_link(1, 130, withdrawn=60)), a_link(2, 120), [])


@tried
@given(lives(placings), chains(), st.integers(49, 62), st.sampled_from(SCOPES))
def test_an_extension_that_passes_counts_for_whom_it_names(
    agency: AgencyContent, chain: tuple[Link, ...], at: int, scope: Scope
) -> None:
    """But for those who have a later one of their own or of their group, and keep it."""
    link = a_link(len(chain), at, scope, announced=12)
    try:
        check_extension(a_mandate(*chain), link, [agency])
    except ExtensionNotLater:
        assert any(each.at >= link.at for each in chain)
    else:
        if scope.code == agency.code:
            assert chain_of(agency, (*chain, link))[-1] == link
        elif scope.kind == "all":
            assert chain_of(agency, (*chain, link))[-1].at >= link.at


def test_a_deadline_lies_after_its_mandate_begins() -> None:
    mandate = a_mandate(a_link(0, 5), in_force=span(10))
    with pytest.raises(DeadlineBeforeMandate):
        check_extension(mandate, a_link(1, 10), [])
    check_extension(mandate, a_link(1, 11), [])


@pytest.mark.parametrize(
    ("announced", "at", "refused"),
    [(200, 300, True), (50, 201, True), (50, 200, False), (201, 150, True)],
    ids=["after the repeal", "beyond the repeal", "within", "after it for a day before it"],
)
def test_a_repealed_mandate_is_not_extended(announced: int, at: int, refused: bool) -> None:
    mandate = a_mandate(in_force=span(0, 200))
    link = a_link(1, at, announced=announced)
    if refused:
        with pytest.raises(MandateRepealed):
            check_extension(mandate, link, [])
    else:
        check_extension(mandate, link, [])
