"""Files and pages of the web into documents: lists what there is to read, cheaply, and reads one at a time; what cannot be read says why.

The text of record of a text file is the decoded file without its byte order mark, with `\\n` as line end, in NFC, and nothing else changed.
Of other formats it is what was extracted (`docs/formats.md`), and is kept with the document: every offset points into it.
A file of many articles (JSON Lines, WARC) is listed as it is read; the path of a member is that of its file, and behind it where it begins.
"""

import glob
import hashlib
import itertools
import logging
import os
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote, unquote

from kg.errors import ReadError
from kg.read import docx, html, jsonl, kinds, mhtml, packed, pdf, plain, warc, web
from kg.read.page import Page
from kg.records import Document

# No newspaper article comes near it; a larger text is a dump or a log, and is refused before it is read.
MAX_BYTES = 10 * 1024 * 1024
# What a PDF or a Word file may be larger than its text: pictures and fonts.
_PICTURES = 10

# Where in a file a member stands, of what id; behind `=` the other that has its id already.
_MEMBER = re.compile(r"(?P<start>\d+)\+(?P<length>\d+)(?:=(?P<other>[^:]*))?:(?P<id>.*)")
# Bytes that are no UTF-8, as Python hands them on, and what would break a line in which a name is told.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\udc80-\udcff]")
# Behind a file whose id another file has: which, and the id.
_TAKEN = re.compile(r"=(?P<other>[^:]*):(?P<id>.*)")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be an article, not yet read. `path` is None for standard input; `source` is how it is shown.

    The path of a member of a file is `FILE/START+LENGTH:ID` (see `file_of`), that of a page of the web is where its copy is kept.
    """

    id: str
    source: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and what to tell the user about it."""

    id: str
    source: str
    message: str


def _size(count: int) -> str:
    return f"{count / (1024 * 1024):.1f} MB"


def _suffixes() -> str:
    return ", ".join(sorted(kinds.KNOWN)) + ", each also with .gz or .zst"


def shown(path: Path | str) -> str:
    """A path as text that can be printed and stored, whatever bytes the file system holds; with `/`, in NFC.

    A byte that is no UTF-8, and a character that ends lines, is percent-encoded, so that two names stay two.
    """
    text = path.as_posix() if isinstance(path, Path) else path
    text = os.fsencode(text).decode("utf-8", "surrogateescape")
    return unicodedata.normalize("NFC", _UNSHOWN.sub(lambda match: _escaped(match[0]), text))


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))


def _below(folder: Path, others: Counter[str]) -> Iterator[Path]:
    """The articles of a folder and of all folders in it, hidden ones left out; a folder that cannot be listed is handed on itself.

    So it is told of when its turn to be read comes, and the rest of the corpus is read. Files of other kinds are counted by their ending.
    """
    refused: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: refused.append(Path(error.filename))):
        # Beside a page a browser saves the folder of its parts: `Tin.html`, `Tin_files/`.
        parts = {f"{os.path.splitext(name)[0]}_files" for name in names if kinds.suffix(name) in kinds.HTML}  # noqa: PTH122
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in parts)
        for name in names:
            if name.startswith("."):
                continue
            if kinds.suffix(name) in kinds.KNOWN:
                yield Path(where, name)
            else:
                others[_ending(name)] += 1
    yield from refused


def _ending(name: str) -> str:
    ending = shown("".join(Path(name).suffixes[-2:]) if Path(name).suffix.lower() in packed.SUFFIXES else Path(name).suffix)
    return ending.lower() if 1 < len(ending) <= 20 else "without ending"


