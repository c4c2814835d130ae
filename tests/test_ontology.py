"""The ontology files: that they can be read, say what they must in both languages, and name what the rest of the project uses."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from kg import describe, files, lexicon, vocabulary
from kg.vocabulary import CT, PREFIXES, SKOS

FILES = ["kg.ttl", "indicators.ttl", "shapes.ttl", "alignments.ttl", "cube.ttl"]
PAGE = Path(__file__).parent.parent / "docs" / "ontology.md"
SHARED = Path(__file__).parent.parent.parent / "shared"


def graph(name: str) -> rdflib.Graph:
    return rdflib.Graph().parse(files.ONTOLOGY / name)


@pytest.mark.parametrize("name", FILES)
def test_both_libraries_read_the_same(name: str) -> None:
    statements = list(pyoxigraph.parse(path=files.ONTOLOGY / name))
    assert len(statements) == len(graph(name)) > 0


def test_no_other_files() -> None:
    assert sorted(path.name for path in files.ONTOLOGY.iterdir()) == sorted([*FILES, "dataset.toml"])


def test_every_term_has_labels_and_comments_in_both_languages() -> None:
    for term in vocabulary.terms().values():
        for language in ("vi", "en"):
            assert term.labels.get(language), term.iri
            assert term.comments.get(language), term.iri


def test_comments_are_sentences() -> None:
    for term in vocabulary.terms().values():
        for comment in term.comments.values():
            assert comment.endswith((".", "…")), comment
            assert comment[0].isupper(), comment


def test_own_classes_stand_under_standard_ones() -> None:
    for term in vocabulary.terms().values():
        if f"{PREFIXES['owl']}Class" in term.types and term.iri.startswith(PREFIXES["ct"]):
            assert term.supers, term.iri
            mentions = {CT.Mention}
            assert all(not iri.startswith(PREFIXES["ct"]) or iri in mentions for iri in term.supers), term.iri


def test_no_blank_nodes_but_in_shapes() -> None:
    for name in ("kg.ttl", "indicators.ttl", "alignments.ttl", "cube.ttl"):
        assert not any(isinstance(term, rdflib.BNode) for triple in graph(name) for term in triple)


def test_every_prefix_used_is_one_that_is_known() -> None:
    for name in FILES:
        declared = dict(re.findall(r"@prefix ([\w-]+): <([^>]+)>", (files.ONTOLOGY / name).read_text(encoding="utf-8")))
        for prefix, namespace in declared.items():
            assert PREFIXES.get(prefix, namespace) == namespace


def test_own_terms_are_used_only_if_declared() -> None:
    known = vocabulary.terms()
    for name in FILES:
        for term in {term for triple in graph(name) for term in triple if isinstance(term, rdflib.URIRef)}:
            own = term.startswith(PREFIXES["ct"])
            cube = term.rpartition("#")[2].startswith("component-") or term.rpartition("#")[2] in ("claims", "claimStructure")
            assert not own or str(term) in known or (name == "alignments.ttl" and cube), term


def shapes() -> Iterator[tuple[rdflib.Graph, rdflib.term.Node]]:
    found = graph("shapes.ttl")
    for kind in (rdflib.SH.NodeShape, rdflib.SH.PropertyShape):
        for shape in found.subjects(rdflib.RDF.type, kind):
            yield found, shape


def test_every_shape_has_messages_in_both_languages() -> None:
    checked = list(shapes())
    assert len(checked) > 50
    for found, shape in checked:
        languages = [message.language for message in found.objects(shape, rdflib.SH.message) if isinstance(message, rdflib.Literal)]
        assert sorted(filter(None, languages)) == ["en", "vi"], shape


def test_every_property_shape_is_used() -> None:
    found = graph("shapes.ttl")
    for shape in found.subjects(rdflib.RDF.type, rdflib.SH.PropertyShape):
        assert any(found.subjects(None, shape)), shape


def test_shapes_accept_every_concept_of_their_list() -> None:
    found = graph("shapes.ttl")
    for path, kind in (
        (CT.status, "status"),
        (CT.statusBasis, "status basis"),
        (CT.qualifier, "qualifier"),
        (CT.measure, "measure"),
        (CT.verdict, "verdict"),
    ):
        (allowed,) = {
            tuple(str(item) for item in rdflib.collection.Collection(found, listed))
            for shape in found.subjects(rdflib.SH.path, rdflib.URIRef(path))
            for listed in found.objects(shape, rdflib.SH["in"])
        }
        assert sorted(allowed) == sorted(term.iri for term in vocabulary.concepts(kind).values())


def test_indicators_have_an_iri_made_of_their_id() -> None:
    for notation, term in vocabulary.concepts("indicator").items():
        assert term.iri == PREFIXES["indicator"] + notation.replace("other:", "other/")
        assert term.one(CT.unitOfMeasure)
        assert (term.one(CT.unitOfMeasure) == "percent") == notation.endswith("_share")


def test_concepts_know_their_list() -> None:
    concepts = [term for term in vocabulary.terms().values() if SKOS.Concept in term.types]
    assert len(concepts) == len({(term.scheme, term.notation) for term in concepts})
    for term in concepts:
        assert term.notation
        assert term.scheme in vocabulary.terms()


def test_body_kinds_have_a_declared_class() -> None:
    for term in vocabulary.concepts("body kind").values():
        assert term.one(CT.bodyClass) in vocabulary.terms()


def test_what_the_word_lists_name_is_declared() -> None:
    bodies = lexicon.table("bodies")["body"]
    assert {body["kind"] for body in bodies} <= set(vocabulary.concepts("body kind"))
    # A city is a province or a district, which its place decides.
    assert {body["level"] for body in bodies if "level" in body} - {"city"} <= set(vocabulary.concepts("level"))
    assert {kind["id"] for kind in lexicon.table("directives")["kind"]} <= set(vocabulary.concepts("directive kind"))


def test_what_the_questions_ask_for_is_declared() -> None:
    for path in sorted(files.QUERIES.rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        prefixes = dict(re.findall(r"PREFIX ([\w-]+): <([^>]+)>", text))
        body = re.sub(r'(?m)#\+.*|<[^>]*>|"[^"]*"|PREFIX.*', "", text)
        for prefix, name in re.findall(r"([\w-]+):([\w-]+)", body):
            iri = prefixes[prefix] + name
            assert iri.startswith(PREFIXES["xsd"]) or iri in vocabulary.terms(), f"{path}: {prefix}:{name}"


def indicators(folder: Path) -> set[str]:
    return {
        target["indicator"] for path in folder.glob("*.json") for target in json.loads(path.read_text(encoding="utf-8")).get("targets", [])
    }


def test_indicators_of_the_reports_are_declared() -> None:
    assert indicators(files.REPORTS) <= set(vocabulary.concepts("indicator"))


@pytest.mark.parametrize("folder", ["gold", "dev"])
def test_indicators_of_the_gold_are_declared(folder: str) -> None:
    if not (SHARED / folder).is_dir():
        pytest.skip(f"the gold files are not part of the repository: no ../shared/{folder}")
    assert indicators(SHARED / folder) <= set(vocabulary.concepts("indicator"))


def test_the_page_is_current() -> None:
    page = describe.page()
    if os.environ.get("UPDATE"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
