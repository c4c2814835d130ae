"""What a name can mean among many entries: found by its letters without marks, decided with them.

A name is looked up in one dictionary; only what is not found there at all is sought with one slip of the pen, among the names that share
all words but one. A candidate explains its score by features: name, kind, parent, dates, level, post.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as calendar_day
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg import gazetteer
from kg.errors import MatchError
from kg.fold import fold
from kg.match.readings import TYPES, Reading, alike, plain_readings, post, readings
from kg.match.written import LETTERS, MARKS_DIFFER, NO, SAME, SLIP, UNMARKED, bare

# How much of the score each feature is worth; those that the query says nothing of do not count.
WEIGHTS = {"name": 60, "kind": 15, "parent": 15, "dates": 10, "level": 10, "post": 15}

LEVELS = ("central", "province", "district", "commune", "bloc", "enterprise", "agency", "hamlet", "cell")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be meant. `id` is a node ("place/D003"), `names` has its label first; `kinds` are of its place, or its legal form.

    `unit` is the unit_id of its place, `above` those of the places it lies in, at any time. `posts` are a person's posts as printed, or
    the bodies that issued a directive.
    """

    id: str
    type: str
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    level: str | None = None
    unit: str | None = None
    above: frozenset[str] = frozenset()
    valid_from: str | None = None
    valid_to: str | None = None
    posts: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A name to be matched. `type` is one of `TYPES`; `within` are names or ids of places that it lies in, `on` a day, month or year
    (YYYY-MM-DD, YYYY-MM, YYYY), `post` an office held, as printed.
    """

    name: str
    type: str = "Place"
    within: tuple[str, ...] = ()
    on: str | None = None
    level: str | None = None
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """What speaks for or against a candidate: `value` from 0 to 1, and its `contribution` to the score."""

    id: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """`score` from 0 to 1 is the sum of the contributions; `match` where this and nothing else is meant."""

    entry: Entry
    score: float
    features: tuple[Feature, ...]
    match: bool


@dataclass(slots=True)
class _Part:
    """The entries of one type: by their names' letters, and by their names less one word."""

    entries: list[Entry] = field(default_factory=list)
    by_letters: dict[str, list[tuple[int, Reading]]] = field(default_factory=dict)
    gaps: dict[tuple[str, ...], list[str]] | None = None


@dataclass(slots=True)
class Index:
    """Entries by type; `places` says which units a name of a place can mean, None where this index holds all places itself.

    `above` keeps what the names of places above have been found to mean.
    """

    parts: dict[str, _Part]
    by_id: dict[str, Entry]
    places: "Index | None" = None
    above: dict[str, frozenset[str]] = field(default_factory=dict)


def index(entries: Iterable[Entry], *, places: Index | None = None) -> Index:
    """An index over entries of any types; where `places` is given, which knows the gazetteer, the places are its own."""
    parts = {type: _Part() for type in TYPES}
    by_id: dict[str, Entry] = {}
    for entry in entries:
        part = parts[entry.type]
        number = len(part.entries)
        part.entries.append(entry)
        by_id[entry.id] = entry
        for name in dict.fromkeys(entry.names):
            for reading in plain_readings(name, entry.type):
                part.by_letters.setdefault(_letters(reading), []).append((number, reading))
    if places is not None:
        parts["Place"] = places.parts["Place"]
    return Index(parts, by_id, places)


def _letters(reading: Reading) -> str:
    return "".join(map(_loose, reading.words))


# Bare syllables that are written in several ways: the first forms of the gazetteer's syllables, as they look without marks.
_LOOSE = {"mi": "my", "li": "ly", "ki": "ky", "qui": "quy", "vi": "vy", "dac": "dak", "lac": "lak", "pac": "pak"}


def _loose(word: str) -> str:
    plain = bare(word)
    return _LOOSE.get(plain, plain)


# --- what a query asks


