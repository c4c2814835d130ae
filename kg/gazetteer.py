"""Places as dated units, publishers and officials with their province: the reference data, and how Vietnamese writes it.

A name alone does not identify and neither does a GSO code: units are found by name, kind, date and the unit above them, and what stays
ambiguous is given back with all its candidates. Dates are YYYY-MM-DD; a unit is in force from `valid_from` to `valid_to`, both included.
Nothing is read before it is asked for, and communes only when a commune is.
"""

import csv
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import Any

from kg.files import REFERENCE, VIETNAMESE
from kg.fold import fold, without_marks

# The last day of the 63 provinces and of all districts.
EVE_OF_REFORM = "2025-06-30"

_LEVELS = ("province", "district", "commune")
_PRINTED_KINDS = ("thành phố", "tỉnh", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
_MUNICIPALITY = "thành phố trực thuộc trung ương"


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district or commune between two dates; `parent` is the unit above it on its last day.

    `name` is without its kind (Tây Hồ), except where a bare number would be left (Quận 1); `label` is with it (Quận Tây Hồ).
    """

    unit_id: str
    gso_code: str
    name: str
    label: str
    kind: str
    level: str
    parent: str | None
    parent_gso_code: str | None
    valid_from: str | None
    valid_to: str | None
    name_en: str | None = None
    iso_3166_2: str | None = None
    wikidata: str | None = None
    wikidata_confidence: str | None = None
    geonames: str | None = None
    whosonfirst: str | None = None
    hasc: str | None = None
    latitude: float | None = None
    longitude: float | None = None


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


# --- reading


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of a file below its header; the reader of `csv` takes line breaks inside quotes."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


@cache
def _places() -> dict[str, Any]:
    return tomllib.loads((VIETNAMESE / "places.toml").read_text(encoding="utf-8"))


_WORD = re.compile(r"[\w']+")


def _words(text: str) -> list[str]:
    """Folded words; an apostrophe is no letter (Cư M'gar = Cư Mgar), a dot or hyphen no word."""
    return [word for found in _WORD.findall(fold(text)) if (word := found.replace("'", ""))]


@cache
def _syllables() -> dict[str, str]:
    return {form: rule["forms"][0] for rule in _places()["syllable"] for form in rule["forms"]}


def _key(words: Iterable[str]) -> str:
    syllables = _syllables()
    return " ".join([syllables.get(word, word) for word in words])


@cache
def _name_key(name: str) -> str:
    return _key(_words(name))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _split(label: str, level: str) -> tuple[str, str]:
    """Name and kind of a printed label; the name says the kind, because the column of kinds slips (see data/reference/README.md)."""
    folded = label.lower()  # the communes have "Thị Trấn Mường Chà"
    for kind in _PRINTED_KINDS:
        if folded.startswith(kind + " "):
            name = label[len(kind) + 1 :]
            if level == "province" and kind == "thành phố":
                kind = _MUNICIPALITY
            return (label if name.isdigit() else name), kind
    raise ValueError(f"{label!r} begins with no kind of unit")


def _versions() -> list[tuple[str, str, str, str, str, str]]:
    """Level, code, label, code of the parent, first day, day after the last: rows of one unit without a gap are one."""
    by_code: dict[tuple[str, str], list[list[str]]] = {}
    for row in _rows("admin_unit_history.csv"):
        by_code.setdefault((row[0], row[1]), []).append(row)
    found: list[tuple[str, str, str, str, str, str]] = []
    for (level, code), rows in by_code.items():
        rows.sort(key=lambda row: row[5])
        run: list[tuple[str, str, str, str, str, str]] = []
        for _, _, label, _, parent, start, end, *_ in rows:
            if run and run[-1][5] == start and _name_key(run[-1][2]) == _name_key(label) and run[-1][3] == parent:
                run[-1] = (*run[-1][:5], end)
            else:
                run.append((level, code, label, parent, start, end))
        found.extend(run)
    return found


@cache
def _units() -> dict[str, Unit]:
    versions = {(v[0], v[1], v[5]): v for v in _versions()}
    listed = list(_rows("admin_units.csv"))
    # A row of both files is one unit: same code, same last day.
    ends = [(row[4], row[1], _day_after(row[9])) for row in listed]
    records: list[tuple[str, str, str, str, str, str, str, list[str]]] = []
    for row, key in zip(listed, ends, strict=True):
        unit_id, code, label, _, level, _, parent = row[:7]
        version = versions.pop(key, None)
        if version is None:
            start = row[8]
        elif _name_key(version[2]) == _name_key(label) and version[3] == parent:
            start = version[4]
        else:
            raise ValueError(f"admin_unit_history.csv and admin_units.csv differ on {unit_id}")
        records.append((unit_id, code, label, level, parent, start, row[9], row))
    for level, code, label, parent, start, end in versions.values():
        records.append((f"H-{level}-{code}-{end}", code, label, level, parent, start, _day_before(end) if end else "", []))
    provinces = [record for record in records if record[3] == "province"]
    units: dict[str, Unit] = {}
    for unit_id, code, label, level, parent, start, end, row in records:
        name, kind = _split(label, level)
        above = next((p[0] for p in provinces if p[1] == parent and _contains(p[5], p[6], end)), None) if parent else None
        english, *_, iso, wikidata, confidence, geonames, whosonfirst, hasc, latitude, longitude, _ = row[3:] or [""] * 17
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, level, above, parent or None, start or None, end or None, english or None,
            iso or None, wikidata or None, confidence or None, geonames or None, whosonfirst or None, hasc or None,
            float(latitude) if latitude else None, float(longitude) if longitude else None,
        )  # fmt: skip
    return units


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


def _contains(start: str | None, end: str | None, day: str | None) -> bool:
    """Whether a day lies in a period; no day at all is the open end of time."""
    if not day:
        return not end
    return (not start or start <= day) and (not end or day <= end)


@cache
def _communes() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, label, _, district_code, *_ in _rows("communes_before_2025.csv"):
        name, kind = _split(label, "commune")
        unit_id = f"C{code}-legacy"
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, "commune", f"D{district_code}", district_code, None, EVE_OF_REFORM
        )  # fmt: skip
    today = {p.gso_code: p.unit_id for p in _units().values() if p.level == "province" and p.valid_to is None}
    for code, label, english, _, province_code in _rows("communes_2025.csv"):
        name, kind = _split(label, "commune")
        unit_id = f"C{code}-2025"
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, "commune", today[province_code], province_code, "2025-07-01", None, english
        )  # fmt: skip
    return units


