"""The command line: arguments in, one call, output. Data goes to stdout, words to stderr.

What a command needs is imported inside it: `kg --help` must not wait for a store or for the word lists.
Exit codes: 0 done and sound, 1 done and something is not sound, 2 could not run, 130 interrupted, 141 whoever read the output has gone.
"""

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from kg.errors import KgError

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rich.console import Console

    from kg.query import Parameter, Question, Rows
    from kg.read import Failure

UNSOUND, UNABLE, INTERRUPTED, UNREAD = 1, 2, 130, 141

# Rich would draw the help in boxes, and take 0.1 s to do so.
app = typer.Typer(
    help="Who was told to found how many Party organisations, and what came of it: a knowledge graph read from the Vietnamese press.",
    epilog="Start with: kg build FOLDER, then kg ask. Data goes to standard output, words to standard error.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Files, folders, patterns; - is standard input.")]
Graph = Annotated[
    Path | None, typer.Option("--graph", metavar="DIR", help="Folder of the graph; else $KG_GRAPH, else ./graph.", show_default=False)
]
Language = Annotated[Literal["vi", "en"], typer.Option("--language", help="Language of headings and labels.")]
Table = Annotated[Literal["table", "csv", "tsv", "json", "jsonl", "md"], typer.Option("--format", help="How the answer is written.")]


def main() -> NoReturn:
    """Run one command; a mistake of the user's becomes a message and an exit code, a bug keeps its traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names and quotes are Vietnamese, whatever the locale; file names may be anything
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is sys.stderr else "surrogateescape")
    try:
        code = app(prog_name="kg", standalone_mode=False)
        if code == INTERRUPTED:
            _say("kg: interrupted")
    except KgError as error:
        code = _say(f"kg: {error}", UNABLE)
    except typer.TyperException as error:
        code = _say(f"kg: {_usage(error)}", UNABLE)
    except (KeyboardInterrupt, typer.Abort):
        code = _say("kg: interrupted", INTERRUPTED)
    except BrokenPipeError:
        code = _unread()
    raise SystemExit(code if isinstance(code, int) else 0)


def _say(message: str, code: int = 0) -> int:
    try:
        print(message, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _unread()
    return code


def _unread() -> int:
    """Whoever read our output has had enough: nothing more is written, also not when the interpreter flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())
    return UNREAD


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the arguments, what there is instead, and where to read on."""
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    option = getattr(error, "option_name", None)
    if option is not None and option.startswith("-") and message.startswith("No such option"):
        from kg.query.header import instead

        known = [name for parameter in context.command.get_params(context) for name in parameter.opts if name.startswith("--")]
        message = f"no option {option}; {instead(option, known)}"
    return f"{message[:1].lower()}{message[1:]}; {context.command_path} --help says more"


@contextmanager
def _output() -> Iterator[TextIO]:
    """Standard output; where its reader has gone, the command ends quietly."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise typer.Exit(_unread()) from None


def _folder(graph: Path | None) -> Path:
    return graph or Path(os.environ.get("KG_GRAPH") or "graph")


@contextmanager
def _store(graph: Path | None) -> "Iterator[ox.Store]":
    from kg import store

    with store.open_release(_folder(graph)) as opened:
        yield opened


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"kg {version('chitieu-kg')}")
        raise typer.Exit


@app.callback()
def _kg(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    pass


# ---- build


@app.command()
def build(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE...", help="Files, folders, patterns; - is standard input.")] = None,
    graph: Graph = None,
    prune: Annotated[bool, typer.Option("--prune", help="Drop the documents that the sources no longer hold.")] = False,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes that read; one a core if not given.")] = None,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Releases to keep for going back.")] = 3,
    back: Annotated[int | None, typer.Option("--back", metavar="RELEASE", help="Go back to a release instead of building.")] = None,
) -> None:
    """Read articles into the graph and publish a release; only what changed is read again."""
    from kg import store

    folder = _folder(graph)
    if back is not None:
        if sources or prune:
            raise KgError("--back goes back to a release and reads nothing; give it without sources")
        release = store.go_back(folder, back)
        _say(f"release {release.number} of {folder} is current: {_count(release.documents, 'document')}, {_count(release.quads, 'quad')}")
        return
    if not sources:
        raise KgError("kg build needs a source: a file, a folder, a pattern, or - for standard input")

    from kg import build as stage

    with _bar({"read": "Reading", "write": "Writing"}) as progress:
        report = stage.build(sources, folder, workers=workers or os.cpu_count() or 1, prune=prune, keep=keep, progress=progress)
    done = [f"{report.read:,} read", f"{report.unchanged:,} unchanged"]
    done += [
        f"{number:,} {what}"
        for number, what in ((report.added, "added"), (report.changed, "changed"), (report.removed, "removed"))
        if number
    ]
    _say(f"documents: {', '.join(done + ([f'{len(report.failed):,} failed'] if report.failed else []))}")
    _tell(report.failed)
    if report.stale:
        _say(f"of those that failed, {report.stale:,} stand in the graph as they were before")
    _say(
        f"{'release' if report.published else 'nothing changed; release'} {report.release} in {folder}: "
        f"{_count(report.documents, 'document')}, {_count(report.quads, 'quad')}"
    )
    if report.failed:
        raise typer.Exit(UNSOUND)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _tell(failed: "Iterable[Failure]") -> None:
    for failure in failed:
        _say(f"failed: {failure.id}: {failure.message}")


