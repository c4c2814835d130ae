"""`kg ask`, `kg query` and `kg show`: what the graph answers, and how an answer is written."""

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from kg.cli.common import Graph, Language, Table, console_of, folder_of, opened_store, output, say

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.query import Parameter, Question, Rows, Term

Receipt = Annotated[
    Path | None,
    typer.Option("--receipt", metavar="FILE", help="Also write what the answer rests on, for kg verify.", show_default=False),
]


class Questions(TyperGroup):
    """`kg ask`: each file in `queries/` is a command, its parameters are options."""

    def list_commands(self, ctx: Any) -> list[str]:
        from kg import query

        return [asked.name for asked in query.questions()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        from kg import query
        from kg.errors import QueryError
        from kg.query.header import instead

        asked = {asked.name: asked for asked in query.questions()}
        if cmd_name in asked:
            return _question_command(asked[cmd_name])
        from kg.query.words import in_words

        if in_words(cmd_name):
            from kg.cli import words

            return words.command(cmd_name)
        if ctx.resilient_parsing:
            return None
        raise QueryError(f"no question '{cmd_name}'; {instead(cmd_name, asked)}")


asking = typer.Typer(
    cls=Questions,
    invoke_without_command=True,
    subcommand_metavar="[QUESTION] [OPTIONS]...",
    rich_markup_mode=None,
)


@asking.callback()
def ask(context: typer.Context, graph: Graph = None, language: Language = "en") -> None:
    """Ask a question, by its name or in words; alone, list them."""
    if context.invoked_subcommand is None:
        from kg import query

        with output() as stream:
            width = max(len(asked.name) for asked in query.questions())
            for theme, questions in query.by_theme():
                print(theme.of(language), file=stream)
                for asked in questions:
                    print(f"  {asked.name:{width}}  {asked.title.of(language)}", file=stream)
        if language == "vi":
            say("kg ask TÊN --help cho biết tham số và ví dụ")
        else:
            say("kg ask NAME --help tells parameters and examples")


def command_of(asked: "Question", values: "Any") -> str:
    """The command that asks a question with these values."""
    from shlex import quote

    return " ".join(["kg ask", asked.name, *(f"--{name} {_word(value, quote)}" for name, value in values.items())])


def _word(text: str, quote: Callable[[str], str]) -> str:
    """As a shell needs it; `shlex` would put quotes around every word with a Vietnamese letter."""
    return text if all(letter.isalnum() or letter in "_-./:" for letter in text) else quote(text)


def _question_command(asked: "Question") -> Any:
    """A question as a command with one option for each of its parameters."""

    def answer(context: typer.Context, **given: Any) -> None:
        from kg import query

        parent = context.parent.params if context.parent else {}
        graph, format = given.pop("graph") or parent.get("graph"), given.pop("format")
        language, file = given.pop("language") or parent.get("language") or "en", given.pop("receipt")
        print_answer(graph, lambda opened: (asked, query.bound(opened, asked, given)), language, format, file)

    options: dict[str, Any] = {
        parameter.name: Annotated[
            str | None,
            typer.Option(
                *dict.fromkeys((f"--{parameter.name.replace('_', '-')}", f"--{parameter.name}")),
                metavar="|".join(parameter.options) if parameter.options else parameter.type.upper(),
                help=_about(parameter),
                autocompletion=_completion(parameter),
            ),
        ]
        for parameter in asked.parameters
    }
    options |= {
        "format": Table,
        "language": Annotated[
            Literal["vi", "en"] | None, typer.Option("--language", help="Language of headings and labels; en if not given.")
        ],
        "receipt": Receipt,
        "graph": Graph,
    }
    defaults = {"format": "table"}
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    answer.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # Typer reads the options off it
        [
            context,
            *(
                inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=defaults.get(name))
                for name, kind in options.items()
            ),
        ]
    )
    answer.__annotations__ = {"context": typer.Context, **options}
    examples = "\n\n".join(f"{example.text.en}\n\n  {command_of(asked, example.values)}" for example in asked.examples)
    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command(
        asked.name,
        help=f"{asked.title.en}. {asked.description.en}\n\n{asked.title.vi}. {asked.description.vi}",
        short_help=f"{asked.title.en} · {asked.title.vi}",
        epilog=examples,
    )(answer)
    return typer.main.get_command(one)


