"""Texts in CSV that a spreadsheet would run as formulas: an apostrophe before them keeps them texts."""

import re

_DANGEROUS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""Apostrophes of the text's own count too, so that what is unescaped is what was escaped."""


def escape(text: str) -> str:
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """The inverse of `escape`; leaves any other text alone."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text
