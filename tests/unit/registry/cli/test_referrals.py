"""Referrals are opened and answered by one inspector; what ends or corrects them is proposed."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, page, refusal

CHANGED = answer({"change": 91, "known_at": "2023-09-02T06:30:00Z"})
WAITS = answer({"number": 12, "action": "x", "state": "proposed"}, 201)
VERDICT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
WHY = ("--reason", "letter 551")
REFERRAL: dict[str, Any] = {
    "code": "inspection-551",
    "agency": "sanjesh",
    "duty": "connect",
    "revision": 91,
    "oversight_body": "inspection_organisation",
    "number": "551",
    "date": "2023-07-15",
    "state": "answered",
    "breach": {"verdict": VERDICT, "since": "2023-06-21T20:30:00Z"},
    "due": "2023-08-22T20:30:00Z",
    "due_passed": False,
    "answers": [{"author": "agency", "date": "2023-08-06", "text": "ده روز", "due": None, "document": None}],
    "outcome": None,
}


def test_a_referral_is_opened_with_its_document(registry: ScriptedRegistry, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7 of the referral")
    registry.on("POST documents", answer({"sha256": "a" * 64}, 201))
    registry.on("POST referrals", CHANGED)
    opening = ("--code", "inspection-551", "--duty", "connect", "--body", "inspection_organisation")
    dated = ("--number", "۱۴۰۲/ب/۵۵۱", "--date", "1402-04-24", "--due", "۱۴۰۲/۰۵/۳۱")
    breach = ("--verdict", VERDICT, "--breached", "1402-03-31", "--decision-fa", "متصل شود", "--decision-en", "Connect")
    result = registry.run("referral", "open", "sanjesh", *opening, *dated, *breach, "--document", str(letter), *WHY)
    assert result.exit_code == 0, result.stderr
    assert "91" in result.stdout
    assert registry.entry("POST referrals") == {
        "code": "inspection-551",
        "agency": "sanjesh",
        "duty": "connect",
        "oversight_body": "inspection_organisation",
        "number": "۱۴۰۲/ب/۵۵۱",
        "date": "2023-07-15",
        "breach": {"verdict": VERDICT, "since": "2023-06-21T20:30:00Z"},
        "decision_fa": "متصل شود",
        "decision_en": "Connect",
        "due": "2023-08-22T20:30:00Z",
        "document": "a" * 64,
        "reason": "letter 551",
    }


def test_an_answer_says_which_version_it_has_read(registry: ScriptedRegistry) -> None:
    registry.on("GET referrals/inspection-551", answer(REFERRAL, etag='"91"'))
    registry.on("POST referrals/inspection-551/answers", CHANGED)
    more = ("--date", "1402-05-18", "--text", "ده روز بیشتر", "--due", "1402-06-10")
    assert registry.run("referral", "answer", "inspection-551", "--by", "oversight_body", *more, *WHY).exit_code == 0
    (sent,) = registry.sent("POST referrals/inspection-551/answers")
    assert sent.headers["if-match"] == '"91"'
    assert registry.entry("POST referrals/inspection-551/answers") == {
        "author": "oversight_body",
        "date": "2023-08-09",
        "text": "ده روز بیشتر",
        "due": "2023-09-01T20:30:00Z",
        "document": None,
        "reason": "letter 551",
    }


@pytest.mark.parametrize(
    ("arguments", "operation"),
    [
        (
            ("close", "--result", "complied", "--date", "1402-06-11", "--text-fa", "متصل شد", "--text-en", "Done"),
            {
                "action": "close_referral",
                "result": "complied",
                "date": "2023-09-02",
                "text_fa": "متصل شد",
                "text_en": "Done",
            },
        ),
        (
            ("withdraw", "--date", "1402-06-11", "--basis-fa", "اشتباه", "--basis-en", "Mistaken"),
            {"action": "withdraw_referral", "date": "2023-09-02", "basis_fa": "اشتباه", "basis_en": "Mistaken"},
        ),
        (
            ("correct", "--due", "1402-06-01", "--reopen"),
            {
                "action": "correct_referral",
                "number": None,
                "date": None,
                "decision_fa": None,
                "decision_en": None,
                "due": "2023-08-23T20:30:00Z",
                "reopened": True,
            },
        ),
    ],
    ids=["close", "withdraw", "correct"],
)
def test_what_ends_or_corrects_one_is_proposed_over_what_was_read(
    arguments: tuple[str, ...], operation: dict[str, Any], registry: ScriptedRegistry
) -> None:
    registry.on("GET referrals/inspection-551", answer(REFERRAL, etag='"91"'))
    registry.on("POST proposals", WAITS)
    result = registry.run("referral", arguments[0], "inspection-551", *arguments[1:], *WHY)
    assert "mohlat registry approve 12" in result.stdout, result.stderr
    entry = registry.entry("POST proposals")
    assert entry["operation"] == {"referral": "inspection-551", "document": None} | operation
    assert (entry["based_on"], entry["reason"]) == (91, "letter 551")


def test_a_refusal_names_its_rule(registry: ScriptedRegistry) -> None:
    registry.on("GET referrals/inspection-551", answer(REFERRAL, etag='"91"'))
    registry.on("POST referrals/inspection-551/answers", refusal(409, "referral-ended", "It is closed since then."))
    more = ("--by", "agency", "--date", "1402-06-12", "--text", "نامه")
    result = registry.run("referral", "answer", "inspection-551", *more, *WHY)
    assert result.exit_code == 1
    assert "It is closed since then." in result.stderr


def test_a_list_and_an_item_are_read_by_people(registry: ScriptedRegistry) -> None:
    registry.on("GET referrals", page(REFERRAL))
    registry.on("GET referrals/inspection-551", answer(REFERRAL))
    filters = ("--agency", "sanjesh", "--body", "inspection_organisation", "--state", "answered")
    shown = registry.run("referral", "list", *filters, "--lang", "fa").stdout
    for words in ("سازمان بازرسی", "پاسخ‌داده‌شده", "۳۱ مرداد ۱۴۰۲"):
        assert words in shown
    (asked,) = registry.sent("GET referrals")
    assert asked.url.params["oversight_body"] == "inspection_organisation"
    assert (asked.url.params["agency"], asked.url.params["state"]) == ("sanjesh", "answered")
    item = registry.run("referral", "show", "inspection-551", "--lang", "en").stdout
    for words in ("1 Tir 1402", "31 Mordad 1402", VERDICT, "ده روز", "agency"):
        assert words in item
