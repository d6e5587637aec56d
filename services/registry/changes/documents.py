"""The texts of legal instruments, each named by the SHA-256 of its bytes; sent twice, it is the same document."""

import hashlib

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.identity.official import Official
from services.registry.models import DocumentRow
from services.registry.problems import DocumentKindRefused, DocumentTooLarge, NotFound

LIMIT = 10 * 1024 * 1024
"""Bytes of one document."""

KINDS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "text/plain": (b"",),
}
"""What may be kept: by media type, how its bytes begin. Nothing that a browser would run."""


async def upload(session: AsyncSession, by: Official, media_type: str, file_name: str, content: bytes) -> DocumentRow:
    """Keep a document.

    Raises:
        DocumentTooLarge: it has more bytes than LIMIT.
        DocumentKindRefused: it is of no kind that is kept, or its bytes are not of the kind it is said to be.
    """
    if len(content) > LIMIT:
        raise DocumentTooLarge(limit=LIMIT)
    if not content or not _is(media_type, content):
        raise DocumentKindRefused(media_type=media_type)
    name = hashlib.sha256(content).hexdigest()
    held = await session.get(DocumentRow, name)
    if held is not None:
        return held
    document = DocumentRow(
        sha256=name,
        media_type=media_type,
        size=len(content),
        content=content,
        file_name=file_name,
        uploaded_by=by.subject,
    )
    session.add(document)
    await session.flush()
    return document


async def download(session: AsyncSession, sha256: str) -> DocumentRow:
    """Raises NotFound when it is not kept."""
    held = await session.get(DocumentRow, sha256)
    if held is None:
        raise NotFound(kind="document", code=sha256)
    return held


def _is(media_type: str, content: bytes) -> bool:
    if media_type not in KINDS or not content.startswith(KINDS[media_type]):
        return False
    return media_type != "text/plain" or _is_text(content)


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
