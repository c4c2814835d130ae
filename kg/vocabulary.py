"""The ontology's terms as Python names, read from `ontology/*.ttl`; an unknown term raises.

>>> from kg import vocabulary
>>> vocabulary.CT.planned
'https://w3id.org/chitieu/ns#planned'
>>> vocabulary.concept("level", "province")
'https://w3id.org/chitieu/level/province'

"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg import files
from kg.errors import OntologyError

NAMESPACE = "https://w3id.org/chitieu/ns#"

# Lists that are open, or whose ids would clash with the names of properties, have a namespace of their own; the rest stand in ct:.
_CONCEPTS = {
    "indicator": ("https://w3id.org/chitieu/indicator/", "indicators"),
    "level": ("https://w3id.org/chitieu/level/", "levels"),
    "body kind": ("https://w3id.org/chitieu/body-kind/", "bodyKinds"),
    "directive kind": ("https://w3id.org/chitieu/directive-kind/", "directiveKinds"),
    "status": (NAMESPACE, "statuses"),
    "status basis": (NAMESPACE, "statusBases"),
    "measure": (NAMESPACE, "measures"),
    "qualifier": (NAMESPACE, "qualifiers"),
    "verdict": (NAMESPACE, "verdicts"),
}

PREFIXES = {
    "ct": NAMESPACE,
    "level": _CONCEPTS["level"][0],
    "body-kind": _CONCEPTS["body kind"][0],
    "directive-kind": _CONCEPTS["directive kind"][0],
    "indicator": _CONCEPTS["indicator"][0],
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property, concept or scheme with its labels and comments by language; `types` and `supers` are IRIs."""

    iri: str
    types: tuple[str, ...]
    supers: tuple[str, ...]
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    scheme: str | None = None
    notation: str | None = None
    values: Mapping[str, tuple[str, ...]] | None = None

    def one(self, predicate: str) -> str | None:
        """The value of a predicate that the term has once, None where it has none."""
        found = (self.values or {}).get(predicate, ())
        return found[0] if found else None


def quads(path: Path) -> Iterator[Quad]:
    """The statements of one ontology file; raises OntologyError where it cannot be read."""
    try:
        yield from parse(path=path, format=RdfFormat.TURTLE)
    except FileNotFoundError:
        raise OntologyError(f"no ontology file {path}") from None
    except SyntaxError as error:
        raise OntologyError(f"{path}: not Turtle: {error}") from None


@cache
def terms() -> dict[str, Term]:
    """Every term of `kg.ttl` and `indicators.ttl` by IRI, in the order of the files."""
    rdf, rdfs, skos = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["skos"]
    found: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for name in ("kg.ttl", "indicators.ttl"):
        for quad in quads(files.ONTOLOGY / name):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, (NamedNode, Literal)):
                found.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object)
    result = {}
    for iri, values in found.items():
        text = {predicate: tuple(value.value for value in objects) for predicate, objects in values.items()}
        result[iri] = Term(
            iri=iri,
            types=text.get(f"{rdf}type", ()),
            supers=text.get(f"{rdfs}subClassOf", ()) + text.get(f"{rdfs}subPropertyOf", ()),
            labels=_by_language(values.get(f"{rdfs}label", [])),
            comments=_by_language(values.get(f"{rdfs}comment", []) or values.get(f"{skos}definition", [])),
            scheme=next(iter(text.get(f"{skos}inScheme", ())), None),
            notation=next(iter(text.get(f"{skos}notation", ())), None),
            values=text,
        )
    return result


def _by_language(values: list[NamedNode | Literal]) -> dict[str, str]:
    return {value.language: value.value for value in values if isinstance(value, Literal) and value.language}


class Namespace:
    """The terms of one vocabulary: `CT.planned` is an IRI, `CT.plannd` raises and says which name is near."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __getattr__(self, name: str) -> str:
        iri = PREFIXES[self._prefix] + name
        if name.startswith("__"):
            raise AttributeError(name)
        if iri not in terms():
            raise OntologyError(f"no term '{self._prefix}:{name}' in ontology/kg.ttl{_nearest(name, self)}")
        self.__dict__[name] = iri  # the next look is a plain attribute
        return iri

    def __getitem__(self, name: str) -> str:
        value: str = getattr(self, name)
        return value

    def __iter__(self) -> Iterator[str]:
        start = PREFIXES[self._prefix]
        return (iri[len(start) :] for iri in terms() if iri.startswith(start))


def _nearest(name: str, known: Iterator[str] | Namespace) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean '{near[0]}'?" if near else ""


CT = Namespace("ct")
DCTERMS = Namespace("dcterms")
ELI = Namespace("eli")
FOAF = Namespace("foaf")
OA = Namespace("oa")
ORG = Namespace("org")
RDF = Namespace("rdf")
RDFS = Namespace("rdfs")
SCHEMA = Namespace("schema")
SKOS = Namespace("skos")


@cache
def concepts(kind: str) -> dict[str, Term]:
    """The concepts of one list by their id in the facts, in the order of the file; `kind` is "indicator", "level", "body kind" …"""
    scheme = NAMESPACE + _list(kind)[1]
    return {term.notation: term for term in terms().values() if term.scheme == scheme and term.notation}


def concept(kind: str, notation: str) -> str:
    """The IRI of a concept; raises OntologyError where the list does not have it, except of an `other:` indicator, which needs no entry."""
    found = concepts(kind).get(notation)
    if found is not None:
        return found.iri
    if kind == "indicator" and notation.startswith("other:") and notation != "other:":
        return f"{_CONCEPTS['indicator'][0]}other/{quote(notation.removeprefix('other:'), safe='')}"
    raise OntologyError(f"no {kind} '{notation}' in the ontology{_nearest(notation, iter(concepts(kind)))}")


def _list(kind: str) -> tuple[str, str]:
    try:
        return _CONCEPTS[kind]
    except KeyError:
        raise OntologyError(f"no list of concepts '{kind}'{_nearest(kind, iter(_CONCEPTS))}") from None


def short(iri: str) -> str:
    """An IRI with the prefix of its vocabulary, as people write it: `ct:planned`; as it is where no prefix fits."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri
