"""Requests made familiar: where one names something at random, it names something that is there instead."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

AGENCIES = ("sanjesh", "hadafmandi", "hospital", "archive")
GROUPS = ("organisations", "hospitals")
REFERRALS = ("inspection-551", "inspection-552")
KNOWN: dict[str, Sequence[object]] = {
    "agency": AGENCIES,
    "agencies": AGENCIES,
    "parent": (*AGENCIES, None),
    "parents": AGENCIES,
    "including": AGENCIES,
    "excluding": AGENCIES,
    "into": AGENCIES,
    "province": ("fars", "yazd", None),
    "group": GROUPS,
    "groups": GROUPS,
    "mandate": ("window",),
    "duty": ("connect", "digitize"),
    "service": ("sanjesh-s01", "hadafmandi-s01"),
    "exemption": ("out-of-scope",),
    "key_id": ("sanjesh-1",),
    "signed_by": ("sanjesh-1",),
    "referral": REFERRALS,
    "number": tuple(range(1, 40)),
    "deadline_revision": (1, 2),
}
"""By field or parameter, what a registry that was populated holds."""
BY_PATH: dict[str, Sequence[object]] = {
    "/v1/agencies/{code}": AGENCIES,
    "/v1/groups/{code}": GROUPS,
    "/v1/mandates/{code}": ("window",),
    "/v1/referrals/{code}": REFERRALS,
}
"""What `code` means depends on the path."""


def familiar(value: Any, draw: st.DrawFn) -> Any:
    """The same body, with names of what is there."""
    if isinstance(value, dict):
        return {name: _field(name, each, draw) for name, each in value.items()}
    return [familiar(each, draw) for each in value] if isinstance(value, list) else value


def _field(name: str, value: Any, draw: st.DrawFn) -> Any:
    known = KNOWN.get(name)
    if known is None or isinstance(value, dict | bool) or (name == "number" and isinstance(value, str)):
        return familiar(value, draw)
    if isinstance(value, list):
        return [_field(name, each, draw) for each in value]
    return draw(st.sampled_from(known))


def in_path(
    path: str, parameters: dict[str, Any], more: dict[str, Sequence[object]], draw: st.DrawFn
) -> dict[str, Any]:
    """The same parameters of a path, with names of what is there."""
    codes = next((known for prefix, known in BY_PATH.items() if path.startswith(prefix)), ())
    there = {**KNOWN, "code": codes} | more
    return {
        name: draw(st.sampled_from(there[name])) if there.get(name) else value for name, value in parameters.items()
    }
