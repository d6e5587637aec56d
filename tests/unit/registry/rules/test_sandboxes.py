"""A sandbox stands apart from the agencies of the country, all its life."""

from collections.abc import Callable

import pytest

from services.registry.book.contents import AgencyContent, Place
from services.registry.book.timeline import at
from services.registry.problems import SandboxApart, SandboxKindFixed
from services.registry.rules.lives import dissolved, merged, moved, renamed, split
from services.registry.rules.roster import check_parents
from tests.unit.registry.book.contents import an_agency, day, names, under, within

TRIAL = an_agency("trial", within("health", "sandbox"))
REAL = an_agency("real", within("health"))


@pytest.mark.parametrize(
    ("agency", "place"),
    [
        (TRIAL, within("health")),
        (TRIAL, within("health", "affiliated")),
        (REAL, within("health", "sandbox")),
    ],
    ids=["a sandbox to core", "a sandbox to affiliated", "a core body to a sandbox"],
)
@pytest.mark.parametrize(
    ("start", "until"), [(5, None), (5, 7), (0, None)], ids=["later", "for a time", "all its life"]
)
def test_no_move_leads_into_or_out_of_being_one(
    agency: AgencyContent, place: Place, start: int, until: int | None
) -> None:
    with pytest.raises(SandboxKindFixed) as refused:
        moved(agency, place, day(start), None if until is None else day(until))
    assert agency.code in refused.value.detail("en")
    assert "becomes a sandbox later" in refused.value.detail("en")


def test_a_sandbox_may_move_and_be_renamed_and_end_as_a_sandbox() -> None:
    there = moved(TRIAL, within("sport", "sandbox"), day(5))
    assert at(there.place, day(6)) == within("sport", "sandbox")
    assert at(renamed(TRIAL, names("new"), day(5)).names, day(6)) == names("new")
    assert dissolved(TRIAL, day(9), []).place[-1].until == day(9)


ACTS: dict[str, Callable[[], object]] = {
    "merged into another": lambda: merged([TRIAL], REAL, day(5), []),
    "another merged into it": lambda: merged([REAL], TRIAL, day(5), []),
    "merged with another sandbox": lambda: merged([TRIAL], an_agency("t2", within("health", "sandbox")), day(5), []),
    "split": lambda: split(TRIAL, [an_agency("new")], day(5), []),
    "split and goes on": lambda: split(TRIAL, [an_agency("new")], day(5), [], continues=True),
    "come out of a split": lambda: split(REAL, [an_agency("new"), TRIAL], day(5), []),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_it_is_never(act: Callable[[], object]) -> None:
    with pytest.raises(SandboxApart, match="trial is a sandbox"):
        act()


@pytest.mark.parametrize("kind", ["core", "affiliated", "sandbox"])
def test_nobody_is_placed_under_it(kind: str) -> None:
    child = an_agency("child", under("trial", kind=kind))  # type: ignore[arg-type]
    with pytest.raises(SandboxApart):
        check_parents([child], {"trial": TRIAL}.get)


def test_it_may_itself_stand_under_an_agency() -> None:
    check_parents([an_agency("trial", under("real", kind="sandbox"))], {"real": REAL}.get)
