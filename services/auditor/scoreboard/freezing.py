"""Freezing a figure that was published: its receipt is made from the history, and kept under a name."""

from datetime import datetime

from services.auditor.figures import issue
from services.auditor.history import FrozenFigure
from services.auditor.scoreboard.api.questions import Known, When, read_own
from services.auditor.scoreboard.asking import asked_instant
from services.auditor.scoreboard.reading import Library
from services.plumbing.database import open_engine


async def freeze_figure(
    database_url: str,
    partitions: int,
    name: str,
    figure: str,
    as_of: datetime | None,
    known_at: datetime | None,
    *,
    by: str,
    note: str,
    own: bytes = b"",
) -> FrozenFigure:
    """Freeze a figure as it is by the recorded history; as of the latest judged instant where none is said.

    Args:
        own: a document of definitions, where the figure is of one's own.

    Raises:
        Refusal: the figure is unknown, or its instant not judged.
        NotToBeFrozen: bodies are not judged then.
        AlreadyFrozen: another figure has the name.
    """
    engine = open_engine(database_url)
    try:
        library = Library(engine, partitions)
        definition = Known(read_own(own) if own else ()).of(figure)
        async with library.read() as reading:
            asked = await When(as_of, known_at).settled(reading)
            census = await reading.history.census(definition.duty, *asked)
            now = await asked_instant(reading, None)
        return await library.frozen.freeze(name, issue(definition, census), by=by, note=note, at=now)
    finally:
        await engine.dispose()