# --- units


def unit(unit_id: str) -> Unit:
    """The unit of this id, a commune too; KeyError where there is none."""
    found = _units().get(unit_id)
    if found is None and unit_id.startswith("C"):
        found = _communes().get(unit_id)
    if found is None:
        raise KeyError(f"no unit {unit_id!r} in the reference data")
    return found


def units() -> tuple[Unit, ...]:
    """All provinces and districts, dated; no communes."""
    return tuple(_units().values())


def in_force(place: Unit, on: str) -> bool:
    return _contains(place.valid_from, place.valid_to, on)


def province_of(place: Unit, on: str | None = None) -> Unit:
    """The province over a unit: on its last day, or on a day in which it was in force (Quảng Điền was in Thừa Thiên Huế until 2024)."""
    if place.level == "province":
        return place
    if place.level == "commune":
        return province_of(unit(place.parent or ""), on)
    if on is not None and in_force(place, on):
        for other in _units().values():
            if other.level == "province" and other.gso_code == place.parent_gso_code and in_force(other, on):
                return other
    return unit(place.parent or "")


def _overlap(one: Unit, other: Unit) -> bool:
    return (not one.valid_from or not other.valid_to or one.valid_from <= other.valid_to) and (
        not other.valid_from or not one.valid_to or other.valid_from <= one.valid_to
    )


def _under(place: Unit, above: Unit) -> bool:
    """Whether a unit is the one above, or was in it at any time."""
    if place.unit_id == above.unit_id or place.parent == above.unit_id:
        return True
    if above.level == "province" and _overlap(place, above):
        if place.level == "commune" and place.parent_gso_code and len(place.parent_gso_code) == 3:
            return _under(unit(place.parent or ""), above)
        return place.parent_gso_code == above.gso_code
    return False


