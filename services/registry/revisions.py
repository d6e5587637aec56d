"""The book in the database: contents by entity, as they were known at an instant."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import msgspec
from sqlalchemy import ColumnElement, Text
from sqlalchemy import cast as cast_column
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.book.contents import KINDS, AgencyContent, Content, Kind
from services.registry.book.entities import Entity, entity_of
from services.registry.book.referrals import ReferralContent
from services.registry.models.book import RevisionRow
from services.registry.models.row import METADATA, among
from services.registry.pace import STEP, in_steps
from services.registry.rules.persian import fold
from services.registry.rules.referring import numbered

C = TypeVar("C", bound=Content)
Columns: TypeAlias = ReadOnlyColumnCollection[str, Any]
CHUNK = 5_000
"""Entities read at once where all of a kind are walked through."""


class Revision(NamedTuple):
    """A content and the number of the change that wrote it."""

    revision: int
    content: Content


_decoders = {kind: msgspec.json.Decoder(content) for kind, content in KINDS.items()}
_kinds: dict[type, Kind] = {content: kind for kind, content in KINDS.items()}
_WRITTEN = ("kind", "code", "revision", "known_at", "agency", "content", "search")
_columns = (col(RevisionRow.code), col(RevisionRow.revision), col(RevisionRow.content), col(RevisionRow.search))


async def find(
    session: AsyncSession,
    kind: Kind,
    *among: ColumnElement[bool],
    known_at: datetime | None = None,
    matching: Callable[[Columns], ColumnElement[bool]] | None = None,
    after: str = "",
    limit: int | None = None,
) -> dict[str, Revision]:
    """Of each entity of a kind the newest revision known before an instant (None: whatever is known), ordered by code.

    Args:
        among: on RevisionRow's columns that never change for an entity: code, agency.
        matching: on the columns `content` and `search` of that newest revision.
        after: only codes greater than this.
        limit: entities at most.
    """
    wanted = [col(RevisionRow.kind) == kind, *among]
    if known_at is not None:
        wanted.append(col(RevisionRow.known_at) < known_at)
    if after:
        wanted.append(col(RevisionRow.code) > after)
    newest = (
        select(*_columns)
        .where(*wanted)
        .ext(distinct_on(col(RevisionRow.code)))
        .order_by(col(RevisionRow.code), col(RevisionRow.revision).desc())
        .subquery()
    )
    found = newest.c
    chosen = (
        select(found.code, found.revision, cast_column(found.content, Text))
        .where(*([] if matching is None else [matching(found)]))
        .order_by(found.code)
        .limit(limit)
    )
    decode = _decoders[kind].decode
    rows = (await session.exec(chosen)).all()
    return {code: Revision(revision, decode(text)) async for code, revision, text in in_steps(rows)}


async def one(session: AsyncSession, entity: Entity, known_at: datetime | None = None) -> Revision | None:
    """The newest revision of an entity known before an instant (None: whatever is known)."""
    found = await find(session, entity.kind, col(RevisionRow.code) == entity.code, known_at=known_at)
    return found.get(entity.code)


async def walk(
    session: AsyncSession,
    kind: Kind,
    *among: ColumnElement[bool],
    matching: Callable[[Columns], ColumnElement[bool]] | None = None,
) -> AsyncIterator[list[Revision]]:
    """All entities of a kind as they stand now, or those chosen as by `find`, a chunk at a time, ordered by code."""
    after = ""
    while found := await find(session, kind, *among, matching=matching, after=after, limit=CHUNK):
        yield list(found.values())
        after = next(reversed(found))


class Book:
    """The book within one transaction: what is in it, and what this transaction puts into it."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.before: dict[Entity, Content | None] = {}
        self.written: dict[Entity, Content] = {}

    async def get(self, kind: type[C], entity: Entity) -> C | None:
        """The content as it stands now; None when there is no such entity."""
        if entity not in self.written and entity not in self.before:
            await self.load(entity.kind, [entity.code])
        return cast("C | None", self.written.get(entity) or self.before.get(entity))

    async def load(self, kind: Kind, codes: Sequence[str]) -> None:
        """Read many at once, so that `get` need not ask for each."""
        found = await find(self.session, kind, among(RevisionRow.code, codes))
        contents = {code: revision.content for code, revision in found.items()}
        for content in contents.values():
            self.before.setdefault(entity_of(content), content)
        if missing := set(codes) - contents.keys():
            self._note_missing(kind, missing)

    async def named(self, kind: type[C], code: str) -> C | None:
        """The content of a code that is unique among its kind, whosever it is; None when there is none."""
        found = await find(self.session, _kinds[kind], col(RevisionRow.code) == code)
        if code not in found:
            return None
        entity = entity_of(found[code].content)
        self.before.setdefault(entity, found[code].content)
        return await self.get(kind, entity)

    async def all(self, kind: type[C]) -> list[C]:
        """Every entity of a kind as it stands now, ordered by code; for kinds that are few."""
        found = await find(self.session, _kinds[kind])
        standing = {entity_of(revision.content): revision.content for revision in found.values()}
        standing |= {entity: content for entity, content in self.written.items() if isinstance(content, kind)}
        return [cast("C", standing[entity]) for entity in sorted(standing, key=lambda entity: entity.code)]

    async def of_agencies(self, kind: type[C], agencies: Sequence[str]) -> dict[str, list[C]]:
        """By agency every entity of a kind that belongs to it, ordered by code."""
        if not agencies:
            return {}
        found = await find(self.session, _kinds[kind], among(RevisionRow.agency, agencies))
        standing = {entity_of(revision.content): revision.content for revision in found.values()}
        standing |= {entity: content for entity, content in self.written.items() if isinstance(content, kind)}
        owned: dict[str, list[C]] = {agency: [] for agency in agencies}
        for entity in sorted(standing, key=lambda entity: entity.code):
            if entity.agency in owned:
                owned[entity.agency].append(cast("C", standing[entity]))
        return owned

    async def of_agency(self, kind: type[C], agency: str) -> list[C]:
        """Every entity of a kind that belongs to an agency, ordered by code."""
        return (await self.of_agencies(kind, [agency]))[agency]

    def put(self, content: Content) -> bool:
        """Write a content, unless it is there as it is; tells whether it is news. Read it by `get` or `load` before."""
        entity = entity_of(content)
        if content == (self.written.get(entity) or self.before.get(entity)):
            return False
        self.written[entity] = content
        return True

    async def flush(self, number: int, known_at: datetime) -> None:
        """Insert a revision for each content that was put."""
        if not self.written:
            return
        driver: Any = (await (await self.session.connection()).get_raw_connection()).driver_connection
        entities = list(self.written)
        for start in range(0, len(entities), STEP):
            await driver.copy_records_to_table(
                RevisionRow.__tablename__,
                schema_name=METADATA.schema,
                columns=_WRITTEN,
                records=[_row(each, self.written[each], number, known_at) for each in entities[start : start + STEP]],
            )

    def _note_missing(self, kind: Kind, codes: Iterable[str]) -> None:
        for code in codes:
            agency = code if kind == "agency" else code.rpartition("/")[0] or None
            self.before.setdefault(Entity(kind, code, agency), None)


def placed(**place: str) -> Callable[[Columns], ColumnElement[bool]]:
    """Agencies whose place is like this at some time or other, such as `group="banks"`."""
    return lambda found: found.content.contains({"place": [{"value": place}]})


def search_text(content: Content) -> str:
    """What a search looks through: every name the entity ever bore, and its code, folded; of a referral its number."""
    if isinstance(content, ReferralContent):
        return numbered(content.oversight_body, content.number)
    if not isinstance(content, AgencyContent):
        return ""
    names = [name for version in content.names for name in (version.value.name_fa, version.value.name_en)]
    return "\n".join([fold(content.code), *dict.fromkeys(fold(name) for name in names)])


def _row(entity: Entity, content: Content, number: int, known_at: datetime) -> tuple[object, ...]:
    """Values of _WRITTEN."""
    written = msgspec.json.encode(content).decode()
    return entity.kind, entity.code, number, known_at, entity.agency, written, search_text(content)
