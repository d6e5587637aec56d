"""Where a scenario folder is wrong, and what about it."""

from typing import NamedTuple


class Place(NamedTuple):
    """A cell of a CSV file, or a field of a YAML file (which then has no line)."""

    file: str
    column: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}, {self.column}" if self.line is None else f"{self.file}, line {self.line}, {self.column}"


class Malformed(RuntimeError):
    """A scenario folder that cannot be played.

    Attributes:
        place: the cell or field at fault.
    """

    def __init__(self, place: Place, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
