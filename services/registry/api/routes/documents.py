"""The texts of legal instruments."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.paths import InRegistry, Sha256
from services.registry.api.seeing import Proposing, Reader
from services.registry.api.writing import Answered, Write
from services.registry.changes import documents
from services.registry.entries.fields import Name

router = APIRouter(tags=["documents"], prefix="/documents")

_BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_UPLOAD: dict[str, Any] = {"requestBody": {"required": True, "content": dict.fromkeys(documents.KINDS, _BYTES)}}
_DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"description": "The document", "content": dict.fromkeys(documents.KINDS, _BYTES)}
}


class DocumentAnswer(BaseModel):
    """`size` in bytes."""

    sha256: str
    media_type: str
    size: int
    file_name: str


@router.post("", operation_id="uploadDocument", status_code=201, response_model=DocumentAnswer, openapi_extra=_UPLOAD)
async def upload(
    request: Request, by: Proposing, registrar: InRegistry, write: Write, file_name: Annotated[Name, Query()]
) -> Response:
    """Keep the bytes as they are, named by their SHA-256; what is kept already is the same document."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = await request.body()

    async def do(session: AsyncSession) -> Answered:
        kept = await documents.upload(session, by, media_type, file_name, content)
        answer = DocumentAnswer(
            sha256=kept.sha256, media_type=kept.media_type, size=kept.size, file_name=kept.file_name
        )
        return Answered(201, answer, location=f"/v1/documents/{kept.sha256}")

    return await write(by, registrar.locked(), do)


@router.get("/{sha256}", operation_id="downloadDocument", response_class=Response, responses=_DOWNLOAD)
async def download(sha256: Sha256, _: Reader, registrar: InRegistry) -> Response:
    """The bytes as they were uploaded, to be saved and not to be run."""
    async with registrar.reading() as session:
        kept = await documents.download(session, sha256)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.file_name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
        "ETag": f'"{kept.sha256}"',
    }
    return Response(kept.content, 200, headers, kept.media_type)
