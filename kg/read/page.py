"""What a reader of any format makes of its bytes: text and what the page says of itself; and how rows and days are written."""

import datetime
import email.utils
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import ReadError

# Published in Viet Nam: 20:00 UTC is the next day there.
_HANOI = datetime.timezone(datetime.timedelta(hours=7))
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?(Z|UTC|[+-]\d\d:?\d\d)\Z", re.IGNORECASE)
_LOCAL = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d)(?!\d)")
_WORDS = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,?\s+năm\s+|,\s*|/)((?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_MAILED = re.compile(r"\d{1,2} [a-z]{3} \d{2,4} \d\d?:\d\d", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ENGLISH = re.compile(
    rf"(?<!\w)(?:(?P<day>{_DAY})[ -](?P<month>{_MONTH})\.?|(?P<first>{_MONTH})\.? (?P<second>{_DAY})),?[ -](?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:[T ]?\d{4,6}.*)?")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
# Everything that is neither printed nor a blank, NUL among it; what a PDF or a broken page leaves between the words.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """The text of record, in NFC with `\\n` as line end, and what was said of it in other places than the text."""

    text: str
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def missing(what: str) -> ReadError:
    """Of a format whose library is not installed."""
    return ReadError(f"reading {what} needs `pip install chitieu-kg[formats]`")


def line(text: str) -> str:
    """A stretch of text as one line: blanks are one space each, what cannot be printed is gone."""
    return _BLANKS.sub(" ", _CONTROL.sub("", text)).strip()


def text_of(lines: Iterable[str], source: str) -> str:
    """Lines as the text of record; blank ones part stretches and never stand twice."""
    kept: list[str] = []
    for one in lines:
        if one or (kept and kept[-1]):
            kept.append(one)
    text = unicodedata.normalize("NFC", "\n".join(kept)).strip("\n")
    if not text or text.isspace():
        raise ReadError(f"{source} is empty; an article is expected")
    return text + "\n"


def row(cells: Sequence[str]) -> str:
    """A row of a table as one line: cells parted by ` | `, a dash in an empty one, so that columns stay what they are."""
    written = [line(cell).replace("|", "/") or "-" for cell in cells]
    if all(cell == "-" for cell in written):
        return ""
    if len(set(written)) == 1 and len(written) > 1 and not written[0][0].isdigit():
        # one cell across the table
        return written[0]
    return " | ".join(written)


def rows(table: Sequence[Sequence[str]]) -> list[str]:
    """A table as lines. Columns that hold nothing are left out; a table of one column is no table but text."""
    width = max((len(cells) for cells in table), default=0)
    full = [[*cells, *[""] * (width - len(cells))] for cells in table]
    columns = [at for at in range(width) if any(line(cells[at]) for cells in full)]
    if len(columns) == 1:
        return [line(part) for cells in full for part in cells[columns[0]].split("\n") if line(part)]
    return [written for cells in full if (written := row([cells[at] for at in columns]))]


def day(value: object) -> str | None:
    """The day, YYYY-MM-DD, that the value of a metadata field gives, in any of the ways in which pages and crawlers write it."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_seconds(float(value))
    text = line(str(value)[:200])
    try:
        if match := _ISO_TIME.search(text):
            zone = match[3].upper().replace("Z", "+00:00").replace("UTC", "+00:00")
            moment = datetime.datetime.fromisoformat(f"{match[1]}T{match[2]}{zone}")
            return _checked(moment.astimezone(_HANOI).date())
        if match := _ISO.search(text):
            return _checked(datetime.date(int(match[1]), int(match[3]), int(match[4])))
        if match := _LOCAL.search(text):
            return _checked(datetime.date(int(match[4]), int(match[3]), int(match[1])))
        if match := _WORDS.search(text):
            return _checked(datetime.date(int(match[3]), int(match[2]), int(match[1])))
        if match := _COMPACT.fullmatch(text):
            return _checked(datetime.date(int(match[1]), int(match[2]), int(match[3])))
        if text.isdecimal() and text.isascii() and 9 <= len(text) <= 13:
            return _of_seconds(float(text))
        if _MAILED.search(text):
            moment = email.utils.parsedate_to_datetime(text)
            return _checked((moment.astimezone(_HANOI) if moment.tzinfo else moment).date())
        if match := _ENGLISH.search(text):
            month = _MONTHS.index((match["month"] or match["first"])[:3].lower()) + 1
            return _checked(datetime.date(int(match["year"]), month, int((match["day"] or match["second"]).lower().rstrip("dhnrst"))))
    except (ValueError, OverflowError, TypeError, IndexError):
        pass
    return None


def _of_seconds(seconds: float) -> str | None:
    if seconds > 10_000_000_000:
        seconds /= 1000
    if not 600_000_000 < seconds < 4_200_000_000:
        return None
    return _checked(datetime.datetime.fromtimestamp(seconds, _HANOI).date())


def _checked(date: datetime.date) -> str | None:
    """A day on which there was a press on the web, and not what a system writes that knows none ("0001-01-01", "1970-01-01")."""
    return date.isoformat() if 1990 <= date.year <= 2099 else None
