"""`kg evaluate`, `kg explain` and `kg residue`: the loop in which rules grow."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.cli.common import UNSOUND, Sources, output, say, tell, width_of, working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.read import Failure
    from kg.records import Document


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold: a folder of articles, a .tsv of names, a .jsonl of questions.")],
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="The articles; else the texts beside the gold.")] = None,
    format: Annotated[Literal["text", "json", "html"], typer.Option("--format", help="As text, one object, or a page.")] = "text",
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write the page: every article, coloured.")] = None,
) -> None:
    """Compare what is found with what people say is there.

    Precision, recall and F1 by kind of fact and by indicator, and each fact that is missed or extra beside its sentence. Of names (such as
    data/gold/names.tsv): whether pairs are the same, and which place a name means. Of questions in words (such as
    data/gold/questions-seen.jsonl): which question and values are understood.
    """
    from kg import evaluate as stage
    from kg.errors import ExportError, ReadError
    from kg.evaluate import show as shown

    if gold.suffix == ".tsv":
        if source is not None or html is not None:
            raise ReadError(f"{gold} is a gold of names: it needs no SOURCE, and there is no page of it")
        from kg.evaluate import names

        found = names.evaluated(gold)
        with output() as stream:
            stream.write(names.rendered(found, format))
        return
    if gold.suffix == ".jsonl":
        if source is not None or html is not None:
            raise ReadError(f"{gold} is a gold of questions: it needs no SOURCE, and there is no page of it")
        from kg.evaluate import asked
        from kg.query.words import forms

        with output() as stream:
            stream.write(asked.rendered(asked.evaluated(gold, forms()), format))
        return
    with working("Reading …"):
        report = stage.evaluated(gold, source)
    if html is not None:
        try:
            html.write_text(shown.rendered(report, "html"), encoding="utf-8")
        except OSError as error:
            raise ExportError(f"cannot write {html}: {error.strerror or error}") from None
        say(f"wrote {html}")
    with output() as stream:
        stream.write(shown.rendered(report, format, width=width_of()))
    tell(report.failed)
    for name in report.absent:
        say(f"no article for the gold of {name}")
    if not report.complete:
        raise typer.Exit(UNSOUND)


def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An article; - is standard input.")],
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """Trace one article: zones, tokens, rules, facts, and why."""
    from kg import explain as stage
    from kg.errors import ReadError
    from kg.read import Failure

    failed: list[Failure] = []
    with output() as stream:
        for number, document in enumerate(_documents(file)):
            if isinstance(document, Failure):
                failed.append(document)
                continue
            if number and format == "text":
                stream.write("\n")
            stream.write(stage.rendered(stage.trace(document), format, width=width_of()))
        if failed and len(failed) == number + 1:
            raise ReadError("; ".join(failure.message for failure in failed))
    tell(failed)
    if failed:
        raise typer.Exit(UNSOUND)


def _documents(file: str) -> "Iterator[Document | Failure]":
    """What a file holds; of `FILE#NAME`, as failures are told of, the one member of that name."""
    from kg import read
    from kg.errors import ReadError

    whole, mark, _ = file.rpartition("#")
    if not mark or Path(file).exists() or not Path(whole).is_file():
        yield from read.documents([file])
        return
    found = [one for one in read.candidates([whole]) if one.source == read.shown(file)]
    if not found:
        raise ReadError(f"{whole} holds nothing that is called {file[len(whole) :]!r}; kg explain {whole} traces all that is in it")
    yield from read.read_all(found)


def residue(
    sources: Sources,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many patterns to list.")] = 30,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """List the numbers that nothing explains, and the coverage."""
    from kg import residue as stage

    with working("Reading …"):
        found = stage.residue(sources, top=top)
    with output() as stream:
        stream.write(stage.rendered(found, format, width=width_of()))
    tell(found.failed)
    if found.failed:
        raise typer.Exit(UNSOUND)
