"""RDF Data Cube: each figure of a claim an observation, in data sets whose structure is `ontology/cube.ttl`."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize

from kg import files, rdf, vocabulary
from kg.export import tables
from kg.export.part import Part
from kg.query import Value
from kg.vocabulary import CT, ORG, PREFIXES, RDF, RDFS, SKOS

CUBE = "https://w3id.org/chitieu/cube#"
_QB, _XSD = PREFIXES["qb"], PREFIXES["xsd"]
_UNIT = "http://purl.org/linked-data/sdmx/2009/attribute#unitMeasure"
# The measure of a column of `claims.rq`.
MEASURES = {
    "planned": CT.planned, "planned_min": CT.plannedMin, "planned_max": CT.plannedMax, "achieved": CT.achieved, "percent": CT.percent
}  # fmt: skip
# The whole, in the codes of SDMX, and a side of a period that is open, in ISO 8601-2.
_WHOLE, _OPEN = "_T", ".."


def write(store: Store, file: BinaryIO, part: Part, language: str) -> None:
    prefixes = {**PREFIXES, "cube": CUBE, "sdmx-attribute": _UNIT.removesuffix("unitMeasure")}
    with tables.subjects(store, part) as keeps:
        serialize(_triples(store, keeps, language), file, RdfFormat.TURTLE, prefixes=prefixes)


def _triples(store: Store, keeps: tables.Subjects, language: str) -> Iterator[Triple]:
    for quad in vocabulary.quads(files.ONTOLOGY / "cube.ttl"):
        yield quad.triple
    indicators = set(vocabulary.concepts("indicator"))
    for indicator in sorted(indicators):
        yield from _indicator(indicator)
    names = [column.name for column in tables.heading("claims").columns]
    for row in tables.rows(store, "claims", keeps, language):
        claim = dict(zip(names, row, strict=True))
        indicator = str(claim["indicator"])
        if indicator not in indicators:
            indicators.add(indicator)
            yield from _indicator(indicator)
        yield from _observations(claim)
    for body, name, *_ in tables.rows(store, "bodies", keeps, language):
        yield _triple(str(body), RDF.type, NamedNode(ORG.Organization))
        yield _triple(str(body), RDFS.label, Literal(str(name)))


def _indicator(notation: str) -> Iterator[Triple]:
    iri = vocabulary.concept("indicator", notation)
    known = vocabulary.terms().get(iri)
    yield _triple(iri, RDF.type, NamedNode(SKOS.Concept))
    yield _triple(iri, SKOS.inScheme, NamedNode(CT.indicators))
    yield _triple(iri, SKOS.notation, Literal(notation))
    for tag, label in sorted((known.labels if known else {}).items()):
        yield _triple(iri, RDFS.label, Literal(label, language=tag))


def _observations(claim: Mapping[str, Value]) -> Iterator[Triple]:
    period = "/".join(str(claim[side] or _OPEN) for side in ("period_start", "period_end"))
    common: list[tuple[str, NamedNode | Literal]] = [
        (CUBE + "claim", NamedNode(str(claim["claim"]))),
        (CUBE + "organisation", NamedNode(str(claim["body"] or CUBE + "unresolved"))),
        (CUBE + "indicator", NamedNode(vocabulary.concept("indicator", str(claim["indicator"])))),
        (CUBE + "period", Literal(period)),
        (CUBE + "scope", Literal(str(claim["scope"] or _WHOLE))),
        (CT.document, NamedNode(str(claim["document"]))),
    ]
    if claim["status"] is not None:
        common.append((CT.status, NamedNode(vocabulary.concept("status", str(claim["status"])))))
    if claim["as_of"] is not None:
        common.append((CT.asOf, Literal(str(claim["as_of"]), datatype=NamedNode(_XSD + "date"))))
    for column, measure in MEASURES.items():
        value = claim[column]
        if value is None:
            continue
        name = measure.removeprefix(PREFIXES["ct"])
        subject = rdf.observation_iri(str(claim["claim"]), name)
        unit = "percent" if column == "percent" else str(claim["measure"])
        yield _triple(subject, RDF.type, NamedNode(_QB + "Observation"))
        yield _triple(subject, _QB + "dataSet", NamedNode(CUBE + name))
        yield _triple(subject, _QB + "measureType", NamedNode(measure))
        yield _triple(subject, measure, Literal(f"{Decimal(repr(value)):f}", datatype=NamedNode(_XSD + "decimal")))
        yield _triple(subject, _UNIT, NamedNode(vocabulary.concept("measure", unit)))
        yield from (_triple(subject, property, object) for property, object in common)


def _triple(subject: str, property: str, object: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(property), object)
