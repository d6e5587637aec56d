"""One line of `doctor`."""

from dataclasses import dataclass, field
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """What was found.

    Attributes:
        about: what was looked at, such as `key`.
        message: its sentence in the catalogue; what to do about it is `<message>.do`, unless all is well.
        values: what is filled into both.
    """

    about: str
    level: Level
    message: str
    values: dict[str, object] = field(default_factory=dict)


def found(about: str, level: Level, message: str, /, **values: object) -> Finding:
    return Finding(about, level, message, values)
