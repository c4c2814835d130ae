"""Who held which office when, and in which province: from the pages of people."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.fold import fold
from kg.gazetteer.mentions import names_in, places_in
from kg.gazetteer.spelling import WORD, kind_at, words_of
from kg.gazetteer.units import Unit, province_of, table


@dataclass(frozen=True, slots=True)
class Office:
    """An office as a person's page says it. `start` and `end` are the earliest first and the latest last day that `held_from` and
    `held_to` can mean; None where they say nothing or cannot be read. `open` is true where the office was held when the page was read.
    `unit` is the place it names, `province` the province of that place; None where it names none, or one that several places bear.
    """

    name: str
    page: str
    born: str | None
    title: str
    held_from: str
    held_to: str
    start: str | None
    end: str | None
    open: bool
    unit: Unit | None
    province: Unit | None


_RANK = re.compile(r"^(?:(?:thượng|trung|thiếu|đại) (?:tướng|tá)|đô đốc|tiến sĩ|thạc sĩ|giáo sư)\b[ ,]*")


def _people(name: str) -> Iterator[str]:
    """The names one cell holds: "Lê Hồng Anh, Út Anh", "Bùi Văn Tường, (Phạm Hưng)", "Thượng tướng, Bế Xuân Trường"."""
    for part in re.split(r"[,()]", name):
        folded = " ".join(fold(part).split())
        while (plain := _RANK.sub("", folded)) != folded:
            folded = plain
        folded = re.sub(r"\s*\d+$", "", folded)
        if " " in folded:
            yield folded


@cache
def _officials() -> dict[str, list[list[str]]]:
    people: dict[str, list[list[str]]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for row in table("officials.csv"):
        name = row[0]
        if name not in keys:
            keys[name] = tuple(dict.fromkeys(_people(name)))
        for key in keys[name]:
            people.setdefault(key, []).append(row)
    return people


_MONTH_DAY = re.compile(r"(\d{1,2}) tháng (\d{1,2}) ?(?:năm|nay|tháng)? ?(\d{4})")
_MONTH = re.compile(r"(?:(?:tháng|táng) )?(\d{1,2})(?:,? năm | ?/ ?|\.)(\d{4})")
_YEAR = re.compile(r"(?:(?:đầu|cuối) )?(?:năm )?(\d{4})(?: \(\?\))?")
_STILL = re.compile(r"(?:nay|đương nhiệm),? ?(?:\(\))?")


def period(printed: str) -> tuple[str, str] | None:
    """First and last day that a printed date can mean; None for what is blank or cannot be read ("Khóa IV", "(1963-1965)", "?")."""
    text = " ".join(fold(printed).split())
    text = re.sub(r" \(từ chức\)$", "", text)
    year, month, day = 0, 0, 0
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text):
        year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    elif match := _MONTH_DAY.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := _MONTH.fullmatch(text):
        month, year = int(match[1]), int(match[2])
    elif match := _YEAR.fullmatch(text):
        year = int(match[1])
    else:
        return None
    if not 1900 <= year <= 2100 or month > 12 or (day and day > monthrange(year, month or 1)[1]):
        return None
    if day:
        return (only := f"{year}-{month:02}-{day:02}"), only
    if month:
        return f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]:02}"
    return f"{year}-01-01", f"{year}-12-31"


@cache
def _office(name: str, page: str, born: str, title: str, held_from: str, held_to: str) -> Office:
    start, end = period(held_from), period(held_to)
    still = not end and (bool(_STILL.fullmatch(" ".join(fold(held_to).split()))) or (not held_to and bool(held_from)))
    # A place is named as it was called when the office began, or ended where the beginning is not known.
    when = start[1] if start else end[0] if end else None
    provinces, districts = places_in(title, when, bare=False)
    above = provinces[0][0] if len({place.unit_id for place, _ in provinces}) == 1 else None
    below = districts[0][0] if not provinces and len({place.unit_id for place, _ in districts}) == 1 else None
    return Office(
        name, page, born or None, title, held_from, held_to, start[0] if start else None, end[1] if end else None, still,
        above or below, above or (province_of(below, when) if below else None),
    )  # fmt: skip


def _held(office: Office, first: str, last: str) -> bool:
    """Whether the office was surely begun and not surely ended in these days; one whose place is gone ended with it."""
    if office.start is None or office.start > last:
        return False
    end = office.end
    if end is None:
        if not office.open:
            return False
        end = office.unit.valid_to if office.unit else None
    return end is None or end >= first


def officials(name: str, *, on: str | None = None, between: tuple[str | None, str | None] | None = None) -> tuple[Office, ...]:
    """The offices of all people of this name, as the file orders them; with a day, or first and last day, those held then.

    Several people can share the name: `page` tells them apart. An office whose start or end cannot be read is not held on any day.
    """
    found = [_office(*row) for row in _officials().get(" ".join(fold(name).split()), ())]
    first, last = (on, on) if on is not None else between or (None, None)
    if first is None and last is None:
        return tuple(found)
    return tuple(office for office in found if _held(office, first or "0001-01-01", last or "9999-12-31"))


_SHORT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "ubmttq": "ủy ban mặt trận tổ quốc", "mttq": "mặt trận tổ quốc",
    "ubkt": "ủy ban kiểm tra", "btv": "ban thường vụ", "tp": "thành phố", "uv": "ủy viên", "pbt": "phó bí thư",
}  # fmt: skip


def _posts(title: str) -> set[str]:
    """The posts a title names, folded, without places, remarks and "thường trực": "phó bí thư tỉnh ủy"."""
    text = re.sub(r"\([^)]*\)", "", title)
    for named in reversed(list(names_in(text))):
        if named.kinds:
            words = list(WORD.finditer(text, named.start, named.stop))
            kept = kind_at([fold(word[0]) for word in words], 0)[1]
            text = text[: words[kept - 1].end()] + text[named.stop :]
    posts = set()
    for part in (*re.split(r"[,;]| kiêm ", text), text):
        words_ = [_SHORT.get(word, word) for word in words_of(part)]
        post = " ".join(words_).replace("thường trực ", "")
        post = re.sub(r"(ủy|đoàn) (?:tỉnh|thành phố)$", r"\1", post)
        if post:
            posts.add(post)
    return posts


def _same_post(wanted: set[str], office: set[str]) -> bool:
    return any(post in office or f"{post} tỉnh" in office or f"{post} thành phố" in office for post in wanted)


def offices_held(
    name: str, role: str, *, on: str | None = None, between: tuple[str | None, str | None] | None = None
) -> tuple[Office, ...]:
    """The offices of people of this name, held then, that are one of the posts of `role` ("Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh").

    The place is not compared: that is `Office.unit`, and the caller knows which one is meant.
    """
    wanted = _posts(role)
    return tuple(office for office in officials(name, on=on, between=between) if _same_post(wanted, _posts(office.title)))


def province_of_official(
    name: str, role: str, *, on: str | None = None, between: tuple[str | None, str | None] | None = None
) -> tuple[Unit, str] | None:
    """The province in which somebody of this name held this post then, with the office and its dates; None unless exactly one fits.

    `role` is as printed ("Bí thư Tỉnh ủy", "Phó Bí thư Thường trực Tỉnh ủy, Chủ tịch UBND tỉnh"): one of its posts must be the office's.
    """
    fitting = [office for office in offices_held(name, role, on=on, between=between) if office.province]
    if len({office.province.unit_id for office in fitting if office.province}) != 1:
        return None
    office = fitting[0]
    assert office.province is not None
    held = f"{office.held_from or '?'} – {office.held_to}".rstrip()
    title = " ".join(office.title.split())
    return office.province, f"{office.name}: {title}, {held} (vi.wikipedia.org/?curid={office.page})"
