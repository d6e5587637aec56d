"""What is proposed, and what is decided."""

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, page

WAITS = answer({"number": 12, "action": "x", "state": "proposed"}, 201)
LAW = ("--number", "8", "--date", "۱۴۰۱/۰۶/۲۹", "--issuer", "Majlis")
INSTRUMENT = {"number": "8", "date": "2022-09-20", "issuer": "Majlis"}


@pytest.fixture
def decided() -> dict[str, Any]:
    return {"proposal": {"number": 12, "action": "enrol_keys"}, "change": 57, "enrolment_codes": {}}


def test_an_extension_is_proposed_with_its_document(registry: ScriptedRegistry, tmp_path: Path) -> None:
    document = tmp_path / "law.pdf"
    document.write_bytes(b"%PDF-1.7 of the extension")
    registry.on("GET mandates/window", answer({"code": "window", "revision": 7}))
    registry.on("POST documents", answer({"sha256": "a" * 64}, 201))
    registry.on("POST proposals", WAITS)
    result = registry.run(
        "extend", "window", "--deadline", "1401-10-30", *LAW, "--document", str(document), "--reason", "letter 8"
    )
    assert result.exit_code == 0
    assert "mohlat registry approve 12" in result.stdout
    (uploaded,) = registry.sent("POST documents")
    assert uploaded.headers["content-type"] == "application/pdf"
    assert uploaded.content == document.read_bytes()
    assert registry.entry("POST proposals") == {
        "operation": {
            "action": "extend_deadline",
            "mandate": "window",
            "deadline": "2023-01-20T20:30:00Z",
            "instrument": INSTRUMENT | {"document": "a" * 64},
            "announced_at": None,
            "scope": {"kind": "all"},
            "final": False,
        },
        "reason": "letter 8",
        "based_on": 7,
    }


