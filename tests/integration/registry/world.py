"""A registry to test: its API without a socket, on a real database; officials who act; and what the registry says."""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from mohlat_contracts import Event, decode_batch
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.plumbing.database import open_engine
from services.plumbing.health import Health
from services.registry.api import create_app
from services.registry.clock import DomainClock, SimulatedClock
from services.registry.models import OutboxRow
from services.registry.registrar import Registrar
from services.registry.relay.filling import Filler
from tests.officials import LocalIssuer, an_identity, an_issuer

START = "2022-03-20T20:30:00Z"
DEADLINE = "2022-09-22T20:30:00Z"
INSTRUMENT = {"number": "7", "date": "2022-03-01", "issuer": "Majlis"}
MANDATE: dict[str, Any] = {
    "action": "enact_mandate",
    "code": "window",
    "name_fa": "پنجره ملی خدمات هوشمند دولت",
    "name_en": "National Smart Services Window",
    "instrument": INSTRUMENT,
    "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
    "deadline": DEADLINE,
    "duties": [
        {
            "code": "connect",
            "obligation": {"kind": "connect", "grade": "proven"},
            "binds": {"kinds": ["core", "affiliated"]},
        },
        {
            "code": "digitize",
            "obligation": {"kind": "digitize", "share_percent": 30, "level": "fully_online"},
            "binds": {"kinds": ["core"]},
        },
    ],
}
EXTENSION: dict[str, Any] = {
    "action": "extend_deadline",
    "mandate": "window",
    "deadline": "2023-01-20T20:30:00Z",
    "instrument": INSTRUMENT | {"number": "8"},
}
EXEMPTION: dict[str, Any] = {
    "action": "grant_exemption",
    "agency": "sanjesh",
    "code": "out-of-scope",
    "mandate": "window",
    "basis_fa": "خدمات آن به مردم مربوط نیست",
    "basis_en": "Its services do not concern the public",
    "approver": "هیئت وزیران",
    "instrument": INSTRUMENT | {"number": "9"},
}
REGISTRAR, APPROVER, OVERSEER, OPERATOR = "sara-registrar", "parisa-approver", "laleh-overseer", "navid-operator"


def an_agency(code: str = "sanjesh", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name_fa": "سازمان سنجش",
        "name_en": "Assessment Organisation",
        "group": "organisations",
        "kind": "core",
        "parent": None,
        "province": None,
        "synthetic": True,
    } | more


def a_service(agency: str = "sanjesh", **more: Any) -> dict[str, Any]:
    return {
        "agency": agency,
        "code": f"{agency}-s01",
        "name_fa": "ثبت‌نام",
        "name_en": "Enrolment",
        "high_use": True,
    } | more


def a_contact(agency: str = "sanjesh", **more: Any) -> dict[str, Any]:
    return {"agency": agency, "name": "رابط", "email": f"contact@{agency}.example", "language": "fa"} | more


def registering(*agencies: dict[str, Any]) -> dict[str, Any]:
    return {"action": "register_agencies", "agencies": list(agencies)}


def a_public_key() -> str:
    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class World:
    """The API's client, the officials who use it, and the outbox it writes to."""

    def __init__(
        self, engine: AsyncEngine, registrar: Registrar, app: FastAPI, client: httpx2.AsyncClient, issuer: LocalIssuer
    ) -> None:
        self.engine, self.registrar, self.app, self.client, self.issuer = engine, registrar, app, client, issuer

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str | None = REGISTRAR,
        headers: Mapping[str, str] = {},
        **more: Any,
    ) -> httpx2.Response:
        """One request in the name of an official."""
        given = ({} if by is None else self.issuer.bearer(by)) | dict(headers)
        if body is not None:
            more["json"] = body
        return await self.client.request(method, path, headers=given, **more)

    async def must(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = await self.send(method, path, body, **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def read(self, path: str, by: str = OVERSEER, **asked: str) -> Any:
        return await self.must("GET", path, by=by, params=asked)

    async def propose(self, operation: Mapping[str, Any], by: str = REGISTRAR, **more: Any) -> httpx2.Response:
        body = {"operation": operation, "reason": "as the law says"} | more
        return await self.send("POST", "/v1/proposals", body, by=by)

    async def approve(self, number: int, by: str = APPROVER) -> httpx2.Response:
        return await self.send("POST", f"/v1/proposals/{number}/approval", {"reason": "seen and agreed"}, by=by)

    async def enact(self, operation: Mapping[str, Any]) -> Any:
        """Through four eyes; the approval's answer."""
        proposed = await self.propose(operation)
        assert proposed.status_code == 201, proposed.text
        approved = await self.approve(proposed.json()["number"])
        assert approved.status_code == 200, approved.text
        return approved.json()

    async def move(self, to: str, start: str = START) -> Any:
        return await self.must("POST", "/v1/clock", {"from": start, "to": to}, by=None)

    async def put_group(self, code: str = "organisations", **more: Any) -> httpx2.Response:
        names = {"name_fa": "سازمان‌ها", "name_en": "Organisations", "reason": "first entry"} | more
        return await self.send("PUT", f"/v1/groups/{code}", names)

    async def found(self) -> None:
        """The first move and a group, so that agencies can be registered."""
        await self.move(START)
        assert (await self.put_group()).is_success

    async def populate(self, *codes: str) -> None:
        """Found, and register core agencies with a service and a contact each."""
        await self.found()
        await self.enact(registering(*(an_agency(code) for code in codes)))
        await self.must("POST", "/v1/services", {"services": [a_service(code) for code in codes], "reason": "roster"})
        await self.must("POST", "/v1/contacts", {"contacts": [a_contact(code) for code in codes], "reason": "roster"})

    async def outbox(self) -> list[OutboxRow]:
        async with AsyncSession(self.engine) as session:
            return list((await session.exec(select(OutboxRow).order_by(col(OutboxRow.id)))).all())

    async def said(self) -> list[tuple[str | None, list[Event]]]:
        """Key and events of each row of the outbox so far, ticks and contacts left out."""
        rows = [row for row in await self.outbox() if "registry" in row.topic and row.key is not None]
        filler = Filler()
        async with self.engine.connect() as connection:
            await filler.read(connection, {row.form for row in rows if row.form is not None})
        return [(row.key, decode_batch(_value(row, filler))) for row in rows]


def _value(row: OutboxRow, filler: Filler) -> bytes:
    if row.form is not None:
        return filler.fill(row.form, row.key or "", row.fillings or [])
    assert row.value is not None
    return row.value


@asynccontextmanager
async def a_world(
    database_url: str, clock: DomainClock | None = None, issuer: LocalIssuer | None = None
) -> AsyncIterator[World]:
    clock, issuer = clock or SimulatedClock(), issuer or an_issuer()
    engine = open_engine(database_url, pool_size=10)
    registrar = Registrar(engine, clock)
    identity = an_identity(issuer, engine)
    app = create_app(registrar, Health(), identity, simulated=isinstance(clock, SimulatedClock))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://registry") as client:
        try:
            yield World(engine, registrar, app, client, issuer)
        finally:
            await engine.dispose()
