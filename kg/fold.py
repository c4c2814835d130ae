"""Folding for matching: one key for spellings that mean the same, of the same length as the text, so that offsets hold.

The printed form is kept for labels; nothing that is shown comes from a folded text.
"""

import re
import unicodedata
from functools import lru_cache

# Look-alikes of đ that NFC leaves alone, spaces, zero-width marks, dashes, quotes: each becomes one plain character.
_PLAIN = {
    **dict.fromkeys("ÐƉðɖ", "đ"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\t\r\u200b\u200c\u200d\u2060\ufeff", " "),
    **dict.fromkeys("\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("’‘ʼ`´′", "'"),
    # İ is the one letter that str.lower() makes two of
    "İ": "i",
}
# Four times as fast as str.translate, which looks up every letter.
_ALIKE = re.compile(f"[{re.escape(''.join(_PLAIN))}]")

# The tone mark of an open syllable stands on either vowel: hoà = hòa, uỷ = ủy, khoẻ = khỏe. Not inside (toàn) and not after q (quý).
_TONES = dict(pair.split("=") for pair in [
    "oà=òa", "oá=óa", "oả=ỏa", "oã=õa", "oạ=ọa", "oè=òe", "oé=óe", "oẻ=ỏe", "oẽ=õe", "oẹ=ọe", "uỳ=ùy", "uý=úy", "uỷ=ủy", "uỹ=ũy", "uỵ=ụy",
])  # fmt: skip
# What is looked for stands before what must not be before it: only so does a search pass quickly over the rest.
_OPEN_SYLLABLE = re.compile(rf"(?:{'|'.join(_TONES)})(?<!q..)(?!\w)")
_SHORT = 120
_MARKS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """Lower case, plain spaces, dashes and quotes, one way of placing the tone mark; `len(fold(text)) == len(text)`."""
    return _folded_text(text) if len(text) > _SHORT else _folded_name(text)


@lru_cache(maxsize=1 << 16)
def _folded_name(text: str) -> str:
    """Names come again and again."""
    return _folded(text)


@lru_cache(maxsize=1)
def _folded_text(text: str) -> str:
    """Whole texts do not, but each stage folds the document that it is given."""
    return _folded(text)


def _folded(text: str) -> str:
    plain = _ALIKE.sub(lambda match: _PLAIN[match[0]], text)
    lower = plain.lower()
    if len(lower) != len(text):  # a letter outside Vietnamese whose lower case is longer
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in plain)
    return _OPEN_SYLLABLE.sub(lambda match: _TONES[match[0]], lower)


def without_marks(text: str) -> str:
    """Folded and without any Vietnamese mark: "Đảng ủy" is "dang uy"; only for finding, never for deciding."""
    return _MARKS.sub("", unicodedata.normalize("NFD", fold(text).replace("đ", "d")))


@lru_cache(maxsize=1 << 16)
def slug(text: str) -> str:
    """Folded words joined by hyphens, Vietnamese marks kept: two names that differ in a tone are two names."""
    return "-".join(re.findall(r"\w+", fold(text)))
