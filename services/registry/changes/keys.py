"""Keys that agencies sign with."""

from sqlmodel import col, or_, select

from services.registry.entries import KeyEntry
from services.registry.facts import key_data
from services.registry.models import Agency, EnrolledKey
from services.registry.problems import ContentDiffers, KeyMalformed, KeyTaken, NotFound
from services.registry.registrar import Change
from services.registry.rules import ed25519


async def enrol(change: Change, agency: str, entry: KeyEntry) -> tuple[EnrolledKey, bool]:
    """Enrol a key of an agency; also tells whether it is new.

    Raises:
        NotFound: there is no such agency.
        KeyMalformed: nobody can sign by it, or anybody can.
        KeyTaken: the key or its id belongs to another agency.
        ContentDiffers: the agency has this key id with another key, or this key under another id.
    """
    raw = ed25519.decode(entry.public_key)
    if raw is None or not ed25519.usable(raw):
        raise KeyMalformed("public_key must be unpadded base64url of the 32 bytes of an Ed25519 public key.")
    if await change.session.get(Agency, agency) is None:
        raise NotFound(f"There is no agency {agency}.")
    alike = select(EnrolledKey).where(
        or_(col(EnrolledKey.key_id) == entry.key_id, col(EnrolledKey.public_key) == entry.public_key)
    )
    for key in (await change.session.exec(alike)).all():
        if key.agency != agency:
            raise KeyTaken(f"The key {entry.key_id} or its id belongs to another agency.")
        if (key.key_id, key.public_key) != (entry.key_id, entry.public_key):
            raise ContentDiffers(f"Agency {agency} has the key id with another key, or the key under another id.")
        return key, False
    key = EnrolledKey(key_id=entry.key_id, agency=agency, public_key=entry.public_key)
    await change.insert([key])
    change.say(key_data(key))
    return key, True
