"""The two things that are compared: a release of a graph, or a file of facts, as documents sorted by id."""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from kg import records, store
from kg.errors import DiffError


@dataclass(frozen=True, slots=True)
class Side:
    """A state of what is known: `lines` gives each document's id and its facts as JSON, sorted by id, as often as it is called."""

    name: str
    documents: int
    lines: Callable[[], Iterator[tuple[str, bytes]]]


@contextmanager
def opened(given: str) -> Iterator[Side]:
    """The state that is meant by a graph's folder, FOLDER@RELEASE, a file of facts, or - for facts on standard input."""
    path, folder, number = Path(given), *_release(given)
    if given != "-" and path.is_dir():
        folder, number = path, None
    elif given == "-" or path.exists():
        with _file(given) as side:
            yield side
        return
    elif folder is None:
        raise DiffError(f"no graph and no file: {given}; give a graph's folder, FOLDER@RELEASE, or a file that kg extract wrote")
    with store.reading(folder, number) as release:
        yield Side(f"{folder}@{release.number}", release.documents, lambda: store.facts(folder, release.number))


def _release(given: str) -> tuple[Path | None, int | None]:
    folder, at, number = given.rpartition("@")
    return (Path(folder), int(number)) if at and number.isdecimal() and Path(folder).is_dir() else (None, None)


@contextmanager
def _file(given: str) -> Iterator[Side]:
    """A file of facts, in any order: sorted on disk, so that it may be of any length."""
    with tempfile.TemporaryDirectory(prefix="kg-diff-") as folder, closing(sqlite3.connect(Path(folder) / "facts.sqlite")) as db:
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("CREATE TABLE document (id TEXT PRIMARY KEY, line INTEGER, facts BLOB) WITHOUT ROWID")
        name = "standard input" if given == "-" else given
        try:
            if given == "-":
                _fill(db, sys.stdin.buffer, name)
            else:
                with Path(given).open("rb") as file:
                    _fill(db, file, name)
        except OSError as error:
            raise DiffError(f"cannot read {name}: {error.strerror or error}") from None
        db.commit()
        count = db.execute("SELECT count(*) FROM document").fetchone()[0]
        yield Side(name, count, lambda: iter(db.execute("SELECT id, facts FROM document ORDER BY id")))


def _fill(db: sqlite3.Connection, file: BinaryIO, name: str) -> None:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            facts = records.from_json(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DiffError(f"{name}, line {number}: not the facts of a document: {error}; kg extract writes such files") from None
        if facts.schema != records.SCHEMA:
            raise DiffError(f"{name}, line {number}: facts of schema {facts.schema!r}; this kg compares schema {records.SCHEMA!r}")
        try:
            db.execute("INSERT INTO document VALUES (?, ?, ?)", (facts.id, number, line.strip()))
        except sqlite3.IntegrityError:
            other = db.execute("SELECT line FROM document WHERE id = ?", (facts.id,)).fetchone()[0]
            raise DiffError(f"{name}, line {number}: document {facts.id!r} stands there twice, first in line {other}") from None
