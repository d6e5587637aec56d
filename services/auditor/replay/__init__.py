"""The log read again without Faust, in batches, and compared with what the worker recorded."""

from services.auditor.replay.comparing import Difference, PartitionReport
from services.auditor.replay.log import Log
from services.auditor.replay.replaying import Replayed, replay
from services.auditor.replay.verifying import Verification, verify_receipt, verify_receipts

__all__ = [
    "Difference",
    "Log",
    "PartitionReport",
    "Replayed",
    "Verification",
    "replay",
    "verify_receipt",
    "verify_receipts",
]
