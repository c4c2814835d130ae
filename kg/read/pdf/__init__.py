"""PDF with a text layer: columns one after another, lines joined into paragraphs, tables as rows, no running heads and page numbers."""

import contextlib
import io
import itertools
import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError
from kg.read import page
from kg.read.page import Page
from kg.read.pdf import flow, layout
from kg.read.pdf.layout import Line, Word

# No article has more; what has is a book, and takes minutes.
MAX_PAGES = 300
# A page of which a picture covers this share, with fewer letters than this, is a scan: what is printed is the scanning program's mark.
_COVERED, _MARK = 0.5, 60

_log = logging.getLogger("kg.read")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page: its lines, and whether it is a picture with no more than a mark on it."""

    lines: list[Line]
    pictured: bool
    scanned: bool


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
    sheets: list[_Sheet] = []
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
    lines = list(flow.paragraphs([sheet.lines for sheet in sheets]))
    letters = sum(character.isalpha() for line in lines for character in line)
    scanned = _scanned(sheets, letters, source)
    if not letters:
        raise ReadError(f"{source} is a PDF without text; give it with a text layer (OCR)")
    unknown = sum(line.count("(cid:") for line in lines)
    if unknown * 20 > letters:
        raise ReadError(f"{source} does not say which letters its fonts draw; save it anew, or give it with a text layer (OCR)")
    if scanned:
        which = f"page {scanned[0]} is a picture" if len(scanned) == 1 else f"pages {', '.join(map(str, scanned))} are pictures"
        _log.warning("%s: %s without text, and not read; give it with a text layer (OCR)", source, which)
    title = page.line(unicodedata.normalize("NFC", str(about.get("Title") or "")))
    return Page(page.text_of(lines, source), title if _is_title(title) else None)


def _scanned(sheets: Sequence[_Sheet], letters: int, source: str) -> list[int]:
    """The pages, from 1, that are pictures without text. Raises `ReadError` if all are."""
    found = [number for number, sheet in enumerate(sheets, 1) if sheet.scanned]
    if len(found) < len(sheets) and (letters or not any(sheet.pictured for sheet in sheets)):
        return found
    pages = "a picture of 1 page" if len(sheets) == 1 else f"pictures of {len(sheets)} pages"
    marks = sorted({line.text for sheet in sheets for line in sheet.lines if any(map(str.isalpha, line.text))})
    what = f"no text but {marks[0]!r}" if marks else "no text"
    raise ReadError(f"{source} is a scanned PDF: {pages}, {what}; give it with a text layer (OCR)")


def _is_title(title: str) -> bool:
    """Whether it was written by a person: Word puts the file's name there."""
    return len(title.split()) >= 4 and not re.search(r"\.(?:docx?|pdf|indd|qxd|pptx?)\b|\AMicrosoft|\Auntitled", title, re.IGNORECASE)


# ---- a page


def _sheet(sheet: Any, number: int) -> _Sheet:
    tables = []
    with contextlib.suppress(ValueError, IndexError, ZeroDivisionError):
        tables = [table for table in sheet.find_tables() if _is_table(table)]
    boxes = [table.bbox for table in tables]
    words = [
        Word(text, w["x0"], w["x1"], w["top"], w["bottom"])
        for w in _written(sheet).extract_words(x_tolerance_ratio=0.15, y_tolerance=2, use_text_flow=False)
        if (text := w["text"].strip())
    ]
    found = layout.lines([word for word in words if not any(_within(word, box) for box in boxes)])
    for table in tables:
        cells = [[cell or "" for cell in cells] for cells in table.extract(x_tolerance_ratio=0.15)]
        left, top, right, bottom = table.bbox
        grid = [[cell.replace("\n", " ") for cell in cells] for cells in _unmerged(cells)]
        rows = [Line(text, left, right, top, bottom, 0, (left, right), row=True, ruled=True) for text in page.rows(grid)]
        at = next((i for i, line in enumerate(found) if line.top >= bottom - 1 and line.left < right and line.right > left), len(found))
        found[at:at] = rows
    for line in found:
        line.sheet = number
    area = float(sheet.width * sheet.height) or 1.0
    covered = max((abs((one["x1"] - one["x0"]) * (one["bottom"] - one["top"])) for one in sheet.images), default=0.0)
    letters = sum(map(str.isalpha, "".join(word.text for word in words)))
    return _Sheet(found, bool(sheet.images), covered > _COVERED * area and letters < _MARK)


def _written(sheet: Any) -> Any:
    """A page without blanks that are not seen, because the next letter is drawn over them: some programs write a soft hyphen so."""
    unseen = {
        id(one)
        for one, after in itertools.pairwise(sheet.chars)
        if one["text"].isspace() and after["x0"] <= one["x0"] + 0.1 and abs(after["top"] - one["top"]) < 1 and after["x1"] > one["x1"]
    }
    return sheet.filter(lambda one: id(one) not in unseen) if unseen else sheet


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


def _within(word: Word, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= (word.left + word.right) / 2 <= box[2] and box[1] <= word.middle <= box[3]
