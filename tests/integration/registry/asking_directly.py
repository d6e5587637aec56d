"""How what one registrar may do alone is asked of the API."""

from collections.abc import Mapping
from typing import Any, NamedTuple

_IN_PATH = ("action", "code", "agency", "service")


class Asked(NamedTuple):
    """A request; `tagged` is what has to be read first for its entity tag."""

    method: str
    path: str
    body: dict[str, Any]
    tagged: str | None = None


def asked_directly(entry: Mapping[str, Any]) -> Asked:
    body = {name: value for name, value in entry.items() if name not in _IN_PATH}
    match entry["action"]:
        case "put_group":
            path = f"/v1/groups/{entry['code']}"
            return Asked("PUT", path, body, path)
        case "rename_agency":
            path = f"/v1/agencies/{entry['agency']}"
            return Asked("POST", f"{path}/names", body, path)
        case "list_services":
            return Asked("POST", "/v1/services", body)
        case _:
            return Asked("POST", f"/v1/agencies/{entry['agency']}/services/{entry['service']}/retirement", body)
