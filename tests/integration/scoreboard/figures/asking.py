"""How the API is asked, and a definition of one's own to ask with."""

import json
from typing import Any

import httpx2

DEFINITION = {
    "name": "connected_with_affiliates",
    "duty": "connect",
    "counts": "proven",
    "over": "listed",
    "among": "core_and_affiliated",
    "label_fa": "متصل با تابعه‌ها",
    "label_en": "Connected with affiliates",
    "definition_fa": "همهٔ دستگاه‌های فهرست که اتصال آن‌ها اثبات شده است",
    "definition_en": "All listed bodies whose connection is proven",
}
OWN = {"form": 1, "definitions": [DEFINITION]}


async def get(client: httpx2.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(f"/v1{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def post(client: httpx2.AsyncClient, path: str, body: Any, **query: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post(f"/v1{path}", params=query, content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def numbers(figure: Any) -> tuple[int, int]:
    return figure["numerator"], figure["denominator"]
