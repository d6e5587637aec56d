"""A mandate was written: what that says of every agency it binds, however many they are."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import datetime

from mohlat_contracts.envelope import Span
from mohlat_contracts.registry import DutyData
from mohlat_contracts.topics import REGISTRY
from sqlalchemy import ColumnElement, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import bindings, outbox
from services.registry.bindings import Binding, read_spans, written_spans
from services.registry.book.contents import AgencyContent, DutyContent, Link, MandateContent, Scope
from services.registry.book.entities import mandate as mandate_entity
from services.registry.events import event
from services.registry.facts import duty_data
from services.registry.models import RevisionRow
from services.registry.models.row import among
from services.registry.revisions import Book, Columns, Revision, placed, walk
from services.registry.rules.binding import bound
from services.registry.rules.chain import chain_of, chain_of_all, scopes_of
from services.registry.saying import alike

Bound = dict[str, str]
"""By duty, in the mandate's order: when it binds, as JSON."""


async def say_mandate(book: Book, mandate: MandateContent, number: int, known_at: datetime) -> None:
    """Bind who is to be bound, and say its duties of all whom that concerns."""
    before = book.before.get(mandate_entity(mandate.code))
    assert before is None or isinstance(before, MandateContent)  # noqa: S101 - the entity says so
    if before is None or _binds_otherwise(before, mandate):
        await _Mass(book.session, mandate, before, mandate.duties, number, known_at).bind()
    elif amended := [duty for duty, held in zip(mandate.duties, before.duties, strict=True) if duty != held]:
        await _Mass(book.session, mandate, before, amended, number, known_at).anew()
    else:
        await _Mass(book.session, mandate, before, mandate.duties, number, known_at).chain(before.chain)


