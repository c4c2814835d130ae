"""What a graph of a store holds, counted by class and property."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from pyoxigraph import NamedNode, Quad

from kg.vocabulary import RDF


@dataclass(slots=True)
class Counts:
    """Triples, and the subjects they are of; `entities` are those with a class. `classes` and `properties` split them, and of a class
    `example` is the first subject in sort order.
    """

    triples: int = 0
    subjects: int = 0
    entities: int = 0
    example: str | None = None
    properties: "dict[str, Counts]" = field(default_factory=dict)
    classes: "dict[str, Counts]" = field(default_factory=dict)


def counts(quads: Iterable[Quad]) -> Counts:
    """What there is in one graph of a store; the quads of a subject come together, as a store gives them. Memory grows with the terms
    of the ontology and not with the graph.
    """
    whole = Counts()
    for subject, group in groupby(quads, lambda quad: quad.subject):
        triples: dict[str, int] = {}
        types = []
        for quad in group:
            property = quad.predicate.value
            triples[property] = triples.get(property, 0) + 1
            if property == RDF.type and isinstance(quad.object, NamedNode):
                types.append(quad.object.value)
        _add(whole, triples)
        whole.entities += bool(types)
        for type in types:
            part = whole.classes.setdefault(type, Counts())
            _add(part, triples)
            part.entities += 1
            name = str(getattr(subject, "value", subject))
            part.example = name if part.example is None else min(part.example, name)
    return whole


def _add(part: Counts, triples: Mapping[str, int]) -> None:
    """Count one subject with its triples by property."""
    part.subjects += 1
    for property, number in triples.items():
        part.triples += number
        one = part.properties.setdefault(property, Counts())
        one.triples += number
        one.subjects += 1
