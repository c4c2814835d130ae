"""Word files: paragraphs and tables in the order of the document, its properties for title and day.

`python-docx` opens the package; the text is walked here, because it leaves out what was inserted under tracked changes, what stands in
content controls, and text boxes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from kg.errors import ReadError
from kg.read import page
from kg.read.page import Page

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Text deleted under tracked changes, field codes, and what is printed elsewhere.
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}sectPr", _ALTERNATIVE})


def read(data: bytes, source: str, *, limit: int) -> Page:
    """The text of a Word file; `limit` is on what it unpacks to. Raises `ReadError`."""
    try:
        import docx
        from docx.opc.exceptions import OpcError
    except ImportError:
        raise page.missing("DOCX") from None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(f"{source} is an old Word file or encrypted; save it as .docx without a password")
    broken = f"{source} is a broken Word file; open it and save it anew"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist() if entry.filename.lower().endswith((".xml", ".rels")))
            if size > limit * 5 or any(entry.file_size > limit * 10 for entry in archive.infolist()):
                raise ReadError(f"{source} unpacks to more than an article may hold: {size / 1048576:.1f} MB")
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ReadError(broken) from None
    if "[Content_Types].xml" not in names:
        raise ReadError(f"{source} is a ZIP archive and no Word file")
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        if body is None:
            raise ReadError(broken)
        lines = list(_lines(body, _notes(document)))
        about = _about(document)
    except ReadError:
        raise
    except (OpcError, KeyError, ValueError, zipfile.BadZipFile):
        raise ReadError(broken) from None
    except Exception as error:
        # XML that is well formed and no Word document ends anywhere in the library.
        raise ReadError(f"{broken} ({type(error).__name__})") from None
    text = page.text_of(lines, source)
    title = page.line(about[0])
    return Page(text, title if len(title.split()) >= 4 else None)


def _about(document: Any) -> tuple[str, str | None]:
    """The title that the author gave. The day on which the file was made is none of publication, and is left alone."""
    properties = document.core_properties
    return str(properties.title or ""), None


_Notes = Mapping[tuple[str, str], Any]


def _notes(document: Any) -> _Notes:
    """Footnotes and endnotes, by the kind of reference and number under which the text refers to them."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in ("footnote", "endnote") and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(f"{_W}{kind}"):
                found[f"{_W}{kind}Reference", note.get(f"{_W}id", "")] = note
    return found


def _lines(body: Any, notes: _Notes) -> Iterator[str]:
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield ""
            yield from _paragraph(child) if child.tag == f"{_W}p" else _table(child)
            # Notes come behind what refers to them: there it is said what they are about.
            for reference in child.iter(f"{_W}footnoteReference", f"{_W}endnoteReference") if notes else ():
                if (note := notes.get((reference.tag, reference.get(f"{_W}id", "")))) is not None:
                    yield from _lines(note, {})
        elif child.tag not in _GONE:
            # content controls, custom XML
            yield from _lines(child, notes)


def _paragraph(paragraph: Any) -> Iterator[str]:
    listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    boxes: list[Any] = []
    parts: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            if child.tag in _GONE:
                continue
            if child.tag == f"{_W}txbxContent":
                boxes.append(child)
            elif child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            elif child.tag == f"{_W}tab":
                parts.append(" ")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            else:
                walk(child)

    walk(paragraph)
    text = "".join(parts)
    for part in text.split("\n"):
        if found := page.line(part):
            yield f"- {found}" if listed and found[0] not in "-–—•+*" and len(text) > 40 else found
    for box in boxes:
        yield from _lines(box, {})


def _table(table: Any) -> list[str]:
    grid: list[list[str]] = []
    above: dict[int, str] = {}
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl"), None) is not table:
            continue
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr"), None) is not row:
                continue
            text = " ".join(line for line in _lines(cell, {}) if line)
            # A heading or a name stands for all that it spans, a number once.
            again = "" if any(map(str.isdecimal, text)) and not text[:1].isalpha() else text
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            at = len(cells)
            if merged is not None and merged.get(f"{_W}val") != "restart":
                text = again = above.get(at, "")
            above[at] = again
            across = cell.find(f"{_W}tcPr/{_W}gridSpan")
            value = across.get(f"{_W}val", "1") if across is not None else "1"
            count = min(int(value), 40) if value.isdecimal() and value.isascii() else 1
            cells += [text, *[again] * (count - 1)]
        grid.append(cells)
    return page.rows(grid)
