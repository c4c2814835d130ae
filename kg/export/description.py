"""What a graph is, for catalogues and query editors: VoID and DCAT 3, and each canned question as an executable example.

Specifications: https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/; examples as those of
https://github.com/sib-swiss/sparql-examples.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, serialize

# Namespaces that know their terms: one that is misspelt raises.
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SDO, SH, VOID, XSD

from kg import link, query, vocabulary
from kg.errors import ExportError
from kg.export import examples
from kg.export.counts import Counts, counts
from kg.query import LANGUAGES, Value
from kg.rdf import LINKS_GRAPH, ONTOLOGY_GRAPH, REFERENCE_GRAPH
from kg.rdf.iris import base_of, escaped
from kg.vocabulary import CT

if TYPE_CHECKING:
    from kg.export.formats import Format

SPDX = "http://spdx.org/rdf/terms#"
PREFIXES = {**vocabulary.PREFIXES, "dcat": str(DCAT), "sh": str(SH), "spdx": SPDX, "void": str(VOID)}
_MEDIA = "https://www.iana.org/assignments/media-types/"


class _Description:
    """Statements by subject, in the order in which they were added, under one base."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.subjects: dict[str, list[Triple]] = {}

    def node(self, *parts: str) -> str:
        return self.base + "/".join(escaped(part) for part in parts)

    def add(self, subject: str, predicate: str, *values: "str | int | Literal | None") -> None:
        """A string is an IRI; what is None is not said."""
        for value in values:
            if value is not None:
                term = NamedNode(value) if isinstance(value, str) else Literal(value) if isinstance(value, int) else value
                self.subjects.setdefault(subject, []).append(Triple(NamedNode(subject), NamedNode(predicate), term))

    def text(self, subject: str, predicate: str, text: "link.Text | query.Text") -> None:
        for language in LANGUAGES:
            self.add(subject, predicate, Literal(getattr(text, language), language=language))


def turtle(
    store: Store, file: BinaryIO, *, files: Sequence[tuple[Path, "Format"]] = (), url: str | None = None, endpoint: str | None = None
) -> None:
    """Write the description as Turtle. Nothing in it comes from a clock; the dates are those that the documents speak of.

    `files` are exports of the graph, to be found in the folder `url`; `endpoint` answers SPARQL. Raises `ExportError` for a file that
    cannot be read and for what is no address.
    """
    said = _Description(base_of(store))
    dataset = said.node("dataset")
    _general(said, store, dataset)
    facts = said.node("dataset", "facts")
    named = sorted((graph for graph in store.named_graphs() if isinstance(graph, NamedNode)), key=str)
    # A named graph is a part of the data set under its own name.
    used = {graph.value: counts(store.quads_for_pattern(None, None, None, graph)) for graph in named}
    used = {facts: counts(store.quads_for_pattern(None, None, None, DefaultGraph())), **used}
    said.add(dataset, VOID.triples, sum(part.triples for part in used.values()))
    said.add(dataset, VOID.entities, sum(part.entities for part in used.values()))
    said.add(dataset, VOID.classes, len({name for part in used.values() for name in part.classes}))
    said.add(dataset, VOID.properties, len({name for part in used.values() for name in part.properties}))
    terms = sorted({name for part in used.values() for name in (*part.classes, *part.properties)})
    said.add(dataset, VOID.vocabulary, *dict.fromkeys(space for term in terms if (space := _vocabulary(term))))
    said.add(dataset, VOID.exampleResource, *_examples_of(used[facts]))
    said.add(dataset, VOID.subset, *used)
    _sources(said, store, dataset)
    for name, part in used.items():
        _part(said, name, part)
    _about_graphs(said, used)
    _linksets(said, store, dataset)
    _published(said, dataset, files, url)
    if endpoint:
        _service(said, dataset, _address(endpoint))
    _questions(said, store, endpoint or dataset)
    serialize(chain.from_iterable(said.subjects.values()), file, RdfFormat.TURTLE, prefixes=PREFIXES)


def _general(said: _Description, store: Store, dataset: str) -> None:
    told = link.dataset()
    description, kg = said.node("dataset", "description"), said.node("software", "chitieu-kg")
    said.add(description, RDF.type, VOID.DatasetDescription)
    said.add(description, FOAF.primaryTopic, dataset)
    said.add(dataset, RDF.type, VOID.Dataset, DCAT.Dataset)
    said.text(dataset, DCTERMS["title"], told.title)
    said.text(dataset, DCTERMS.description, told.description)
    said.text(dataset, DCTERMS.rights, told.rights)
    for language in LANGUAGES:
        said.add(dataset, DCAT.keyword, *(Literal(word, language=language) for word in getattr(told.keywords, language)))
    said.add(dataset, DCTERMS.language, told.language)
    said.add(dataset, DCTERMS.conformsTo, vocabulary.NAMESPACE.removesuffix("#"))
    said.add(dataset, DCTERMS.creator, kg)
    said.add(kg, RDF.type, PROV.SoftwareAgent)
    said.add(kg, FOAF.name, Literal("chitieu-kg"))
    said.add(dataset, VOID.uriSpace, Literal(said.base))
    (documents,) = _records(store, "info/documents")
    said.add(dataset, VOID.documents, _whole(documents["documents"]))
    said.add(dataset, DCTERMS.spatial, told.place, *(str(row["province"]) for row in _records(store, "describe/provinces")))
    (covered,) = _records(store, "describe/coverage")
    if any(covered.values()):
        period = said.node("dataset", "period")
        said.add(dataset, DCTERMS.temporal, period)
        said.add(period, RDF.type, DCTERMS.PeriodOfTime)
        said.add(period, DCAT.startDate, _day(covered["first"]))
        said.add(period, DCAT.endDate, _day(covered["last"]))


