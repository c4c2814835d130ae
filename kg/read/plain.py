"""Plain text: the decoded file without its byte order mark, with `\\n` as line end, in NFC, and nothing else changed."""

import re
import unicodedata
from contextlib import suppress

from kg.errors import ReadError

# What a file is that cannot be text, by its first bytes.
_MAGIC = [
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a ZIP archive (perhaps a Word file)", ".docx"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", ""),
    (b"{\\rtf", "a rich text file", ""),
    (b"WARC/", "a WARC file", ".warc"),
    (b"\x1f\x8b", "compressed with gzip", ".gz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", ".zst"),
    (b"\x89PNG", "a picture", ""),
    (b"\xff\xd8\xff", "a picture", ""),
    (b"GIF8", "a picture", ""),
    (b"\x7fELF", "a program", ""),
]

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*\{\s*\")")

# How the commonest words of any article (và, của, được, các, năm) look in the encodings that Vietnamese text had before UTF-8.
_FORMER = {
    "TCVN3 (ABC)": (b"v\xb5", b"c\xf1a", b"\xae\xad\xeec", b"c\xb8c", b"n\xa8m"),
    "Windows-1258": (b"cu\xd2a", b"\xf0\xfd\xf5\xf2c", b"n\xe3m", b"\xd0a\xd2ng", b"\xf0a\xd2ng"),
    "VISCII": (b"c\xfca", b"\xf0\xdf\xfec", b"n\xe5m", b"\xf0\xe4ng"),
}


def former(data: bytes) -> str | None:
    """Which of the encodings before UTF-8 the commonest words show."""
    sample = data[:200_000]
    counts = {name: sum(word in sample for word in words) for name, words in _FORMER.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] > 1 else None


def _decoded(data: bytes, source: str) -> str:
    """By the byte order mark, as UTF-8, or as what the commonest words show it to be."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if former(data) == "Windows-1258":
            with suppress(UnicodeDecodeError):
                return data.decode("cp1258")
        # with a byte order mark, offsets count from behind it
        at = error.start + 3 if data.startswith(b"\xef\xbb\xbf") else error.start
        if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not _pairs(data):
            raise ReadError(f"{source} is binary (a NUL at byte {data.index(0)}), not text; give it as UTF-8 text") from None
        if (name := _pairs(data)) is None:
            said = f"byte {at} (0x{data[at]:02X}) cannot be read{_guess(data, at)}"
            raise ReadError(f"{source} is not UTF-8: {said}; save it as UTF-8") from None
        return data.decode(name, "replace")
    return data.decode(name, "replace") if "\0" in text and (name := _pairs(data)) else text


def _pairs(data: bytes) -> str | None:
    """The kind of UTF-16 that text without a byte order mark is in: most of every other byte is zero, and few of the others are."""
    first, second = data[:400:2], data[1:400:2]
    for name, zeros, others in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if len(zeros) > 20 and zeros.count(0) * 2 > len(zeros) and others.count(0) * 10 < len(others):
            return name
    return None


def _guess(data: bytes, at: int) -> str:
    """What text that is not UTF-8 may be in, as the end of a message."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "; it looks like UTF-16"
    if at >= len(data) - 3 and at > 64:
        return "; it is cut off in the middle of a letter"
    best = former(data)
    return f"; it looks like {best}" if best else ""


def text(data: bytes, source: str) -> str:
    """The text of a file of plain text. Raises `ReadError`."""
    for magic, what, suffix in _MAGIC:
        if data.startswith(magic):
            mend = f"name it {suffix}" if suffix else "give it as UTF-8 text"
            raise ReadError(f"{source} is no text but {what}; {mend}")
    if _JSON.match(data[:400]):
        raise ReadError(f"{source} is no text but JSON; give it as .jsonl, one object a line")
    text = _decoded(data, source)
    if "\0" in text:
        raise ReadError(f"{source} is binary (a NUL at byte {data.index(0)}), not text; give it as UTF-8 text")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text or text.isspace():
        raise ReadError(f"{source} is empty; an article is expected")
    return text
