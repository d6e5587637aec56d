"""What agencies offer: services are listed, reclassified and retired."""

from datetime import datetime

import msgspec

from services.registry.book.contents import AgencyContent, ServiceContent, Traits
from services.registry.book.entities import agency, service
from services.registry.book.history import ended_at
from services.registry.book.timeline import Version, clip, put, since, standing
from services.registry.entries.services import ListServices, RetireService, ServiceEntry
from services.registry.problems import FourEyesRequired, NotFound, ReferenceUnknown, SpanReversed
from services.registry.registrar import Change
from services.registry.rules.lives import check_alive
from services.registry.rules.roster import check_repeats


async def list_services(change: Change, entry: ListServices) -> None:
    """List services, or say anew what they are like.

    Raises:
        Repeated: a service is entered twice.
        ReferenceUnknown: there is no such agency.
        NotYetFounded, AgencyDissolved: the agency does not exist then.
        FourEyesRequired: one alone would correct the past of a service that is listed already.
    """
    names = [f"{each.agency}/{each.code}" for each in entry.services]
    check_repeats("service", names)
    owners = sorted({each.agency for each in entry.services})
    await change.book.load("agency", owners)
    for owner in owners:
        if await change.book.get(AgencyContent, agency(owner)) is None:
            raise ReferenceUnknown(kind="agency", code=owner, where="services")
    await change.book.load("service", names)
    for each, name in zip(entry.services, names, strict=True):
        await _list(change, each, entry.original.get(name, {}))


async def retire(change: Change, entry: RetireService) -> None:
    """A service is no longer offered from an instant on.

    Raises:
        NotFound: there is no such service.
        SpanReversed: it would end before it begins.
        FourEyesRequired: one alone would end it in the past.
    """
    held = await the_service(change, entry.agency, entry.service)
    until = entry.effective_from or change.known_at
    if until <= held.traits[0].start:
        raise SpanReversed(start=held.traits[0].start, until=until)
    _check_past(change, until, "retire_service")
    # One that was never offered has nothing to be clipped, and stays as it is.
    change.book.put(msgspec.structs.replace(held, traits=clip(held.traits, None, until) or held.traits))


async def end_services(change: Change, owner: str, until: datetime) -> None:
    """Whatever an agency offers it offers no longer from an instant on; what was yet to come is never offered."""
    for held in await change.book.of_agency(ServiceContent, owner):
        await change.book.get(ServiceContent, service(owner, held.code))
        first = held.traits[0]
        never = Version(start=first.start, value=first.value, until=first.start)
        change.book.put(msgspec.structs.replace(held, traits=clip(held.traits, None, until) or (never,)))


async def the_service(change: Change, owner: str, code: str) -> ServiceContent:
    """Raises NotFound when the agency has none of that code."""
    held = await change.book.get(ServiceContent, service(owner, code))
    if held is None:
        raise NotFound(kind="service", code=f"{owner}/{code}")
    return held


async def _list(change: Change, entry: ServiceEntry, original: dict[str, str]) -> None:
    owner = await change.book.get(AgencyContent, agency(entry.agency))
    assert owner is not None  # noqa: S101 - looked up before
    check_alive(owner, entry.effective_from or change.known_at)
    traits = Traits(entry.name_fa, entry.name_en, entry.high_use, entry.yearly_use)
    held = await change.book.get(ServiceContent, service(entry.agency, entry.code))
    end = ended_at(owner)
    if held is None:
        start = entry.effective_from or change.known_at
        lasting = clip(since(start, traits), None, end)
        change.book.put(ServiceContent(entry.agency, entry.code, lasting, original))
        return
    offered = held.traits[-1].until is None
    if entry.effective_from is None and offered and standing(held.traits, change.known_at) == traits:
        return
    start = entry.effective_from or change.known_at
    _check_past(change, start, "list_services")
    booked = next((version.until for version in held.traits if version.covers(start)), None)
    changed = clip(put(held.traits, traits, start, booked), None, end)
    change.book.put(msgspec.structs.replace(held, traits=changed, original=held.original | original))


def _check_past(change: Change, start: datetime, action: str) -> None:
    """What is corrected in the past moves figures that were shown, and takes four eyes."""
    if start < change.known_at and not change.four_eyes:
        raise FourEyesRequired(action=action)
