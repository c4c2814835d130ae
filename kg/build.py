"""The whole way, from sources to a published release; the only module that knows the order.

Only what changed is done again: a document by its content, a shared node by its references, and the store by the quads that differ.
What is kept between builds: facts and texts in the library (`documents/documents.sqlite`, table names without a prefix), and beside each
release its manifest (`old.` and `next.`): which documents it holds, what each says of which shared node, which nodes are the same, and who
or what judged so. What people decide and services answer stands in `judgements.tsv` beside the releases, and each build applies it.
"""

import hashlib
import logging
import os
import re
import shutil
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from itertools import chain, groupby, islice
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote, unquote_to_bytes

from kg import extract, files, gazetteer, link, rdf, read, records, segment, store
from kg.errors import KgError
from kg.link import decisions as kept
from kg.read import Failure

if TYPE_CHECKING:
    import pyoxigraph as ox

# Modules that change neither what a document says nor how it is written down; `WRITTEN` are those that change only the latter.
# A module that is in neither list counts as one that reads: then documents are read once more than needed, never once too few.
AROUND = {
    "explain", "residue", "evaluate", "store", "validate", "query", "export", "show", "info", "review", "build", "diff", "receipt", "graph",
    "cli", "__init__", "__main__",
}  # fmt: skip
WRITTEN = {"vocabulary", "rdf", "link"}
# … and what both rest on.
BOTH = {"fold", "gazetteer", "lexicon", "segment", "vi"}

# One bulk load of 3 million quads takes 1.5 GB, and more on more cores; in portions of this many bytes it takes 0.2 GB and no more time.
PORTION = 32 * 1024 * 1024

BATCH = 8
NODES = 256
# Fewer batches are done sooner than a worker process has started.
WORTH_A_POOL = 5
# Above this share of documents to be written anew, loading everything afresh is faster than changing the store.
AFRESH = 0.3
# Above this share of quads changed since, the store is put in order again: questions get 3 to 4 times faster, but all of it is rewritten.
UNTIDY = 0.2
# A file that was changed so shortly before it was read may be changed again without its time stamp telling.
SETTLED = 2_000_000_000

MANIFEST = """
CREATE TABLE document (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE reference (number INTEGER PRIMARY KEY, json BLOB NOT NULL UNIQUE, node TEXT NOT NULL, block TEXT NOT NULL);
CREATE INDEX reference_node ON reference (node);
CREATE INDEX reference_block ON reference (block);
CREATE TABLE row (document INTEGER NOT NULL, reference INTEGER NOT NULL, PRIMARY KEY (document, reference)) WITHOUT ROWID;
CREATE INDEX row_reference ON row (reference);
CREATE TABLE canonical (node TEXT PRIMARY KEY, canonical TEXT NOT NULL, block TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX canonical_canonical ON canonical (canonical);
CREATE INDEX canonical_block ON canonical (block);
CREATE TABLE judgement (block TEXT NOT NULL, json BLOB NOT NULL, subject TEXT NOT NULL, object TEXT NOT NULL, PRIMARY KEY (block, json))
    WITHOUT ROWID;
CREATE TABLE decision (json BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE link (node TEXT NOT NULL, json BLOB NOT NULL, kept INTEGER NOT NULL, PRIMARY KEY (node, json)) WITHOUT ROWID;
"""

WORK = """
PRAGMA temp_store = FILE;
CREATE TEMP TABLE listed (id TEXT PRIMARY KEY, source TEXT, place TEXT, number INTEGER, todo INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE leaving (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE gone (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TEMP TABLE come (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TEMP TABLE incoming (document INTEGER, json BLOB, node TEXT, block TEXT);
CREATE TEMP TABLE moved (reference INTEGER PRIMARY KEY);
CREATE TEMP TABLE spoken (node TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE touched (block TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE renamed (node TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE anew (id TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE shared (node TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE together (block TEXT PRIMARY KEY, whole TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE unsaid (json BLOB, subject TEXT, object TEXT);
CREATE TEMP TABLE said (json BLOB, subject TEXT, object TEXT);
"""

