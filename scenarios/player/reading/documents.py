"""`documents/`: the texts of the law's instruments, by the names that `law.yaml` gives them."""

from collections.abc import Iterator
from pathlib import Path

from scenarios.player.reading.law import Law
from scenarios.player.reading.malformed import Malformed, Place

MEDIA_TYPES = {".txt": "text/plain", ".pdf": "application/pdf"}


def read_documents(folder: Path, law: Law) -> dict[str, bytes]:
    """Every document that the law names.

    Raises:
        Malformed: one is not there, or is of another kind than MEDIA_TYPES.
    """
    return {name: _content(folder / name) for name in dict.fromkeys(_named(law))}


def media_type(name: str) -> str:
    return MEDIA_TYPES[Path(name).suffix]


def _named(law: Law) -> Iterator[str]:
    instruments = (law.mandate.instrument, *(extension.instrument for extension in law.mandate.extensions))
    for name in (*(instrument.document for instrument in instruments), law.exemptions.document):
        if name is not None:
            yield name


def _content(file: Path) -> bytes:
    if file.suffix not in MEDIA_TYPES:
        raise Malformed(Place("law.yaml", "document"), f"{file.name!r} is neither .txt nor .pdf")
    if not file.is_file():
        raise Malformed(Place("law.yaml", "document"), f"there is no {file.parent.name}/{file.name}")
    return file.read_bytes()
