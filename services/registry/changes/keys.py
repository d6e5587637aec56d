"""Keys that agencies sign with: enrolled by a one-time code, signed in by an older key, revoked.

Whatever a client repeats because it never heard the answer is answered the same and writes nothing.
"""

from datetime import datetime

import msgspec
from mohlat_contracts.enrolment import enrolment_statement, possession_statement, succession_statement
from sqlalchemy import ColumnElement, literal_column, or_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry import revisions
from services.registry.book.contents import KeyContent
from services.registry.book.entities import key as key_entity
from services.registry.book.history import ended_at
from services.registry.changes import enrolment_codes
from services.registry.changes.agencies import the_agency
from services.registry.entries.keys import CodedKeyEntry, EnrolKeys, KeyEntry, NextKeyEntry, RevokeKey
from services.registry.identity.official import Official
from services.registry.models import EnrolmentCodeRow, RevisionRow
from services.registry.problems import (
    AgencyDissolved,
    CodeRefused,
    KeyMalformed,
    KeyRevoked,
    KeyTaken,
    NotFound,
    ProofRefused,
    TooManyKeys,
)
from services.registry.registrar import Change, Registrar
from services.registry.rules import proofs
from services.registry.rules.roster import check_repeats

MOST_LIVE_KEYS = 2
"""Of one agency at once: the one it signs with, and the next."""

# Spelt out and not bound, as the index on it is.
_public_key: ColumnElement[str] = literal_column("content ->> 'public_key'")


async def check_agencies(change: Change, entry: EnrolKeys) -> None:
    """Check that a one-time code can be issued to each agency.

    Raises:
        Repeated: an agency is named twice.
        NotFound: there is no such agency.
        AgencyDissolved: it has ceased to exist.
    """
    check_repeats("agency", list(entry.agencies))
    await change.book.load("agency", entry.agencies)
    for agency in entry.agencies:
        await _check_agency(change, agency)


async def enrol(registrar: Registrar, session: AsyncSession, entry: CodedKeyEntry, now: datetime) -> KeyContent:
    """`enrol_by_code` as a change of the agency's own, approved by whoever approved that it gets a code.

    Args:
        session: holds the registry's lock.
    """
    handed = await enrolment_codes.agency_of_code(session, entry.code, now)
    reason, approval = await enrolment_codes.approval_of(session, handed.proposal)
    async with registrar.change_in(session, itself(handed.agency), "enrol_key", reason, approval) as change:
        return await enrol_by_code(change, entry, now)


async def succeed(registrar: Registrar, session: AsyncSession, agency: str, entry: NextKeyEntry) -> KeyContent:
    """`sign_in` as a change of the agency's own.

    Args:
        session: holds the registry's lock.
    """
    reason = f"signed in by the key {entry.signed_by}"
    async with registrar.change_in(session, itself(agency), "sign_in_key", reason) as change:
        return await sign_in(change, agency, entry)


def itself(agency: str) -> Official:
    """An agency that acts by its own key or code, as it stands in the journal."""
    return Official(f"agency:{agency}", "", frozenset())


async def enrol_by_code(change: Change, entry: CodedKeyEntry, now: datetime) -> KeyContent:
    """Enrol the key of the agency that the code was handed to, and spend the code.

    Args:
        now: real time.

    Raises:
        CodeRefused: the code is wrong, expired, or used for another key.
        KeyMalformed: nobody can sign by that key, or anybody can.
        ProofRefused: the key did not sign its enrolment.
        AgencyDissolved: the agency has ceased to exist.
        KeyTaken, KeyRevoked: the key, or its id, is enrolled already.
        TooManyKeys: the agency has two live keys.
    """
    code = await enrolment_codes.the_code(change.session, entry.code, now)
    statement = enrolment_statement(entry.code, entry.key_id, entry.public_key)
    if code.used_at is not None:
        return await _enrolled_by(change, code, entry, statement)
    _check_key(entry)
    _check_signed(entry.public_key, statement, entry.proof)
    await _check_agency(change, code.agency)
    key = await _held(change, code.agency, entry) or await _put(change, code.agency, entry, None)
    code.used_at, code.key_id = now, key.key_id
    return key