# What is being done, how much of it is done, and how much there is: "read" counts documents, "write" documents and shared nodes.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. `failed` are the documents not taken this time; `stale` counts those that the graph still holds. `release` is the
    one that is current now; None where nothing could be read for a first one.

    `contradictions` are decisions of people that cannot all be so, in words.
    """

    release: int | None
    published: bool
    documents: int
    quads: int
    read: int
    unchanged: int
    added: int
    changed: int
    removed: int
    stale: int
    failed: tuple[Failure, ...]
    seconds: Mapping[str, float]
    contradictions: tuple[str, ...] = ()


def build(
    sources: Iterable[str],
    graph: Path,
    *,
    given: Iterable[records.Document] = (),
    workers: int = 1,
    prune: bool = False,
    keep: int = store.KEEP,
    base: str = rdf.BASE,
    progress: Progress | None = None,
) -> Report:
    """Take in the documents of the sources and publish a release if anything changed; `prune` drops what the sources no longer hold.

    Without sources it applies what people have decided and services answered since the last release. `given` are documents that somebody
    has read already.
    """
    sources = tuple(sources)
    decisions = kept.read(graph)
    found = read.candidates(sources, pages=read.pages_folder(graph / "pages"))
    clock = _Clock()
    with store.building(graph, keep=keep), _library(graph) as db, _processes(workers) as each:
        before = store.releases(graph)
        current = next((release for release in before if release.current), None)
        _attach_old(db, current)
        say = progress or (lambda stage, done, total: None)

        failed = _list(db, found, _digest())
        _give(db, given)
        done = _read(db, each, failed, say)
        _compare(db, sources if prune else ())
        _remember_failures(db, sources, failed)
        clock.lap("read")
        came, went = _any(db, "come"), _any(db, "gone")
        counts = {
            "read": done,
            "unchanged": _count(db, "listed WHERE place IS NOT NULL AND number IN (SELECT number FROM old.document)"),
            "added": _count(db, "come WHERE id NOT IN (SELECT id FROM old.document)"),
            "changed": _count(db, "come WHERE id IN (SELECT id FROM old.document)"),
            "removed": _count(db, "leaving"),
            "stale": sum(_holds(db, name) for name in failed),
        }

        written = _written_digest(base)
        release, published = current, False
        # Where nothing could be read, a first release that holds nothing would look like an answer.
        unread = release is None and failed and not came
        changed = release is None or release.digest != written or came or went or _decided_since(db, decisions)
        if changed and not unread:
            with store.scratch(graph) as folder:
                base_release = _next_manifest(db, folder, current, written)
                _refer(db, store.library(graph), each)
                _identify(db, decisions)
                clock.lap("identify")
                quads, rewritten = _write(db, folder, base_release, each, decisions, base, store.library(graph), say, clock)
                documents = _count(db, "next.document")
                db.execute("DETACH next")
                release, removed = store.publish(
                    graph, folder, documents=documents, quads=quads, digest=written, rewritten=rewritten, keep=keep
                )
                published = True
            if removed:
                store.forget(graph, db)
            clock.lap("publish")
        return Report(
            release=release.number if release else None,
            published=published,
            documents=release.documents if release else 0,
            quads=release.quads if release else 0,
            failed=tuple(failed[name] for name in sorted(failed)),
            seconds=clock.seconds,
            contradictions=tuple(link.contradictions(decisions)),
            **counts,
        )


# ---- reading


def _list(db: sqlite3.Connection, candidates: Iterable[read.Candidate], digest: str) -> dict[str, Failure]:
    """What the sources hold, and which of it was read before, as it stands and by this code; the rest is to be done."""
    failed: dict[str, Failure] = {}
    db.execute("BEGIN")
    for candidate in candidates:
        name, source, place = candidate.id, candidate.source, _place(candidate)
        # One file, named in another way than last time: it stays one document, and the longer id says more, as in `read`.
        twin = _one(db, "SELECT p.id FROM place p JOIN old.document o ON o.id = p.id WHERE p.place = ? AND p.id <> ?", place, name)
        if twin is not None and (-len(twin), twin) < (-len(name), name):
            name = twin
        other = _one(db, "SELECT p.place FROM place p JOIN old.document o ON o.id = p.id WHERE p.id = ?", name)
        if other is not None and other != place and os.path.exists(_path(other)):  # noqa: PTH110 (a Path a file costs more than the question)
            message = f"two documents would be called {name!r}: {read.shown(_path(other))}, which is in the graph, and {source}"
            failed[name] = Failure(name, source, f"{message}; rename one, or give a folder above both")
            db.execute("INSERT OR IGNORE INTO listed VALUES (?, ?, ?, NULL, 0)", (name, source, other))
            continue
        known = _one(db, "SELECT sha256 FROM file WHERE place = ? AND stamp = ?", place, _stamp(place))
        number = known and _one(
            db, "SELECT number FROM document WHERE id = ? AND source = ? AND sha256 = ? AND digest = ?", name, source, known, digest
        )
        db.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?)", (name, source, place, number, number is None))
    # Of sources that are not given now: what another version of the code made of a document is made again, from the text that was kept.
    db.execute(
        "INSERT OR IGNORE INTO listed SELECT o.id, d.source, NULL, NULL, 1 FROM old.document o JOIN document d ON d.number = o.number"
        " WHERE d.digest <> ?",
        (digest,),
    )
    db.execute("COMMIT")
    return failed


def _give(db: sqlite3.Connection, documents: Iterable[records.Document]) -> None:
    """Keep documents that were read elsewhere, with what they say."""
    for document in documents:
        job = _Job(document.id, document.source, None, document=document)
        db.execute("INSERT OR REPLACE INTO listed VALUES (?, ?, NULL, NULL, 0)", (job.id, job.source))
        _keep(db, _read_one(job), _digest())


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be read at a place, or a document that was read and is to be understood. `known` are contents it need not be read for."""

    id: str
    source: str
    place: str | None
    known: tuple[str, ...] = ()
    document: records.Document | None = None


@dataclass(frozen=True, slots=True)
class _Result:
    """Of a document that is known, only what it is; of one that is not, its facts; of one that fails, why."""

    job: _Job
    sha256: str = ""
    stamp: str | None = None
    facts: bytes | None = None
    article: bytes | None = None
    message: str | None = None
    # what reading warned of, each with what makes two warnings one
    warnings: tuple[tuple[str, str], ...] = ()


def _jobs(db: sqlite3.Connection, digest: str) -> Iterator[_Job]:
    last = ""
    while portion := db.execute("SELECT id, source, place FROM listed WHERE todo AND id > ? ORDER BY id LIMIT 64", (last,)).fetchall():
        for name, source, place in portion:
            if place is None:
                article = _one(db, "SELECT d.article FROM old.document o JOIN document d ON d.number = o.number WHERE o.id = ?", name)
                yield _Job(name, source, None, document=store.document_from_json(article))
            else:
                known = db.execute("SELECT sha256 FROM document WHERE id = ? AND source = ? AND digest = ?", (name, source, digest))
                yield _Job(name, source, place, tuple(sha256 for (sha256,) in known))
            last = name


def _read_batch(jobs: Sequence[_Job]) -> list[_Result]:
    """Worker: read documents and find their facts."""
    return [_heard(job) for job in jobs]


_reading = logging.getLogger("kg.read")


def _heard(job: _Job) -> _Result:
    """What reading warns of comes with the result, so that it is told once, whichever processes read the documents of a file."""
    ears = BufferingHandler(sys.maxsize)
    before, _reading.propagate = _reading.propagate, False
    _reading.addHandler(ears)
    try:
        result = _read_one(job)
    finally:
        _reading.removeHandler(ears)
        _reading.propagate = before
    warnings = tuple((f"{one.msg} {one.args[:1] if isinstance(one.args, tuple) else ''}", one.getMessage()) for one in ears.buffer)
    return replace(result, warnings=warnings) if warnings else result


def _read_one(job: _Job) -> _Result:
    stamp = job.place and _stamp(job.place)
    try:
        document = job.document
        if document is None:
            assert job.place is not None
            document = read.document(read.Candidate(job.id, job.source, None if job.place == "-" else Path(_path(job.place))))
        if stamp is not None and not _settled(stamp):
            stamp = None
        if document.sha256 in job.known:
            return _Result(job, document.sha256, stamp)
        facts = extract.facts(document)
        rdf.check(facts)
        return _Result(job, document.sha256, stamp, records.to_json(facts), store.document_to_json(document))
    except KgError as error:
        return _Result(job, message=str(error))
    except Exception as error:
        # A bug, which must not keep the other documents out: it is counted with the failures, and says where it is.
        return _Result(job, message=f"{job.source}: a bug in kg, please report it: {_where(error)}")