# --- names


@cache
def _kind_words() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(_words(word)): tuple(rule["kinds"]) for rule in _places()["kind"] for word in rule["words"]}


def _kind_at(words: Sequence[str], start: int) -> tuple[tuple[str, ...], int]:
    """The kinds that the words from `start` announce, and how many words do so; () and 0 where none does."""
    for length in (2, 1):
        kinds = _kind_words().get(tuple(words[start : start + length]))
        if kinds and start + length <= len(words):
            return kinds, length
    return (), 0


def kinds(word: str) -> tuple[str, ...]:
    """The kinds of unit a word announces: "TP." and "thành ủy" give both kinds of city; a kind gives itself."""
    found, length = _kind_at(words := _words(word), 0)
    if length and length == len(words):
        return found
    if word == _MUNICIPALITY:
        return (word,)
    return ()


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """Other forms of a name, by the key of the name."""
    return {_name_key(rule["name"]): tuple(rule["forms"]) for rule in _places()["variant"]}


def _index(places: Iterable[Unit]) -> dict[str, list[Unit]]:
    index: dict[str, list[Unit]] = {}
    forms = _forms()
    for place in places:
        key = _name_key(place.name)
        for one in dict.fromkeys((key, *map(_name_key, forms.get(key, ())))):
            index.setdefault(one, []).append(place)
    return index


@cache
def _by_name() -> dict[str, list[Unit]]:
    return _index(_units().values())


@cache
def _communes_by_name() -> dict[str, list[Unit]]:
    return _index(_communes().values())


@cache
def names() -> Mapping[str, tuple[Unit, ...]]:
    """Every way in which a province or district is written, folded as `fold` does, with single spaces, to the units it can mean.

    Names with a hyphen stand with " - ", "-" and " ", names with an apostrophe also without it; numbered districts only as "quận 1".
    "hồ chí minh" is among them: `guarded()` says which names are places only behind a word for their kind.
    """
    alternatives = {rule["forms"][0]: tuple(rule["forms"]) for rule in _places()["syllable"]}
    table: dict[str, list[Unit]] = {}
    for place in units():
        for name in (place.name, *_forms().get(_name_key(place.name), ())):
            folded = re.sub(r"\s*-\s*", "-", fold(name))
            spellings = {folded, folded.replace("'", ""), re.sub(r"' ", "'", folded)}
            for spelling in sorted(spellings):
                parts = re.split(r"([ -])", spelling)
                for chosen in product(*(alternatives.get(_syllables().get(part, part), (part,)) for part in parts)):
                    written = "".join(chosen)
                    for form in dict.fromkeys((written, written.replace("-", " - "), written.replace("-", " "))):
                        if place not in (bearers := table.setdefault(form, [])):
                            bearers.append(place)
    return MappingProxyType({form: tuple(_sorted(bearers)) for form, bearers in sorted(table.items())})


@cache
def guarded() -> frozenset[str]:
    """Folded names that are a place only behind a word for its kind: "Hồ Chí Minh" alone is a person."""
    return frozenset(fold(rule["name"]) for rule in _places()["guarded"])


def _sorted(places: Iterable[Unit]) -> list[Unit]:
    """Provinces before districts before communes; in force on the eve of the reform first; then the later end; then by id."""
    ordered = sorted(places, key=lambda place: place.unit_id)
    ordered.sort(key=lambda place: place.valid_to or "9999", reverse=True)
    ordered.sort(key=lambda place: (_LEVELS.index(place.level), not in_force(place, EVE_OF_REFORM)))
    return ordered


