"""Heartbeats one after another: through outages, refusals, changes of the key and of the list."""

import json
import signal
import socket
from collections.abc import Callable
from threading import Event

import pytest
from mohlat_contracts.evidence import ConnectionHeartbeat
from mohlat_sdk import Agency, SigningKey
from mohlat_sdk.cli import beating
from mohlat_sdk.cli.every import seconds_of

from tests.unit.sdk.cli.services import AGENCY, CONNECTOR, Machine, Outcome, Services, lost, problem

AFTER = Callable[[int], None]


@pytest.fixture
def beats(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """`beats(3, then, *arguments)`: three heartbeats without a wait; `then` is called with the number after each."""

    def run(count: int, then: AFTER = lambda _: None, *arguments: str) -> Outcome:
        done = 0

        def next_one(self: beating.Beating, due: float) -> None:
            nonlocal done
            done += 1
            then(done)
            if done >= count:
                self.stop.set()

        monkeypatch.setattr(beating.Beating, "_wait_until", next_one)
        return machine.run("heartbeat", "--every", "60s", *arguments)

    return run


def named(services: Services) -> list[tuple[str, ...]]:
    return [each.event.data.services for each in services.events if isinstance(each.event, ConnectionHeartbeat)]


def test_it_goes_on_until_it_is_told_to_stop(
    beats: Callable[..., Outcome], machine: Machine, services: Services
) -> None:
    machine.enrol()
    outcome = beats(3)
    assert outcome.code == 0, outcome.all
    assert services.names() == ["connection.heartbeat.v1"] * 3
    assert outcome.out.count("Heartbeat accepted") == 1, "what is not new is not said again"


def test_an_outage_is_gone_through_and_everything_comes_in_its_order(
    beats: Callable[..., Outcome], machine: Machine, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mohlat_sdk.delivering.quiet.FIRST", 0.0)
    machine.enrol()

    def outage(done: int) -> None:
        match done:
            case 1:
                services.answers["POST /v1/events"] = lost
            case 3:
                services.answers.clear()

    outcome = beats(4, outage, "--json")
    told = [json.loads(line) for line in outcome.out.splitlines()]
    assert [each["outcome"] for each in told] == ["accepted", "spooled", "spooled", "accepted"]
    assert [each["spool"] for each in told] == [0, 1, 2, 0]
    ordinals = [getattr(each.event, "ordinal", None) for each in services.events]
    assert ordinals == [1, 2, 3, 4]


def test_a_refusal_does_not_end_it(beats: Callable[..., Outcome], machine: Machine, services: Services) -> None:
    machine.enrol()
    services.answers["POST /v1/events"] = lambda _: problem(401)

    def put_right(done: int) -> None:
        if done == 2:
            services.answers.clear()

    outcome = beats(3, put_right, "--json")
    assert outcome.code == 0
    told = [json.loads(line)["outcome"] for line in outcome.out.splitlines()]
    assert told[-1] == "accepted"


def test_a_key_that_was_switched_beneath_it_is_taken_up(
    beats: Callable[..., Outcome], machine: Machine, services: Services
) -> None:
    old = machine.enrol()

    def rotate(done: int) -> None:
        if done == 1:
            assert machine.run("rotate-key").code == 0

    assert beats(3, rotate).code == 0
    new = SigningKey.load(machine.key)
    signed = [each.headers["signature-input"] for each in services.asked if each.url.path == "/v1/events"]
    assert [old.key_id in each for each in signed] == [True, False, False]
    assert new.key_id in signed[-1]


def test_the_list_is_read_anew_and_the_last_good_one_stays(
    beats: Callable[..., Outcome], machine: Machine, services: Services
) -> None:
    machine.enrol()
    file = machine.home / "services.txt"
    file.write_text("s01, s02  # both\n\ns03\ns01\n")

    def rewrite(done: int) -> None:
        match done:
            case 1:
                file.write_text("s01\n")
            case 2:
                file.unlink()

    outcome = beats(3, rewrite, "--services-from", str(file))
    assert named(services) == [("s01", "s02", "s03"), ("s01",), ("s01",)]
    assert "Going on with the list before it" in outcome.err


def test_a_second_service_on_the_same_spool_is_refused(machine: Machine) -> None:
    key = machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    with Agency(AGENCY, key, CONNECTOR, spool=machine.spool):
        outcome = machine.run("heartbeat", "--every", "60s")
    assert outcome.code == 5
    assert str(machine.spool) in outcome.err


def test_systemd_is_told_when_it_is_ready_how_it_goes_and_when_it_ends(
    beats: Callable[..., Outcome], machine: Machine
) -> None:
    machine.enrol()
    address = machine.home / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(address))
        systemd.settimeout(5)
        machine.environ["NOTIFY_SOCKET"] = str(address)
        assert beats(1).code == 0
        told = [systemd.recv(1000).decode().partition("=")[0] for _ in range(4)]
    assert told == ["READY", "WATCHDOG", "STATUS", "STOPPING"]


def test_signals_ask_it_to_stop() -> None:
    stop = Event()
    with beating.stopped_by_signals(stop):
        signal.raise_signal(signal.SIGTERM)
    assert stop.is_set()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60s", 60), ("5m", 300), ("1h", 3600), ("90", 90), ("24H", 86400), (" 5s ", 5), ("4s", None), ("25h", None)]
    + [(each, None) for each in ("", "s", "1d", "-5s", "1.5m", "٦٠s", "60 s")],
)
def test_how_often_is_a_number_with_a_unit(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds
