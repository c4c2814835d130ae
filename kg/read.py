"""Files into documents: lists what there is to read, cheaply, and reads one at a time; a document that cannot be read says why.

The text of record is the decoded file without its byte order mark, with `\\n` as line end, in NFC, and nothing else changed.
"""

import glob
import hashlib
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.records import Document

# No newspaper article comes near it; a larger file is a dump or a log, and is refused before it is read.
MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be an article, not yet read. `path` is None for standard input; `source` is how it is shown."""

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


# What a file is that cannot be text, by its first bytes, and what would make it readable.
_MAGIC = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (perhaps a Word file)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
]

# How the commonest words of any article (và, của, được, các, năm) look in the encodings that Vietnamese text had before UTF-8.
_FORMER = {
    "TCVN3 (ABC)": (b"v\xb5", b"c\xf1a", b"\xae\xad\xeec", b"c\xb8c", b"n\xa8m"),
    "Windows-1258": (b"cu\xd2a", b"\xf0\xfd\xf5\xf2c", b"n\xe3m", b"\xd0a\xd2ng", b"\xf0a\xd2ng"),
    "VISCII": (b"c\xfca", b"\xf0\xdf\xfec", b"n\xe5m", b"\xf0\xe4ng"),
}


def _guess(data: bytes, at: int) -> str:
    """What text that is not UTF-8 may be in, as the end of a message."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "; it looks like UTF-16"
    if at >= len(data) - 3 and at > 64:
        return "; it is cut off in the middle of a letter"
    sample = data[:200_000]
    counts = {name: sum(word in sample for word in words) for name, words in _FORMER.items()}
    best = max(counts, key=lambda name: counts[name])
    return f"; it looks like {best}" if counts[best] > 1 else ""


def _text(data: bytes, source: str) -> str:
    """The text of a file of plain text."""
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{source} is no text but {what}; give it as UTF-8 text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # with a byte order mark, offsets count from behind it
        at = error.start + 3 if data.startswith(b"\xef\xbb\xbf") else error.start
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ReadError(f"{source} is binary (a NUL at byte {data.index(0)}), not text; give it as UTF-8 text") from None
        raise ReadError(f"{source} is not UTF-8: byte {at} (0x{data[at]:02X}) cannot be read{_guess(data, at)}; save it as UTF-8") from None
    if "\0" in text:
        every_other = data[1:200:2].count(0) > 60 or data[:200:2].count(0) > 60
        what = "looks like UTF-16" if every_other else f"is binary (a NUL at byte {data.index(0)}), not text"
        raise ReadError(f"{source} {what}; give it as UTF-8 text")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text or text.isspace():
        raise ReadError(f"{source} is empty; an article is expected")
    return text


# What articles come in: the ends of names that a folder is searched for, and what makes text of the bytes.
# HTML, PDF, DOCX, JSON Lines and WARC get their line here.
_READERS: dict[str, Callable[[bytes, str], str]] = {
    ".txt": _text,
}


def _suffixes() -> str:
    return ", ".join(sorted(_READERS))


def _shown(path: Path | str) -> str:
    """A path as text that can be printed and stored, whatever bytes the file system holds; with `/`, in NFC."""
    text = path.as_posix() if isinstance(path, Path) else path
    return unicodedata.normalize("NFC", os.fsencode(text).decode("utf-8", "replace"))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _below(folder: Path) -> Iterator[Path]:
    """The articles of a folder and of all folders in it, hidden ones left out; a folder that cannot be listed is handed on itself.

    So it is told of when its turn to be read comes, and the rest of the corpus is read.
    """
    refused: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: refused.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in _READERS:  # noqa: PTH122 (a Path a file costs more than the listing)
                yield Path(where, name)
    yield from refused


def _candidate(path: Path, root: Path) -> Candidate:
    return Candidate(id=_shown(path.relative_to(root).with_suffix("")), source=_shown(path), path=path)