def _where(error: Exception) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    line = f" ({Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno})" if at else ""
    return f"{type(error).__name__}: {error}{line}"


def _read(db: sqlite3.Connection, each: "_Each", failed: dict[str, Failure], say: Progress) -> int:
    """Read what is to be done, keeping each document as soon as it is understood: a build that is killed has not read it in vain."""
    total = _count(db, "listed")
    todo = _count(db, "listed WHERE todo")
    digest = _digest()
    done = count = 0
    say("read", total - todo, total)
    saved = time.monotonic()
    told: set[str] = set()
    db.execute("BEGIN")
    # Standard input is ours alone; a worker has none.
    jobs = _jobs(db, digest)
    ours = [job for job in _jobs(db, digest) if job.place == "-"] if _any(db, "listed WHERE place = '-'") else []
    others = (job for job in jobs if job.place != "-")
    for results in chain(map(_read_batch, [ours] if ours else []), each(_read_batch, _batches(others, BATCH))):
        for result in results:
            for key, warning in result.warnings:
                if key not in told:
                    told.add(key)
                    _reading.warning("%s", warning)
            if result.message is not None:
                failed[result.job.id] = Failure(result.job.id, result.job.source, result.message)
                db.execute("DELETE FROM file WHERE place = ?", (result.job.place,))
            else:
                count += result.facts is not None
                _keep(db, result, digest)
        done += len(results)
        say("read", total - todo + done, total)
        if time.monotonic() - saved > 1:
            db.execute("COMMIT")
            db.execute("BEGIN")
            saved = time.monotonic()
    db.execute("COMMIT")
    return count


def _keep(db: sqlite3.Connection, result: _Result, digest: str) -> None:
    job = result.job
    if result.facts is not None:
        db.execute(
            "INSERT OR IGNORE INTO document (id, source, sha256, digest, facts, article) VALUES (?, ?, ?, ?, ?, ?)",
            (job.id, job.source, result.sha256, digest, result.facts, result.article),
        )
    db.execute(
        "UPDATE listed SET number = (SELECT number FROM document d WHERE d.id = ?1 AND d.source = ?2 AND d.sha256 = ?3 AND d.digest = ?4)"
        " WHERE id = ?1",
        (job.id, job.source, result.sha256, digest),
    )
    if result.stamp is not None:
        db.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (job.place, result.stamp, result.sha256))
    elif job.place is not None:
        db.execute("DELETE FROM file WHERE place = ?", (job.place,))


def _compare(db: sqlite3.Connection, pruned: Sequence[str]) -> None:
    """Which documents come into the graph and which go out of it."""
    db.execute("BEGIN")
    # a file that has another id now
    db.execute(
        "INSERT INTO leaving SELECT DISTINCT o.id FROM listed l JOIN place p ON p.place = l.place AND p.id <> l.id"
        " JOIN old.document o ON o.id = p.id WHERE l.number IS NOT NULL AND l.place <> '-'"
    )
    if pruned:
        db.create_function("given", 1, _given(pruned), deterministic=True)
        db.execute(
            "INSERT OR IGNORE INTO leaving SELECT o.id FROM old.document o JOIN place p ON p.id = o.id"
            " WHERE NOT EXISTS (SELECT 1 FROM listed l WHERE l.id = o.id AND l.place IS NOT NULL) AND given(p.place)"
        )
    db.execute(
        "INSERT INTO come SELECT number, id FROM listed"
        " WHERE number IS NOT NULL AND number NOT IN (SELECT number FROM old.document) AND id NOT IN (SELECT id FROM leaving)"
    )
    db.execute("INSERT INTO gone SELECT number, id FROM old.document WHERE id IN (SELECT id FROM come) OR id IN (SELECT id FROM leaving)")
    db.execute("INSERT OR REPLACE INTO place SELECT id, place FROM listed WHERE number IS NOT NULL AND place IS NOT NULL")
    db.execute("COMMIT")


def _remember_failures(db: sqlite3.Connection, sources: Sequence[str], failed: Mapping[str, Failure]) -> None:
    """What failed stands until it is read, or until its source is given and no longer holds it."""
    db.create_function("given", 1, _given(sources), deterministic=True)
    db.execute("BEGIN")
    db.execute("DELETE FROM failure WHERE id IN (SELECT id FROM listed WHERE number IS NOT NULL) OR id IN (SELECT id FROM gone)")
    db.execute("DELETE FROM failure WHERE id NOT IN (SELECT id FROM listed) AND id NOT IN (SELECT id FROM old.document) AND given(place)")
    for failure in failed.values():
        place = _one(db, "SELECT place FROM listed WHERE id = ?", failure.id) or "-"
        db.execute("INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?)", (failure.id, failure.source, place, failure.message))
    db.execute("COMMIT")


def _given(sources: Sequence[str]) -> Callable[[str], bool]:
    """Whether a place lies in one of the sources; of a pattern only what is no longer there, for `*` also matches what lies deeper."""
    folders = [os.path.join(_absolute(source), "") for source in sources if os.path.isdir(source)]  # noqa: PTH118, PTH112
    others = [_absolute(source) for source in sources if source != "-" and not os.path.isdir(source)]  # noqa: PTH112
    members = tuple(os.path.join(other, "") for other in others)  # noqa: PTH118

    def given(place: str) -> bool:
        place = _path(place)
        return (
            any(place.startswith(folder) for folder in folders)
            or place.startswith(members)
            or (
                any(fnmatchcase(place, pattern) for pattern in others) and not os.path.exists(place)  # noqa: PTH110
            )
        )

    return given


def _absolute(source: str) -> str:
    return os.path.abspath(source)  # noqa: PTH100 (as `read` does: Path.absolute keeps `..`)


_UNENCODED = re.compile("[\ud800-\udfff]")


def _place(candidate: read.Candidate) -> str:
    """Where a candidate stands, as text that SQLite takes: a path with bytes that are no UTF-8 is percent-encoded, behind a `%`."""
    if candidate.path is None:
        return "-"
    path = _absolute(os.fspath(candidate.path))
    return f"%{quote(os.fsencode(path))}" if _UNENCODED.search(path) else path


