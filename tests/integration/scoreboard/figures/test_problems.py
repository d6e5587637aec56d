"""What cannot be meant is said in both languages."""

import json

import httpx2
import pytest

from services.auditor.figures import DEFINITIONS, write_definitions
from tests.integration.scoreboard.figures.asking import DEFINITION
from tests.integration.scoreboard.history import DAY, END


class TestProblems:
    @pytest.mark.parametrize(
        ("path", "status", "name"),
        [
            ("/figures?as_of=1402-12-30", 422, "not-an-instant"),
            ("/figures?as_of=1402-03-24T00:00:00Z", 422, "not-an-instant"),
            (f"/figures?as_of={(END + DAY):%Y-%m-%d}", 422, "later-than-judged"),
            ("/figures?known_at=1410-01-01", 422, "later-than-judged"),
            ("/figures/popularity", 404, "figure-unknown"),
            ("/figures?definition=popularity", 404, "figure-unknown"),
            ("/figures?group=nobody", 404, "group-unknown"),
            ("/figures?province=atlantis", 404, "province-unknown"),
            ("/figures?parent=nobody", 404, "agency-unknown"),
            ("/agencies/nobody/history", 404, "agency-unknown"),
            ("/agencies/aa/history?after=nothing", 422, "cursor-unknown"),
            ("/delta?from=1401-08-30&to=1401-11-30&duty=dance", 404, "duty-unknown"),
            ("/series?definition=connected&from=1401-09-01&to=1401-08-01", 422, "days-reversed"),
            ("/reconcile?left=connected&right=popularity", 404, "figure-unknown"),
            ("/forecast?definition=connected&as_of=1410-01-01", 422, "later-than-judged"),
        ],
    )
    async def test_bad_input_is_a_problem_in_both_languages(
        self, client: httpx2.AsyncClient, path: str, status: int, name: str
    ) -> None:
        english = await client.get(f"/v1{path}")
        persian = await client.get(f"/v1{path}", headers={"Accept-Language": "fa-IR"})
        for answer, language in ((english, "en"), (persian, "fa")):
            assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
            assert (answer.json()["type"], answer.headers["content-language"]) == (
                f"urn:mohlat:problem:{name}",
                language,
            )
        assert english.json()["detail"].isascii() and not persian.json()["detail"].isascii()

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            (b"nonsense", "not valid JSON"),
            (b"{}", "form: None is not a form known here"),
            (json.dumps(write_definitions(DEFINITIONS[:1])).encode(), "that of a published figure"),
        ],
    )
    async def test_a_document_that_defines_no_figures(self, client: httpx2.AsyncClient, body: bytes, said: str) -> None:
        answer = await client.post("/v1/figures", content=body)
        assert answer.status_code == 422
        assert said in answer.json()["detail"]

    async def test_a_body_too_large_is_not_read(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1/receipts/verify", content=b" " * (33 * 1024 * 1024))
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:mohlat:problem:request-too-large")

    async def test_a_definition_that_selects_otherwise_is_not_narrowed(self, client: httpx2.AsyncClient) -> None:
        own = {"form": 1, "definitions": [{**DEFINITION, "group": "banks"}]}
        answer = await client.post("/v1/figures", params={"group": "universities"}, content=json.dumps(own).encode())
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:selection-taken")

    async def test_without_a_log_nothing_is_supposed(self, client: httpx2.AsyncClient) -> None:
        answer = await client.post("/v1/whatif", content=b'{"form": 1, "changes": []}')
        assert answer.json()["type"] in ("urn:mohlat:problem:what-if-unavailable", "urn:mohlat:problem:changes-invalid")
