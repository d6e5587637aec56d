"""A mandate as a registrar writes it down."""

from pathlib import Path

import pytest

from services.registry.entries.operations import PROPOSABLE
from tests.unit.registry.cli.scripted import ScriptedRegistry, answer

GUIDE = Path(__file__).parents[4] / "docs" / "registrar.md"
MANDATE = """
code: window
name_fa: پنجرهٔ ملی خدمات هوشمند دولت
name_en: National Smart Services Window
instrument: {number: "7", date: 1400-12-25, issuer: Majlis, document: law.txt}
limits: {silent_after_days: 21, at_risk_days: 14, grace_open_hours: 24}
deadline: 1401-06-31
effective_from: 1401-01-01
announced_at: 2022-03-21T05:30:00Z
duties:
  - code: connect
    obligation: {kind: connect, grade: proven}
    binds: {kinds: [core, affiliated]}
milestones:
  - {code: half, duty: connect, name_fa: نیمه, name_en: Half, at: ۱۴۰۱/۰۳/۳۱, share_percent: 50}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "law.txt").write_text("the law")
    file = tmp_path / "window.yaml"
    file.write_text(MANDATE, "utf-8")
    return file


def test_jalali_days_are_read_as_what_they_mean(registry: ScriptedRegistry, file: Path) -> None:
    registry.on("POST documents", answer({"sha256": "b" * 64}, 201))
    registry.on("POST proposals", answer({"number": 3}, 201))
    assert registry.run("mandate", "enact", str(file), "--reason", "act 7").exit_code == 0
    operation = registry.entry("POST proposals")["operation"]
    assert operation["deadline"] == "2022-09-22T20:30:00Z", "the end of the day"
    assert operation["effective_from"] == "2022-03-20T20:30:00Z", "its start"
    assert operation["announced_at"] == "2022-03-21T05:30:00Z", "an instant"
    assert operation["instrument"] == {"number": "7", "date": "2022-03-16", "issuer": "Majlis", "document": "b" * 64}
    assert operation["milestones"][0]["at"] == "2022-06-21T19:30:00Z"
    PROPOSABLE.validate_python(operation)


@pytest.mark.parametrize(
    "wrong",
    [
        MANDATE.replace("1401-06-31", "1401-13-31"),
        MANDATE.replace("law.txt", "no-such.pdf"),
        "- a list",
        "code: [",
        "code: !!python/object/apply:os.system [ls]",
    ],
)
def test_a_file_that_cannot_be_meant_is_a_usage_error(registry: ScriptedRegistry, file: Path, wrong: str) -> None:
    file.write_text(wrong, "utf-8")
    assert registry.run("mandate", "enact", str(file), "--reason", "act 7").exit_code == 2
    assert registry.asked == []


def test_the_files_in_the_guide_are_understood(registry: ScriptedRegistry, tmp_path: Path) -> None:
    examples = [part.split("```")[0] for part in GUIDE.read_text("utf-8").split("```yaml\n")[1:]]
    commands = (("propose",), ("mandate", "enact"))
    registry.on("POST documents", answer({"sha256": "b" * 64}, 201))
    registry.on("POST proposals", answer({"number": 3}, 201))
    (tmp_path / "budget-act-1401.pdf").write_bytes(b"%PDF-")
    for command, example in zip(commands, examples, strict=True):
        file = tmp_path / "guide.yaml"
        file.write_text(example, "utf-8")
        registry.asked.clear()
        assert registry.run(*command, str(file), "--reason", "act 7").exit_code == 0
        PROPOSABLE.validate_python(registry.entry("POST proposals")["operation"])


def test_a_split_reads_its_agencies(registry: ScriptedRegistry, tmp_path: Path) -> None:
    file = tmp_path / "parts.yaml"
    file.write_text("- {code: north, name_fa: شمال, name_en: North, group: g, kind: core}", "utf-8")
    registry.on("GET agencies/whole", answer({"revision": 5}))
    registry.on("POST proposals", answer({"number": 3}, 201))
    assert registry.run("agency", "split", "whole", "--into", str(file), "--reason", "act 9").exit_code == 0
    sent = registry.entry("POST proposals")
    assert sent["operation"]["into"][0]["code"] == "north"
    assert sent["based_on"] == 5
    PROPOSABLE.validate_python(sent["operation"])
