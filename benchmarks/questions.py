"""How fast the canned questions are answered: by our store, beside DuckDB on the same facts as tables and rdflib in memory, in one run.

    nice python benchmarks/questions.py [--documents 10000 100000] [--rdflib 1000] [--folder DIR] [--seed 1]

The graphs are built of generated articles (`generate.py`) into DIR/N, once; a run uses those that are there. Every question of
`queries/` is asked
with the values of its examples, and, where it has a year and a province, with both; a value that the graph does not hold is replaced by
one that it
holds. Where `benchmarks/sql/NAME.sql` answers the same, DuckDB is asked too, and must give as many rows. A time is the best of some runs
after a first one ("hot"), without the time in which names become IRIs. "growth" is the time on the largest graph through that on the
smallest, to
be read beside the growth of the rows: what grows no faster than its answer does not depend on the graph.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import generate
import pyoxigraph as ox

from kg import build, query, store
from kg.errors import QueryError
from kg.query import Question, Term
from kg.vocabulary import PREFIXES

SQL = Path(__file__).parent / "sql"
AIM, AIM_RATIO = 0.1, 10
# What a question is asked with where the graph has no such value as its example.
YEAR, PLACE = "2020", "Hà Nội"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it is asked with, as RDF terms; `title` says which, `whole` that nothing narrows it."""

    question: Question
    values: Mapping[str, str]
    terms: Mapping[str, Sequence[Term]]

    @property
    def title(self) -> str:
        return " ".join([self.question.name, *(f"{name}={value}" for name, value in self.values.items())])

    @property
    def whole(self) -> bool:
        return not self.values


def graph_of(folder: Path, documents: int, seed: int) -> Path:
    """The graph of so many generated documents; built where it is not there."""
    graph = folder / str(documents) / "graph"
    if not (graph / "current").exists():
        graph.parent.mkdir(parents=True, exist_ok=True)
        articles, facts = graph.parent / "articles.jsonl", graph.parent / "known.jsonl"
        generate.write(documents, articles, facts, seed=seed)
        build.build([str(articles)], graph)
    return graph


def questions(opened: ox.Store) -> list[Asked]:
    found: dict[str, Asked] = {}
    for question in query.questions():
        names = {parameter.name for parameter in question.parameters}
        settings = [dict(example.values) for example in question.examples]
        if {"year", "within"} <= names:
            settings.append({"year": YEAR, "within": PLACE})
        for values in settings:
            asked = _asked(opened, question, values)
            found.setdefault(asked.title, asked)
    return list(found.values())


def _asked(opened: ox.Store, question: Question, values: dict[str, str]) -> Asked:
    while True:
        try:
            return Asked(question, values, query.bound(opened, question, values))
        except QueryError as error:
            name = next((name for name in values if f"'{name}'" in str(error)), None)
            if name is None:
                raise
            values = values | {name: _other(opened, question, name)}


def _other(opened: ox.Store, question: Question, name: str) -> str:
    """A value that the graph holds: the one that most claims or posts have, by IRI."""
    parameter = question.parameter(name)
    counted: dict[str, int] = {}
    for predicate in ("ct:organisation", "ct:directive", "ct:province", "ct:indicator", "org:member", "org:organization"):
        sparql = f"SELECT ?value (COUNT(*) AS ?n) WHERE {{ ?claim {predicate} ?value }} GROUP BY ?value"
        for value, number in opened.query(sparql, prefixes=PREFIXES):
            counted[value.value] = int(number.value)
    possible = {choice.value.value for choice in query.choices(opened, parameter)}
    fitting = sorted(possible & counted.keys(), key=lambda iri: (-counted[iri], iri))
    if not fitting:
        raise SystemExit(f"nothing in the graph is a value of '{name}' of {question.name}; more documents are needed")
    return fitting[0]


def best(answer: Callable[[], int], *, seconds: float = 1.0) -> tuple[float, int]:
    """The least time of some answers after a first one, and how many rows they have."""
    rows = answer()
    least, until = float("inf"), time.perf_counter() + seconds
    for _ in range(7):
        start = time.perf_counter()
        answer()
        least = min(least, time.perf_counter() - start)
        if time.perf_counter() > until:
            break
    return least, rows


