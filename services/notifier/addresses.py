"""Whom to write to: the contacts topic in memory."""

import re
from dataclasses import dataclass
from datetime import datetime

from mohlat_contracts import sources
from mohlat_contracts.contacts import ContactData, ContactUpdated
from mohlat_contracts.notices import NoticeKey
from mohlat_contracts.registry import AgencyData

from services.plumbing.records import Record

# Plain ASCII, nothing that SMTP or a header could read as syntax.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person a letter goes to."""

    contact: str
    name: str
    email: str


class AddressBook:
    """The living contacts by holder. A tombstone erases one at once; what was known earlier brings nobody back."""

    def __init__(self) -> None:
        self._contacts: dict[str, ContactData] = {}
        self._holders: dict[str, set[str]] = {}
        self._known_at: dict[str, datetime] = {}

    def fold(self, record: Record) -> None:
        """Take a record of the contacts topic in."""
        if record.key is None or self._is_stale(record.key, record.known_at):
            return
        if record.value is None:
            self._erase(record.key)
        for decoded in record.events:
            event = decoded.event
            if isinstance(event, ContactUpdated) and event.source == sources.REGISTRY:
                self._erase(event.data.contact)
                self._contacts[event.data.contact] = event.data
                self._holders.setdefault(event.data.holder, set()).add(event.data.contact)

    def of(self, holder: str) -> list[Addressee]:
        """Those of a holder to whom a letter can be sent, in a fixed order."""
        return self.still_there(sorted(self._holders.get(holder, ())))

    def still_there(self, contacts: list[str] | tuple[str, ...]) -> list[Addressee]:
        """Of these contact ids the ones that were not erased meanwhile."""
        found = (self._contacts[contact] for contact in contacts if contact in self._contacts)
        return [Addressee(each.contact, each.name, each.email) for each in found if _ADDRESS.fullmatch(each.email)]

    def _is_stale(self, contact: str, known_at: datetime | None) -> bool:
        """Whether a later word on this contact was read before: a relay that stalled may repeat an old one."""
        if known_at is None:
            return False
        newest = self._known_at.setdefault(contact, known_at)
        self._known_at[contact] = max(newest, known_at)
        return known_at < newest

    def _erase(self, contact: str) -> None:
        known = self._contacts.pop(contact, None)
        if known is not None:
            self._holders[known.holder].discard(contact)


def holder_of(key: NoticeKey, agency: AgencyData) -> str:
    """Who the recipient of a notice is, as the contacts topic names holders."""
    match key.recipient:
        case "agency":
            return f"agency:{key.agency}"
        case "parent":
            return f"agency:{agency.parent}"
        case role:
            return f"oversight:{role}"
