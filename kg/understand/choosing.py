"""Which question is meant, by what was read; one that is not clearly before all others is only offered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from kg import lexicon
from kg.understand.forms import Form, Slot
from kg.understand.phrases import words_of
from kg.understand.reading import Read, Span, read

# What is held against a question: a word that nobody understood, a meaning and a named parameter that it has no use for, a parameter that
# it needs and was not named, a body that was only named by its place. A meaning that fits counts one, a light one half, a parameter a
# little; of a question known by its examples alone a third of the meanings may be lacking, at PARTLY each.
UNKNOWN, UNUSED, SOFT, UNPLACED, ABSENT, ASSUMED = 1.0, 1.2, 0.6, 1.5, 2.0, 0.6
FITS, LIGHT, PARTLY = 0.25, 0.5, 0.4
# An answer costs less than this, and stands before the next question by this much.
SURE, MARGIN = 0.9, 0.5
OFFERS = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A canned question with values: what is answered, or what could be asked instead.

    `others` are names for a value that was only named by its place: the committee of a district may be known as its đảng bộ.
    """

    question: str
    values: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question in words: the `answer` to give, or None and the nearest `offers`; `unknown` was of no use."""

    answer: Offer | None
    offers: tuple[Offer, ...]
    unknown: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class _Fit:
    form: Form
    score: float
    cost: float
    values: Mapping[str, str]
    others: Mapping[str, tuple[str, ...]]
    known: bool
    complete: bool
    unused: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Intent:
    """How a question is known: sets of meanings (and words, where its examples hold words that no phrase explains)."""

    means: tuple[frozenset[str], ...]
    may: frozenset[str] = frozenset()
    level: str | None = None
    year_before: bool = False
    without: frozenset[str] = frozenset()
    whole: str | None = None


def understood(text: str, forms: Sequence[Form]) -> Understood:
    """The question of `forms` that a text asks, with its values; a text that asks none of them clearly is refused with the nearest."""
    found = read(text)
    fits = sorted((_fit(found, form) for form in forms), key=lambda fit: (-fit.score, fit.form.name))
    best = fits[0] if fits else None
    asks = len(found.spans) + len(found.unknown) > 1
    if best is not None and asks and best.complete and best.cost < SURE and (len(fits) < 2 or best.score - fits[1].score >= MARGIN):
        return Understood(Offer(best.form.name, best.values, best.others), (), (), found.language)
    if (example := _example(found, forms)) is not None:
        return Understood(example, (), (), found.language)
    unused = [(at, at + 1) for at in found.unknown] + (list(best.unused) if best and best.known else [])
    offers = tuple(Offer(fit.form.name, _filled(fit)) for fit in fits[:OFFERS])
    return Understood(None, offers, tuple(_joined(found, unused)), found.language)


def _example(found: Read, forms: Sequence[Form]) -> Offer | None:
    """The question of which a text is an example, word for word: it asks what its question says it asks."""
    typed = [word.folded for word in found.words]
    for form in forms:
        for example in form.examples:
            if typed and typed in ([word.folded for word in words_of(text)] for text in (example.vi, example.en)):
                return Offer(form.name, example.values)
    return None


def _joined(found: Read, pieces: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Pieces that stand beside each other as one."""
    joined: list[tuple[int, int]] = []
    for start, stop in sorted(pieces):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    yield from (found.text(*piece) for piece in joined)


def _filled(fit: _Fit) -> dict[str, str]:
    """Values with which the question can be asked: what it needs and was not named is taken from its first example."""
    values = dict(fit.values)
    for slot in fit.form.slots:
        if slot.required and slot.name not in values:
            values[slot.name] = next(example.values[slot.name] for example in fit.form.examples if slot.name in example.values)
    return values


