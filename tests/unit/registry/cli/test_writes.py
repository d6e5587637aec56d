"""Writes: once however often they are sent, and over what was read."""

from contextlib import suppress
from uuid import UUID

import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, lost, refusal

CHANGED = {"change": 57, "known_at": "2023-06-01T06:00:00Z"}
NAMES = ("--name-fa", "سازمان سنجش", "--name-en", "Assessment", "--reason", "letter 12")
FARS = {"code": "fars", "name_fa": "فارس", "name_en": "Fars"}
SANJESH = {
    "code": "sanjesh",
    "revision": 41,
    "group": {"code": "organisations"},
    "kind": "core",
    "parent": "science",
    "province": FARS,
}


def test_a_write_whose_answer_is_lost_is_repeated_under_its_key(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies/sanjesh", answer(SANJESH, etag='"41"'))
    registry.on("POST agencies/sanjesh/names", lost, lost, answer(CHANGED))
    assert registry.run("agency", "rename", "sanjesh", *NAMES).exit_code == 0
    sent = registry.sent("POST agencies/sanjesh/names")
    keys = {request.headers["idempotency-key"] for request in sent}
    assert len(sent) == 3
    assert len(keys) == 1
    assert UUID(keys.pop())
    assert len({request.content for request in sent}) == 1


def test_two_writes_have_two_keys(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals/1/rejection", answer({"number": 1}))
    for _ in range(2):
        registry.run("reject", "1", "--reason", "not now")
    assert len({request.headers["idempotency-key"] for request in registry.asked}) == 2


def test_a_refused_write_is_not_repeated(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals/1/rejection", refusal(409, "proposal-closed", "It is decided."))
    assert registry.run("reject", "1", "--reason", "not now").exit_code == 1
    assert len(registry.asked) == 1


def test_a_write_that_nobody_answers_ends_with_three(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals/1/rejection", lost)
    assert registry.run("reject", "1", "--reason", "not now").exit_code == 3


def test_an_edit_says_which_version_it_has_read(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies/sanjesh", answer(SANJESH, etag='"41"'))
    registry.on("POST agencies/sanjesh/names", answer(CHANGED))
    result = registry.run("agency", "rename", "sanjesh", *NAMES, "--from", "1402-01-01")
    assert result.exit_code == 0
    assert "57" in result.stdout
    (sent,) = registry.sent("POST agencies/sanjesh/names")
    assert sent.headers["if-match"] == '"41"'
    assert registry.entry("POST agencies/sanjesh/names") == {
        "name_fa": "سازمان سنجش",
        "name_en": "Assessment",
        "reason": "letter 12",
        "effective_from": "2023-03-20T20:30:00Z",
        "effective_until": None,
    }


def test_a_lost_update_is_refused(registry: ScriptedRegistry) -> None:
    registry.on("GET groups/banks", answer({"code": "banks"}, etag='"3"'))
    registry.on("PUT groups/banks", refusal(412, "precondition-failed", "Read it again."))
    result = registry.run("group", "put", "banks", *NAMES)
    assert result.exit_code == 1
    assert registry.sent("PUT groups/banks")[0].headers["if-match"] == '"3"'
    assert "Read it again." in result.stderr


def test_a_new_group_is_put_over_nothing(registry: ScriptedRegistry) -> None:
    registry.on("GET groups/banks", refusal(404, "not-found", "none"))
    registry.on("PUT groups/banks", answer(CHANGED))
    assert registry.run("group", "put", "banks", *NAMES).exit_code == 0
    assert "if-match" not in registry.sent("PUT groups/banks")[0].headers


def test_a_change_of_nothing_is_said_to_be_none(registry: ScriptedRegistry) -> None:
    registry.on("GET groups/banks", answer({"code": "banks"}, etag='"3"'))
    registry.on("PUT groups/banks", answer({"change": None, "known_at": "2023-06-01T06:00:00Z"}))
    assert "Nothing changed" in registry.run("group", "put", "banks", *NAMES).stdout


def test_an_erasure_says_which_version_it_has_read(registry: ScriptedRegistry) -> None:
    contact = "0b7a4d6e-0f6e-4a5e-9a39-0c8f0a4c6d11"
    registry.on(f"GET contacts/{contact}", answer({"contact": contact, "name": "X"}, etag='"9"'))
    registry.on(f"POST contacts/{contact}/erasure", answer(CHANGED))
    result = registry.run("contact", "erase", contact, "--reason", "asked for it", "--yes")
    assert result.exit_code == 0
    assert registry.sent(f"POST contacts/{contact}/erasure")[0].headers["if-match"] == '"9"'


def test_a_contact_is_corrected_without_being_named_on_the_command_line(registry: ScriptedRegistry) -> None:
    contact = "0b7a4d6e-0f6e-4a5e-9a39-0c8f0a4c6d11"
    standing = {"contact": contact, "name": "X", "email": "x@a.example", "job": "technical", "language": "fa"}
    registry.on(f"GET contacts/{contact}", answer(standing, etag='"9"'))
    registry.on(f"PUT contacts/{contact}", answer(CHANGED))
    result = registry.run("contact", "edit", contact, "--reason", "a new desk", by_hand="\ny@a.example\n\n\n")
    assert result.exit_code == 0, result.output
    assert registry.entry(f"PUT contacts/{contact}") == {
        "name": "X",
        "email": "y@a.example",
        "job": "technical",
        "language": "fa",
        "reason": "a new desk",
    }


def test_a_move_keeps_what_it_does_not_name(registry: ScriptedRegistry) -> None:
    registry.on("GET agencies/sanjesh", answer(SANJESH))
    registry.on("POST proposals", answer({"number": 12}, 201))
    result = registry.run("agency", "move", "sanjesh", "--kind", "affiliated", "--reason", "act 4")
    assert "mohlat registry approve 12" in result.stdout
    assert registry.entry("POST proposals") == {
        "operation": {
            "action": "move_agency",
            "agency": "sanjesh",
            "group": "organisations",
            "kind": "affiliated",
            "parent": "science",
            "province": "fars",
            "effective_from": None,
            "effective_until": None,
        },
        "reason": "act 4",
        "based_on": 41,
    }
    registry.asked.clear()
    registry.run("agency", "move", "sanjesh", "--no-parent", "--no-province", "--reason", "act 4")
    place = registry.entry("POST proposals")["operation"]
    assert (place["parent"], place["province"]) == (None, None)


@pytest.mark.parametrize("given", [("--parent", "oil", "--no-parent"), ("--province", "yazd", "--no-province")])
def test_a_move_cannot_be_to_somewhere_and_to_nowhere(registry: ScriptedRegistry, given: tuple[str, ...]) -> None:
    assert registry.run("agency", "move", "sanjesh", *given, "--reason", "act 4").exit_code == 2
    assert not registry.asked


@pytest.mark.parametrize("code", ["../clock", "a/b", "x?y=1", "..", "a#b"])
def test_a_code_cannot_lead_to_another_address(registry: ScriptedRegistry, code: str) -> None:
    with suppress(AssertionError):  # the script has no such thing
        registry.run("agency", "show", code)
    (asked,) = registry.asked
    assert asked.url.raw_path.startswith(b"/v1/agencies/")
    assert asked.url.raw_path.count(b"/") == 3
