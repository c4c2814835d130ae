"""HTML pages as saved from newspapers: the article in their middle as lines, tables as rows, and what the page says of itself.

`trafilatura` tells which paragraphs are the article; the lines are written from the page's own tree, because it loses empty cells,
lists in cells and tables with links, and what stands between two paragraphs of an article belongs to it.
"""

import codecs
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from kg.errors import ReadError
from kg.read import page, plain
from kg.read.page import Page

_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE
)
_BOMS = [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->")
_XML_HEAD = re.compile(r"\A\s*<\?xml[^>]*\?>")

_GONE = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "button", "select", "option", "textarea", "input",
    "nav", "footer", "aside", "head", "audio", "video", "canvas", "map", "dialog", "math",
})  # fmt: skip
_BLOCK = frozenset({
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
    "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "blockquote", "pre", "figure", "figcaption", "form", "fieldset", "center",
    "address", "hr", "body", "html", "details", "summary", "time", "hgroup", "legend",
})  # fmt: skip
# Names that pages give to what is no part of the article.
_FURNITURE = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|breadcrumbs?|share|sharing|social|socials|related|relate|comments?|sidebar|footer|banner|"
    r"ads?|adv|advert\w*|quangcao|quang-cao|tags?|tag-?list|popup|modal|newsletter|most-?(?:read|view)\w*|tin-?lien-?quan|lien-?quan|"
    r"tin-?khac|tin-?moi|doc-?nhieu|binh-?luan|print|copyright|pagination|search|login|toolbar|rating|vote|box-?news|news-?other|"
    r"other-?news|hotnews|cookie\w*)(?:[-_\s]|$)",
    re.IGNORECASE,
)
# Where it was written, before the first sentence; pages set a dash behind it by style.
_STAMP = re.compile(r"(?:^|[-_\s])(?:location|stamp|dateline|location-?stamp|dia-?danh)(?:[-_\s]|$)", re.IGNORECASE)
_DATED = re.compile(r"date|time|publish|posted|ngay", re.IGNORECASE)
_SEPARATED = re.compile(r"\s+[|–—»-]\s+|\s*[|»]\s*")
_ARTICLE_TYPES = frozenset({"newsarticle", "article", "reportagenewsarticle", "analysisnewsarticle", "blogposting", "report"})

_TITLES = ("og:title", "twitter:title", "dc.title", "title", "headline")
_DATES = (
    "article:published_time", "og:published_time", "article:published", "published_time", "datepublished", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "dc.date.issued", "dc.date", "dcterms.created", "dcterms.date", "date",
    "article.published", "sailthru.date", "parsely-pub-date", "og:article:published_time", "article:post_modified", "date.created",
)  # fmt: skip
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "application-name", "article:publisher", "site_name")


@dataclass(slots=True)
class _Block:
    """A line or rows of the page, before it is known whether they are of the article."""

    lines: list[str]
    element: Any
    links: int = 0
    table: bool = False
    heading: bool = False
    key: str = field(default="")

    @property
    def size(self) -> int:
        return sum(map(len, self.lines))


