"""What an agency says of itself, signed: connections, heartbeats, digitized services."""

from typing import Annotated

from msgspec import Meta, Struct

from mohlat_contracts.envelope import CloudEvent, Identifier
from mohlat_contracts.registry import Level


class NoData(Struct, frozen=True, kw_only=True):
    """An event that says all by its type and time."""


class ConnectionEstablished(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.connection.established.v1"):
    data: NoData = NoData()


class ConnectionClosed(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.connection.closed.v1"):
    data: NoData = NoData()


class HeartbeatData(Struct, frozen=True, kw_only=True):
    """The codes of the services reachable through the Window at that instant."""

    services: Annotated[tuple[Identifier, ...], Meta(max_length=10_000)] = ()


class ConnectionHeartbeat(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.connection.heartbeat.v1"):
    data: HeartbeatData


class DigitizedData(Struct, frozen=True, kw_only=True):
    service: Identifier
    level: Level


class ServiceDigitized(CloudEvent, frozen=True, kw_only=True, tag="ir.mohlat.service.digitized.v1"):
    data: DigitizedData
