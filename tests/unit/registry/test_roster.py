"""What a list of agencies must be."""

from typing import Any

import pytest

from services.registry.entries import AgencyEntry
from services.registry.problems import ParentCycle, ReferenceUnknown, Repeated
from services.registry.rules.roster import check_references, check_repeats, parents_first


def entry(code: str, **more: Any) -> AgencyEntry:
    return AgencyEntry.model_validate(
        {"code": code, "name_fa": "س", "name_en": "S", "group": "g", "kind": "core", **more}
    )


def test_parents_come_before_their_children_however_they_are_entered() -> None:
    entries = [entry("ward", parent="hospital"), entry("hospital", parent="ministry"), entry("ministry")]
    assert [each.code for each in parents_first(entries)] == ["ministry", "hospital", "ward"]


def test_a_parent_registered_before_needs_no_place_in_the_list() -> None:
    assert [each.code for each in parents_first([entry("ward", parent="hospital")])] == ["ward"]


@pytest.mark.parametrize(
    "entries",
    [
        [entry("one", parent="one")],
        [entry("one", parent="two"), entry("two", parent="three"), entry("three", parent="one")],
    ],
    ids=["above itself", "in a circle"],
)
def test_a_circle_of_parents_is_refused(entries: list[AgencyEntry]) -> None:
    with pytest.raises(ParentCycle):
        parents_first(entries)


def test_a_group_must_be_registered() -> None:
    with pytest.raises(ReferenceUnknown, match="group g"):
        check_references([entry("one")], groups=set(), agencies=set())


def test_a_parent_may_be_registered_or_entered_beside_it() -> None:
    check_references([entry("one", parent="two"), entry("two", parent="old")], groups={"g"}, agencies={"old"})
    with pytest.raises(ReferenceUnknown, match="nobody"):
        check_references([entry("one", parent="nobody")], groups={"g"}, agencies={"old"})


def test_two_contacts_of_one_agency_need_two_addresses() -> None:
    contact = {"name": "ر", "email": "a@b.example"}
    check_repeats([entry("one", contacts=[contact]), entry("two", contacts=[contact])])
    with pytest.raises(Repeated, match="one: contact"):
        check_repeats([entry("one", contacts=[contact, contact])])
