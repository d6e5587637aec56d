"""Who may ask what, by bearer token. Sessions need the database; their tests are among the integration tests."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.officials import LocalIssuer, an_issuer
from tests.unit.registry.identity.doors import a_door


@pytest.fixture
def issuer() -> LocalIssuer:
    return an_issuer()


@pytest.fixture
async def door(issuer: LocalIssuer) -> AsyncIterator[httpx2.AsyncClient]:
    async with a_door(issuer) as client:
        yield client


async def test_a_token_tells_who_asks(door: httpx2.AsyncClient, issuer: LocalIssuer) -> None:
    answer = await door.get("/whoami", headers=issuer.bearer("laleh-overseer"))
    assert answer.json() == {
        "subject": "laleh-overseer",
        "name": "Laleh Afshar (synthetic)",
        "roles": ["overseer"],
    }


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", "Basic c2FyYTpzYXJh", "Bearer not-a-token"])
async def test_nobody_asks_without_a_token(given: str | None, door: httpx2.AsyncClient) -> None:
    headers = {} if given is None else {"Authorization": given}
    answer = await door.get("/whoami", headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (401, "not-signed-in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_bad_token_is_not_made_good_by_a_cookie(door: httpx2.AsyncClient) -> None:
    # The session is not even looked for: this engine could not.
    headers = {"Authorization": "Bearer not-a-token", "Cookie": "mohlat-session=secret"}
    assert (await door.get("/whoami", headers=headers)).status_code == 401


@pytest.mark.parametrize("roles", [[], ["admin"]])
async def test_an_official_without_a_role_here_may_not_even_read(
    roles: list[str], door: httpx2.AsyncClient, issuer: LocalIssuer
) -> None:
    headers = {"Authorization": f"Bearer {issuer.signed({'roles': roles})}"}
    answer = await door.get("/whoami", headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (403, "role-missing")


@pytest.mark.parametrize(
    ("subject", "status"),
    [("parisa-approver", 200), ("both-roles", 200), ("sara-registrar", 403), ("navid-operator", 403)],
)
async def test_a_role_is_needed(subject: str, status: int, door: httpx2.AsyncClient, issuer: LocalIssuer) -> None:
    assert (await door.post("/decision", headers=issuer.bearer(subject))).status_code == status


async def test_an_issuer_that_is_away_is_said_to_be_away(issuer: LocalIssuer) -> None:
    token = issuer.token("sara-registrar")
    issuer.transport = httpx2.ASGITransport(app=_nobody)
    async with a_door(issuer) as door:
        answer = await door.get("/whoami", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["name"]) == (503, "issuer-away")


async def _nobody(scope: object, receive: object, send: object) -> None:
    raise OSError("no route to host")


async def test_the_description_of_the_api_names_both_ways_in(door: httpx2.AsyncClient) -> None:
    described = (await door.get("/openapi.json")).json()
    assert set(described["components"]["securitySchemes"]) == {"token", "session"}
