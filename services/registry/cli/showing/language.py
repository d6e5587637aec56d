"""The language of whoever sits at the terminal."""

from collections.abc import Mapping

from services.calendar.jalali import Language


def language_of(environ: Mapping[str, str]) -> Language:
    """Persian where the locale of messages is Persian, otherwise English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environ.get(variable):
            return "fa" if locale.lower().split("_")[0].split(".")[0] == "fa" else "en"
    return "en"
