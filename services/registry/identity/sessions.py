"""Sessions and logins in PostgreSQL, so that they outlive a process and are seen by every other one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.identity.official import Official, roles_among
from services.registry.identity.tokens import Now, real_time
from services.registry.models.sessions import LoginRow, SessionRow

SESSION_LASTS = timedelta(hours=8)
LOGIN_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An official by her session; `csrf` must come with every write that the cookie alone would allow."""

    official: Official
    csrf: str


class Sessions:
    def __init__(self, engine: AsyncEngine, now: Now = real_time) -> None:
        self._engine = engine
        self._now = now

    async def open(self, official: Official) -> str:
        """Begin a session; the answer is for her cookie, and kept nowhere here."""
        secret = secrets.token_urlsafe(32)
        await self._write(
            SessionRow(
                id_sha256=_hashed(secret),
                subject=official.subject,
                name=official.name,
                roles=sorted(official.roles),
                csrf=secrets.token_urlsafe(32),
                expires_at=self._now() + SESSION_LASTS,
            )
        )
        return secret

    async def find(self, secret: str) -> SignedIn | None:
        """Who has signed in with this cookie, unless that has ended."""
        asked = select(SessionRow).where(
            col(SessionRow.id_sha256) == _hashed(secret), col(SessionRow.expires_at) > self._now()
        )
        async with AsyncSession(self._engine) as session:
            row = (await session.exec(asked)).one_or_none()
        if row is None:
            return None
        return SignedIn(Official(row.subject, row.name, roles_among(row.roles)), row.csrf)

    async def close(self, secret: str) -> None:
        """End a session; harmless when it has ended."""
        async with AsyncSession(self._engine) as session, session.begin():
            await session.exec(delete(SessionRow).where(col(SessionRow.id_sha256) == _hashed(secret)))

    async def begin_login(self, next_path: str) -> LoginRow:
        """Remember that a browser goes to the issuer."""
        login = LoginRow(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            next=next_path,
            expires_at=self._now() + LOGIN_LASTS,
        )
        await self._write(login)
        return login

    async def take_login(self, state: str) -> LoginRow | None:
        """The login that began with this state, once: whoever asks second finds nothing."""
        taken = delete(LoginRow).where(col(LoginRow.state) == state).returning(LoginRow)
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            login = (await session.exec(taken)).scalar_one_or_none()
        return login if login is not None and login.expires_at > self._now() else None

    async def _write(self, row: SessionRow | LoginRow) -> None:
        """Insert, and sweep out what has expired."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            kind = type(row)
            await session.exec(delete(kind).where(col(kind.expires_at) <= self._now()))
            session.add(row)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
