"""Every list as CSV and as a workbook."""

import csv
import io

import httpx2
import pytest
from openpyxl import load_workbook

LISTS = (
    "/definitions",
    "/figures",
    "/figures/connected",
    "/reconcile?left=fully_connected&right=connected&as_of=1401-08-30",
    "/delta?from=1401-08-30&to=1401-11-30",
    "/series?definition=connected",
    "/burn-up?definition=connected",
    "/roll-ups",
    "/shares",
    "/agencies",
    "/agencies/bb/history",
    "/signals",
    "/frozen",
)


class TestTables:
    @pytest.mark.parametrize("path", LISTS)
    async def test_every_list_is_also_a_csv(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(f"/v1{path}", headers={"Accept": "text/csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert all(len(row) == len(header) for row in rows)
        assert rows or path in ("/signals", "/frozen")

    @pytest.mark.parametrize("path", LISTS)
    async def test_and_a_workbook_that_opens_from_the_right_in_persian(
        self, client: httpx2.AsyncClient, path: str
    ) -> None:
        answer = await client.get(
            f"/v1{path}", params={"format": "xlsx", "lang": "fa"} | dict(httpx2.QueryParams(path.partition("?")[2]))
        )
        page = load_workbook(io.BytesIO(answer.content)).active
        assert page is not None and page.sheet_view.rightToLeft

    @pytest.mark.parametrize("path", ["/figures?format=pdf", "/forecast?definition=connected&format=csv"])
    async def test_no_other_form_is_written(self, client: httpx2.AsyncClient, path: str) -> None:
        answer = await client.get(f"/v1{path}")
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:mohlat:problem:format-unknown")
