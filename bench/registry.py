"""A registry to measure: its processes on a Kafka and a PostgreSQL of their own, and as many agencies as wanted."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.daemons.daemon import Daemon
from deploy.local.daemons.ports import LOOPBACK, free_port
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from scenarios.player.officials import APPROVER, REGISTRAR, access_token
from services.plumbing.database import migrate, open_engine
from services.plumbing.topics import create_topics
from services.registry.book.contents import AgencyContent, Names, Place
from services.registry.book.timeline import since
from services.registry.clock import SystemClock
from services.registry.identity.official import Official
from services.registry.registrar import Registrar
from services.registry.relay.backlog import standing
from services.registry.schema import MIGRATIONS, SCHEMA

PARTITIONS = 6
CHUNK = 5_000
"""Agencies registered in one change."""
FOUNDED = datetime(2022, 3, 20, 20, 30, tzinfo=UTC)
INSTRUMENT = {"number": "7", "date": "2022-03-01", "issuer": "Majlis"}
GROUP = {"name_fa": "سازمان‌ها", "name_en": "Organisations", "reason": "a benchmark"}
MANDATE = {
    "action": "enact_mandate",
    "code": "window",
    "name_fa": "پنجره ملی خدمات هوشمند دولت",
    "name_en": "National Smart Services Window",
    "instrument": INSTRUMENT,
    "limits": {"silent_after_days": 21, "at_risk_days": 14, "grace_open_hours": 24},
    "duties": [
        {"code": "connect", "obligation": {"kind": "connect", "grade": "proven"}, "binds": {}},
        {
            "code": "digitize",
            "obligation": {"kind": "digitize", "share_percent": 30, "level": "fully_online"},
            "binds": {},
        },
    ],
}


class MeasuredRegistry:
    """The API and the relay as processes, under the system clock; both officials have signed in."""

    def __init__(self, engine: AsyncEngine, client: httpx2.AsyncClient, processes: dict[str, Daemon]) -> None:
        self.client, self._engine, self._processes = client, engine, processes
        self._registrar = Registrar(engine, SystemClock())
        self._tokens: dict[str, str] = {}
        self._deadline = datetime.now(UTC) + timedelta(days=90)

    async def sign_in(self, issuer: str) -> None:
        def tokens() -> dict[str, str]:
            with httpx2.Client(timeout=10) as client:
                return {subject: access_token(issuer, subject, client) for subject in (REGISTRAR, APPROVER)}

        self._tokens = await asyncio.to_thread(tokens)

    async def read(self, path: str) -> httpx2.Response:
        answer = await self.client.get(path, headers={"Authorization": f"Bearer {self._tokens[REGISTRAR]}"})
        return answer.raise_for_status()

    async def write(self, subject: str, method: str, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens[subject]}", "Idempotency-Key": uuid4().hex}
        return (await self.client.request(method, path, json=body, headers=headers)).raise_for_status().json()

    async def approved(self, operation: dict[str, Any]) -> float:
        """Propose it and approve it; the seconds that the approval took."""
        body = {"operation": operation, "reason": "a benchmark"}
        proposal = await self.write(REGISTRAR, "POST", "/v1/proposals", body)
        began = perf_counter()
        await self.write(APPROVER, "POST", f"/v1/proposals/{proposal['number']}/approval", {"reason": "a benchmark"})
        return perf_counter() - began

    async def enact(self) -> None:
        """A group, and a mandate of two duties that binds everybody."""
        await self.write(REGISTRAR, "PUT", "/v1/groups/organisations", GROUP)
        await self.approved(MANDATE | {"deadline": self._deadline.isoformat()})

    async def extend(self) -> float:
        """One more deadline for everybody; the seconds that the approval took."""
        self._deadline += timedelta(days=30)
        extension = {"action": "extend_deadline", "mandate": "window", "instrument": INSTRUMENT}
        return await self.approved(extension | {"deadline": self._deadline.isoformat()})

    async def register(self, first: int, until: int) -> None:
        """Agencies by number, put into the book directly."""
        official = Official("benchmark", "Benchmark", frozenset({"registrar"}))
        for start in range(first, until, CHUNK):
            async with self._registrar.change(official, "register_agencies", "a benchmark") as change:
                for number in range(start, min(start + CHUNK, until)):
                    change.book.put(_agency(number))

    async def waiting(self) -> int:
        """Rows of the outbox that are not in Kafka yet, counted up to 10,000."""
        return (await standing(self._engine)).depth

    async def carried(self) -> float:
        """Wait until all is in Kafka; the seconds that took."""
        began = perf_counter()
        while await self.waiting():  # noqa: ASYNC110 - another process's work sets no event
            await asyncio.sleep(0.05)
        return perf_counter() - began

    def peak(self, process: str) -> float:
        """The most memory that a process has had so far, in MiB."""
        status = Path(f"/proc/{self._processes[process].pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def a_registry() -> AsyncIterator[MeasuredRegistry]:
    """Servers, topics, tables and processes, ready; all gone at the end."""
    async with AsyncExitStack() as closing:
        kafka, database_url, folder = await asyncio.to_thread(_servers, closing)
        await create_topics(kafka.bootstrap_servers, "", PARTITIONS)
        ports = {name: free_port() for name in ("issuer", "api", "relay")}
        urls = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
        environment = os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "MOHLAT_DATABASE_URL": database_url,
            "MOHLAT_PARTITIONS": str(PARTITIONS),
            "MOHLAT_CLOCK": "system",
            "MOHLAT_ENV": "development",
            "MOHLAT_OIDC_ISSUER": urls["issuer"],
            "MOHLAT_REGISTRY_URL": urls["api"],
        }
        processes = {name: _process(name, port, folder, environment) for name, port in ports.items()}
        for process in processes.values():
            closing.callback(process.kill)
            process.start()
        engine = open_engine(database_url)
        closing.push_async_callback(engine.dispose)
        client = await closing.enter_async_context(httpx2.AsyncClient(base_url=urls["api"], timeout=60))
        for url in urls.values():
            await _ready(client, url)
        registry = MeasuredRegistry(engine, client, processes)
        await registry.sign_in(urls["issuer"])
        yield registry


def _servers(closing: AsyncExitStack) -> tuple[Kafka, str, Path]:
    """A broker, a migrated database, and a folder that is theirs."""
    folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="mohlat-bench-")))
    folder.chmod(0o755)  # PostgreSQL gives up root, and its data must still be reachable
    kafka, postgres = Kafka(folder / "kafka"), Postgres(folder / "postgres")
    for server in (kafka, postgres):
        closing.callback(server.kill)
        server.start()
    database_url = postgres.fresh_database()
    migrate(database_url, MIGRATIONS, SCHEMA)
    return kafka, database_url, folder


def _process(name: str, port: int, folder: Path, environment: dict[str, str]) -> Daemon:
    own = {"MOHLAT_HTTP_PORT": str(port), "MOHLAT_STATE_DIR": str(folder / name)}
    command = [str(Path(sys.executable).parent / "mohlat"), "registry", name]
    return Daemon(name, command, folder / f"{name}.log", env=environment | own)


async def _ready(client: httpx2.AsyncClient, url: str) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            await asyncio.sleep(0.2)


def _agency(number: int) -> AgencyContent:
    return AgencyContent(
        code=f"agency-{number:06}",
        synthetic=True,
        names=since(FOUNDED, Names(f"دستگاه نمونه شماره {number}", f"Sample agency {number}")),
        place=since(FOUNDED, Place("organisations", "core")),
    )
