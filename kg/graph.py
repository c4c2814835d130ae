"""The graph in a notebook or script: open it, ask, get rows; everything here is also to be had as `kg.open`, `kg.facts` …"""

import hashlib
import html
import io
import os
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, overload

import pyoxigraph as ox

from kg import extract, query, read, records, show, store
from kg.errors import ExportError, QueryError, ReadError
from kg.query import Column, Row, Rows, Text, Value
from kg.query.words import in_words, meant, told, understood
from kg.read import plain
from kg.vocabulary import SCHEMA

if TYPE_CHECKING:
    import pandas
    import polars

# Rows that a notebook shows; all are there.
SHOWN = 200


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Sequence[dict[str, Value]]):
    """An answer: a sequence of rows, each a dict by the names of the columns; a slice is an answer, too.

    `links` has the address of each document that a row names, by its IRI.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    language: str = "en"
    title: str = ""
    links: Mapping[str, str] = field(default_factory=dict)

    @overload
    def __getitem__(self, at: int) -> dict[str, Value]: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> "dict[str, Value] | Self":
        if isinstance(at, slice):
            return replace(self, rows=self.rows[at])
        return dict(zip(self.names, self.rows[at], strict=True))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> list[str]:
        """The names of the columns, those that are not shown with them."""
        return [column.name for column in self.columns]

    def to_pandas(self) -> "pandas.DataFrame":
        """All rows and columns as a DataFrame: dates as datetime64, what is not known as missing. Raises `ExportError` without pandas."""
        try:
            import pandas
        except ImportError:
            raise ExportError("to_pandas needs pandas; install it with: pip install pandas") from None
        frame = pandas.DataFrame.from_records(list(self.rows), columns=self.names).convert_dtypes()
        for column in self.columns:
            if column.type == "date":
                frame[column.name] = pandas.to_datetime(frame[column.name], format="%Y-%m-%d")
            elif frame[column.name].isna().all():
                frame[column.name] = frame[column.name].astype("Float64" if column.type == "number" else "string")
        return frame

    def to_polars(self) -> "polars.DataFrame":
        """All rows and columns as a DataFrame: dates as Date, what is not known as null. Raises `ExportError` without polars."""
        try:
            import polars
        except ImportError:
            raise ExportError("to_polars needs polars; install it with: pip install polars") from None
        series = []
        for at, column in enumerate(self.columns):
            cells = polars.Series(column.name, [row[at] for row in self.rows], strict=False)
            if column.type == "date":
                cells = cells.cast(polars.String).str.to_date("%Y-%m-%d")
            elif cells.dtype == polars.Null:
                cells = cells.cast(polars.Float64 if column.type == "number" else polars.String)
            series.append(cells)
        return polars.DataFrame(series)

    def __repr__(self) -> str:
        drawn = io.StringIO()
        # The width of the window, where there is one; in a notebook or a file what reads well.
        query.draw(Rows(self.columns, self.rows, self.language), drawn, width=int(os.environ.get("COLUMNS") or 0) or _window())
        lines = drawn.getvalue().rstrip().splitlines()
        return "\n".join(line.rstrip() for line in lines)

    def _repr_html_(self) -> str:
        return "".join(self._html())

    def _html(self) -> Iterator[str]:
        shown = [(at, column) for at, column in enumerate(self.columns) if column.shown]
        yield "<table>"
        if self.title:
            yield f"<caption>{html.escape(self.title)}</caption>"
        yield "<thead><tr>"
        for _, column in shown:
            yield f"<th{_aligned(column)}>{html.escape(column.text.of(self.language))}</th>"
        yield "</tr></thead><tbody>"
        for row in self.rows[:SHOWN]:
            yield "<tr>"
            for at, column in shown:
                yield f"<td{_aligned(column)}>{self._cell(column, row, at)}</td>"
            yield "</tr>"
        yield "</tbody></table>"
        if len(self.rows) > SHOWN:
            yield f"<p>… {len(self.rows) - SHOWN:,} more rows of {len(self.rows):,}</p>"

    def _cell(self, column: Column, row: Row, at: int) -> str:
        value = row[at]
        if value is None:
            return query.MISSING
        words = html.escape(str(value))
        if column.name == "quote":
            return f"<q>{words}</q>"
        address = self.links.get(str(row[self.names.index("document")])) if column.name == "title" and "document" in self.names else None
        return words if address is None else f'<a href="{html.escape(address)}">{words}</a>'


@dataclass(frozen=True, slots=True, repr=False)
class Reading(Answer):
    """What one article says: its claims as rows, all else in `facts`."""

    document: records.Document = field(kw_only=True)
    facts: records.Facts = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """All that is known of one thing, as `show.About` has it."""

    found: show.About

    def __repr__(self) -> str:
        return show.rendered(self.found).rstrip()

    def _repr_markdown_(self) -> str:
        return show.rendered(self.found, "md")


class Graph:
    """A release of a graph, open for questions. It stays as it is whatever is built meanwhile, until it is closed or forgotten."""

    def __init__(self, folder: str | os.PathLike[str], release: int | None = None, *, language: str = "en") -> None:
        self.folder, self.language = Path(folder), language
        stack = ExitStack()
        self.release = stack.enter_context(store.reading(self.folder, release))
        try:
            self.store: ox.Store = stack.enter_context(store.open_release(self.folder, self.release.number))
        except BaseException:
            stack.close()
            raise
        self.close = weakref.finalize(self, stack.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<graph {self.folder}, release {self.release.number}: {self.release.documents:,} documents, {self.release.quads:,} quads>"

    @property
    def questions(self) -> Answer:
        """The questions there are, with their parameters and an example of each."""
        rows = tuple(
            (
                asked.name,
                asked.title.of(self.language),
                call(asked, asked.examples[0].values),
                _parameters(asked),
                asked.examples[0].text.of(self.language),
            )
            for asked in query.questions()
        )
        return Answer(_QUESTIONS, rows, self.language)

    def ask(self, question: str, /, **values: object) -> Answer:
        """The answer to a canned question, by its name with values, or in words: the title of the answer tells what was understood.

        `language` is that of headings and labels. Raises `QueryError` and says what is right.
        """
        if in_words(question):
            return self._in_words(question, values)
        language = str(values.pop("language", None) or self.language)
        asked = query.question(question)
        return self._answer(
            query.answer(self.store, asked, query.bound(self.store, asked, values), language=language), asked.title.of(language)
        )

    def _in_words(self, text: str, values: dict[str, object]) -> Answer:
        found = understood(text)
        language = str(values.pop("language", None) or found.language)
        if found.answer is None:
            unknown = f"; not understood: {', '.join(found.unknown)}" if found.unknown else ""
            near = "; ".join(call(query.question(offer.question), offer.values) for offer in found.offers[:3])
            raise QueryError(f"not sure what is asked{unknown}; what can be asked: {near or 'graph.questions lists it'}")
        offer = replace(found.answer, values={**found.answer.values, **{name: str(value) for name, value in values.items()}})
        meaning = meant(self.store, offer)
        rows = query.answer(self.store, meaning.asked, meaning.terms, language=language)
        return self._answer(rows, told(meaning.asked, meaning.values, language))

    def sparql(self, text: str) -> Answer:
        """The answer to SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE."""
        return self._answer(query.select(self.store, text))

    def show(self, name: str) -> About:
        """All that is known of a body, official, enterprise, directive, place or document, by name or IRI."""
        return About(show.about(self.store, name, language=self.language))

    def documents(self) -> Iterator[tuple[records.Document, records.Facts]]:
        """Every document as it was read, and its facts, by id."""
        return store.documents(self.folder, self.release.number)

    def _answer(self, found: Rows, title: str = "") -> Answer:
        rows = tuple(found.rows)
        at = next((at for at, column in enumerate(found.columns) if column.name == "document"), None)
        links = {} if at is None else _links(self.store, {row[at] for row in rows})
        return Answer(found.columns, rows, found.language, title, links)


def open(folder: str | os.PathLike[str] | None = None, release: int | None = None, *, language: str = "en") -> Graph:
    """A graph that `kg build` made: its current release, or an older one. Without a folder $KG_GRAPH, else ./graph."""
    return Graph(folder or os.environ.get("KG_GRAPH") or "graph", release, language=language)


def facts(source: str | os.PathLike[str]) -> Reading:
    """What one article says, given as a file or as its text; a text has a space in it and is no file. Raises `ReadError`."""
    if not isinstance(source, str | os.PathLike):
        raise ReadError(f"an article is given as its text or the path of its file, both str or a Path, not {type(source).__name__}")
    path = Path(source)
    try:
        there = path.exists()
    except (OSError, ValueError):  # too long for a name
        there = False
    if there or not isinstance(source, str) or not any(letter.isspace() for letter in source):
        document = None
        for one in read.documents([os.fspath(source)]):
            if isinstance(one, read.Failure):
                raise ReadError(one.message)
            if document is not None:
                raise ReadError(f"{source} holds several articles; kg build or kg extract reads them")
            document = one
        assert document is not None
    else:
        data = source.encode()
        document = records.Document("text", "text", hashlib.sha256(data).hexdigest(), plain.text(data, "text"))
    found = extract.facts(document)
    rows = tuple(map(_claim, found.targets))
    return Reading(query.as_given(_CLAIMS, rows), rows, title=found.title or document.id, document=document, facts=found)


def _claim(target: records.Target) -> Row:
    period = target.period or records.Period(None, None)
    values = [getattr(target, name) for name in ("organisation", "indicator", "scope")]
    values += [period.start, period.end]
    values += [getattr(target, column.name) for column in _CLAIMS[5:-2]]
    return (*values, *target.spans[0])


def _columns(*given: tuple[str, str, str, str], hidden: tuple[str, ...] = (), if_given: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(Column(name, Text(vi, en), kind, name not in (*hidden, *if_given), name in if_given) for name, kind, vi, en in given)


_QUESTIONS = _columns(
    ("name", "text", "Câu hỏi", "Question"),
    ("title", "text", "Tên", "Title"),
    ("call", "text", "Cách gọi", "Call"),
    ("parameters", "text", "Tham số", "Parameters"),
    ("example", "text", "Ví dụ", "Example"),
    hidden=("parameters", "example"),
)
_CLAIMS = _columns(
    ("organisation", "text", "Tổ chức", "Organisation"),
    ("indicator", "text", "Chỉ số", "Indicator"),
    ("scope", "text", "Phạm vi", "Scope"),
    ("period_start", "date", "Từ ngày", "Period start"),
    ("period_end", "date", "Đến ngày", "Period end"),
    ("planned", "number", "Kế hoạch", "Planned"),
    ("planned_min", "number", "Kế hoạch ít nhất", "Planned at least"),
    ("planned_max", "number", "Kế hoạch nhiều nhất", "Planned at most"),
    ("per", "text", "Kế hoạch cho mỗi", "Per"),
    ("achieved", "number", "Đạt được", "Achieved"),
    ("percent", "number", "Tỷ lệ kế hoạch", "Percent of plan"),
    ("status", "text", "Kết luận", "Status"),
    ("rule", "text", "Quy tắc", "Rule"),
    ("quote", "text", "Trích dẫn", "Quote"),
    ("start", "number", "Từ ký tự", "From character"),
    ("end", "number", "Đến ký tự", "To character"),
    hidden=("scope", "period_start", "rule", "start", "end"),
    if_given=("planned_min", "planned_max", "per"),
)


def _parameters(asked: query.Question) -> str:
    return ", ".join(f"{parameter.name}{'' if parameter.required else '?'}" for parameter in asked.parameters)


def call(asked: query.Question, values: Mapping[str, str]) -> str:
    """The call that asks a question with these values."""
    types = {parameter.name: parameter.type for parameter in asked.parameters}
    given = (f"{name}={value if types[name] in ('year', 'integer') else repr(value)}" for name, value in values.items())
    return f"graph.ask({', '.join([repr(asked.name), *given])})"


def _links(opened: ox.Store, documents: Iterable[Value]) -> dict[str, str]:
    """Where documents are published, as far as they say; only addresses of the web, for they become links."""
    found: dict[str, str] = {}
    for document in documents:
        if isinstance(document, str) and document.startswith(("http:", "https:")) and " " not in document:
            for quad in opened.quads_for_pattern(ox.NamedNode(document), ox.NamedNode(SCHEMA.url), None, None):
                if isinstance(quad.object, ox.Literal) and quad.object.value.startswith(("http://", "https://")):
                    found[document] = quad.object.value
    return found


def _aligned(column: Column) -> str:
    wrap = "; white-space: nowrap" if column.type == "date" else ""
    return f' style="text-align: {"right" if column.type == "number" else "left"}{wrap}"'


def _window() -> int:
    from shutil import get_terminal_size

    return get_terminal_size((110, 24)).columns
