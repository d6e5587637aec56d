"""What the registry keeps, in the PostgreSQL schema `registry`."""

from services.registry.models.agencies import Agency, Contact, EnrolledKey, Group, ListedService, OversightBody
from services.registry.models.mandates import Binding, Duty, Exemption, Mandate, MandateDeadline
from services.registry.models.outbox import Clock, OutboxRow
from services.registry.models.row import METADATA

__all__ = [
    "METADATA",
    "Agency",
    "Binding",
    "Clock",
    "Contact",
    "Duty",
    "EnrolledKey",
    "Exemption",
    "Group",
    "ListedService",
    "Mandate",
    "MandateDeadline",
    "OutboxRow",
    "OversightBody",
]
