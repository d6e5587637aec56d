"""What the two officials enter, over a transport that opens no socket."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scenarios.player.four_eyes import FourEyes
from scenarios.player.officials import Official
from scenarios.player.reading import read
from scenarios.player.reading.law import Extension, Instrument
from scenarios.player.registering import Registrar
from scenarios.player.schedule import Deed
from scenarios.player.trying import Patience, PlayFailed
from tests.unit.scenarios.folders import folder

AT = datetime(2022, 7, 25, 21, 30, tzinfo=UTC)
SHA256 = "0" * 64
Answer = Callable[[httpx2.Request], httpx2.Response]


class Registry:
    """Takes whatever officials enter; `answers` go first, one a request, and None answers as usual."""

    def __init__(self, tmp_path: Path) -> None:
        self.asked: list[httpx2.Request] = []
        self.answers: list[Answer | None] = []
        self._proposals = count(1)
        client = httpx2.Client(base_url="http://registry", transport=httpx2.MockTransport(self._answer))
        self.officials = FourEyes(*(Official(client, Patience(5), name) for name in ("registrar", "approver")))
        workbooks: dict[Any, bytes] = {"agencies": b"agencies", "services": b"services", "contacts": b"contacts"}
        self.registrar = Registrar(self.officials, read(folder(tmp_path)), workbooks)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        scripted = self.answers.pop(0) if self.answers else None
        return scripted(request) if scripted is not None else httpx2.Response(200, json=self._usual(request))

    def _usual(self, request: httpx2.Request) -> Any:
        match request.url.path.split("/")[2:]:
            case ["proposals"]:
                return {"number": next(self._proposals)}
            case ["proposals", _, "approval"]:
                return {"enrolment_codes": {"alpha": "A", "beta": "B"}}
            case ["documents"]:
                return {"sha256": SHA256}
            case ["imports", table]:
                return {"proposal": next(self._proposals) if table == "agencies" else None, "change": None}
        return {"change": 1}

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Who asked, and where."""
        return [(request.headers["Authorization"].split()[1], request.url.path) for request in self.asked]

    @property
    def operations(self) -> list[dict[str, Any]]:
        proposed = [request for request in self.asked if request.url.path == "/v1/proposals"]
        return [json.loads(request.content)["operation"] for request in proposed]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def lost(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadError("the line broke", request=request)


def without_codes(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"enrolment_codes": {}})


def test_a_group_takes_one_official_and_an_oversight_body_two(registry: Registry) -> None:
    registry.registrar.groups()
    registry.registrar.oversight_bodies()
    assert registry.steps == [
        ("registrar", "/v1/groups/offices"),
        ("registrar", "/v1/proposals"),
        ("approver", "/v1/proposals/1/approval"),
    ]


def test_the_workbook_of_the_agencies_waits_for_the_other_official(registry: Registry) -> None:
    registry.registrar.table("agencies")
    registry.registrar.table("services")
    assert registry.steps == [
        ("registrar", "/v1/imports/agencies"),
        ("approver", "/v1/proposals/1/approval"),
        ("registrar", "/v1/imports/services"),
    ]
    assert registry.asked[0].content == b"agencies"
    assert registry.asked[0].headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_workbook_that_brings_nothing_new_has_nothing_to_approve(registry: Registry) -> None:
    registry.answers = [lambda _: httpx2.Response(200, json={"proposal": None, "change": None})]
    registry.registrar.table("agencies")
    assert len(registry.asked) == 1


def test_a_write_whose_answer_was_lost_is_sent_again_under_its_name_with_the_same_bytes(registry: Registry) -> None:
    registry.answers = [lost, lambda _: httpx2.Response(503), None, lost]
    registry.registrar.mandate()
    first, second, third, approval, repeated = registry.asked
    assert first.content == second.content == third.content
    assert {each.headers["Idempotency-Key"] for each in (first, second, third)} == {"propose mandate window"}
    assert approval.headers["Idempotency-Key"] == repeated.headers["Idempotency-Key"] == "approve mandate window"


def test_no_two_writes_of_an_official_have_the_same_name(registry: Registry) -> None:
    enter = registry.registrar
    enter.documents()
    enter.groups()
    enter.oversight_bodies()
    for table in ("agencies", "services", "contacts"):
        enter.table(table)
    registry.officials.hand_out_codes(["alpha", "beta"])
    enter.mandate()
    for day in (1, 2):
        deadline = datetime(2022, 9, day, 19, 30, tzinfo=UTC)
        enter.extension(Extension(AT, deadline, Instrument("2", AT.date(), "Authority")))
    for agency in ("alpha", "beta"):
        enter.exemption(Deed(agency, "exempted"), AT)
    names = [(request.headers["Authorization"], request.headers["Idempotency-Key"]) for request in registry.asked]
    assert len(names) == len(set(names))


def test_codes_whose_answer_was_lost_are_handed_out_anew(registry: Registry) -> None:
    registry.answers = [None, lost, without_codes]
    assert registry.officials.hand_out_codes(["alpha", "beta"]) == {"alpha": "A", "beta": "B"}
    assert [path for _, path in registry.steps] == [
        "/v1/proposals",
        "/v1/proposals/1/approval",
        "/v1/proposals/1/approval",
        "/v1/proposals",
        "/v1/proposals/2/approval",
    ]


def test_a_registry_that_never_shows_a_code_fails_the_play(registry: Registry) -> None:
    registry.answers = [None, without_codes] * 9
    with pytest.raises(PlayFailed, match="no codes"):
        registry.officials.hand_out_codes(["alpha"])


def test_the_mandate_says_what_the_law_says(registry: Registry) -> None:
    registry.registrar.mandate()
    (mandate,) = registry.operations
    assert mandate["deadline"] == "2022-08-22T19:30:00Z"
    assert mandate["duties"][0]["obligation"] == {"kind": "connect", "grade": "proven"}
    assert mandate["instrument"] == {"number": "1", "date": "2022-07-23", "issuer": "Authority", "document": None}


def test_an_exemption_rests_on_an_uploaded_text_and_is_of_the_day_in_tehran(registry: Registry) -> None:
    registry.registrar.documents()
    registry.registrar.exemption(Deed("alpha", "exempted", reason_fa="دلیل", reason_en="Reason"), AT)
    upload, *_ = registry.asked
    assert (upload.content, upload.headers["Content-Type"]) == (b"synthetic", "text/plain")
    (exemption,) = registry.operations
    assert (exemption["from"], exemption["until"]) == ("2022-07-25T21:30:00Z", None)
    assert exemption["approver"] == exemption["instrument"]["issuer"] == "Exempting authority"
    assert (exemption["instrument"]["date"], exemption["instrument"]["document"]) == ("2022-07-26", SHA256)
    assert "(ساختگی)" in exemption["instrument"]["number"]
    assert "(synthetic)" in exemption["instrument"]["number"]


def test_what_the_registry_refuses_fails_the_play_in_its_words(registry: Registry) -> None:
    registry.answers = [lambda _: httpx2.Response(422, json={"title": "A cycle of parents"})]
    with pytest.raises(PlayFailed, match="A cycle of parents"):
        registry.registrar.table("agencies")