def decoded(data: bytes, source: str, *, charset: str | None = None) -> str:
    """The characters of a page: by its byte order mark, what came with it, what it declares, or UTF-8."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    match = _DECLARED.search(data[:8192])
    declared = (match[1] or match[2]).decode("ascii") if match else None
    if declared and declared.lower().startswith("utf-16"):
        # that it could be read as ASCII shows that it is not
        declared = "utf-8"
    pairs = data[:400]
    if not match and len(pairs) > 20:
        for name, zeros in (("utf-16-le", pairs[1::2]), ("utf-16-be", pairs[::2])):
            if zeros.count(0) * 3 > len(zeros) * 2:
                return data.decode(name, "replace")
    names = [codec for given in (charset, declared, "utf-8") if given and (codec := _codec(given))]
    if names[0] in ("iso8859-1", "ascii", "cp1252"):
        # what servers say that know nothing
        names.insert(0, "utf-8")
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    # A page with a few broken letters, in an advertisement or a name, is a page all the same.
    if former := plain.former(data):
        if former == "Windows-1258":
            return data.decode("cp1258", "replace")
        raise ReadError(f"{source} looks like {former}, which is not read; save it as UTF-8")
    text = data.decode(names[0], "replace")
    if text.count("\ufffd") * 200 > len(text):
        what = f"is not {names[0]}, which is its encoding by what it says" if charset or declared else "is not UTF-8, and names no encoding"
        raise ReadError(f"{source} {what}; save it as UTF-8")
    return text


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip("\"' ").replace("x-user-defined", "utf-8"))
    except (LookupError, ValueError):
        return None
    # `hex`, `rot13` and the like are codecs, but not of text
    of_text = getattr(found, "_is_text_encoding", True) and found.name not in ("idna", "punycode", "undefined", "utf-7")
    return found.name if of_text else None


def read(data: bytes, source: str, *, charset: str | None = None, url: str | None = None) -> Page:
    """The article of a page. Raises `ReadError`."""
    return of_text(decoded(data, source, charset=charset), source, url=url)


def of_text(text: str, source: str, *, url: str | None = None) -> Page:
    """The article of a page that is decoded. Raises `ReadError`."""
    try:
        import lxml.etree
    except ImportError:
        raise page.missing("HTML") from None
    saved = _SAVED_FROM.search(text[:2000])
    text = unicodedata.normalize("NFC", _XML_HEAD.sub("", text.replace("\0", "")))
    if not text.strip():
        raise ReadError(f"{source} is empty; an article is expected")
    try:
        tree = _parsed(text)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        raise ReadError(f"{source} is no HTML page, or holds nothing") from None
    about = _about(tree, saved[1] if saved else url)
    blocks = list(_blocks(tree))
    chosen = _article(blocks, _main(tree), about.title)
    lines = [line for block in chosen for line in ["", *block.lines]]
    if not any(lines):
        raise ReadError(f"{source} is a page without text that can be read: it is made by scripts, or nested too deep; save what it shows")
    if about.title and not any(_key(about.title) == _key(line) for line in lines[:12]):
        lines = [about.title, "", *lines]
    return Page(page.text_of(lines, source), about.title, about.published, about.publisher, about.url)


def fragment(text: str, source: str) -> list[str]:
    """The lines of a piece of HTML, all of them: what crawlers keep of an article's content."""
    try:
        import lxml.etree
    except ImportError:
        raise page.missing("HTML") from None
    try:
        tree = _parsed(f"<div>{text}</div>")
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        raise ReadError(f"{source} holds what is no HTML") from None
    return [line for block in _blocks(tree) for line in ["", *block.lines]]


def _parsed(text: str) -> Any:
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)


# ---- lines


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _name(element: Any) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _named(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _put(parts: list[str], text: str | None, after: Any = None) -> None:
    """Adds a stretch of text behind the elements before it. What stands apart on the page by its style alone is not glued together:
    a small letter before a capital one, and a place before the text ("Hà Tĩnh - Huyện ủy …")."""
    if not text:
        return
    text = re.sub(r"[ \t\r\n]+", " ", text)
    last = next((part for part in reversed(parts) if part), "")[-1:]
    if last.isalpha() and text[0].isalpha():
        if after is not None and _STAMP.search(_named(after)):
            parts.append(" - ")
        elif last.islower() and text[0].isupper():
            parts.append(" ")
    parts.append(text)


def _text(element: Any) -> str:
    """What is printed inside an element, with line ends at its blocks."""
    parts: list[str] = []

    def walk(one: Any) -> None:
        name = _name(one)
        if name in _GONE:
            return
        broken = name in _BLOCK or name == "br"
        if broken:
            parts.append("\n")
        _put(parts, one.text)
        for child in one:
            walk(child)
            _put(parts, child.tail, child)
        if broken:
            parts.append("\n")

    walk(element)
    return "\n".join(kept for part in "".join(parts).split("\n") if (kept := page.line(part)))


def _prose(element: Any) -> int:
    """How much of an element is paragraphs and not links."""
    found = 0
    for one in element.iter("p", "div", "td", "li"):
        own = (one.text or "") + "".join(child.tail or "" for child in one)
        found += len(own) if len(own) >= 60 else 0
    return found


def _hidden(element: Any) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in (element.get("style") or "").replace(" ", "").lower()
    )


