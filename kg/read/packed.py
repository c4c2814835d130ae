"""Bytes of files, unpacked from gzip and zstd where they are packed, never more of them than asked for."""

import atexit
import gzip
import io
import os
import stat
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import ReadError
from kg.read import page

SUFFIXES = frozenset({".gz", ".zst"})
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

# Text shrinks to a tenth; a file of many articles that unpacks to more than this many times its size is made to fill a disk.
_RATIO = 200
_SLACK = 256 * 1024 * 1024


def kind(data: bytes) -> str | None:
    """How bytes are packed, by the first of them."""
    return ".gz" if data.startswith(_GZIP) else ".zst" if data.startswith(_ZSTD) else None


def beginning(head: bytes) -> bytes:
    """What the first bytes of a file hold, unpacked where they are packed; of what is cut off or broken, as much as there is."""
    how = kind(head)
    if how is None:
        return head
    found = b""
    with suppress(ReadError), _said(""):
        file = cast(Any, _opened(io.BytesIO(head), how))
        while len(found) < 4096 and (data := file.read1(4096)):
            found += data
    return found


def reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def opened(path: Path, source: str) -> IO[bytes]:
    """A file to be read. A pipe, a socket or a device with the name of an article is refused: to open it may wait for ever."""
    mode = path.stat().st_mode
    # A name without ending was given by hand (`/dev/stdin`, `<(…)`): folders are searched for endings.
    if path.suffix and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        what = next((what for test, what in _OTHERS if test(mode)), "a special file")
        raise ReadError(f"{source} is {what} and no regular file; what comes from a program is read as - (standard input)")
    return path.open("rb")


_OTHERS = ((stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"))


@contextmanager
def _said(source: str) -> Iterator[None]:
    """Turns what unpacking raises into what the user is told."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        what = "is cut off" if isinstance(error, EOFError) else "is broken"
        raise ReadError(f"{source} {what}: it cannot be unpacked to its end") from None
    except FileNotFoundError:
        raise ReadError(f"{source} is not there any more") from None
    except OSError as error:
        raise ReadError(f"cannot read {source}: {reason(error)}") from None
    except Exception as error:
        if type(error).__name__ == "ZstdError":
            raise ReadError(f"{source} is broken: it cannot be unpacked to its end") from None
        raise


def _opened(file: IO[bytes], how: str | None) -> IO[bytes]:
    if how == ".gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if how == ".zst":
        try:
            import zstandard
        except ImportError:
            raise page.missing("zstd") from None
        # A window of 128 MB is the most that the format asks every reader to grant.
        return cast(IO[bytes], io.BufferedReader(_Zstd(file, zstandard.ZstdDecompressor(max_window_size=1 << 27)), 1 << 18))
    return file


class _Zstd(io.RawIOBase):
    """A zstd file, frame after frame. The library's own reader ends at a cut as if all were well; and a frame of a few bytes
    may hold megabytes, so few are given at a time."""

    def __init__(self, file: IO[bytes], decompressor: Any) -> None:
        self.file, self.decompressor = file, decompressor
        self.frame: Any = None
        self.packed = b""
        self.found = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.found:
            self.packed = self.packed or self.file.read(1024)
            if not self.packed:
                if self.frame is not None:
                    raise EOFError
                return 0
            if self.frame is None:
                self.frame = self.decompressor.decompressobj()
            self.found = self.frame.decompress(self.packed)
            self.packed = b""
            if self.frame.eof:
                self.packed, self.frame = self.frame.unused_data, None
        size = min(len(buffer), len(self.found))
        buffer[:size] = self.found[:size]
        self.found = self.found[size:]
        return size


def unpacked(data: bytes, source: str, limit: int, *, too_large: str) -> bytes:
    """What packed bytes hold; raises `ReadError` with `too_large` where it is more than the limit, before it is in memory."""
    with _said(source):
        found = _opened(io.BytesIO(data), kind(data)).read(limit + 1)
    if len(found) > limit:
        raise ReadError(too_large)
    return found


class Stream:
    """A file of many articles, read from its start, with where each line begins; too much in too little ends it."""

    def __init__(self, file: IO[bytes], source: str, size: int | None) -> None:
        self.file, self.source, self.at = file, source, 0
        self.most = None if size is None else size * _RATIO + _SLACK

    def line(self, limit: int) -> tuple[int, int, bytes]:
        """Where the next line begins, how long it is, and its bytes, of which no more than the limit are kept; none at the end."""
        start = self.at
        with _said(self.source):
            data = self.file.readline(limit + 1)
            length = len(data)
            last = data
            while length > limit and last and not last.endswith(b"\n"):
                last = self.file.readline(1 << 20)
                length += len(last)
                self._check(start + length)
        self.at = start + length
        self._check(self.at)
        return start, length, data

    def read(self, size: int = -1) -> bytes:
        with _said(self.source):
            data = self.file.read(size)
        self.at += len(data)
        self._check(self.at)
        return data

    def some(self) -> bytes:
        """What is there next. A read of a given size would lose what comes before a break."""
        with _said(self.source):
            # all three kinds of file have it, `IO` does not
            data: bytes = cast(Any, self.file).read1(1 << 18)
        self.at += len(data)
        self._check(self.at)
        return data

    def skip(self, size: int) -> int:
        """Passes over bytes; how many there were."""
        if self.most is None:
            with _said(self.source):
                there = os.fstat(self.file.fileno()).st_size - self.at
                passed = max(min(size, there), 0)
                self.file.seek(passed, os.SEEK_CUR)
            self.at += passed
            return passed
        left = size
        while left > 0 and (data := self.read(min(left, 1 << 20))):
            left -= len(data)
        return size - left

    def _check(self, at: int) -> None:
        if self.most is not None and at > self.most:
            raise ReadError(f"{self.source} unpacks to more than {_RATIO} times its size: no file of articles does; it was read so far")


@contextmanager
def streamed(path: Path, source: str) -> Iterator[Stream]:
    """A file, unpacked as it is read."""
    with _said(source):
        file = cast(io.BufferedReader, opened(path, source))
    with file:
        how = kind(file.peek(4)[:4])
        yield Stream(_opened(file, how), source, os.fstat(file.fileno()).st_size if how else None)


def piece(path: Path, source: str, start: int, length: int) -> bytes:
    """A stretch of what a file holds when unpacked."""
    with _said(source):
        about = path.stat()
        with opened(path, source) as file:
            how = kind(file.read(4))
            if how is None:
                file.seek(start)
                return file.read(length)
        spooled = _spooled(path, source, (os.getpid(), str(path), about.st_mtime_ns, about.st_size, about.st_ino))
        spooled.seek(start)
        return spooled.read(length)


# Packed files unpacked on disk, by process and state of the file, the last two: members are asked for in any order, and a packed file
# can be read from its start only.
_unpacked: dict[tuple[object, ...], IO[bytes]] = {}


@atexit.register
def _close() -> None:
    for spooled in _unpacked.values():
        spooled.close()


def _spooled(path: Path, source: str, key: tuple[object, ...]) -> IO[bytes]:
    if key in _unpacked:
        return _unpacked[key]
    while len(_unpacked) > 1:
        _unpacked.pop(next(iter(_unpacked))).close()
    spooled = cast(IO[bytes], tempfile.TemporaryFile(prefix="kg-"))  # noqa: SIM115 (closed when its place is wanted)
    _unpacked[key] = spooled
    # What comes before a break can be read, and was listed.
    with streamed(path, source) as stream, suppress(ReadError):
        while data := stream.some():
            spooled.write(data)
    return spooled