def _about(parameter: "Parameter") -> str:
    """What a parameter is, and what it may be, as far as no graph is needed to know."""
    about = f"{parameter.text.en} · {parameter.text.vi}"
    if words := _concepts(parameter):
        listed = [word for word in words if not word.startswith("other:")]
        about += f": {', '.join(listed)}{', other:…' if len(listed) < len(words) else ''}"
    if parameter.default is not None:
        about += f" [{parameter.default} if not given]"
    return about + (" [required]" if parameter.required else "")


def _concepts(parameter: "Parameter") -> list[str]:
    """The ids that a parameter may be, where the question or the ontology lists them."""
    if parameter.options:
        return list(parameter.options)
    if parameter.source is None or "/" in parameter.source:
        return []
    from kg import vocabulary

    return list(vocabulary.concepts(parameter.source))


def _completion(parameter: "Parameter") -> Callable[[str], list[str]]:
    def complete(incomplete: str) -> list[str]:
        return [word for word in _concepts(parameter) if word.startswith(incomplete)]

    return complete


def say_copies(store: "Store", answer: "Rows") -> None:
    """That documents of the answer are byte for byte the same, which are no several sources."""
    from kg import query

    for same in query.copies(store, answer):
        names = ", ".join(document.rpartition("/document/")[2] for document in same)
        if answer.language == "vi":
            say(f"{len(same)} văn bản giống hệt nhau, chỉ là một nguồn: {names}")
        else:
            say(f"{len(same)} documents are the same byte for byte, so they are one source: {names}")


def print_answer(
    graph: Path | None,
    resolved: "Callable[[Store], tuple[Question, Mapping[str, tuple[Term, ...]]]]",
    language: str,
    format: str,
    receipt: Path | None,
) -> None:
    """Ask the question with the terms that `resolved` finds in the graph; print the rows and, where wanted, write their receipt."""
    from kg import query, store

    # One release for both, whatever is built meanwhile.
    with store.reading(folder_of(graph)) as release, store.open_release(folder_of(graph), release.number) as opened:
        asked, terms = resolved(opened)
        answer = query.answer(opened, asked, terms, language=language)
        if receipt is not None:
            from kg import receipt as stage

            stage.write(stage.receipt(folder_of(graph), asked, terms, answer, number=release.number), receipt)
        print_rows(answer, format)
        say_copies(opened, answer)
    if receipt is not None:
        say(f"wrote {receipt}")


def print_rows(answer: "Rows", format: str) -> None:
    from kg import query

    with output() as stream:
        if format == "table":
            answer = query.Rows(answer.columns, tuple(answer.rows), answer.language)
            if not answer.rows:
                say("nothing found" if answer.language == "en" else "không tìm thấy gì")
            # Into a pipe or file goes one line a row.
            whole = not stream.isatty() and "COLUMNS" not in os.environ
            query.draw(answer, stream, width=None if whole else console_of(stream).width)
        else:
            query.write(answer, format, stream)


def query(
    sparql: Annotated[str, typer.Argument(metavar="SPARQL", help="The query itself, a file that holds it, or - for standard input.")],
    graph: Graph = None,
    format: Table = "table",
) -> None:
    """Run SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE."""
    text = _sparql(sparql)
    from kg import query as stage

    with opened_store(graph) as opened:
        print_rows(stage.select(opened, text), format)


def _sparql(given: str) -> str:
    from kg.errors import QueryError

    if given == "-":
        data = sys.stdin.buffer.read()
    else:
        # What holds a space or a bracket is no name of a file, unless there is one.
        try:
            file = Path(given) if Path(given).is_file() else None
        except (OSError, ValueError):
            file = None
        if file is None:
            if not any(letter.isspace() or letter in "{}?" for letter in given):
                raise QueryError(f"no such file: {given}; give SPARQL, a file that holds it, or - for standard input")
            return given
        try:
            data = file.read_bytes()
        except OSError as error:
            raise QueryError(f"cannot read {given}: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{given}: not UTF-8 at byte {error.start}; save the query as UTF-8") from None


def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME_OR_IRI", help="A body, official, enterprise, directive, place, document …")],
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[Literal["text", "md", "json"], typer.Option("--format", help="How it is written.")] = "text",
) -> None:
    """Tell all that is known of one thing, with its sentences."""
    from kg import show as stage

    with opened_store(graph) as opened, output() as stream:
        stream.write(stage.rendered(stage.about(opened, " ".join(name), language=language), format))
