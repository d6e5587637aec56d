"""A registry and a connector in memory, as they answer an agency's command; and the command, run against them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mohlat_contracts import DecodedEvent
from mohlat_contracts.content import read_content
from mohlat_sdk import SigningKey, generate_key
from mohlat_sdk.cli.desk import World
from mohlat_sdk.cli.running import run

REGISTRY, CONNECTOR = "http://registry.test", "http://connector.test"
CODE = "7K3M-9QXA-T0VB-52HD"
AGENCY = "sanjesh"

Answer = Callable[[httpx2.Request], httpx2.Response]


def problem(status: int, title: str = "Refused", detail: str = "so it is") -> httpx2.Response:
    content = json.dumps({"title": title, "status": status, "detail": detail})
    return httpx2.Response(status, content=content, headers={"content-type": "application/problem+json"})


def lost(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("connection refused", request=request)


@dataclass
class Services:
    """What both know, and what came. `answers` replaces the answer to `METHOD path`."""

    keys: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    slow_to_learn: int = 0
    skew: timedelta = timedelta()
    answers: dict[str, Answer] = field(default_factory=dict)
    events: list[DecodedEvent] = field(default_factory=list)
    asked: list[httpx2.Request] = field(default_factory=list)
    status: dict[str, Any] = field(default_factory=dict)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.asked.append(request)
        path = f"{request.method} {request.url.path}"
        answer = self.answers.get(path) or self.answers.get(request.url.host) or self._answer
        response = answer(request)
        response.headers.setdefault("date", format_datetime(datetime.now(UTC) - self.skew, usegmt=True))
        return response

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        match (request.method, request.url.path):
            case ("POST", "/v1/enrolments" | "/v1/agencies/sanjesh/keys"):
                return self._enrolled(request)
            case ("POST", "/v1/events"):
                return self._accepted(request)
            case ("GET", "/v1/agencies/me"):
                return self._status(request)
        return problem(401, "Not signed in")

    def _enrolled(self, request: httpx2.Request) -> httpx2.Response:
        entry = json.loads(request.content)
        self.keys[entry["key_id"]] = entry["public_key"]
        told = {"agency": AGENCY, "key_id": entry["key_id"], "public_key": entry["public_key"]}
        return httpx2.Response(201, json=told)

    def _signed_by(self, request: httpx2.Request) -> str | None:
        given = request.headers.get("signature-input", "")
        return next((key for key in self.keys if f'keyid="{key}"' in given), None)

    def _accepted(self, request: httpx2.Request) -> httpx2.Response:
        if self._signed_by(request) is None:
            return problem(401, "Signature not accepted")
        how = (request.headers["content-type"], request.headers.get("content-encoding", "identity"))
        came = read_content(request.content, *how)
        self.events += came
        receipt = {"accepted": len(came), "known_at": "2026-11-24T16:00:00Z"}
        place = {"topic": "evidence", "partition": 3, "offset": 7, "digest": request.headers["content-digest"]}
        return httpx2.Response(202, json=receipt | place)

    def _status(self, request: httpx2.Request) -> httpx2.Response:
        key = self._signed_by(request)
        if key is not None and key not in self.known and self.slow_to_learn > 0:
            self.slow_to_learn -= 1
            key = None
        if key is None:
            return problem(401, "Signature not accepted")
        self.known.add(key)
        return httpx2.Response(200, json=a_status(keys=list(self.keys)) | self.status)

    def names(self) -> list[str]:
        """Of the events that came, without what all of them have in common."""
        tags = [type(each.event).__struct_config__.tag for each in self.events]
        return [str(tag).removeprefix("ir.mohlat.") for tag in tags]


def a_status(keys: list[str]) -> dict[str, Any]:
    return {
        "agency": AGENCY,
        "kind": "core",
        "name_fa": "سازمان سنجش",
        "name_en": "Sanjesh",
        "judged_through": "2026-11-24T16:00:00Z",
        "last_evidence": {"known_at": "2026-11-24T15:59:00Z", "topic": "evidence", "partition": 3, "offset": 7},
        "evidence_read_from": "2026-11-17T16:00:00Z",
        "streams": [],
        "duties": [
            {
                "duty": "connect",
                "mandate": "window",
                "name_fa": "اتصال به پنجره",
                "name_en": "Connection to the Window",
                "obligation": {"kind": "connect", "grade": "proven"},
                "deadline": "2023-06-21T20:30:00Z",
                "original_deadline": "2022-09-22T19:30:00Z",
                "deadline_revision": 2,
                "verdict": {
                    "id": "v",
                    "status": "overdue",
                    "reason": "deadline_passed",
                    "grade": "claimed",
                    "effective_at": "2023-06-21T20:30:00Z",
                    "known_at": "2023-06-22T20:30:00Z",
                },
            }
        ],
        "next_deadline": None,
        "keys": [{"key_id": key, "revoked_at": None} for key in keys],
    }


@dataclass
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def all(self) -> str:
        return self.out + self.err


@dataclass
class Machine:
    """An administrator's machine: a home, an environment, and services to be reached."""

    home: Path
    services: Services
    capsys: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)
    now: datetime = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

    def run(self, *arguments: str) -> Outcome:
        environ = {"HOME": str(self.home), "LANG": "C"} | self.environ
        world = World(environ, httpx2.MockTransport(self.services), lambda: self.now)
        code = run(arguments, world)
        out, err = self.capsys.readouterr()
        return Outcome(code, out, err)

    def enrol(self) -> SigningKey:
        """A machine on which `enrol` has done its work."""
        outcome = self.run("enrol", CODE, "--registry", REGISTRY, "--connector", CONNECTOR)
        assert outcome.code == 0, outcome.all
        return SigningKey.load(self.key)

    def with_key(self) -> SigningKey:
        """A key that the services do not know."""
        self.key.parent.mkdir(parents=True)
        key = generate_key()
        key.save(self.key)
        return key

    @property
    def config(self) -> Path:
        return self.home / ".config" / "mohlat" / "agency.toml"

    @property
    def key(self) -> Path:
        return self.home / ".config" / "mohlat" / "agency.key"

    @property
    def spool(self) -> Path:
        return self.home / ".local" / "state" / "mohlat" / "agency.spool"
