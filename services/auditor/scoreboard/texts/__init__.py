"""All words of the pages, one module a language; the types keep the languages complete."""

from services.auditor.scoreboard.texts.catalogue import Texts
from services.auditor.scoreboard.texts.english import ENGLISH
from services.auditor.scoreboard.texts.persian import PERSIAN
from services.calendar.jalali import Language

TEXTS: dict[Language, Texts] = {"fa": PERSIAN, "en": ENGLISH}

__all__ = ["TEXTS", "Texts"]
