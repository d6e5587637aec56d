"""Sixteen months of 1401 and 1402 on the whole stack, compared with what the three files alone say."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mohlat_contracts.topics import CONTACTS, PRIMARY
from msgspec import structs

from scenarios.building.khordad_roster import MOST_USED
from scenarios.player.officials import access_token
from services.auditor.figures import DEFINITIONS, read_receipt
from services.auditor.figures.receipts import sealed
from services.auditor.replay import Log, replay, verify_receipts
from tests.asking import ask_auditor, fraction
from tests.e2e.expected_letters import expected_letters
from tests.e2e.expected_standing import expected_figures, expected_standing
from tests.interleaving import history, one_hash
from tests.logs import read_topic
from tests.playing import KHORDAD, Outcome, play_to_the_end
from tests.recorded import said_by, sources_of
from tests.stacks import StartStack, TestedStack

Book = Callable[[str], httpx2.Client]

HEADLINE = datetime(2023, 6, 14, 20, 30, tzinfo=UTC)
PARTITIONS = 6
INTERLEAVINGS = 100 if os.environ.get("MOHLAT_PROOF") == "1" else 1


@pytest.fixture(scope="module")
def stack(start_module_stack: StartStack) -> TestedStack:
    return start_module_stack()


@pytest.fixture(scope="module")
def workdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("player")


@pytest.fixture(scope="module")
def outcome(stack: TestedStack, workdir: Path) -> Outcome:
    return play_to_the_end(stack, KHORDAD, workdir)


@pytest.fixture(scope="module")
def book(stack: TestedStack, outcome: Outcome) -> Iterator[Book]:
    """The registry after the play, to whoever has signed in under that name."""
    with httpx2.Client() as browser:

        def signed_in(subject: str) -> httpx2.Client:
            token = access_token(stack.url("issuer"), subject, browser)
            return httpx2.Client(base_url=stack.url("registry"), headers={"Authorization": f"Bearer {token}"})

        yield signed_in


def figures_at(outcome: Outcome, instant: datetime) -> dict[str, tuple[int, int, float]]:
    return {
        figure["name"]: (figure["numerator"], figure["denominator"], figure["percent"])
        for figure in outcome.standing["figures"]
        if datetime.fromisoformat(figure["as_of"]) == instant
    }


def test_the_letters_are_those_worked_out_from_the_files(outcome: Outcome) -> None:
    expected = {
        (letter.agency, letter.duty, letter.deadline_revision, letter.step, letter.recipient, letter.at)
        for letter in expected_letters(KHORDAD)
    }
    sent = {
        (n.key.agency, n.key.duty, n.key.deadline_revision, n.key.step, n.key.recipient, n.at) for n in outcome.notices
    }
    assert sent == expected


def test_every_letter_was_accepted_by_the_relay_once(outcome: Outcome) -> None:
    assert len(outcome.accepted) == len(outcome.notices) <= 3000
    assert set(outcome.accepted.values()) == {1}


def test_the_two_headline_figures_are_134_and_126_of_138(outcome: Outcome) -> None:
    figures = figures_at(outcome, HEADLINE)
    assert figures["connected"] == (134, 138, 97.1)
    assert figures["fully_connected"] == (126, 138, 91.3)


def test_the_command_names_the_bodies_between_91_and_97_per_cent(stack: TestedStack, outcome: Outcome) -> None:
    answer = ask_auditor(stack, "reconcile", "fully_connected", "connected", "--as-of", "1402-03-24")
    assert (fraction(answer["left"]), fraction(answer["right"])) == ((126, 138, 91.3), (134, 138, 97.1))
    (step,) = answer["steps"]
    assert step["name"] == "counts"
    assert (step["numerator"]["entered"], step["numerator"]["left"]) == (sorted(MOST_USED), [])
    assert (step["denominator"]["entered"], step["denominator"]["left"]) == ([], [])


def test_another_interleaving_of_the_topics_gives_the_history_that_was_published(
    stack: TestedStack, outcome: Outcome
) -> None:
    sources = sources_of(stack)
    hashes = {one_hash(history(sources, seed)) for seed in range(INTERLEAVINGS)}
    assert hashes == {one_hash(said_by(stack))}


def log_of(stack: TestedStack) -> Log:
    return Log(bootstrap_servers=stack.bootstrap_servers, prefix=stack.topic_prefix, partitions=PARTITIONS)


def test_a_replay_of_the_topics_reaches_what_was_recorded_and_nothing_else(
    stack: TestedStack, outcome: Outcome
) -> None:
    replayed = replay(log_of(stack))
    assert replayed.differences == ()
    assert sum(each.verdicts for each in replayed.partitions) == len(outcome.history)


def test_every_figure_verifies_from_its_receipt_by_the_topics_alone_and_a_tampered_one_does_not(
    stack: TestedStack, outcome: Outcome
) -> None:
    as_of = {"as_of": HEADLINE.isoformat()}
    places = [f"{stack.url('scoreboard')}/v1/figures/{each.name}/receipt" for each in DEFINITIONS]
    receipts = [read_receipt(httpx2.get(place, params=as_of).raise_for_status().content) for place in places]
    tampered = [sealed(structs.replace(each, numerator=each.numerator[1:])) for each in receipts if each.numerator]
    found = [each.holds for each in verify_receipts(log_of(stack), [*receipts, *tampered])]
    assert found == [True] * len(receipts) + [False] * len(tampered)
    assert tampered


@pytest.mark.parametrize("instant", [HEADLINE, datetime(2023, 7, 22, 20, 30, tzinfo=UTC)])
def test_every_figure_is_the_one_worked_out_from_the_files(outcome: Outcome, instant: datetime) -> None:
    expected = {f.name: (f.numerator, f.denominator, f.percent) for f in expected_figures(KHORDAD, instant)}
    assert figures_at(outcome, instant) == expected


def test_the_standing_of_every_body_is_the_one_worked_out_from_the_files(outcome: Outcome) -> None:
    as_of = datetime.fromisoformat(outcome.standing["as_of"])
    expected = {(stand.code, stand.status, stand.grade) for stand in expected_standing(KHORDAD, as_of)}
    assert {(each["code"], each["status"], each["grade"]) for each in outcome.standing["agencies"]} == expected


def test_the_letters_of_the_standing_are_the_letters_that_went_out(outcome: Outcome) -> None:
    sent = Counter((notice.key.step, notice.key.recipient) for notice in outcome.notices)
    assert {(row["step"], row["recipient"]): row["count"] for row in outcome.standing["letters"]} == sent


def test_nobody_who_was_met_or_exempt_got_a_letter_of_that_instant(outcome: Outcome) -> None:
    by_duty: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for verdict in outcome.history:
        by_duty.setdefault((verdict.agency, verdict.duty), []).append((verdict.known_at, verdict.status))
    for notice in outcome.notices:
        before = [s for known_at, s in by_duty[notice.key.agency, notice.key.duty] if known_at < notice.at]
        assert before[-1] not in {"met", "exempt"}, notice


def test_one_agency_was_late_by_the_first_two_deadlines_and_on_time_by_the_third(outcome: Outcome) -> None:
    (*_, last) = [v for v in outcome.history if (v.agency, v.duty) == ("agency-042", "connect")]
    assert (last.status, last.outcomes) == ("met", ("late", "late", "on_time"))


def test_a_spool_delivered_across_a_deadline_counts_by_event_time_where_it_is_young_enough(outcome: Outcome) -> None:
    told = {v.duty: v.outcomes for v in outcome.history if v.agency == "agency-058" and v.status == "met"}
    assert told == {"connect": ("late", "on_time", "on_time"), "digitize": ("late", "late", "on_time")}


def items(client: httpx2.Client, path: str, **asked: str) -> list[dict[str, Any]]:
    answer = client.get(path, params={"limit": "1000", **asked}).raise_for_status().json()
    assert answer["next"] is None
    return list(answer["items"])


def test_whatever_takes_four_eyes_was_made_by_one_official_and_approved_by_another(book: Book) -> None:
    with book("laleh-overseer") as overseer:
        changes = items(overseer, "/v1/changes")
    assert [change["number"] for change in changes] == list(range(1, len(changes) + 1))
    hands = Counter(
        (change["action"], change["made_by"]["subject"], (change["approved_by"] or {}).get("subject"))
        for change in changes
        if change["action"] != "enrol_key"
    )
    sara, parisa = "sara-registrar", "parisa-approver"
    assert hands == {
        ("put_group", sara, None): 11,
        ("put_oversight_body", sara, parisa): 3,
        ("register_agencies", sara, parisa): 1,
        ("list_services", sara, None): 1,
        ("put_contacts", sara, None): 1,
        ("enact_mandate", sara, parisa): 1,
        ("extend_deadline", sara, parisa): 2,
        ("grant_exemption", sara, parisa): 35,
    }
    keys = [change for change in changes if change["action"] == "enrol_key"]
    assert {change["made_by"]["subject"].partition(":")[0] for change in keys} == {"agency"}
    assert ({change["approved_by"]["subject"] for change in keys}, len(keys)) == ({parisa}, 269)


def test_the_exempt_at_24_khordad_can_be_listed_and_each_rests_on_a_text(book: Book) -> None:
    with book("laleh-overseer") as overseer:
        exempt = items(overseer, "/v1/exemptions", mandate="smart-services-window", as_of=HEADLINE.isoformat())
    assert len(exempt) == 35
    assert {each["approver"] for each in exempt} == {"مرجع معافیت (ساختگی) / Exempting authority (synthetic)"}
    text = (KHORDAD / "documents" / "exemptions.txt").read_bytes()
    assert {each["instrument"]["document"] for each in exempt} == {hashlib.sha256(text).hexdigest()}


def test_each_deadline_leads_to_the_text_of_its_instrument(book: Book) -> None:
    texts = [(KHORDAD / "documents" / f"{name}.txt").read_bytes() for name in ("mandate", "extension-1", "extension-2")]
    with book("laleh-overseer") as overseer:
        mandate = overseer.get("/v1/mandates/smart-services-window").raise_for_status().json()
        named = [deadline["instrument"]["document"] for deadline in mandate["deadlines"]]
        assert [overseer.get(f"/v1/documents/{sha256}").raise_for_status().content for sha256 in named] == texts


@pytest.mark.parametrize("table", ["agencies", "services", "contacts"])
def test_the_workbook_of_the_roster_brings_nothing_new_and_so_does_an_export(
    book: Book, workdir: Path, table: str
) -> None:
    ours = (workdir / "workbooks" / f"{table}.xlsx").read_bytes()
    with book("sara-registrar") as registrar:
        exported = registrar.get(f"/v1/exports/{table}.xlsx", params={"lang": "fa"}).raise_for_status().content
        for content in (ours, exported):
            asked = {"dry_run": "true", "reason": "to see what is new"}
            answer = registrar.post(f"/v1/imports/{table}", params=asked, content=content).raise_for_status().json()
            assert (answer["new"], answer["changed"], answer["errors"]) == (0, 0, [])
            assert answer["unchanged"] == answer["rows"] > 0


def test_no_other_topic_log_or_metric_carries_a_name_or_an_address(stack: TestedStack, outcome: Outcome) -> None:
    """`@mohlat.example` ends every address of the scenario, and one name stands for every contact."""
    traces = (b"@mohlat.example", "مسئول اتصال".encode())
    said = b"".join(record.value or b"" for record in read_topic(stack, CONTACTS))
    assert all(trace in said for trace in traces)
    carried = {
        topic.name: b"".join((record.key or b"") + (record.value or b"") for record in read_topic(stack, topic))
        for topic in PRIMARY
        if topic is not CONTACTS
    }
    logged = {path.name: path.read_bytes() for path in (stack.folder / "logs").iterdir()}
    measured = {name: httpx2.get(f"{stack.url(name)}/metrics").content for name in stack.names}
    assert all(carried.values())
    for place, content in (carried | logged | measured).items():
        assert not any(trace in content for trace in traces), place
