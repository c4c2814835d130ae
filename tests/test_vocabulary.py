"""The ontology's terms as Python names."""

import subprocess
import sys

import pytest

from kg import lexicon, vocabulary
from kg.errors import OntologyError
from kg.vocabulary import CT, ORG


def test_a_term_is_its_iri() -> None:
    assert CT.planned == CT["planned"] == "https://w3id.org/chitieu/ns#planned"
    assert ORG.subOrganizationOf == "http://www.w3.org/ns/org#subOrganizationOf"


def test_an_unknown_term_raises_and_says_which_is_near() -> None:
    with pytest.raises(OntologyError, match=r"no term 'ct:plannd' in ontology/kg\.ttl; did you mean 'planned'\?"):
        _ = CT.plannd
    with pytest.raises(OntologyError, match=r"no term 'org:zzzzzzz' in ontology/kg\.ttl$"):
        _ = ORG.zzzzzzz


CONCEPTS = [
    ("indicator", "party_organisations_founded", "https://w3id.org/chitieu/indicator/party_organisations_founded"),
    ("indicator", "other:party_badges_awarded", "https://w3id.org/chitieu/indicator/other/party_badges_awarded"),
    ("indicator", "other:not_declared", "https://w3id.org/chitieu/indicator/other/not_declared"),
    ("level", "province", "https://w3id.org/chitieu/level/province"),
    ("directive kind", "resolution", "https://w3id.org/chitieu/directive-kind/resolution"),
    ("body kind", "party_committee", "https://w3id.org/chitieu/body-kind/party_committee"),
    ("status", "missed", "https://w3id.org/chitieu/ns#missed"),
    ("status basis", "stated", "https://w3id.org/chitieu/ns#stated"),
    ("qualifier", "at_least", "https://w3id.org/chitieu/ns#at_least"),
    ("measure", "percent", "https://w3id.org/chitieu/ns#percentage"),
]


@pytest.mark.parametrize(("kind", "notation", "iri"), CONCEPTS)
def test_a_concept_is_found_by_its_id_in_the_facts(kind: str, notation: str, iri: str) -> None:
    assert vocabulary.concept(kind, notation) == iri


@pytest.mark.parametrize(
    ("kind", "notation"), [("indicator", "party_member_total"), ("indicator", "other:"), ("level", "provinc"), ("kind", "x")]
)
def test_an_unknown_concept_raises(kind: str, notation: str) -> None:
    with pytest.raises(OntologyError):
        vocabulary.concept(kind, notation)


def test_iris_are_shown_with_their_prefix() -> None:
    assert vocabulary.short(CT.planned) == "ct:planned"
    assert vocabulary.short(vocabulary.concept("level", "province")) == "level:province"
    assert vocabulary.short("http://example.org/x") == "http://example.org/x"


def test_reading_the_ontology_does_not_import_rdflib() -> None:
    code = "import sys; from kg import rdf, vocabulary; vocabulary.CT.planned; sys.exit('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _values() -> list[tuple[str, str]]:
    """(list of the ontology, value) of all that the word lists and rules can give a fact."""
    bodies = lexicon.table("bodies")["body"]
    rules = lexicon.table("targets")["rule"]
    return sorted(
        {
            *(("qualifier", value) for value in lexicon.table("terms")["QUALIFIER"]),
            *(("body kind", body["kind"]) for body in bodies),
            # A city is a district in the facts.
            *(("level", body["level"]) for body in bodies if body.get("level", "city") != "city"),
            *(("indicator", rule["indicator"]) for rule in rules if "indicator" in rule),
            *(("status", rule["status"]) for rule in rules if "status" in rule),
            *(("directive kind", kind["id"]) for kind in lexicon.table("directives")["kind"]),
        }
    )


@pytest.mark.parametrize(("kind", "value"), _values())
def test_what_the_word_lists_can_say_stands_in_the_ontology(kind: str, value: str) -> None:
    assert vocabulary.concept(kind, value)