def _path(place: str) -> str:
    return os.fsdecode(unquote_to_bytes(place[1:])) if place.startswith("%") else place


def _stamp(place: str) -> str:
    """What changes when a file does. The change time is with it, because a modification time can be set back."""
    with suppress(OSError):
        if place == "-":
            return ""
        # of a member of a file, the file's
        path = _path(place)
        stat = os.stat(read.file_of(Path(path)) if ":" in path else path)  # noqa: PTH116 (called for every file of the corpus)
        return f"{stat.st_size} {stat.st_ino} {stat.st_mtime_ns} {stat.st_ctime_ns}"
    return ""


def _settled(stamp: str) -> bool:
    if not stamp:
        return False
    _, _, modified, changed = map(int, stamp.split())
    return time.time_ns() - max(modified, changed) > SETTLED


# ---- identity


def _attach_old(db: sqlite3.Connection, current: store.Release | None) -> None:
    if current is None:
        db.execute("ATTACH ':memory:' AS old")
        db.executescript(_in_schema("old"))
    else:
        db.execute("ATTACH ? AS old", (store.read_only(current.folder / "manifest.sqlite"),))


def _next_manifest(db: sqlite3.Connection, folder: Path, current: store.Release | None, digest: str) -> store.Release | None:
    """Start the manifest of the next release from the current one, which is returned; or from nothing, where other code makes quads now."""
    path = folder / "manifest.sqlite"
    base = current if current is not None and current.digest == digest else None
    if base is not None:
        shutil.copyfile(base.folder / "manifest.sqlite", path)
    db.execute("ATTACH ? AS next", (str(path),))
    # If this is interrupted the whole scratch folder is thrown away; `publish` forces it to the disk.
    db.execute("PRAGMA next.journal_mode = OFF")
    db.execute("PRAGMA next.synchronous = OFF")
    if base is None:
        db.executescript(_in_schema("next"))
        db.execute("INSERT OR IGNORE INTO come SELECT number, id FROM old.document WHERE number NOT IN (SELECT number FROM gone)")
    return base


def _in_schema(schema: str) -> str:
    return MANIFEST.replace("CREATE TABLE ", f"CREATE TABLE {schema}.").replace("CREATE INDEX ", f"CREATE INDEX {schema}.")


def _refer(db: sqlite3.Connection, library: Path, each: "_Each") -> None:
    """Put in what the documents that came say of shared nodes, take out what those that went said; note the nodes and blocks it moves."""
    numbers = (number for (number,) in _rows(db, "SELECT number FROM come ORDER BY number"))
    db.execute("BEGIN")
    for found in each(_references_batch, ((str(library), batch) for batch in _batches(numbers, BATCH))):
        db.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?)", found)
    unheard = "NOT EXISTS (SELECT 1 FROM next.reference r WHERE r.json = i.json)"
    db.execute(f"INSERT INTO touched SELECT DISTINCT block FROM incoming i WHERE {unheard}")
    db.execute("INSERT OR IGNORE INTO next.reference (json, node, block) SELECT json, node, block FROM incoming")
    was = "SELECT g.id, w.reference FROM gone g JOIN next.row w ON w.document = g.number"
    now = "SELECT c.id, r.number AS reference FROM come c JOIN incoming i ON i.document = c.number JOIN next.reference r ON r.json = i.json"
    db.execute(f"INSERT OR IGNORE INTO moved SELECT reference FROM ({was} EXCEPT {now})")
    db.execute(f"INSERT OR IGNORE INTO moved SELECT reference FROM ({now} EXCEPT {was})")
    db.execute("DELETE FROM next.row WHERE document IN (SELECT number FROM gone)")
    db.execute("DELETE FROM next.document WHERE number IN (SELECT number FROM gone)")
    db.execute("INSERT INTO next.document SELECT number, id FROM come")
    db.execute("INSERT INTO next.row SELECT i.document, r.number FROM incoming i JOIN next.reference r ON r.json = i.json")
    db.execute("INSERT INTO spoken SELECT DISTINCT node FROM next.reference WHERE number IN (SELECT reference FROM moved)")
    unused = "SELECT m.reference FROM moved m WHERE NOT EXISTS (SELECT 1 FROM next.row w WHERE w.reference = m.reference)"
    db.execute(f"INSERT OR IGNORE INTO touched SELECT block FROM next.reference WHERE number IN ({unused})")
    db.execute(f"DELETE FROM next.reference WHERE number IN ({unused})")
    db.execute("DELETE FROM incoming")
    db.execute("COMMIT")


def _references_batch(job: tuple[str, Sequence[int]]) -> list[tuple[int, bytes, str, str]]:
    """Worker: what documents say of shared nodes."""
    path, numbers = job
    return [
        (number, rdf.reference_to_json(reference), reference.node, reference.block)
        for number, facts, _ in _documents(path, numbers)
        for reference in rdf.references(facts)
    ]


def _decided_since(db: sqlite3.Connection, decisions: Sequence[link.Judgement]) -> bool:
    """Whether people or services have said anything that the current release does not know; its manifest is of this code."""
    return {line for (line,) in db.execute("SELECT json FROM old.decision")} != {link.judgement_to_json(one) for one in decisions}


