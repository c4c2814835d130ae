"""`kg link match` and `kg link --service`: a table's names, or the graph's own, asked of a reconciliation service."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Graph, bar_of, counted, folder_of, opened_store, output, say

if TYPE_CHECKING:
    from kg.link.service import Ask
    from kg.match import Entry

Service = Annotated[str, typer.Option("--service", metavar="URL", help="A service of the Entity Reconciliation API 0.2.")]
Offline = Annotated[bool, typer.Option("--offline", help="Use only what was answered before.")]
Pause = Annotated[float, typer.Option("--pause", min=0, metavar="SECONDS", help="Between two requests.")]

# What is asked about where no type is given; a directive is known to nobody else.
_ASKED = ("Place", "PartyCommittee", "Organisation", "Official", "Enterprise")

# A property of a service, and the column or property whose values it is given.
_Wanted = list[tuple[str, str]]


def match(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="CSV or TSV with a head; - is standard input.")],
    service: Service,
    column: Annotated[str, typer.Option("--column", metavar="NAME", help="The table's column of names.")],
    type: Annotated[str | None, typer.Option("--type", metavar="ID", help="The service's type to look for.", show_default=False)] = None,
    property: Annotated[
        list[str] | None,
        typer.Option(
            "--property", metavar="PID=COLUMN", help="A property of the service, and the column of its values.", show_default=False
        ),
    ] = None,
    graph: Graph = None,
    offline: Offline = False,
    pause: Pause = 1.0,
) -> None:
    """Match a table's names with a reconciliation service, such as Wikidata's.

    The table comes back with the best candidate beside each name. Answers are kept in the graph folder: a run that was stopped goes on,
    a second one asks nothing.
    """
    wanted = [_pair(text, "COLUMN") for text in property or ()]
    _match_table(table, column, service, type, wanted, folder_of(graph) / "services", offline, pause)


def nodes(
    graph: Path | None, service: str, types: Sequence[str], properties: Sequence[str], *, offline: bool = False, pause: float = 1.0
) -> None:
    """Ask a service about the graph's own, type by type, and keep its answers as judgements; `types` are "Official" or "Official=Q5"."""
    from kg import entities as stage
    from kg.errors import ServiceError
    from kg.link import decisions, matched
    from kg.link import service as client
    from kg.rdf.iris import base_of

    wanted = [_pair(text, "PROPERTY") for text in properties]
    for _, name in wanted:
        if name not in stage.PROPERTIES:
            raise ServiceError(f"the graph has no property '{name}'; there are: {', '.join(stage.PROPERTIES)}")
    chosen = [text.partition("=") for text in types or _ASKED]
    for ours, _, _ in chosen:
        if ours not in stage.TYPES:
            raise ServiceError(f"the graph has no type '{ours}'; there are: {', '.join(stage.TYPES)}; write TYPE, or TYPE=THEIRS")
    folder = folder_of(graph)
    kept = folder / "services"
    counts = {"matched": 0, "with candidates": 0, "without a candidate": 0, "not asked": 0}
    new = undecided = 0
    with opened_store(graph) as opened:
        base = base_of(opened)
        known = {decisions.line(one) for one in decisions.read(folder)}
        about = client.manifest(service, kept, offline=offline, pause=pause)
        for ours, _, theirs in chosen:
            type = theirs or matched.type_of(ours, about)
            entries = list(stage.unlinked(opened, ours, about.identifierSpace, base=base))

            def asks(entries: list["Entry"], type: str | None) -> Iterator["Ask"]:
                for entry in entries:
                    given = [(pid, stage.values(opened, entry, name, base=base)[:1]) for pid, name in wanted]
                    yield client.Ask(entry.names[0], type, tuple((pid, stage.shown(value)) for pid, values in given for value in values))

            with bar_of({"ask": f"Asking ({ours})"}) as progress:
                asked = client.answered(service, asks(entries, type), kept, offline=offline, pause=pause, progress=progress)
                answers = list(asked)
            found = list(matched.judgements(zip(entries, answers, strict=True), about, service, type=type))
            fresh = [one for one in found if decisions.line(one) not in known]
            decisions.add(folder, fresh)
            new += len(fresh)
            undecided += sum(one.verdict == "undecided" for one in fresh)
            positive = {one.subject for one in found if one.verdict == "positive"}
            counts["matched"] += len(positive)
            counts["with candidates"] += len({one.subject for one in found} - positive)
            counts["without a candidate"] += sum(answer.found is not None and not answer.found for answer in answers)
            counts["not asked"] += sum(answer.found is None for answer in answers)
    if undecided:
        say(f"{counted(undecided, 'judgement')} undecided: kg link review shows them")
    if new:
        say(f"{counted(new, 'judgement')} kept; the next kg build writes them")
    _tell(counts)


def _pair(text: str, what: str) -> tuple[str, str]:
    from kg.errors import ServiceError

    pid, sign, name = text.partition("=")
    if not (pid and sign and name):
        raise ServiceError(f"--property {text}: write PID={what}")
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


def _tell(counts: dict[str, int]) -> None:
    total = sum(counts.values())
    said = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    say(f"{counted(total, 'name')}: {said or 'none'}")
    if counts["not asked"]:
        raise typer.Exit(UNSOUND)