def _blocks(tree: Any) -> Iterator[_Block]:
    """The lines of a page in order, without what is plainly no part of an article."""
    body = tree if _name(tree) == "body" else next(tree.iter("body"), tree)
    whole = max(_prose(body), 1)
    found: list[_Block] = []
    pending: list[str] = []
    links = 0
    mark = ""

    def flush(element: Any) -> None:
        nonlocal links, mark
        for part in "".join(pending).split("\n"):
            if text := page.line(part):
                heading = _name(element) in ("h1", "h2", "h3", "h4", "h5", "h6")
                marked = text if not mark or text[0] in "-–—•+*" else mark + text
                found.append(_Block([marked], element, min(links, len(text)), heading=heading, key=_key(text)))
                mark = ""
        pending.clear()
        links = 0

    def walk(element: Any, linked: bool) -> None:
        nonlocal links, mark
        name = _name(element)
        if not name or name in _GONE:
            return
        if name == "br":
            pending.append("\n")
            return
        block = name in _BLOCK
        if block and element is not body:
            if (_FURNITURE.search(_named(element)) or _hidden(element)) and _prose(element) * 3 < whole and not _headline(element):
                return
            flush(element.getparent())
        if name == "table" and (table := _table(element)):
            linked_text = sum(len(a.text_content()) for a in element.iter("a"))
            found.append(_Block(table, element, linked_text, table=True, key=_key(" ".join(table))))
            return
        if name == "li":
            parent = element.getparent()
            numbered = parent is not None and _name(parent) == "ol"
            mark = f"{1 + sum(1 for _ in element.itersiblings('li', preceding=True))}. " if numbered else "- "
        linked = linked or name == "a"
        for text, child in [(element.text, None), *((child.tail, child) for child in element)]:
            if child is not None:
                walk(child, linked)
            if text:
                _put(pending, text, child)
                links += len(text.strip()) if linked else 0
        if block:
            flush(element)
            if name == "li":
                mark = ""

    walk(body, False)
    yield from found


def _headline(element: Any) -> bool:
    return next(element.iter("h1"), None) is not None


