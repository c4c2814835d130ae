"""`kg export`, `kg check` and `kg info`: the graph as a whole."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from kg.cli.common import UNSOUND, Graph, Language, bar_of, counted, folder_of, opened_store, output, say, working


class Export(TyperCommand):
    """`kg export`: what it says of formats is read off their registry, and only when help is asked for."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from kg.export.formats import FORMATS, GROUPS

        for group, title in GROUPS.items():
            with formatter.section(f"Formats: {title.en}"):
                formatter.write_dl(
                    [
                        (f"{known.name} ({' '.join(f'.{suffix}' for suffix in known.suffixes)})", known.text.en)
                        for known in FORMATS.values()
                        if known.group == group
                    ]
                )
        formatter.write_paragraph()
        formatter.write_text("A part of the graph, for example: kg export hanoi.mmd --about 'Thành ủy Hà Nội' --year 2020")
        formatter.write_text("What an answer speaks of: kg export missed.gexf --question missed-quota --year 2020 --level district")


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; its suffix says the format.")],
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[str | None, typer.Option("--format", help="One of the names below, where the suffix does not say it.")] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="NAME_OR_IRI", help="Only what is near this thing.")] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="NAME", help="Only what the answer to a question speaks of; its own options follow.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", help="Only targets and claims of this year, and what they touch.")] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", min=0, help="How many steps count as near: 1, and with --question 0.", show_default=False)
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
    """Write the graph for other tools, or as a picture.

    All of it, or a part: what is near one thing, what an answer speaks of, or one year.
    """
    from kg import export as stage
    from kg import query
    from kg.errors import ExportError, QueryError
    from kg.query.header import instead

    values = _values(context)
    if values and question is None:
        known = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
        name = f"--{next(iter(values))}"
        raise QueryError(f"no option {name}; {instead(name, known)}")
    if question is not None and year is not None and "year" in [parameter.name for parameter in query.question(question).parameters]:
        values["year"], year = str(year), None
    part = stage.Part(about=about, question=question, values=values, year=year, depth=depth)
    if part.whole and depth is not None:
        raise ExportError("--depth says how much is near; give --about, --question or --year too")
    stage.chosen(file, format)
    publication = stage.Publication(tuple(distribution or ()), url, endpoint)
    with opened_store(graph) as opened, working(f"Writing {file} …"):
        stage.write(opened, file, format=format, language=language, part=part, publication=publication)
    say(f"wrote {file}")


def _values(context: typer.Context) -> dict[str, str]:
    """The options of a question, which the command does not know: `--name value` or `--name=value`."""
    from kg.errors import ExportError

    values = {}
    given = iter(context.args)
    for word in given:
        if not word.startswith("--"):
            raise ExportError(f"'{word}' is one argument too many; kg export --help says more")
        name, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            following = next(given, None)
            if following is None:
                raise ExportError(f"option --{name} needs a value")
            value = following
        values[name.replace("-", "_")] = value
    return values


def check(
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[
        Literal["text", "json", "sarif"], typer.Option("--format", help="As text, as one list, or for code review.")
    ] = "text",
    since: Annotated[
        int | None,
        typer.Option("--since", metavar="RELEASE", help="Only the documents that changed after this release.", show_default=False),
    ] = None,
    severity: Annotated[
        Literal["violation", "warning", "info"], typer.Option("--severity", help="What is as grave as this, or graver.")
    ] = "info",
) -> None:
    """Check the graph's shapes and the documents' arithmetic.

    Exits with 1 if something does not hold; what is only worth knowing (info) does not count.
    """
    from kg import rdf, store, validate

    folder = folder_of(graph)
    with store.reading(folder) as release, store.open_release(folder, release.number) as opened:
        documents = None
        if since is not None:
            documents = [rdf.document_iri(name) for name in store.changed(folder, since, release.number)]
        with bar_of({"check": "Checking"}) as progress:
            found = validate.problems(opened, documents=documents, progress=progress)
        graver = validate.SEVERITIES[: validate.SEVERITIES.index(severity) + 1]
        found = tuple(problem for problem in found if problem.severity in graver)
        with output() as stream:
            validate.write(found, stream, format=format, language=language)
    counts = {one: sum(problem.severity == one for problem in found) for one in validate.SEVERITIES}
    told = ", ".join(counted(number, one) for one, number in counts.items() if number) or "everything holds"
    say(told if documents is None else f"{counted(len(documents), 'document')} changed since release {since}: {told}")
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