@contextmanager
def _bar(names: dict[str, str], *, unless: bool = False) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on stderr where that is a terminal: what is done, how many, how fast, how long it will take."""
    if unless or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="dim")

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn(),
        console=_console(sys.stderr), transient=True,
    ) as bar:  # fmt: skip
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(names.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def _console(stream: TextIO, *, width: int | None = None) -> "Console":
    from rich.console import Console

    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


# ---- extract


@app.command()
def extract(
    sources: Sources,
    format: Annotated[Literal["jsonl", "json"], typer.Option("--format", help="One document a line, or one list.")] = "jsonl",
) -> None:
    """Print what articles say, without a graph: one document a line."""
    from kg import extract as stage
    from kg import read, records
    from kg.read import Failure

    failed: list[Failure] = []
    total = 0 if _quiet() else sum(1 for _ in read.candidates(sources))
    with _bar({"read": "Reading"}, unless=_quiet()) as progress, _output() as stream:
        out = stream.buffer
        written = 0
        for done, document in enumerate(read.documents(sources), 1):
            line = document if isinstance(document, Failure) else _extracted(document, lambda known: records.to_json(stage.facts(known)))
            if isinstance(line, Failure):
                failed.append(line)
            else:
                out.write((b",\n " if written else b"[\n ") + line if format == "json" else line + b"\n")
                written += 1
            if progress:
                progress("read", done, max(done, total))
        if format == "json":
            out.write(b"\n]\n" if written else b"[]\n")
        out.flush()
    _tell(failed)
    if failed:
        raise typer.Exit(UNSOUND)


def _quiet() -> bool:
    """Whether a bar would stand between the lines that are printed, or be seen by nobody."""
    return sys.stdout.isatty() or not sys.stderr.isatty()


def _extracted(document: Any, facts: Callable[[Any], bytes]) -> "bytes | Failure":
    from kg.read import Failure

    try:
        return facts(document)
    except KgError as error:
        return Failure(document.id, document.source, str(error))
    except Exception as error:
        # A bug, which must not keep the other documents out: it is counted with the failures.
        return Failure(document.id, document.source, f"a bug in kg, please report it: {type(error).__name__}: {error}")


# ---- ask


class Questions(TyperGroup):
    """`kg ask`: each file in `queries/` is a command, its parameters are options."""

    def list_commands(self, ctx: Any) -> list[str]:
        from kg import query

        return [asked.name for asked in query.questions()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        from kg import query

        if ctx.resilient_parsing and cmd_name not in self.list_commands(ctx):
            return None
        return _question_command(query.question(cmd_name))


asking = typer.Typer(
    cls=Questions,
    invoke_without_command=True,
    subcommand_metavar="[QUESTION] [OPTIONS]...",
    rich_markup_mode=None,
)
app.add_typer(asking, name="ask")


@asking.callback()
def ask(context: typer.Context, graph: Graph = None, language: Language = "en") -> None:
    """Ask one of the questions in queries/; alone, list them."""
    if context.invoked_subcommand is None:
        from kg import query

        with _output() as stream:
            for asked in query.questions():
                parameters = " ".join(
                    f"--{parameter.name}" if parameter.required else f"[--{parameter.name}]" for parameter in asked.parameters
                )
                print(f"{asked.name} {parameters}".rstrip(), file=stream)
                print(f"    {asked.title.of(language)}", file=stream)
                example = asked.examples[0]
                print(f"    {example.text.of(language)}\n        {_asked(asked, example.values)}", file=stream)


def _asked(asked: "Question", values: "Any") -> str:
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
        language = given.pop("language") or parent.get("language") or "en"
        with _store(graph) as opened:
            _print(query.rows(opened, asked.name, language=language, **given), format)

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
    examples = "\n\n".join(f"{example.text.en}\n\n  {_asked(asked, example.values)}" for example in asked.examples)
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
        about += f": {', '.join(words)}"
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


def _print(answer: "Rows", format: str) -> None:
    from kg import query

    with _output() as stream:
        if format != "table":
            query.write(answer, format, stream)
            return
        drawn = query.table(answer)
        console = _console(stream)
        if not stream.isatty() and "COLUMNS" not in os.environ:
            console = _console(stream, width=max(console.measure(drawn).maximum, 1))
        console.print(drawn)


# ---- info


@app.command()
def info(graph: Graph = None) -> None:
    """Count what the graph holds."""
    from kg import store

    folder = _folder(graph)
    with _output() as stream:
        for release in store.releases(folder):
            print(f"release {release.number}: {_count(release.documents, 'document')}, {_count(release.quads, 'quad')}", file=stream)
