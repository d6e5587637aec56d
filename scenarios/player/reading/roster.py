"""`roster.csv`: the bodies."""

from dataclasses import dataclass
from pathlib import Path

from scenarios.player.reading.cells import Cells, lines
from scenarios.player.reading.law import Law

COLUMNS = (
    "code",
    "name_fa",
    "name_en",
    "group",
    "kind",
    "parent",
    "synthetic",
    "contact_name",
    "contact_email",
    "high_use_services",
    "other_services",
)
MORE = ("province",)
"""Columns that may be left out."""


@dataclass(frozen=True)
class Body:
    """One body. Its services are `<code>-s01` and on; the first `high_use_services` of them are of high use."""

    code: str
    name_fa: str
    name_en: str
    group: str
    kind: str
    parent: str | None
    synthetic: bool
    contact_name: str
    contact_email: str
    high_use_services: int
    other_services: int
    province: str | None = None

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(f"{self.code}-s{n:02}" for n in range(1, self.high_use_services + self.other_services + 1))


def read_roster(path: Path, law: Law) -> tuple[Body, ...]:
    """Every body, in the order of the file.

    Raises:
        Malformed: a cell is wrong, a code comes twice, or a parent is not in the file.
    """
    bodies: dict[str, Body] = {}
    parents: list[tuple[Cells, str]] = []
    for cells in lines(path, COLUMNS, MORE):
        body = _body(cells, law)
        if body.code in bodies:
            raise cells.fault("code", f"{body.code!r} comes twice")
        bodies[body.code] = body
        if body.parent is not None:
            parents.append((cells, body.parent))
    for cells, parent in parents:
        if parent not in bodies:
            raise cells.fault("parent", f"{parent!r} is no agency of this file")
    return tuple(bodies.values())


def _body(cells: Cells, law: Law) -> Body:
    return Body(
        code=cells.text("code"),
        name_fa=cells.text("name_fa"),
        name_en=cells.text("name_en"),
        group=cells.one_of("group", tuple(law.groups)),
        kind=cells.one_of("kind", ("core", "affiliated")),
        parent=cells.optional("parent"),
        synthetic=cells.flag("synthetic"),
        contact_name=cells.text("contact_name"),
        contact_email=cells.text("contact_email"),
        high_use_services=cells.count("high_use_services"),
        other_services=cells.count("other_services"),
        province=cells.optional("province"),
    )
