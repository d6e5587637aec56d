"""Files on this machine: what is uploaded and what is downloaded."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

if TYPE_CHECKING:
    from services.registry.cli.asking.answers import Answer
    from services.registry.cli.desk import Desk

DOCUMENTS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
}
TABLES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 64 * 1024


def media_type_of(file: Path, among: dict[str, str]) -> str:
    """Raises typer.BadParameter when the name ends in none of these."""
    kind = among.get(file.suffix.lower())
    if kind is None:
        raise typer.BadParameter(f"{file.name} must end in one of: {', '.join(among)}")
    return kind


def size_of(file: Path) -> int:
    """Bytes of a file that can be read; raises typer.BadParameter when it cannot."""
    try:
        with file.open("rb"):
            return file.stat().st_size
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}") from error


def upload_document(desk: Desk, file: Path) -> Answer:
    """The text of a legal instrument; sent twice, it is the same document."""
    media_type, size = media_type_of(file, DOCUMENTS), size_of(file)
    return desk.registry.upload(
        "documents", chunks=lambda: chunks_of(file), size=size, media_type=media_type, file_name=file.name
    )


def chunks_of(file: Path) -> Iterable[bytes]:
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk


@contextmanager
def whole_or_not(file: Path) -> Iterator[BinaryIO]:
    """Write a file that appears when it is complete.

    Raises:
        typer.BadParameter: it cannot be written there.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)
    except OSError as error:
        raise typer.BadParameter(f"{file}: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
