"""Asking: values become RDF terms, terms go into the SPARQL of a question, solutions come out as rows of plain Python values."""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from kg import files, lexicon, vocabulary
from kg.errors import QueryError
from kg.fold import fold, without_marks
from kg.query.header import AND, BOUND, Column, Parameter, Question, conditions, instead, question

Value = str | int | float | bool | None
Term = NamedNode | Literal
Row = tuple[Value, ...]

LANGUAGES = ("vi", "en")
XSD = "http://www.w3.org/2001/XMLSchema#"
# Indicators outside the list of the ontology.
_OTHER_INDICATORS = vocabulary.PREFIXES["indicator"] + "other/"
_INTEGERS = {XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt")}


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer. Of a canned question `rows` is a tuple; streamed, and of free SPARQL, it is read as it is asked for, once."""

    columns: tuple[Column, ...]
    rows: Iterable[Row]
    language: str = "en"

    def records(self) -> Iterator[dict[str, Value]]:
        """Each row by the names of the columns."""
        names = [column.name for column in self.columns]
        for row in self.rows:
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing a parameter may be: the value that is bound, a name for it, and what tells it from others of that name."""

    value: Term
    label: str
    detail: str | None = None

    def __str__(self) -> str:
        return self.label + (f" ({self.detail})" if self.detail else "")


def rows(store: Store, name: str, /, *, language: str = "en", folder: Path = files.QUERIES, **values: object) -> Rows:
    """The answer to a canned question; a value of None is as good as none given. `language` is that of labels: vi or en."""
    asked = question(name, folder=folder)
    return answer(store, asked, bound(store, asked, values, folder=folder), language=language)


def answer(store: Store, asked: Question, terms: Mapping[str, Sequence[Term]], *, language: str = "en") -> Rows:
    """The answer to a question whose parameters are RDF terms already, as `bound` gives them."""
    streamed = stream(store, asked, terms, language=language)
    rows = tuple(streamed.rows)
    return Rows(as_given(streamed.columns, rows), rows, language)


def as_given(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns as these rows show them: one that is shown if given, where some row has a value for it."""
    given = (any(row[place] is not None for row in rows) for place in range(len(columns)))
    return tuple(replace(column, shown=column.shown or (column.if_given and some)) for column, some in zip(columns, given, strict=True))


def stream(store: Store, asked: Question, terms: Mapping[str, Sequence[Term]], *, language: str = "en") -> Rows:
    """The same, its rows read from the store as they are asked for, once: for answers that are not to be held in memory."""
    if language not in LANGUAGES:
        raise QueryError(f"no language '{language}'; there are: {', '.join(LANGUAGES)}")
    solutions = run(store, filled(asked, terms), asked.path.name)
    if not isinstance(solutions, QuerySolutions):
        raise QueryError(f"{asked.path}: a question is a SELECT")
    projected = [variable.value for variable in solutions.variables]
    if projected != [column.name for column in asked.columns]:
        raise QueryError(
            f"{asked.path}: the columns of the header are {[column.name for column in asked.columns]}; the query gives {projected}"
        )
    types = [column.type for column in asked.columns]
    found = (tuple(_cell(term, kind, language) for term, kind in zip(solution, types, strict=True)) for solution in solutions)
    return Rows(asked.columns, found, language)


def bound(store: Store, asked: Question, values: Mapping[str, object], *, folder: Path = files.QUERIES) -> dict[str, tuple[Term, ...]]:
    """The RDF terms of the values given, with the defaults for those that are not; a name is looked up in the graph."""
    for name in values:
        asked.parameter(name)
    found: dict[str, tuple[Term, ...]] = {}
    # What is looked up comes last: where it is looked for can depend on the others.
    for parameter in sorted(asked.parameters, key=lambda parameter: parameter.source is not None):
        value = values.get(parameter.name)
        if value is None:
            value = parameter.default
        if value is None:
            if parameter.required:
                raise QueryError(f"question '{asked.name}' needs '{parameter.name}': {parameter.text.en}")
            continue
        found[parameter.name] = terms(store, parameter, str(value), given=found, folder=folder)
    return found


def filled(asked: Question, terms: Mapping[str, Sequence[Term]]) -> str:
    """The SPARQL of a question with these terms in place: lines of parameters without a value are empty, the others hold the terms."""

    def values(match: re.Match[str]) -> str:
        # str() of a term is its N-Triples form, which escapes what would end it.
        return f"VALUES ?_{match[1]} {{ {' '.join(map(str, _together(match[1].split(AND), terms)))} }}"

    def holds(name: str, wanted: str | None) -> bool:
        return name in terms and (wanted is None or wanted in [term.value for term in terms[name]])

    lines = (line if all(holds(*only) for only in conditions(line)) else "" for line in asked.sparql.splitlines())
    return "\n".join(BOUND.sub(values, line) for line in lines)


def _together(names: Sequence[str], terms: Mapping[str, Sequence[Term]]) -> Iterable[Term]:
    """The terms of one parameter; of several, each combination of their values as one text, with a space between."""
    if len(names) == 1:
        return terms[names[0]]
    return (Literal(" ".join(term.value for term in each)) for each in itertools.product(*(terms[name] for name in names)))


def choices(
    store: Store,
    parameter: Parameter,
    *,
    label: str | None = None,
    given: Mapping[str, Sequence[Term]] = MappingProxyType({}),
    folder: Path = files.QUERIES,
) -> tuple[Choice, ...]:
    """What a parameter may be in this graph, by name; with `label` only what is called exactly so. Empty where anything may be asked.

    `given` are the terms of the other parameters of its question, as far as they are known: the choices can depend on them.
    """
    if parameter.options:
        return tuple(Choice(Literal(option), option) for option in parameter.options if label in (None, option))
    if parameter.source is None:
        return ()
    if "/" not in parameter.source:
        more = _kinds_of_places() if parameter.source == "level" else {}
        return tuple(
            Choice(NamedNode(term.iri), name)
            for notation, term in vocabulary.concepts(parameter.source).items()
            for name in dict.fromkeys([notation, *term.labels.values(), *more.get(notation, ())])
            if label in (None, name)
        )
    asked = question(parameter.source, folder=folder)
    terms: dict[str, Sequence[Term]] = {own.name: (Literal(own.default),) for own in asked.parameters if own.default is not None}
    terms |= {own.name: given[own.name] for own in asked.parameters if own.name in given}
    if label is not None:
        terms["label"] = [Literal(label), *(Literal(label, language=tag) for tag in LANGUAGES)]
    solutions = run(store, filled(asked, terms), asked.path.name)
    assert isinstance(solutions, QuerySolutions)
    found = []
    for value, name, detail in solutions:
        if isinstance(value, NamedNode | Literal) and isinstance(name, Literal):
            found.append(Choice(value, name.value, detail.value if isinstance(detail, Literal) else None))
    return tuple(found)


@cache
def _kinds_of_places() -> dict[str, tuple[str, ...]]:
    """What a level is called beside its label, in both languages, by its id: "quận" and "districts" are the level district."""
    both = [lexicon.table(name)["level"] for name in ("questions", "questions-english")]
    return {level: tuple(form for table in both for form in table.get(level, ())) for level in {*both[0], *both[1]}}


def terms(
    store: Store,
    parameter: Parameter,
    text: str,
    *,
    given: Mapping[str, Sequence[Term]] = MappingProxyType({}),
    folder: Path = files.QUERIES,
) -> tuple[Term, ...]:
    """The RDF terms of one value, given as text; what is no value of the parameter raises and says what would be one."""
    text = text.strip()

    def wrong(right: str) -> QueryError:
        return QueryError(f"'{text}' is no value of '{parameter.name}': {right}")

    match parameter.type:
        case "year":
            if not re.fullmatch(r"[12][0-9]{3}", text):
                raise wrong("a year is four digits, as in 2020")
            return (Literal(int(text)),)
        case "integer":
            if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
                raise wrong("a whole number is wanted, as in 10")
            return (Literal(int(text)),)
        case "date":
            try:
                if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                    raise ValueError(text)
                date.fromisoformat(text)
            except ValueError:
                raise wrong("a date is year-month-day, as in 2020-12-31") from None
            return (Literal(text, datatype=NamedNode(XSD + "date")),)
        case "choice":
            if text not in parameter.options:
                raise wrong(instead(text, parameter.options))
            return (Literal(text),)
        case "text":
            return (Literal(text),)
    if not text:
        raise wrong("it is empty; give a name or an IRI")
    if re.match(r"(?:https?|urn|file):", text):
        try:
            return (NamedNode(text),)
        except ValueError as error:
            raise wrong(f"not an IRI: {error}") from None
    if parameter.type == "iri" and parameter.source is None:
        raise wrong("an IRI is wanted, as in https://w3id.org/chitieu/id/…")
    return named(store, parameter, text, given=given, folder=folder)


def named(
    store: Store,
    parameter: Parameter,
    text: str,
    *,
    given: Mapping[str, Sequence[Term]] = MappingProxyType({}),
    folder: Path = files.QUERIES,
) -> tuple[Term, ...]:
    """What is meant by a name: one thing, or one place in its several times. Several things, or none: raises and lists what there is."""
    exact = choices(store, parameter, label=text, given=given, folder=folder)
    possible = exact or choices(store, parameter, given=given, folder=folder)
    fitting = exact or _fitting(possible, text, whole=parameter.type == "level")
    distinct = {choice.value: choice for choice in fitting}
    if not distinct:
        known = vocabulary.concepts("level") if parameter.type == "level" else [choice.label for choice in possible]
        raise QueryError(f"'{text}' is no value of '{parameter.name}' that the graph knows; {instead(text, known)}")
    # A province before and after 2025 is two units of one name: who asks for the name asks for both.
    if len(distinct) > 1:
        everything = choices(store, parameter, given=given, folder=folder) if parameter.type == "place" else ()
        if not everything or not _share_a_name(distinct, everything):
            listed = [f"{choice} <{choice.value.value}>" for choice in distinct.values()]
            more = f"; and {len(listed) - 10} more" if len(listed) > 10 else ""
            raise QueryError(
                f"'{text}' fits several values of '{parameter.name}'; say which, by more words or by IRI: {'; '.join(listed[:10])}{more}"
            )
    return tuple(distinct)


def _fitting(possible: Sequence[Choice], text: str, *, whole: bool) -> list[Choice]:
    """Same name but for case and the like, or for marks; else, unless the name must be `whole`, all the words in the name, else in it and
    what is said beside it.
    """
    for plain in (fold, without_marks):
        if found := [choice for choice in possible if plain(choice.label) == plain(text)]:
            return found
    if whole:
        return []
    for plain in (fold, without_marks):
        words = set(_words(plain(text)))
        for named in (lambda choice: choice.label, str):
            if words and (found := [choice for choice in possible if words <= set(_words(plain(named(choice))))]):
                return found
    return []


def _share_a_name(values: Iterable[Term], possible: Sequence[Choice]) -> bool:
    return bool(set.intersection(*({str(choice) for choice in possible if choice.value == value} for value in values)))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def run(store: Store, sparql: str, where: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    try:
        return store.query(sparql)
    except SyntaxError as error:
        raise QueryError(f"{where}: {_syntax(str(error), sparql)}") from None


def _syntax(message: str, sparql: str) -> str:
    """Where Oxigraph stopped reading, with what stands there; what it expected instead is half the grammar and left out."""
    place = re.match(r"error at (\d+):(\d+): (.*)", message, re.S)
    if not place:
        return message
    # Both count from 1; at the end of the text the line may be one that is not there.
    line, column = int(place[1]), int(place[2])
    text = [*sparql.split("\n"), ""][line - 1]
    reason = "" if place[3].startswith("expected") else f"; {place[3]}"
    return f"line {line}, column {column}: it does not parse at {text[: column - 1][-40:]}⟨here⟩{text[column - 1 :][:40]}{reason}"


def value(term: object) -> Value:
    """A term as a plain Python value: numbers as numbers, truth as truth, all else as text; what is not there is None."""
    match term:
        case None:
            return None
        case Literal():
            return _literal(term)
        case NamedNode():
            return term.value
        case BlankNode() | Triple():
            return str(term)
    raise TypeError(f"not a term: {term!r}")


def _literal(term: Literal) -> Value:
    kind = term.datatype.value
    if not kind.startswith(XSD):
        return term.value
    try:
        if kind in _INTEGERS:
            return int(term.value)
        if kind in (XSD + "decimal", XSD + "double", XSD + "float"):
            number = float(term.value)
            if math.isnan(number) or math.isinf(number):
                return term.value  # JSON has no such number
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
    except ValueError:
        return term.value  # a literal that is not of the type it says
    if kind == XSD + "boolean":
        return term.value in ("true", "1")
    return term.value


def _cell(term: object, kind: str, language: str) -> Value:
    if kind in ("concept", "label") and isinstance(term, NamedNode):
        known = vocabulary.terms().get(term.value)
        if known is not None:
            return known.notation or known.iri if kind == "concept" else known.labels.get(language) or known.notation or known.iri
        if term.value.startswith(_OTHER_INDICATORS):
            return "other:" + term.value.removeprefix(_OTHER_INDICATORS)
    return value(term)
