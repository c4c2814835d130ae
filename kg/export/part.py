"""A part of the graph: what is near one thing, what an answer speaks of, or one year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store

from kg import query
from kg.query import Parameter, Text

_ABOUT = Parameter("about", "iri", Text("tên hoặc IRI", "name or IRI"), required=True, source="choices/entities")


@dataclass(frozen=True, slots=True)
class Part:
    """What of the graph is written: all of it, or what fits everything given here.

    `about` is a name or IRI, `question` a canned question with its `values`, `year` the year in which targets and claims lie.
    Each chooses nodes, and those at most `depth` steps away come with them: 1 where `depth` is None, and 0 from the rows of a question.
    Steps go both ways along edges, but none leads on from a place, where everything else would be near.
    """

    about: str | None = None
    question: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    year: int | None = None
    depth: int | None = None

    @property
    def whole(self) -> bool:
        return self.about is None and self.question is None and self.year is None

    def __str__(self) -> str:
        said = [f"about '{self.about}'"] if self.about is not None else []
        if self.question is not None:
            said.append(" ".join([f"question '{self.question}'", *(f"{name}={value}" for name, value in self.values.items())]))
        if self.year is not None:
            said.append(f"year {self.year}")
        return ", ".join(said)


def about(store: Store, part: Part) -> Iterator[str]:
    """The nodes that are meant by `part.about`; a name that fits nothing, or several things, raises `QueryError`."""
    assert part.about is not None
    return (term.value for term in query.terms(store, _ABOUT, part.about) if isinstance(term, NamedNode))


def answered(store: Store, part: Part) -> Iterator[str]:
    """The IRIs in the rows of `part.question`; an unknown question or parameter, or a wrong value, raises `QueryError`."""
    assert part.question is not None
    asked = query.question(part.question)
    found = query.stream(store, asked, query.bound(store, asked, part.values))
    places = [place for place, column in enumerate(found.columns) if column.type == "iri"]
    return (str(row[place]) for row in found.rows for place in places if row[place] is not None)
