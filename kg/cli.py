"""The command line: arguments in, one call, output. Data goes to stdout, words to stderr.

What a command needs is imported inside it: `kg --help` must not wait for a store or for the word lists.
Exit codes: 0 done and sound, 1 done and something is not sound, 2 could not run, 130 interrupted, 141 whoever read the output has gone.
"""

import errno
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
    from kg.read import Candidate, Failure

UNSOUND, UNABLE, INTERRUPTED, UNREAD = 1, 2, 130, 141

# As the help lists them.
COMMANDS = ("build", "extract", "ask", "query", "show", "export", "check", "info", "evaluate", "explain", "residue")


class Commands(TyperGroup):
    """`kg`: Typer would list `ask`, which has commands of its own, behind all others."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=COMMANDS.index)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is None and not ctx.resilient_parsing:
            from kg.query.header import instead

            raise KgError(f"no command '{cmd_name}'; {instead(cmd_name, COMMANDS)}")
        return command


# Rich would draw the help in boxes, and take 0.1 s to do so.
app = typer.Typer(
    cls=Commands,
    help="A knowledge graph read from the Vietnamese press: who was told to reach how much, and what came of it.",
    epilog="Start with: kg build FOLDER, then kg ask. Data goes to standard output, words to standard error.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, folders, patterns; - is standard input.")]
Graph = Annotated[
    Path | None, typer.Option("--graph", metavar="DIR", help="Folder of the graph; else $KG_GRAPH, else ./graph.", show_default=False)
]
Language = Annotated[Literal["vi", "en"], typer.Option("--language", help="Language of headings and labels.")]
Table = Annotated[Literal["table", "csv", "tsv", "json", "jsonl", "md"], typer.Option("--format", help="How the answer is written.")]


def main() -> NoReturn:
    """Run one command; a mistake of the user's becomes a message and an exit code, a bug keeps its traceback."""
    stdout = sys.stdout
    for stream in (stdout, sys.stderr):
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
    except SystemExit as error:
        # Typer's answer to a reader that has gone: another stream in its place, and an exit.
        code = error.code if sys.stdout is stdout else UNREAD
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
        except OSError:
            os.dup2(nowhere, stream.fileno())
    return UNREAD


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the arguments, what there is instead, and where to read on."""
    message = error.format_message().rstrip(".").replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    option = getattr(error, "option_name", None)
    if option is not None and option.startswith("-") and message.startswith("No such option"):
        from kg.query.header import instead

        known = [name for parameter in context.command.get_params(context) for name in parameter.opts if name.startswith("--")]
        message = f"no option {option}; {instead(option, known)}"
    return f"{message[:1].lower()}{message[1:]}{'' if message.endswith('?') else ';'} {context.command_path} --help says more"


@contextmanager
def _output() -> Iterator[TextIO]:
    """Standard output; where its reader has gone, the command ends quietly, and where it goes to a full disk, it says so."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise typer.Exit(_unread()) from None
    except OSError as error:
        # What a file or folder refuses has its name; what standard output refuses has none.
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise
        _unread()
        raise KgError(f"cannot write to standard output: {(error.strerror or str(error)).lower()}") from None


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

    A build publishes a release; questions are asked of the current one, and --back goes back to an older one.
    """
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
        report = stage.build(sources, folder, workers=workers or len(os.sched_getaffinity(0)), prune=prune, keep=keep, progress=progress)
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
    """Print what articles say, without a graph.

    One document a line, as docs/facts.schema.json describes; documents that cannot be read are named on standard error.
    """
    from kg import extract as stage
    from kg import read, records
    from kg.read import Failure

    failed: list[Failure] = []
    listed = list(read.candidates(sources))
    with _bar({"read": "Reading"}, unless=_quiet()) as progress, _output() as stream:
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
    _tell(failed)
    if failed:
        raise typer.Exit(UNSOUND)


def _quiet() -> bool:
    """Whether a bar would stand between the lines that are printed, or be seen by nobody."""
    return sys.stdout.isatty() or not sys.stderr.isatty()


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


# ---- ask


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
        if ctx.resilient_parsing:
            return None
        raise QueryError(f"no question '{cmd_name}'; {instead(cmd_name, asked)}")


asking = typer.Typer(
    cls=Questions,
    invoke_without_command=True,
    subcommand_metavar="[QUESTION] [OPTIONS]...",
    rich_markup_mode=None,
)
app.add_typer(asking, name="ask")


@asking.callback()
def ask(context: typer.Context, graph: Graph = None, language: Language = "en") -> None:
    """Ask one of the questions; alone, list them."""
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


def _print(answer: "Rows", format: str) -> None:
    from kg import query

    with _output() as stream:
        if format == "table":
            answer = query.Rows(answer.columns, tuple(answer.rows), answer.language)
            if not answer.rows:
                _say("nothing found" if answer.language == "en" else "không tìm thấy gì")
            _draw(answer, stream)
        else:
            query.write(answer, format, stream)


# Columns that say where a row is from.
_SOURCE = ("title", "date")


def _draw(answer: "Rows", stream: TextIO) -> None:
    """A table: on a terminal that is too narrow for it the sentences come below, in full; into a pipe or file goes one line a row."""
    from kg import query

    wide = _console(stream, width=100_000)
    drawn = query.table(answer)
    width = wide.measure(drawn).maximum
    if not stream.isatty() and "COLUMNS" not in os.environ:
        with wide.capture() as captured:
            wide.print(drawn, width=width)
        stream.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines() if line.strip())
        return
    console = _console(stream)
    if width <= console.width or not any(column.name == "quote" for column in answer.columns):
        console.print(drawn)
        return
    console.print(query.table(_numbered(answer)))
    from textwrap import wrap

    for numbers, quote, source in _sentences(answer):
        indent = " " * (len(numbers) + 2)
        lines = wrap(f"{numbers}  “{quote}”", console.width, subsequent_indent=indent, break_on_hyphens=False)
        lines += wrap(f"— {source}", console.width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
        stream.writelines(f"{line}\n" for line in (*lines, ""))


def _numbered(answer: "Rows") -> "Rows":
    """An answer without its sentences and where they are from, each row with a number instead; without columns that are empty, too."""
    from kg import query

    kept = [
        at
        for at, column in enumerate(answer.columns)
        if column.name not in ("quote", *_SOURCE) and any(row[at] is not None for row in answer.rows)
    ]
    columns = (query.Column("number", query.Text("#", "#"), "number"), *(answer.columns[at] for at in kept))
    rows = tuple((number, *(row[at] for at in kept)) for number, row in enumerate(answer.rows, 1))
    return query.Rows(columns, rows, answer.language)


def _sentences(answer: "Rows") -> Iterator[tuple[str, str, str]]:
    """Each sentence once, with the numbers of the rows that rest on it, and where it is from."""
    found: dict[tuple[str, str], list[str]] = {}
    for number, record in enumerate(answer.records(), 1):
        source = ", ".join(" ".join(str(record[name]).split()) for name in _SOURCE if record.get(name) is not None)
        found.setdefault((" ".join(str(record["quote"] or "").split()), source), []).append(str(number))
    for (quote, source), numbers in found.items():
        yield ", ".join(numbers), quote, source


# ---- query, show, export, check, info


@app.command()
def query(
    sparql: Annotated[str, typer.Argument(metavar="SPARQL", help="The query itself, a file that holds it, or - for standard input.")],
    graph: Graph = None,
    format: Table = "table",
) -> None:
    """Run SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE."""
    text = _sparql(sparql)
    from kg import query as stage

    with _store(graph) as opened:
        _print(stage.select(opened, text), format)


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


@app.command()
def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME_OR_IRI", help="A body, official, enterprise, directive, place, document …")],
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[Literal["text", "md", "json"], typer.Option("--format", help="How it is written.")] = "text",
) -> None:
    """Tell all that is known of one thing, with its sentences."""
    from kg import show as stage

    with _store(graph) as opened, _output() as stream:
        stream.write(stage.rendered(stage.about(opened, " ".join(name), language=language), format))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; its suffix says the format.")],
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[
        str | None, typer.Option("--format", help="nq, ttl, trig, jsonld, graphml, gexf, svg, png.", show_default=False)
    ] = None,
) -> None:
    """Write the graph for other tools, or as a picture.

    The suffix says the format: .nq .ttl .trig .jsonld .graphml .gexf .svg .png
    """
    from kg import export as stage

    with _store(graph) as opened, _working(f"Writing {file} …"):
        stage.write(opened, file, format=format, language=language)
    _say(f"wrote {file}")


@app.command()
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

    with _store(graph) as opened:
        with _bar({"check": "Checking"}) as progress:
            problems = validate.problems(opened, progress=progress)
        with _output() as stream:
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
    _say(", ".join(_count(number, severity) for severity, number in counts.items() if number) or "everything holds")
    if counts["violation"] or counts["warning"]:
        raise typer.Exit(UNSOUND)


@app.command()
def info(
    graph: Graph = None,
    language: Language = "en",
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """Count documents, facts, coverage, releases, failures."""
    from kg import info as stage

    found = stage.info(_folder(graph), language=language)
    with _output() as stream:
        stream.write(stage.rendered(found, format))


# ---- evaluate, explain, residue


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="Folder of gold files: what people say is in the articles.")],
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="The articles; else the texts beside the gold.")] = None,
    format: Annotated[Literal["text", "json", "html"], typer.Option("--format", help="As text, one object, or a page.")] = "text",
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write the page: every article, coloured.")] = None,
) -> None:
    """Compare what is found with what people say is there.

    Precision, recall and F1 by kind of fact and by indicator, and each fact that is missed or extra beside its sentence.
    """
    from kg import evaluate as stage
    from kg.errors import ExportError
    from kg.evaluate import show as shown

    with _working("Reading …"):
        report = stage.evaluated(gold, source)
    if html is not None:
        try:
            html.write_text(shown.rendered(report, "html"), encoding="utf-8")
        except OSError as error:
            raise ExportError(f"cannot write {html}: {error.strerror or error}") from None
        _say(f"wrote {html}")
    with _output() as stream:
        stream.write(shown.rendered(report, format, width=_width()))
    _tell(report.failed)
    for name in report.absent:
        _say(f"no article for the gold of {name}")
    if not report.complete:
        raise typer.Exit(UNSOUND)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An article; - is standard input.")],
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """Trace one article: zones, tokens, rules, facts, and why."""
    from kg import explain as stage
    from kg import read
    from kg.errors import ReadError
    from kg.read import Failure

    failed: list[Failure] = []
    with _output() as stream:
        for number, document in enumerate(read.documents([file])):
            if isinstance(document, Failure):
                failed.append(document)
                continue
            if number and format == "text":
                stream.write("\n")
            stream.write(stage.rendered(stage.trace(document), format, width=_width()))
        if failed and len(failed) == number + 1:
            raise ReadError("; ".join(failure.message for failure in failed))
    _tell(failed)
    if failed:
        raise typer.Exit(UNSOUND)


@app.command()
def residue(
    sources: Sources,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many patterns to list.")] = 30,
    format: Annotated[Literal["text", "json"], typer.Option("--format", help="As text, or as one object.")] = "text",
) -> None:
    """List the numbers that nothing explains, and the coverage."""
    from kg import residue as stage

    with _working("Reading …"):
        found = stage.residue(sources, top=top)
    with _output() as stream:
        stream.write(stage.rendered(found, format, width=_width()))
    _tell(found.failed)
    if found.failed:
        raise typer.Exit(UNSOUND)


@contextmanager
def _working(what: str) -> Iterator[None]:
    """A sign of life on stderr where that is a terminal, for work that cannot say how far it is."""
    if not sys.stderr.isatty():
        yield
        return
    with _console(sys.stderr).status(what):
        yield


def _width() -> int:
    """How wide text may be: the terminal, or what reads well."""
    from shutil import get_terminal_size

    return get_terminal_size((110, 24)).columns
