"""Agencies enrol their keys themselves, without a login: by a one-time code, or by a key that they hold."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.openapi import OPEN
from services.registry.api.paths import AgencyCode, InRegistry
from services.registry.api.problems import refusing
from services.registry.api.tries import Tries
from services.registry.api.writing import Answered, Write
from services.registry.book.contents import KeyContent
from services.registry.changes import keys
from services.registry.entries.keys import CodedKeyEntry, NextKeyEntry
from services.registry.problems import (
    AgencyDissolved,
    CodeRefused,
    KeyMalformed,
    KeyRevoked,
    KeyTaken,
    NotFound,
    ProofRefused,
    TooManyKeys,
    TooManyTries,
)

router = APIRouter(tags=["keys"])

_BY_CODE = refusing(
    CodeRefused, ProofRefused, KeyMalformed, KeyTaken, KeyRevoked, TooManyKeys, AgencyDissolved, TooManyTries
)
_BY_KEY = refusing(NotFound, ProofRefused, KeyMalformed, KeyTaken, KeyRevoked, TooManyKeys, AgencyDissolved)


class EnrolledKeyAnswer(BaseModel):
    agency: str
    key_id: str
    public_key: str
    enrolled_at: datetime
    signed_by: str | None


@router.post(
    "/enrolments",
    operation_id="enrolKey",
    response_model=EnrolledKeyAnswer,
    responses=_BY_CODE,
    openapi_extra=OPEN,
)
async def enrol(entry: CodedKeyEntry, request: Request, registrar: InRegistry, write: Write) -> Response:
    """By the one-time code that the agency was handed. Whatever is wrong with a code, the answer is the same."""
    tries: Tries = request.app.state.tries

    async def do(session: AsyncSession) -> Answered:
        return _answered(await keys.enrol(registrar, session, entry, datetime.now(UTC)))

    with tries.one(request.client.host if request.client else ""):
        return await write(None, registrar.locked(), do)


@router.post(
    "/agencies/{code}/keys",
    operation_id="signInKey",
    response_model=EnrolledKeyAnswer,
    responses=_BY_KEY,
    openapi_extra=OPEN,
)
async def sign_in(code: AgencyCode, entry: NextKeyEntry, registrar: InRegistry, write: Write) -> Response:
    """The old key signs in the new one; both hold until one is revoked."""

    async def do(session: AsyncSession) -> Answered:
        return _answered(await keys.succeed(registrar, session, code, entry))

    return await write(None, registrar.locked(), do)


def _answered(key: KeyContent) -> Answered:
    answer = EnrolledKeyAnswer(
        agency=key.agency,
        key_id=key.key_id,
        public_key=key.public_key,
        enrolled_at=key.enrolled_at,
        signed_by=key.signed_by,
    )
    return Answered(200, answer)
