"""`connect`, `close`, `digitized`, one `heartbeat`: what becomes of them."""

import pytest
from mohlat_contracts.evidence import ConnectionHeartbeat, ServiceDigitized
from mohlat_sdk import Agency

from tests.unit.sdk.cli.services import AGENCY, CONNECTOR, Machine, Services, lost, problem


@pytest.mark.parametrize(
    ("arguments", "event"),
    [
        (("connect",), "connection.established.v1"),
        (("close", "--yes"), "connection.closed.v1"),
        (("heartbeat",), "connection.heartbeat.v1"),
        (("digitized", "sanjesh-s01"), "service.digitized.v1"),
    ],
)
def test_what_is_stated_comes_and_the_receipt_is_shown(
    machine: Machine, services: Services, arguments: tuple[str, ...], event: str
) -> None:
    machine.enrol()
    outcome = machine.run(*arguments)
    assert outcome.code == 0, outcome.all
    assert services.names() == [event]
    assert "evidence/3/7" in outcome.out


def test_a_program_is_given_the_receipt(machine: Machine) -> None:
    machine.enrol()
    told = machine.run("connect", "--json").json
    assert told["delivery"] == "accepted"
    assert (told["receipt"]["partition"], told["receipt"]["offset"]) == (3, 7)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("fully_online", "fully_online"),
        ("تمام‌الکترونیکی", "fully_online"),
        ("نيمه الكترونيکی", "partly_online"),
        ("Information only", "information_only"),
    ],
)
def test_a_level_is_known_by_its_word_in_either_language(
    machine: Machine, services: Services, word: str, level: str
) -> None:
    machine.enrol()
    assert machine.run("digitized", "sanjesh-s01", "--level", word).code == 0
    event = services.events[0].event
    assert isinstance(event, ServiceDigitized)
    assert event.data.level == level


def test_a_heartbeat_names_its_services(machine: Machine, services: Services) -> None:
    machine.enrol()
    assert machine.run("heartbeat", "--services", "s01, s02").code == 0
    event = services.events[0].event
    assert isinstance(event, ConnectionHeartbeat)
    assert event.data.services == ("s01", "s02")


def test_what_cannot_be_delivered_is_kept_and_comes_with_the_next(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lost
    kept = machine.run("connect")
    assert kept.code == 4
    assert str(machine.spool) in kept.out
    assert machine.run("connect", "--json").json["delivery"] == "spooled"
    services.answers.clear()
    assert machine.run("heartbeat").code == 0
    assert services.names() == ["connection.established.v1"] * 2 + ["connection.heartbeat.v1"]


def test_while_the_service_holds_the_spool_a_statement_goes_directly(machine: Machine, services: Services) -> None:
    key = machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    with Agency(AGENCY, key, CONNECTOR, spool=machine.spool):
        assert machine.run("connect").code == 0
        services.answers["POST /v1/events"] = lost
        lost_one = machine.run("connect")
    assert lost_one.code == 3, "neither delivered nor kept, and so it is said"
    assert "not kept" in lost_one.err


def test_nobody_closes_a_connection_by_a_slip(
    machine: Machine, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.enrol()
    assert machine.run("close").code == 2, "there is no terminal to ask at"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: "")
    assert machine.run("close").code == 1
    assert services.names() == []
    monkeypatch.setattr("builtins.input", lambda _: "بله")
    assert machine.run("close").code == 0
    assert services.names() == ["connection.closed.v1"]


@pytest.mark.parametrize(("status", "said"), [(401, "doctor"), (403, "Forbidden"), (404, "address"), (422, "so it is")])
def test_a_refusal_ends_with_one_and_a_clear_sentence(
    machine: Machine, services: Services, status: int, said: str
) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lambda _: problem(status)
    outcome = machine.run("connect")
    assert outcome.code in (1, 4), outcome.all
    assert outcome.code == 4 or said in outcome.err