def _table(table: Any) -> list[str]:
    """The rows of a table that holds data; none for one that only arranges the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    for tr in table.iter("tr"):
        cells: list[str] = []

        def hang(cells: list[str] = cells) -> None:
            while len(cells) in below:
                left, text = below[len(cells)]
                if left > 1:
                    below[len(cells)] = (left - 1, text)
                else:
                    del below[len(cells)]
                cells.append(text)

        for cell in tr.iterchildren("td", "th"):
            hang()
            text = _text(cell)
            if len(text) > 600 or (text.count("\n") > 12):
                return []
            across, down = _spanned(cell, "colspan"), _spanned(cell, "rowspan")
            # A heading or a name stands for all that it spans, a number once.
            again = text if not re.search(r"\d", text) or re.fullmatch(r"[^\d]*(?:19|20)\d\d", text) else ""
            for n in range(across):
                if down > 1:
                    below[len(cells)] = (down - 1, again)
                cells.append(text if n == 0 else again)
        hang()
        if any(cells):
            grid.append([cell.replace("\n", " ") for cell in cells])
    if len(grid) < 2 or sum(sum(map(bool, cells)) > 1 for cells in grid) < 2:
        return []
    caption = next(table.iterchildren("caption"), None)
    return ([_text(caption).replace("\n", " ")] if caption is not None and _text(caption) else []) + page.rows(grid)


def _spanned(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 40) if value.isdecimal() and value.isascii() and len(value) < 4 else 1


# ---- which of them


def _main(tree: Any) -> set[str]:
    """The paragraphs that are the article, by `trafilatura`, as keys."""
    try:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    except ImportError:
        raise page.missing("HTML") from None
    from copy import deepcopy

    try:
        found = bare_extraction(deepcopy(tree), include_comments=False, include_tables=True, deduplicate=False)
    except Exception:
        # Whatever a broken tree does to it: what the page holds is told by its own shape then.
        return set()
    if not isinstance(found, Document) or found.body is None:
        return set()
    return {key for element in found.body.iter("p", "head", "item", "cell", "quote", "ab") if (key := _key("".join(element.itertext())))}


def _is_article(block: _Block, main: set[str], joined: str) -> bool:
    return bool(block.key) and (block.key in main or (len(block.key) > 30 and block.key in joined))


def _linked(block: _Block) -> bool:
    return block.links * 2 > block.size


def _article(blocks: list[_Block], main: set[str], title: str | None) -> list[_Block]:
    """The article among the blocks of a page: from its headline to its last paragraph."""
    joined = "\n".join(main)
    kept = [at for at, block in enumerate(blocks) if _is_article(block, main, joined)]
    if sum(blocks[at].size for at in kept) < 120:
        kept = _densest(blocks) or list(range(len(blocks)))
    if not kept:
        return []
    prose = [at for at in kept if blocks[at].size >= 60 and not _linked(blocks[at])] or kept
    first, last = min(kept), max(kept)
    near = range(max(0, prose[0] - 15), prose[0])
    heads = [at for at in near if blocks[at].element.tag == "h1" or (title and blocks[at].key == _key(title))]
    if heads:
        first = heads[-1] if title and blocks[heads[-1]].key == _key(title) else heads[0]
    # What follows in the same container: the signature, a last short paragraph or table.
    container = blocks[prose[-1]].element.getparent()
    while container is not None and last + 1 < len(blocks):
        after = blocks[last + 1]
        if _linked(after) or after.heading or container not in after.element.iterancestors():
            break
        last += 1
    inside = set(kept)
    chosen = blocks[first : last + 1]
    return [block for at, block in enumerate(chosen, first) if at in inside or block.table or not _linked(block)]


def _densest(blocks: list[_Block]) -> list[int]:
    """Where the paragraphs are of which a page has most: those of one container."""
    scores: dict[Any, int] = {}
    for block in blocks:
        if block.size >= 60 and not _linked(block):
            element = block.element
            for weight in (2, 1):
                element = element.getparent() if element is not None else None
                if element is not None:
                    scores[element] = scores.get(element, 0) + weight * block.size
    if not scores:
        return []
    best = max(scores, key=lambda element: scores[element])
    return [at for at, block in enumerate(blocks) if best is block.element or best in block.element.iterancestors()]


# ---- what the page says of itself


def _about(tree: Any, url: str | None) -> Page:
    """Title, day, publisher and address as the head of the page, its linked data or its `<time>` give them."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name and (content := page.line(meta.get("content") or "")):
            metas.setdefault(name, content)
    linked = _linked_data(tree)

    canonical = next((one.get("href") for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()), None)
    address = _address(canonical, url) or _address(metas.get("og:url"), url) or _address(linked.get("url"), url) or _address(url, None)

    named = page.line(html.unescape(next((element.text_content() for element in tree.iter("title")), "")))
    headings = [text for element in tree.iter("h1") if (text := page.line(element.text_content()))]
    told = next((metas[name] for name in _TITLES if metas.get(name)), None) or linked.get("headline") or named or None
    title, tail = _title(html.unescape(told) if told else None, named, headings)

    dates: list[str | None] = [linked.get("datePublished"), *(metas.get(name) for name in _DATES)]
    for element in tree.iter():
        if isinstance(element.tag, str) and (element.get("itemprop") or "").lower() == "datepublished":
            dates.append(element.get("datetime") or element.get("content") or element.text_content())
    times = [element.get("datetime") or element.text_content() for element in tree.iter("time")]
    published = next((found for value in [*dates, *times[:3]] if value and (found := page.day(value))), None) or _printed(tree)

    publisher = linked.get("publisher") or next((metas[name] for name in _PUBLISHERS if _is_name(metas.get(name))), None) or tail
    return Page("", title, published, html.unescape(publisher) if publisher else None, address)


