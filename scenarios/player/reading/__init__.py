"""A scenario folder as typed rows: `roster.csv`, `law.yaml` with its `documents/`, `timeline.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.player.reading.documents import read_documents
from scenarios.player.reading.law import Law, read_law
from scenarios.player.reading.malformed import Malformed, Place
from scenarios.player.reading.roster import Body, read_roster
from scenarios.player.reading.timeline import Happening, read_timeline

__all__ = ["Body", "Happening", "Law", "Malformed", "Place", "Scenario", "read"]


@dataclass(frozen=True)
class Scenario:
    """One world to play.

    Attributes:
        roster: every body, in the order of the file.
        timeline: what happens, in the order of the file.
        documents: the texts of the law's instruments, by name.
    """

    law: Law
    roster: tuple[Body, ...]
    timeline: tuple[Happening, ...]
    documents: Mapping[str, bytes]


def read(folder: Path) -> Scenario:
    """Read and cross-check a folder.

    Raises:
        Malformed: names file, line and column (or, in the law, the field) of what is wrong.
        FileNotFoundError: one of the three files is not there.
    """
    law = read_law(folder / "law.yaml")
    roster = read_roster(folder / "roster.csv", law)
    timeline = read_timeline(folder / "timeline.csv", roster, law)
    return Scenario(law, roster, timeline, read_documents(folder / "documents", law))