@cache
def _stated() -> dict[str, _Intent]:
    return {
        rule["name"]: _Intent(
            tuple(frozenset(means) for means in rule["means"]),
            frozenset(rule.get("may", ())),
            rule.get("level"),
            rule.get("year_before", False),
            frozenset(rule.get("without", ())),
            rule.get("whole"),
        )
        for rule in lexicon.table("questions")["question"]
    }


@cache
def _light() -> frozenset[str]:
    return frozenset(lexicon.table("questions")["light"]["meanings"])


@cache
def _soft() -> frozenset[str]:
    return frozenset(lexicon.table("questions")["light"]["soft"])


def _intent(form: Form) -> _Intent:
    return _stated().get(form.name) or _shown(form.name, (form.vi, form.en, *(text for one in form.examples for text in (one.vi, one.en))))


@cache
def _shown(name: str, texts: tuple[str, ...]) -> _Intent:
    """How a question is known that has no phrases of its own: by what its title and its examples mean."""
    sets = []
    for text in texts:
        shown = read(text)
        means = _meanings(shown)
        sets.append(frozenset(means - _light()) or frozenset(means))
    # "=" is no word: a title of words that ask and join alone makes no question known.
    return _Intent(tuple(dict.fromkeys(one for one in sets if one)) or (frozenset({"="}),), frozenset().union(*sets))


def _meanings(found: Read) -> set[str]:
    """Meanings of what stands for no value, and the words that nothing explains."""
    means = {reading.value for span in found.spans if not span.values("passed") for reading in span.values("means")}
    return means | {f"={found.words[at].plain}" for at in found.unknown}


def _fit(found: Read, form: Form) -> _Fit:
    intent = _intent(form)
    values, others, used, assumed = _placed(found, form, intent)
    there = {reading.value for span in found.spans for reading in span.values("means")} | {
        f"={found.words[at].plain}" for at in found.unknown
    }
    stated = form.name in _stated()
    best: _Fit | None = None
    for means in intent.means:
        present = means & there
        wanted = means | intent.may
        cost, unused = assumed, []
        for span in found.spans:
            if span in used or _free_of_cost(span, wanted, intent):
                continue
            cost += _weight(span)
            unused.append((span.start, span.stop))
        cost += UNKNOWN * sum(f"={found.words[at].plain}" not in wanted for at in found.unknown)
        cost += UNPLACED * len(intent.without & (values.keys() | there))
        absent = [slot for slot in form.slots if slot.required and slot.name not in values]
        known = len(present) == len(means) or (not stated and len(present) * 3 >= len(means) * 2)
        weight = sum(LIGHT if meaning in _light() else 1.0 for meaning in present)
        score = weight + FITS * len(values) - cost - ABSENT * len(absent) - (len(means) - len(present)) * (PARTLY if known else ABSENT)
        fit = _Fit(form, score, cost, values, others, known, known and not absent, tuple(unused))
        if best is None or fit.score > best.score:
            best = fit
    assert best is not None
    return best


def _weight(span: Span) -> float:
    """What a span costs that a question has no use for."""
    if all(reading.kind in ("means", "noun", "verb") for reading in span.readings):
        return SOFT if any(reading.kind == "means" and reading.value in _soft() for reading in span.readings) else UNUSED
    return UNPLACED


def _free_of_cost(span: Span, wanted: frozenset[str], intent: _Intent) -> bool:
    # A question that always has the best first does not answer who was last.
    if any(reading.kind == "choice" and reading.value[0] == "order" for reading in span.readings):
        return False
    for reading in span.readings:
        if reading.kind == "passed" or (reading.kind == "means" and (reading.value in wanted or reading.value in _light())):
            if not span.values("indicator") and not any(one.kind in ("level", "borders") and not one.weak for one in span.readings):
                return True
            if reading.kind == "means" and reading.value in wanted and reading.value not in ("counted", "bodies"):
                return True
        if reading.kind == "level" and (reading.weak or reading.value == intent.level):
            return True
    return False


