"""The canned questions as SPARQL that needs nothing else, for those who have no `kg`."""

import re
from collections.abc import Iterator

from pyoxigraph import Store

from kg import query
from kg.errors import QueryError
from kg.query import Question


def examples(store: Store, asked: Question) -> Iterator[tuple[query.Text, str]]:
    """The examples of a question, in words and as SPARQL that needs nothing else.

    Where the graph does not know what any of them names, the question is asked of the first thing that it does know; one that needs a
    thing of which the graph has none gives nothing.
    """
    given = False
    for example in asked.examples:
        try:
            terms = query.bound(store, asked, example.values)
        except QueryError:
            continue
        given = True
        yield example.text, _executable(query.filled(asked, terms))
    if given:
        return
    chosen = {parameter.name: query.choices(store, parameter)[:1] for parameter in asked.parameters if parameter.required}
    if all(chosen.values()):
        named = "; ".join(str(choice) for (choice,) in chosen.values())
        text = query.Text(vi=f"{asked.title.vi}: {named}", en=f"{asked.title.en}: {named}")
        terms = query.bound(store, asked, {name: choice.value.value for name, (choice,) in chosen.items()})
        yield text, _executable(query.filled(asked, terms))


def _executable(sparql: str) -> str:
    """SPARQL without what the header and its marks say, which only `kg` reads."""
    lines = (re.sub(r"\s*#\+ [\w= -]+$", "", line) for line in sparql.splitlines() if not line.startswith("#+"))
    return "\n".join(line for line in lines if line.strip())
