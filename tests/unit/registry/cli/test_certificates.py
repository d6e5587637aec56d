"""Certificates and roll-ups from the command line: all of it is proposed."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.registry.cli.scripted import ScriptedRegistry, answer, page

WAITS = answer({"number": 12, "action": "x", "state": "proposed"}, 201)
WHY = ("--reason", "report 3")
INSTRUMENT = ("--number", "14", "--date", "1402-02-01", "--issuer", "سازمان اداری")
GIVEN = {"number": "14", "date": "2023-04-21", "issuer": "سازمان اداری"}
CERTIFICATION: dict[str, Any] = {
    "agency": "sanjesh",
    "service": "s1",
    "revision": 91,
    "level": "fully_online",
    "certificates": [
        {
            "start": "2023-03-20T20:30:00Z",
            "until": None,
            "level": "fully_online",
            "certifier": "سازمان اداری",
            "instrument": GIVEN | {"document": None},
        }
    ],
}
ITS_PATH = "GET agencies/sanjesh/services/s1/certification"


def operation(registry: ScriptedRegistry) -> Any:
    return registry.entry("POST proposals")["operation"]


def test_a_service_is_certified_from_the_start_of_a_day_to_the_end_of_another(registry: ScriptedRegistry) -> None:
    registry.on("POST proposals", WAITS)
    found = ("--level", "fully_online", "--certifier", "سازمان اداری", "--from", "1402-01-01", "--until", "1402-12-29")
    result = registry.run("certify", "sanjesh", "s1", *found, *INSTRUMENT, *WHY)
    assert "mohlat registry approve 12" in result.stdout
    assert operation(registry) == {
        "action": "certify_services",
        "certificates": [
            {
                "agency": "sanjesh",
                "service": "s1",
                "level": "fully_online",
                "from": "2023-03-20T20:30:00Z",
                "until": "2024-03-19T20:30:00Z",
                "certifier": "سازمان اداری",
                "instrument": GIVEN,
            }
        ],
    }


def test_whatever_can_be_proposed_is_proposed_from_a_file(registry: ScriptedRegistry, tmp_path: Path) -> None:
    registry.on("POST documents", answer({"sha256": "a" * 64}, 201))
    registry.on("POST proposals", WAITS)
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7 of the assessment")
    file = tmp_path / "certificates.yaml"
    file.write_text(
        """
action: certify_services
certificates:
  - {agency: sanjesh, service: s1, level: fully_online, from: 1402-01-01, until: ۱۴۰۲/۱۲/۲۹, certifier: سازمان اداری,
     instrument: {number: "14", date: 1402-02-01, issuer: سازمان اداری, document: report.pdf}}
""",
        "utf-8",
    )
    result = registry.run("propose", str(file), *WHY, "--based-on", "57")
    assert result.exit_code == 0, result.stderr
    assert registry.entry("POST proposals") == {
        "operation": {
            "action": "certify_services",
            "certificates": [
                {
                    "agency": "sanjesh",
                    "service": "s1",
                    "level": "fully_online",
                    "from": "2023-03-20T20:30:00Z",
                    "until": "2024-03-19T20:30:00Z",
                    "certifier": "سازمان اداری",
                    "instrument": GIVEN | {"document": "a" * 64},
                }
            ],
        },
        "reason": "report 3",
        "based_on": 57,
    }


def test_an_end_and_a_correction_are_based_on_what_was_read(registry: ScriptedRegistry) -> None:
    registry.on(ITS_PATH, answer(CERTIFICATION))
    registry.on("POST proposals", WAITS)
    registry.run("end-certificate", "sanjesh", "s1", *WHY)
    assert registry.entry("POST proposals")["based_on"] == 91
    assert operation(registry)["until"] is None
    registry.asked.clear()
    registry.run("correct-certificate", "sanjesh", "s1", "--of", "1402-06-01", "--level", "partly_online", *WHY)
    assert registry.entry("POST proposals")["based_on"] == 91
    said = {name: value for name, value in operation(registry).items() if value}
    assert said == {
        "action": "correct_certificate",
        "agency": "sanjesh",
        "service": "s1",
        "holds_at": "2023-08-22T20:30:00Z",
        "level": "partly_online",
    }


@pytest.mark.parametrize(("language", "level"), [("fa", "تمام‌الکترونیکی"), ("en", "fully_online")])
def test_certificates_are_shown_with_their_basis(registry: ScriptedRegistry, language: str, level: str) -> None:
    registry.on(ITS_PATH, answer(CERTIFICATION))
    registry.on("GET certifications", page(CERTIFICATION))
    for command in (("certificate", "sanjesh", "s1"), ("certificates",)):
        shown = registry.run(*command, "--lang", language).stdout
        assert level in shown
        assert "سازمان اداری" in shown


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (("alone",), {"kind": "alone"}),
        (("every", "--direct"), {"kind": "every", "reach": "direct"}),
        (("share", "--percent", "80"), {"kind": "share", "percent": 80}),
        (
            ("weighted", "--percent", "75", "--own", "0", "--weight", "oghaf=3", "--weight", "hajj=2"),
            {"kind": "weighted", "percent": 75, "own": 0, "weights": {"oghaf": 3, "hajj": 2}},
        ),
    ],
)
def test_a_roll_up_says_only_what_is_given(
    registry: ScriptedRegistry, given: tuple[str, ...], rule: dict[str, Any]
) -> None:
    registry.on("POST proposals", WAITS)
    assert registry.run("mandate", "roll-up", "connect", *given, *INSTRUMENT, *WHY).exit_code == 0
    assert operation(registry) == {
        "action": "amend_roll_up",
        "duty": "connect",
        "roll_up": rule,
        "instrument": GIVEN,
    }


@pytest.mark.parametrize("weight", ["oghaf", "oghaf=", "=3", "oghaf=-1", "oghaf=two"])
def test_a_weight_is_of_an_agency(registry: ScriptedRegistry, weight: str) -> None:
    result = registry.run("mandate", "roll-up", "connect", "weighted", "--percent", "5", "--weight", weight, *WHY)
    assert result.exit_code == 2
    assert not registry.asked
