"""One entry of the catalogue."""

from typing import NamedTuple


class Said(NamedTuple):
    """The same in both languages; a name in braces is filled in."""

    fa: str
    en: str
