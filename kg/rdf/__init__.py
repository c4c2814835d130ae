"""Facts as quads, in N-Quads text; the one place where IRIs are made (`docs/model.md`).

How the build uses it:

1. `references(facts)` once a document: what it says of each node it shares with other documents. Store them as rows
   (document id, `Reference.node`, `Reference.block`, `reference_to_json(…)`). A document gives each node exactly one reference, and one for
   *every* shared node that its quads or its references point at. So these rows are all that is needed to know who is touched by what.
   (Provinces and districts stand in the reference data, whoever speaks of them: they have no rows. Communes have.)
2. `link.canonical(references of one block)` for each block whose rows changed: {node: canonical node} for the nodes that are not
   themselves.
3. `document_quads(facts, canonical)` for each document that is new, changed, or has a row whose canonical node changed.
4. `shared_quads(rows of one canonical node, canonical)` for each canonical node whose rows changed, or for which a document of step 3
   has a row. The old quads of a shared node are those whose subject is `iri(node)`; a node without rows has none.
5. `reference_quads()` once a release, and again only when the reference data or the ontology changed.

Nothing here depends on the order of what comes in, on a clock or on chance, and no line is given twice in one call.
"""

from kg.rdf.document import check, document_quads
from kg.rdf.iris import (
    BASE,
    JUDGEMENTS_GRAPH,
    LINKS_GRAPH,
    ONTOLOGY_GRAPH,
    REFERENCE_GRAPH,
    document_id,
    document_iri,
    iri,
    observation_iri,
    place_iri,
)  # fmt: skip
from kg.rdf.places import province_of, reference_quads, unit_in_key
from kg.rdf.references import Reference, past, reference_from_json, reference_to_json, references, spans_of
from kg.rdf.shared import shared_quads

__all__ = [
    "BASE", "JUDGEMENTS_GRAPH", "LINKS_GRAPH", "ONTOLOGY_GRAPH", "REFERENCE_GRAPH", "Reference", "check", "document_id", "document_iri",
    "document_quads", "iri", "observation_iri", "past", "place_iri", "province_of", "reference_from_json", "reference_quads",
    "reference_to_json", "references", "shared_quads", "spans_of", "unit_in_key",
]  # fmt: skip