# --- DuckDB: the same facts as tables

_CLAIM = {
    "document": "document", "organisation": "body", "about": "target", "organisationName": "organisation_name", "indicator": "indicator",
    "scope": "scope", "periodStart": "period_start", "periodEnd": "period_end", "planned": "planned", "plannedMin": "planned_min",
    "plannedMax": "planned_max", "achieved": "achieved", "percent": "percent", "qualifier": "qualifier", "status": "status",
    "statusBasis": "status_basis", "asOf": "as_of", "directive": "directive", "assignedBy": "assigned_by", "quote": "quote", "year": "year",
    "level": "level", "province": "province", "date": "date",
}  # fmt: skip
_NUMBERS = {"planned", "planned_min", "planned_max", "achieved", "percent", "year", "unexplained"}
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "claim": ("ct:Claim", {f"ct:{name}": column for name, column in _CLAIM.items()}),
    "document": (
        "schema:NewsArticle",
        {"rdfs:label": "title", "ct:publisherName": "publisher", "schema:datePublished": "date", "ct:placeName": "place_name",
         "ct:place": "place", "ct:unexplainedCount": "unexplained", "schema:url": "url", "ct:source": "source"},
    ),
    "directive": ("ct:Directive", {"ct:number": "number", "ct:directiveKind": "kind", "ct:issued": "issued", "ct:issuer": "issuer"}),
}  # fmt: skip


def tables(opened: ox.Store, file: Path) -> duckdb.DuckDBPyConnection:
    """Claims, documents, directives, bodies and places as tables, a column a property."""
    db = duckdb.connect(str(file))
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        path = Path(name) / "rows.csv"

        def table(title: str, sparql: str) -> None:
            opened.query(sparql, prefixes=PREFIXES).serialize(str(path), ox.QueryResultsFormat.CSV)  # type: ignore[union-attr]
            db.execute(f"CREATE OR REPLACE TABLE {title} AS FROM read_csv('{path}', header = true, all_varchar = true)")

        for title, (kind, properties) in _TABLES.items():
            table("whole", f"SELECT ?iri WHERE {{ ?iri a {kind} }}")
            columns, joins = ["w.iri"], []
            for number, (property_, column) in enumerate(properties.items()):
                table(f"part_{number}", f"SELECT ?iri ?value WHERE {{ ?iri {property_} ?value }}")
                columns.append(f"p{number}.value{'::DOUBLE' if column in _NUMBERS else ''} AS {column}")
                joins.append(f"LEFT JOIN part_{number} p{number} ON p{number}.iri = w.iri")
            db.execute(f"CREATE TABLE {title} AS SELECT {', '.join(columns)} FROM whole w {' '.join(joins)}")
            for number in range(len(properties)):
                db.execute(f"DROP TABLE part_{number}")
        table("body", "SELECT ?iri ?label WHERE { ?claim ct:organisation ?iri . ?iri rdfs:label ?label } GROUP BY ?iri ?label")
        table(
            "place",
            'SELECT ?iri ?label WHERE { GRAPH ?g { ?iri a ct:AdministrativeUnit ; rdfs:label ?label . FILTER(LANG(?label) = "vi") } }',
        )
        relations = "ct:continues|eli:implements|eli:based_on"
        table("directive_relation", f"SELECT ?directive ?other WHERE {{ ?directive {relations} ?other . ?directive a ct:Directive }}")
    return db


