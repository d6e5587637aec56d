"""What an agency installs to tell Mohlat that it is connected.

key = generate_key()
key.save(Path("key.pem"))
enrol("https://registry.mohlat.example", "the one-time code", key)
with Agency("sanjesh", key, "https://mohlat.example", spool=Path("spool.db")) as agency:
    agency.connected()
    agency.heartbeat(["s01", "s02"])
"""

from mohlat_sdk.agency import Agency
from mohlat_sdk.async_agency import AsyncAgency
from mohlat_sdk.delivering import Batching, Delivery
from mohlat_sdk.enrolment import enrol, rotate
from mohlat_sdk.errors import Rejected, SpoolFull, SpoolInUse, SpoolUnreadable, Unreachable
from mohlat_sdk.keys import SigningKey, generate_key
from mohlat_sdk.receipts import Receipt
from mohlat_sdk.spool import Bounds, RejectedEvent, SpoolState, read_spool
from mohlat_sdk.standing import AgencyStatus, DutyStatus, KeyStatus, LastEvidence, StreamStatus, VerdictStatus

__all__ = [
    "Agency",
    "AgencyStatus",
    "AsyncAgency",
    "Batching",
    "Bounds",
    "Delivery",
    "DutyStatus",
    "KeyStatus",
    "LastEvidence",
    "Receipt",
    "Rejected",
    "RejectedEvent",
    "SigningKey",
    "SpoolFull",
    "SpoolInUse",
    "SpoolState",
    "SpoolUnreadable",
    "StreamStatus",
    "Unreachable",
    "VerdictStatus",
    "enrol",
    "generate_key",
    "read_spool",
    "rotate",
]
