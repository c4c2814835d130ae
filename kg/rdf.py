"""Facts as quads, in N-Quads text; the one place where IRIs are made (`docs/model.md`).

How the build uses it:

1. `references(facts)` once a document: what it says of each node it shares with other documents. Store them as rows
   (document id, `Reference.node`, `Reference.block`, `reference_to_json(…)`). A document gives each node exactly one reference, and gives one for
   *every* shared node that its quads, or its references, point at. So these rows are all that is needed to know who is touched by what.
2. `link.canonical(references of one block)` for each block whose rows changed: {node: canonical node} for the nodes that are not themselves.
3. `document_quads(facts, canonical)` for each document that is new, changed, or has a row whose canonical node changed.
4. `shared_quads(rows of one canonical node, canonical)` for each canonical node whose rows changed, or that a document of step 3 has a row for.
   Old lines of a shared node are all quads whose subject is `iri(node)`; a canonical node without rows has no quads.
5. `reference_quads()` once a release, and again only when the reference data changed.

Nothing here depends on the order of what comes in, on a clock or on chance, and no line is given twice in one call.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from kg.records import Facts

BASE = "https://w3id.org/chitieu/id/"


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one document contributes to one shared node; which fields are set depends on `kind`.

    `kind` is body, directive, official, enterprise, target or place. `key` is the text half's key. `block` names the group within which
    `link.canonical` decides what is the same. `names` are the names the document uses, sorted. All keys of other nodes
    (`parent`, `issuer`, `organisation`, the second of `relations`) are keys as the document gives them, not canonical ones.
    """

    kind: str
    key: str
    block: str
    names: tuple[str, ...] = ()
    body_kind: str | None = None
    level: str | None = None
    unit: str | None = None
    parent: str | None = None
    form: str | None = None
    number: str | None = None
    directive_kind: str | None = None
    issued: str | None = None
    issuer: str | None = None
    relations: tuple[tuple[str, str], ...] = ()
    organisation: str | None = None
    indicator: str | None = None
    start: str | None = None
    end: str | None = None
    scope: str | None = None

    @property
    def node(self) -> str:
        """The node within the base: kind and key, as `canonical` and `iri` take it ("directive/09-NQ/TU@P01-current@2012-02-27")."""
        return f"{self.kind}/{self.key}"


def iri(node: str, *, base: str = BASE) -> str:
    """The IRI of a node ("body/party_committee/D003"): Vietnamese letters stay, what an IRI may not hold is percent-encoded."""
    raise NotImplementedError


def references(facts: Facts) -> tuple[Reference, ...]:
    """What a document says of each node it shares with others, sorted by node, one a node."""
    raise NotImplementedError


def reference_to_json(reference: Reference) -> bytes:
    """Compact JSON; the same reference gives the same bytes."""
    raise NotImplementedError


def reference_from_json(line: bytes | str) -> Reference:
    """The reference that `reference_to_json` wrote."""
    raise NotImplementedError


def document_quads(facts: Facts, canonical: Mapping[str, str], *, text: str | None = None, base: str = BASE) -> Iterator[str]:
    r"""Everything that stands under one document, as N-Quads lines with their "\n"; each subject carries `ct:document`.

    `canonical` maps nodes to the nodes they are; what is not in it is itself. `text` is the document's text: with it every span carries
    the words it stands for, without it only those whose words the facts give (quotes and unexplained numbers).
    """
    raise NotImplementedError


def shared_quads(rows: Iterable[tuple[str, Reference]], canonical: Mapping[str, str], *, base: str = BASE) -> Iterator[str]:
    """The quads of one shared node, from all (document id, reference) pairs whose canonical node it is.

    A pure function of the set of the pairs and of `canonical` for the nodes they point at. No pairs, no quads;
    pairs of more than one canonical node are a bug and raise `ValueError`.
    """
    raise NotImplementedError


def reference_quads(*, base: str = BASE) -> Iterator[str]:
    """The dated administrative units, as quads of the named graph `graph/reference`."""
    raise NotImplementedError
