"""Numbers that nothing explains, by how often the same words stand around them: the next rule, as far as words can write it.

Coverage counts every number that a fact could have explained; dates, times, phones, numbers of directives and of names are none, nor are
sums of money, lengths, roads and whatever else `kg/vi/matters.toml` tells to be of another matter.
"""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from kg import explain, lexicon, read
from kg.errors import ReadError
from kg.explain import Step
from kg.lex import Token
from kg.read import Failure
from kg.records import Document, Span

FORMATS = ("text", "json")

# How many tokens to either side a pattern may grow to.
_WIDEST = 3
# The share of a pattern's places that must have the same next word for the pattern to take it in.
_AGREED = 0.6
# Names, by what stands for them in a pattern.
_NAMES = {
    "ORG": "body",
    "PLACE": "place",
    "LEVEL": "place",
    "NAME": "name",
    "POST": "post",
    "ENTERPRISE": "enterprise",
    "DIRECTIVE": "directive",
    "PERIOD": "period",
    "DOC": "directive",
    "TIME": "time",
    "PHONE": "phone",
    "PRESS": "press",
}  # fmt: skip
# What stands for figures of each kind.
_FIGURES = {"NUMBER": "#", "RATIO": "#/#", "PERCENT": "#%", "RANGE": "#-#"}
# Where a sentence's sense breaks, and with it the words around a number.
_BREAKS = frozenset({".", ";", ":"})