def _identify(db: sqlite3.Connection, decisions: Sequence[link.Judgement]) -> None:
    """Decide anew what is the same in the blocks that moved; note the documents, shared nodes and judgements to be written anew."""
    canonical = "SELECT coalesce(c.canonical, s.node) FROM {} s LEFT JOIN next.canonical c ON c.node = s.node"
    db.execute("BEGIN")
    db.execute("INSERT OR IGNORE INTO shared " + canonical.format("spoken"))
    about = _decided(db, decisions)
    for blocks, references in _blocks(db):
        known = {one for reference in references for one in about.get(reference.node, ())}
        now, judgements = link.decided(references, sorted(known, key=link.judgement_to_json))
        _judge(
            db,
            blocks,
            {(link.judgement_to_json(one), now.get(one.subject, one.subject), now.get(one.object, one.object)) for one in judgements},
        )
        was: dict[str, str] = {}
        for block in blocks:
            was |= dict(db.execute("SELECT node, canonical FROM next.canonical WHERE block = ?", (block,)))
        if now == was:
            continue
        home = {reference.node: reference.block for reference in references}
        db.executemany("DELETE FROM next.canonical WHERE block = ?", ((block,) for block in blocks))
        db.executemany("INSERT INTO next.canonical VALUES (?, ?, ?)", ((node, now[node], home[node]) for node in sorted(now)))
        other = sorted(node for node in {*was, *now} if was.get(node) != now.get(node))
        db.executemany("INSERT OR IGNORE INTO renamed VALUES (?)", ((node,) for node in other))
        ends = {end for node in other for end in (was.get(node, node), now.get(node, node))}
        db.executemany("INSERT OR IGNORE INTO shared VALUES (?)", ((end,) for end in sorted(ends)))
    db.execute("INSERT OR IGNORE INTO shared " + canonical.format("spoken"))
    # A document that points at a renamed node is written anew, and so is every shared node it speaks of: each may point there too.
    db.execute(
        "INSERT INTO anew SELECT DISTINCT d.id, d.number FROM renamed n JOIN next.reference r ON r.node = n.node"
        " JOIN next.row w ON w.reference = r.number JOIN next.document d ON d.number = w.document"
    )
    db.execute(
        "INSERT OR IGNORE INTO shared SELECT coalesce(c.canonical, r.node) FROM anew a JOIN next.row w ON w.document = a.number"
        " JOIN next.reference r ON r.number = w.reference LEFT JOIN next.canonical c ON c.node = r.node"
    )
    db.execute("INSERT OR IGNORE INTO anew SELECT id, number FROM come")
    db.execute("INSERT OR IGNORE INTO anew SELECT id, NULL FROM gone")
    db.execute("COMMIT")


def _decided(db: sqlite3.Connection, decisions: Sequence[link.Judgement]) -> dict[str, list[link.Judgement]]:
    """The decisions of people by the nodes they are about. Blocks about which something else is decided now count as moved, and blocks
    whose nodes a decision compares are decided on together: `together` says which is with which.
    """
    before = [link.judgement_from_json(line) for (line,) in db.execute("SELECT json FROM next.decision")]
    db.execute("DELETE FROM next.decision")
    db.executemany("INSERT INTO next.decision VALUES (?)", ((link.judgement_to_json(one),) for one in decisions))
    decisions = [one for one in decisions if one.relation == "same"]
    home: dict[str, str] = {}
    about: dict[str, list[link.Judgement]] = {}
    whole: dict[str, str] = {}

    def top(block: str) -> str:
        while (above := whole.get(block, block)) != block:
            block = above
        return block

    for one in decisions:
        for node in (one.subject, one.object):
            about.setdefault(node, []).append(one)
    for node in sorted({*about, *kept.changed(before, decisions)}):
        block = _one(db, "SELECT block FROM next.reference WHERE node = ? LIMIT 1", node)
        if block is not None:
            home[node] = block
    for one in decisions:
        if one.subject in home and one.object in home:
            first, second = sorted((top(home[one.subject]), top(home[one.object])))
            whole[second] = first
    moved = sorted({home[node] for node in kept.changed(before, decisions) if node in home})
    db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((block,) for block in moved))
    groups = [(block, top(block)) for block in sorted({*whole, *whole.values()})]
    db.executemany("INSERT INTO together VALUES (?, ?)", groups)
    # A block that moved takes those with it.
    db.execute(
        "INSERT OR IGNORE INTO touched SELECT o.block FROM touched t JOIN together g ON g.block = t.block"
        " JOIN together o ON o.whole = g.whole"
    )
    return about


def _judge(db: sqlite3.Connection, blocks: Sequence[str], now: set[tuple[bytes, str, str]]) -> None:
    """Note what is judged in some blocks, and what of it was not said before, or was and is not any more."""
    was: set[tuple[bytes, str, str]] = set()
    for block in blocks:
        was |= set(db.execute("SELECT json, subject, object FROM next.judgement WHERE block = ?", (block,)))
    if now == was:
        return
    db.executemany("DELETE FROM next.judgement WHERE block = ?", ((block,) for block in blocks))
    db.executemany("INSERT INTO next.judgement VALUES (?, ?, ?, ?)", ((blocks[0], *one) for one in sorted(now)))
    db.executemany("INSERT INTO unsaid VALUES (?, ?, ?)", sorted(was - now))
    db.executemany("INSERT INTO said VALUES (?, ?, ?)", sorted(now - was))


def _blocks(db: sqlite3.Connection) -> Iterator[tuple[list[str], list[rdf.Reference]]]:
    """The blocks that moved, those that belong together as one, each with its references; one that has none left comes with none."""
    rows = db.execute(
        "SELECT coalesce(g.whole, t.block) AS whole, t.block, r.json FROM touched t LEFT JOIN together g ON g.block = t.block"
        " LEFT JOIN next.reference r ON r.block = t.block ORDER BY whole, t.block, r.json"
    )
    for _, lines in groupby(rows, key=lambda row: str(row[0])):
        blocks: dict[str, None] = {}
        references: list[rdf.Reference] = []
        for _, block, line in lines:
            blocks[str(block)] = None
            if line is not None:
                references.append(rdf.reference_from_json(line))
        yield list(blocks), references


# ---- quads


@dataclass(frozen=True, slots=True)
class _Task:
    """Documents (their ids, and the numbers of those that are there) or shared nodes whose lines are to be written."""

    library: str
    manifest: str
    base: str
    documents: tuple[tuple[str, int | None], ...] = ()
    nodes: tuple[str, ...] = ()


def _lines_batch(task: _Task) -> tuple[_Task, bytes]:
    """Worker: the quads of documents and shared nodes, as N-Quads text."""
    canonical = _Canonical(task.manifest)
    lines: list[str] = []
    numbers = [number for _, number in task.documents if number is not None]
    if numbers:
        for _, facts, article in _documents(task.library, numbers):
            spoken = facts.officials or facts.directives
            sentences = [(sentence.start, sentence.stop) for sentence in segment.sentences(article)] if spoken else ()
            lines.extend(rdf.document_quads(facts, canonical, text=article.text, sentences=sentences, base=task.base))
    if task.nodes:
        rows = _opened(task.manifest).execute(
            "WITH wanted AS (SELECT value AS node FROM json_each(?) WHERE value NOT IN (SELECT node FROM canonical)),"
            " member AS (SELECT node AS canonical, node FROM wanted UNION ALL"
            "  SELECT w.node, c.node FROM wanted w JOIN canonical c ON c.canonical = w.node)"
            " SELECT m.canonical, d.id, r.json FROM member m JOIN reference r ON r.node = m.node JOIN row w ON w.reference = r.number"
            " JOIN document d ON d.number = w.document ORDER BY m.canonical, r.json, d.id",
            (_json(task.nodes),),
        )
        for _, group in groupby(rows, key=lambda row: str(row[0])):
            lines.extend(rdf.shared_quads(((name, _reference(line)) for _, name, line in group), canonical, base=task.base))
    return task, "".join(lines).encode()


