"""Releases of the graph on disk: immutable folders, one of which is current, each made in a scratch folder and published by one rename.

A graph folder holds `kg.json` (the format), `lock` (held by the one who builds), `documents/` (facts and text of every document, which the
builds share), `releases/N/` (the store and the manifest of one release), `current` (a link to one), `scratch/` (what is being made) and
`services/` (what reconciliation services answered).
"""

import errno
import fcntl
import hashlib
import heapq
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kg import records
from kg.errors import StoreError
from kg.link import Judgement, decisions, judgement_from_json

if TYPE_CHECKING:
    import pyoxigraph as ox

FORMAT = 1
KEEP = 3

# What an export holds in memory while it sorts; more is sorted in runs on disk.
RUN = 64 * 1024 * 1024

# `document.number` stands for what was read, not for the article: another content, source or extractor gives another number.
LIBRARY = """
CREATE TABLE IF NOT EXISTS document (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL,
    digest TEXT NOT NULL, facts BLOB NOT NULL, article BLOB NOT NULL, UNIQUE (id, source, sha256, digest));
CREATE TABLE IF NOT EXISTS place (id TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS place_place ON place (place);
CREATE TABLE IF NOT EXISTS file (place TEXT PRIMARY KEY, stamp TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failure (id TEXT PRIMARY KEY, source TEXT NOT NULL, place TEXT NOT NULL, message TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Release:
    """One state of the graph. `digest` is of what makes quads of facts; `rewritten` counts quads changed since it was last optimised."""

    number: int
    folder: Path
    current: bool
    documents: int
    quads: int
    digest: str
    rewritten: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be taken at the last try; `stale` where the graph still holds what it said before."""

    id: str
    source: str
    message: str
    stale: bool


class _Content(msgspec.Struct, frozen=True):
    """`release.json`."""

    documents: int
    quads: int
    digest: str
    rewritten: int


class _Marker(msgspec.Struct, frozen=True):
    """`kg.json`."""

    format: int


# ---- reading


def releases(graph: Path) -> tuple[Release, ...]:
    """The releases that can be opened or gone back to, oldest first; none where nothing was built yet."""
    if not _is_graph(graph):
        return ()
    found: list[Release] = []
    for number in _numbers(graph):
        # one that is being removed at this moment is none
        with suppress(FileNotFoundError):
            found.append(_release(graph, number))
    return tuple(found)


def release(graph: Path, number: int | None = None) -> Release:
    """One release, the current one by default."""
    with reading(graph, number) as found:
        return found


@contextmanager
def reading(graph: Path, number: int | None = None) -> Iterator[Release]:
    """A release that stays on disk as long as this lasts, whatever is built meanwhile."""
    if not _is_graph(graph):
        raise StoreError(f"there is no graph in {graph}; kg build makes one")
    with ExitStack() as stack:
        while True:
            chosen = _current(graph) if number is None else number
            if chosen is None:
                raise StoreError(f"nothing was built yet in {graph}; kg build does it")
            try:
                if chosen not in _numbers(graph):
                    raise FileNotFoundError
                stack.enter_context(_locked(_folder(graph, chosen) / "lock", shared=True))
                found = _release(graph, chosen)
            except FileNotFoundError:
                # it was removed while we looked: then `current` has moved on
                if number is None and _current(graph) != chosen:
                    continue
                there = ", ".join(str(other.number) for other in releases(graph)) or "none"
                raise StoreError(f"{graph} has no release {chosen}; there are: {there}") from None
            break
        yield found


@contextmanager
def open_release(graph: Path, number: int | None = None) -> "Iterator[ox.Store]":
    """The store of a release, read-only; the release is not removed while it is open."""
    import pyoxigraph as ox

    with reading(graph, number) as found:
        try:
            opened = ox.Store.read_only(str(found.folder / "store"))
        except (OSError, RuntimeError) as error:  # the latter for what is damaged
            raise StoreError(
                f"release {found.number} of {graph} cannot be opened: {error}; go back to another, or build again in a new folder"
            ) from error
        yield opened


def documents(graph: Path, number: int | None = None) -> Iterator[tuple[records.Document, records.Facts]]:
    """Every document of a release as it was read, and its facts, sorted by id."""
    with reading(graph, number) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))
        last = ""
        # In small portions: a builder cannot write while a reader is in the middle of a statement.
        while portion := db.execute(
            "SELECT d.article, d.facts FROM release.document r JOIN main.document d ON d.number = r.number"
            " WHERE r.id > ? ORDER BY r.id LIMIT 50",
            (last,),
        ).fetchall():
            for article, line in portion:
                document = document_from_json(article)
                yield document, records.from_json(line)
                last = document.id


