"""PDF with a text layer: lines in reading order, joined into paragraphs; ruled tables as rows; running heads and page numbers left out."""

import contextlib
import io
import itertools
import logging
import math
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError
from kg.read import page
from kg.read.page import Page

# No article has more; what has is a book, and takes minutes.
MAX_PAGES = 300

_SENTENCE_END = re.compile(r"[.…:;!?][\"”’»)\]]*\Z")
_ITEM = re.compile(r"[-–—•+*▪●]\s|\d{1,2}[.)]\s|[a-zđ]\)\s|[IVX]{1,4}\.\s")
_HYPHEN = re.compile(r"[^\W\d_][-\u00ad\u2010]\Z")
_PAGE_NUMBER = re.compile(r"(?P<word>trang|page|[-–])?\s*(?P<number>\d{1,4})\s*(?:[-–]|(?:/|of)\s*(?P<all>\d{1,4}))?", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """A printed line and where it stands on its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    # the edges of the column it stands in
    edges: tuple[float, float] = (0, 0)
    row: bool = False
    # a row between ruled lines
    ruled: bool = False
    sheet: int = 0

    @property
    def height(self) -> float:
        return self.bottom - self.top


def read(data: bytes, source: str) -> Page:
    """The text of a PDF. Raises `ReadError`, also for a scan."""
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfminer.pdfparser import PDFSyntaxError
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise page.missing("PDF") from None
    # It tells of every slip of a file's author.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    if b"%PDF-" not in data[:1024]:
        raise ReadError(f"{source} is no PDF, whatever its name says")
    sheets: list[list[_Line]] = []
    pictures = 0
    about: dict[str, Any] = {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            about = dict(pdf.metadata or {})
            if len(pdf.pages) > MAX_PAGES:
                raise ReadError(f"{source} has {len(pdf.pages)} pages; an article has fewer than {MAX_PAGES}; split it")
            if not pdf.pages:
                raise ReadError(f"{source} is a PDF without pages; it is broken")
            for number, sheet in enumerate(pdf.pages):
                sheets.append(_sheet(sheet, number))
                pictures += len(sheet.images)
                sheet.close()
    except ReadError:
        raise
    except PdfminerException as error:
        inner = error.args[0] if error.args else None
        if isinstance(inner, PDFPasswordIncorrect):
            raise ReadError(f"{source} is encrypted; save it without its password") from None
        what = "has no end or is cut off" if isinstance(inner, PDFSyntaxError) else "cannot be read"
        raise ReadError(f"{source} is a broken PDF: it {what}; open it and save it anew") from None
    except Exception as error:
        # A parser of 700 pages of standard raises anything on a file that breaks it, and says little.
        raise ReadError(f"{source} is a broken PDF ({type(error).__name__}); open it and save it anew") from None
    lines = list(_paragraphs(_without_running(sheets)))
    letters = sum(character.isalpha() for line in lines for character in line)
    if not letters:
        if pictures:
            pages = "a picture of 1 page" if len(sheets) == 1 else f"pictures of {len(sheets)} pages"
            raise ReadError(f"{source} is a scanned PDF: {pages}, no text; give it with a text layer (OCR)")
        raise ReadError(f"{source} is a PDF without text; give it with a text layer (OCR)")
    unknown = sum(line.count("(cid:") for line in lines)
    if unknown * 20 > letters:
        raise ReadError(f"{source} does not say which letters its fonts draw; save it anew, or give it with a text layer (OCR)")
    title = page.line(unicodedata.normalize("NFC", str(about.get("Title") or "")))
    return Page(page.text_of(lines, source), title if _is_title(title) else None)


def _is_title(title: str) -> bool:
    """Whether it was written by a person: Word puts the file's name there."""
    return len(title.split()) >= 4 and not re.search(r"\.(?:docx?|pdf|indd|qxd|pptx?)\b|\AMicrosoft|\Auntitled", title, re.IGNORECASE)


# ---- a page


def _sheet(sheet: Any, number: int) -> list[_Line]:
    tables = []
    with contextlib.suppress(ValueError, IndexError, ZeroDivisionError):
        tables = [table for table in sheet.find_tables() if _is_table(table)]
    boxes = [table.bbox for table in tables]
    words = sheet.extract_words(
        x_tolerance_ratio=0.15, y_tolerance=2, keep_blank_chars=False, use_text_flow=False, extra_attrs=[], return_chars=False
    )
    free = [word for word in words if not any(_within(word, box) for box in boxes)]
    pieces = [_Piece(w["text"], w["x0"], w["x1"], w["top"], w["bottom"]) for w in free if w["text"].strip()]
    found = [line for column in _columns(pieces) for line in _lines(column)]
    for table in tables:
        cells = [[cell or "" for cell in cells] for cells in table.extract(x_tolerance_ratio=0.15)]
        left, top, right, bottom = table.bbox
        grid = [[cell.replace("\n", " ") for cell in cells] for cells in _unmerged(cells)]
        rows = [_Line(text, left, right, top, bottom, 0, (left, right), row=True, ruled=True) for text in page.rows(grid)]
        at = next((i for i, line in enumerate(found) if line.top >= bottom - 1 and line.left < right and line.right > left), len(found))
        found[at:at] = rows
    for line in found:
        line.sheet = number
    return found


def _is_table(table: Any) -> bool:
    rows = table.rows
    return len(rows) > 1 and max(len([cell for cell in row.cells if cell is not None]) for row in rows) > 1


def _unmerged(cells: list[list[str]]) -> list[list[str]]:
    """A heading over several columns or rows stands for each of them, as in HTML; told by a first row with gaps over full rows."""
    if len(cells) > 2 and "" in cells[0] and all(cells[0][at] or cells[1][at] for at in range(len(cells[0]))) and "" in cells[1]:
        first = list(cells[0])
        for at in range(1, len(first)):
            first[at] = first[at] or first[at - 1]
        second = [below or above for below, above in zip(cells[1], cells[0], strict=False)]
        return [first, second, *cells[2:]]
    return cells


def _within(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    left: float
    right: float
    top: float
    bottom: float


def _columns(pieces: list[_Piece], depth: int = 0) -> Iterator[list[_Piece]]:
    """Words in the order of reading: what stands over columns, the columns one after another, what stands under them."""
    found = _gutter(pieces) if depth < 8 and len(pieces) > 20 else None
    if found is None:
        if pieces:
            yield pieces
        return
    above, rows, below, at = found
    inside = [piece for row in rows for piece in row]
    sides = [p for p in inside if p.right <= at], [p for p in inside if p.right > at]
    for part in ([p for row in above for p in row], *sides, [p for row in below for p in row]):
        yield from _columns(part, depth + 1)


def _gutter(pieces: list[_Piece]) -> tuple[list[list[_Piece]], list[list[_Piece]], list[list[_Piece]], float] | None:
    """The rows over, beside and under the white band between two columns of text, and where it runs; the longest one.

    Columns of cells are none: what stands on one line of a table without rules is read as one line.
    """
    rows = _rows(pieces)
    size = statistics.median(piece.bottom - piece.top for piece in pieces)
    gaps = [_gaps(row, size * 0.9) for row in rows]
    best: tuple[int, int, int, float] | None = None
    for start, inner in enumerate(gaps):
        for low, high in inner[1:-1]:
            stop = start
            while stop < len(rows) and (fit := _common(gaps[stop], low, high, size * 0.9)):
                (low, high), stop = fit, stop + 1
            at = (low + high) / 2
            if stop - start >= 4 and (best is None or stop - start > best[0]) and _are_columns(rows[start:stop], at):
                best = stop - start, start, stop, at
    if best is None:
        return None
    _, start, stop, at = best
    return rows[:start], rows[start:stop], rows[stop:], at


def _gaps(row: list[_Piece], least: float) -> list[tuple[float, float]]:
    """The white stretches of a row: before it, between its words, behind it."""
    inner = [(one.right, other.left) for one, other in itertools.pairwise(row) if other.left - one.right >= least]
    return [(-math.inf, row[0].left), *inner, (row[-1].right, math.inf)]


def _common(gaps: list[tuple[float, float]], low: float, high: float, least: float) -> tuple[float, float] | None:
    for start, stop in gaps:
        if min(stop, high) - max(start, low) >= least:
            return max(start, low), min(stop, high)
    return None


def _are_columns(rows: list[list[_Piece]], at: float) -> bool:
    for side in ([[p for p in row if p.right <= at] for row in rows], [[p for p in row if p.right > at] for row in rows]):
        full = [sum(len(p.text) for p in row) for row in side if row]
        if len(full) < 4 or statistics.median(full) < 15 or sum(len(row) for row in side) < 12:
            return False
    return True


def _rows(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Words that stand on one line, from left to right."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: ((p.top + p.bottom) / 2, p.left)):
        middle = (piece.top + piece.bottom) / 2
        if rows and min(p.top for p in rows[-1][-3:]) <= middle <= max(p.bottom for p in rows[-1][-3:]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        row.sort(key=lambda p: p.left)
    return rows


def _lines(pieces: list[_Piece]) -> list[_Line]:
    """The words of a column as printed lines; those with wide gaps are rows of a table without rules."""
    edges = min(p.left for p in pieces), max(p.right for p in pieces)
    found = []
    for row in _rows(pieces):
        size = statistics.median(p.bottom - p.top for p in row)
        cells = [row[0].text]
        for before, piece in itertools.pairwise(row):
            if piece.left - before.right > 2 * size:
                cells.append(piece.text)
            else:
                cells[-1] += " " + piece.text
        text = page.row(cells) if len(cells) > 1 else page.line(cells[0])
        top, bottom = min(p.top for p in row), max(p.bottom for p in row)
        found.append(_Line(unicodedata.normalize("NFC", text), row[0].left, row[-1].right, top, bottom, size, edges, row=len(cells) > 1))
    return [line for line in found if line.text]


# ---- the pages together


def _without_running(sheets: Sequence[list[_Line]]) -> Iterator[list[_Line]]:
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


def _edge(sheet: list[_Line], count: int) -> list[_Line]:
    return [line for line in [*sheet[:count], *sheet[-count:]] if not line.ruled]


def _shift(line: _Line, pages: int) -> int | None:
    """By how much the page number that a line is, if it is one, differs from where its page stands."""
    match = _PAGE_NUMBER.fullmatch(line.text)
    if match is None or (match["all"] and int(match["all"]) != pages):
        return None
    return int(match["number"]) - line.sheet - 1


def _same(text: str) -> str:
    return re.sub(r"\d+", "0", text.lower())


def _paragraphs(sheets: Iterator[list[_Line]]) -> Iterator[str]:
    """Lines joined where the next goes on with the sentence of the one before; tables and headings as they stand."""
    lines = [line for sheet in sheets for line in sheet]
    gaps = sorted(after.top - line.bottom for line, after in itertools.pairwise(lines) if _follows(line, after))
    # Of a page of short paragraphs the gap between two of them is the commonest; that between two lines is smaller.
    usual = gaps[len(gaps) // 5] if gaps else 0.0
    text, last = "", None
    for line in lines:
        if last is not None and not _joins(last, line, usual):
            yield text
            if not (last.row and line.row):
                yield ""
            text, last = "", None
        if _HYPHEN.search(text) and line.text[:1].islower():
            # Vietnamese syllables are not parted: a common hyphen is one that was written.
            text = text + line.text if text[-1] == "-" else text[:-1] + line.text
        else:
            text = f"{text} {line.text}".strip()
        last = line
    yield text


def _follows(line: _Line, after: _Line) -> bool:
    return not line.row and not after.row and line.sheet == after.sheet and line.edges == after.edges and after.top > line.top


def _joins(line: _Line, after: _Line, usual: float) -> bool:
    """Whether a line goes on in the next one."""
    if line.row or after.row:
        return False
    if abs(line.size - after.size) > 0.15 * max(line.size, after.size):
        return False
    width = max(line.edges[1] - line.edges[0], 1)
    full = line.right >= line.edges[1] - max(0.12 * width, 3 * line.size)
    ended = bool(_SENTENCE_END.search(line.text))
    if _ITEM.match(after.text) and (ended or not full):
        return False
    if not _follows(line, after):
        # over the end of a column or page: a sentence that is not ended goes on, a heading or a signature does not
        return not ended and full and not after.text[:1].isupper()
    if after.top - line.bottom > usual + max(0.45 * line.size, 2):
        return False
    indented = after.left > after.edges[0] + 0.6 * after.size and after.left > line.left + 0.6 * after.size
    if indented and (ended or not full):
        return False
    return full or (not ended and after.text[:1].islower())
