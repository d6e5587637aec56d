"""What an agency says of itself, signed: connections, heartbeats, digitized services."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from mohlat_contracts.envelope import CloudEvent, Identifier
from mohlat_contracts.registry import Level


class FromAgency(CloudEvent, frozen=True, kw_only=True):
    """What an agency's systems send; two extension attributes tell whether all of it came.

    Attributes:
        stream: names one sender, such as one spool on one disk.
        ordinal: 1 for the first event of its stream, and one more for each further one. A number that never comes is a
            gap that the agency is shown; nothing is judged by it.
    """

    stream: Identifier | UnsetType = UNSET
    ordinal: Annotated[int, Meta(ge=1, le=2**31 - 1)] | UnsetType = UNSET


class NoData(Struct, frozen=True, kw_only=True):
    """An event that says all by its type and time."""


class ConnectionEstablished(FromAgency, frozen=True, kw_only=True, tag="ir.mohlat.connection.established.v1"):
    data: NoData = NoData()


class ConnectionClosed(FromAgency, frozen=True, kw_only=True, tag="ir.mohlat.connection.closed.v1"):
    data: NoData = NoData()


class HeartbeatData(Struct, frozen=True, kw_only=True):
    """The codes of the services reachable through the Window at that instant."""

    services: Annotated[tuple[Identifier, ...], Meta(max_length=10_000)] = ()


class ConnectionHeartbeat(FromAgency, frozen=True, kw_only=True, tag="ir.mohlat.connection.heartbeat.v1"):
    data: HeartbeatData


class DigitizedData(Struct, frozen=True, kw_only=True):
    service: Identifier
    level: Level


class ServiceDigitized(FromAgency, frozen=True, kw_only=True, tag="ir.mohlat.service.digitized.v1"):
    data: DigitizedData
