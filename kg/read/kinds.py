"""What kind of file something is: by the end of its name, by what a server says, or by its first bytes."""

import os
import re
from contextlib import suppress
from pathlib import Path

from kg.errors import ReadError
from kg.read import packed

# What articles come in: the ends of names that a folder is searched for, each also with `.gz` and `.zst` behind it.
TEXT = frozenset({".txt"})
HTML = frozenset({".html", ".htm", ".xhtml", ".shtml"})
SAVED = frozenset({".mhtml", ".mht"})
# These hold pictures and fonts too, and may be larger than their text.
PICTURED = SAVED | {".pdf", ".docx"}
SINGLE = TEXT | HTML | PICTURED
MANY = frozenset({".jsonl", ".ndjson", ".warc"})
KNOWN = SINGLE | MANY

# As many of the first bytes as tell what they begin.
HEAD = 4096

_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "multipart/related": ".mhtml",
    "application/x-mimearchive": ".mhtml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_PAGE = re.compile(r"\s*(?:(?:<!--.*?-->|<\?xml\b[^>]*>)\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_HEADER = r"[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*"
_SAVED = re.compile(rf"\s*(?:{_HEADER})*?content-type:\s*multipart/related\b", re.IGNORECASE)
_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{[ \t]*\"")


_NAMES = {
    ".pdf": "a PDF", ".docx": "a Word file", ".html": "a page in HTML", ".mhtml": "a page saved as one file", ".jsonl": "JSON Lines",
    ".warc": "a WARC file", ".txt": "text",
}  # fmt: skip


def check(kind: str, data: bytes, source: str) -> None:
    """Raises `ReadError` if what has the suffix of one kind is plainly of another."""
    found = sniffed(data)
    if found is None and kind in (".pdf", ".docx") and not data.startswith(b"PK"):
        with suppress(UnicodeDecodeError):
            data[:HEAD].decode("utf-8")
            found = ".txt"
    group = ".html" if kind in HTML else ".mhtml" if kind in SAVED else kind
    if found is not None and found != group and not (group == ".html" and found == ".txt"):
        raise ReadError(f"{source} is no {_NAMES[group].removeprefix('a ')} but {_NAMES[found]}; name it {found}")


def suffix(name: str) -> str:
    """The end of a name that says what is in the file, without that which says how it is packed."""
    stem, end = os.path.splitext(name)  # noqa: PTH122 (a Path a file costs more than the listing)
    end = end.lower()
    return os.path.splitext(stem)[1].lower() if end in packed.SUFFIXES else end  # noqa: PTH122


def stem(path: Path) -> Path:
    """A path without the ends that say what and how packed the file is."""
    if path.suffix.lower() not in packed.SUFFIXES:
        return path.with_suffix("")
    path = path.with_suffix("")
    return path.with_suffix("") if path.suffix.lower() in KNOWN else path


def of_content_type(content_type: str | None) -> tuple[str | None, str | None]:
    """The suffix that files of a content type have, and the charset it names."""
    parts = (content_type or "").split(";")
    charset = next((part.split("=", 1)[1].strip(" \"'") for part in parts[1:] if part.strip().lower().startswith("charset=")), None)
    return _TYPES.get(parts[0].strip().lower()), charset or None


def sniffed(data: bytes) -> str | None:
    """The suffix of what begins with these bytes; None where they tell nothing, as those of text do."""
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"PK\x03\x04") and b"word/" in data:
        return ".docx"
    if head.startswith((b"WARC/0.", b"WARC/1.")):
        return ".warc"
    if _LINES.match(head):
        return ".jsonl"
    text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "replace")
    if _PAGE.match(text):
        return ".html"
    return ".mhtml" if _SAVED.match(text.replace("\r\n", "\n")) else None
