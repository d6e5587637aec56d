"""All words about figures, one module a language; the types keep the languages complete."""

from services.auditor.figures.words.catalogue import Words
from services.auditor.figures.words.english import ENGLISH
from services.auditor.figures.words.persian import PERSIAN
from services.auditor.figures.words.sentences import Sentences
from services.calendar.jalali import Language

WORDS: dict[Language, Words] = {"fa": PERSIAN, "en": ENGLISH}
SENTENCES: dict[Language, Sentences] = {language: Sentences(language, words) for language, words in WORDS.items()}

__all__ = ["SENTENCES", "WORDS", "Sentences", "Words"]
