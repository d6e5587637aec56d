"""What an agency installs to tell Mohlat that it is connected.

key = generate_key()
key.save(Path("key.pem"))
enrol("https://registry.mohlat.example", "the one-time code", key)
with Agency("sanjesh", key, "https://mohlat.example", spool=Path("spool.db")) as agency:
    agency.connected()
    agency.heartbeat(["s01", "s02"])
"""

from mohlat_sdk.agency import Agency, Delivery
from mohlat_sdk.enrolment import enrol, rotate
from mohlat_sdk.errors import Rejected, Unreachable
from mohlat_sdk.keys import SigningKey, generate_key
from mohlat_sdk.spool import RejectedEvent, Spool

__all__ = [
    "Agency",
    "Delivery",
    "Rejected",
    "RejectedEvent",
    "SigningKey",
    "Spool",
    "Unreachable",
    "enrol",
    "generate_key",
    "rotate",
]
