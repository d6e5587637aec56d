"""A sandbox changes nothing that is counted or listed, whatever it does."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from mohlat_contracts.registry import AgencyKind
from mohlat_contracts.verdicts import VerdictData

from services.auditor.answers.figures import Selection
from services.auditor.cases.auditing import PartitionAuditor
from services.auditor.figures import DEFINITIONS, Body, compute
from services.auditor.scoreboard.answers import agencies_answer
from services.auditor.scoreboard.book import Agency, Moment, moment_of
from services.auditor.scoreboard.groups import BODY_STATES, bodies_in
from services.auditor.scoreboard.standing import figure, standing
from services.auditor.scoreboard.views import standing_view
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.stores import BytesStore
from tests.unit.auditor.worlds import World, read, world
from tests.unit.scoreboard.books import AS_OF, FULL, OVERDUE, a_verdict, an_agency

SANDBOX = "agency-2"
BODIES = ("agency-0", "agency-1")


def judged(played: World, agencies: Iterable[str]) -> tuple[list[VerdictData], datetime]:
    """The verdicts on these agencies alone, and how far time has come."""
    auditor, verdicts, chosen = PartitionAuditor(BytesStore()), list[VerdictData](), {"", *agencies}
    for topic, log in (("registry", played.registry), ("evidence", played.evidence)):
        for record in log:
            if record.agency in chosen and (advance := read(auditor, topic, record)):  # type: ignore[arg-type]
                verdicts += [event.data for event in advance.verdicts]
    assert auditor.w is not None
    return verdicts, auditor.w


def moment(registered: Iterable[Agency], verdicts: Iterable[VerdictData], at: datetime) -> Moment:
    states: dict[str, dict[str, VerdictData]] = {}
    for verdict in sorted(verdicts, key=lambda verdict: verdict.known_at):
        states.setdefault(verdict.agency, {})[verdict.duty] = verdict
    return moment_of(at, at, registered, states, {0: at})


def shown(seen: Moment) -> list[bytes]:
    """Everything that is counted or listed."""
    view = standing_view(seen, [], [])
    return [
        msgspec.json.encode(each)
        for each in (
            standing(seen, None, [], seen.judged, simulated=True),
            [figure(definition, seen) for definition in DEFINITIONS],
            agencies_answer(seen, Selection()),
            view.groups,
            view.totals,
            [[line.agency.code for line in lines] for lines in (*view.unconnected.values(), view.between)],
            view.not_judged,
            [[agency.code for agency in bodies_in(seen, state)] for state in BODY_STATES],
        )
    ]


@given(seed=st.integers(min_value=0, max_value=2**32), kind=st.sampled_from(["core", "affiliated"]))
@worlds(20, 1_000)
def test_a_sandbox_with_any_law_and_any_evidence_changes_no_figure_and_no_list(seed: int, kind: AgencyKind) -> None:
    played = world(seed, agencies=3)
    bodies = [an_agency(BODIES[0]), an_agency(BODIES[1], kind=kind)]
    without, w = judged(played, BODIES)
    beside, w_beside = judged(played, [*BODIES, SANDBOX])
    assert w == w_beside
    assert shown(moment(bodies, without, w)) == shown(moment([*bodies, an_agency(SANDBOX, kind="sandbox")], beside, w))


def test_the_same_agency_of_another_kind_would_have_been_counted() -> None:
    def at(kind: AgencyKind) -> list[bytes]:
        body = an_agency("trial", kind=kind)
        verdict = a_verdict("trial", **FULL)  # type: ignore[arg-type]
        return shown(moment([an_agency("aa"), body], [verdict, a_verdict("aa", **OVERDUE)], verdict.known_at))  # type: ignore[arg-type]

    assert at("core") != at("sandbox") != at("affiliated")


def test_no_figure_counts_a_sandbox_that_is_handed_to_it() -> None:
    body = Body(code="trial", kind="sandbox", judged=True, status="met", grade="full")
    for definition in DEFINITIONS:
        assert compute(definition, [body]).base == ()
        assert compute(definition, [msgspec.structs.replace(body, judged=False)]).not_judged == ()


def test_a_sandbox_that_is_behind_is_not_counted_as_not_judged() -> None:
    body = an_agency("trial", kind="sandbox", partition=1)
    assert standing_view(moment_of(AS_OF, AS_OF, [body], {}, {0: AS_OF}), [], []).not_judged == 0
