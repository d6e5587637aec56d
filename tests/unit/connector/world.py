"""A connector on a log in memory, its clock moved by hand."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
from mohlat_contracts.clock import TickData

from services.connector.api.app import Serving, connector_app
from services.connector.evidence import Place
from services.connector.intake.accepting import Intake
from services.connector.intake.callers import Callers
from services.connector.intake.limits import RateLimit
from services.connector.intake.rereading import Rereading
from services.connector.intake.under_way import UnderWay
from services.connector.intake.verification import SignedRequest
from services.connector.keys import EnrolledKey
from services.connector.standing.arrivals import Arrivals
from services.connector.standing.register import Register
from services.connector.standing.standing import Standings
from services.connector.standing.verdicts import Verdicts
from services.connector.timing.door import Door
from services.connector.timing.opening import SimulatedOpening
from services.plumbing.follower import NotCaughtUp
from services.plumbing.health import Health
from services.plumbing.publisher import NotPublished
from tests.unit.connector.signed import DOMAIN, KEY, NOW, enrolled

APPENDED = datetime(2026, 11, 24, 8, 0, 1, tzinfo=UTC)


@dataclass
class MemoryLog:
    """Keeps what is appended; `failing` answers as a broker that does not, `slow` not before it is set."""

    batches: list[tuple[str, bytes, dict[str, str | bytes]]] = field(default_factory=list)
    ticks: list[dict[int, TickData]] = field(default_factory=list)
    failing: bool = False
    slow: asyncio.Event | None = None

    async def append(self, agency: str, value: bytes, record_headers: Mapping[str, str | bytes]) -> Place:
        if self.slow is not None:
            await self.slow.wait()
        if self.failing:
            raise NotPublished("no answer")
        self.batches.append((agency, value, dict(record_headers)))
        return Place("evidence", 1, len(self.batches) - 1, APPENDED)

    async def tick(self, ticks: dict[int, TickData]) -> list[Place]:
        if self.failing:
            raise NotPublished("no answer")
        self.ticks.append(ticks)
        return [Place("evidence", partition, 0, APPENDED) for partition in ticks]


@dataclass
class RegistryTime:
    through: datetime | None = DOMAIN + timedelta(days=1000)

    def known_through(self) -> datetime | None:
        return self.through


class World:
    """A connector on fakes, its clock not moved yet.

    Args:
        per_key, per_address: requests a minute.
        room: bytes that may be under way.
    """

    def __init__(
        self,
        per_key: int = 0,
        per_address: int = 0,
        room: int = 64 * 2**20,
        simulated: bool = True,
        body_limit: float = 30.0,
        interval: float = 0.0,
    ) -> None:
        self.keys: dict[str, EnrolledKey] = {KEY.key_id: enrolled(KEY)}
        self.late_keys: dict[str, EnrolledKey] = {}
        self.log, self.registry, self.rereads, self.now = MemoryLog(), RegistryTime(), 0, NOW
        self.register, self.arrivals, self.verdicts, self.read_up = Register(), Arrivals(), Verdicts(2), True
        self.door, self.under_way = Door("connector-1", 2), UnderWay(room)
        self.door.resume({})
        opening = SimulatedOpening(self.door, self.log, self.registry, self._wait_for)  # type: ignore[arg-type]
        rereading = Rereading(self._reread, interval)
        callers = Callers(self.keys.get, lambda: self.now, rereading, RateLimit("key", per_key))
        self.app = connector_app(
            Serving(
                intake=Intake(self.door, opening, callers, self.under_way, self.log),
                callers=callers,
                standing_of=Standings(
                    self.register,
                    self.arrivals,
                    self.verdicts,
                    self.registry.known_through,
                    NOW - timedelta(days=7),
                    lambda: self.read_up,
                ).of,
                clock=lambda: self.door.clock or self.now,
                health=Health(),
                address_limit=RateLimit("address", per_address),
                move=opening.move if simulated else None,
                epoch=lambda: self.door.epoch,
                body_limit=body_limit,
            )
        )
        self.client = self.client_at("127.0.0.1")

    def client_at(self, address: str) -> httpx2.AsyncClient:
        """Somebody at this address."""
        transport = httpx2.ASGITransport(self.app, client=(address, 1402))
        return httpx2.AsyncClient(transport=transport, base_url="http://connector.test")

    async def _reread(self) -> None:
        self.rereads += 1
        await asyncio.sleep(0)
        self.keys.update(self.late_keys)

    async def _wait_for(self, condition: Callable[[], bool], limit: float) -> None:
        if not condition():
            raise NotCaughtUp("the registry is behind")

    async def move(self, start: datetime, to: datetime) -> httpx2.Response:
        return await self.client.post("/v1/clock", json={"from": start.isoformat(), "to": to.isoformat()})

    async def send(self, request: SignedRequest) -> httpx2.Response:
        return await self.client.request(request.method, request.url, headers=request.headers, content=request.body)


async def an_open_world(**how: int | float | bool) -> World:
    """With its clock at DOMAIN."""
    made = World(**how)  # type: ignore[arg-type]
    await made.move(DOMAIN, DOMAIN)
    return made
