"""The history of one body cut into periods, each true and known from an instant until another, quick to find.

All of it is pure: periods are a function of what is recorded of the body, in whatever order it came.
"""

from services.auditor.standings.forks import FOREVER, Path, fork, path_to
from services.auditor.standings.periods import Listing, Period, Ruling, Verdict, periods, resumed

__all__ = ["FOREVER", "Listing", "Path", "Period", "Ruling", "Verdict", "fork", "path_to", "periods", "resumed"]
