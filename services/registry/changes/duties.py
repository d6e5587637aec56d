"""A mandate as it stands, and its duties said of every agency they bind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.facts import duty_data
from services.registry.models import Agency, Binding, Duty, Mandate, MandateDeadline
from services.registry.problems import NotFound
from services.registry.registrar import Change
from services.registry.rules.binding import pairs


@dataclass(frozen=True)
class Law:
    """A mandate with its duties in order and its chain of deadlines in order."""

    mandate: Mandate
    duties: tuple[Duty, ...]
    chain: tuple[MandateDeadline, ...]


async def laws(session: AsyncSession) -> list[Law]:
    """Every mandate, ordered by code."""
    mandates = (await session.exec(select(Mandate).order_by(col(Mandate.code)))).all()
    duties = (await session.exec(select(Duty).order_by(col(Duty.position)))).all()
    chain = (await session.exec(select(MandateDeadline).order_by(col(MandateDeadline.revision)))).all()
    return [
        Law(
            mandate,
            tuple(duty for duty in duties if duty.mandate == mandate.code),
            tuple(link for link in chain if link.mandate == mandate.code),
        )
        for mandate in mandates
    ]


async def law(session: AsyncSession, code: str) -> Law:
    """One mandate.

    Raises:
        NotFound: there is none of that code.
    """
    for found in await laws(session):
        if found.mandate.code == code:
            return found
    raise NotFound(f"There is no mandate {code}.")


async def assign(change: Change, agencies: Iterable[Agency], standing: Sequence[Law]) -> None:
    """Bind agencies by all duties of these mandates that are meant for them, and say so."""
    duties = [duty for each in standing for duty in each.duties]
    bindings = [
        Binding(agency=pair.agency, duty=pair.duty, bound_from=pair.bound_from)
        for pair in pairs(agencies, duties, change.known_at)
    ]
    await change.insert(bindings)
    say(change, bindings, standing)


def say(change: Change, bindings: Iterable[Binding], standing: Sequence[Law]) -> None:
    known = {duty.code: (duty, each) for each in standing for duty in each.duties}
    for binding in bindings:
        duty, each = known[binding.duty]
        change.say(duty_data(binding, duty, each.mandate, each.chain))
