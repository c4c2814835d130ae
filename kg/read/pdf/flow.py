"""The lines of all pages as one text: without running heads and page numbers, joined where a sentence goes on."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kg.read.pdf.layout import Line

_SENTENCE_END = re.compile(r"[.…:;!?][\"”’»)\]]*\Z")
_ITEM = re.compile(r"[-–—•+*▪●]\s|\d{1,2}[.)]\s|[a-zđ]\)\s|[IVX]{1,4}\.\s")
_HYPHENS = "-\u00ad\u2010"
_PAGE_NUMBER = re.compile(r"(?P<word>trang|page|[-–])?\s*(?P<number>\d{1,4})\s*(?:[-–]|(?:/|of)\s*(?P<all>\d{1,4}))?", re.IGNORECASE)


def paragraphs(sheets: Sequence[list[Line]]) -> Iterator[str]:
    """The paragraphs of a document, rows of tables and headings as they stand; blank ones part them."""
    lines = [line for sheet in _without_running(sheets) for line in sheet]
    gaps = sorted(after.top - line.bottom for line, after in itertools.pairwise(lines) if _follows(line, after))
    # Of a page of short paragraphs the gap between two of them is the commonest; that between two lines is smaller.
    usual = gaps[len(gaps) // 5] if gaps else 0.0
    widths, wrapped, indented, hyphened = _widths(lines), _wrapped(lines), _indented(lines), _hyphened(lines)
    text, last, count = "", None, 0
    for line in lines:
        full = last is not None and (id(last) in wrapped or _is_full(last, line, widths))
        if last is not None and (id(line) in indented or not _joins(last, line, usual, full=full, long=count > 1)):
            yield text
            if not (last.row and line.row):
                yield ""
            text, last, count = "", None, 0
        text = _joined(text, line.text, hyphened) if text else line.text
        last, count = line, count + 1
    yield text


# ---- running heads and page numbers


def _without_running(sheets: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Pages without their numbers, and without what stands at the top or foot of most of them."""
    seen: Counter[str] = Counter()
    for sheet in sheets:
        seen.update({_same(line.text) for line in _edge(sheet, 2)})
    running = {text for text, count in seen.items() if count > 1 and count * 2 > len(sheets) and any(map(str.isalpha, text))}
    # What a page's own number and the number printed on it differ by is the same on all pages.
    shifts = Counter(shift for sheet in sheets for line in _edge(sheet, 1) if (shift := _shift(line, len(sheets))) is not None)
    numbered = {shift for shift, count in shifts.items() if shift == 0 or count > 1}
    for sheet in sheets:
        first = {id(line) for line in _edge(sheet, 1) if _shift(line, len(sheets)) in numbered}
        first |= {id(line) for line in _edge(sheet, 2) if _same(line.text) in running}
        yield [line for line in sheet if id(line) not in first]


def _edge(sheet: list[Line], count: int) -> list[Line]:
    return [line for line in [*sheet[:count], *sheet[-count:]] if not line.ruled]


def _shift(line: Line, pages: int) -> int | None:
    """By how much the page number that a line is, if it is one, differs from where its page stands."""
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match is None or (match["all"] and int(match["all"]) != pages):
        return None
    return int(match["number"]) - line.sheet - 1


def _same(text: str) -> str:
    return re.sub(r"\d+", "0", text.lower())


# ---- paragraphs


def _follows(line: Line, after: Line) -> bool:
    return not line.row and not after.row and line.sheet == after.sheet and line.edges == after.edges and after.top > line.top


def _alike(line: Line, after: Line) -> bool:
    """Whether two lines are set in letters of one size."""
    return abs(line.size - after.size) <= 0.15 * max(line.size, after.size)


def _widths(lines: Sequence[Line]) -> Mapping[tuple[int, int], float]:
    """How far text reaches, by the left edge of its column and the size of its letters: in a column of headings it may reach less far."""
    found: dict[tuple[int, int], float] = {}
    for line in lines:
        if not line.row:
            key = _measure(line)
            found[key] = max(found.get(key, 0.0), line.right)
    return found