def _kinds(others: Counter[str]) -> str:
    """How many files there are of which ending, the commonest first."""
    listed = sorted(others.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{count:,} {ending}" for ending, count in listed[:8]]
    rest = sum(count for _, count in listed[8:])
    return ", ".join([*told, f"{rest:,} of {len(listed) - 8} more endings"] if rest else told)


def _tell(others: Counter[str], source: str) -> None:
    if count := others.total():
        files = "1 file of another kind is" if count == 1 else f"{count:,} files of other kinds are"
        _log.warning("%s: %s left out: %s", source, files, _kinds(others))


def _candidate(path: Path, root: Path) -> Candidate:
    return Candidate(id=shown(kinds.stem(path.relative_to(root))), source=shown(path), path=path)


def _in_folder(folder: Path) -> list[Candidate]:
    others: Counter[str] = Counter()
    found = [_candidate(path, folder) if path != folder else Candidate(shown(folder.name) or ".", shown(folder), folder)
             for path in _below(folder, others)]  # fmt: skip
    if not found:
        holds = f" (it holds {_kinds(others)})" if others else ""
        raise ReadError(f"no articles in {shown(folder)}{holds}: a folder is searched for files that end in {_suffixes()}")
    _tell(others, shown(folder))
    return found


def _matching(pattern: str) -> list[Candidate]:
    """What a glob finds, with ids under the last folder before its first wildcard."""
    fixed: list[str] = []
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    root = Path(*fixed)
    found: list[Candidate] = []
    others: Counter[str] = Counter()
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (Path.glob takes no absolute pattern)
        path = Path(name)
        if path.is_dir():
            found.extend(_candidate(below, root) for below in _below(path, others))
        elif kinds.suffix(path.name) in kinds.KNOWN:
            found.append(_candidate(path, root))
        else:
            others[_ending(path.name)] += 1
    if not found:
        raise ReadError(f"nothing that {pattern} matches is an article: files that end in {_suffixes()} are")
    _tell(others, shown(pattern))
    return found


def _listed(source: str, pages: Path) -> list[Candidate]:
    if source == "-":
        return [_piped(sys.stdin.buffer, "stdin", "-")]
    if web.is_address(source):
        url = web.checked(source)
        return [Candidate(id=web.id_of(url), source=url, path=web.place(url, pages))]
    if not source or "\0" in source:
        raise ReadError(f"{source!r} names no file; give a file, a folder, a pattern, an address, or - for standard input")
    path = Path(source)
    try:
        if path.is_dir():
            return _in_folder(path)
        if not path.suffix and path.exists() and not path.is_file():
            with path.open("rb") as file:
                return [_piped(file, shown(path.name), shown(path))]
        if path.exists() or path.is_symlink():
            return [Candidate(id=shown(kinds.stem(Path(path.name))), source=shown(path), path=path)]
        if glob.has_magic(source):
            return _matching(source)
    except OSError as error:
        raise ReadError(f"cannot look at {shown(source)}: {packed.reason(error)}") from None
    raise ReadError(f"no such file or folder: {shown(source)}; give a file, a folder, a pattern, an address, or - for standard input")


# What was read of standard input to see what it is.
_ahead: list[bytes] = []


def _piped(file: IO[bytes], name: str, source: str) -> Candidate:
    """What comes from a program, which can be read only once: on disk until the process ends, if it is many articles or has another name
    than `-`."""
    head = file.read(kinds.HEAD) or b""
    packing = packed.kind(head) or ""
    kind = kinds.sniffed(packed.beginning(head)) or ""
    if kind not in kinds.MANY:
        if source == "-":
            _ahead[:] = [head]
            return Candidate(name, source, None)
        kind = packing = ""
    folder = tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True)
    _spooled.append(folder)
    path = Path(folder.name, f"{Path(name).name}{kind}{packing}")
    with path.open("wb") as copy:
        copy.write(head)
        while data := file.read(1 << 20):
            copy.write(data)
            if not kind and copy.tell() > MAX_BYTES * _PICTURES:
                break
    return Candidate(name, source, path)


# Folders that go when the process ends.
_spooled: list["tempfile.TemporaryDirectory[str]"] = []


def pages_folder(own: Path | None = None) -> Path:
    """Where copies of pages are kept: in `$KG_PAGES`, else where the caller keeps its own, else in the user's cache."""
    if given := os.environ.get("KG_PAGES"):
        return Path(given)
    if own is not None:
        return own
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "chitieu-kg" / "pages"


