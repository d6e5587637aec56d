"""The words are complete in both languages, and ask for the same things."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from string import Formatter
from typing import get_args, get_type_hints

import pytest

from services.auditor.figures.verifying import Difference
from services.auditor.figures.words import SENTENCES, WORDS, Words
from services.auditor.figures.words.sentences import Sentences
from services.calendar.jalali import end_of_jalali_day

HINTS = get_type_hints(Words)
CATALOGUES = [field.name for field in fields(Words) if HINTS[field.name] is not str]
PERSIAN, LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]{2}")
SIGNS = {"separator", "percent"}
"""Hardly more than punctuation."""


def texts(words: Words) -> Iterator[tuple[str, str]]:
    for field in fields(words):
        value = getattr(words, field.name)
        if isinstance(value, Mapping):
            yield from ((f"{field.name}.{key}", text) for key, text in value.items())
        else:
            yield field.name, value


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_there_is_a_text_for_every_name_and_for_nothing_else(words: Words, catalogue: str) -> None:
    names, _ = get_args(HINTS[catalogue])
    assert set(getattr(words, catalogue)) == set(get_args(names))


def test_both_languages_ask_for_the_same_things() -> None:
    persian, english = (
        {name: {part for _, part, _, _ in Formatter().parse(text) if part} for name, text in texts(words)}
        for words in (WORDS["fa"], WORDS["en"])
    )
    assert persian == english


def test_each_text_is_in_its_own_language() -> None:
    for name, text in texts(WORDS["fa"]):
        bare = re.sub(r"\{\w+\}", "", text)
        assert PERSIAN.search(bare) or name in SIGNS, name
    for name, text in texts(WORDS["en"]):
        assert not PERSIAN.search(text), name
        assert name in SIGNS | {"trait", "instant"} or LATIN.search(text), name


@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES)
def test_every_difference_has_its_sentence(sentences: Sentences) -> None:
    for kind in sentences.words.differences:
        told = sentences.difference(Difference(kind=kind, about="melli", receipt="x"))
        assert "{" not in told and told.endswith(".")


@pytest.mark.parametrize(("language", "said"), [("fa", "پایان ۳۱ خرداد ۱۴۰۲"), ("en", "the end of 31 Khordad 1402")])
def test_midnight_is_the_end_of_the_day_before(language: str, said: str) -> None:
    sentences = SENTENCES["fa" if language == "fa" else "en"]
    assert sentences.bound(end_of_jalali_day(1402, 3, 31)) == said
