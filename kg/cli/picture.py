"""`kg picture`: what the questions answer, drawn for a report."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from kg.cli.common import Graph, Language, opened_store, say, working


class Picture(TyperCommand):
    """`kg picture`: what it says of the kinds is read off their registry, and only when help is asked for."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from kg.picture import PICTURES

        with formatter.section("Pictures"):
            formatter.write_dl(
                [(name, f"{kind.about} [{' '.join(f'--{one}' for one in kind.options)}]") for name, kind in PICTURES.items()]
            )
        formatter.write_paragraph()
        formatter.write_text("For example: kg picture attainment missed.pdf --year 2020 --level district --language vi")


def picture(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="attainment, progress, map, cascade or network.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write: .svg, .png or .pdf.")],
    graph: Graph = None,
    language: Language = "en",
    year: Annotated[str | None, typer.Option("--year", help="The year of the period.")] = None,
    level: Annotated[str | None, typer.Option("--level", help="The level of the bodies.")] = None,
    within: Annotated[str | None, typer.Option("--within", metavar="PLACE", help="Only this province or city.")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator", help="What is measured.")] = None,
    body: Annotated[str | None, typer.Option("--about", "--body", metavar="NAME_OR_IRI", help="The body it is about.")] = None,
    directive: Annotated[str | None, typer.Option("--directive", metavar="NAME_OR_IRI", help="The directive it is about.")] = None,
    borders: Annotated[
        Literal["then", "today"] | None, typer.Option("--borders", help="Provinces as they were then or in today's borders.")
    ] = None,
) -> None:
    """Draw what a question answers, for a report."""
    from kg import picture as stage

    stage.chosen(kind, file)
    with opened_store(graph) as opened, working(f"Drawing {file} …"):
        stage.write(
            opened, kind, file, language=language,
            year=year, level=level, within=within, indicator=indicator, body=body, directive=directive, borders=borders,
        )  # fmt: skip
    say(f"wrote {file}")
