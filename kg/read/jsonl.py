"""JSON Lines as crawlers write them: a line is a document, under its own `id`."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import ReadError
from kg.read import html, packed, page
from kg.read.page import Page

# The names that crawlers give the fields (news-please, Scrapy, newspaper4k, trafilatura, Common Crawl's own), best first.
_TEXT = ("text", "maintext", "main_text", "article_text", "content", "body", "raw_text", "noi_dung")
_HTML = ("html", "raw_html", "content_html", "body_html")
_TITLE = ("title", "headline", "tieu_de")
_DATE = (
    "published", "date_publish", "date_published", "publish_date", "published_at", "published_date", "publication_date", "datePublished",
    "pubDate", "pub_date", "pubdate", "date", "time", "timestamp", "ngay_dang",
)  # fmt: skip
_URL = ("url", "link", "source_url", "canonical_url", "original_url", "href")
_PUBLISHER = ("publisher", "site_name", "sitename", "source_name", "source", "site", "newspaper", "source_domain", "domain")
_MARKUP = re.compile(r"<(?:p|div|br|table|h[1-6]|ul|li|article)\b[^>]*>", re.IGNORECASE)


class _Named(msgspec.Struct):
    id: Any = None


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
    # Scrapy and others put the article one level down.
    inner: dict[str, Any] = next(
        (fields[name] for name in ("article", "data", "_source", "fields") if isinstance(fields.get(name), dict)), {}
    )
    found = {**fields, **{name: value for name, value in inner.items() if value}} if not _first(fields, _TEXT) else fields
    title = page.line(_first(found, _TITLE) or "") or None
    url = next((value for name in _URL if isinstance(value := found.get(name), str) and re.match(r"https?://[^\s/]", value)), None)
    publisher = _publisher(found)
    published = next((day for name in _DATE if (day := page.day(found.get(name)))), None)
    body = _first(found, _TEXT)
    if body is None:
        markup = _first(found, _HTML)
        if markup is None:
            raise ReadError(f"{source} has no text: none of the fields {', '.join((*_TEXT[:6], *_HTML[:1]))} holds any")
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


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
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
