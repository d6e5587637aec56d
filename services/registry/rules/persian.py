"""Persian text: cleaned as it comes in, and folded so that a search finds it however it is typed."""

import re
import unicodedata

from persiantools import digits

ZWNJ = "\u200c"

_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Marks of direction, and zero-width characters that part nothing."""
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufbb1\ufbd3-\ufc5d\ufc64-\ufcf1\ufcf5-\ufd3d\ufe80-\ufefc]+")
"""Letters as printed, such as come out of a PDF; without the signs and the marks that stand on a space."""
_PERSIAN_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_LOOSE_ZWNJ = re.compile(f"(?<![\\w\u064b-\u065f\u0670]){ZWNJ}|{ZWNJ}(?!\\w)")
"""One that does not stand between two letters (the first may bear a mark)."""

_FOLDED_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی",
        "ك": "ک", "ڪ": "ک",
        "ة": "ه", "ە": "ه", "ہ": "ه", "ۃ": "ه", "ھ": "ه",
        "ٱ": "ا",
        "ء": None, "ـ": None,
    }
)  # fmt: skip
_FOLDED_SPELLINGS = (("هیات", "هییت"), ("مسوول", "مسیول"), ("شوون", "شیون"))
"""Words whose hamza is rightly written on either of two letters: هیئت and هیأت, مسئول and مسؤول, شئون and شؤون."""


def clean(text: str) -> str:
    """The text as the registry keeps it: Persian ی and ک, NFC, one space between words, none around, no stray marks.

    ZWNJ stays where it stands between letters. Digits stay as they are: in a name they are text. So does ة, another
    letter and no other way to write ه. Cleaning twice changes nothing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        text = _PRESENTATION_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)
        text = re.sub(f"{ZWNJ}+", ZWNJ, text.translate(_PERSIAN_LETTERS))
        text = unicodedata.normalize("NFC", _LOOSE_ZWNJ.sub("", text))
    return " ".join(text.split())


def ascii_digits(text: str) -> str:
    """The text with its Persian and Arabic digits as 0 to 9: for codes, numbers and dates."""
    return text if text.isascii() else digits.fa_to_en(digits.ar_to_fa(text))


def fold(text: str) -> str:
    """What a search compares: letters and digits alone, in one form each.

    ZWNJ, spaces and punctuation are gone, so «می‌گوید», «می گوید» and «میگوید» are one, and so are marks, tatweel, case
    and the hamza. Nothing of it is special in a LIKE pattern. Empty for a text without letters or digits, which would
    be found in everything: the caller must not search for it. Folding twice changes nothing.
    """
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    text = "".join(filter(str.isalnum, ascii_digits(text.translate(_FOLDED_LETTERS))))
    for spelling, folded in _FOLDED_SPELLINGS:
        text = text.replace(spelling, folded)
    return text
