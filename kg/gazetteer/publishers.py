"""The province in which a publisher is at home."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from kg.fold import without_marks
from kg.gazetteer.finding import province
from kg.gazetteer.mentions import places_in
from kg.gazetteer.spelling import forms_of_names, name_key, words_of, written
from kg.gazetteer.units import Unit, province_of, units

_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+(?:vn|com|net|org|info)\b")


@dataclass(frozen=True, slots=True)
class _Publishers:
    names: tuple[tuple[str, str | None], ...]
    marks: dict[str, str | None]
    domains: dict[str, str | None]
    mark: re.Pattern[str]


@cache
def _publishers() -> _Publishers:
    """Names, marks and labels of host names to the name of a province, None for the whole country; the longest name first."""
    names: dict[str, str | None] = {}
    marks: dict[str, str | None] = {}
    domains: dict[str, str | None] = {}
    # The province's own publishers first: "Lao động Thủ đô" is not "Báo Lao Động".
    for rule in (*written()["publisher"], *written()["national"]):
        home = rule.get("province")
        for name in rule.get("names", ()):
            names.setdefault(" ".join(words_of(name)), home)
        for mark in rule.get("marks", ()):
            marks.setdefault(mark, home)
        for label in rule.get("domains", ()):
            domains.setdefault(label, home)
    ordered = sorted(names.items(), key=lambda item: (item[1] is None, -len(item[0]), item[0]))
    alternatives = "|".join(sorted(map(re.escape, marks), key=lambda mark: (-len(mark), mark)))
    # "(HNM) - …", "AGO - 18/07/2023", "(CT)": never the CT of "33-CT/TW"
    mark = re.compile(rf"\s*(?:\(({alternatives})\)|({alternatives})(?=\s*(?:[-–—|:]|$)))")
    return _Publishers(tuple(ordered), marks, domains, mark)


@cache
def _host_labels() -> dict[str, str]:
    """Names of provinces as host names write them, to the name."""
    labels: dict[str, str] = {}
    for place in units():
        if place.level == "province":
            for name in (place.name, *forms_of_names().get(name_key(place.name), ())):
                labels[re.sub(r"[^a-z0-9]", "", without_marks(name))] = place.name
    return labels


@cache
def _host_label() -> re.Pattern[str]:
    rule = written()["domain"]
    before, after = ("|".join(sorted(rule[side], key=len, reverse=True)) for side in ("before", "after"))
    middle = "|".join(sorted(_host_labels(), key=lambda label: (-len(label), label)))
    return re.compile(rf"(?:(?:{before})-?)*({middle})-?(?:{after})")


def _from_host(text: str, on: str | None) -> tuple[bool, Unit | None, str]:
    """Whether a host name decides, the province it gives (None: of the whole country) and the host."""
    for match in _DOMAIN.finditer(without_marks(text)):
        labels = match[0].split(".")
        for label in labels:
            if label in _publishers().domains:
                home = _publishers().domains[label]
                return True, province(home, on) if home else None, match[0]
        for label in labels:
            if found := _host_label().fullmatch(label):
                return True, province(_host_labels()[found[1]], on), match[0]
    return False, None, ""


@lru_cache(maxsize=1 << 12)
def province_of_publisher(text: str, *, on: str | None = None) -> tuple[Unit, str] | None:
    """The province at whose home a publisher is, with the words that say so, from a masthead, imprint, agency mark or address.

    In order: a publisher or mark that is listed (one of the whole country gives None), a host name, a province named, a district named.
    Two provinces, or a district whose name several provinces bear, give None.
    """
    words = f" {' '.join(words_of(text))} "
    marked = _publishers().mark.match(text)
    if marked:
        return _answer(_publishers().marks[marked[1] or marked[2]], on, marked[0].strip())
    for name, home in _publishers().names:
        if f" {name} " in words:
            return _answer(home, on, text.strip())
    decided, found, host = _from_host(text, on)
    if decided:
        return (found, host) if found else None
    provinces, districts = places_in(text, on, bare=True)
    announced = [(place, named) for place, named in provinces if named.kinds]
    for group in (provinces, announced):
        if len({place.unit_id for place, _ in group}) == 1:
            place, named = group[0]
            return place, text[named.start : named.stop]
    if provinces:
        return None
    homes = {province_of(place, on).unit_id for place, _ in districts}
    if len(homes) != 1:
        return None
    place, named = districts[0]
    return province_of(place, on), text[named.start : named.stop]


def _answer(home: str | None, on: str | None, evidence: str) -> tuple[Unit, str] | None:
    found = province(home, on) if home else None
    return (found, evidence) if found else None
