"""`kg link match`: a table's names, or the graph's, asked of a reconciliation service."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Graph, bar_of, counted, folder_of, opened_store, output, say

if TYPE_CHECKING:
    from kg.link.service import Ask

# A property of a service, and the column or property whose values it is given.
_Wanted = list[tuple[str, str]]


def match(
    service: Annotated[str, typer.Option("--service", metavar="URL", help="A service of the Entity Reconciliation API 0.2.")],
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="CSV or TSV with a head; - is standard input.", show_default=False)
    ] = None,
    column: Annotated[str | None, typer.Option("--column", metavar="NAME", help="The table's column of names.", show_default=False)] = None,
    entities: Annotated[
        Literal["Place", "PartyCommittee", "Organisation", "Directive", "Official", "Enterprise"] | None,
        typer.Option("--entities", help="In place of a table: the graph's own, of this type.", show_default=False),
    ] = None,
    type: Annotated[str | None, typer.Option("--type", metavar="ID", help="The service's type to look for.", show_default=False)] = None,
    property: Annotated[
        list[str] | None,
        typer.Option(
            "--property", metavar="PID=COLUMN", help="A property of the service, and the column of its values.", show_default=False
        ),
    ] = None,
    graph: Graph = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use only what was answered before.")] = False,
    pause: Annotated[float, typer.Option("--pause", min=0, metavar="SECONDS", help="Between two requests.")] = 1.0,
) -> None:
    """Match names with a reconciliation service, such as Wikidata's.

    A table comes back with the best candidate beside each name. With --entities, the candidates for the graph's own bodies, people,
    enterprises, or places that have no link there yet come back as judgements (TSV), positive only where name and type agree and the
    service is sure. Answers are kept in the graph folder: a run that was stopped goes on, a second one asks nothing.
    """
    from kg.errors import ServiceError

    wanted = [_pair(text) for text in property or ()]
    if (table is None) == (entities is None):
        raise ServiceError("give a TABLE with --column, or --entities")
    kept = folder_of(graph) / "services"
    if table is not None:
        if column is None:
            raise ServiceError("say with --column which column of the table holds the names")
        _match_table(table, column, service, type, wanted, kept, offline, pause)
    elif entities is not None:
        _match_entities(graph, entities, service, type, wanted, kept, offline, pause)


def _pair(text: str) -> tuple[str, str]:
    from kg.errors import ServiceError

    pid, sign, name = text.partition("=")
    if not (pid and sign and name):
        raise ServiceError(f"--property {text}: write PID=COLUMN")
    return pid, name


def _match_table(table: str, column: str, service: str, type: str | None, wanted: _Wanted, kept: Path, offline: bool, pause: float) -> None:
    import csv

    from kg.errors import ServiceError
    from kg.link import service as client

    rows, heads, dialect = _rows(table)
    for name in (column, *(name for _, name in wanted)):
        if name not in heads:
            raise ServiceError(f"{table} has no column '{name}'; there are: {', '.join(heads)}")

    def ask(row: dict[str, str]) -> "Ask | None":
        name = " ".join(row[column].split())
        properties = tuple((pid, row[head].strip()) for pid, head in wanted if row[head].strip())
        return client.Ask(name, type, properties) if name else None

    asks = [ask(row) for row in rows]
    with bar_of({"ask": "Asking"}) as progress:
        answers = client.answered(service, filter(None, asks), kept, offline=offline, pause=pause, progress=progress)
        found = list(answers)
    given = iter(found)
    added = [f"{column}_{what}" for what in ("id", "name", "score", "match", "candidates")]
    counts = {"matched": 0, "with candidates": 0, "without a candidate": 0, "not asked": 0}
    with output() as stream:
        out = csv.writer(stream, dialect=dialect, lineterminator="\n")
        out.writerow([*heads, *added])
        for row, asked in zip(rows, asks, strict=True):
            cells = ["", "", "", "", ""]
            if asked is not None:
                answer = next(given)
                if answer.found is None:
                    counts["not asked"] += 1
                else:
                    matches = [one for one in answer.found if one.match]
                    best = matches[0] if len(matches) == 1 else next(iter(answer.found), None)
                    sure = len(matches) == 1
                    counts["matched" if sure else "with candidates" if best else "without a candidate"] += 1
                    cells[4] = str(len(answer.found))
                    if best:
                        score = "" if best.score is None else f"{best.score:g}"
                        cells[:4] = [best.id, best.name, score, "true" if sure else "false"]
            out.writerow([*(row[head] for head in heads), *cells])
    _tell(counts)


def _rows(table: str) -> tuple[list[dict[str, str]], list[str], Literal["excel", "excel-tab"]]:
    import csv
    import io

    from kg.errors import ServiceError

    try:
        data = sys.stdin.buffer.read() if table == "-" else Path(table).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ServiceError(f"cannot read {table}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise ServiceError(f"{table} is not in UTF-8") from None
    tabs = table.endswith((".tsv", ".tab")) or ("\t" in text.partition("\n")[0] and "," not in text.partition("\n")[0])
    dialect: Literal["excel", "excel-tab"] = "excel-tab" if tabs else "excel"
    lines = csv.reader(io.StringIO(text, newline=""), dialect=dialect, strict=True)
    try:
        heads = next(lines, [])
        if not heads or len(set(heads)) < len(heads):
            raise ServiceError(f"{table} needs a first line that names each column once")
        rows = []
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(heads):
                raise ServiceError(f"{table}, line {lines.line_num}: {len(cells)} cells, but the head has {len(heads)}")
            rows.append(dict(zip(heads, cells, strict=True)))
    except csv.Error as error:
        raise ServiceError(f"{table}, line {lines.line_num}: {error}") from None
    return rows, heads, dialect


def _match_entities(
    graph: Path | None,
    entities: str,
    service: str,
    type: str | None,
    wanted: list[tuple[str, str]],
    kept: Path,
    offline: bool,
    pause: float,
) -> None:
    from kg import entities as stage
    from kg.errors import ServiceError
    from kg.link import matched
    from kg.link import service as client

    for _, name in wanted:
        if name not in stage.PROPERTIES:
            raise ServiceError(f"the graph has no property '{name}'; there are: {', '.join(stage.PROPERTIES)}")
    with opened_store(graph) as opened:
        about = client.manifest(service, kept, offline=offline, pause=pause)
        entries = list(stage.unlinked(opened, entities, about.identifierSpace))

        def asks() -> Iterator["Ask"]:
            for entry in entries:
                properties = tuple(
                    (pid, stage.shown(value)) for pid, name in wanted for value in stage.values(opened, entry, name)[:1]
                )  # fmt: skip
                yield client.Ask(entry.names[0], type, properties)

        with bar_of({"ask": "Asking"}) as progress:
            answers = list(client.answered(service, asks(), kept, offline=offline, pause=pause, progress=progress))
    found = list(matched.judgements(zip(entries, answers, strict=True), about, service, type=type))
    with output() as stream:
        stream.writelines(matched.table(found))
    positive = {one.subject for one in found if one.verdict == "positive"}
    named = {one.subject for one in found}
    _tell({
        "matched": len(positive),
        "with candidates": len(named - positive),
        "without a candidate": sum(answer.found is not None and not answer.found for answer in answers),
        "not asked": sum(answer.found is None for answer in answers),
    })  # fmt: skip


def _tell(counts: dict[str, int]) -> None:
    total = sum(counts.values())
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    say(f"{counted(total, 'name')}: {said or 'none'}")
    if counts["not asked"]:
        raise typer.Exit(UNSOUND)