def sql_values(asked: Asked, sql: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for parameter in asked.question.parameters:
        if f"${parameter.name}" not in sql:
            continue
        terms = [term.value for term in asked.terms.get(parameter.name, ())]
        single = parameter.type in ("year", "date", "integer", "choice", "text")
        values[parameter.name] = None if not terms else (int(terms[0]) if parameter.type == "year" else terms[0]) if single else terms
    return values


# --- the run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rdflib", type=int, default=1_000, help="documents that rdflib holds in memory; 0 for none")
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/graphs"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()

    figures: dict[str, dict[str, Any]] = {}
    for documents in sorted(options.documents):
        graph = graph_of(options.folder, documents, options.seed)
        with store.open_release(graph) as opened:
            database = graph.parent / "tables.duckdb"
            db = duckdb.connect(str(database)) if database.exists() else tables(opened, database)
            db.execute("SET threads = 1")
            for asked in questions(opened):
                ours, rows = best(lambda: len(tuple(query.answer(opened, asked.question, asked.terms).rows)))  # noqa: B023
                figure = figures.setdefault(asked.title, {"name": asked.question.name, "whole": asked.whole})
                figure[f"ours {documents}"], figure[f"rows {documents}"] = ours, rows
                file = SQL / f"{asked.question.name}.sql"
                if file.exists():
                    sql = file.read_text(encoding="utf-8")
                    values = sql_values(asked, sql)
                    theirs, also = best(lambda: len(db.execute(sql, values).fetchall()))  # noqa: B023
                    figure[f"duckdb {documents}"] = theirs
                    if also != rows:
                        figure[f"differs {documents}"] = also
            db.close()
    if options.rdflib:
        compare_with_rdflib(graph_of(options.folder, options.rdflib, options.seed), figures)
    show(figures, sorted(options.documents))
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compare_with_rdflib(graph: Path, figures: dict[str, dict[str, Any]]) -> None:
    """Both on a graph of the size that rdflib can hold; a question that takes it more than a minute is asked once."""
    import rdflib

    with store.open_release(graph) as opened, tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        path = Path(name) / "graph.nq"
        with path.open("wb") as out:
            out.writelines(store.export_lines(opened))
        memory = rdflib.Dataset()
        memory.parse(path, format="nquads")
        for asked in questions(opened):
            sparql = query.filled(asked.question, asked.terms)
            ours, rows = best(lambda: len(tuple(query.answer(opened, asked.question, asked.terms).rows)))  # noqa: B023
            start = time.perf_counter()
            also = len(list(memory.query(sparql)))
            theirs = time.perf_counter() - start
            figure = figures.setdefault(asked.title, {"name": asked.question.name, "whole": asked.whole})
            figure["rdflib"] = theirs / ours
            if also != rows:
                figure["rdflib differs"] = also


def show(figures: Mapping[str, Mapping[str, Any]], sizes: Sequence[int]) -> None:
    small, large = sizes[0], sizes[-1]
    head = [*(f"{size:,} ms" for size in sizes), "rows", "/DuckDB", "growth", "of rows", "rdflib/ours", ""]
    print(f"{'question':64}" + "".join(f"{title:>13}" for title in head))
    for title, figure in figures.items():
        if f"ours {large}" not in figure:
            continue
        ours, rows, theirs = figure[f"ours {large}"], figure[f"rows {large}"], figure.get(f"duckdb {large}")
        cells = [f"{1000 * figure[f'ours {size}']:.1f}" if f"ours {size}" in figure else "" for size in sizes]
        cells += [f"{rows:,}", f"{ours / theirs:.1f}" if theirs else ""]
        if small != large and f"ours {small}" in figure:
            cells += [f"{ours / figure[f'ours {small}']:.1f}", f"{rows / max(1, figure[f'rows {small}']):.1f}"]
        else:
            cells += ["", ""]
        cells.append(f"{figure['rdflib']:.0f}" if "rdflib" in figure else "")
        marks = ["whole graph"] if figure["whole"] else []
        marks += ["over 100 ms"] if ours > AIM else []
        marks += ["over 10x"] if theirs and ours > AIM_RATIO * theirs else []
        marks += [f"{key}: {figure[key]} rows" for key in figure if "differs" in key]
        print(
            f"{title.replace('https://w3id.org/chitieu/id/', '')[:63]:64}"
            + "".join(f"{cell:>13}" for cell in cells)
            + "  "
            + ", ".join(marks)
        )
    narrow = [figure for figure in figures.values() if not figure["whole"] and f"ours {large}" in figure]
    within = sum(figure[f"ours {large}"] <= AIM for figure in narrow)
    print(f"{within} of {len(narrow)} questions that ask of something within {1000 * AIM:.0f} ms at {large:,} documents")


if __name__ == "__main__":
    main()