def judgements(graph: Path, number: int | None = None) -> tuple[Judgement, ...]:
    """What a release judges, here and of things elsewhere (the links of places, which the reference data give, left out), sorted.

    Raises StoreError where another kg built it, before there were judgements.
    """
    with reading(graph, number) as found, closing(sqlite3.connect(read_only(found.folder / "manifest.sqlite"), uri=True)) as db:
        try:
            rows = db.execute("SELECT json FROM judgement UNION SELECT json FROM link ORDER BY json").fetchall()
        except sqlite3.OperationalError:
            raise StoreError(f"release {found.number} of {graph} was built before there were judgements; kg build makes them") from None
    return tuple(judgement_from_json(line) for (line,) in rows)


def speaking_of(graph: Path, nodes: Iterable[str], *, most: int) -> dict[str, tuple[list[tuple[records.Document, records.Facts]], int]]:
    """Of each node the current release knows, before anything is joined: documents that speak of it (`most`, by id), and how many do."""
    made: dict[str, tuple[list[tuple[records.Document, records.Facts]], int]] = {}
    speaks = "FROM release.reference n JOIN release.row w ON w.reference = n.number JOIN release.document r ON r.number = w.document"
    with reading(graph) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))
        for node in nodes:
            (count,) = db.execute(f"SELECT count(DISTINCT r.number) {speaks} WHERE n.node = ?", (node,)).fetchone()
            rows = db.execute(
                f"SELECT DISTINCT r.id, d.article, d.facts {speaks} JOIN main.document d ON d.number = r.number"
                " WHERE n.node = ? ORDER BY r.id LIMIT ?",
                (node, most),
            ).fetchall()
            if count:
                made[node] = [(document_from_json(article), records.from_json(line)) for _, article, line in rows], count
    return made


def changed(graph: Path, since: int, number: int | None = None) -> tuple[str, ...]:
    """The ids of the documents of a release that are new or otherwise than in the release `since`, sorted."""
    with reading(graph, since) as old, reading(graph, number) as new, _library(graph) as db:
        for name, found in (("old", old), ("new", new)):
            db.execute(f"ATTACH ? AS {name}", (read_only(found.folder / "manifest.sqlite"),))
        rows = db.execute(
            "SELECT id FROM new.document EXCEPT SELECT n.id FROM new.document n JOIN old.document o USING (id, number) ORDER BY id"
        )
        return tuple(name for (name,) in rows.fetchall())


def facts(graph: Path, number: int | None = None) -> Iterator[tuple[str, bytes]]:
    """The id of every document of a release and its facts as a line of JSON, sorted by id."""
    with reading(graph, number) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))
        last = ""
        while portion := db.execute(
            "SELECT r.id, d.facts FROM release.document r JOIN main.document d ON d.number = r.number"
            " WHERE r.id > ? ORDER BY r.id LIMIT 50",
            (last,),
        ).fetchall():
            yield from portion
            last = portion[-1][0]


@contextmanager
def lookup(graph: Path, number: int | None = None) -> Iterator[Callable[[str], tuple[records.Document, records.Facts] | None]]:
    """What gives a document of a release by its id, as it was read, and its facts; None where the release does not hold it."""
    with reading(graph, number) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))

        def document(name: str) -> tuple[records.Document, records.Facts] | None:
            rows = db.execute(
                "SELECT d.article, d.facts FROM release.document r JOIN main.document d ON d.number = r.number WHERE r.id = ?", (name,)
            ).fetchall()
            return (document_from_json(rows[0][0]), records.from_json(rows[0][1])) if rows else None

        yield document


def content(graph: Path, number: int | None = None) -> str:
    """What a release holds, as one SHA-256: of its documents' ids and contents, of the code that read them and of that which wrote quads,
    and of what is judged to be the same.

    Two releases that have it in common hold the same facts, wherever they were built.
    """
    digest = hashlib.sha256()
    for judgement in judgements(graph, number):
        digest.update(msgspec.json.encode(judgement) + b"\n")
    with reading(graph, number) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))
        digest.update(found.digest.encode())
        last = ""
        while portion := db.execute(
            "SELECT r.id, d.sha256, d.digest FROM release.document r JOIN main.document d ON d.number = r.number"
            " WHERE r.id > ? ORDER BY r.id LIMIT 1000",
            (last,),
        ).fetchall():
            digest.update(msgspec.json.encode(portion))
            last = portion[-1][0]
    return digest.hexdigest()


def failures(graph: Path) -> tuple[Failure, ...]:
    """The documents that could not be taken when they were last tried, by id; each is tried again by the next build of its source."""
    with reading(graph) as found, _library(graph) as db:
        db.execute("ATTACH ? AS release", (read_only(found.folder / "manifest.sqlite"),))
        rows = db.execute(
            "SELECT f.id, f.source, f.message, r.number IS NOT NULL"
            " FROM failure f LEFT JOIN release.document r ON r.id = f.id ORDER BY f.id"
        ).fetchall()
    return tuple(Failure(name, source, message, bool(stale)) for name, source, message, stale in rows)


