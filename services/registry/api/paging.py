"""Lists in pages, as of an instant and as known at one."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from services.registry.entries.fields import Instant
from services.registry.problems import CursorMalformed

LONGEST_PAGE = 1_000
EXAMPLE = "2023-06-14T20:30:00Z"
_LARGEST = 2**63 - 1

Item = TypeVar("Item")
Key = tuple[str | int, ...]
"""Values of an item by which its list is ordered."""


def _plus(value: object) -> object:
    """In a query a plus sign that was not escaped arrives as a space."""
    return value.replace(" ", "+") if isinstance(value, str) and value.count(" ") == 1 and "T" in value else value


AskedInstant = Annotated[Instant, BeforeValidator(_plus)]


@dataclass(frozen=True)
class Viewpoint:
    """When it was true, and when we knew it; None is now."""

    as_of: datetime | None
    known_at: datetime | None


def viewpoint(
    as_of: Annotated[AskedInstant | None, Query(description="What was true at this instant; now by default.")] = None,
    known_at: Annotated[
        AskedInstant | None, Query(description="As it was known at this instant; now by default.")
    ] = None,
) -> Viewpoint:
    return Viewpoint(as_of, known_at)


At = Annotated[Viewpoint, Depends(viewpoint)]


class Page(BaseModel, Generic[Item]):
    """Part of a list; `next` is the cursor of the part that follows, null at the end."""

    items: list[Item]
    next: str | None
    as_of: datetime
    known_at: datetime


class _Cursor(BaseModel):
    """Where a page ended, and of which list it was."""

    model_config = ConfigDict(extra="forbid")

    after: list[StrictStr | StrictInt] = Field(max_length=4)
    as_of: Instant
    known_at: Instant
    of: str


@dataclass(frozen=True)
class Asked:
    """Which part of a list is wanted: what comes after `after` in its order, seen from `as_of` and `known_at`.

    Read `limit + 1` items: the one too many tells that there is a next page.
    """

    after: Key | None
    limit: int
    as_of: datetime | None
    known_at: datetime | None
    of: str

    def page(
        self, found: Sequence[Item], key: Callable[[Item], Key], as_of: datetime, known_at: datetime
    ) -> Page[Item]:
        """The page of what was found, and its cursor, pinned to the instants that were used."""
        shown = list(found[: self.limit])
        following = None
        if len(found) > self.limit:
            following = _written(_Cursor(after=list(key(shown[-1])), as_of=as_of, known_at=known_at, of=self.of))
        return Page(items=shown, next=following, as_of=as_of, known_at=known_at)


class Paging:
    """`cursor` and `limit` of a request."""

    def __init__(
        self,
        cursor: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 100,
    ) -> None:
        self._cursor, self._limit = cursor, limit

    def of(self, name: str, at: Viewpoint, filters: Mapping[str, str | None], *keys: type[str] | type[int]) -> Asked:
        """The part that is asked for of the list `name` under these filters, ordered by values of these types.

        Raises:
            CursorMalformed: it is no cursor, or one of another list, other filters or another viewpoint.
        """
        of = _list_named(name, filters)
        if self._cursor is None:
            return Asked(None, self._limit, at.as_of, at.known_at, of)
        cursor = _read(self._cursor)
        agrees = at.as_of in (None, cursor.as_of) and at.known_at in (None, cursor.known_at)
        if not agrees or cursor.of != of or not _fits(cursor.after, keys):
            raise CursorMalformed
        return Asked(tuple(cursor.after), self._limit, cursor.as_of, cursor.known_at, of)


Pages = Annotated[Paging, Depends()]


def _list_named(name: str, filters: Mapping[str, str | None]) -> str:
    stated = json.dumps([name, sorted((field, value) for field, value in filters.items() if value is not None)])
    return hashlib.sha256(stated.encode()).hexdigest()[:16]


def _written(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(cursor.model_dump_json().encode()).decode().rstrip("=")


def _read(text: str) -> _Cursor:
    try:
        return _Cursor.model_validate_json(base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True))
    except (binascii.Error, ValidationError, ValueError):
        raise CursorMalformed from None


def _fits(after: Sequence[str | int], keys: Sequence[type]) -> bool:
    """A cursor comes from outside: its values must be of the types, and of the range, that the database compares."""
    return len(after) == len(keys) and all(
        isinstance(value, kind) and (abs(value) <= _LARGEST if isinstance(value, int) else "\x00" not in value)
        for value, kind in zip(after, keys, strict=True)
    )
