"""The tables in an item: which columns of what belongs to it are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

_FOUNDED = ("code", "name_fa", "name_en", "group", "kind", "parent", "province", "founded", "synthetic")

COLUMNS: dict[str, tuple[str, ...]] = {
    "agencies": _FOUNDED,
    "into": _FOUNDED,
    "duties": (
        "duty", "code", "mandate", "name_fa", "obligation", "binding", "bound", "binds", "roll_up", "roll_ups",
        "original_deadline", "current_deadline",
    ),
    "services": ("agency", "code", "name_fa", "high_use", "yearly_use", "offered"),
    "keys": ("key_id", "enrolled_at", "signed_by", "revoked_at"),
    "exemptions": ("exemption", "mandate", "in_force", "span", "basis_fa", "approver", "instrument"),
    "certifications": ("service", "level", "certificates"),
    "deadlines": (
        "deadline_revision", "at", "announced_at", "scope", "scope_code", "final", "instrument", "withdrawn_at",
    ),
}  # fmt: skip
"""By the field that holds them; what is not named here is shown whole."""
MOST_ROWS = 50
"""In an item; a proposal may hold a whole country's roster."""


def is_table(value: Any) -> bool:
    """Whether a field holds things that have fields of their own."""
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def part(name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The rows that are shown, and the columns: in their order, without those that nobody has anything in."""
    shown = [_row(name, row) for row in rows[:MOST_ROWS]]
    order = list(COLUMNS.get(name, ())) or list({field: None for row in shown for field in row})
    filled = {field for row in shown for field, value in row.items() if value not in (None, [], {})}
    return shown, [field for field in order if field in filled]


def _row(name: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    # Of a deadline, `revision` is its place in the chain and not a revision of the book.
    return {"deadline_revision": row.get("revision")} | dict(row) if name == "deadlines" else row
