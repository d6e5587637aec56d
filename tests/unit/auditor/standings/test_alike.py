"""Bodies that stand alike are counted as one that has nothing of its own."""

from hypothesis import given
from mohlat_contracts.verdicts import VerdictData
from msgspec import json, structs

from services.auditor.figures.bodies import body_of
from services.auditor.standings.alike import Seat, a_body, id_of, write_said
from tests.unit.auditor.conftest import worlds
from tests.unit.auditor.figures.censuses import SEEDS, dice
from tests.unit.scoreboard.books import a_verdict


def said_of(verdict: VerdictData) -> str:
    timeliness = json.encode(verdict.timeliness).decode()
    return write_said(verdict.status, verdict.reason, verdict.grade, verdict.deadline_revision, timeliness)


def test_nothing_is_said_of_a_body_without_a_verdict() -> None:
    assert a_body(None, judged=True).status is None


@given(seed=SEEDS)
@worlds(50, 1_000)
def test_what_is_said_of_a_body_is_what_its_verdict_says(seed: int) -> None:
    rng = dice(seed)
    verdict = structs.replace(
        a_verdict("aa", rng.choice(["met", "overdue"])),
        reason=rng.choice(["in_force", "not_bound"]),
        grade=rng.choice([None, "full"]),
    )
    own = {"code": "", "kind": "core", "facts": (), "known_at": None, "rules": None}
    expected = body_of("", "core", verdict, judged=True)
    found = a_body(said_of(verdict), judged=True)
    assert structs.replace(found, **own) == structs.replace(expected, **own)


def test_an_id_is_the_same_wherever_it_is_made() -> None:
    seat = Seat(0, "core", "banks", None, "fars")
    assert id_of(seat) == id_of(Seat(*seat)) != id_of(seat._replace(province=None))
    assert -(2**63) <= id_of(seat) < 2**63
