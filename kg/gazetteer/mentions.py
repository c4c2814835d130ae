"""Places that a short text names: a masthead, the title of an office."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.fold import fold
from kg.gazetteer.finding import by_name, find, guarded, one_of
from kg.gazetteer.spelling import WORD, key_of, kind_at, name_key, written
from kg.gazetteer.units import Unit


@cache
def _longest_name() -> int:
    return max(len(key.split()) for key in (*by_name(), *_others()))


@cache
def _others() -> frozenset[str]:
    return frozenset(name_key(form) for rule in written()["other"] for form in rule["forms"])


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a place in a text: `kinds` as announced before it, `start` where kind or name begins."""

    key: str
    kinds: tuple[str, ...]
    start: int
    stop: int


def names_in(text: str) -> Iterator[Named]:
    """Names of provinces and districts in a short text, the longest at each place; a bare name that needs its kind is passed over."""
    spans = [match for match in WORD.finditer(fold(text)) if match[0].strip("'")]
    words = [match[0].replace("'", "") for match in spans]
    guards = {name_key(name) for name in guarded()}
    at = 0
    while at < len(words):
        announced, length = kind_at(words, at)
        if length == 1 and len(words[at]) == 1:
            announced, length = (), 0  # "Q", "H", "P" alone are initials as often as kinds
        first = at + length
        if length and kind_at(words, first)[1]:
            at = first  # "Thành ủy TP Hồ Chí Minh": the last word for a kind counts
            continue
        for stop in range(min(len(words), first + _longest_name()), first, -1):
            key = key_of(words[first:stop])
            if key in _others():
                break
            numbered = stop == first + 1 and words[first].isdigit() and "quận" in announced
            if numbered:
                key = f"quận {int(words[first])}"
            if key in by_name() and (announced or key not in guards):
                yield Named(key, announced, spans[at].start(), spans[stop - 1].end())
                break
        else:
            at = first if length else at + 1
            continue
        at = stop


def places_in(text: str, on: str | None, *, bare: bool) -> tuple[list[tuple[Unit, Named]], list[tuple[Unit, Named]]]:
    """Provinces and districts that a short text names unmistakably; `bare` lets a province stand without a word for its kind."""
    provinces: list[tuple[Unit, Named]] = []
    districts: list[tuple[Unit, Named]] = []
    for named in names_in(text):
        if not named.kinds and not bare:
            continue
        candidates = find(named.key, kinds=named.kinds, on=on)
        upper = one_of([place for place in candidates if place.level == "province"], on)
        if upper is not None:
            provinces.append((upper, named))
        elif named.kinds and (lower := one_of([place for place in candidates if place.level == "district"], on)) is not None:
            districts.append((lower, named))
    return provinces, districts