def _kind_set(words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        if not (known := kinds(word)):
            raise ValueError(f"{word!r} announces no kind of unit")
        found.update(known)
    return found


def _resolve_above(above: "Unit | str") -> tuple[Unit, ...]:
    if isinstance(above, Unit):
        return (above,)
    known = _units().get(above)
    return (known,) if known else find(above, level="province")


@lru_cache(maxsize=1 << 16)
def find(
    name: str,
    *,
    kinds: Sequence[str] = (),
    level: str | None = None,
    on: str | None = None,
    within: Unit | str | None = None,
) -> tuple[Unit, ...]:
    """All units that a name can mean, spelling variants included, in the order that `_sorted` states; communes for level "commune" only.

    `name` may carry its kind ("TP. Bắc Ninh", "Quận ủy 3"); `kinds` are words as in a text ("thành phố" means both kinds of city);
    `on` keeps what was in force that day; `within` is a unit, a unit_id or the name of a province.
    """
    wanted = _kind_set(kinds)
    words = _words(name)
    index = _communes_by_name() if level == "commune" else _by_name()
    found = index.get(_key(words), [])
    if not found:
        announced, length = _kind_at(words, 0)
        if length:
            rest = words[length:]
            wanted = wanted & set(announced) if wanted else set(announced)
            if not wanted:
                return ()
            found = index.get(_key(rest), [])
        else:
            rest = words
        if not found and len(rest) == 1 and rest[0].isdigit() and wanted:
            # "Quận ủy 3", "P. 12": a number needs its kind; "Quận 01" is Quận 1
            found = [place for kind in sorted(wanted) for place in index.get(f"{kind} {int(rest[0])}", [])]
    above = _resolve_above(within) if within is not None else None
    return tuple(
        place
        for place in _sorted(found)
        if (level is None or place.level == level)
        and (not wanted or place.kind in wanted)
        and (on is None or in_force(place, on))
        and (above is None or any(_under(place, one) for one in above))
    )


def _one(found: Sequence[Unit], on: str | None) -> Unit | None:
    """The one unit meant: the only candidate, or, without a date, the last of several that follow each other in one place.

    Without a date candidates of one province, or of one code, are taken together: the one in force on the eve of the reform, when
    exactly one was, else the one that ended last. Candidates in several provinces are never chosen between.
    """
    if len(found) == 1:
        return found[0]
    if not found or on is not None:
        return None
    if len({place.gso_code for place in found}) > 1 and len({(place.level, place.parent_gso_code) for place in found}) > 1:
        return None
    before = [place for place in found if in_force(place, EVE_OF_REFORM)]
    if before:
        return before[0] if len(before) == 1 else None
    last = max(place.valid_to or "9999" for place in found)
    latest = [place for place in found if (place.valid_to or "9999") == last]
    return latest[0] if len(latest) == 1 else None


def district(name: str, kind: str | None = None, province: Unit | str | None = None, on: str | None = None) -> Unit | None:
    """The district meant, None where none or several fit; without a date the latest of the versions of one place (see `_one`)."""
    return _one(find(name, kinds=(kind,) if kind else (), level="district", on=on, within=province), on)


def province(name: str, on: str | None = None) -> Unit | None:
    """The province or municipality of this name on that day; without a date the one of before July 2025, when articles of this kind
    were mostly written, or the later one where the name is new.
    """
    return _one(find(name, level="province", on=on), on)


def commune(
    name: str,
    kind: str | None = None,
    *,
    district: Unit | str | None = None,
    province: Unit | str | None = None,
    on: str | None = None,
) -> Unit | None:
    """The commune meant, None where none or several fit; a date or a `district` tells those of before July 2025 from those of after."""
    above = district if district is not None else province
    found = find(name, kinds=(kind,) if kind else (), level="commune", on=on, within=above)
    if district is None and on is None and len({place.valid_to for place in found}) > 1:
        return None
    return _one(found, on)


def committee_place(word: str, name: str, *, province: Unit | str | None = None, on: str | None = None) -> Unit | None:
    """The unit that a committee is named for: ("thành ủy", "Bắc Ninh") is the city in it, ("thành ủy", "Hà Nội") the municipality.

    ("thành ủy", "Huế") is one of two cities: only a date or the province tells which.
    """
    return _one(find(name, kinds=(word,), on=on, within=province), on)


# --- places in running text


@cache
def _longest_name() -> int:
    return max(len(key.split()) for key in (*_by_name(), *_others()))


@cache
def _others() -> frozenset[str]:
    return frozenset(_name_key(form) for rule in _places()["other"] for form in rule["forms"])


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of a place in a text: `kinds` as announced before it, `start` where kind or name begins."""

    key: str
    kinds: tuple[str, ...]
    start: int
    stop: int


def _named(text: str) -> Iterator[_Named]:
    """Names of provinces and districts in a short text, the longest at each place; a bare name that needs its kind is passed over."""
    spans = [match for match in _WORD.finditer(fold(text)) if match[0].strip("'")]
    words = [match[0].replace("'", "") for match in spans]
    guards = {_name_key(name) for name in guarded()}
    at = 0
    while at < len(words):
        announced, length = _kind_at(words, at)
        if length == 1 and len(words[at]) == 1:
            announced, length = (), 0  # "Q", "H", "P" alone are initials as often as kinds
        first = at + length
        if length and _kind_at(words, first)[1]:
            at = first  # "Thành ủy TP Hồ Chí Minh": the last word for a kind counts
            continue
        for stop in range(min(len(words), first + _longest_name()), first, -1):
            key = _key(words[first:stop])
            if key in _others():
                break
            numbered = stop == first + 1 and words[first].isdigit() and "quận" in announced
            if numbered:
                key = f"quận {int(words[first])}"
            if key in _by_name() and (announced or key not in guards):
                yield _Named(key, announced, spans[at].start(), spans[stop - 1].end())
                break
        else:
            at = first if length else at + 1
            continue
        at = stop


def _places_named(text: str, on: str | None, *, bare: bool) -> tuple[list[tuple[Unit, _Named]], list[tuple[Unit, _Named]]]:
    """Provinces and districts that a short text names unmistakably; `bare` lets a province stand without a word for its kind."""
    provinces: list[tuple[Unit, _Named]] = []
    districts: list[tuple[Unit, _Named]] = []
    for named in _named(text):
        if not named.kinds and not bare:
            continue
        candidates = find(named.key, kinds=named.kinds, on=on)
        upper = _one([place for place in candidates if place.level == "province"], on)
        if upper is not None:
            provinces.append((upper, named))
        elif named.kinds and (lower := _one([place for place in candidates if place.level == "district"], on)) is not None:
            districts.append((lower, named))
    return provinces, districts


# --- publishers

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
    for rule in (*_places()["publisher"], *_places()["national"]):
        home = rule.get("province")
        for name in rule.get("names", ()):
            names.setdefault(" ".join(_words(name)), home)
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
            for name in (place.name, *_forms().get(_name_key(place.name), ())):
                labels[re.sub(r"[^a-z0-9]", "", without_marks(name))] = place.name
    return labels


@cache
def _host_label() -> re.Pattern[str]:
    rule = _places()["domain"]
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


def province_of_publisher(text: str, *, on: str | None = None) -> tuple[Unit, str] | None:
    """The province at whose home a publisher is, with the words that say so, from a masthead, imprint, agency mark or address.

    In order: a publisher or mark that is listed (one of the whole country gives None), a host name, a province named, a district named.
    Two provinces, or a district whose name several provinces bear, give None.
    """
    words = f" {' '.join(_words(text))} "
    marked = _publishers().mark.match(text)
    if marked:
        return _answer(_publishers().marks[marked[1] or marked[2]], on, marked[0].strip())
    for name, home in _publishers().names:
        if f" {name} " in words:
            return _answer(home, on, text.strip())
    decided, found, host = _from_host(text, on)
    if decided:
        return (found, host) if found else None
    provinces, districts = _places_named(text, on, bare=True)
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


# --- officials

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
    for row in _rows("officials.csv"):
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
    provinces, districts = _places_named(title, when, bare=False)
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
    for named in reversed(list(_named(text))):
        if named.kinds:
            words = list(_WORD.finditer(text, named.start, named.stop))
            kept = _kind_at([fold(word[0]) for word in words], 0)[1]
            text = text[: words[kept - 1].end()] + text[named.stop :]
    posts = set()
    for part in (*re.split(r"[,;]| kiêm ", text), text):
        words_ = [_SHORT.get(word, word) for word in _words(part)]
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
