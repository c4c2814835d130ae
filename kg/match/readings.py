"""A name taken apart: what is the name, what says only of which kind it is, and what says where it lies."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from kg import gazetteer, lexicon
from kg.fold import fold
from kg.match.written import bare, likeness

TYPES = ("Place", "PartyCommittee", "Organisation", "Directive", "Official", "Enterprise")


@dataclass(frozen=True, slots=True)
class Reading:
    """`words` of the name itself, folded; `kinds` of unit or forms of company that it states; `organ` the body of a place, or what opens
    a company's name; `above` the places that stand behind it ("huyện Châu Thành, Long An"). `unmarked` where the whole was written without
    a mark, so that nothing follows from a letter that has none.
    """

    words: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    organ: str | None = None
    above: tuple[str, ...] = ()
    unmarked: bool = False

    @property
    def key(self) -> str:
        """The name without spaces: Đắk Lắk, Đắklắk."""
        return "".join(self.words)


def plain_readings(name: str, type: str) -> tuple[Reading, ...]:
    """The readings under which something of this name is to be found: the shortest, where it says its kind."""
    found = readings(name, type)
    stated = [reading for reading in found if reading.kinds or reading.organ]
    return (min(stated, key=lambda reading: len(reading.words)),) if stated else found


@lru_cache(maxsize=1 << 14)
def readings(name: str, type: str) -> tuple[Reading, ...]:
    """The ways in which a name of one of `TYPES` can be taken, the plainest last; none where it holds no word."""
    found = dict.fromkeys(reading for reading in _READERS[type](name) if reading.words)
    return tuple(replace(reading, unmarked=True) for reading in found) if fold(name).isascii() else tuple(found)


def alike(one: Reading, other: Reading) -> float:
    """How alike the names of two readings are, as `written.likeness` counts."""
    return likeness(one.key, other.key, unmarked=one.unmarked or other.unmarked)


# --- places and their bodies

_TOGETHER = re.compile(r"(quận|phường|quan|phuong|q|p)(\d{1,2})")
# What stands behind the name of a place is the place above it.
_LATER = ("tỉnh", "thành phố", "tp", "huyện", "quận", "thị xã", "tx")


@cache
def _place_kinds() -> dict[tuple[str, ...], tuple[tuple[str, ...], bool]]:
    """Words for kinds of unit, with their marks and without, to the kinds and whether the marks are missing."""
    fused = {tuple(gazetteer.words(word)) for rule in lexicon.table("matching")["organ"] for word in rule.get("fused", ())}
    known = {words: kinds for words, kinds in gazetteer.kind_words().items() if words not in fused}
    table: dict[tuple[str, ...], tuple[tuple[str, ...], bool]] = {words: (kinds, False) for words, kinds in known.items()}
    for words, kinds in known.items():
        table.setdefault(tuple(map(bare, words)), (kinds, True))
    return table


@cache
def _organs() -> dict[tuple[str, ...], tuple[str, tuple[str, ...], bool, bool]]:
    """Words for bodies to the organ, the kinds of place they state, whether another body may follow, and whether marks are missing."""
    table: dict[tuple[str, ...], tuple[str, tuple[str, ...], bool, bool]] = {}
    for rule in lexicon.table("matching")["organ"]:
        for word in (*rule.get("words", ()), *rule.get("fused", ())):
            words = tuple(gazetteer.words(word))
            table[words] = (rule["organ"], gazetteer.kinds(word) if word in rule.get("fused", ()) else (), rule.get("before", False), False)
    for words, (organ, kinds, before, _) in list(table.items()):
        table.setdefault(tuple(map(bare, words)), (organ, kinds, before, True))
    return table


def _opening(table: dict[tuple[str, ...], Any], words: Sequence[str], at: int = 0) -> tuple[int, Any]:
    """How many words from `at` on are the longest phrase of the table that leaves some behind it, and what it stands for."""
    for length in range(min(5, len(words) - at - 1), 0, -1):
        if (found := table.get(tuple(words[at : at + length]))) is not None:
            return length, found
    return 0, None


def _split(name: str) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """The words of a name, and the places that stand behind it."""
    first, *rest = (part for part in re.split(r"[,;()]", name) if part.strip()) if re.search(r"\w", name) else ("",)
    words: list[str] = []
    for word in gazetteer.words(first):
        together = _TOGETHER.fullmatch(word)
        words.extend([together[1], together[2]] if together else [word])
    above = tuple(part.strip() for part in rest if re.search(r"\w", part))
    plain = fold(name).isascii()
    for at in range(len(words) - 2, 1, -1):
        length, found = _opening(_place_kinds(), words, at)
        if length and (plain or not found[1]) and set(found[0]) & set(_kinds_of(_LATER)):
            yield words[:at], (" ".join(words[at:]), *above)
            break
    yield words, above


@cache
def _kinds_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """All kinds of unit that some words announce."""
    return tuple(dict.fromkeys(kind for word in words for kind in gazetteer.kinds(word)))


def _place(name: str) -> Iterator[Reading]:
    for words, above in _split(name):
        yield from _announced(words, above, fold(name).isascii())
        yield Reading(_numbered(words), above=above)


def _announced(
    words: list[str], above: tuple[str, ...], plain: bool, kinds: tuple[str, ...] = (), organ: str | None = None, more: bool = True
) -> Iterator[Reading]:
    """A reading for each word that may be no part of the name: without marks "quan hoa" is Quan Hóa, or a Quận of another name, and
    "huyen doan hung" is Huyện Đoan Hùng, or the youth union of some Hùng. `plain` where the whole is written without marks.
    """
    length, body = _opening(_organs(), words)
    if length and more and (plain or not body[3]):
        rest, stated, first = words[length:], body[1] or kinds, organ or body[0]
        yield from _stated(rest, stated, first, above)
        yield from _announced(rest, above, plain, stated, first, body[2])
    length, kind = _opening(_place_kinds(), words)
    if length and (plain or not kind[1]):
        rest = words[length:]
        yield from _stated(rest, kind[0], organ, above)
        yield from _announced(rest, above, plain, kind[0], organ, more)


def _stated(words: list[str], kinds: tuple[str, ...], organ: str | None, above: tuple[str, ...]) -> Iterator[Reading]:
    if len(words) == 1 and words[0].isdigit():
        for kind in kinds:
            yield Reading((kind, str(int(words[0]))), kinds, organ, above)
    else:
        yield Reading(tuple(words), kinds, organ, above)


def _numbered(words: list[str]) -> tuple[str, ...]:
    return tuple(str(int(word)) if word.isdigit() else word for word in words)


# --- companies


@cache
def _company(part: str) -> dict[tuple[str, ...], str]:
    """Words of companies' names to their heads or forms, with their marks and without."""
    table: dict[tuple[str, ...], str] = {}
    for rule in lexicon.table("matching")[part]:
        for word in (*rule["words"], *rule.get("fused", ())):
            table[tuple(gazetteer.words(word))] = rule[part]
    for words, value in list(table.items()):
        table.setdefault(tuple(map(bare, words)), value)
    return table