def _placed(found: Read, form: Form, intent: _Intent) -> tuple[dict[str, str], dict[str, tuple[str, ...]], list[Span], float]:
    """The values of a question's parameters, other names for them, the spans they are read from, and what was assumed for them."""
    values: dict[str, str] = {}
    others: dict[str, tuple[str, ...]] = {}
    used: list[Span] = []
    assumed = 0.0
    years = {slot.name for slot in form.slots if slot.type == "year"}
    if years == {"from_year", "to_year"}:
        values, used = _two_years(found)
    # What must be there is placed first, so that a body takes what a place could take too.
    for slot in sorted(form.slots, key=lambda slot: not slot.required):
        if slot.name in values:
            continue
        for strong in (True, False):
            taken = [
                (span, value)
                for span in found.spans
                if span not in used
                for reading in span.readings
                if reading.weak != strong
                if (value := _value(slot, reading.kind, reading.value)) is not None
            ]
            if taken:
                span, value = taken[0]
                if not strong and slot.source == "choices/bodies":
                    if not slot.required:
                        break
                    assumed += ASSUMED
                    others[slot.name] = tuple(dict.fromkeys(reading.value for reading in span.values("body") if reading.value != value))
                if not strong and slot.type == "date" and not slot.required and "year" in years:
                    break
                values[slot.name] = value
                used += _together([other for other, same in taken if same == value], span, slot, found)
                break
    if intent.year_before and "year" in values:
        every = [span for span in found.spans if span.values("year")]
        named = sorted({span.values("year")[0].value for span in every})
        if len(named) == 2 and int(named[1]) == int(named[0]) + 1:
            values["year"] = named[1]
            used += every
    if intent.whole and "level" not in values:
        # Nothing narrower named is the whole country; of a province the question adds up what another tells as one figure.
        if "within" in values:
            assumed += ASSUMED
        else:
            values["level"] = intent.whole
    return values, others, used, assumed


def _two_years(found: Read) -> tuple[dict[str, str], list[Span]]:
    """ "từ 2019 đến 2021", or two years that are compared, the earlier first."""
    both = [span for span in found.spans if span.values("years")]
    single = [span for span in found.spans if span.values("year")]
    if both:
        start, stop = both[0].values("years")[0].value
        return {"from_year": start, "to_year": stop}, both[:1]
    if len(single) == 2:
        start, stop = sorted(span.values("year")[0].value for span in single)
        return {"from_year": start, "to_year": stop}, single
    return {}, []


def _together(same: Sequence[Span], first: Span, slot: Slot, found: Read) -> list[Span]:
    """The spans that give one value: all of an indicator, a level in a list ("quận ủy và huyện ủy") or said again, else one."""
    if slot.type == "indicator":
        return list(same)
    joined = [first]
    if slot.name == "level":
        joined += [one for before, one in pairwise(same) if one.start - before.stop <= 1 or _words(found, one) == _words(found, first)]
    return joined


def _words(found: Read, span: Span) -> list[str]:
    return [word.folded for word in found.words[span.start : span.stop]]


_SOURCES = {"choices/bodies": "body", "choices/directives": "directive", "choices/officials": "person"}


def _value(slot: Slot, kind: str, value: Any) -> str | None:
    """A reading as a value of a parameter, None where it is none."""
    if kind == "place" and slot.type == "place":
        if value.level == "province":
            return str(value.name)
        return str(value.label) if slot.source == "choices/places" else None
    if kind == "choice":
        name, choice = value
        return choice if name in (slot.name, slot.source) and (not slot.options or choice in slot.options) else None
    if kind == "level" and (slot.type == "level" or (slot.name == "level" and value in slot.options)):
        return str(value)
    if kind in ("year", "date", "indicator") and slot.type == kind and slot.name not in ("from_year", "to_year"):
        return str(value)
    if kind == _SOURCES.get(slot.source or "") and slot.type == "iri":
        return str(value)
    return None