def _write(
    db: sqlite3.Connection,
    folder: Path,
    current: store.Release | None,
    each: "_Each",
    decisions: Sequence[link.Judgement],
    base: str,
    database: Path,
    say: Progress,
    clock: "_Clock",
) -> tuple[int, int]:
    """The store of the next release: loaded afresh, or the current one with what differs changed. How many quads, and how many untidy."""
    import pyoxigraph as ox

    documents = _count(db, "next.document")
    afresh = current is None or _count(db, "anew") > AFRESH * documents
    if afresh:
        anew, shared = (
            "SELECT id, number FROM next.document ORDER BY number",
            "SELECT DISTINCT coalesce(c.canonical, r.node) FROM next.reference r LEFT JOIN next.canonical c ON c.node = r.node",
        )
    else:
        anew, shared = "SELECT id, number FROM anew ORDER BY id", "SELECT node FROM shared ORDER BY node"
    total = _count(db, f"({anew})") + _count(db, f"({shared})")
    library, manifest = str(database), str(folder / "manifest.sqlite")
    tasks = chain(
        (_Task(library, manifest, base, documents=batch) for batch in _batches(_rows(db, anew), BATCH)),
        (_Task(library, manifest, base, nodes=tuple(node for (node,) in batch)) for batch in _batches(_rows(db, shared), NODES)),
    )
    done = 0
    say("write", 0, total)

    def written() -> Iterator[tuple[_Task, bytes]]:
        nonlocal done
        for task, lines in each(_lines_batch, tasks):
            yield task, lines
            done += len(task.documents) + len(task.nodes)
            say("write", done, total)

    path = folder / "store"
    if afresh:
        opened = ox.Store(str(path))
        places = "".join(chain(rdf.reference_quads(base=base), _judged(link.place_links(), base))).encode()
        judgements = (_judgement_lines(rows, base) for rows in _batches(_rows(db, JUDGEMENTS.format("next.judgement")), NODES))
        quads = _load(opened, chain([places], (lines for _, lines in written()), judgements))
        quads += _link(db, opened, _people(opened), decisions, base)
        rewritten = quads
    else:
        assert current is not None
        quads, rewritten = current.quads, current.rewritten
        published = ox.Store.read_only(str(current.folder / "store"))
        published.backup(str(path))
        del published
        opened = ox.Store(str(path))
        people: set[ox.NamedNode] = set()
        for task, lines in written():
            was = _of(opened, task)
            now = set(ox.parse(lines, ox.RdfFormat.N_QUADS))
            for quad in was - now:
                opened.remove(quad)
            opened.extend(now - was)
            people |= _people_of(was ^ now, was | now, base)
            quads += len(now) - len(was)
            rewritten += len(now ^ was)
        quads += _link(db, opened, sorted(people, key=str), decisions, base)
        grown, differ = _rejudge(db, opened, base)
        quads += grown
        rewritten += differ
    opened.flush()
    clock.lap("write")
    if afresh or rewritten > UNTIDY * quads:
        opened.optimize()
        rewritten = 0
        clock.lap("optimize")
    return quads, rewritten


JUDGEMENTS = "SELECT json, subject, object FROM {} ORDER BY json"


def _judgement_lines(rows: Iterable[tuple[bytes, str, str]], base: str) -> bytes:
    """Judgements with the nodes that subject and object are now, as N-Quads text."""
    lines: list[str] = []
    for line, subject, other in rows:
        judgement = link.judgement_from_json(line)
        lines.extend(link.judgement_quads(judgement, {judgement.subject: subject, judgement.object: other}, base=base))
    return "".join(lines).encode()


def _rejudge(db: sqlite3.Connection, opened: "ox.Store", base: str) -> tuple[int, int]:
    """Take out the judgements that stand no more and put in the new ones: by how many quads the store grew, and how many differ."""
    import pyoxigraph as ox

    grown = differ = 0
    for table, sign in (("unsaid", -1), ("said", 1)):
        for rows in _batches(_rows(db, JUDGEMENTS.format(table)), NODES):
            found = list(ox.parse(_judgement_lines(rows, base), ox.RdfFormat.N_QUADS))
            grown += sign * len(found)
            differ += len(found)
            if sign > 0:
                opened.extend(found)
            else:
                for quad in found:
                    opened.remove(quad)
    return grown, differ


def _of(opened: "ox.Store", task: _Task) -> "set[ox.Quad]":
    """What the store holds of the documents and shared nodes of a task."""
    import pyoxigraph as ox

    from kg.vocabulary import CT

    everywhere = ox.DefaultGraph()
    belongs = ox.NamedNode(CT.document)
    subjects: list[Any] = [ox.NamedNode(rdf.iri(node, base=task.base)) for node in task.nodes]
    for name, _ in task.documents:
        document = ox.NamedNode(rdf.document_iri(name, base=task.base))
        subjects.extend(quad.subject for quad in opened.quads_for_pattern(None, belongs, document, everywhere))
    return {quad for subject in subjects for quad in opened.quads_for_pattern(subject, None, None, everywhere)}


# ---- links out


def _judged(judgements: Iterable[link.Judgement], base: str) -> Iterator[str]:
    return chain.from_iterable(link.judgement_quads(judgement, base=base) for judgement in judgements)


def _people(opened: "ox.Store") -> "Iterator[ox.NamedNode]":
    """The officials that the store shows in a post; it gives the posts of each together."""
    import pyoxigraph as ox

    from kg.vocabulary import ORG

    posts = opened.quads_for_pattern(None, ox.NamedNode(ORG.member), None, ox.DefaultGraph())
    return (person for person, _ in groupby(quad.object for quad in posts) if isinstance(person, ox.NamedNode))