@cache
def _fused_forms() -> dict[str, str]:
    return {word: rule["form"] for rule in lexicon.table("matching")["form"] for word in rule.get("fused", ())}


def _enterprise(name: str) -> Iterator[Reading]:
    first, _, rest = name.partition(",")
    words = re.findall(r"\w+", fold(first))
    head: str | None = None
    forms: list[str] = []
    if words and words[0] in _fused_forms():
        head, forms, words = "công ty", [_fused_forms()[words[0]]], words[1:]
    else:
        length, found = _opening(_company("head"), words)
        if length:
            head, words = found, words[length:]
    while (taken := _opening(_company("form"), words))[0]:
        forms.append(taken[1])
        words = words[taken[0] :]
    yield Reading(tuple(words), tuple(sorted(set(forms))), head, (rest.strip(),) if rest.strip() else ())


# --- people


@cache
def _honorifics() -> dict[tuple[str, ...], bool]:
    found = {tuple(re.findall(r"\w+", fold(word))): True for word in lexicon.table("matching")["honorifics"]["words"]}
    return found | {tuple(map(bare, words)): True for words in found}


def _official(name: str) -> Iterator[Reading]:
    words = re.findall(r"[\w']+", fold(name.partition(",")[0]))
    whole = words
    while (length := _opening(_honorifics(), words)[0]) and len(words) - length >= 2:
        words = words[length:]
    yield Reading(tuple(words))
    if words != whole:
        # "Ông Văn An" may be a Mr Văn An, or a man of the Ông family
        yield Reading(tuple(whole))


@cache
def _posts() -> list[tuple[tuple[str, ...], str]]:
    return [(tuple(gazetteer.words(word)), rule["post"]) for rule in lexicon.table("matching")["post"] for word in rule["words"]]


@lru_cache(maxsize=1 << 14)
def post(title: str) -> tuple[str | None, str]:
    """What a post is ("deputy secretary"; None for one that is not listed), and the words behind it, mostly the body it is held in."""
    words = gazetteer.words(title)
    for phrase, found in _posts():
        for known in (phrase, tuple(map(bare, phrase))):
            if tuple(words[: len(known)]) == known:
                return found, " ".join(words[len(known) :])
    return None, " ".join(words)


# --- directives

_NUMBER = re.compile(r"(?<!\d)(\d{1,5})([a-z]?)\s*[-–/ ]\s*([a-zđ]{1,6}(?:\s*[-/.]\s*[a-zđ]{1,10}){0,3})")


def _directive(name: str) -> Iterator[Reading]:
    match = _NUMBER.search(fold(name))
    if match:
        letters = re.sub(r"[^a-z]", "", bare(match[3]))
        yield Reading((f"{int(match[1])}{match[2]}", letters))
    else:
        yield Reading(tuple(re.findall(r"\w+", fold(name))))


_READERS = {
    "Place": _place,
    "PartyCommittee": _place,
    "Organisation": _place,
    "Directive": _directive,
    "Official": _official,
    "Enterprise": _enterprise,
}
