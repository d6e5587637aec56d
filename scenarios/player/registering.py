"""What a registrar enters, through the registry's API. Every request may be repeated: equal content is no change."""

from collections.abc import Mapping
from typing import Any

import httpx2
from msgspec import to_builtins

from scenarios.player.clock import rfc3339
from scenarios.player.reading import Body, Law
from scenarios.player.reading.law import Extension, Instrument
from scenarios.player.schedule import Deed
from scenarios.player.trying import Patience, ask


class Registrar:
    """Enters the roster and the law of a scenario."""

    def __init__(self, registry: httpx2.Client, law: Law, patience: Patience) -> None:
        self._registry, self._law, self._patience = registry, law, patience

    def bodies(self, roster: tuple[Body, ...]) -> None:
        """Groups, overseers, and all agencies in one request."""
        for code, names in self._law.groups.items():
            self._enter("PUT", f"/v1/groups/{code}", {"name_fa": names.fa, "name_en": names.en})
        for role, body in self._law.oversight.items():
            names_and_mail = {"name_fa": body.fa, "name_en": body.en, "email": body.email}
            self._enter("PUT", f"/v1/oversight-bodies/{role}", names_and_mail)
        self._enter("POST", "/v1/agencies", [_agency(body) for body in roster])

    def key(self, agency: str, key_id: str, public_key: str) -> None:
        self._enter("POST", f"/v1/agencies/{agency}/keys", {"key_id": key_id, "public_key": public_key})

    def mandate(self) -> None:
        """The mandate with its original deadline and its duties."""
        mandate = self._law.mandate
        entry = {
            "code": mandate.code,
            "name_fa": mandate.name_fa,
            "name_en": mandate.name_en,
            "instrument": _instrument(mandate.instrument),
            "limits": mandate.limits,
            "deadline": rfc3339(mandate.deadline),
            "duties": to_builtins(mandate.duties),
        }
        self._enter("POST", "/v1/mandates", entry)

    def extension(self, extension: Extension) -> None:
        entry = {
            "deadline": rfc3339(extension.deadline),
            "instrument": _instrument(extension.instrument),
            "final": extension.final,
        }
        self._enter("POST", f"/v1/mandates/{self._law.mandate.code}/extensions", entry)

    def exemption(self, deed: Deed, since: str) -> None:
        """Out of scope from the instant (RFC 3339) on, for good."""
        entry = {
            "code": "out-of-scope",
            "mandate": self._law.mandate.code,
            "from": since,
            "until": None,
            "basis_fa": deed.reason_fa,
            "basis_en": deed.reason_en,
        }
        self._enter("POST", f"/v1/agencies/{deed.agency}/exemptions", entry)

    def _enter(self, method: str, path: str, entry: list[dict[str, Any]] | Mapping[str, Any]) -> None:
        self._patience.keep_trying(lambda: ask(self._registry, method, path, entry))


def _instrument(instrument: Instrument) -> dict[str, str]:
    return {"number": instrument.number, "date": instrument.date.isoformat(), "issuer": instrument.issuer}


def _agency(body: Body) -> dict[str, Any]:
    return {
        "code": body.code,
        "name_fa": body.name_fa,
        "name_en": body.name_en,
        "group": body.group,
        "kind": body.kind,
        "parent": body.parent,
        "synthetic": body.synthetic,
        "contacts": [{"name": body.contact_name, "email": body.contact_email, "language": "fa"}],
        "services": [_service(body, n, code) for n, code in enumerate(body.services, 1)],
    }


def _service(body: Body, number: int, code: str) -> dict[str, Any]:
    return {
        "code": code,
        "name_fa": f"خدمت {number}",
        "name_en": f"Service {number}",
        "high_use": number <= body.high_use_services,
    }