def candidates(sources: Iterable[str], *, pages: Path | None = None) -> Iterator[Candidate]:
    """What the sources hold, each file once, sorted by id, members of a file in its order; nothing is read yet but where members begin.

    `pages` is the folder in which copies of pages of the web are kept. Raises `ReadError` at once for a source that is not there or
    holds no article; a file or member whose id is taken by one before it fails when it is read.
    """
    files: dict[str, Candidate] = {}
    for source in sources:
        for candidate in _listed(source, pages or pages_folder()):
            place = "-" if candidate.path is None else os.path.abspath(candidate.path)  # noqa: PTH100 (Path.absolute keeps `..`)
            other = files.setdefault(place, candidate)
            # One file by two ways (a folder and a folder in it): the longer id, whichever was named first.
            if (-len(candidate.id), candidate.id) < (-len(other.id), other.id):
                files[place] = candidate
    ids: dict[str, Candidate] = {}
    for place in sorted(files):
        candidate = files[place]
        other = ids.setdefault(candidate.id, candidate)
        if other is not candidate and candidate.path is not None:
            name = next(name for number in itertools.count(2) if (name := f"{candidate.id}#{number}") not in ids)
            path = candidate.path / f"={quote(other.source, safe='')}:{quote(candidate.id, safe='')}"
            ids[name] = Candidate(name, candidate.source, path)
    listed = [ids[name] for name in sorted(ids)]
    return _expanded(listed) if any(_holds_many(candidate) for candidate in listed) else iter(listed)


# ---- members


def _many(path: Path) -> str | None:
    """The kind of a file of many articles, by its name or, where that says nothing, by its first bytes; None for another file."""
    kind = kinds.suffix(path.name)
    if not kind and path.is_file():
        with suppress(OSError, ReadError), path.open("rb") as file:
            kind = kinds.sniffed(packed.beginning(file.read(kinds.HEAD))) or ""
    return kind if kind in kinds.MANY else None


def _holds_many(candidate: Candidate) -> bool:
    path = candidate.path
    return path is not None and not web.is_address(candidate.source) and not _MEMBER.fullmatch(path.name) and _many(path) is not None


def file_of(path: Path) -> Path:
    """The file on disk in which a candidate's path lies: the path itself, or the file whose member it is."""
    return path.parent if (_MEMBER.fullmatch(path.name) and _many(path.parent)) or _TAKEN.fullmatch(path.name) else path


def _taken(source: str, match: re.Match[str]) -> ReadError:
    """Why a file is no document beside another of its id; in one folder there is no folder above that would tell them apart."""
    other = unquote(match["other"])
    beside = os.path.dirname(source) == os.path.dirname(other)  # noqa: PTH120 (an address is no Path)
    instead = "rename one" if beside else "rename one, or give a folder above both"
    return ReadError(f"two documents would be called {unquote(match['id'])!r}: {other} and {source}; {instead}")


def _expanded(listed: list[Candidate]) -> Iterator[Candidate]:
    """Candidates with the members of files in the place of these files. Of ids that were given only a digest is remembered."""
    names = {_digest(candidate.id): candidate.source for candidate in listed if not _holds_many(candidate)}
    taken: dict[bytes, tuple[int, int]] = {}
    for at, candidate in enumerate(listed):
        if not _holds_many(candidate):
            yield candidate
            continue
        for number, own, start, length in _members(candidate):
            name, key = own or f"{candidate.id}#{number}", _digest(own or f"{candidate.id}#{number}")
            other = names.get(key)
            if other is None and (first := taken.setdefault(key, (at, number))) != (at, number):
                other = f"{listed[first[0]].source}, line {first[1]}"
            where = f"{start}+{length}"
            if other is not None:
                where, name = f"{where}={quote(other, safe='')}", f"{candidate.id}#{number}" if own else f"{candidate.id}##{number}"
            assert candidate.path is not None
            label = own if own and other is None else number
            path = candidate.path / f"{where}:{quote(own or str(number), safe='')}"
            yield Candidate(shown(name), f"{candidate.source}#{shown(str(label))}", path)
        # What keeps a file from being read to its end, or that it holds nothing, is told when its turn comes.
        if not _sound(candidate):
            yield Candidate(candidate.id if _digest(candidate.id) not in taken else f"{candidate.id}#", candidate.source, candidate.path)


