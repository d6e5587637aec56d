"""URNs of the writers, as `source` of an event."""

REGISTRY = "urn:mohlat:registry"
AUDITOR = "urn:mohlat:auditor"
NOTIFIER = "urn:mohlat:notifier"
_AGENCY = "urn:mohlat:agency:"
_CONNECTOR = "urn:mohlat:connector:"


def agency(code: str) -> str:
    return _AGENCY + code


def connector(replica: str) -> str:
    return _CONNECTOR + replica


def agency_code(source: str) -> str | None:
    """The agency's code in an agency's URN; None for any other source."""
    return source.removeprefix(_AGENCY) if source.startswith(_AGENCY) else None
