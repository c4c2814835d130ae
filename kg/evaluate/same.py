"""When what is said is what the gold says: names up to spelling and level, figures, periods and posts.

The words below say what keeps two names apart; they belong to the measure, not to the reading, so no word list of `kg/vi/` is used and
a change there never changes what counts as right.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.evaluate.gold import GoldDirective, GoldTarget
from kg.records import Directive, Number, Period, Target

_SHORT = {
    "tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "cp": "cổ phần", "cty": "công ty", "dn": "doanh nghiệp",
    "tnhh": "trách nhiệm hữu hạn", "mtv": "một thành viên", "tm": "thương mại", "sx": "sản xuất", "xd": "xây dựng", "dv": "dịch vụ",
    "lđlđ": "liên đoàn lao động", "btv": "ban thường vụ", "tvtu": "thường vụ tỉnh ủy", "bcđ": "ban chỉ đạo", "bch": "ban chấp hành",
    "hđnd": "hội đồng nhân dân", "ubnd": "ủy ban nhân dân", "ubkt": "ủy ban kiểm tra", "mttq": "mặt trận tổ quốc",
    "ubmttq": "ủy ban mặt trận tổ quốc", "hcm": "hồ chí minh", "tphcm": "thành phố hồ chí minh", "kcn": "khu công nghiệp",
    "kkt": "khu kinh tế", "bqlkcn": "ban quản lý khu công nghiệp", "lhpn": "liên hiệp phụ nữ", "lhtn": "liên hiệp thanh niên",
    "ccb": "cựu chiến binh",
}  # fmt: skip

# A tone on the second vowel of an open oa, oe, uy (hoà, khoẻ, thuỷ) goes onto the first (hòa, khỏe, thủy); after q the u is no vowel.
_LATE_TONE = re.compile("(?<!q)(o(?=[ae])|u(?=y))([aey])([\u0300\u0301\u0303\u0309\u0323])(?![\\w\u0300-\u036f])")


@cache
def key(text: str | None) -> str:
    """One key for all spellings of a name: no capitals, no punctuation, one way of placing the tone, abbreviations in full."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text or "").casefold())
    plain = unicodedata.normalize("NFC", _LATE_TONE.sub(r"\1\3\2", decomposed))
    plain = re.sub(r"\bt\.\s?([px])\b", r"t\1", plain)
    return " ".join(_SHORT.get(word, word) for word in re.findall(r"\w+", plain))


def _any_of(*words: str) -> re.Pattern[str]:
    """Matches any of the phrases as whole words, the longest first."""
    keys = sorted((key(word) for word in words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(keys)})\b")


# Which family a body is of; two families are two bodies even where the place has one name.
_FAMILIES = {
    "party": _any_of("tỉnh ủy", "thành ủy", "quận ủy", "huyện ủy", "thị ủy", "đảng ủy", "đảng bộ", "chi bộ"),
    "union": _any_of("liên đoàn lao động", "công đoàn"),
    "youth": _any_of(
        "tỉnh đoàn", "thành đoàn", "quận đoàn", "huyện đoàn", "thị đoàn", "đoàn thanh niên", "hội liên hiệp thanh niên"
    ),
    "women": _any_of("hội liên hiệp phụ nữ", "hội phụ nữ"),
    "veterans": _any_of("hội cựu chiến binh"),
}  # fmt: skip
_LEVELS = {
    "province": _any_of("tỉnh", "tỉnh ủy", "tỉnh đoàn"),
    "city": _any_of("thành phố", "thành ủy", "thành đoàn"),
    "urban district": _any_of("quận", "quận ủy", "quận đoàn"),
    "rural district": _any_of("huyện", "huyện ủy", "huyện đoàn"),
    "town": _any_of("thị xã", "thị ủy", "thị đoàn"),
    # "thị xã" and "hợp tác xã" are no communes.
    "commune": re.compile(r"\b(?<!thị )(?<!tác )xã\b"),
    "ward": _any_of("phường"),
    "small town": _any_of("thị trấn"),
}
_ORGANS = _any_of("ban thường vụ", "ban chấp hành", "ban chỉ đạo", "thường trực")
_LEVEL = _any_of("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã")
_FILLERS = _any_of("toàn", "các", "của", "và", "trên địa bàn", "trực thuộc", "các cấp", "h", "q")
# What a body has beside its place: "Khối Doanh nghiệp" is one body with or without "Phú Thọ"; "Phú Thọ" alone is another.
_NO_PLACE = _any_of(
    "khối", "công ty", "công an", "công nghiệp", "kinh tế", "trường", "đại học", "cao đẳng", "bệnh viện", "viện", "cục", "sở", "cụm",
    "cơ quan", "doanh nghiệp", "quân sự", "bộ đội", "hợp tác", "ngân hàng", "ngành", "đơn vị", "địa phương",
)  # fmt: skip
_LEGAL_FORM = _any_of("cổ phần", "trách nhiệm hữu hạn", "một thành viên")


