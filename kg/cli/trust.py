"""`kg verify` and `kg diff`: whether an answer still holds, and what changed."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Graph, bar_of, folder_of, output, quiet, say
from kg.errors import DiffError


def diff(
    before: Annotated[
        str | None,
        typer.Argument(metavar="A", help="A graph's folder, FOLDER@RELEASE, or a file of facts; - is standard input.", show_default=False),
    ] = None,
    after: Annotated[str | None, typer.Argument(metavar="B", help="What it is compared with.", show_default=False)] = None,
    graph: Graph = None,
    earlier: Annotated[
        int | None, typer.Option("--from", metavar="RELEASE", help="A release of the graph, instead of A.", show_default=False)
    ] = None,
    later: Annotated[
        int | None, typer.Option("--to", metavar="RELEASE", help="Another; the current one if not given.", show_default=False)
    ] = None,
    format: Annotated[
        Literal["text", "json", "tsv", "html"], typer.Option("--format", help="As text, or as one object, a table or a page for review.")
    ] = "text",
) -> None:
    """Compare two graphs, releases or files of facts.

    Which facts appeared, vanished or changed, field by field: how many by rule, then each with its sentence, document by document.
    Exits with 1 if anything differs.
    """
    from kg import diff as stage

    if (before is None) != (after is None) or (before is None and earlier is None) or (before and (earlier or later) is not None):
        raise DiffError("two things are compared: kg diff A B, or kg diff --from RELEASE [--to RELEASE] [--graph DIR]")
    if before is None or after is None:
        from kg import store

        folder = folder_of(graph)
        before, after = f"{folder}@{earlier}", f"{folder}@{later or store.release(folder).number}"
    if before == after == "-":
        raise DiffError("standard input can be one of the two, not both")
    with stage.opened(before) as old, stage.opened(after) as new:
        with bar_of({"compare": "Comparing"}, unless=quiet()) as progress:
            found = stage.summary(old, new, progress=progress)
        with output() as stream:
            stage.write(found, stage.changes(old, new), (old.name, new.name), format, stream)
    say(stage.told(found))
    if found.differing:
        raise typer.Exit(UNSOUND)


def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A receipt that kg ask … --receipt wrote.")],
    sources: Annotated[
        list[str], typer.Option("--sources", metavar="SOURCE", help="Where the documents are: a folder, file or pattern; again for more.")
    ],
    quick: Annotated[bool, typer.Option("--quick", help="Only the claims that the rows name, not the rows themselves.")] = False,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """Check a receipt against the raw documents.

    Each document by its hash, each quote at its place, each claim by reading its document anew, each row by asking again, of a graph of
    these documents alone; needs no graph and no network.
    Exits with 1 if anything does not hold, or a document is missing.
    """
    from kg import receipt as stage

    found = stage.load(file)
    with bar_of({"seek": "Seeking", "verify": "Verifying"}, unless=quiet()) as progress:
        verdict = stage.verified(found, sources, quick=quick, progress=progress)
    with output() as stream:
        stream.write(stage.rendered(verdict, format))
    if not verdict.holds:
        raise typer.Exit(UNSOUND)
