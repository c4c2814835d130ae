"""WARC files as Common Crawl and wget write them: each response that is a page or a PDF is a document."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.read import kinds, packed, page

# WARC headers and those of HTTP, over the limit on the page itself.
HEADERS = 256 * 1024
_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """A page in a WARC file: where it came from, when it was fetched (which is not when it was published), and its bytes."""

    kind: str
    url: str | None
    fetched: str | None
    charset: str | None
    data: bytes


def _library() -> Any:
    try:
        from warcio.archiveiterator import ArchiveIterator
    except ImportError:
        raise page.missing("WARC") from None
    # It writes of broken records to the log; here they become failures.
    logging.getLogger("warcio").setLevel(logging.CRITICAL)
    return ArchiveIterator


def _left_out(headers: Mapping[str, str], head: bytes) -> str | None:
    """What a record is that is no document; None for one that is."""
    kind = headers.get("warc-type", "unknown").lower()
    if kind not in ("response", "resource", "conversion"):
        return kind
    target = headers.get("warc-target-uri", "").strip("<>")
    if target.startswith("dns:"):
        return "dns"
    if not target.startswith(("http:", "https:")):
        return target.split(":", 1)[0] or "without address"
    if target.rsplit("/", 1)[-1] == "robots.txt":
        return "robots.txt"
    content_type: str | None
    if kind == "response" and head.startswith(b"HTTP/"):
        status, *lines = re.split(r"\r?\n", re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].decode("latin-1"))
        code = (status.split(" ", 2)[1:] or [""])[0]
        if code != "200":
            return f"status {code}"
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        content_type = fields.get("content-type")
    else:
        content_type = headers.get("content-type")
    suffix, _ = kinds.of_content_type(content_type)
    if content_type is None:
        suffix = kinds.sniffed(_content(head))
        suffix = suffix if suffix in kinds.SINGLE else None
    return None if suffix else (content_type or "without content type").split(";")[0].strip().lower()


def _content(data: bytes) -> bytes:
    """What stands behind the HTTP headers of a record."""
    return re.split(rb"\r?\n\r?\n", data, maxsplit=1)[-1] if data.startswith(b"HTTP/") else data


def members(path: Path, source: str, left_out: Counter[str]) -> Iterator[tuple[int, int, int]]:
    """Number, start and length of each record that is a document; the others are counted. Raises `ReadError` where it cannot be read on.

    Behind what is no record it is read on where the next line begins one; what was passed over is raised when all is read.

    The heads of records are read here: `warcio` holds a line of any length in memory, and counts no offsets where a file is packed whole.
    """
    _library()
    number = 0
    lost = False
    broken: list[str] = []
    with packed.streamed(path, source) as stream:
        while True:
            start, length, line = stream.line(_LINE)
            if not length:
                break
            if not line.strip():
                continue
            if not line.startswith((b"WARC/0.", b"WARC/1.")):
                if not lost:
                    broken.append(f"behind record {number} none begins at byte {start}")
                lost = True
                continue
            lost = False
            number += 1
            headers = _headers(stream)
            size = headers.get("content-length", "")
            if not (size.isdecimal() and size.isascii() and len(size) < 16):
                broken.append(f"record {number} does not say how long it is")
                lost = True
                continue
            head = stream.read(min(int(size), _LINE))
            rest = int(size) - len(head)
            if stream.skip(rest) < rest or len(head) < min(int(size), _LINE):
                raise ReadError(f"{source} is cut off in record {number}")
            if reason := _left_out(headers, head):
                left_out[reason] += 1
            else:
                yield number, start, stream.at - start
    if broken and not number:
        raise ReadError(f"{source} is no WARC file: no record begins in it")
    if broken:
        more = f", and {len(broken) - 1} more like it" if len(broken) > 1 else ""
        raise ReadError(f"{source} is a broken WARC file: {broken[0]}{more}; the records behind it were read")


def _headers(stream: packed.Stream) -> dict[str, str]:
    found: dict[str, str] = {}
    for _ in range(200):
        _, length, line = stream.line(_LINE)
        if not length or not line.strip():
            return found
        name, _, value = line.decode("utf-8", "replace").partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return {}


def read(data: bytes, source: str, limit: int) -> Record:
    """The page in the bytes of one record. Raises `ReadError`."""
    iterator = _library()
    too_large = f"{source} is too large for an article: more than {limit / 1048576:.1f} MB"
    if len(data) > limit + HEADERS:
        raise ReadError(too_large)
    try:
        record = next(iter(iterator(io.BytesIO(data))))
        headers, http = record.rec_headers, record.http_headers
        content_type = http.get_header("Content-Type") if http is not None else headers.get_header("Content-Type")
        content = record.content_stream().read(limit + 1)
        url = str(headers.get_header("WARC-Target-URI") or "").strip("<>") or None
        fetched = headers.get_header("WARC-Date")
    except StopIteration:
        raise ReadError(f"{source} holds no record any more; the file was changed") from None
    except Exception as error:
        raise ReadError(f"{source} is a broken WARC record ({type(error).__name__})") from None
    if len(content) > limit:
        raise ReadError(too_large)
    coding = str(http.get_header("Content-Encoding") or "").strip().lower() if http is not None else ""
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise ReadError(f"{source} is packed with {coding}, which is not read")
    kind, charset = kinds.of_content_type(content_type)
    if kind is None and content_type is None:
        kind = kinds.sniffed(content)
    if kind is None:
        raise ReadError(f"{source} is {content_type or 'of no content type'} and no page")
    return Record(kind, url, fetched, charset, content)