def _digest(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=10).digest()


_troubles: dict[str, str] = {}


def _members(candidate: Candidate, *, quiet: bool = False) -> Iterator[tuple[int, str | None, int, int]]:
    """Number, own id, start and length of each member; what ends the listing is noted for `_sound`."""
    path, source = candidate.path, candidate.source
    assert path is not None
    left_out: Counter[str] = Counter()
    count = 0
    try:
        if _many(path) == ".warc":
            for number, start, length in warc.members(path, source, left_out):
                count += 1
                yield number, None, start, length
        else:
            for member in jsonl.members(path, source, MAX_BYTES):
                count += 1
                yield member
    except ReadError as error:
        _troubles[source] = str(error)
    else:
        _troubles.pop(source, None)
    if left_out and not quiet:
        said = ", ".join(f"{number} {kind}" for kind, number in sorted(left_out.items(), key=lambda item: (-item[1], item[0])))
        _log.warning("%s: of %d records %d are no pages and are left out: %s", source, count + left_out.total(), left_out.total(), said)
    if not count and source not in _troubles:
        _troubles[source] = f"{source} holds no article" + (f"; it holds {left_out.total()} records that are none" if left_out else "")


def _sound(candidate: Candidate) -> bool:
    return candidate.source not in _troubles


def _of_many(candidate: Candidate) -> ReadError:
    """Why a file of many articles, and not one of its members, came to be read."""
    count = sum(1 for _ in _members(candidate, quiet=True))
    trouble = _troubles.get(candidate.source)
    return ReadError(trouble or f"{candidate.source} holds {count} documents, and is none itself")


def _member(candidate: Candidate, path: Path, match: re.Match[str], limit: int) -> Document:
    file, source = path.parent, candidate.source
    start, length = int(match["start"]), int(match["length"])
    if match["other"] is not None:
        raise ReadError(f"{source} has the id {unquote(match['id'])!r}, which {unquote(match['other'])} has already; give each its own")
    kind = _many(file)
    if length > limit + (warc.HEADERS if kind == ".warc" else 0):
        raise ReadError(f"{source} is too large for an article: more than {_size(limit)} ({_size(length)})")
    data = packed.piece(file, source, start, length)
    if kind == ".warc":
        record = warc.read(data, source, limit)
        found = _page(record.kind, record.data, source, limit, charset=record.charset, url=record.url)
        return _document(candidate, data, found, url=record.url)
    own = jsonl.own_id(data)
    if (own or match["id"]) != unquote(match["id"]):
        raise ReadError(f"{source} is not there any more; the file was changed since it was listed")
    return _document(candidate, data, jsonl.read(data, source))


def fetched(candidate: Candidate) -> str | None:
    """When a page was fetched from the web, in UTC, which is not when it was published; None where nothing tells. Raises `ReadError`."""
    path = candidate.path
    if path is None:
        return None
    if web.is_address(candidate.source):
        return web.copy(candidate.source, path, limit=MAX_BYTES * _PICTURES).fetched
    match = _MEMBER.fullmatch(path.name)
    if match is None or _many(path.parent) != ".warc":
        return None
    data = packed.piece(path.parent, candidate.source, int(match["start"]), int(match["length"]))
    return warc.read(data, candidate.source, MAX_BYTES).fetched


# ---- one document


def _bytes(candidate: Candidate, limit: int) -> bytes:
    path, source = candidate.path, candidate.source
    too_large = f"is too large for an article: more than {_size(limit)}"
    if path is None:
        ahead = b"".join(_ahead)
        _ahead.clear()
        data = ahead + sys.stdin.buffer.read(max(limit + 1 - len(ahead), 0))
    else:
        try:
            with packed.opened(path, source) as file:
                size = os.fstat(file.fileno()).st_size
                if size > limit:
                    raise ReadError(f"{source} {too_large} ({_size(size)}); split it into one file an article")
                data = file.read(limit + 1)
        except FileNotFoundError:
            raise ReadError(f"{source} is not there any more") from None
        except IsADirectoryError:
            try:
                os.scandir(path).close()
            except OSError as error:
                raise ReadError(f"cannot read the folder {source}: {packed.reason(error)}") from None
            raise ReadError(f"{source} is a folder where a file was expected") from None
        except OSError as error:
            raise ReadError(f"cannot read {source}: {packed.reason(error)}") from None
    if len(data) > limit:
        raise ReadError(f"{source if path else 'standard input'} {too_large}; split it into one file an article")
    return data


