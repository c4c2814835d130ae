"""JSON Lines as crawlers write them: a line is a document, under its own `id`."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ReadError
from kg.read import html, packed, page
from kg.read.page import Page

# The names that crawlers give the fields (news-please, Scrapy, newspaper4k, trafilatura, WordPress, schema.org, Common Crawl's own), best
# first, in small letters and without `_`, however they are written.
_TEXT = ("text", "maintext", "articletext", "articlebody", "fulltext", "content", "body", "rawtext", "noidung")
_HTML = ("html", "rawhtml", "contenthtml", "bodyhtml")
_TITLE = ("title", "headline", "tieude")
_DATE = (
    "published", "datepublish", "datepublished", "publishdate", "publishedat", "publisheddate", "publishtime", "publishedtime",
    "publicationdate", "pubdate", "date", "time", "timestamp", "ngaydang", "createdat",
)  # fmt: skip
_URL = ("url", "link", "sourceurl", "canonicalurl", "originalurl", "href")
_PUBLISHER = ("publisher", "sitename", "sourcename", "source", "site", "newspaper", "sourcedomain", "domain")
# Where Scrapy and others put the article one level down.
_INSIDE = ("article", "data", "source", "fields")
# What an object in the place of a text holds it in: `{"text": …}`, WordPress' `{"rendered": …}`.
_INNER = ("text", "rendered", "html", "content", "body", "value")
_MARKUP = re.compile(r"<(?:p|div|br|table|h[1-6]|ul|li|article)\b[^>]*>", re.IGNORECASE)


class _Named(msgspec.Struct):
    id: Any = None


_log = logging.getLogger("kg.read")

_names = msgspec.json.Decoder(_Named)


def members(path: Path, source: str, limit: int) -> Iterator[tuple[int, str | None, int, int]]:
    """Number, own id, start and length of each line that is not blank. Raises `ReadError` where the file cannot be read on."""
    with packed.streamed(path, source) as stream:
        number = 0
        while True:
            start, length, data = stream.line(limit)
            if not length:
                return
            number += 1
            if data.strip():
                yield number, None if length > limit else own_id(data), start, length


def own_id(data: bytes) -> str | None:
    """The `id` of a line, if it has one that can name a document."""
    try:
        value = _names.decode(data.removeprefix(b"\xef\xbb\xbf")).id
    except (msgspec.MsgspecError, ValueError, RecursionError):
        try:
            parsed = json.loads(data)
            value = parsed.get("id") if isinstance(parsed, dict) else None
        except (ValueError, RecursionError):
            return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    name = str(value).strip()
    return name if name and len(name) <= 500 and name.isprintable() else None


def read(data: bytes, source: str) -> Page:
    """The document of one line. Raises `ReadError`."""
    try:
        fields = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        raise ReadError(f"{source} is not UTF-8: byte {error.start} of the line cannot be read") from None
    except ValueError as error:
        raise ReadError(f"{source} is no JSON: {error}; a line holds one object") from None
    except RecursionError:
        raise ReadError(f"{source} is nested too deep; a line holds one object with the article's fields") from None
    if not isinstance(fields, dict):
        raise ReadError(f"{source} is no JSON object; a line holds one with the article's fields")
    found = _named(fields)
    if not _first(found, _TEXT):
        inner = next((value for name in _INSIDE if isinstance(value := found.get(name), dict)), {})
        found |= {name: value for name, value in _named(inner).items() if value}
    title = page.line(_first(found, _TITLE) or "") or None
    url = next((value for name in _URL if isinstance(value := found.get(name), str) and re.match(r"https?://[^\s/]", value)), None)
    publisher = _publisher(found)
    published = next((day for name in _DATE if (day := page.day(found.get(name)))), None)
    if published is None:
        _tell_dates(found, source)
    body = _first(found, _TEXT)
    if body is None:
        markup = _first(found, _HTML)
        if markup is None:
            raise ReadError(f"{source} has no text: none of the fields {', '.join((*_TEXT[:-2], *_HTML[:1]))} holds any")
        whole = html.of_text(markup, source, url=url)
        return Page(whole.text, title or whole.title, published or whole.published, publisher or whole.publisher, url or whole.url)
    if len(_MARKUP.findall(body[:20_000])) > 1:
        lines = html.fragment(body, source)
    else:
        lines = [page.line(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", body)]
    if not any(lines):
        raise ReadError(f"{source} is empty; an article is expected")
    # Its headline often holds what the text does not repeat: it stands over the text as on the page.
    if title and title not in lines[:12]:
        lines = [title, "", *lines]
    return Page(page.text_of(lines, source), title, published, publisher, url)


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by their names in small letters and without `_`; of two of one name the first that is filled."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        key = re.sub(r"[_\s-]", "", name.lower())
        if not found.get(key):
            found[key] = value
    return found


# What systems write that know no date.
_NO_DATE = re.compile(r"\W*|0+(?:\.0)?|0+[1-]*-.*|1970-01-01.*|none|null|nan|n/a|true", re.IGNORECASE | re.DOTALL)
# Files of which an unreadable date was told: a crawl has one in each line.
_told: set[str] = set()


def _tell_dates(fields: Mapping[str, Any], source: str) -> None:
    file = source.rpartition("#")[0]
    unread = next(((name, value) for name in _DATE if (value := fields.get(name)) and not _NO_DATE.fullmatch(str(value))), None)
    if unread is not None and file not in _told:
        _told.add(file)
        name, value = unread
        _log.warning(
            "%s: dates that cannot be read are left out, first %r in the field %r of %s; write them as YYYY-MM-DD",
            file, page.line(str(value))[:60], name, source.rpartition("#")[2],
        )  # fmt: skip


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):
            inside = _named(value)
            value = next((one for inner in _INNER if isinstance(one := inside.get(inner), str) and one.strip()), None)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _publisher(fields: Mapping[str, Any]) -> str | None:
    for name in _PUBLISHER:
        value = fields.get(name)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and 1 < len(page.line(value)) <= 120 and not re.match(r"https?://", value.strip()):
            return page.line(value)
    return None