@dataclass(frozen=True, slots=True)
class Name:
    """A body's name taken apart: its families and levels, the words for what kind of body it is, and those for which one."""

    families: frozenset[str]
    levels: frozenset[str]
    kind: tuple[str, ...]
    which: tuple[str, ...]


@cache
def _name(name: str) -> Name:
    kind: list[str] = []
    rest = name
    for pattern in (_ORGANS, *_FAMILIES.values()):
        kind += pattern.findall(rest)
        rest = pattern.sub(" ", rest)
    return Name(
        frozenset(family for family, pattern in _FAMILIES.items() if pattern.search(name)),
        frozenset(level for level, pattern in _LEVELS.items() if pattern.search(name)),
        tuple(sorted(kind)),
        tuple(_FILLERS.sub(" ", _LEVEL.sub(" ", rest)).split()),
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def _equal(gold: str, said: str | None) -> bool:
    """The same name; what is said may go on with the place it lies in: "Quận ủy Tây Hồ, Hà Nội"."""
    return key(gold) in (key(said), key((said or "").rpartition(",")[0]))


def organisation(gold: str | None, said: str | None) -> bool:
    """The same place or body, whatever of its kind and level is left out; not where kind or level contradict."""
    if not key(gold) or not key(said):
        return False
    if _equal(gold or "", said):
        return True
    one, other = _name(key(gold)), _name(key(said))
    if _apart(one.families, other.families) or _apart(one.levels, other.levels) or not one.which or not other.which:
        return False
    short, long = sorted((one.which, other.which), key=len)
    if set(short) == set(long):
        return True
    return len(short) > 1 and set(short) < set(long) and bool(_NO_PLACE.search(" ".join(short)))


def committee(gold: str, said: str | None) -> bool:
    """The same committee: one name may go on with the place, or they differ in the words for the level alone."""
    if key(gold) and _equal(gold, said):
        return True
    one, other = _name(key(gold)), _name(key(said))
    if not one.which or not other.which or one.kind != other.kind or _apart(one.levels, other.levels):
        return False
    if one.which == other.which:
        return True
    short, long = sorted((key(gold), key(said)), key=len)
    if not long.startswith(f"{short} "):
        return False
    return bool(_LEVEL.match(long[len(short) + 1 :]) or _LEVEL.fullmatch(short.split()[-1])) or short.endswith(" thành phố")


def committee_loosely(gold: str, said: str | None) -> bool:
    """Enough for a committee that neither earns nor costs: one name within the other."""
    short, long = sorted((key(gold), key(said)), key=len)
    return committee(gold, said) or (bool(short) and f" {short} " in f" {long} " and len(short) >= 0.6 * len(long))


def enterprise(gold: str, said: str) -> bool:
    """The same company but for its legal form, or one of the names cut short by little."""
    short, long = sorted((" ".join(_LEGAL_FORM.sub(" ", key(name)).split()) for name in (gold, said)), key=len)
    return bool(short) and (short == long or (long.startswith(f"{short} ") and len(short) >= 0.7 * len(long)))


def directive(gold: GoldDirective, said: Directive) -> bool:
    one, other = key(gold.number), key(said.number)
    if one == other:
        return True
    words, others = set(one.split()), set(other.split())
    return gold.optional and bool(words and others) and (words <= others or others <= words)


# "Phó Bí thư" is no Bí thư, a former or acting head no head; a permanent deputy ranks above a deputy.
_RANKS = frozenset({"phó", "trực", "nguyên_", "quyền_"})


@cache
def _post(text: str) -> frozenset[str]:
    """The words of a post; "tỉnh ủy" is one word, the level by itself none; "Thái Nguyên" is a place, "nguyên" first is a rank."""
    joined = re.sub(r"\b(tỉnh|thành|quận|huyện|thị|đảng) (ủy|đoàn)\b", r"\1_\2", key(text))
    ranked = re.sub(r"^(nguyên|quyền) ", r"\1_ ", joined)
    return frozenset(_FILLERS.sub(" ", _LEVEL.sub(" ", ranked)).split())


def post(gold: str, said: str) -> bool:
    """The same rank, and one of the two says no more than the other (the place, the body's full name)."""
    one, other = _post(gold), _post(said)
    return bool(one and other) and one & _RANKS == other & _RANKS and (one <= other or other <= one)


# --- targets ----------------------------------------------------------------------------------------------------------------------------

Month = tuple[int, int]


def _month(text: str | None, default: int) -> Month | None:
    match = re.match(r"(\d{4})(?:-(\d\d))?", text or "")
    return (int(match[1]), int(match[2] or default)) if match else None


def _months(start: str | None, end: str | None) -> tuple[Month | None, Month | None]:
    return _month(start, 1), _month(end, 12)


def period(gold: str | None, said: Period | None) -> bool:
    """The same to the month within one year, to the year over several; an open side must not be closed within the other side's year."""
    if not gold:
        return True
    first, slash, last = gold.partition("/")
    start, end = _months(first, last if slash else first)
    said_start, said_end = _months(said.start, said.end) if said else (None, None)
    if start and end and start[0] == end[0]:
        return (start, end) == (said_start, said_end)
    # None where a side is open; the reading is right when it names the year that the gold does.
    begins = said_start is not None and start is not None and said_start[0] == start[0]
    ends = said_end is not None and end is not None and said_end[0] == end[0]
    if end is None:
        return begins and (said_end is None or (start is not None and said_end[0] > start[0]))
    return ends and (begins or start is None)


def figures(gold: GoldTarget, said: Target) -> bool:
    """The same plan, result and percentage; a percentage that the gold leaves out may be said where it follows from the other two."""
    if (gold.planned, gold.achieved) != (said.planned, said.achieved):
        return False
    if gold.percent is not None:
        return said.percent is not None and abs(gold.percent - said.percent) < 0.005
    if said.percent is None:
        return True
    return bool(gold.planned) and gold.achieved is not None and abs(100 * gold.achieved / (gold.planned or 1) - said.percent) < 0.06


def _values(target: GoldTarget | Target) -> tuple[Number | None, ...]:
    return target.planned, target.achieved, target.percent


def target(gold: GoldTarget, said: Target) -> bool:
    """The same indicator and figures; of what is no indicator of the list, any figure."""
    if not gold.indicator.startswith("other:"):
        return gold.indicator == said.indicator and figures(gold, said)
    # A sub-total may be said under what it is part of: party_members_admitted for other:party_members_admitted_women.
    part = bool(said.indicator) and gold.indicator.startswith(f"other:{said.indicator.removesuffix('_total')}_")
    pairs: Iterable[tuple[Number | None, Number | None]] = zip(_values(gold), _values(said), strict=True)
    return (said.indicator.startswith("other:") or part) and any(one is not None and one == other for one, other in pairs)


def met(said: Target) -> bool | None:
    return {"met": True, "exceeded": True, "missed": False}.get(said.status or "")


def whom(gold: GoldTarget, said: Target) -> bool:
    return any(organisation(name, said.organisation) for name in (gold.org, *gold.also.org))


def when(gold: GoldTarget, said: Target) -> bool:
    return any(period(text, said.period) for text in (gold.period, *gold.also.period))


def whether(gold: GoldTarget, said: Target) -> bool:
    return met(said) in (gold.met, *gold.also.met)


def target_fully(gold: GoldTarget, said: Target) -> bool:
    """Also whom, when and whether met, each in one of the readings that are right."""
    return target(gold, said) and whom(gold, said) and when(gold, said) and whether(gold, said)


def harmless(said: Target) -> bool:
    """A figure of no indicator of the list that claims no plan neither earns nor costs."""
    return said.indicator.startswith("other:") and said.planned is None and said.percent is None and met(said) is None