def _people_of(changed: "set[ox.Quad]", whole: "set[ox.Quad]", base: str) -> "set[ox.NamedNode]":
    """The officials of whom a change says something else than before: their names, or one of their posts."""
    import pyoxigraph as ox

    from kg.vocabulary import ORG

    subjects = {quad.subject for quad in changed}
    holders = (quad.object for quad in whole if quad.predicate.value == ORG.member and quad.subject in subjects)
    prefix = rdf.iri("official/", base=base)
    named = (subject for subject in subjects if isinstance(subject, ox.NamedNode) and subject.value.startswith(prefix))
    return {person for person in chain(holders, named) if isinstance(person, ox.NamedNode)}


def _link(
    db: sqlite3.Connection, opened: "ox.Store", people: "Iterable[ox.NamedNode]", decisions: Sequence[link.Judgement], base: str
) -> int:
    """Put the links of these officials, and of all nodes about which people or services say other things now, in place of those that they
    had; how many more quads there are.
    """
    kept: dict[str, list[link.Judgement]] = {}
    for one in decisions:
        if one.relation != "same" and (node := _node_of(db, one.subject)) is not None:
            kept.setdefault(node, []).append(one)
    now = {(node, link.judgement_to_json(one)) for node, found in kept.items() for one in found}
    differ = now ^ set(db.execute("SELECT node, json FROM next.link WHERE kept"))
    named = {link.judgement_from_json(line).object for _, line in differ}
    moved = {node for node, _ in differ} | {node for node, found in kept.items() if any(one.object in named for one in found)}
    places: dict[str, list[link.Judgement]] = {}
    for one in link.place_links() if kept or moved else ():
        places.setdefault(one.subject, []).append(one)
    bearers = {(node, one.object) for found in (kept, places) for node, ones in found.items() for one in ones if one.verdict == "positive"}
    shared = {there for there, count in Counter(there for _, there in bearers).items() if count > 1}
    # What goes from one node to another is taken from both before it is given.
    more = sum(_relink(opened, node, (), base) for node in sorted(moved))
    db.execute("BEGIN")
    for node in chain((unquote(person.value.removeprefix(base)) for person in people), sorted(moved)):
        said = (*places.get(node, ()), *_pages(opened, node, base), *kept.get(node, ()))
        found = list(link.agreed(node, said, shared))
        more += _relink(opened, node, found, base)
        db.execute("DELETE FROM next.link WHERE node = ?", (node,))
        rows = ((node, link.judgement_to_json(one), not _ruled(one)) for one, _ in found if one not in places.get(node, ()))
        db.executemany("INSERT INTO next.link VALUES (?, ?, ?)", rows)
    db.execute("COMMIT")
    return more


def _ruled(judgement: link.Judgement) -> bool:
    return judgement.by.startswith("rule:")


def _node_of(db: sqlite3.Connection, named: str) -> str | None:
    """The node that a judgement about something elsewhere is about now; None where no document speaks of it."""
    if named in _units():
        return named
    known = _one(db, "SELECT 1 FROM next.reference WHERE node = ? LIMIT 1", named)
    return known and (_one(db, "SELECT canonical FROM next.canonical WHERE node = ?", named) or named)


@cache
def _units() -> frozenset[str]:
    """The nodes that are there whoever speaks of them."""
    return frozenset(f"place/{unit.unit_id}" for unit in gazetteer.units())


def _relink(opened: "ox.Store", node: str, found: "Iterable[tuple[link.Judgement, link.Judgement | None]]", base: str) -> int:
    """Put what is judged of a node and things elsewhere in place of what was; how many more quads there are."""
    import pyoxigraph as ox

    from kg.vocabulary import CT

    graph, here = ox.NamedNode(rdf.iri(rdf.LINKS_GRAPH, base=base)), ox.NamedNode(rdf.iri(node, base=base))
    concerns = ox.NamedNode(CT.concerns)

    def about(property: str) -> "set[Any]":
        return {quad.subject for quad in opened.quads_for_pattern(None, ox.NamedNode(property), here, graph)}

    # What names another node than it concerns now belongs to that one.
    own = {one for one in about(CT.subject) if next(opened.quads_for_pattern(one, concerns, None, graph), None) is None}
    was = {quad for one in (*own, *about(CT.concerns), here) for quad in opened.quads_for_pattern(one, None, None, graph)}
    lines = (
        line
        for one, overruled in found
        for line in link.judgement_quads(one, None if _ruled(one) else {one.subject: node}, overruled=overruled, base=base)
    )
    now = set(ox.parse("".join(lines), ox.RdfFormat.N_QUADS))
    for quad in was - now:
        opened.remove(quad)
    opened.extend(now - was)
    return len(now) - len(was)


def _pages(opened: "ox.Store", node: str, base: str) -> tuple[link.Judgement, ...]:
    """What the names and posts that the store holds of an official say of their page; nothing of any other node."""
    import pyoxigraph as ox

    from kg.vocabulary import CT, ORG, RDFS, SKOS

    if not node.startswith("official/"):
        return ()
    everywhere, person = ox.DefaultGraph(), ox.NamedNode(rdf.iri(node, base=base))

    def values(node: Any, property: str) -> list[Any]:
        return [quad.object for quad in opened.quads_for_pattern(node, ox.NamedNode(property), None, everywhere)]

    names = [name.value for property in (RDFS.label, SKOS.altLabel) for name in values(person, property)]
    if not any(map(gazetteer.officials, names)):
        return ()
    posts = []
    for quad in opened.quads_for_pattern(None, ox.NamedNode(ORG.member), person, everywhere):
        titles, names_of_body = values(quad.subject, CT.roleTitle), values(quad.subject, CT.organisationName)
        bodies, days = values(quad.subject, ORG.organization), values(quad.subject, CT.shownOn)
        if titles and names_of_body and bodies and days:
            places = values(bodies[0], CT.place)
            unit = places[0].value.removeprefix(rdf.place_iri("", base=base)) if places else None
            posts.append(link.Post(days[0].value, f"{titles[0].value} {names_of_body[0].value}", unit))
    return link.page_links(node, names, posts)


