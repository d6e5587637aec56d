"""What officials enter: the roster by Excel, and the law by four eyes. Every write may be repeated."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import to_builtins

from scenarios.player.clock import rfc3339
from scenarios.player.four_eyes import FourEyes
from scenarios.player.reading import Scenario
from scenarios.player.reading.documents import media_type
from scenarios.player.reading.law import Extension, Instrument
from scenarios.player.schedule import Deed
from scenarios.player.workbooks import Table
from services.calendar.civil import TEHRAN

ROSTER = "The roster of the scenario"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Registrar:
    """Enters a scenario's roster and law, in an order that is always the same: it numbers the changes of the book.

    Args:
        workbooks: the roster as she was sent it.
    """

    def __init__(self, officials: FourEyes, scenario: Scenario, workbooks: Mapping[Table, bytes]) -> None:
        self._officials, self._scenario, self._workbooks = officials, scenario, workbooks
        self._law = scenario.law
        self._uploaded: dict[str, str] = {}

    def documents(self) -> None:
        """The texts of the instruments; each is known by its SHA-256 from then on."""
        for name, content in self._scenario.documents.items():
            how: dict[str, Any] = {"content": content, "headers": {"Content-Type": media_type(name)}}
            kept = self._enter("POST", "/v1/documents", f"upload {name}", params={"file_name": name}, **how)
            self._uploaded[name] = kept["sha256"]

    def groups(self) -> None:
        for code, names in self._law.groups.items():
            entry = {"name_fa": names.fa, "name_en": names.en, "reason": ROSTER}
            self._enter("PUT", f"/v1/groups/{code}", f"put group {code}", entry)

    def oversight_bodies(self) -> None:
        for role, body in self._law.oversight.items():
            names_and_mail = {"name_fa": body.fa, "name_en": body.en, "email": body.email}
            operation = {"action": "put_oversight_body", "role": role, **names_and_mail}
            self._officials.enact(f"oversight body {role}", operation, ROSTER)

    def table(self, table: Table) -> None:
        """One workbook. What is in that of the agencies waits for the approver; the others take one pair of eyes."""
        how: dict[str, Any] = {"content": self._workbooks[table], "headers": {"Content-Type": EXCEL}}
        imported = self._enter("POST", f"/v1/imports/{table}", f"import {table}", params={"reason": ROSTER}, **how)
        if imported["proposal"] is not None:
            self._officials.approve(f"import {table}", imported["proposal"])

    def mandate(self) -> None:
        """The mandate with its original deadline and its duties."""
        mandate = self._law.mandate
        operation = {
            "action": "enact_mandate",
            "code": mandate.code,
            "name_fa": mandate.name_fa,
            "name_en": mandate.name_en,
            "instrument": self._instrument(mandate.instrument),
            "limits": mandate.limits,
            "deadline": rfc3339(mandate.deadline),
            "duties": to_builtins(mandate.duties),
        }
        self._officials.enact(f"mandate {mandate.code}", operation, _by(mandate.instrument.number))

    def extension(self, extension: Extension) -> None:
        operation = {
            "action": "extend_deadline",
            "mandate": self._law.mandate.code,
            "deadline": rfc3339(extension.deadline),
            "instrument": self._instrument(extension.instrument),
            "final": extension.final,
        }
        self._officials.enact(f"extension to {operation['deadline']}", operation, _by(extension.instrument.number))

    def exemption(self, deed: Deed, since: datetime) -> None:
        """Out of scope from an instant on, for good."""
        exempting = self._law.exemptions
        number = f"معافیت {deed.agency} (ساختگی) / Exemption of {deed.agency} (synthetic)"
        day = since.astimezone(TEHRAN).date()
        operation = {
            "action": "grant_exemption",
            "agency": deed.agency,
            "code": "out-of-scope",
            "mandate": self._law.mandate.code,
            "from": rfc3339(since),
            "until": None,
            "basis_fa": deed.reason_fa,
            "basis_en": deed.reason_en,
            "approver": exempting.approver,
            "instrument": self._instrument(Instrument(number, day, exempting.approver, exempting.document)),
        }
        self._officials.enact(f"exemption {deed.agency}", operation, _by(number))

    def _instrument(self, instrument: Instrument) -> dict[str, str | None]:
        return {
            "number": instrument.number,
            "date": instrument.date.isoformat(),
            "issuer": instrument.issuer,
            "document": None if instrument.document is None else self._uploaded[instrument.document],
        }

    def _enter(self, method: str, path: str, name: str, entry: Any = None, **how: Any) -> Any:
        return self._officials.registrar.enter(method, path, name, entry, **how)


def _by(number: str) -> str:
    """Why the law changes: an instrument says so."""
    return f"Instrument: {number}"