def export_lines(opened: "ox.Store", *, run: int = RUN) -> Iterator[bytes]:
    r"""The quads as canonical N-Quads, sorted by their bytes, each with its "\n"; memory stays at some times `run` bytes."""
    import pyoxigraph as ox

    with tempfile.TemporaryDirectory(prefix="kg-export-") as name, ExitStack() as stack:
        folder = Path(name)
        try:
            opened.dump(str(folder / "all.nq"), ox.RdfFormat.N_QUADS)
            runs: list[Iterator[bytes]] = []
            with (folder / "all.nq").open("rb") as lines:
                while portion := lines.readlines(run):
                    portion.sort()
                    if not runs and len(portion) and lines.tell() == os.fstat(lines.fileno()).st_size:
                        yield from portion
                        return
                    path = folder / f"{len(runs)}.nq"
                    with path.open("wb") as out:
                        out.writelines(portion)
                    runs.append(stack.enter_context(path.open("rb")))
                    del portion
            (folder / "all.nq").unlink()
        except OSError as error:
            raise StoreError(f"cannot sort the quads in {folder}: {_reason(error)}; $TMPDIR says where") from error
        yield from heapq.merge(*runs)


# ---- building


@contextmanager
def building(graph: Path, *, keep: int = KEEP) -> Iterator[None]:
    """The right to change a graph folder, which one process has at a time; what a dead one left behind is swept first.

    Whatever goes wrong with the disk inside becomes a `StoreError`.
    """
    with _trouble(graph):
        beside = {"lock", "kg.json.new", "services", "pages", decisions.NAME, f"{decisions.NAME}.new"}
        if graph.exists() and not _is_graph(graph) and not {path.name for path in graph.iterdir()} <= beside:
            raise StoreError(f"{graph} is no graph folder and not empty; give a new or an empty folder")
        graph.mkdir(parents=True, exist_ok=True)
        with _locked(graph / "lock"):
            if not _is_graph(graph):
                _write(graph / "kg.json.new", msgspec.json.encode(_Marker(FORMAT)))
                (graph / "kg.json.new").replace(graph / "kg.json")
            for name in ("documents", "releases", "scratch"):
                (graph / name).mkdir(exist_ok=True)
            _sweep(graph)
            _retire(graph, keep)
            yield


@contextmanager
def scratch(graph: Path) -> Iterator[Path]:
    """An empty folder inside the graph folder, for the one who is `building`; gone afterwards unless it was published."""
    folder = graph / "scratch" / "next"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(
    graph: Path, folder: Path, *, documents: int, quads: int, digest: str, rewritten: int, keep: int = KEEP
) -> tuple[Release, bool]:
    """Make a release of a scratch folder (`store/`, `manifest.sqlite`) and make it current; also, whether an old release was removed."""
    _write(folder / "release.json", msgspec.json.encode(_Content(documents, quads, digest, rewritten)))
    _write(folder / "lock", b"")
    _sync(folder)
    number = max(_folders(graph), default=0) + 1
    folder.rename(_folder(graph, number))
    _sync_folder(graph / "releases")
    _move_current(graph, number)
    return _release(graph, number), _retire(graph, keep)


def go_back(graph: Path, number: int) -> Release:
    """Make an older (or, after that, a newer) release current; the next build goes on from there."""
    with reading(graph, number), building(graph, keep=1_000_000):
        _move_current(graph, number)
        return _release(graph, number)


def library(graph: Path) -> Path:
    """The database of what was read: facts and texts, by id, content and extractor."""
    return graph / "documents" / "documents.sqlite"


def read_only(path: Path) -> str:
    """A manifest of a release as SQLite attaches it: it never changes, so nothing needs to be locked or written beside it."""
    return f"file:{_quoted(path)}?immutable=1"


def document_to_json(document: records.Document) -> bytes:
    return msgspec.json.encode(document)


def document_from_json(line: bytes) -> records.Document:
    return msgspec.json.decode(line, type=records.Document)


def connect(graph: Path) -> sqlite3.Connection:
    """The library, to be written by the one who is `building`."""
    db = sqlite3.connect(f"file:{_quoted(library(graph))}", uri=True, isolation_level=None, timeout=60)
    db.execute("PRAGMA journal_mode = TRUNCATE")
    db.execute("PRAGMA synchronous = FULL")
    db.executescript(LIBRARY)
    return db


