"""Reads: who may see what, from where, in one consistent state of the registry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.identity.asking import Asking, needs
from services.registry.identity.official import INSPECTORS, Official
from services.registry.reading.view import View
from services.registry.registrar import Registrar, all_known

Reader = Asking
"""Any official with a role."""
Registering = Annotated[Official, Depends(needs("registrar"))]
Inspecting = Annotated[Official, Depends(needs(*INSPECTORS.values()))]
"""Whether she acts for the oversight body in question is seen when that is known."""
Proposing = Annotated[Official, Depends(needs("registrar", *INSPECTORS.values()))]
Approving = Annotated[Official, Depends(needs("approver"))]
Operating = Annotated[Official, Depends(needs("operator"))]
SeesPersons = Annotated[Official, Depends(needs("registrar", "approver"))]
"""Names and addresses are for those who work with them."""


@asynccontextmanager
async def seen(
    registrar: Registrar, as_of: datetime | None, known_at: datetime | None
) -> AsyncIterator[tuple[AsyncSession, View]]:
    """A reading, and the instants it looks from: now where none is given.

    What is asked of a later instant than anything is known of is answered as of now, and says so; so no answer for an
    instant changes once it was given.
    """
    async with registrar.reading() as session:
        now, known = await registrar.now(session), await all_known(session)
        yield session, View(as_of or now, min(known_at or known, known))
