"""The chain of deadlines: what of it counts for whom, and what may be added to it."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from services.registry.book.contents import AgencyContent, Link, MandateContent, Scope
from services.registry.book.timeline import standing
from services.registry.problems import DeadlineBeforeMandate, ExtensionNotLater, MandateRepealed


def chain_of(agency: AgencyContent, chain: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links that count for the agency, by revision, each later than the one before; the original always counts."""
    return _rising(link for link in chain if _stands(link) and takes_in(link, agency))


def chain_of_all(chain: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links that count for everybody: the chain of each who is in no scope of its own."""
    return _rising(link for link in chain if _stands(link) and link.scope.kind == "all")


def counting(mandate: MandateContent, at: datetime) -> tuple[Link, ...]:
    """The links that count at an instant, as if nothing were to become of them later."""
    return tuple(
        msgspec.structs.replace(link, withdrawn=None)
        for link in mandate.chain
        if link.revision == 0 or (link.announced_at <= at and not withdrawn(link, at))
    )


def withdrawn(link: Link, at: datetime) -> bool:
    return link.withdrawn is not None and link.withdrawn.at <= at


def scopes_of(chain: Iterable[Link]) -> frozenset[Scope]:
    """Agencies and groups that a link is for alone; whoever is in none of them has the chain of everybody."""
    return frozenset(link.scope for link in chain if _stands(link) and link.scope.kind != "all")


def takes_in(link: Link, agency: AgencyContent) -> bool:
    """Whether the agency is in the scope of the link.

    An extension for a group is for those that were in it when it was announced, or when they were founded after that;
    who moves in later does not gain by it, and who moves out keeps it.
    """
    match link.scope.kind:
        case "all":
            return True
        case "agency":
            return link.scope.code == agency.code
        case "group":
            return link.scope.code == standing(agency.place, link.announced_at).group


def check_extension(mandate: MandateContent, link: Link, agencies: Iterable[AgencyContent]) -> None:
    """Check a link that is to be added to the mandate's chain.

    Args:
        agencies: those that the scopes of the chain and of the link name; they may be in a group of another scope.

    Raises:
        MandateRepealed: it is announced after the repeal, or reaches beyond it.
        DeadlineBeforeMandate: it does not lie after the mandate enters into force.
        ExtensionNotLater: all in its scope have as late a deadline already.
    """
    repealed = mandate.in_force.until
    if repealed is not None and (link.announced_at >= repealed or link.at > repealed):
        raise MandateRepealed(mandate=mandate.code, at=repealed)
    if link.at <= mandate.in_force.start:
        raise DeadlineBeforeMandate(mandate=mandate.code, deadline=link.at, effective_from=mandate.in_force.start)
    named = {agency.code: agency for agency in agencies}
    current = max(each.at for each in mandate.chain if _stands(each) and _includes(each, link, named))
    if link.at <= current:
        raise ExtensionNotLater(mandate=mandate.code, deadline=link.at, current=current)


def _stands(link: Link) -> bool:
    """The original cannot be withdrawn: without it there is no deadline."""
    return link.withdrawn is None or link.revision == 0


def _includes(one: Link, other: Link, named: dict[str, AgencyContent]) -> bool:
    """Whether all in the scope of the other are in the scope of the one.

    Who has had a later deadline of its own keeps it when everybody is given an earlier one.
    """
    if one.scope.kind == "all" or one.scope == other.scope:
        return True
    if (one.scope.kind, other.scope.kind) != ("group", "agency"):
        return False
    agency = named.get(other.scope.code or "")
    return agency is not None and takes_in(one, agency)


def _rising(links: Iterable[Link]) -> tuple[Link, ...]:
    kept: list[Link] = []
    for link in sorted(links, key=lambda link: link.revision):
        if not kept or link.at > kept[-1].at:
            kept.append(link)
    return tuple(kept)
