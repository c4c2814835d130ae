"""How alike two names are as they are written: letters first, then their marks.

"Dao Trong Duc" may be "Đào Trọng Đức", for it is written without marks; "Đào Trọng Dức" may not, for it has some and they differ.
"Xã Ba Dinh" has marks, so it is not Xã Ba Đình; of "ba dinh" nobody knows.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA

from kg.fold import without_marks

# The values a name can have, the higher the better; from UNMARKED on it may be the same name.
SAME, UNMARKED, SLIP, MARKS_DIFFER, NO = 1.0, 0.9, 0.8, 0.4, 0.0

# A slip of the pen is believed in a name of so many letters and more: shorter ones are too often another name (An Lão, An Lạo, An Bão).
LETTERS = 8


@lru_cache(maxsize=1 << 16)
def bare(word: str) -> str:
    """A folded word without its marks."""
    return word if word.isascii() else without_marks(word)


def likeness(one: str, other: str, *, unmarked: bool = False) -> float:
    """How alike two folded names without spaces are; `unmarked` where one of them is written without any mark.

    SAME: letter for letter. UNMARKED: as far as letters without marks can tell. SLIP: one letter more, less, other or changed places
    (rapidfuzz's optimal string alignment distance of 1), in a name of LETTERS and more, and never a digit. MARKS_DIFFER: the same letters
    with other marks. NO: two names.
    """
    if one == other:
        return SAME
    plain, other_plain = bare(one), bare(other)
    if plain == other_plain:
        return UNMARKED if unmarked else MARKS_DIFFER
    if max(len(plain), len(other_plain)) < LETTERS or _digits(plain) != _digits(other_plain):
        return NO
    if OSA.distance(plain, other_plain, score_cutoff=1) > 1:
        return NO
    return SLIP if unmarked or OSA.distance(one, other, score_cutoff=1) <= 1 else NO


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