def _is_name(text: str | None) -> bool:
    return bool(text) and len(text or "") <= 120 and not re.match(r"https?://", text or "")


def _title(told: str | None, named: str, headings: list[str]) -> tuple[str | None, str | None]:
    """The headline without the name of the site that pages append to it, and that name."""
    tail = None
    for heading in headings:
        if named.startswith(heading) and (rest := named[len(heading) :].strip()) and _SEPARATED.match(" " + rest):
            tail = page.line(_SEPARATED.sub(" ", " " + rest, count=1))
            tail = _SEPARATED.split(tail)[-1].strip() or None
    if told is None:
        return (headings[0] if len(headings) == 1 else None), tail
    for heading in headings:
        if len(heading.split()) >= 3 and (_key(told).startswith(_key(heading)) or _key(heading) == _key(told)):
            return heading, tail
    if told == named and len(headings) == 1 and len(headings[0].split()) >= 4:
        return headings[0], tail
    pieces = _SEPARATED.split(told)
    if told == named and len(pieces) > 1 and len(pieces[0].split()) >= 4 and len(pieces[-1].split()) <= 8:
        return pieces[0].strip(), tail or pieces[-1].strip()
    return told, tail


def _linked_data(tree: Any) -> dict[str, str]:
    """Headline, day, publisher and address of the article in the page's JSON-LD."""
    found: dict[str, str] = {}

    def walk(value: Any, depth: int) -> None:
        if depth > 12:
            return
        if isinstance(value, list):
            for one in value[:200]:
                walk(one, depth + 1)
        elif isinstance(value, dict):
            kinds = value.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.rsplit("/", 1)[-1].lower() in _ARTICLE_TYPES for kind in kinds):
                publisher = value.get("publisher")
                publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
                main = value.get("mainEntityOfPage")
                for name, one in (
                    ("headline", value.get("headline") or value.get("name")),
                    ("datePublished", value.get("datePublished")),
                    ("publisher", publisher.get("name") if isinstance(publisher, dict) else publisher),
                    ("url", value.get("url") or (main.get("@id") if isinstance(main, dict) else main)),
                ):
                    if isinstance(one, str) and page.line(one) and (name != "publisher" or _is_name(one)):
                        found.setdefault(name, page.line(one))
            for one in value.values():
                if isinstance(one, dict | list):
                    walk(one, depth + 1)

    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                walk(json.loads((script.text or "").strip().rstrip(";"), strict=False), 0)
            except (ValueError, RecursionError):
                continue
    return found


def _address(value: str | None, base: str | None) -> str | None:
    if not value:
        return None
    try:
        found = urljoin(base or "", value.strip())
        parts = urlsplit(found)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
    except ValueError:
        return None
    # The front page is no article: pages name it by mistake.
    if base and not parts.path.strip("/") and not parts.query and urlsplit(base).path.strip("/"):
        return None
    return re.sub(r"\s", "%20", found)


def _printed(tree: Any) -> str | None:
    """The day in a short element of the page that is named for it: `<span class="date">`, `<div id="ngaydang">`."""
    for element in tree.iter("span", "div", "p", "li", "em", "i", "b", "small", "td", "label"):
        if _DATED.search(_named(element)) and len(element) < 6:
            text = page.line(element.text_content())
            if 8 <= len(text) <= 110 and re.search(r"(?:19|20)\d\d", text) and (found := page.day(text)):
                return found
    return None
