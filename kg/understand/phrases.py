"""Phrases of questions in both languages, found whether or not their marks were typed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from kg import gazetteer, lexicon
from kg.fold import fold, without_marks

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was typed, folded, and without marks; `start` and `stop` count characters of the question."""

    text: str
    folded: str
    plain: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a span can stand for: `kind` means, level, noun, verb, choice …; `weak` ones may stay unused at no cost."""

    kind: str
    value: Any
    weak: bool = False


@dataclass(slots=True)
class Phrases:
    """Phrases by their words without marks, each with the words as they are written and what it stands for."""

    entries: dict[tuple[str, ...], list[tuple[tuple[str, ...], Any]]] = field(default_factory=dict)
    longest: int = 0

    def add(self, phrase: str, value: Any) -> None:
        folded = tuple(WORD.findall(fold(phrase)))
        self.entries.setdefault(tuple(map(without_marks, folded)), []).append((folded, value))
        self.longest = max(self.longest, len(folded))

    def at(self, words: Sequence[Word], at: int, *, marked: bool = False) -> tuple[int, list[Any]] | None:
        """The longest phrase that begins at a word: (index after it, all it can stand for). A mark that was typed must be the phrase's,
        and where the question is typed with its marks (`marked`), one that is left out is none: "thu" is not "thứ".
        """
        for stop in range(min(len(words), at + self.longest), at, -1):
            piece = words[at:stop]
            found = [
                value
                for folded, value in self.entries.get(tuple(word.plain for word in piece), ())
                if all(word.folded == own or (not marked and word.folded == word.plain) for word, own in zip(piece, folded, strict=True))
            ]
            if found:
                return stop, found
        return None


def words_of(text: str) -> list[Word]:
    return [
        Word(match[0], folded, without_marks(folded), match.start(), match.end())
        for match in WORD.finditer(text)
        for folded in [fold(match[0])]
    ]


LANGUAGES = {"vi": "questions", "en": "questions-english"}


def _pairs(language: str) -> Iterable[tuple[str, Reading]]:
    table = lexicon.table(LANGUAGES[language])
    for meaning, forms in table["meaning"].items():
        yield from ((form, Reading("means", meaning)) for form in forms)
    yield from ((form, Reading("passed", form)) for form in table["passed"]["words"])
    for weak in (False, True):
        for level, forms in table["weak" if weak else "level"].items():
            for form in forms:
                yield form, Reading("level", level, weak)
                yield form, Reading("means", "bodies", weak=True)
    for name, choices in table["choice"].items():
        for choice, forms in choices.items():
            for form in forms:
                # "kế hoạch", "plans" are the quota more often than a kind of directive
                yield form, Reading("choice", (name, choice), name not in ("borders", "order"))
                if name == "directive kind" and choice != "plan":
                    yield form, Reading("means", "directive")
                if name == "body kind":
                    yield form, Reading("means", "kind_of_body")


def _counted(language: str) -> Iterable[tuple[str, Reading]]:
    indicators = lexicon.table("indicators")
    if language == "en":
        table = lexicon.table(LANGUAGES["en"])
        nouns, verbs = table["noun"], table["verb"]
    else:
        nouns, verbs = lexicon.table("terms")["NOUN"], lexicon.table("terms")["VERB"]
    for noun, forms in nouns.items():
        if noun in indicators["noun"] and noun not in ("enterprise", "attendance"):
            yield from ((form, Reading("noun", noun)) for form in forms)
    for verb, forms in verbs.items():
        # What only says that there is something ("do", "have") says nothing of what is asked.
        if indicators["verb"].get(verb) not in (None, "total") and verb != "do":
            yield from ((form, Reading("verb", verb)) for form in forms)
    if language == "vi":
        # Within a phrase that means more: "không kết nạp được".
        for verb, forms in lexicon.table(LANGUAGES["vi"])["verb"].items():
            yield from ((form, Reading("verb", verb)) for form in forms)


@cache
def phrases() -> Phrases:
    """All phrases, each with (language, reading)."""
    found = Phrases()
    for language in LANGUAGES:
        for form, reading in (*_pairs(language), *_counted(language)):
            found.add(form, (language, reading))
    for kind in lexicon.table("directives")["kind"]:
        for form in kind["words"]:
            weak = kind["id"] == "plan" or form != kind["words"][0]
            found.add(form, ("vi", Reading("choice", ("directive kind", kind["id"]), True)))
            if not weak:
                found.add(form, ("vi", Reading("means", "directive")))
    return found


@cache
def places() -> Phrases:
    """Names of provinces and districts, each with the units it can mean."""
    found = Phrases()
    for name, units in gazetteer.names().items():
        found.add(name, units)
    for name, forms in lexicon.table(LANGUAGES["en"])["place"].items():
        for form in forms:
            found.add(form, gazetteer.names()[fold(name)])
    return found


@cache
def kinds() -> Phrases:
    """Words that announce a place, with themselves: "quận", "TP.", "quận ủy"."""
    found = Phrases()
    for words in gazetteer.kind_words():
        found.add(" ".join(words), " ".join(words))
    return found


@cache
def heads() -> Phrases:
    """Words that open the name of a body, with themselves; "ban thường vụ" and the like stand before another."""
    found = Phrases()
    for rule in lexicon.table("bodies")["body"]:
        if set(rule["takes"]) & {"place", "level", "body", "body!"}:
            for head in rule["heads"]:
                found.add(head, head)
    return found
