"""What an operation says, as it is entered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.integration.registry.model.book import Broken, Day, State, day_of

Entry = Mapping[str, Any]


def day_in(entry: Entry, field: str = "effective_from") -> Day | None:
    written = entry.get(field)
    return None if written is None else day_of(datetime.fromisoformat(written))


def day_or_today(state: State, entry: Entry, field: str = "effective_from") -> Day:
    return day_in(entry, field) or state.today


def refuse(*broken: str | None) -> None:
    """Let nothing pass that breaks a rule."""
    rules = [rule for rule in broken if rule is not None]
    if rules:
        raise Broken(*rules)
