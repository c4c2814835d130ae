"""What all commands share: where words and data go, where the graph is, progress, exit codes."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from kg.errors import KgError

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rich.console import Console

    from kg.read import Failure

UNSOUND, UNABLE, INTERRUPTED, UNREAD = 1, 2, 130, 141

Sources = Annotated[list[str], typer.Argument(metavar="SOURCE", help="Files, folders, patterns; - is standard input.")]
Graph = Annotated[
    Path | None, typer.Option("--graph", metavar="DIR", help="Folder of the graph; else $KG_GRAPH, else ./graph.", show_default=False)
]
Language = Annotated[Literal["vi", "en"], typer.Option("--language", help="Language of headings and labels.")]
Table = Annotated[Literal["table", "csv", "tsv", "json", "jsonl", "md"], typer.Option("--format", help="How the answer is written.")]


def say(message: str, code: int = 0) -> int:
    try:
        print(message, file=sys.stderr, flush=True)
    except BrokenPipeError:
        unread()
    return code


def unread() -> int:
    """Whoever read our output has had enough: nothing more is written, also not when the interpreter flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    return UNREAD


@contextmanager
def output() -> Iterator[TextIO]:
    """Standard output; where its reader has gone, the command ends quietly, and where it goes to a full disk, it says so."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise typer.Exit(unread()) from None
    except OSError as error:
        # What a file or folder refuses has its name; what standard output refuses has none.
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise
        unread()
        raise KgError(f"cannot write to standard output: {(error.strerror or str(error)).lower()}") from None


def folder_of(graph: Path | None) -> Path:
    return graph or Path(os.environ.get("KG_GRAPH") or "graph")


@contextmanager
def opened_store(graph: Path | None) -> "Iterator[ox.Store]":
    from kg import store

    with store.open_release(folder_of(graph)) as opened:
        yield opened


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def tell(failed: "Iterable[Failure]") -> None:
    for failure in failed:
        say(f"failed: {failure.id}: {failure.message}")


@contextmanager
def bar_of(names: dict[str, str], *, unless: bool = False) -> Iterator[Callable[[str, int, int], None] | None]:
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
        console=console_of(sys.stderr), transient=True,
    ) as bar:  # fmt: skip
        tasks: dict[str, Any] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(names.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield progress


def console_of(stream: TextIO, *, width: int | None = None) -> "Console":
    from rich.console import Console

    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


@contextmanager
def working(what: str) -> Iterator[None]:
    """A sign of life on stderr where that is a terminal, for work that cannot say how far it is."""
    if not sys.stderr.isatty():
        yield
        return
    with console_of(sys.stderr).status(what):
        yield


def quiet() -> bool:
    """Whether a bar would stand between the lines that are printed, or be seen by nobody."""
    return sys.stdout.isatty() or not sys.stderr.isatty()


def width_of() -> int:
    """How wide text may be: the terminal, or what reads well."""
    from shutil import get_terminal_size

    return get_terminal_size((110, 24)).columns
