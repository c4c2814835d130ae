"""The shapes of `ontology/shapes.ttl`, document by document, by pySHACL: what judges the queries of `shapes.py`, and what a change is
judged by.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg import files
from kg.validate.problem import Problem
from kg.vocabulary import CT, RDF, SCHEMA

if TYPE_CHECKING:
    import rdflib

# Documents that are checked together: pySHACL reads the shapes once a call, and holds what it checks in memory.
BATCH = 20


def malformed(
    store: Store, *, documents: Iterable[str] | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Problem]:
    """What breaks a shape, among the nodes under the documents (all, where none are given), the shared nodes that these speak of, and the
    judgements about those."""
    listed = _documents(store) if documents is None else list(documents)
    chosen = iter(listed)
    seen: set[Problem] = set()
    done = 0
    while batch := list(islice(chosen, BATCH)):
        if progress:
            progress("check", done, len(listed))
        done += len(batch)
        for problem in _nonconforming(store, batch):
            if problem not in seen:  # a shared node is checked with each batch that speaks of it
                seen.add(problem)
                yield problem


def _documents(store: Store) -> list[str]:
    found = store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(SCHEMA.NewsArticle), None)
    return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))


def _under(store: Store, document: str) -> Iterator[Quad]:
    for link in store.quads_for_pattern(None, NamedNode(CT.document), NamedNode(document), None):
        yield from store.quads_for_pattern(link.subject, None, None, None)


def _nonconforming(store: Store, documents: Iterable[str]) -> Iterator[Problem]:
    import pyshacl
    import rdflib

    graph = rdflib.Graph()
    subjects: set[object] = set()
    objects: set[NamedNode] = set()
    for document in documents:
        for quad in _under(store, document):
            graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
            subjects.add(quad.subject)
            if isinstance(quad.object, NamedNode) and quad.predicate.value != RDF.type:
                objects.add(quad.object)
    judged = {quad.subject for node in objects for quad in store.quads_for_pattern(None, NamedNode(CT.subject), node, None)}
    for node in (objects - subjects) | judged:
        for quad in store.quads_for_pattern(node, None, None, None):
            graph.add((_rdflib(quad.subject), _rdflib(quad.predicate), _rdflib(quad.object)))
    _, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(), inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pySHACL gave no report but {report!r}")
    sh = rdflib.SH
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        focus = report.value(result, sh.focusNode)
        shape = report.value(result, sh.sourceShape)
        value = report.value(result, sh.value)
        messages = {m.language: str(m) for m in report.objects(result, sh.resultMessage) if isinstance(m, rdflib.Literal)}
        severity = str(report.value(result, sh.resultSeverity)).rpartition("#")[2].lower()
        yield Problem(
            document=None,
            node=f"_:{focus}" if isinstance(focus, rdflib.BNode) else str(focus),
            what=f"shape/{str(shape).rpartition('/')[2]}",
            severity=severity,
            vi=messages.get("vi", ""),
            en=messages.get("en", ""),
            # Of a node as a whole pySHACL gives the node itself.
            printed=None if value is None or value == focus else str(value),
        )


@cache
def _shapes() -> "rdflib.Graph":
    """The shapes, each property shape aimed at the nodes itself: pySHACL then checks it once for all of them, in a third of the time
    that it takes from the shape it stands in, node by node.
    """
    import rdflib

    shapes = rdflib.Graph().parse(files.ONTOLOGY / "shapes.ttl")
    for aim in (rdflib.SH.targetClass, rdflib.SH.targetSubjectsOf):
        for shape, nodes in list(shapes.subject_objects(aim)):
            for inner in shapes.objects(shape, rdflib.SH.property):
                shapes.add((inner, aim, nodes))
    shapes.remove((None, rdflib.SH.property, None))
    return shapes


def _rdflib(term: object) -> "rdflib.term.Node":
    import rdflib

    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case Literal() if term.datatype.value == f"{rdflib.XSD}string":
            # rdflib does not take "year"^^xsd:string for the "year" of a shape's list
            return rdflib.Literal(term.value)
        case Literal():
            return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
        case Triple():
            raise TypeError(f"a triple as a term: {term}")
    return rdflib.BNode(str(term).removeprefix("_:"))