class _Mass:
    """One mandate's duties said of many, a chunk at a time, so that memory stays flat."""

    def __init__(
        self,
        session: AsyncSession,
        mandate: MandateContent,
        before: MandateContent | None,
        duties: Iterable[DutyContent],
        number: int,
        known_at: datetime,
    ) -> None:
        self._session, self._mandate, self._before = session, mandate, before
        self._number, self._known_at = number, known_at
        self._duties = {duty.code: duty for duty in duties}
        self._forms: dict[tuple[tuple[str, ...], tuple[Link, ...]], int] = {}

    async def chain(self, before: tuple[Link, ...]) -> None:
        """The chain changed, and whom it binds did not: only those in a scope of their own need to be looked at."""
        after = self._mandate.chain
        changed = [link for link in after if link not in before] + [link for link in before if link not in after]
        of_all = any(link.scope.kind == "all" for link in changed)
        seen = await self._look_at(scopes_of((*before, *after) if of_all else changed))
        if of_all and chain_of_all(before) != chain_of_all(after):
            await self._repeat(seen)

    async def anew(self) -> None:
        """The duties are said anew of all whom they bind or once bound, and neither that nor the chain changed."""
        chain = self._mandate.chain
        await self._repeat(await self._look_at(scopes_of(chain), whoever=True))

    async def _repeat(self, besides: Sequence[str]) -> None:
        """The same chain for all others: nobody needs to be looked at."""
        chain, duties = chain_of_all(self._mandate.chain), list(self._duties)
        forms = [
            await self._form(group.agency, dict(zip(group.duties, group.fillings, strict=True)), chain)
            for group in await alike.groups(self._session, duties, besides)
        ]
        await alike.say(self._session, forms, duties, besides, self._known_at)

    async def _look_at(self, scopes: Collection[Scope], *, whoever: bool = False) -> list[str]:
        """Say it of those among all that are ever in these scopes whose chain changed, or of whoever is.

        Returns who these are.
        """
        seen: list[str] = []
        async for agencies, held in _with_bindings(self._session, _within(self._session, scopes)):
            seen += [agency.code for agency in agencies]
            told = [
                (agency.code, bound_by_it, chain)
                for agency in agencies
                if (bound_by_it := self._in_order(held[agency.code]))
                and ((chain := chain_of(agency, self._mandate.chain)) != self._chain_before(agency) or whoever)
            ]
            await self._say(told)
        return seen

    async def bind(self) -> None:
        """Whom it binds changed: look at everybody, write who is bound otherwise, and say it of them.

        Where more than that changed, it is said of all who are bound.
        """
        async for agencies, held in _with_bindings(self._session, walk(self._session, "agency")):
            changed: list[Binding] = []
            told: list[tuple[str, Bound, tuple[Link, ...]]] = []
            for agency in agencies:
                now = self._bound(agency, held[agency.code])
                before = self._in_order(held[agency.code])
                news = {duty: written for duty, written in now.items() if before.get(duty) != written}
                changed += [Binding(agency.code, duty, written) for duty, written in news.items()]
                chain = chain_of(agency, self._mandate.chain)
                if spoken := now if chain != self._chain_before(agency) else news:
                    told.append((agency.code, spoken, chain))
            await bindings.add(self._session, changed, self._number, self._known_at)
            await self._say(told)

    def _bound(self, agency: AgencyContent, held: dict[str, Binding]) -> Bound:
        spans = {code: bound(agency, self._mandate, duty) for code, duty in self._duties.items()}
        return {duty: written_spans(found) for duty, found in spans.items() if found or duty in held}

    def _in_order(self, held: dict[str, Binding]) -> Bound:
        return {duty: held[duty].bound for duty in self._duties if duty in held}

    def _chain_before(self, agency: AgencyContent) -> tuple[Link, ...] | None:
        return None if self._before is None else chain_of(agency, self._before.chain)

    async def _say(self, told: Sequence[tuple[str, Bound, tuple[Link, ...]]]) -> None:
        """One record per agency: rows that share a form, which they fill with who they are and when they are bound."""
        by_form: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
        for agency, spoken, chain in told:
            form = await self._form(agency, spoken, chain)
            by_form.setdefault(form, []).append((agency, tuple(spoken.values())))
        for form, rows in by_form.items():
            await outbox.copy_forms(self._session, form, REGISTRY.name, rows, self._known_at)

    async def _form(self, agency: str, spoken: Bound, chain: tuple[Link, ...]) -> int:
        name = tuple(spoken), chain
        if name not in self._forms:
            events = [
                event(self._fact(agency, self._duties[duty], read_spans(written), chain), self._known_at)
                for duty, written in spoken.items()
            ]
            self._forms[name] = await outbox.write_form(self._session, events)
        return self._forms[name]

    def _fact(self, agency: str, duty: DutyContent, spans: tuple[Span, ...], chain: tuple[Link, ...]) -> DutyData:
        return duty_data(agency, duty, self._mandate, spans, chain, self._number)


async def _with_bindings(
    session: AsyncSession, chunks: AsyncIterator[list[Revision]]
) -> AsyncIterator[tuple[list[AgencyContent], dict[str, dict[str, Binding]]]]:
    async for chunk in chunks:
        agencies = [each.content for each in chunk if isinstance(each.content, AgencyContent)]
        yield agencies, await bindings.of_agencies(session, [agency.code for agency in agencies])


async def _within(session: AsyncSession, scopes: Collection[Scope]) -> AsyncIterator[list[Revision]]:
    """The agencies that are named, and those that are ever in a group that is."""
    named = sorted(scope.code or "" for scope in scopes if scope.kind == "agency")
    groups = sorted(scope.code or "" for scope in scopes if scope.kind == "group")
    if groups:
        chunks = walk(session, "agency", matching=lambda found: _named_or_placed(found, named, groups))
    else:
        chunks = walk(session, "agency", among(RevisionRow.code, named))
    async for chunk in chunks:
        yield chunk


def _named_or_placed(found: Columns, named: Sequence[str], groups: Sequence[str]) -> ColumnElement[bool]:
    return or_(among(found.code, named), *(placed(group=group)(found) for group in groups))


def _binds_otherwise(before: MandateContent, after: MandateContent) -> bool:
    return before.in_force != after.in_force or [duty.binds for duty in before.duties] != [
        duty.binds for duty in after.duties
    ]
