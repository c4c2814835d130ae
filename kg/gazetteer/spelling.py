"""How Vietnamese writes the names of places: words, syllables with two spellings, words for kinds, other forms of a name."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from kg.files import VIETNAMESE
from kg.fold import fold

MUNICIPALITY = "thành phố trực thuộc trung ương"


@cache
def written() -> dict[str, Any]:
    return tomllib.loads((VIETNAMESE / "places.toml").read_text(encoding="utf-8"))


WORD = re.compile(r"[\w']+")


def words_of(text: str) -> list[str]:
    """Folded words; an apostrophe is no letter (Cư M'gar = Cư Mgar), a dot or hyphen no word."""
    return [word for found in WORD.findall(fold(text)) if (word := found.replace("'", ""))]


@cache
def syllables() -> dict[str, str]:
    return {form: rule["forms"][0] for rule in written()["syllable"] for form in rule["forms"]}


def key_of(words: Iterable[str]) -> str:
    first = syllables()
    return " ".join([first.get(word, word) for word in words])


@cache
def name_key(name: str) -> str:
    return key_of(words_of(name))


@cache
def _kind_words() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(words_of(word)): tuple(rule["kinds"]) for rule in written()["kind"] for word in rule["words"]}


def kind_at(words: Sequence[str], start: int) -> tuple[tuple[str, ...], int]:
    """The kinds that the words from `start` announce, and how many words do so; () and 0 where none does."""
    for length in (2, 1):
        kinds = _kind_words().get(tuple(words[start : start + length]))
        if kinds and start + length <= len(words):
            return kinds, length
    return (), 0


def kinds(word: str) -> tuple[str, ...]:
    """The kinds of unit a word announces: "TP." and "thành ủy" give both kinds of city; a kind gives itself."""
    found, length = kind_at(words := words_of(word), 0)
    if length and length == len(words):
        return found
    if word == MUNICIPALITY:
        return (word,)
    return ()


@cache
def forms_of_names() -> dict[str, tuple[str, ...]]:
    """Other forms of a name, by the key of the name."""
    return {name_key(rule["name"]): tuple(rule["forms"]) for rule in written()["variant"]}


def words(name: str) -> list[str]:
    """The folded words of a name, each in the first of its spellings: "Mĩ Đức" gives mỹ, đức."""
    first = syllables()
    return [first.get(word, word) for word in words_of(name)]


def kind_words() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Words that announce a kind of unit before a name ("q", "thị xã", "quận ủy"), to the kinds."""
    return MappingProxyType(_kind_words())


def other_forms(name: str) -> tuple[str, ...]:
    """Other forms of a name without its kind: "Hồ Chí Minh" is also "HCM" and "Sài Gòn"."""
    return forms_of_names().get(name_key(name), ())
