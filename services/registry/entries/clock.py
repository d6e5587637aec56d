"""Entries about the simulated clock."""

from typing import Annotated

from pydantic import Field

from services.registry.entries.fields import Entry, Instant


class MoveEntry(Entry):
    """Time flowed from `from` to `to` while the registry was open."""

    start: Annotated[Instant, Field(alias="from")]
    to: Instant
