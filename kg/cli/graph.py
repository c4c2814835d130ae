"""`kg export`, `kg check` and `kg info`: the graph as a whole."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Graph, Language, bar_of, counted, folder_of, opened_store, output, say, working


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; its suffix says the format.")],
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[
        str | None, typer.Option("--format", help="nq, ttl, trig, jsonld, graphml, gexf, svg, png, sssom, void.", show_default=False)
    ] = None,
    distribution: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="For void.ttl: an export to describe too; again for more.", show_default=False)
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="For void.ttl: where these exports are to be found.", show_default=False)
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="For void.ttl: the address that answers SPARQL.", show_default=False)
    ] = None,
) -> None:
    """Write the graph for other tools, or as a picture, or what it is.

    The suffix says the format: .nq .ttl .trig .jsonld .graphml .gexf .svg .png .sssom.tsv;
    void.ttl or dcat.ttl is a description of the graph, with the questions as SPARQL examples.
    """
    from kg import export as stage

    publication = stage.Publication(tuple(distribution or ()), url, endpoint)
    with opened_store(graph) as opened, working(f"Writing {file} …"):
        stage.write(opened, file, format=format, language=language, publication=publication)
    say(f"wrote {file}")


def check(
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one list.")] = "text",
) -> None:
    """Check the graph's shapes and the documents' arithmetic.

    Exits with 1 if something does not hold.
    """
    import json
    from dataclasses import asdict

    from kg import validate

    with opened_store(graph) as opened:
        with bar_of({"check": "Checking"}) as progress:
            problems = validate.problems(opened, progress=progress)
        with output() as stream:
            if format == "json":
                stream.write(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1) + "\n")
            document = None
            for problem in problems if format == "text" else ():
                if problem.document != document:
                    document = problem.document
                    print(document or "no document", file=stream)
                print(f"  {problem.severity}: {problem.message(language)} ({problem.what}, {problem.node})", file=stream)
                if problem.quote:
                    print(f"    “{' '.join(problem.quote.split())}”", file=stream)
                if problem.printed is not None:
                    right = f"; would add up: {problem.would_add_up}" if problem.would_add_up is not None else ""
                    print(f"    printed: {problem.printed}{right}", file=stream)
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in validate.SEVERITIES}
    say(", ".join(counted(number, severity) for severity, number in counts.items() if number) or "everything holds")
    if counts["violation"] or counts["warning"]:
        raise typer.Exit(UNSOUND)


def info(
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """Count documents, facts, coverage, releases, failures."""
    from kg import info as stage

    found = stage.info(folder_of(graph), language=language)
    with output() as stream:
        stream.write(stage.rendered(found, format))
