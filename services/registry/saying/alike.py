"""A change that is the same for all whom a mandate binds but a few: said by the database itself, unseen."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from mohlat_contracts.topics import REGISTRY
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.outbox import CHANNEL

# Whom these duties bind: the duties of each, in the mandate's order, and when, byte for byte as its facts have it.
_BOUND = """
    select agency,
        array_agg(duty order by array_position(cast(:duties as text[]), duty)) as duties,
        array_agg(bound order by array_position(cast(:duties as text[]), duty)) as fillings
    from (
        select distinct on (agency, duty) agency, cast(duty as text) as duty, cast(bound as text) as bound
        from registry.bindings where duty = any(:duties)
            and not exists (select from unnest(cast(:besides as text[])) as few where few = agency)
        order by agency, duty, revision desc
    ) as standing group by agency
"""
_GROUPS = text(
    f"select distinct on (duties) duties, agency, fillings from ({_BOUND}) as each"  # noqa: S608 - of constants
    " order by duties, octet_length(array_to_string(fillings, '')) desc, agency"
)
_SAY = text(
    "insert into registry.outbox (topic, key, form, fillings, known_at)"  # noqa: S608 - of constants
    " select cast(:topic as text), each.agency, forms.id, each.fillings, cast(:known_at as timestamptz)"
    f" from ({_BOUND}) as each join registry.forms on forms.id = any(:forms) and forms.duties = each.duties"
    " order by each.agency"
)


class Group(NamedTuple):
    """Agencies that are bound by the same duties, and the one of them whose record is the largest."""

    duties: list[str]
    agency: str
    fillings: list[str]


async def groups(session: AsyncSession, duties: Sequence[str], besides: Sequence[str]) -> list[Group]:
    """All whom these duties bind or once bound, besides some agencies; each gets its group's form."""
    found = await (await session.connection()).execute(_GROUPS, {"duties": duties, "besides": besides})
    return [Group(*row) for row in found]


async def say(
    session: AsyncSession, forms: Sequence[int], duties: Sequence[str], besides: Sequence[str], known_at: datetime
) -> None:
    """Write a row for each agency of these groups, ordered by agency, and wake the relay when this commits.

    Args:
        forms: the form of each group.
    """
    connection = await session.connection()
    values = {"topic": REGISTRY.name, "forms": forms, "duties": duties, "besides": besides, "known_at": known_at}
    await connection.execute(_SAY, values)
    await connection.execute(text(f"notify {CHANNEL}"))
