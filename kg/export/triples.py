"""RDF, in the order of the canonical N-Quads, so that what is said of a node stands together; streamed, in flat memory."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg import store as releases
from kg.export import network
from kg.export.part import Part
from kg.vocabulary import NAMESPACE, PREFIXES, RDF

# What ids, terms and concepts begin with; in JSON-LD they are relative to it.
HOME = NAMESPACE.removesuffix("ns#")
# In JSON-LD `level` and `indicator` are properties; as prefixes they would hide them.
_JSON_PREFIXES = {prefix: iri for prefix, iri in PREFIXES.items() if not iri.startswith(HOME)}
_XSD = PREFIXES["xsd"]
_BATCH = 1000


def nquads(store: Store, file: BinaryIO, part: Part) -> None:
    if part.whole:
        file.writelines(releases.export_lines(store))
        return
    with network.subjects(store, part) as keeps:
        for subject, lines in groupby(releases.export_lines(store), lambda line: line[1 : line.index(b">")]):
            if keeps(subject.decode()):
                file.writelines(lines)


def turtle(store: Store, file: BinaryIO, part: Part) -> None:
    """Every statement once, whichever graphs it stands in: Turtle has no graphs."""
    _merged(store, file, part, RdfFormat.TURTLE)


def rdfxml(store: Store, file: BinaryIO, part: Part) -> None:
    """The same as RDF/XML."""
    _merged(store, file, part, RdfFormat.RDF_XML)


def _merged(store: Store, file: BinaryIO, part: Part, format: RdfFormat) -> None:
    with _sorted(store, part) as path:
        # Sorted, a statement of two graphs stands twice in a row.
        statements = (Triple(*key) for key, _ in groupby(_quads(path), lambda quad: (quad.subject, quad.predicate, quad.object)))
        serialize(statements, file, format, prefixes=PREFIXES)


def trig(store: Store, file: BinaryIO, part: Part) -> None:
    """The default graph, then the named graphs by name."""
    with _sorted(store, part) as path:
        quads = (quad for graph in _graphs(store) for quad in _quads(path) if quad.graph_name == graph)
        serialize(quads, file, RdfFormat.TRIG, prefixes=PREFIXES)


def jsonld(store: Store, file: BinaryIO, part: Part) -> None:
    """One node a line; terms of the ontology by their bare names, ids relative to `@base`, numbers and dates typed by the context."""
    with _sorted(store, part) as path:
        coerced = _coercions(path)
        context = {"@version": 1.1, "@base": HOME, "@vocab": NAMESPACE, **_JSON_PREFIXES}
        context |= {_term(property): _definition(property, kind) for property, kind in sorted(coerced.items())}
        file.write(b'{"@context": ' + _json(context, indent=1) + b',\n"@graph": [')
        first = True
        for graph in _graphs(store):
            if isinstance(graph, NamedNode):
                file.write((b"\n" if first else b",\n") + b'{"@id": ' + _json(_id(graph.value)) + b', "@graph": [')
                first = True
            quads = (quad for quad in _quads(path) if quad.graph_name == graph)
            for subject, group in groupby(quads, lambda quad: quad.subject):
                file.write((b"\n" if first else b",\n") + _json(_node(subject.value, group, coerced)))
                first = False
            if isinstance(graph, NamedNode):
                file.write(b"\n]}")
                first = False
        file.write(b"\n]}\n")


@contextmanager
def _sorted(store: Store, part: Part) -> Iterator[Path]:
    """A file with the canonical N-Quads."""
    with tempfile.TemporaryDirectory(prefix="kg-export-") as folder:
        path = Path(folder) / "sorted.nq"
        with path.open("wb") as file:
            nquads(store, file, part)
        yield path


def _quads(path: Path) -> Iterator[Quad]:
    return parse(path=path, format=RdfFormat.N_QUADS)


def _graphs(store: Store) -> "list[DefaultGraph | NamedNode]":
    # The ontology has no blank nodes, and `rdf` makes none.
    return [DefaultGraph(), *sorted((graph for graph in store.named_graphs() if isinstance(graph, NamedNode)), key=str)]


# ---- JSON-LD


def _coercions(path: Path) -> dict[str, str]:
    """What the context says of each property: "@id" where all its values are nodes, a datatype where they all have that one."""
    kinds: dict[str, str | None] = {}
    for quad in _quads(path):
        kind = "@id" if not isinstance(quad.object, Literal) else None if quad.object.language else quad.object.datatype.value
        property = quad.predicate.value
        if kinds.setdefault(property, kind) != kind:
            kinds[property] = None
    # Text and whole numbers say themselves what they are.
    plain = (_XSD + "string", _XSD + "integer")
    return {property: kind for property, kind in kinds.items() if kind and kind not in plain and property != RDF.type}


def _definition(property: str, kind: str) -> dict[str, str]:
    return {"@id": property, "@type": kind if kind == "@id" else _term(kind)}


def _term(iri: str) -> str:
    """A property or class as the context names it."""
    if iri.startswith(NAMESPACE):
        return iri.removeprefix(NAMESPACE)
    for prefix, start in _JSON_PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


def _id(iri: str) -> str:
    """An id relative to the base, where resolving it is certain to give the same again."""
    rest = iri.removeprefix(HOME)
    plain = rest != iri and ":" not in rest and "?" not in rest and all(part not in ("", ".", "..") for part in rest.split("/"))
    return rest if plain else iri


def _node(subject: str, quads: Iterator[Quad], coerced: Mapping[str, str]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _id(subject)}
    for property, group in groupby(quads, lambda quad: quad.predicate.value):
        objects = [quad.object for quad in group]
        if property == RDF.type:
            values: list[object] = [_term(str(value.value)) for value in objects if isinstance(value, NamedNode)]
            name = "@type"
        else:
            values = [_value(value, coerced.get(property)) for value in objects]
            name = _term(property)
        node[name] = values[0] if len(values) == 1 else values
    return node


def _value(value: object, kind: str | None) -> object:
    if not isinstance(value, Literal):
        assert isinstance(value, NamedNode)
        return _id(value.value) if kind == "@id" else {"@id": _id(value.value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == kind or datatype == _XSD + "string":
        return value.value
    if datatype == _XSD + "integer" and abs(int(value.value)) < 2**53 and str(int(value.value)) == value.value:
        return int(value.value)
    return {"@value": value.value, "@type": _term(datatype)}


def _json(value: object, *, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()