async def sign_in(change: Change, agency: str, entry: NextKeyEntry) -> KeyContent:
    """Enrol an agency's next key on the word of one that is enrolled.

    Raises:
        NotFound, AgencyDissolved: there is no such agency, or no longer.
        KeyMalformed: nobody can sign by the new key, or anybody can.
        ProofRefused: the old key is none of the agency's, or either key did not sign.
        KeyTaken, KeyRevoked: the new key, or its id, is enrolled already; or the old one is revoked.
        TooManyKeys: the agency has two live keys.
    """
    await _check_agency(change, agency)
    _check_key(entry)
    old = await change.book.get(KeyContent, key_entity(agency, entry.signed_by))
    if old is None:
        raise ProofRefused
    named = (agency, entry.signed_by, entry.key_id, entry.public_key)
    _check_signed(old.public_key, succession_statement(*named), entry.signature)
    _check_signed(entry.public_key, possession_statement(*named), entry.proof)
    held = await _held(change, agency, entry)
    if held is not None:
        return held
    if old.revoked_at is not None:
        raise KeyRevoked(key_id=old.key_id)
    return await _put(change, agency, entry, old.key_id)


async def revoke(change: Change, entry: RevokeKey) -> None:
    """Nothing that this key signs is taken from now on.

    Raises:
        NotFound: the agency has no such key.
    """
    key = await change.book.get(KeyContent, key_entity(entry.agency, entry.key_id))
    if key is None:
        raise NotFound(kind="key", code=entry.key_id)
    if key.revoked_at is None:
        change.book.put(msgspec.structs.replace(key, revoked_at=change.known_at))


async def _enrolled_by(change: Change, code: EnrolmentCodeRow, entry: CodedKeyEntry, statement: bytes) -> KeyContent:
    """The key that a used code has enrolled, for whoever can show that it is theirs."""
    key = await change.book.get(KeyContent, key_entity(code.agency, entry.key_id))
    if key is None or (key.key_id, key.public_key) != (code.key_id, entry.public_key):
        raise CodeRefused
    if not proofs.holds(key.public_key, statement, entry.proof):
        raise CodeRefused
    if key.revoked_at is not None:
        raise KeyRevoked(key_id=key.key_id)
    return key


async def _held(change: Change, agency: str, entry: KeyEntry) -> KeyContent | None:
    """The agency's live key of that id, when it is this one; None when neither key nor id is anybody's."""
    alike = or_(col(RevisionRow.code) == entry.key_id, _public_key == entry.public_key)
    for found in (await revisions.find(change.session, "key", alike)).values():
        key = found.content
        assert isinstance(key, KeyContent)  # noqa: S101 - the kind says so
        if key.agency != agency or key.public_key != entry.public_key:
            raise KeyTaken(key_id=entry.key_id)
        if key.revoked_at is not None:
            raise KeyRevoked(key_id=key.key_id)
        if key.key_id != entry.key_id:
            raise KeyTaken(key_id=entry.key_id)
        return key
    return None


async def _put(change: Change, agency: str, entry: KeyEntry, signed_by: str | None) -> KeyContent:
    keys = await change.book.of_agency(KeyContent, agency)
    if sum(key.revoked_at is None for key in keys) >= MOST_LIVE_KEYS:
        raise TooManyKeys(agency=agency)
    key = KeyContent(
        agency=agency,
        key_id=entry.key_id,
        public_key=entry.public_key,
        enrolled_at=change.known_at,
        signed_by=signed_by,
    )
    change.book.put(key)
    return key


async def _check_agency(change: Change, code: str) -> None:
    agency = await the_agency(change, code)
    end = ended_at(agency)
    if end is not None and end <= change.known_at:
        raise AgencyDissolved(agency=code, at=end)


def _check_key(entry: KeyEntry) -> None:
    if not proofs.is_key(entry.public_key):
        raise KeyMalformed


def _check_signed(public_key: str, statement: bytes, signature: str) -> None:
    if not proofs.holds(public_key, statement, signature):
        raise ProofRefused
