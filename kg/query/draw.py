"""An answer for the eye: a table, or, where that is wider than the screen, a table of figures with the sentences below it."""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, TextIO

from kg.query.ask import Rows
from kg.query.header import Column, Text
from kg.query.write import table

if TYPE_CHECKING:
    from rich.console import Console

# Columns that say where a row is from.
_SOURCE = ("title", "date")


def draw(answer: Rows, stream: TextIO, *, width: int | None) -> None:
    """Write an answer, whose rows are a tuple, for a screen of so many columns; without a width as one line a row."""
    wide = _console(stream, 100_000)
    drawn = table(answer)
    needed = wide.measure(drawn).maximum
    if width is None:
        with wide.capture() as captured:
            wide.print(drawn, width=needed)
        stream.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines() if line.strip())
        return
    console = _console(stream, width)
    if needed <= width or not any(column.name == "quote" for column in answer.columns):
        console.print(drawn)
        return
    console.print(table(_numbered(answer)))
    for numbers, quote, source in _sentences(answer):
        indent = " " * (len(numbers) + 2)
        lines = wrap(f"{numbers}  “{quote}”", width, subsequent_indent=indent, break_on_hyphens=False)
        if source:
            lines += wrap(f"— {source}", width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
        stream.writelines(f"{line}\n" for line in (*lines, ""))


def _console(stream: TextIO, width: int) -> "Console":
    from rich.console import Console

    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _numbered(answer: Rows) -> Rows:
    """An answer without its sentences and where they are from, each row with a number instead; without columns that are empty, too."""
    kept = [
        at
        for at, column in enumerate(answer.columns)
        if column.name not in ("quote", *_SOURCE) and any(row[at] is not None for row in answer.rows)
    ]
    columns = (Column("number", Text("#", "#"), "number"), *(answer.columns[at] for at in kept))
    rows = tuple((number, *(row[at] for at in kept)) for number, row in enumerate(answer.rows, 1))
    return Rows(columns, rows, answer.language)


def _sentences(answer: Rows) -> Iterator[tuple[str, str, str]]:
    """Each sentence once, with the numbers of the rows that rest on it, and where it is from."""
    found: dict[tuple[str, str], list[str]] = {}
    for number, record in enumerate(answer.records(), 1):
        source = ", ".join(" ".join(str(record[name]).split()) for name in _SOURCE if record.get(name) is not None)
        found.setdefault((" ".join(str(record["quote"] or "").split()), source), []).append(str(number))
    for (quote, source), numbers in found.items():
        yield ", ".join(numbers), quote, source
