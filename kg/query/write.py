"""Rows for programs (csv, tsv, json, jsonl), for pages (md) and for a terminal (table)."""

import csv
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from kg.errors import QueryError
from kg.query.ask import Rows, Value
from kg.query.header import instead

if TYPE_CHECKING:
    from rich.table import Table

FORMATS = ("csv", "tsv", "json", "jsonl", "md")
MISSING = "—"


def write(answer: Rows, format: str, stream: TextIO) -> None:
    """Rows as csv, tsv, json (a list of objects by the names of the columns), jsonl (an object a line) or md."""
    if format not in FORMATS:
        raise QueryError(f"no format '{format}' for an answer; {instead(format, FORMATS)}")
    match format:
        case "csv":
            lines = csv.writer(stream, lineterminator="\n")
            lines.writerow(column.name for column in answer.columns)
            lines.writerows(map(_plain, row) for row in answer.rows)
        case "tsv":
            stream.write("\t".join(column.name for column in answer.columns) + "\n")
            for row in answer.rows:
                stream.write("\t".join(map(_tsv, row)) + "\n")
        case "json":
            stream.write("[")
            for number, record in enumerate(answer.records()):
                stream.write((",\n " if number else "\n ") + json.dumps(record, ensure_ascii=False))
            stream.write("\n]\n")
        case "jsonl":
            for record in answer.records():
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        case "md":
            shown = [column for column in answer.columns if column.shown]
            stream.write("| " + " | ".join(_md(column.text.of(answer.language)) for column in shown) + " |\n")
            stream.write("|" + "|".join(" ---: " if column.type == "number" else " --- " for column in shown) + "|\n")
            for cells in _shown(answer):
                stream.write("| " + " | ".join(map(_md, cells)) + " |\n")


def table(answer: Rows, *, title: str | None = None) -> "Table":
    """Rows as a Rich table for a terminal, with headings in the language of the answer and "—" for what is not known."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text as Printed

    drawn = Table(title=title, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in answer.columns:
        if column.shown:
            heading = Printed(column.text.of(answer.language))
            drawn.add_column(heading, justify="right" if column.type == "number" else "left", overflow="fold")
    for cells in _shown(answer):
        # Text, not str: a quote may hold what Rich takes for markup. A row is one line, whatever the lines of its quote.
        drawn.add_row(*(Printed(" ⏎ ".join(cell.split("\n"))) for cell in cells))
    return drawn


def _shown(answer: Rows) -> Iterator[list[str]]:
    """Rows for the eye: the columns that are shown, "—" for nothing."""
    for row in answer.rows:
        yield [_plain(cell) or MISSING for column, cell in zip(answer.columns, row, strict=True) if column.shown]


def _plain(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def _tsv(cell: Value) -> str:
    return _plain(cell).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _md(cell: str) -> str:
    return " ".join(cell.replace("\\", "\\\\").replace("|", "\\|").split())
