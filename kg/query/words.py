"""Questions in words: the questions there are as what understands words must know of them, and what was understood as a question to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kg import files, understand, vocabulary
from kg.errors import QueryError
from kg.query.ask import Term, bound
from kg.query.header import Parameter, Question, question, questions
from kg.understand import Example, Form, Offer, Slot, Understood


def forms(*, folder: Path = files.QUERIES) -> tuple[Form, ...]:
    """The questions a user can ask, by name, as plain data for `understand`."""
    return tuple(
        Form(
            asked.name,
            asked.title.vi,
            asked.title.en,
            tuple(Slot(one.name, one.type, one.required, one.source, one.options) for one in asked.parameters),
            tuple(Example(one.text.vi, one.text.en, one.values) for one in asked.examples),
        )
        for asked in questions(folder=folder)
    )


def in_words(text: str) -> bool:
    """Whether what stands in the place of a question's name is a question in words."""
    return any(letter.isspace() or letter in "?？" for letter in text)


def understood(text: str) -> Understood:
    """The canned question that a text asks in words, or those that come near."""
    return understand.understood(text, forms())


@dataclass(frozen=True, slots=True)
class Meant:
    """A question with the values that were understood and the terms they stand for in a graph."""

    asked: Question
    values: Mapping[str, str]
    terms: Mapping[str, tuple[Term, ...]]


def meant(store: Store, offer: Offer) -> Meant:
    """What is asked of this graph: the first of the names for what was only named by its place that the graph knows. Raises QueryError."""
    asked = question(offer.question)
    try:
        return Meant(asked, offer.values, bound(store, asked, offer.values))
    except QueryError:
        for name, others in offer.others.items():
            for other in others:
                values = {**offer.values, name: other}
                try:
                    return Meant(asked, values, bound(store, asked, values))
                except QueryError:
                    continue
        raise


def told(asked: Question, values: Mapping[str, str], language: str) -> str:
    """The question and what its parameters were read as; a level that nobody named and that the question takes by itself is told, too."""
    given = {name: _label(asked.parameter(name), value, language) for name, value in values.items()}
    given |= dict(_assumed(asked, values, language))
    parts = ", ".join(f"{asked.parameter(name).text.of(language)}: {value}" for name, value in given.items())
    return f"{asked.title.of(language)}{f' ({parts})' if parts else ''}"


def _assumed(asked: Question, values: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    for parameter in asked.parameters:
        if parameter.type == "level" and parameter.default is not None and parameter.name not in values:
            said = "mặc định" if language == "vi" else "not named, so"
            word = _label(parameter, parameter.default, language)
            yield parameter.name, f"{word} ({said})" if language == "vi" else f"{said} {word}"


def _label(parameter: Parameter, value: str, language: str) -> str:
    """The word for a concept of the ontology; any other value as it is."""
    if parameter.source is None or "/" in parameter.source:
        return value
    known = vocabulary.concepts(parameter.source).get(value)
    return known.labels.get(language, value) if known else value
