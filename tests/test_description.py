"""What a graph says of itself: counts that are those of the store, links, files, and questions that can be run."""

import hashlib
from pathlib import Path

import pyshacl
import pytest
import rdflib
import small_graph
from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, Store
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, RDFS, SDO, SH, VOID, XSD

from kg import build, export, files, query, store
from kg.errors import ExportError

BASE = "https://w3id.org/chitieu/id/"
DATASET = rdflib.URIRef(BASE + "dataset")
FACTS = rdflib.URIRef(BASE + "dataset/facts")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
# What the examples of SIB must be, in the words of https://github.com/sib-swiss/sparql-examples.
EXAMPLE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix schema: <https://schema.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix t: <urn:test:> .
t:Example a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
    sh:property [ sh:path sh:select ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
        [ sh:path rdfs:comment ; sh:minCount 2 ; sh:uniqueLang true ; sh:datatype rdf:langString ; sh:languageIn ( "vi" "en" ) ] ,
        [ sh:path sh:prefixes ; sh:minCount 1 ; sh:node t:Prefixes ] ,
        [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] , [ sh:path schema:keyword ; sh:maxCount 0 ] .
t:Prefixes a sh:NodeShape ; sh:property [ sh:path sh:declare ; sh:minCount 1 ; sh:node t:Prefix ] .
t:Prefix a sh:NodeShape ; sh:property [ sh:path sh:prefix ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path sh:namespace ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:anyURI ] .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "graph"
    build.build([str(files.REPORTS)], folder)
    return folder


@pytest.fixture(scope="module")
def said(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    path = tmp_path_factory.mktemp("description") / "void.ttl"
    with store.open_release(graph) as held:
        export.write(held, path)
    return rdflib.Graph().parse(path)


def number(said: rdflib.Graph, node: rdflib.term.Node, property: rdflib.URIRef) -> int:
    value = said.value(node, property, any=False)
    assert isinstance(value, rdflib.Literal), (node, property)
    return int(value)


def counted(held: Store, sparql: str) -> dict[str, tuple[int, ...]]:
    solutions = held.query(sparql)
    assert isinstance(solutions, QuerySolutions)
    return {row[0].value: tuple(int(cell.value) for cell in list(row)[1:]) for row in solutions}


def parts(
    said: rdflib.Graph, node: rdflib.term.Node, partition: rdflib.URIRef, of: rdflib.URIRef, *counts: rdflib.URIRef
) -> dict[str, tuple[int, ...]]:
    return {
        str(said.value(part, of, any=False)): tuple(number(said, part, count) for count in counts) for part in said.objects(node, partition)
    }


def subsets(held: Store, said: rdflib.Graph) -> list[tuple[rdflib.term.Node, str]]:
    """Each part of the data set, with what a query writes around its pattern."""
    named = [(rdflib.URIRef(name.value), f"GRAPH <{name.value}> {{ %s }}") for name in held.named_graphs() if isinstance(name, NamedNode)]
    return [(FACTS, "%s"), *named]


def test_the_counts_are_those_of_the_store(graph: Path, said: rdflib.Graph) -> None:
    with store.open_release(graph) as held:
        assert number(said, DATASET, VOID.triples) == len(held)
        assert {node for node, _ in subsets(held, said)} == set(said.objects(DATASET, VOID.subset))
        for node, around in subsets(held, said):
            classes = counted(held, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { %s } GROUP BY ?c" % (around % "?s a ?c"))
            assert parts(said, node, VOID.classPartition, VOID["class"], VOID.entities) == classes
            pattern = around % "?s ?p ?o"
            properties = counted(held, "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { %s } GROUP BY ?p" % pattern)  # noqa: UP031
            assert parts(said, node, VOID.propertyPartition, VOID.property, VOID.triples, VOID.distinctSubjects) == properties
            subjects = counted(held, "SELECT ('all' AS ?all) (COUNT(DISTINCT ?s) AS ?n) WHERE { %s }" % pattern)  # noqa: UP031
            assert number(said, node, VOID.distinctSubjects) == subjects["all"][0]
        claims = next(part for part in said.objects(FACTS, VOID.classPartition) if str(said.value(part, VOID["class"])).endswith("#Claim"))
        properties = counted(
            held,
            "PREFIX ct: <https://w3id.org/chitieu/ns#> "
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { ?s a ct:Claim ; ?p ?o } GROUP BY ?p",
        )
        assert parts(said, claims, VOID.propertyPartition, VOID.property, VOID.triples, VOID.distinctSubjects) == properties
        assert len(properties) > 10


def test_every_linkset_has_its_count_licence_and_target(graph: Path, said: rdflib.Graph) -> None:
    linksets = list(said.subjects(RDF.type, VOID.Linkset))
    with store.open_release(graph) as held:
        for linkset in linksets:
            target = said.value(linkset, VOID.objectsTarget, any=False)
            space = str(said.value(target, VOID.uriSpace, any=False))
            for part in said.objects(linkset, VOID.propertyPartition):
                predicate = said.value(part, VOID.property, any=False)
                matches = held.quads_for_pattern(None, NamedNode(str(predicate)), None, None)
                assert number(said, part, VOID.triples) == sum(quad.object.value.startswith(space) for quad in matches)
            assert number(said, linkset, VOID.triples) == sum(
                number(said, p, VOID.triples) for p in said.objects(linkset, VOID.propertyPartition)
            )
            assert said.value(linkset, DCTERMS.license)
            assert said.value(linkset, VOID.subjectsTarget) == DATASET
    assert {"wikidata", "geonames", "whosonfirst"} <= {str(linkset).rpartition("/")[2] for linkset in linksets}


def test_it_says_for_catalogues_what_it_is(said: rdflib.Graph) -> None:
    assert {VOID.Dataset, DCAT.Dataset} <= set(said.objects(DATASET, RDF.type))
    for property in (DCTERMS["title"], DCTERMS.description, DCTERMS.rights, DCAT.keyword):
        assert {text.language for text in said.objects(DATASET, property)} == {"vi", "en"}, property
    period = said.value(DATASET, DCTERMS.temporal, any=False)
    start, end = (said.value(period, property, any=False) for property in (DCAT.startDate, DCAT.endDate))
    assert start.datatype == end.datatype == XSD.date
    assert str(start) < "2020-12-31" <= str(end)
    assert number(said, DATASET, VOID.documents) == 19
    assert rdflib.URIRef(BASE + "place/P38-current") in set(said.objects(DATASET, DCTERMS.spatial))
    assert said.value(DATASET, DCTERMS.publisher) is None
    sources = list(said.objects(DATASET, PROV.wasDerivedFrom))
    assert 0 < sum(number(said, source, SDO.collectionSize) for source in sources) <= 19


def test_example_resources_are_in_the_graph(graph: Path, said: rdflib.Graph) -> None:
    examples = list(said.objects(DATASET, VOID.exampleResource))
    assert len(examples) > 5
    with store.open_release(graph) as held:
        for example in examples:
            assert next(iter(held.quads_for_pattern(NamedNode(str(example)), None, None, DefaultGraph())), None)


def test_there_are_no_blank_nodes(said: rdflib.Graph) -> None:
    assert not any(isinstance(term, rdflib.BNode) for triple in said for term in triple)


def test_examples_are_as_others_publish_them(said: rdflib.Graph) -> None:
    conforms, _, report = pyshacl.validate(said, shacl_graph=rdflib.Graph().parse(data=EXAMPLE, format="turtle"))
    assert conforms, report
    assert len(list(said.subjects(RDF.type, SH.SPARQLSelectExecutable))) == len(list(said.subjects(RDF.type, SH.SPARQLExecutable)))


def asked_of(held: Store, said: rdflib.Graph) -> int:
    """Ask every example of a description, and the question it stands for as `kg ask` does; how many rows were the same."""
    rows = 0
    for asked in query.questions():
        nodes = [node for node in said.subjects(RDF.type, SH.SPARQLExecutable) if str(node).startswith(f"{BASE}example/{asked.name}/")]
        assert nodes, asked.name
        for node in nodes:
            sparql, words = (
                str(said.value(node, SH.select)),
                str(next(text for text in said.objects(node, RDFS.comment) if text.language == "en")),
            )
            assert "#+" not in sparql
            example = next((example for example in asked.examples if example.text.en == words), None)
            # Where the graph knows nothing that the examples name, the question is asked of the first thing that it knows.
            needed = [parameter for parameter in asked.parameters if parameter.required]
            values = example.values if example else {each.name: query.choices(held, each)[0].value.value for each in needed}
            assert example or words.startswith(asked.title.en)
            ours, theirs = query.rows(held, asked.name, **values), list(query.select(held, sparql).rows)
            plain = [at for at, column in enumerate(ours.columns) if column.type not in ("concept", "label")]
            assert [[row[at] for at in plain] for row in theirs] == [[row[at] for at in plain] for row in ours.rows], node
            rows += len(theirs)
    return rows


def test_every_question_is_an_example_that_answers_as_kg_ask_does(graph: Path, said: rdflib.Graph) -> None:
    with store.open_release(graph) as held:
        assert asked_of(held, said) > 100


def test_every_example_that_the_graph_knows_is_there(tmp_path: Path) -> None:
    held = small_graph.store()
    export.write(held, tmp_path / "void.ttl")
    told = rdflib.Graph().parse(tmp_path / "void.ttl")
    assert asked_of(held, told) > 30
    comments = {str(text) for text in told.objects(None, RDFS.comment)}
    assert {"Who holds a post in Thành ủy Hà Nội?", "Which district committees missed their 2020 quota?"} <= comments


def test_an_empty_graph_is_described_too(tmp_path: Path) -> None:
    export.write(Store(), tmp_path / "void.ttl")
    assert number(rdflib.Graph().parse(tmp_path / "void.ttl"), DATASET, VOID.triples) == 0


def test_files_and_an_endpoint_that_are_given_are_described(graph: Path, tmp_path: Path) -> None:
    publication = export.Publication(
        (tmp_path / "graph.nq", tmp_path / "links.sssom.tsv"), "https://example.org/data", "https://example.org/sparql"
    )
    with store.open_release(graph) as held:
        for path in publication.files:
            export.write(held, path)
        export.write(held, tmp_path / "dcat.ttl", publication=publication)
    told = rdflib.Graph().parse(tmp_path / "dcat.ttl")
    for path, media in zip(publication.files, ("application/n-quads", "text/tab-separated-values"), strict=True):
        (node,) = told.subjects(DCAT.downloadURL, rdflib.URIRef(f"https://example.org/data/{path.name}"))
        assert (DATASET, DCAT.distribution, node) in told
        assert number(told, node, DCAT.byteSize) == path.stat().st_size
        assert str(told.value(node, DCAT.mediaType)).endswith(media)
        checksum = told.value(told.value(node, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [str(dump) for dump in told.objects(DATASET, VOID.dataDump)] == ["https://example.org/data/graph.nq"]
    endpoint = rdflib.URIRef("https://example.org/sparql")
    assert told.value(DATASET, VOID.sparqlEndpoint) == endpoint
    assert set(told.objects(None, SDO.target)) == {endpoint}


@pytest.mark.parametrize(
    ("name", "publication", "says"),
    [
        ("void.ttl", export.Publication(files=(Path("nowhere/a.nq"),)), "cannot read nowhere/a.nq"),
        ("void.ttl", export.Publication(files=(Path("a.xyz"),)), "no format 'xyz'"),
        ("void.ttl", export.Publication(endpoint="sparql"), "'sparql' is no address"),
        ("void.ttl", export.Publication(endpoint="https://a b/"), "is no address"),
        ("graph.ttl", export.Publication(endpoint="https://example.org/"), "belong in a description"),
    ],
)
def test_what_cannot_be_described_says_why(tmp_path: Path, name: str, publication: export.Publication, says: str) -> None:
    with pytest.raises(ExportError, match=says):
        export.write(Store(), tmp_path / name, publication=publication)
    assert not list(tmp_path.iterdir())


def test_both_names_give_the_same(graph: Path, tmp_path: Path) -> None:
    with store.open_release(graph) as held:
        for name in ("void.ttl", "dcat.ttl", "a.void"):
            export.write(held, tmp_path / name)
        export.write(held, tmp_path / "b", format="dcat")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
