"""How an agency stands, in words."""

import pytest

from tests.unit.sdk.cli.services import Machine, Services


def test_the_verdict_comes_with_its_reason_and_the_deadline_in_both_calendars(machine: Machine) -> None:
    machine.enrol()
    out = machine.run("status").out
    for said in (
        "Sanjesh · sanjesh",
        "overdue · claimed",
        "the deadline passed and the duty was not met",
        "the end of 31 Khordad 1402 (2023-06-21)",
        "days ago",
        "31 Shahrivar 1401",
        "to be connected, at least proven",
    ):
        assert said in out, out


def test_the_same_in_persian(machine: Machine) -> None:
    machine.enrol()
    out = machine.run("status", "--lang", "fa").out
    for said in ("سازمان سنجش", "معوق · اعلام‌شده", "مهلت گذشت و تکلیف انجام نشد", "پایان ۳۱ خرداد ۱۴۰۲ (۲۰۲۳-۰۶-۲۱)"):
        assert said in out, out


def test_days_left_of_what_is_ahead(machine: Machine, services: Services) -> None:
    services.status = {"next_deadline": "2026-12-21T20:30:00Z"}
    machine.enrol()
    assert "the end of 30 Azar 1405 (2026-12-21), 27 days left" in machine.run("status").out


def test_what_never_came_is_named(machine: Machine, services: Services) -> None:
    stream = {"stream": "a-spool", "first": 1, "highest": 20, "missing": [[3, 3], [7, 9]], "missing_count": 4}
    services.status = {"streams": [stream]}
    machine.enrol()
    assert "4 of the stream a-spool: 3, 7-9" in machine.run("status").out


def test_an_agency_without_duties_is_told_so(machine: Machine, services: Services) -> None:
    services.status = {"duties": [], "last_evidence": None, "kind": "sandbox"}
    machine.enrol()
    out = machine.run("status").out
    assert "No mandate binds this agency." in out
    assert "nothing since" in out
    assert "sandbox" in out


@pytest.mark.parametrize(
    ("obligation", "said"),
    [
        (
            {"kind": "digitize", "share_percent": 30, "level": "fully_online", "among": "high_use", "by": "count"},
            "to offer 30 % of the high-use services fully online",
        ),
        ({"kind": "sing", "tune": "high"}, "sing"),
        (None, "—"),
    ],
)
def test_an_obligation_is_said_in_words_even_one_of_a_later_version(
    machine: Machine, services: Services, obligation: object, said: str
) -> None:
    duty = {"duty": "d", "mandate": "m", "name_fa": "ت", "name_en": "D", "obligation": obligation}
    instants = {"deadline": "2026-12-21T20:30:00Z", "original_deadline": "2026-12-21T20:30:00Z"}
    services.status = {"duties": [duty | instants | {"deadline_revision": 0, "verdict": None}]}
    machine.enrol()
    out = machine.run("status").out
    assert said in out
    assert "not judged yet" in out


def test_a_program_is_given_it_as_it_came(machine: Machine) -> None:
    machine.enrol()
    told = machine.run("status", "--json").json
    assert told["duties"][0]["verdict"]["reason"] == "deadline_passed"
    assert told["duties"][0]["deadline"] == "2023-06-21T20:30:00Z"
