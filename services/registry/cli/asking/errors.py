"""What keeps a command from being carried out."""

from collections.abc import Mapping
from typing import Any


class RefusedByRegistry(Exception):
    """The registry answered with a problem (RFC 9457).

    Attributes:
        problem: as it was answered, in the language that was asked for.
        text: the same, byte for byte as it came.
    """

    def __init__(self, problem: Mapping[str, Any], text: str) -> None:
        super().__init__(problem.get("title"))
        self.problem, self.text = problem, text

    @property
    def status(self) -> int:
        return int(self.problem.get("status", 0))


class RegistryAway(Exception):
    """No registry answered, however often it was asked; or what answered is none."""


class AnswerBroken(Exception):
    """What was fetched is not what was asked for, such as a document whose hash is another."""