def _in_folder(folder: Path) -> list[Candidate]:
    found = [_candidate(path, folder) if path != folder else Candidate(_shown(folder.name) or ".", _shown(folder), folder)
             for path in _below(folder)]  # fmt: skip
    if not found:
        raise ReadError(f"no articles in {_shown(folder)}: a folder is searched for files that end in {_suffixes()}")
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
    for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207 (Path.glob takes no absolute pattern)
        path = Path(name)
        if path.is_dir():
            found.extend(_candidate(below, root) for below in _below(path))
        elif path.suffix.lower() in _READERS:
            found.append(_candidate(path, root))
    if not found:
        raise ReadError(f"nothing that {pattern} matches is an article: files that end in {_suffixes()} are")
    return found


def _listed(source: str) -> list[Candidate]:
    if source == "-":
        return [Candidate(id="stdin", source="-", path=None)]
    if not source or "\0" in source:
        raise ReadError(f"{source!r} names no file; give a file, a folder, a pattern, or - for standard input")
    path = Path(source)
    try:
        if path.is_dir():
            return _in_folder(path)
        if path.exists() or path.is_symlink():
            return [Candidate(id=_shown(path.stem), source=_shown(path), path=path)]
        if glob.has_magic(source):
            return _matching(source)
    except OSError as error:
        raise ReadError(f"cannot look at {_shown(source)}: {_reason(error)}") from None
    raise ReadError(f"no such file or folder: {_shown(source)}; give a file, a folder, a pattern, or - for standard input")


def candidates(sources: Iterable[str]) -> Iterator[Candidate]:
    """What the sources hold, sorted by id, each file once; nothing is read yet.

    Raises `ReadError` for a source that is not there or holds no article, and where two documents would have one id.
    """
    files: dict[str, Candidate] = {}
    for source in sources:
        for candidate in _listed(source):
            place = "-" if candidate.path is None else os.path.abspath(candidate.path)  # noqa: PTH100 (Path.absolute keeps `..`)
            other = files.setdefault(place, candidate)
            # One file by two ways (a folder and a folder in it): the longer id, whichever was named first.
            if (-len(candidate.id), candidate.id) < (-len(other.id), other.id):
                files[place] = candidate
    ids: dict[str, Candidate] = {}
    for place in sorted(files):
        candidate = files[place]
        other = ids.setdefault(candidate.id, candidate)
        if other is not candidate:
            raise ReadError(
                f"two documents would be called {candidate.id!r}: {other.source} and {candidate.source}; "
                "give a folder above both, or rename one"
            )
    return iter([ids[name] for name in sorted(ids)])


def _bytes(candidate: Candidate, limit: int) -> bytes:
    path, source = candidate.path, candidate.source
    too_large = f"is too large for an article: more than {_size(limit)}"
    if path is None:
        data = sys.stdin.buffer.read(limit + 1)
    else:
        try:
            with path.open("rb") as file:
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
                raise ReadError(f"cannot read the folder {source}: {_reason(error)}") from None
            raise ReadError(f"{source} is a folder where a file was expected") from None
        except OSError as error:
            raise ReadError(f"cannot read {source}: {_reason(error)}") from None
    if len(data) > limit:
        raise ReadError(f"{source if path else 'standard input'} {too_large}; split it into one file an article")
    return data


def document(candidate: Candidate, *, limit: int = MAX_BYTES) -> Document:
    """One document, its text as it stands; `segment.zoned` finds title, date and publisher in it. Raises `ReadError`."""
    source = candidate.source if candidate.path else "standard input"
    suffix = candidate.path.suffix.lower() if candidate.path else ""
    data = _bytes(candidate, limit)
    # A name without suffix (a pipe, `/dev/stdin`) is given by somebody who knows what is in it.
    reader = _READERS.get(suffix) if suffix else _text
    if reader is None:
        raise ReadError(f"{source} ends in {suffix}, which is not read; articles end in {_suffixes()}")
    return Document(
        id=candidate.id,
        source=candidate.source,
        sha256=hashlib.sha256(data).hexdigest(),
        text=reader(data, source),
    )


def documents(sources: Iterable[str], *, limit: int = MAX_BYTES) -> Iterator[Document | Failure]:
    """Every document of the sources, sorted by id, or why it could not be read: one bad file never stops a corpus."""
    for candidate in candidates(sources):
        try:
            yield document(candidate, limit=limit)
        except ReadError as error:
            yield Failure(id=candidate.id, source=candidate.source, message=str(error))
