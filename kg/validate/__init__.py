"""What does not hold: the shapes of `ontology/shapes.ttl`, and the arithmetic of `queries/checks/`; each problem with its sentence.

Of a whole graph the store itself is asked: the checks, and the shapes as SPARQL (`shapes.py`). Of some documents, as after a change, the
shapes are judged by pySHACL (`shacl.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pyoxigraph import Store

from kg import query
from kg.validate import shacl, shapes
from kg.validate.beside import beside
from kg.validate.problem import SEVERITIES, Problem, located
from kg.validate.write import FORMATS, sarif, write

__all__ = ["FORMATS", "SEVERITIES", "Problem", "miscalculated", "problems", "sarif", "shacl", "shapes", "write"]


def problems(
    store: Store, *, documents: Iterable[str] | None = None, progress: Callable[[str, int, int], None] | None = None
) -> tuple[Problem, ...]:
    """All that does not hold of a graph, sorted by document; of some documents (IRIs) and what they speak of only, where they are given."""
    chosen = None if documents is None else sorted(set(documents))
    if chosen is None:
        malformed = shapes.malformed(store, progress=progress)
    else:
        malformed = shacl.malformed(store, documents=chosen, progress=progress)
    found = {located(store, problem) for problem in (*malformed, *miscalculated(store, documents=chosen))}
    return tuple(sorted(found, key=lambda problem: problem.order))


def miscalculated(store: Store, *, documents: Iterable[str] | None = None) -> Iterator[Problem]:
    """What a document prints that does not add up: one query of `queries/checks/` each."""
    chosen = None if documents is None else set(documents)
    for found in beside([partial(_shown_by, store, check, chosen) for check in query.internal("checks")]):
        yield from found


def _shown_by(store: Store, check: query.Question, chosen: set[str] | None) -> list[Problem]:
    return [
        Problem(
            document=str(row["document"]),
            node=str(row["claim"]),
            what=check.name,
            severity=check.severity or "warning",
            vi=check.title.vi,
            en=check.title.en,
            quote=_given(row["quote"]),
            printed=_given(row["printed"]),
            would_add_up=_given(row["would_add_up"]),
        )
        for row in query.answer(store, check, {}).records()
        if chosen is None or str(row["document"]) in chosen
    ]


def _given(value: object) -> str | None:
    return None if value is None else str(value)
