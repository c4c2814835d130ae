"""IRIs: made here and nowhere else."""

import re
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, Store

BASE = "https://w3id.org/chitieu/id/"
REFERENCE_GRAPH = "graph/reference"
ONTOLOGY_GRAPH = "graph/ontology"
LINKS_GRAPH = "graph/links"
JUDGEMENTS_GRAPH = "graph/judgements"

_NOT_IN_IRI = re.compile(r"[^\w\-.~/:@!$&'()*+,;=]")
# An id may hold slashes; one that looks like what stands under another document must not become its IRI.
_RESERVED = re.compile(r"/(?=(?:claim|mention|span|unexplained)(?:/|$))")


def escaped(text: str) -> str:
    return _NOT_IN_IRI.sub(lambda match: quote(match[0], safe=""), text)


def iri(node: str, *, base: str = BASE) -> str:
    """The IRI of a node ("body/party_committee/D003"): Vietnamese letters stay, what an IRI may not hold is percent-encoded."""
    return base + escaped(node)


def document_iri(document: str, *, base: str = BASE) -> str:
    """The IRI of a document, by its id."""
    return f"{base}document/{_RESERVED.sub('%2F', escaped(document))}"


def document_id(iri: str, *, base: str = BASE) -> tuple[str | None, str]:
    """The id of the document whose IRI this is, or under which it stands, and what stands behind; None where it is neither."""
    start = f"{base}document/"
    if not iri.startswith(start):
        return None, ""
    under = _RESERVED.search(iri, len(start))
    stem = iri[len(start) :] if under is None else iri[len(start) : under.start()]
    return unquote(stem), "" if under is None else iri[under.end() :]


def place_iri(unit: str, *, base: str = BASE) -> str:
    """The IRI of an administrative unit, by its unit_id in the reference data."""
    return iri(f"place/{unit}", base=base)


def base_of(store: Store) -> str:
    """The base of the IRIs in a store, which the graph of the reference data has in its name; `BASE` where there is none."""
    names = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return min((name.removesuffix(REFERENCE_GRAPH) for name in names if name.endswith(f"/{REFERENCE_GRAPH}")), default=BASE)


def observation_iri(claim: str, measure: str) -> str:
    """The IRI of one figure of a claim in a Data Cube; `measure` is the name of its property."""
    return f"{claim}/observation/{measure}"