def test_an_extension_for_some_does_not_stand_in_the_way_of_others(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals", WAITS)
    registry.run("extend", "window", "--deadline", "1402-03-31", *LAW, "--scope", "group:banks", "--reason", "letter 8")
    sent = registry.entry("POST proposals")
    assert sent["operation"]["scope"] == {"kind": "group", "code": "banks"}
    assert "based_on" not in sent


def test_an_extension_without_an_instrument_is_left_to_the_registry(registry: ScriptedRegistry) -> None:
    registry.on("GET mandates/window", answer({"code": "window", "revision": 7}))
    registry.on("POST proposals", WAITS)
    registry.run("extend", "window", "--deadline", "1402-03-31", "--reason", "letter 8")
    assert registry.entry("POST proposals")["operation"]["instrument"] is None


def test_an_exemption_is_proposed_from_the_start_of_a_day_to_the_end_of_another(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals", WAITS)
    words = ("--basis-fa", "خدمتی ندارد", "--basis-en", "no service", "--approver", "Council", "--reason", "letter 9")
    span = ("--from", "1401-07-01", "--until", "1402-03-31")
    result = registry.run("exempt", "sanjesh", "--code", "none", "--mandate", "window", *words, *span, *LAW)
    assert result.exit_code == 0, result.output
    operation = registry.entry("POST proposals")["operation"]
    assert operation["from"] == "2022-09-22T20:30:00Z"
    assert operation["until"] == "2023-06-21T20:30:00Z"
    assert operation["instrument"] == INSTRUMENT


def test_an_end_of_an_exemption_is_based_on_what_was_read(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies/sanjesh/exemptions/none", answer({"revision": 9}))
    registry.on("POST proposals", WAITS)
    registry.run("end-exemption", "sanjesh", "none", "--reason", "it has one")
    assert registry.entry("POST proposals")["based_on"] == 9


def test_whom_a_duty_binds_is_proposed_whole(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals", WAITS)
    given = ("--kind", "core", "--kind", "affiliated", "--excluding", "sanjesh", "--reason", "act 4")
    registry.run("mandate", "amend", "connect", *given, *LAW)
    assert registry.entry("POST proposals")["operation"]["binds"] == {
        "kinds": ["core", "affiliated"],
        "groups": [],
        "parents": [],
        "including": [],
        "excluding": ["sanjesh"],
    }


def test_an_oversight_body_is_based_on_what_stands(registry: ScriptedRegistry) -> None:
    registry.on("GET oversight-bodies", page({"role": "oversight_committee", "revision": 4}))
    registry.on("POST proposals", WAITS)
    names = ("--name-fa", "کمیته", "--name-en", "Committee", "--email", "c@x.example", "--reason", "letter 2")
    registry.run("oversight", "put", "oversight_committee", *names)
    assert registry.entry("POST proposals")["based_on"] == 4


def test_one_time_codes_are_shown_once_with_a_warning(registry: ScriptedRegistry, decided: dict[str, Any]) -> None:
    codes = {"enrolment_codes": {"sanjesh": "ABCD-EFGH-JKLM"}}
    registry.on("POST proposals/12/approval", answer(decided | codes))
    result = registry.run("approve", "12", "--reason", "known to me")
    assert result.exit_code == 0
    assert result.stdout.count("ABCD-EFGH-JKLM") == 1
    assert "never again" in result.stderr
    assert "ABCD" not in result.stderr
    as_json = registry.run("approve", "12", "--reason", "known to me", "--json")
    assert json.loads(as_json.stdout) == decided | codes
    assert "never again" in as_json.stderr


def test_codes_that_went_with_a_lost_answer_are_said_to_be_gone(
    registry: ScriptedRegistry, decided: dict[str, Any]
) -> None:
    registry.on("POST proposals/12/approval", answer(decided, Idempotency_Replayed="true"))
    result = registry.run("approve", "12", "--reason", "known to me")
    assert result.exit_code == 0
    assert "propose new ones" in result.stderr


def test_an_approval_says_where_it_stands_in_the_journal(registry: ScriptedRegistry, decided: dict[str, Any]) -> None:
    registry.on("POST proposals/12/approval", answer(decided))
    assert "change 57" in registry.run("approve", "12", "--reason", "read and agreed").stdout
    assert registry.entry("POST proposals/12/approval") == {"reason": "read and agreed"}


def test_a_proposal_is_shown_with_what_is_proposed(registry: ScriptedRegistry) -> None:
    proposal = {
        "number": 12,
        "action": "extend_deadline",
        "state": "proposed",
        "operation": {"action": "extend_deadline", "mandate": "window", "deadline": "2023-06-21T20:30:00Z"},
        "proposed_by": {"subject": "sara-registrar", "name": "Sara Rostami (synthetic)"},
        "decided_by": None,
    }
    registry.on("GET proposals/12", answer(proposal))
    shown = registry.run("proposal", "12", "--lang", "fa").stdout
    for part in ("تمدید مهلت", "در انتظار تصمیم", "Sara Rostami", "window", "۳۱ خرداد ۱۴۰۲"):
        assert part in shown


def test_the_journal_names_both_officials(registry: ScriptedRegistry) -> None:
    change = {
        "number": 57,
        "known_at": "2023-01-05T05:30:00Z",
        "action": "extend_deadline",
        "reason": "letter 8",
        "made_by": {"subject": "sara-registrar", "name": "Sara"},
        "approved_by": {"subject": "parisa-approver", "name": "Parisa"},
        "proposal": 12,
    }
    registry.on("GET changes", page(change))
    shown = registry.run("journal").stdout
    assert "Sara" in shown
    assert "Parisa" in shown


def test_republishing_says_how_much_is_carried_again(registry: ScriptedRegistry) -> None:
    registry.on("POST republications", answer({"rows": 4120}, 202))
    assert "4120" in registry.run("republish", "--yes").stdout


def test_a_document_that_is_another_is_not_kept(registry: ScriptedRegistry, tmp_path: Path) -> None:
    registry.on("GET documents/" + "a" * 64, httpx2.Response(200, content=b"another"))
    file = tmp_path / "law.pdf"
    assert registry.run("document", "download", "a" * 64, str(file)).exit_code == 1
    assert not file.exists()
