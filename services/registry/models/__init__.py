"""What the registry keeps, in the PostgreSQL schema `registry`."""

from services.registry.models.book import BindingRow, ChangeRow, ContactRow, RevisionRow
from services.registry.models.idempotency import KeptAnswer
from services.registry.models.outbox import Clock, Form, OutboxRow, RelayPlace
from services.registry.models.proposals import DocumentRow, EnrolmentCodeRow, ProposalRow
from services.registry.models.row import METADATA
from services.registry.models.sessions import LoginRow, SessionRow

__all__ = [
    "METADATA",
    "BindingRow",
    "ChangeRow",
    "Clock",
    "ContactRow",
    "DocumentRow",
    "EnrolmentCodeRow",
    "Form",
    "KeptAnswer",
    "LoginRow",
    "OutboxRow",
    "ProposalRow",
    "RelayPlace",
    "RevisionRow",
    "SessionRow",
]