@lru_cache(maxsize=1 << 12)
def interval(on: str) -> tuple[str, str]:
    """First and last day of a day, a month or a year; raises MatchError for anything else."""
    parts = on.strip().split("T")[0].split("-")
    try:
        if len(parts) == 1 and len(parts[0]) == 4:
            year = int(parts[0])
            return calendar_day(year, 1, 1).isoformat(), calendar_day(year, 12, 31).isoformat()
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            first = calendar_day(year, month, 1)
            last = calendar_day(year + month // 12, month % 12 + 1, 1).toordinal() - 1
            return first.isoformat(), calendar_day.fromordinal(last).isoformat()
        day = calendar_day.fromisoformat("-".join(parts)).isoformat()
    except ValueError:
        raise MatchError(f"'{on}' is no date; write YYYY-MM-DD, YYYY-MM or YYYY") from None
    return day, day


def _overlaps(entry: Entry, days: tuple[str, str]) -> bool:
    return (entry.valid_from is None or entry.valid_from <= days[1]) and (entry.valid_to is None or days[0] <= entry.valid_to)


def units_of(found: Index, text: str) -> frozenset[str]:
    """The ids of the provinces and districts that the name or id of a place above can mean; empty where there is none."""
    unit_id = text.rpartition("/")[2]
    places = found.places or found
    if f"place/{unit_id}" in places.by_id:
        return frozenset({unit_id})
    cached = places.above.get(text)
    if cached is None:
        if len(places.above) >= 1 << 14:
            places.above.clear()
        part = places.parts["Place"]
        hits = [hit for hit in _hits(places, Query(text), part) if hit.name >= UNMARKED and part.entries[hit.number].level != "commune"]
        best = max((hit.name for hit in hits), default=0)
        fitting = [hit for hit in hits if hit.name == best and hit.values.get("kind") != 0]
        cached = frozenset(part.entries[hit.number].id.removeprefix("place/") for hit in fitting)
        places.above[text] = cached
    return cached


# --- finding


@dataclass(slots=True)
class _Hit:
    number: int
    name: float
    values: dict[str, float]
    reading: Reading
    unmarked: bool

    @property
    def consistent(self) -> bool:
        return self.name >= SLIP and all(self.values.values())


def candidates(found: Index, query: Query, *, limit: int | None = 10) -> list[Candidate]:
    """What a query can mean, the best first, ties by id; at most one of them is a match.

    Raises MatchError where its type, date or level cannot be read.
    """
    hits = _found(found, query)
    chosen = _chosen(found, query, hits)
    part = found.parts[query.type]
    scored = [(_score(hit), part.entries[hit.number].id, hit) for hit in hits]
    scored.sort(key=lambda item: (item[2] is not chosen, -item[0], item[1]))
    return [_candidate(part.entries[hit.number], hit, hit is chosen) for _, _, hit in scored[:limit]]


def decided(found: Index, query: Query) -> Entry | None:
    """The one entry that a query means, None where none or several fit."""
    hit = _chosen(found, query, _found(found, query))
    return found.parts[query.type].entries[hit.number] if hit else None


def fitting(found: Index, query: Query) -> list[Entry]:
    """All entries that nothing in the query speaks against, those written as the query first."""
    part = found.parts[query.type]
    return [part.entries[hit.number] for hit in _best([hit for hit in _found(found, query) if hit.consistent])]


def _found(found: Index, query: Query) -> list[_Hit]:
    if query.type not in TYPES:
        raise MatchError(f"no type '{query.type}'; there are: {', '.join(TYPES)}")
    return list(_hits(found, query, found.parts[query.type]))


def _hits(found: Index, query: Query, part: _Part) -> Iterator[_Hit]:
    """The best reading of each entry that has the letters of the query; where there is none at all, those with one slip."""
    best: dict[int, _Hit] = {}
    asked = readings(query.name, query.type)
    test = _Test(found, query)
    for reading in asked:
        for number, other in part.by_letters.get(_letters(reading), ()):
            value = alike(reading, other)
            if value in (NO, SLIP):  # spelt in another way, and without marks: "Mi Duc"
                value = UNMARKED if reading.unmarked else MARKS_DIFFER
            _better(best, test.hit(number, part.entries[number], reading, other, value))
    if not best and query.type in ("Place", "PartyCommittee", "Organisation", "Official", "Enterprise"):
        for reading in asked:
            for letters in _slips(part, reading):
                for number, other in part.by_letters[letters]:
                    if value := alike(reading, other):
                        _better(best, test.hit(number, part.entries[number], reading, other, value))
    return iter(best.values())


def _better(best: dict[int, _Hit], hit: _Hit) -> None:
    old = best.get(hit.number)
    if old is None or (hit.consistent, hit.name, _score(hit)) > (old.consistent, old.name, _score(old)):
        best[hit.number] = hit


def _gaps(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(words)):
        yield (*words[:at], "*", *words[at + 1 :])


def _slips(part: _Part, reading: Reading) -> list[str]:
    """The names, by their letters, that are one slip away and share all words but one."""
    letters = _letters(reading)
    if len(letters) < LETTERS or len(reading.words) < 2:
        return []
    if part.gaps is None:
        part.gaps = {}
        for name, bearers in part.by_letters.items():
            if len(name) >= LETTERS - 1:
                for words in dict.fromkeys(tuple(map(_loose, other.words)) for _, other in bearers):
                    for gap in _gaps(words):
                        part.gaps.setdefault(gap, []).append(name)
    near: dict[str, None] = {}
    for gap in _gaps(tuple(map(_loose, reading.words))):
        names = part.gaps.get(gap, ())
        for name, _, _ in process.extract(letters, names, scorer=OSA.distance, score_cutoff=1, limit=None):
            near[name] = None
    return list(near)


class _Test:
    """The parts of a query that do not depend on the candidate, worked out once."""

    __slots__ = ("dated", "days", "found", "level", "organ_matters", "post", "within", "within_of")

    def __init__(self, found: Index, query: Query) -> None:
        self.found = found
        self.days = interval(query.on) if query.on else None
        self.level = query.level
        if query.level and query.level not in LEVELS:
            raise MatchError(f"no level '{query.level}'; there are: {', '.join(LEVELS)}")
        self.within = [units_of(found, text) for text in query.within if text.strip()]
        self.within_of: dict[tuple[str, ...], list[frozenset[str]]] = {}
        self.post = query.post
        # A place or its body without dates was always there; of a person or a directive without any nothing is known.
        self.dated = query.type in ("Place", "PartyCommittee", "Organisation")
        self.organ_matters = query.type in ("Place", "PartyCommittee", "Organisation", "Enterprise")

    def hit(self, number: int, entry: Entry, asked: Reading, other: Reading, name: float) -> _Hit:
        values: dict[str, float] = {}
        if asked.kinds or (self.organ_matters and asked.organ):
            values["kind"] = float(_same_kind(entry, asked, other))
        within = self.within
        if asked.above:
            if asked.above not in self.within_of:
                self.within_of[asked.above] = [*self.within, *(units_of(self.found, text) for text in asked.above)]
            within = self.within_of[asked.above]
        if within:
            values["parent"] = float(all(_lies_in(entry, units) for units in within))
        if self.days and (self.dated or entry.valid_from or entry.valid_to):
            values["dates"] = float(_overlaps(entry, self.days))
        if self.level:
            values["level"] = float(entry.level == self.level)
        if self.post:
            values["post"] = float(any(same_post(self.post, held) for held in entry.posts))
        return _Hit(number, name, values, other, asked.unmarked)


def _lies_in(entry: Entry, units: frozenset[str]) -> bool:
    return bool(units & entry.above) or entry.unit in units


def _same_kind(entry: Entry, asked: Reading, other: Reading) -> bool:
    if (asked.organ or other.organ) and asked.organ != other.organ:
        return False
    kinds = other.kinds or entry.kinds
    if entry.type == "Enterprise":
        return not asked.kinds or not kinds or asked.kinds == kinds
    return not asked.kinds or not kinds or bool(set(asked.kinds) & set(kinds))


def same_post(asked: str, held: str) -> bool:
    """Whether two titles name one post: the same office, and where both name a body, one of its words' readings in common."""
    (one, body), (other, held_body) = post(asked), post(held)
    if one is None or other is None:
        return fold(" ".join(asked.split())) == fold(" ".join(held.split()))
    if one != other:
        return False
    if not body or not held_body:
        return True
    return any(
        mine.organ == theirs.organ and alike(mine, theirs) >= UNMARKED
        for mine in readings(body, "PartyCommittee")
        for theirs in readings(held_body, "PartyCommittee")
    )


def same_name(one: str, other: str, type: str) -> bool:
    """Whether two names of a type can be one name: the same letters, the same marks where both have any, and no other kind or form."""
    return any(
        alike(mine, theirs) >= UNMARKED
        and mine.organ == theirs.organ
        and (not mine.kinds or not theirs.kinds or bool(set(mine.kinds) & set(theirs.kinds)))
        for mine in readings(one, type)
        for theirs in readings(other, type)
    )


# --- deciding


def _score(hit: _Hit) -> float:
    total = WEIGHTS["name"] + sum(WEIGHTS[feature] for feature in hit.values)
    return (WEIGHTS["name"] * hit.name + sum(WEIGHTS[feature] * value for feature, value in hit.values.items())) / total


def _candidate(entry: Entry, hit: _Hit, match: bool) -> Candidate:
    total = WEIGHTS["name"] + sum(WEIGHTS[feature] for feature in hit.values)
    values = {"name": hit.name, **hit.values}
    features = tuple(Feature(name, value, round(WEIGHTS[name] * value / total, 4)) for name, value in values.items())
    return Candidate(entry, round(_score(hit), 4), features, match)


def _best(hits: list[_Hit]) -> list[_Hit]:
    """Those written letter for letter, if the query's marks can be trusted; else all that may be the same name; else the slips."""
    tiers: tuple[Callable[[_Hit], bool], ...] = (
        lambda hit: hit.name == SAME and not hit.unmarked,
        lambda hit: hit.name >= UNMARKED,
        lambda hit: hit.name >= SLIP,
    )
    for tier in tiers:
        if kept := [hit for hit in hits if tier(hit)]:
            return kept
    return []


def _chosen(found: Index, query: Query, hits: list[_Hit]) -> _Hit | None:
    """The only candidate that nothing speaks against, where its type asks for no more than that."""
    best = _best([hit for hit in hits if hit.consistent])
    if len(best) != 1:
        return None
    hit = best[0]
    entry = found.parts[query.type].entries[hit.number]
    if (hit.name == SLIP and not (query.type == "Place" or query.type == "PartyCommittee")) or (hit.name == SLIP and not hit.values):
        return None
    return hit if _ENOUGH[query.type](found, query, entry, hit) else None


def _always(found: Index, query: Query, entry: Entry, hit: _Hit) -> bool:
    return True


def _enough_for_body(found: Index, query: Query, entry: Entry, hit: _Hit) -> bool:
    """A body is known by its place, so the place must be the only one of its name, kind and time, here or anywhere else."""
    if entry.unit is None:
        return "parent" in hit.values or entry.level == "central"
    if "kind" not in hit.values:
        return False
    place = gazetteer.unit(entry.unit)
    if not any(bare(reading.key) == bare(hit.reading.key) for reading in readings(place.name, "Place")):
        return "parent" in hit.values  # a bloc, a company's committee: its place is only where it lies
    return [one.unit for one in body_units(found, query)] == [entry.unit]


def body_units(found: Index, query: Query) -> list[Entry]:
    """The units whose body a name can mean: "Thành ủy Hà Nội" that of Hà Nội; none where it names no body of a place."""
    places = found.places or found
    part = places.parts["Place"]
    test = _Test(places, query)
    best: dict[int, _Hit] = {}
    for reading in readings(query.name, query.type):
        if not reading.organ:
            continue
        place = replace(reading, organ=None)
        for number, other in part.by_letters.get(_letters(reading), ()):
            if value := alike(reading, other):
                _better(best, test.hit(number, part.entries[number], place, other, value))
    return [part.entries[hit.number] for hit in _best([hit for hit in best.values() if hit.consistent])]


def _enough_for_person(found: Index, query: Query, entry: Entry, hit: _Hit) -> bool:
    """A person is never known by a name alone: the post, or the place with the time, must agree too."""
    return "post" in hit.values or ("parent" in hit.values and "dates" in hit.values)


def _enough_for_enterprise(found: Index, query: Query, entry: Entry, hit: _Hit) -> bool:
    return "parent" in hit.values or ("kind" in hit.values and len(hit.reading.words) > 1)


def _enough_for_directive(found: Index, query: Query, entry: Entry, hit: _Hit) -> bool:
    """A number is used anew by each committee and in each term."""
    return "parent" in hit.values or "dates" in hit.values


_ENOUGH: dict[str, Callable[[Index, Query, Entry, _Hit], bool]] = {
    "Place": _always,
    "PartyCommittee": _enough_for_body,
    "Organisation": _enough_for_body,
    "Official": _enough_for_person,
    "Enterprise": _enough_for_enterprise,
    "Directive": _enough_for_directive,
}