def _page(kind: str, data: bytes, source: str, limit: int, *, charset: str | None = None, url: str | None = None) -> Page:
    if not data.strip():
        raise ReadError(f"{source} is empty; an article is expected")
    if kind in kinds.TEXT | kinds.HTML and (inside := kinds.sniffed(data)) in kinds.HTML | kinds.SAVED:
        # a page under the name of a text, or saved whole under the name of a page
        assert inside is not None
        kind = inside
    elif kind not in kinds.TEXT:
        kinds.check(kind, data, source)
    if kind in kinds.HTML:
        return html.read(data, source, charset=charset, url=url)
    if kind in kinds.SAVED:
        return mhtml.read(data, source, limit=limit)
    if kind == ".pdf":
        return pdf.read(data, source)
    if kind == ".docx":
        return docx.read(data, source, limit=limit)
    return Page(plain.text(data, source))


def _document(candidate: Candidate, data: bytes, found: Page, *, url: str | None = None) -> Document:
    return Document(
        id=candidate.id,
        source=candidate.source,
        sha256=hashlib.sha256(data).hexdigest(),
        text=found.text,
        title=found.title,
        published=found.published,
        publisher=found.publisher,
        url=found.url or url,
    )


def document(candidate: Candidate, *, limit: int = MAX_BYTES) -> Document:
    """One document, with what its page says of itself; `segment.zoned` finds the rest in its text. Raises `ReadError`."""
    source, path = candidate.source if candidate.path else "standard input", candidate.path
    if path is not None:
        if (match := _TAKEN.fullmatch(path.name)) and not path.exists():
            raise _taken(source, match)
        if web.is_address(candidate.source):
            copy = web.copy(candidate.source, path, limit=limit * _PICTURES)
            found = _page(copy.kind, copy.data, source, limit, charset=copy.charset, url=copy.url)
            return _document(candidate, copy.data, found, url=copy.url)
        if (match := _MEMBER.fullmatch(path.name)) and _many(path.parent):
            return _member(candidate, path, match, limit)
        if _holds_many(candidate) and not path.is_dir():
            raise _of_many(candidate)
    kind = kinds.suffix(path.name) if path else ""
    pictures = kind in kinds.PICTURED
    data = whole = _bytes(candidate, limit * _PICTURES if pictures else limit)
    how = path.suffix.lower() if path else ""
    if how in packed.SUFFIXES or (not kind and packed.kind(data)):
        if packed.kind(data) is None:
            raise ReadError(f"{source} ends in {how}, and is not packed so")
        most = limit * _PICTURES if pictures else limit
        too_large = f"{source} is too large for an article: it unpacks to more than {_size(most)}"
        whole = packed.unpacked(data, source, most, too_large=too_large)
    # A name without suffix (a pipe, `/dev/stdin`) is given by somebody who knows what is in it.
    if kind and kind not in kinds.SINGLE:
        raise ReadError(f"{source} ends in {kind}, which is not read; articles end in {_suffixes()}")
    kind = kind or kinds.sniffed(whole) or ".txt"
    return _document(candidate, data, _page(kind, whole, source, limit))


def documents(sources: Iterable[str], *, limit: int = MAX_BYTES, pages: Path | None = None) -> Iterator[Document | Failure]:
    """Every document of the sources in the order of `candidates`, or why it could not be read: one bad file never stops a corpus."""
    return read_all(candidates(sources, pages=pages), limit=limit)


def read_all(listed: Iterable[Candidate], *, limit: int = MAX_BYTES) -> Iterator[Document | Failure]:
    """The document of each candidate, or why it could not be read."""
    for candidate in listed:
        try:
            yield document(candidate, limit=limit)
        except ReadError as error:
            yield Failure(id=candidate.id, source=candidate.source, message=str(error))