def _measure(line: Line) -> tuple[int, int]:
    return round(line.edges[0] / 3), round(line.size)


def _is_full(line: Line, after: Line, widths: Mapping[tuple[int, int], float]) -> bool:
    """Whether the first word of the next line had no room any more: text that is not justified ends anywhere near its edge."""
    edge = widths.get(_measure(line), line.edges[1])
    near = max(0.12 * (edge - line.edges[0]), 3 * line.size)
    return line.right >= edge - near or line.right + 0.3 * line.size + after.first >= edge


def _wrapped(lines: Sequence[Line]) -> set[int]:
    """The lines, as `id`, of paragraphs narrower than their column: each line but the last is as long as the next word lets it be."""
    found: set[int] = set()
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _follows(lines[at - 1], lines[at]) and _alike(lines[at - 1], lines[at]):
            if lines[at].top - lines[at - 1].bottom < 0.6 * lines[at].size:
                continue
        block, start = lines[start:at], at
        edge = max(line.right for line in block)
        if len(block) < 4 or not any(line.text[:1].islower() for line in block[1:]):
            continue
        if all(line.right + 0.3 * line.size + after.first >= edge for line, after in itertools.pairwise(block)):
            found.update(id(line) for line in block[:-1])
    return found


def _indented(lines: Sequence[Line]) -> set[int]:
    """The lines, as `id`, that begin a paragraph by their indent, in columns where most lines have none."""
    columns: dict[tuple[int, tuple[float, float]], list[Line]] = {}
    for line in lines:
        if not line.row:
            columns.setdefault((line.sheet, line.edges), []).append(line)
    found: set[int] = set()
    for column in columns.values():
        inside = [line for line in column if 0.6 * line.size < line.left - line.edges[0] < 5 * line.size]
        flush = sum(line.left - line.edges[0] <= 0.3 * line.size for line in column)
        if len(inside) > 1 and len({round(line.left) for line in inside}) == 1 and flush > len(inside):
            found.update(id(line) for line in inside)
    return found


def _joins(line: Line, after: Line, usual: float, *, full: bool, long: bool) -> bool:
    """Whether a line goes on in the next one; `long` says that it goes on from one before it."""
    if line.row or after.row or not _alike(line, after):
        return False
    ended = bool(_SENTENCE_END.search(line.text))
    if _ITEM.match(after.text) and (ended or not full):
        return False
    if not _follows(line, after):
        # over the end of a column or page: a sentence that is not ended goes on, a heading or a signature does not
        return not ended and full and (long or not after.text[:1].isupper())
    if after.top - line.bottom > usual + max(0.45 * line.size, 2):
        return False
    indented = after.left > after.edges[0] + 0.6 * after.size and after.left > line.left + 0.6 * after.size
    if indented and (ended or not full):
        return False
    return full or (not ended and (after.text[:1].islower() or line.text[-1] in _HYPHENS))


# ---- words over the end of a line


def _hyphened(lines: Sequence[Line]) -> set[str]:
    """The words with a hyphen inside a line, in lower case: these are written so."""
    return {word.lower() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", line.text)}


def _joined(text: str, after: str, hyphened: set[str]) -> str:
    """Two lines as one. A hyphen between syllables of one word stays ("Mi-an-ma"); one that parts two Vietnamese syllables at the end of
    a line ("doanh-/nghiệp") was put there by the typesetting."""
    match = re.search(rf"(?P<before>[\w-]*\w)(?P<hyphen>[{_HYPHENS}])\Z", text)
    next_word = re.match(r"[\w-]+", after)
    if match is None or next_word is None:
        return f"{text} {after}"
    before, behind = match["before"], next_word[0]
    if match["hyphen"] == "\u00ad":
        return text[:-1] + after
    parted = before[-1].islower() and behind[0].islower() and not (before + behind).isascii()
    written = f"{before}-{behind}".lower() in hyphened or "-" in before or "-" in behind
    return f"{text[:-1]} {after}" if parted and not written else text + after
