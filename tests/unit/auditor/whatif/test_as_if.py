"""What would have been is what a world comes to whose log really said so from the beginning."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.registry import Connect, DutyData
from msgspec import structs

from services.auditor.whatif.changes import (
    Deadline,
    Exempted,
    NoExtension,
    NotExempted,
    OtherLimits,
    Threshold,
    Unbound,
    Whom,
)
from services.auditor.whatif.spans import without
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.events import MANDATE, hour
from tests.unit.auditor.replay.registered import world_of_bodies
from tests.unit.auditor.replay.topics import advances
from tests.unit.auditor.whatif.asking import asked, histories_under
from tests.unit.auditor.whatif.rewriting import (
    newest_revision,
    share,
    with_duties,
    with_exemption,
    without_exemptions,
)
from tests.unit.auditor.worlds import HOURS, World

SEEDS = st.integers(min_value=0, max_value=2**32)
HOUR = st.integers(min_value=1, max_value=HOURS)
ONE = "agency-0"
ALONE = Whom(agencies=(ONE,))


def happened(played: World) -> dict[str, list[str]]:
    """Verdict ids by agency, as a worker reaches them."""
    out: dict[str, list[str]] = {}
    for verdict in (verdict for step in advances(played, 5) for verdict in step.verdicts):
        out.setdefault(verdict.data.agency, []).append(verdict.id)
    return out


def reached(histories: dict[str, list[str]]) -> dict[str, list[str]]:
    return {code: ids for code, ids in histories.items() if ids}


@given(seed=SEEDS)
@worlds(15, 1_000)
def test_without_a_change_everything_is_as_it_is(seed: int) -> None:
    played = world_of_bodies(seed)
    assert reached(histories_under(played)) == happened(played)
    found = asked(played)
    assert found.moves == ()
    assert all(figure.before == figure.after for figure in found.figures)


@given(seed=SEEDS, to=HOUR)
@worlds(10, 500)
def test_another_deadline_of_everybody(seed: int, to: int) -> None:
    played = world_of_bodies(seed)

    def rewrite(data: DutyData) -> DutyData:
        last = newest_revision(played, data.agency, data.duty)
        chain = (structs.replace(each, at=hour(to)) if each.revision == last else each for each in data.deadlines)
        return structs.replace(data, deadlines=tuple(chain))

    assert reached(histories_under(played, Deadline(to=hour(to)))) == happened(with_duties(played, None, rewrite))


@given(seed=SEEDS, to=HOUR)
@worlds(10, 500)
def test_another_original_deadline_of_one_agency(seed: int, to: int) -> None:
    played = world_of_bodies(seed)

    def rewrite(data: DutyData) -> DutyData:
        first, *rest = data.deadlines
        return structs.replace(data, deadlines=(structs.replace(first, at=hour(to)), *rest))

    changed = Deadline(to=hour(to), of="original", whom=ALONE)
    assert reached(histories_under(played, changed)) == happened(with_duties(played, ONE, rewrite))


@given(seed=SEEDS)
@worlds(10, 500)
def test_without_the_extensions(seed: int) -> None:
    played = world_of_bodies(seed)
    extended = with_duties(played, None, lambda data: structs.replace(data, deadlines=data.deadlines[:1]))
    if extended == played:
        return
    assert reached(histories_under(played, NoExtension())) == happened(extended)


@given(seed=SEEDS, percent=st.integers(min_value=1, max_value=100))
@worlds(10, 500)
def test_another_share(seed: int, percent: int) -> None:
    played = world_of_bodies(seed)
    changed = Threshold(duty="digitize", share_percent=percent)
    assert reached(histories_under(played, changed)) == happened(with_duties(played, None, share(percent)))


@given(seed=SEEDS, grade=st.sampled_from(["claimed", "proven", "full"]))
@worlds(10, 500)
def test_another_grade(seed: int, grade: str) -> None:
    played = world_of_bodies(seed)

    def rewrite(data: DutyData) -> DutyData:
        wanted = Connect(grade=grade)  # type: ignore[arg-type]
        return structs.replace(data, obligation=wanted) if data.duty == "connect" else data

    changed = Threshold(duty="connect", grade=grade)  # type: ignore[arg-type]
    assert reached(histories_under(played, changed)) == happened(with_duties(played, None, rewrite))


@given(seed=SEEDS, days=st.integers(min_value=2, max_value=9), hours=st.integers(min_value=0, max_value=72))
@worlds(10, 500)
def test_other_limits(seed: int, days: int, hours: int) -> None:
    played = world_of_bodies(seed)

    def rewrite(data: DutyData) -> DutyData:
        limits = structs.replace(data.limits, silent_after_days=days, grace_open_hours=hours)
        return structs.replace(data, limits=limits)

    changed = OtherLimits(silent_after_days=days, grace_open_hours=hours, mandate=MANDATE)
    assert reached(histories_under(played, changed)) == happened(with_duties(played, None, rewrite))


@given(seed=SEEDS, since=HOUR, length=st.integers(min_value=1, max_value=200))
@worlds(10, 500)
def test_a_span_without_the_duty(seed: int, since: int, length: int) -> None:
    played = world_of_bodies(seed)
    start, until = hour(since), hour(since) + timedelta(hours=length)

    def rewrite(data: DutyData) -> DutyData:
        return structs.replace(data, bound=without(data.bound, start, until))

    changed = Unbound(start=start, until=until, whom=ALONE)
    assert reached(histories_under(played, changed)) == happened(with_duties(played, ONE, rewrite))


@given(seed=SEEDS, since=HOUR, until=st.none() | HOUR)
@worlds(10, 500)
def test_an_exemption_that_was_never_granted(seed: int, since: int, until: int | None) -> None:
    played = world_of_bodies(seed)
    end = None if until is None else hour(since + until)
    changed = Exempted(mandate=MANDATE, whom=ALONE, start=hour(since), until=end)
    assert reached(histories_under(played, changed)) == happened(with_exemption(played, ONE, hour(since), end))


@given(seed=SEEDS)
@worlds(10, 500)
def test_an_exemption_that_is_taken_away(seed: int) -> None:
    played = world_of_bodies(seed)
    assert reached(histories_under(played, NotExempted(whom=ALONE))) == happened(without_exemptions(played, ONE))


@given(seed=SEEDS, to=HOUR, percent=st.integers(min_value=1, max_value=100))
@worlds(10, 500)
def test_several_changes_are_made_one_after_another(seed: int, to: int, percent: int) -> None:
    played = world_of_bodies(seed)

    def rewrite(data: DutyData) -> DutyData:
        first, *rest = data.deadlines
        return structs.replace(share(percent)(data), deadlines=(structs.replace(first, at=hour(to)), *rest))

    changes = Threshold(duty="digitize", share_percent=percent), Deadline(to=hour(to), of="original")
    assert reached(histories_under(played, *changes)) == happened(with_duties(played, None, rewrite))