@dataclass(frozen=True, slots=True)
class Place:
    """One unexplained number: its document, where it stands, and its sentence."""

    document: str
    span: Span
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Numbers with the same words around them; `kinds` is the first one's surroundings as a rule's pattern writes them."""

    words: str
    count: int
    documents: int
    kinds: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Residue:
    """What became of the numbers of a source, and the patterns of those that nothing explains, the most frequent first.

    `explained` are in a fact; `other` are in a figure of no indicator of the list; `silent` stand in zones that no rule reads (title,
    caption, byline …). Apart from these, `aside` are of another matter, by a rule or by what stands beside them.
    """

    documents: int
    explained: int
    other: int
    aside: int
    silent: int
    unexplained: int
    patterns: tuple[Pattern, ...]
    failed: tuple[Failure, ...] = ()

    @property
    def numbers(self) -> int:
        """How many there are that a fact could explain."""
        return self.explained + self.other + self.silent + self.unexplained

    @property
    def coverage(self) -> float:
        """The share of these that a fact explains; `other:` figures are no such facts."""
        return self.explained / self.numbers if self.numbers else 1.0


@dataclass(frozen=True, slots=True)
class _Left:
    """An unexplained number and the few tokens around it, among which it is the one `at`: all that is kept of it."""

    place: Place
    tokens: tuple[Token, ...]
    at: int

    def word(self, steps: int) -> str | None:
        """What stands that many tokens behind the number (or before it, below 0); None beyond the end of the sense."""
        step = 1 if steps > 0 else -1
        for i in range(self.at + step, self.at + steps + step, step):
            if not 0 <= i < len(self.tokens) or self.tokens[i].text in _BREAKS:
                return None
        return _word(self.tokens[self.at + steps])


def _word(token: Token) -> str:
    if token.kind in _FIGURES:
        return _FIGURES[token.kind]
    if token.kind == "NAME" and " " not in token.text:
        return token.text.lower()  # a capital and no more: "Chủ" of "Chủ tịch"
    return f"‹{_NAMES[token.kind]}›" if token.kind in _NAMES else token.text


def residue(sources: Iterable[str], *, top: int | None = None) -> Residue:
    """The residue of everything that the sources hold; `top` keeps that many patterns. Raises ReadError as `read.documents` does."""
    failed: list[Failure] = []

    def documents() -> Iterator[Document]:
        for found in read.documents(sources):
            if isinstance(found, Failure):
                failed.append(found)
            else:
                yield found

    found = left_over(documents(), top=top)
    return replace(found, failed=tuple(failed))


def left_over(documents: Iterable[Document], *, top: int | None = None) -> Residue:
    """The residue of documents that are already read."""
    counts: Counter[str] = Counter()
    left: list[_Left] = []
    for document in documents:
        trace = explain.trace(document)
        counts["documents"] += 1
        for step in trace.steps:
            for at, became in _became(step):
                counts[became] += 1
                if became == "unexplained":
                    left.append(_left(document, step, at))
    return Residue(
        counts["documents"], counts["explained"], counts["other"], counts["aside"], counts["silent"], counts["unexplained"],
        tuple(_patterns(left))[:top],
    )  # fmt: skip


def _left(document: Document, step: Step, at: int) -> _Left:
    tokens, sentence = step.reading.tokens, step.reading.sentence
    span = (tokens[at].start, tokens[at].stop)
    first = max(0, at - _WIDEST)
    text = sentence.text[span[0] - sentence.start : span[1] - sentence.start]
    place = Place(document.id, span, text, " ".join(sentence.text.split()))
    return _Left(place, tokens[first : at + _WIDEST + 1], at - first)


def _became(step: Step) -> Iterator[tuple[int, str]]:
    """Each number of a sentence that a fact could explain, by token, and what became of it."""
    facts = {span for made in step.made if not made.claim.indicator.startswith("other:") for span in made.claim.figures}
    others = {span for made in step.made for span in made.claim.figures} - facts
    aside = {span for match in step.fired if match.reads == "none" for span in match.figures}
    unread = {unread.span for unread in step.unexplained}
    for at, token in enumerate(step.reading.tokens):
        span = (token.start, token.stop)
        if token.kind not in _FIGURES:
            continue
        if span in facts:
            yield at, "explained"
        elif span in others:
            yield at, "other"
        elif span in unread:
            apart = span in aside or matter(step.reading.tokens, at) is not None
            yield at, "aside" if apart else "silent" if step.silent else "unexplained"


@cache
def _beside(side: str) -> lexicon.Node:
    table = lexicon.table("matters")
    nothing = [(phrase, None) for phrase in table["nothing"]]
    return lexicon.phrases([*nothing, *((phrase, entry["id"]) for entry in table["matter"] for phrase in entry.get(side, ()))])


# What is counted or planned between a percentage and the words before it: then it may be of that.
_OF_OURS = frozenset({"PLAN", "STATUS", "ORG"})
# How many tokens before a percentage say what it is of.
_CLAUSE = 12


def matter(tokens: Sequence[Token], at: int) -> str | None:
    """Which other matter of `kg/vi/matters.toml` a number is of, by the words beside it; None where they do not say."""
    kind = tokens[at].kind
    if kind != "PERCENT" and (found := _phrase(tokens[at + 1 : at + 5], _beside("behind"))):
        return found
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if kind == "NUMBER":
        stands_alone = after is None or after.kind not in ("NOUN", "WORD") or after.text in _after_a_name()
        for side in ("before", "alone") if stands_alone else ("before",):
            if found := next(
                (f for first in range(max(0, at - 3), at) if (f := _phrase(tokens[first:at], _beside(side), whole=True))), None
            ):
                return found
    if kind == "PERCENT":
        first = at
        while first and at - first < _CLAUSE and tokens[first - 1].text not in _BREAKS and tokens[first - 1].kind not in _OF_OURS:
            if tokens[first - 1].kind == "NOUN" and tokens[first - 1].value != "person":
                break
            first -= 1
        for begin in range(first, at):
            if found := _phrase(tokens[begin:at], _beside("of")):
                return found
    return None


@cache
def _after_a_name() -> frozenset[str]:
    return frozenset(lexicon.table("numbers")["after"]["words"])


def _phrase(tokens: Sequence[Token], phrases: lexicon.Node, *, whole: bool = False) -> str | None:
    """What the phrase means that begins with the first of these tokens and ends with one of them, with the last if it is `whole`."""
    words: list[str] = []
    ends = []
    for token in tokens:
        words += lexicon.words(token.text)
        ends.append(len(words))
    if not words or (found := lexicon.longest(phrases, words, 0)) is None:
        return None
    meaning: str | None = found[1]
    return meaning if found[0] in (ends[-1:] if whole else ends) else None


def _patterns(left: Sequence[_Left]) -> Iterator[Pattern]:
    """Numbers grouped by the word on either side, each group widened while most of its places go on alike."""
    groups: dict[tuple[str | None, str, str | None], list[_Left]] = {}
    for number in left:
        groups.setdefault((number.word(-1), _FIGURES[number.tokens[number.at].kind], number.word(1)), []).append(number)
    found = []
    for (before, figure, after), group in groups.items():
        first, last = (-1 if before else 0), (1 if after else 0)
        # The number itself in brackets: others may stand beside it.
        words = [word for word in (before, f"[{figure}]", after) if word]
        for step in range(2, _WIDEST + 1):
            if first == 1 - step and (word := _agreed(group, -step)):
                words.insert(0, word)
                first = -step
            if last == step - 1 and (word := _agreed(group, step)):
                words.append(word)
                last = step
        # The example is a place that has all of these words.
        group.sort(key=lambda one: -sum(one.word(i) == word for i, word in zip(range(first, last + 1), words, strict=True) if i))
        example = group[0]
        kinds = explain.pattern(example.tokens[example.at + first : example.at + last + 1])
        found.append(
            Pattern(" ".join(words), len(group), len({one.place.document for one in group}), kinds, tuple(one.place for one in group))
        )
    return iter(sorted(found, key=lambda pattern: (_says_nothing(pattern), -pattern.count, -pattern.documents, pattern.words)))


def _says_nothing(pattern: Pattern) -> bool:
    """Whether there is no word around the number: "[#]", ", [#/#]"."""
    return not any(letter.isalpha() for letter in pattern.words)


def _agreed(group: Sequence[_Left], steps: int) -> str | None:
    """The word that most places of a group have there, if enough of them do."""
    words = Counter(word for number in group if (word := number.word(steps)) and any(letter.isalnum() or letter in "#‹" for letter in word))
    if not words:
        return None
    word, count = max(words.items(), key=lambda item: (item[1], item[0]))
    return word if count >= max(_AGREED * len(group), 1) else None


# --- rendering --------------------------------------------------------------------------------------------------------------------------


def rendered(found: Residue, format: str = "text", *, width: int = 110) -> str:
    """As text to read on a terminal of that width, or as one JSON object with every place."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _text(found, max(width, 40)))
        case "json":
            return json.dumps(_object(found), ensure_ascii=False, indent=1) + "\n"
    raise ReadError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def _text(found: Residue, width: int) -> Iterator[str]:
    if found.patterns:
        yield f"{'count':>5} {'docs':>4}  words around the number"
    for pattern in found.patterns:
        yield f"{pattern.count:5} {pattern.documents:4}  {pattern.words}"
        yield f"{'':12}{pattern.kinds}"
        example = pattern.places[0]
        quote = f"“{_around(example)}” ({example.document})"
        yield from textwrap.wrap(quote, width, initial_indent=" " * 12, subsequent_indent=" " * 12, break_on_hyphens=False)
    yield ""
    yield f"coverage {100 * found.coverage:.1f} %: {found.explained} of {found.numbers} numbers in {found.documents} documents"
    for count, what in (
        (found.explained, "are in a fact"),
        (found.other, "are in an other: figure, which no indicator of the list holds"),
        (found.silent, "stand in titles, captions and the like, which no rule reads"),
        (found.unexplained, "are explained by nothing"),
    ):
        yield f"{count:6} {what}"
    yield f"apart from {found.aside} of other matters: money, lengths, times, roads, growth and the like"


# A sentence is shown from this many letters before the number to so many behind it.
_SHOWN = 90


def _around(place: Place) -> str:
    at = max(place.sentence.find(place.text), 0)
    first, last = max(0, at - _SHOWN), at + len(place.text) + _SHOWN
    shown = place.sentence[first:last]
    if first:
        shown = f"… {shown.partition(' ')[2]}"
    return f"{shown.rpartition(' ')[0]} …" if last < len(place.sentence) else shown


def _object(found: Residue) -> dict[str, Any]:
    return {
        "coverage": round(found.coverage, 4),
        "numbers": found.numbers,
        "documents": found.documents,
        "explained": found.explained,
        "other": found.other,
        "aside": found.aside,
        "silent": found.silent,
        "unexplained": found.unexplained,
        "patterns": [asdict(pattern) for pattern in found.patterns],
        "failed": [{"id": failure.id, "source": failure.source, "message": failure.message} for failure in found.failed],
    }
