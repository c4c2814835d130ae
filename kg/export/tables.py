"""Tables: the rows of a query in `queries/export/`, sorted by their first column, of a part of the graph, in flat memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from pyoxigraph import Store

from kg import query
from kg.errors import ExportError
from kg.export import network, spool
from kg.export.part import Part
from kg.query import Column, Question, Row

Subjects = Callable[[str], bool]


@contextmanager
def subjects(store: Store, part: Part) -> Iterator[Subjects]:
    """Whether a part holds the subject of a row."""
    with nullcontext(lambda _: True) if part.whole else network.subjects(store, part) as keeps:
        yield keeps


def heading(name: str) -> Question:
    """The title and the columns of a table."""
    return query.question(f"export/{name}")


def rows(store: Store, name: str, keeps: Subjects, language: str) -> Iterator[Row]:
    """The rows whose subject is kept, by IRI."""
    found = query.stream(store, heading(name), {}, language=language).rows
    return spool.sorted_rows(row for row in found if keeps(str(row[0])))


def kind(column: Column) -> str:
    """What values a column has: string, integer, double or date."""
    return "integer" if column.name == "year" else {"number": "double", "date": "date"}.get(column.type, "string")


def needs(library: str) -> ExportError:
    return ExportError(f"this format needs {library}: pip install 'chitieu-kg[tables]'")