def forget(graph: Path, db: sqlite3.Connection) -> None:
    """Drop the facts and texts that no release holds any more."""
    db.execute("CREATE TEMP TABLE kept (number INTEGER PRIMARY KEY)")
    for number in _folders(graph):
        db.execute("ATTACH ? AS kept_release", (read_only(_folder(graph, number) / "manifest.sqlite"),))
        db.execute("INSERT OR IGNORE INTO kept SELECT number FROM kept_release.document")
        db.execute("DETACH kept_release")
    db.execute("DELETE FROM main.document WHERE number NOT IN (SELECT number FROM kept)")
    db.execute("DROP TABLE kept")


# ---- inside


def _is_graph(graph: Path) -> bool:
    """Whether a folder is a graph; raises where it is one of another format."""
    try:
        marker = msgspec.json.decode((graph / "kg.json").read_bytes(), type=_Marker)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, msgspec.DecodeError) as error:
        raise StoreError(f"{graph / 'kg.json'} cannot be read: {error}; is {graph} a graph folder?") from error
    if marker.format != FORMAT:
        raise StoreError(
            f"{graph} is a graph of format {marker.format}, this kg has format {FORMAT}; use the kg that made it, or build in a new folder"
        )
    return True


def _folder(graph: Path, number: int) -> Path:
    return graph / "releases" / str(number)


def _folders(graph: Path) -> list[int]:
    with suppress(FileNotFoundError):
        return sorted(int(path.name) for path in (graph / "releases").iterdir() if path.name.isdecimal())
    return []


def _current(graph: Path) -> int | None:
    try:
        return int((graph / "current").readlink().name)
    except FileNotFoundError:
        return None


def _numbers(graph: Path) -> list[int]:
    """Published releases: a folder that was finished but never became current, because its build was killed, is none."""
    current = _current(graph)
    return [number for number in _folders(graph) if number == current or (_folder(graph, number) / "published").exists()]


def _release(graph: Path, number: int) -> Release:
    folder = _folder(graph, number)
    content = msgspec.json.decode((folder / "release.json").read_bytes(), type=_Content)
    return Release(number, folder, number == _current(graph), content.documents, content.quads, content.digest, content.rewritten)


def _move_current(graph: Path, number: int) -> None:
    link = graph / "scratch" / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases", str(number)))
    link.replace(graph / "current")
    _sync_folder(graph)
    (_folder(graph, number) / "published").touch()


def _sweep(graph: Path) -> None:
    """Remove what builds that died left behind; there is no live one, for we hold the lock."""
    for path in (graph / "scratch").iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    published = _numbers(graph)
    for number in _folders(graph):
        if number not in published:
            _remove(graph, number)
        elif number == _current(graph):
            (_folder(graph, number) / "published").touch()


def _retire(graph: Path, keep: int) -> bool:
    """Remove all but the newest releases, the current one, and those that somebody reads; whether any was removed."""
    old = [number for number in _numbers(graph)[: -max(keep, 1)] if number != _current(graph)]
    return sum(_remove(graph, number) for number in old) > 0


def _remove(graph: Path, number: int) -> bool:
    folder = _folder(graph, number)
    try:
        with _locked(folder / "lock"):
            folder.rename(graph / "scratch" / f"old-{number}")
    except StoreError:  # somebody reads it
        return False
    shutil.rmtree(graph / "scratch" / f"old-{number}")
    return True


@contextmanager
def _locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """A lock that ends with its process: shared by many, which waits and needs no right to write; or had by one alone, or `StoreError`."""
    descriptor = os.open(path, os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"{path.parent} is in use: another kg is building it; wait until it is done, or give another folder") from None
        # The one we waited for may have removed what we have locked.
        if path.stat().st_ino != os.fstat(descriptor).st_ino:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _library(graph: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(f"file:{_quoted(library(graph))}?mode=ro", uri=True, timeout=60)
    try:
        yield db
    finally:
        db.close()


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: Path) -> None:
    """Force everything below a folder to the disk, before something points at it."""
    for where, _, names in os.walk(folder):
        for name in names:
            _sync_folder(Path(where, name))
        _sync_folder(Path(where))


def _reason(error: BaseException) -> str:
    return (error.strerror or str(error)).lower() if isinstance(error, OSError) else str(error)


@contextmanager
def _trouble(graph: Path) -> Iterator[None]:
    """Mistakes of the disk as mistakes a user can mend."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        if full or any(words in str(error) for words in ("No space left", "disk is full", "File too large", "Disk quota exceeded")):
            what = f"there is no room left for {graph}: make some, or give a folder on another disk with --graph"
        else:
            where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
            what = f"cannot build in {graph}: {where}{_reason(error)}"
        raise StoreError(f"{what}; what was published before is as it was") from error
    except RuntimeError as error:
        if not str(error).startswith("Corruption"):
            raise
        raise StoreError(
            f"the current release of {graph} is damaged ({error}); go back to another, or build again in a new folder"
        ) from error
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:
            raise
        raise StoreError(f"{graph / 'documents'} is damaged ({error}); build again in a new folder") from error
