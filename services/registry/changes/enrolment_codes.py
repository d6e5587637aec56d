"""One-time codes by which agencies enrol their first keys: issued at an approval, read out, and handed in once.

All times here are real times. A code is found by its hash, which nobody can choose: how long that takes tells nothing.
"""

import base64
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mohlat_contracts.enrolment import CODE_SYMBOLS, code_sha256
from sqlalchemy import insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.identity.official import Official
from services.registry.models import EnrolmentCodeRow, ProposalRow, RevisionRow
from services.registry.problems import CodeRefused, NotFound
from services.registry.registrar import Approval

VALID_FOR = timedelta(days=7)
SIZE = 10
"""Bytes of chance in a code: 80 bits, sixteen symbols."""
GROUP = 4
"""Symbols between dashes."""

_SYMBOLS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CODE_SYMBOLS)


class Handed(NamedTuple):
    """Whom a code was handed to, and the number of the proposal that approved it."""

    agency: str
    proposal: int


async def issue(
    session: AsyncSession,
    agencies: Sequence[str],
    proposal: int,
    now: datetime,
    draw: Callable[[int], bytes] = secrets.token_bytes,
) -> dict[str, str]:
    """A new code for each agency, in their order; only its hash is kept. Unused ones they had are void.

    Args:
        draw: so many bytes of chance.

    Raises:
        NotFound: there is no such agency.
    """
    agencies = list(dict.fromkeys(agencies))
    await _check_known(session, agencies)
    # Spent without a key, and not merely expired: so a replica whose clock is behind does not take them either.
    unused = [col(EnrolmentCodeRow.agency).in_(agencies), col(EnrolmentCodeRow.used_at).is_(None)]
    await session.exec(update(EnrolmentCodeRow).where(*unused).values(used_at=now))
    codes = {agency: _written(draw(SIZE)) for agency in agencies}
    rows = [
        {"code_sha256": code_sha256(code), "agency": agency, "proposal": proposal, "expires_at": now + VALID_FOR}
        for agency, code in codes.items()
    ]
    await session.exec(insert(EnrolmentCodeRow), params=rows)
    return codes


async def agency_of_code(session: AsyncSession, code: str, now: datetime) -> Handed:
    """Whom a code was handed to. A used one still tells, since whoever used it may not have heard the answer.

    Raises:
        CodeRefused: nobody can use it.
    """
    row = await the_code(session, code, now)
    return Handed(row.agency, row.proposal)


async def the_code(session: AsyncSession, code: str, now: datetime) -> EnrolmentCodeRow:
    """Raises CodeRefused when there is none, or it has expired unused."""
    row = await session.get(EnrolmentCodeRow, code_sha256(code))
    if row is None or (row.used_at is None and row.expires_at <= now):
        raise CodeRefused
    return row


async def approval_of(session: AsyncSession, proposal: int) -> tuple[str, Approval]:
    """Why the codes of a proposal were issued, and who approved them.

    Raises:
        NotFound: there is no such proposal, or nobody approved it.
    """
    row = await session.get(ProposalRow, proposal)
    if row is None or row.decided_by is None:
        raise NotFound(kind="proposal", code=str(proposal))
    by = Official(row.decided_by, row.decided_by_name or "", frozenset())
    return row.reason, Approval(by, row.decision_reason or "", proposal)


async def _check_known(session: AsyncSession, agencies: Sequence[str]) -> None:
    known = select(RevisionRow.code).where(col(RevisionRow.kind) == "agency", col(RevisionRow.code).in_(agencies))
    missing = set(agencies) - set((await session.exec(known)).all())
    if missing:
        raise NotFound(kind="agency", code=min(missing))


def _written(raw: bytes) -> str:
    symbols = base64.b32encode(raw).decode().translate(_SYMBOLS)
    return "-".join(symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP))
