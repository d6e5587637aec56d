"""The history asked as of any instant, by what was known before any other: figures, bodies, names, changes.

Built on the recorder's tables alone.
"""

from services.auditor.history.counting import quick
from services.auditor.history.frozen import AlreadyFrozen, FrozenFigure, FrozenFigures, NotFrozen
from services.auditor.history.reading import LATEST, History
from services.auditor.history.records import Agency, BodyShares, Counts, Line, RecordedVerdict, Times

__all__ = [
    "LATEST",
    "Agency",
    "AlreadyFrozen",
    "BodyShares",
    "Counts",
    "FrozenFigure",
    "FrozenFigures",
    "History",
    "Line",
    "NotFrozen",
    "RecordedVerdict",
    "Times",
    "quick",
]
