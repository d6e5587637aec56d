"""Each thing that can be wrong is found, and said with what to do about it."""

import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from mohlat_sdk import Agency
from mohlat_sdk.cli.checking.reaching import proxy_for
from mohlat_sdk.cli.key_files import next_key_file

from tests.unit.sdk.cli.services import AGENCY, CONNECTOR, Answer, Machine, Outcome, Services, lost, problem


def levels(outcome: Outcome) -> dict[str, str]:
    """By finding, how bad it is."""
    return {each["finding"]: each["level"] for each in outcome.json["findings"]}


def test_all_is_well(machine: Machine) -> None:
    machine.enrol()
    secure = ("--registry", "https://registry.test", "--connector", "https://connector.test")
    outcome = machine.run("doctor", "--json", *secure)
    assert outcome.code == 0
    assert outcome.json["ok"] is True
    assert set(levels(outcome).values()) == {"ok"}, outcome.out
    about = {each["about"] for each in outcome.json["findings"]}
    services = {"registry", "connector", "clock", "signature", "registry entry", "evidence"}
    assert about == services | {"configuration", "key", "spool"}


def test_each_line_is_marked_in_the_language(machine: Machine) -> None:
    machine.enrol()
    machine.key.chmod(0o644)
    english, persian = machine.run("doctor"), machine.run("doctor", "--lang", "fa")
    assert (english.code, persian.code) == (1, 1)
    assert f"chmod 600 {machine.key}" in english.out
    assert english.out.count("\nok ") >= 5
    assert "خطا" in persian.out
    assert "سالم" in persian.out


def test_before_anything_is_configured_it_says_how_to_begin(machine: Machine) -> None:
    outcome = machine.run("doctor")
    assert outcome.code == 1
    assert "mohlat-agency enrol CODE" in outcome.out


Fault = Callable[[Machine], object]


def _answering(where: str, answer: Answer) -> Fault:
    return lambda machine: machine.services.answers.update({where: answer})


def _raising(error: Exception) -> Answer:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise error

    return answer


def _tls(request: httpx2.Request) -> httpx2.Response:
    try:
        raise ssl.SSLCertVerificationError("certificate verify failed: self-signed certificate")
    except ssl.SSLError as error:
        raise httpx2.ConnectError("could not connect") from error


def _seen(**what: Any) -> Fault:
    return lambda machine: machine.services.status.update(what)


HTML = httpx2.Response(200, text="<html>Please log in</html>")
FAULTS: list[tuple[Fault, str, str]] = [
    (lambda _: None, "doctor.reach.plain", "warn"),
    (lambda machine: machine.key.unlink(), "doctor.key.missing", "fail"),
    (lambda machine: machine.key.write_text("x"), "doctor.key.malformed", "fail"),
    (lambda machine: machine.key.chmod(0o640), "doctor.key.seen", "fail"),
    (lambda machine: machine.key.parent.chmod(0o777), "doctor.key.folder", "warn"),
    (lambda machine: next_key_file(machine.key).touch(), "doctor.key.rotating", "warn"),
    (_answering("registry.test", lost), "doctor.reach.refused", "fail"),
    (_answering("connector.test", lost), "doctor.reach.refused", "fail"),
    (_answering("connector.test", _raising(httpx2.ConnectTimeout("timed out"))), "doctor.reach.silent", "fail"),
    (_answering("connector.test", _raising(httpx2.ReadTimeout("timed out"))), "doctor.reach.lost", "fail"),
    (_answering("connector.test", _raising(httpx2.ProxyError("407"))), "doctor.reach.proxy", "fail"),
    (_answering("connector.test", _tls), "doctor.reach.tls", "fail"),
    (_answering("registry.test", lambda _: HTML), "doctor.reach.stranger", "fail"),
    (_answering("connector.test", lambda _: problem(503)), "doctor.reach.busy", "warn"),
    (_answering("connector.test", lambda _: problem(503)), "doctor.signature.busy", "warn"),
    (lambda machine: setattr(machine.services, "skew", timedelta(minutes=12)), "doctor.clock.ahead", "fail"),
    (lambda machine: setattr(machine.services, "skew", timedelta(minutes=-12)), "doctor.clock.behind", "fail"),
    (lambda machine: setattr(machine.services, "skew", timedelta(seconds=45)), "doctor.clock.ahead", "warn"),
    (lambda machine: machine.services.keys.clear(), "doctor.signature.refused", "fail"),
    (_answering("GET /v1/agencies/me", lambda _: problem(403)), "doctor.signature.other", "fail"),
    (_seen(duties=[]), "doctor.entry.no_duties", "warn"),
    (_seen(keys=[{"key_id": "an-older-one", "revoked_at": None}]), "doctor.entry.two_keys", "warn"),
    (_seen(last_evidence=None), "doctor.evidence.none", "warn"),
    (
        _seen(last_evidence={"known_at": "2026-11-20T00:00:00Z", "topic": "e", "partition": 0, "offset": 0}),
        "doctor.evidence.old",
        "warn",
    ),
    (
        _seen(streams=[{"stream": "s", "first": 1, "highest": 9, "missing": [[2, 2]], "missing_count": 1}]),
        "doctor.evidence.gaps",
        "warn",
    ),
]


