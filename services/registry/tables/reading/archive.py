"""How large the parts of a workbook may be, and that none of them declares entities.

A few megabytes of a ZIP can hold gigabytes, and a little XML can stand for as much. Both are refused before openpyxl
looks at them.
"""

import io
import zipfile
from xml.parsers import expat  # the hostile part of XML is refused here, before anything is expanded

from services.registry.tables.reading.lines import TableUnreadable
from services.registry.tables.report import Text

_MOST_PARTS = 1_000
_MOST_UNPACKED = 128 * 2**20
_MOST_TAGS = 8_000_000
_MOST_OF_ANOTHER_PART = 2 * 2**20
_LARGE_PARTS = ("xl/worksheets/", "xl/sharedStrings")
_CHUNK = 2**20
_TOO_LARGE = Text("کارپوشه‌ای کوچک‌تر: تنها همین جدول", "a smaller workbook: this table alone")
_ENTITIES = Text("کارپوشه‌ای بدون تعریف DOCTYPE", "a workbook without a DOCTYPE")


def check_archive(content: bytes) -> None:
    """Raises TableUnreadable, or what zipfile raises for a broken archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
            raise TableUnreadable(_TOO_LARGE)
        for part in parts:
            if part.file_size > _MOST_OF_ANOTHER_PART and _is_xml_of_another_part(part.filename):
                raise TableUnreadable(_TOO_LARGE)
            _check_part(archive, part)


def _is_xml_of_another_part(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(_LARGE_PARTS)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    tags = 0
    prolog = _Prolog()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            prolog.check(chunk)
            tags += chunk.count(b"<")
            if tags > _MOST_TAGS:
                raise TableUnreadable(_TOO_LARGE)


class _Prolog:
    """What stands before the first element. A part that is no XML ends where openpyxl would fail on it too."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._end
        self._ended = False

    def check(self, chunk: bytes) -> None:
        """Raises TableUnreadable when a DOCTYPE begins in it."""
        if not self._ended:
            try:
                self._parser.Parse(chunk, False)
            except expat.ExpatError:
                self._ended = True

    def _refuse(self, *declaration: object) -> None:
        raise TableUnreadable(_ENTITIES)

    def _end(self, *element: object) -> None:
        self._ended = True
        self._parser.StartElementHandler = None