def _sources(said: _Description, store: Store, dataset: str) -> None:
    """Whose documents the facts were read from, with how many, and what the reference data was made of, with its licences."""
    for row in _records(store, "describe/publishers"):
        publisher = str(row["publisher"])
        source = said.node("dataset", "source", publisher)
        said.add(dataset, PROV.wasDerivedFrom, source)
        said.add(source, RDF.type, PROV.Collection, SDO.Collection)
        said.add(source, RDFS.label, Literal(publisher))
        said.add(source, SDO.collectionSize, _whole(row["documents"]))
    reference = said.node(REFERENCE_GRAPH)
    for source_data in link.dataset().source:
        said.add(reference, PROV.wasDerivedFrom, source_data.homepage)
        said.add(source_data.homepage, RDF.type, DCAT.Dataset)
        said.add(source_data.homepage, DCTERMS["title"], Literal(source_data.title))
        said.add(source_data.homepage, DCTERMS.license, source_data.licence)


def _part(said: _Description, node: str, part: Counts) -> None:
    said.add(node, RDF.type, VOID.Dataset)
    said.add(node, VOID.triples, part.triples)
    said.add(node, VOID.distinctSubjects, part.subjects)
    said.add(node, VOID.entities, part.entities)
    said.add(node, VOID.classes, len(part.classes))
    said.add(node, VOID.properties, len(part.properties))
    _properties(said, node, part)
    for name, inner in sorted(part.classes.items()):
        inside = f"{node}/class/{escaped(vocabulary.short(name))}"
        said.add(node, VOID.classPartition, inside)
        said.add(inside, VOID["class"], name)
        said.add(inside, VOID.entities, inner.subjects)
        said.add(inside, VOID.triples, inner.triples)
        _properties(said, inside, inner)


def _properties(said: _Description, node: str, part: Counts) -> None:
    for name, inner in sorted(part.properties.items()):
        inside = f"{node}/property/{escaped(vocabulary.short(name))}"
        said.add(node, VOID.propertyPartition, inside)
        said.add(inside, VOID.property, name)
        said.add(inside, VOID.triples, inner.triples)
        said.add(inside, VOID.distinctSubjects, inner.subjects)


def _about_graphs(said: _Description, used: dict[str, Counts]) -> None:
    """Licences of the parts, and whose codes the units carry as text."""
    told = link.dataset()
    reference, ontology, links = (said.node(graph) for graph in (REFERENCE_GRAPH, ONTOLOGY_GRAPH, LINKS_GRAPH))
    if ontology in used:
        said.add(ontology, DCTERMS.license, told.licence)
    if links in used:
        said.add(links, DCTERMS.license, told.links_licence)
    for codes in told.codes:
        property = CT[codes.property]
        if reference in used and property in used[reference].properties:
            partition = f"{reference}/property/{vocabulary.short(property)}"
            said.add(partition, DCTERMS["title"], Literal(codes.title))
            said.add(partition, DCTERMS.source, codes.homepage)
            said.add(partition, DCTERMS.license, codes.licence)


def _linksets(said: _Description, store: Store, dataset: str) -> None:
    """One a data set that links lead to; its property partitions say how many are exact and how many close."""
    known = {linkset.space: linkset for linkset in link.dataset().linkset}
    for (graph, space), group in groupby(_records(store, "describe/links"), lambda row: (str(row["graph"]), str(row["space"]))):
        rows = list(group)
        target = known.get(space)
        name = target.id if target else space
        linkset, there = f"{graph}/{escaped(name)}", said.node("dataset", target.id) if target else None
        said.add(graph, VOID.subset, linkset)
        said.add(linkset, RDF.type, VOID.Linkset)
        said.add(linkset, VOID.subjectsTarget, dataset)
        said.add(linkset, VOID.objectsTarget, there or space)
        said.add(linkset, VOID.triples, sum(_whole(row["triples"]) for row in rows))
        said.add(linkset, VOID.linkPredicate, *(str(row["predicate"]) for row in rows))
        for row in rows:
            predicate = str(row["predicate"])
            partition = f"{linkset}/property/{vocabulary.short(predicate)}"
            said.add(linkset, VOID.propertyPartition, partition)
            said.add(partition, VOID.property, predicate)
            said.add(partition, VOID.triples, _whole(row["triples"]))
        said.add(there or space, RDF.type, VOID.Dataset)
        said.add(there or space, VOID.uriSpace, Literal(space))
        if target and there:
            said.add(linkset, DCTERMS.license, target.licence)
            said.add(linkset, DCTERMS.source, target.homepage)
            said.add(there, DCTERMS["title"], Literal(target.title))
            said.add(there, FOAF.homepage, target.homepage)
            said.add(there, DCTERMS.license, target.licence)


