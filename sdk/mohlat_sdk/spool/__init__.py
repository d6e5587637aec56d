"""Events on disk until a connector takes them, in order, across restarts and power cuts.

Plain sqlite3: a queue library would bring a dependency and one transaction an event, while here many events are
read without being removed, and removed or set aside in the transaction that follows the connector's answer.
"""

from mohlat_sdk.spool.bounds import Bounds
from mohlat_sdk.spool.rejected import RejectedEvent
from mohlat_sdk.spool.spool import Spool
from mohlat_sdk.spool.state import SpoolState, read_spool

__all__ = ["Bounds", "RejectedEvent", "Spool", "SpoolState", "read_spool"]
