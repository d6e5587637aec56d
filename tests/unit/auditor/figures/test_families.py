"""Lateness under each deadline, and shares of services at each level."""

from typing import get_args

import pytest
from mohlat_contracts.registry import Level, Measure, Proof
from mohlat_contracts.verdicts import Outcome, Timeliness

from services.auditor.figures import DEFINITIONS, compute, read_definitions, write_definitions
from services.auditor.figures.bodies import Body
from services.auditor.figures.families import SHARES, lateness, named
from tests.unit.auditor.figures.censuses import a_body, a_deadline, a_definition, a_share


def told(*outcomes: Outcome) -> tuple[Timeliness, ...]:
    return tuple(a_deadline(revision, outcome) for revision, outcome in enumerate(outcomes))


BODIES: list[Body] = [
    a_body("always", timeliness=told("on_time", "on_time", "on_time")),
    a_body("by-the-second", timeliness=told("late", "on_time", "on_time")),
    a_body("by-the-third", timeliness=told("late", "late", "on_time")),
    a_body("late", timeliness=told("late", "late", "late")),
    a_body("lapsed", "lapsed", "silent", timeliness=told("on_time", "on_time", "on_time")),
    a_body("never", "overdue", "none", timeliness=told("unmet", "unmet", "unmet")),
    a_body("not-extended", timeliness=told("on_time")),
    a_body("not-extended-late", timeliness=told("late")),
]


def counted(name: str) -> tuple[str, ...]:
    return compute(named(name), BODIES).counted


def test_on_time_is_told_under_each_deadline_of_the_chain() -> None:
    always = ("always", "lapsed", "not-extended")
    assert counted("on_time_original") == always
    assert counted("on_time_extension_1") == tuple(sorted((*always, "by-the-second")))
    assert counted("on_time_extension_2") == tuple(sorted((*always, "by-the-second", "by-the-third")))


def test_without_a_revision_the_deadline_in_force_is_meant() -> None:
    assert counted("on_time") == counted("on_time_extension_2")


def test_who_has_no_such_extension_keeps_the_deadline_before_it() -> None:
    assert {"not-extended", "not-extended-late"} & set(counted("on_time_extension_2")) == {"not-extended"}


def test_late_is_first_met_and_not_on_time() -> None:
    late = compute(a_definition(counts="late", under=0), BODIES).counted
    assert late == ("by-the-second", "by-the-third", "late", "not-extended-late")


@pytest.mark.parametrize(("reached", "whole", "counts"), [(3, 10, True), (29, 100, False), (0, 0, False), (1, 3, True)])
def test_a_share_is_reached_at_its_very_limit(reached: int, whole: int, counts: bool) -> None:
    body = a_body("a", shares=(a_share("fully_online", reached, whole),))
    assert bool(compute(named("share_fully_online_count_claimed"), [body]).numerator) is counts


def test_a_share_is_of_one_level_one_measure_and_one_proof() -> None:
    body = a_body("a", shares=(a_share("partly_online", 1, 2, "use", "certified"),))
    found = [each.name for each in SHARES if compute(each, [body]).numerator]
    assert found == ["share_partly_online_use_certified"]


def test_there_is_a_share_for_every_level_measure_and_proof() -> None:
    assert len(SHARES) == len(get_args(Level)) * len(get_args(Measure)) * len(get_args(Proof)) == 12


def test_each_is_found_by_its_name_and_written_as_data() -> None:
    everything = (*DEFINITIONS, *lateness([0, 1, 2]), *SHARES)
    assert [named(each.name) for each in everything] == list(everything)
    assert read_definitions(write_definitions(everything)) == everything


@pytest.mark.parametrize("name", ["on_time_extension_0", "on_time_extension_100", "on_time_", "connected ", ""])
def test_no_other_name_is_known(name: str) -> None:
    with pytest.raises(KeyError):
        named(name)