def _published(said: _Description, dataset: str, files: Sequence[tuple[Path, "Format"]], url: str | None) -> None:
    """The files that were written, with size and SHA-256."""
    for path, chosen in sorted(files, key=lambda each: each[0].name):
        name = path.name
        try:
            with path.open("rb") as opened:
                digest, size = file_digest(opened, "sha256").hexdigest(), path.stat().st_size
        except OSError as error:
            raise ExportError(f"cannot read {path}: {error.strerror or error}; a distribution is a file that was written before") from error
        node = said.node("dataset", "distribution", name)
        said.add(dataset, DCAT.distribution, node)
        said.add(node, RDF.type, DCAT.Distribution)
        said.add(node, DCTERMS["title"], Literal(name))
        said.add(node, DCTERMS.description, Literal(chosen.text.en, language="en"))
        said.add(node, DCAT.mediaType, _MEDIA + chosen.media)
        said.add(node, DCAT.byteSize, Literal(str(size), datatype=NamedNode(XSD.nonNegativeInteger)))
        said.add(node, f"{SPDX}checksum", f"{node}/sha256")
        said.add(f"{node}/sha256", RDF.type, f"{SPDX}Checksum")
        said.add(f"{node}/sha256", f"{SPDX}algorithm", f"{SPDX}checksumAlgorithm_sha256")
        said.add(f"{node}/sha256", f"{SPDX}checksumValue", Literal(digest, datatype=NamedNode(XSD.hexBinary)))
        if url:
            address = _address(f"{url.rstrip('/')}/{escaped(name)}")
            said.add(node, DCAT.accessURL, address)
            said.add(node, DCAT.downloadURL, address)
            if chosen.whole:
                said.add(dataset, VOID.dataDump, address)


def _service(said: _Description, dataset: str, endpoint: str) -> None:
    service = said.node("dataset", "service")
    said.add(dataset, VOID.sparqlEndpoint, endpoint)
    said.add(service, RDF.type, DCAT.DataService)
    said.text(service, DCTERMS["title"], link.dataset().title)
    said.add(service, DCAT.endpointURL, endpoint)
    said.add(service, DCAT.servesDataset, dataset)
    said.add(service, DCTERMS.conformsTo, "https://www.w3.org/TR/sparql11-protocol/")


def _address(text: str) -> str:
    try:
        if not re.match("https?://", text):
            raise ValueError("it begins with neither http:// nor https://")
        return NamedNode(text).value
    except ValueError as error:
        raise ExportError(f"{text!r} is no address: {error}; give one like https://example.org/data/") from None


# ---- questions as examples


def _questions(said: _Description, store: Store, target: str) -> None:
    prefixes = said.node("example", "prefixes")
    said.add(prefixes, RDF.type, OWL.Ontology)
    said.add(prefixes, OWL.imports, str(SH).removesuffix("#"))
    declared: dict[str, str] = {}
    for asked in query.questions():
        for number, (text, sparql) in enumerate(examples.examples(store, asked), 1):
            node = said.node("example", asked.name, str(number))
            said.add(node, RDF.type, SH.SPARQLExecutable, SH.SPARQLSelectExecutable)
            said.text(node, RDFS.comment, text)
            said.add(node, SH.prefixes, prefixes)
            said.add(node, SH.select, Literal(sparql))
            said.add(node, SDO.target, target)
            said.add(node, SDO.keywords, Literal(asked.name))
            declared |= dict(re.findall(r"(?m)^PREFIX ([\w-]+): <([^>]+)>", sparql))
    for prefix, namespace in sorted(declared.items()):
        node = said.node("example", "prefix", prefix)
        said.add(prefixes, SH.declare, node)
        said.add(node, SH["prefix"], Literal(prefix))
        said.add(node, SH["namespace"], Literal(namespace, datatype=NamedNode(XSD.anyURI)))


# ---- small things


def _examples_of(facts: Counts) -> Iterator[str]:
    """One thing of each class of our own."""
    return (part.example for name, part in sorted(facts.classes.items()) if name.startswith(vocabulary.NAMESPACE) and part.example)


def _vocabulary(term: str) -> str | None:
    for prefix, space in vocabulary.PREFIXES.items():
        if term.startswith(space) and prefix not in ("level", "indicator", "body-kind", "directive-kind"):
            return space
    return None


def _records(store: Store, name: str) -> list[dict[str, Value]]:
    return list(query.rows(store, name).records())


def _whole(value: Value) -> int:
    return int(value or 0)


def _day(value: Value) -> Literal | None:
    return None if value is None else Literal(str(value), datatype=NamedNode(XSD.date))
