"""`kg build` and `kg extract`: from articles to a graph, or to facts alone."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Graph, Sources, bar_of, counted, folder_of, output, quiet, say, tell
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.read import Candidate, Failure


def build(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Files, folders, patterns; - is standard input.")] = None,
    graph: Graph = None,
    prune: Annotated[bool, typer.Option("--prune", help="Drop the documents that the sources no longer hold.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that read; one a core if not given.")
    ] = None,
    keep: Annotated[int, typer.Option("--keep", metavar="N", min=1, help="Releases to keep for going back.")] = 3,
    back: Annotated[int | None, typer.Option("--back", metavar="RELEASE", help="Go back to a release instead of building.")] = None,
) -> None:
    """Read articles into the graph; only what changed is read again.

    A build publishes a release; questions are asked of the current one, and --back goes back to an older one. Without sources it
    applies what kg link review has decided.
    """
    from kg import store

    folder = folder_of(graph)
    if back is not None:
        if sources or prune:
            raise KgError("--back goes back to a release and reads nothing; give it without sources")
        release = store.go_back(folder, back)
        say(f"release {release.number} of {folder} is current: {counted(release.documents, 'document')}, {counted(release.quads, 'quad')}")
        return
    if not sources and not store.releases(folder):
        raise KgError("kg build needs a source: a file, a folder, a pattern, or - for standard input")

    from kg import build as stage

    with bar_of({"read": "Reading", "write": "Writing"}) as progress:
        report = stage.build(
            sources or (), folder, workers=workers or len(os.sched_getaffinity(0)), prune=prune, keep=keep, progress=progress
        )
    done = [f"{report.read:,} read", f"{report.unchanged:,} unchanged"]
    done += [
        f"{number:,} {what}"
        for number, what in ((report.added, "added"), (report.changed, "changed"), (report.removed, "removed"))
        if number
    ]
    say(f"documents: {', '.join(done + ([f'{len(report.failed):,} failed'] if report.failed else []))}")
    tell(report.failed)
    if report.stale:
        say(f"of those that failed, {report.stale:,} stand in the graph as they were before")
    if report.release is None:
        say(f"nothing could be read: no release was published in {folder}")
        raise typer.Exit(UNSOUND)
    say(
        f"{'release' if report.published else 'nothing changed; release'} {report.release} in {folder}: "
        f"{counted(report.documents, 'document')}, {counted(report.quads, 'quad')}"
    )
    for contradiction in report.contradictions:
        say(f"decisions contradict each other: {contradiction}")
    if report.failed or report.contradictions:
        raise typer.Exit(UNSOUND)


def extract(
    sources: Sources,
    format: Annotated[Literal["jsonl", "json"], typer.Option("--format", help="One document a line, or one list.")] = "jsonl",
) -> None:
    """Print what articles say, without a graph.

    One document a line, as docs/facts.schema.json describes; documents that cannot be read are named on standard error.
    """
    from kg import extract as stage
    from kg import read, records
    from kg.read import Failure

    failed: list[Failure] = []
    listed = list(read.candidates(sources))
    with bar_of({"read": "Reading"}, unless=quiet()) as progress, output() as stream:
        out = stream.buffer
        written = 0
        for done, candidate in enumerate(listed, 1):
            line = _extracted(candidate, lambda one: records.to_json(stage.facts(read.document(one))))
            if isinstance(line, Failure):
                failed.append(line)
            else:
                out.write((b",\n " if written else b"[\n ") + line if format == "json" else line + b"\n")
                written += 1
            if progress:
                progress("read", done, len(listed))
        if format == "json":
            out.write(b"\n]\n" if written else b"[]\n")
        out.flush()
    tell(failed)
    if failed:
        raise typer.Exit(UNSOUND)


def _extracted(candidate: "Candidate", facts: "Callable[[Candidate], bytes]") -> "bytes | Failure":
    from kg.read import Failure

    try:
        return facts(candidate)
    except KgError as error:
        return Failure(candidate.id, candidate.source, str(error))
    except Exception as error:
        # A bug, which must not keep the other documents out: it is counted with the failures.
        what = f"{candidate.source}: a bug in kg, please report it: {type(error).__name__}: {error}"
        return Failure(candidate.id, candidate.source, what)
