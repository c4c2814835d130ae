"""What a check gives: one thing that does not hold, where it stands, and what would hold instead."""

from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Store

from kg.query.header import SEVERITIES
from kg.vocabulary import CT, OA, SCHEMA

__all__ = ["SEVERITIES", "Problem", "located", "one"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold. `what` is the shape or check that says so, `vi` and `en` what it says.

    `severity` is violation (the graph is not as it should be), warning (the document's own numbers do not add up) or info (worth
    knowing: sources
    differ). `node` is the claim or other node that is meant, `printed` what stands there, `would_add_up` what would hold instead; None
    where there
    is none. `source` is the file or address that was read and `span` where the quote stands in its text, as start and end in code points.
    """

    document: str | None
    node: str
    what: str
    severity: str
    vi: str
    en: str
    quote: str | None = None
    printed: str | None = None
    would_add_up: str | None = None
    source: str | None = None
    span: tuple[int, int] | None = None

    def message(self, language: str) -> str:
        return self.vi if language == "vi" else self.en

    @property
    def order(self) -> tuple[str, ...]:
        return (self.document or "", self.node, self.what, self.printed or "", self.would_add_up or "")


def located(store: Store, problem: Problem) -> Problem:
    """The same with the sentence, its place in the text, and the source of the document."""
    if problem.node.startswith("_:"):
        return problem
    node = NamedNode(problem.node)
    document = problem.document or one(store, node, CT.document)
    quote = problem.quote or one(store, node, CT.quote)
    source = None
    if document is not None:
        source = one(store, NamedNode(document), CT.source) or one(store, NamedNode(document), SCHEMA.url)
    return replace(problem, document=document, quote=quote, source=source, span=_span(store, node, quote))


def _span(store: Store, node: NamedNode, quote: str | None) -> tuple[int, int] | None:
    """Where the words of the quote stand first among the spans of a node; without a quote, its first span."""
    found: list[tuple[bool, int, int]] = []
    for evidence in store.quads_for_pattern(node, NamedNode(CT.evidence), None, None):
        if not isinstance(evidence.object, NamedNode):
            continue
        selected = [quad.object for quad in store.quads_for_pattern(evidence.object, NamedNode(OA.hasSelector), None, None)]
        values = {
            name: one(store, selector, name) for selector in selected for name in (OA.start, OA.end, OA.exact) if one(store, selector, name)
        }
        start, end = values.get(OA.start), values.get(OA.end)
        if start is not None and end is not None and start.isdecimal() and end.isdecimal():
            found.append((values.get(OA.exact) != quote, int(start), int(end)))
    return min(found)[1:] if found else None


def one(store: Store, node: object, predicate: str) -> str | None:
    """A value of a node; of several the first in sort order."""
    if not isinstance(node, NamedNode):
        return None
    found = (quad.object for quad in store.quads_for_pattern(node, NamedNode(predicate), None, None))
    return min((value.value for value in found if isinstance(value, NamedNode | Literal)), default=None)