@pytest.mark.parametrize(("fault", "finding", "level"), FAULTS, ids=[each[1] for each in FAULTS])
def test_a_fault_is_found_and_comes_with_what_to_do(machine: Machine, fault: Fault, finding: str, level: str) -> None:
    machine.enrol()
    fault(machine)
    outcome = machine.run("doctor", "--json")
    assert levels(outcome).get(finding) == level, outcome.out
    assert outcome.code == (1 if "fail" in levels(outcome).values() else 0)
    for each in outcome.json["findings"]:
        assert bool(each["what_to_do"]) is (each["level"] != "ok"), each


def test_what_waits_and_what_was_refused_is_told(machine: Machine, services: Services) -> None:
    key = machine.enrol()
    services.answers["POST /v1/events"] = lost
    assert machine.run("connect").code == 4
    assert levels(machine.run("doctor", "--json"))["doctor.spool.waiting"] == "warn"
    with Agency(AGENCY, key, CONNECTOR, spool=machine.spool):
        assert levels(machine.run("doctor", "--json"))["doctor.spool.waiting"] == "warn", "also beside the service"


def test_a_damaged_spool_is_told(machine: Machine) -> None:
    machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    machine.spool.write_bytes(b"this is no spool at all" * 100)
    assert levels(machine.run("doctor", "--json"))["doctor.spool.unreadable"] == "fail"


def test_a_name_that_is_not_found_is_told_apart(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    from mohlat_sdk.cli.checking import reaching

    def not_found(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    reached = reaching.reach("registry", "https://registry.test", "/v1/me", httpx2.Client(), {}, named=True)
    assert (reached.ok, reached.finding.message) == (False, "doctor.reach.name")


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128", "no_proxy": "other.example"}, "http://proxy:3128"),
        ({"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": ".mohlat.example, localhost"}, None),
        ({"ALL_PROXY": "http://proxy:3128", "NO_PROXY": "*"}, None),
        ({"HTTP_PROXY": "http://proxy:3128"}, None),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(environ: dict[str, str], proxy: str | None) -> None:
    assert proxy_for("https://connector.mohlat.example/v1", environ) == proxy


@pytest.mark.parametrize("proxy", ["http://name:s3cret@proxy.test:3128", "name:s3cret@proxy.test:3128"])
@pytest.mark.parametrize("reached", [True, False])
def test_the_password_of_a_proxy_is_not_shown(machine: Machine, services: Services, proxy: str, reached: bool) -> None:
    machine.enrol()
    machine.environ["HTTPS_PROXY"] = proxy
    if not reached:
        services.answers["connector.test"] = lost
    outcome = machine.run("doctor", "--connector", "https://connector.test")
    assert "proxy.test:3128" in outcome.out
    assert "s3cret" not in outcome.all


def test_a_spool_of_another_agency_is_a_fault(machine: Machine) -> None:
    key = machine.enrol()
    machine.spool.parent.mkdir(parents=True, exist_ok=True)
    Agency("another", key, CONNECTOR, spool=machine.spool).close()
    assert machine.run("connect").code == 5
    outcome = machine.run("doctor", "--json")
    assert levels(outcome)["doctor.spool.another"] == "fail"
    assert outcome.code == 1
