"""What waits on this disk: looked at, delivered, and what was refused."""

import httpx2
from mohlat_sdk import Agency

from tests.unit.sdk.cli.services import AGENCY, CONNECTOR, Machine, Services, lost, problem


def test_depth_and_oldest_are_told(machine: Machine, services: Services) -> None:
    machine.enrol()
    assert machine.run("spool", "--json").json["depth"] == 0
    services.answers["POST /v1/events"] = lost
    machine.run("connect")
    machine.run("heartbeat")
    told = machine.run("spool", "--json").json
    assert (told["depth"], told["dropped"], told["rejected"], told["ordinal"]) == (2, 0, 0, 2)
    assert told["oldest"] is not None
    assert "۲" in machine.run("spool", "--lang", "fa").out


def test_it_is_looked_at_while_the_service_holds_it(machine: Machine, services: Services) -> None:
    key = machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    with Agency(AGENCY, key, CONNECTOR, spool=machine.spool):
        assert machine.run("spool").code == 0
        assert machine.run("spool", "flush").code == 5
        assert machine.run("spool", "rejected").code == 5


def test_flush_delivers_and_says_how_much(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lost
    machine.run("connect")
    assert machine.run("spool", "flush", "--timeout", "0").code == 4
    services.answers.clear()
    outcome = machine.run("spool", "flush", "--json")
    assert (outcome.code, outcome.json) == (0, {"delivered": 1, "left": 0, "refused": 0})
    assert services.names() == ["connection.established.v1"]


def test_what_the_connector_refused_is_shown_and_forgotten(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lost
    machine.run("connect")
    services.answers["POST /v1/events"] = lambda _: problem(422, "Malformed", "event 0, field $.time: no")
    flushed = machine.run("spool", "flush")
    assert flushed.code == 1, "what was refused was not delivered"
    assert "Delivered: 0." in flushed.out
    assert "set aside: 1" in flushed.err
    shown = machine.run("spool", "rejected")
    assert "connection.established.v1" in shown.out
    assert "field $.time" in shown.out
    told = machine.run("spool", "rejected", "--json", "--forget").json
    assert told[0]["status"] == 422
    assert told[0]["event"]["source"] == f"urn:mohlat:agency:{AGENCY}"
    assert "No event was refused." in machine.run("spool", "rejected").out


def test_a_refused_signature_gives_nothing_up(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lost
    machine.run("connect")
    services.answers["POST /v1/events"] = lambda _: problem(401)
    assert machine.run("spool", "flush").code == 1
    assert machine.run("spool", "--json").json["depth"] == 1


def test_an_answer_that_is_none_keeps_everything(machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lambda _: httpx2.Response(200, text="<html>a portal</html>")
    assert machine.run("connect").code == 4
