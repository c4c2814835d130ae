"""`kg link`: what is the same, here and elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import Graph, Language, opened_store, say, working

linking = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What is the same, here and elsewhere.")


@linking.command()
def sssom(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, such as links.sssom.tsv.")],
    graph: Graph = None,
    language: Language = "en",
) -> None:
    """Write the links out as SSSOM/TSV, for mapping tools."""
    from kg import export

    with opened_store(graph) as opened, working(f"Writing {file} …"):
        export.write(opened, file, format="sssom", language=language)
    say(f"wrote {file}")