def _load(opened: "ox.Store", texts: Iterable[bytes]) -> int:
    """Load N-Quads while the next are being written; how many they are."""
    from concurrent.futures import Future, ThreadPoolExecutor

    import pyoxigraph as ox

    quads = 0
    with ThreadPoolExecutor(1) as beside:
        loading: Future[None] | None = None
        for portion in _portions(texts):
            quads += portion.count(b"\n")
            if loading is not None:
                loading.result()
            loading = beside.submit(opened.bulk_load, portion, ox.RdfFormat.N_QUADS)
        if loading is not None:
            loading.result()
    return quads


def _portions(texts: Iterable[bytes]) -> Iterator[bytes]:
    portion: list[bytes] = []
    size = 0
    for text in texts:
        portion.append(text)
        size += len(text)
        if size > PORTION:
            yield b"".join(portion)
            portion, size = [], 0
    if portion:
        yield b"".join(portion)


# ---- what workers look up


_connections: dict[str, sqlite3.Connection] = {}


def _opened(path: str) -> sqlite3.Connection:
    """A database to read, opened once a build and process."""
    if path not in _connections:
        _connections[path] = sqlite3.connect(path, timeout=60)
        _connections[path].execute("PRAGMA query_only = ON")
    return _connections[path]


def _documents(library: str, numbers: Sequence[int]) -> Iterator[tuple[int, records.Facts, records.Document]]:
    rows = _opened(library).execute(
        "SELECT number, facts, article FROM document WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number", (_json(numbers),)
    )
    for number, line, article in rows.fetchall():
        yield number, records.from_json(line), store.document_from_json(article)


class _Canonical(Mapping[str, str]):
    """The nodes of a manifest that are others; looked up one by one, so that memory does not grow with the graph."""

    def __init__(self, manifest: str) -> None:
        self.db = _opened(manifest)
        self.seen: dict[str, str | None] = {}

    def get(self, node: str, default: Any = None) -> Any:
        if node not in self.seen:
            self.seen[node] = _one(self.db, "SELECT canonical FROM canonical WHERE node = ?", node)
        found = self.seen[node]
        return default if found is None else found

    def __getitem__(self, node: str) -> str:
        found: str | None = self.get(node)
        if found is None:
            raise KeyError(node)
        return found

    def __iter__(self) -> Iterator[str]:
        return (node for (node,) in self.db.execute("SELECT node FROM canonical ORDER BY node"))

    def __len__(self) -> int:
        return int(_one(self.db, "SELECT count(*) FROM canonical"))


@lru_cache(maxsize=4096)
def _reference(line: bytes) -> rdf.Reference:
    return rdf.reference_from_json(line)


def _json(values: Sequence[object]) -> str:
    import msgspec

    return msgspec.json.encode(values).decode()


# ---- workers

_Job_ = TypeVar("_Job_")
_Result_ = TypeVar("_Result_")
_Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]


@contextmanager
def _processes(workers: int) -> Iterator[_Each]:
    """Something that does a function for each of many jobs and hands on the results in order, some jobs ahead and never all at once."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool: ProcessPoolExecutor | None = None

    def each(function: Callable[[_Job_], _Result_], jobs: Iterable[_Job_]) -> Iterator[_Result_]:
        nonlocal pool
        jobs = iter(jobs)
        first = list(islice(jobs, WORTH_A_POOL))
        if workers <= 1 or len(first) < WORTH_A_POOL:
            yield from map(function, chain(first, jobs))
            return
        if pool is None:
            # Not forked: a fork would keep our lock after we are gone, and the store has threads.
            pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_worker)
        waiting: deque[Future[_Result_]] = deque()
        for job in chain(first, jobs):
            with _uninterrupted():  # a submission may start a worker, which is not to hear of an interrupt while it starts, either
                waiting.append(pool.submit(function, job))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    try:
        yield each
    except BrokenProcessPool as error:
        raise KgError("a worker process was ended from outside (too little memory?); try again with fewer workers") from error
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _worker() -> None:
    """A worker leaves interrupts to its parent, and ends with it, however that ends."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


# ---- digests


@cache
def _digest() -> str:
    """Of all that decides what facts a text gives: code, rules, word lists, reference data."""
    modules = [path for path in _modules() if _module(path) not in AROUND | WRITTEN]
    return _hash(chain(modules, _below(files.VIETNAMESE), _below(files.REFERENCE)), records.SCHEMA)


def _written_digest(base: str) -> str:
    """Of all that decides what quads facts give."""
    import pyoxigraph as ox

    modules = [path for path in _modules() if _module(path) in WRITTEN | BOTH]
    return _hash(chain(modules, _below(files.ONTOLOGY), _below(files.REFERENCE)), f"{base} {ox.__version__}")


def _modules() -> list[Path]:
    return [path for path in _below(files.PACKAGE) if path.suffix in (".py", ".toml")]


def _module(path: Path) -> str:
    return path.relative_to(files.PACKAGE).with_suffix("").parts[0]


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _hash(paths: Iterable[Path], *settings: str) -> str:
    digest = hashlib.sha256("\0".join(settings).encode())
    for path in paths:
        digest.update(f"\0{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


# ---- small things


@contextmanager
def _library(graph: Path) -> Iterator[sqlite3.Connection]:
    db = store.connect(graph)
    try:
        db.executescript(WORK)
        yield db
    finally:
        db.close()
        while _connections:
            _connections.popitem()[1].close()


class _Clock:
    """Seconds by stage, for those who measure; nothing of it reaches the graph."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self.last
        self.last = now


_Item = TypeVar("_Item")


def _batches(items: Iterable[_Item], size: int) -> Iterator[tuple[_Item, ...]]:
    items = iter(items)
    while batch := tuple(islice(items, size)):
        yield batch


def _rows(db: sqlite3.Connection, sql: str) -> Iterator[Any]:
    yield from db.execute(sql)


def _one(db: sqlite3.Connection, sql: str, *values: object) -> Any:
    row = db.execute(sql, values).fetchone()
    return row and row[0]


def _count(db: sqlite3.Connection, what: str) -> int:
    return int(_one(db, f"SELECT count(*) FROM {what}"))


def _any(db: sqlite3.Connection, table: str) -> bool:
    return _one(db, f"SELECT 1 FROM {table} LIMIT 1") is not None


def _holds(db: sqlite3.Connection, name: str) -> bool:
    """Whether the graph, after this build, holds a document as it was before."""
    return _one(db, "SELECT 1 FROM old.document WHERE id = ? AND id NOT IN (SELECT id FROM gone)", name) is not None
