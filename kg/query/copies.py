"""Documents of an answer that are byte for byte the same: a copy is no second source, and its rows say nothing more."""

from pyoxigraph import Literal, NamedNode, Store

from kg.query.ask import Rows
from kg.vocabulary import CT


def copies(store: Store, answer: Rows) -> tuple[tuple[str, ...], ...]:
    """The IRIs of the documents in an answer whose content is the same (`ct:sha256`), in groups of two or more, in sort order."""
    place = next((number for number, column in enumerate(answer.columns) if column.name == "document"), None)
    if place is None:
        return ()
    alike: dict[str, list[str]] = {}
    for document in sorted({str(row[place]) for row in answer.rows if row[place] is not None}):
        for quad in store.quads_for_pattern(NamedNode(document), NamedNode(CT.sha256), None, None):
            if isinstance(quad.object, Literal):
                alike.setdefault(quad.object.value, []).append(document)
    return tuple(sorted(tuple(same) for same in alike.values() if len(same) > 1))
