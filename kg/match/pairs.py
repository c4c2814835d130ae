"""Whether two names mean one thing: the same, not the same, or nobody can tell from what is given."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from kg import gazetteer
from kg.fold import fold
from kg.gazetteer import Office
from kg.match.index import Entry, Index, Query, body_units, fitting, interval, same_post, units_of
from kg.match.readings import Reading, alike, post, readings
from kg.match.written import SLIP, UNMARKED

Verdict = Literal["positive", "negative", "undecided"]

# So long a post of one name, in one body, is taken for one person's: two terms of a committee.
YEARS = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict with the reasons a person can check."""

    verdict: Verdict
    why: tuple[str, ...]


def same(one: Query, other: Query, index: Index) -> Comparison:
    """Whether two names of one type mean the same; `index` knows the places. Raises ValueError where their types differ."""
    if one.type != other.type:
        raise ValueError(f"a {one.type} and a {other.type} are not compared")
    return _COMPARED[one.type](one, other, index)


def unit(query: Query, index: Index) -> str | None:
    """The unit_id that a name of a place, or of a body of a place, means; None where none or several fit."""
    found = fitting(index, query) if query.type == "Place" else body_units(index, query)
    return found[0].unit if len(found) == 1 else None


def _names(one: Query, other: Query) -> tuple[float, Reading, Reading]:
    """The readings of two names that are most alike, and how much."""
    pairs = [(alike(a, b), a, b) for a in readings(one.name, one.type) for b in readings(other.name, other.type)]
    return max(pairs, key=lambda pair: pair[0], default=(0.0, Reading(()), Reading(())))


def _unlike(value: float, one: Query, other: Query) -> Comparison | None:
    """What follows from the names alone: nothing where they may be one, undecided where one may be a slip of the pen."""
    said = f"{one.name} / {other.name}"
    if value >= UNMARKED:
        return None
    if value == SLIP:
        return Comparison("undecided", (f"{said}: one letter differs",))
    return Comparison("negative", (f"{said}: {'the marks differ' if value else 'two names'}",))


# --- places and bodies


def _places(one: Query, other: Query, index: Index) -> Comparison:
    return _units(one, other, fitting(index, one), fitting(index, other))


def _bodies(one: Query, other: Query, index: Index) -> Comparison:
    organs = {reading.organ for reading in readings(one.name, one.type) if reading.organ}
    others = {reading.organ for reading in readings(other.name, other.type) if reading.organ}
    if organs and others and not organs & others:
        return Comparison("negative", (f"{one.name} / {other.name}: {', '.join(sorted(organs))} and {', '.join(sorted(others))}",))
    return _units(one, other, body_units(index, one), body_units(index, other))


def _units(one: Query, other: Query, ours: Sequence[Entry], theirs: Sequence[Entry]) -> Comparison:
    mine, yours = [entry.unit or "" for entry in ours], [entry.unit or "" for entry in theirs]
    said = f"{one.name}: {', '.join(mine) or 'no unit'}; {other.name}: {', '.join(yours) or 'no unit'}"
    if len(mine) == len(yours) == 1:
        return Comparison("positive" if mine == yours else "negative", (said,))
    if mine and yours and not set(mine) & set(yours):
        return Comparison("negative", (said,))
    value, left, right = _names(one, other)
    if not (mine and yours) and (unlike := _unlike(value, one, other)):
        return unlike
    if left.kinds and right.kinds and not set(left.kinds) & set(right.kinds) and not mine and not yours:
        return Comparison("negative", (f"{said}: two kinds",))
    return Comparison("undecided", (said,))


# --- people


def _people(one: Query, other: Query, index: Index) -> Comparison:
    value, _, _ = _names(one, other)
    if unlike := _unlike(value, one, other):
        return unlike
    pages, others = _pages(one, index), _pages(other, index)
    if len(pages) == len(others) == 1:
        said = f"{one.post}: {_shown(pages)}; {other.post}: {_shown(others)}"
        return Comparison("positive" if pages.keys() == others.keys() else "negative", (said,))
    if not one.post or not other.post:
        return Comparison("undecided", ("a name alone is no evidence",))
    said = f"{one.post} {one.on or '?'}; {other.post} {other.on or '?'}"
    if _one_post(one, other, index):
        near = one.on and other.on and abs(int(one.on[:4]) - int(other.on[:4])) <= YEARS
        return Comparison("positive" if near else "undecided", (said,))
    if one.on and other.on and one.on[:4] == other.on[:4] and _apart(one, other, index):
        return Comparison("negative", (f"{said}: one cannot hold both in one year",))
    return Comparison("undecided", (said,))


def _pages(query: Query, index: Index) -> dict[str, Office]:
    """The people of this name whose listed offices have this post then, by their page."""
    if not query.post or not query.on:
        return {}
    for reading in readings(query.name, "Official"):
        held = gazetteer.officials(" ".join(reading.words), between=interval(query.on))
        if found := {office.page: office for office in held if _is_office(query, office, index)}:
            return found
    return {}


def _is_office(query: Query, office: Office, index: Index) -> bool:
    """Whether a listed office is the post: one of its titles, and its place that of the post's body."""
    wanted, body = post(query.post or "")
    if wanted is None:
        return False
    organs = {reading.organ for reading in readings(body, "PartyCommittee")}
    units = {entry.unit for entry in body_units(index, Query(body, "PartyCommittee", query.within, query.on))}
    for title in re.split(r"[,;]| kiêm ", office.title):
        held, held_body = post(title)
        # A title that shares its place with the next names none: "Bí thư Huyện ủy, Chủ tịch HĐND huyện Sóc Sơn".
        said = {reading.organ for reading in readings(f"{held_body} x", "PartyCommittee")} - {None}
        if held == wanted and (said & organs or not said) and office.unit and office.unit.unit_id in units:
            return True
        if held == wanted and same_post(query.post or "", title) and not office.unit:
            return True
    return False


def _shown(pages: dict[str, Office]) -> str:
    return ", ".join(f"{office.title} ({office.held_from or '?'} – {office.held_to}), page {page}" for page, office in pages.items())


def _one_post(one: Query, other: Query, index: Index) -> bool:
    """Whether two posts are the same office of the same body, whose place is known and the same."""
    if post(one.post or "")[0] is None or post(one.post or "")[0] != post(other.post or "")[0]:
        return False
    ours, theirs = _held_in(one, index), _held_in(other, index)
    return bool(ours) and ours == theirs and len(ours) == 1


def _apart(one: Query, other: Query, index: Index) -> bool:
    """Whether two posts are the same office of two bodies."""
    if post(one.post or "")[0] is None or post(one.post or "")[0] != post(other.post or "")[0]:
        return False
    ours, theirs = _held_in(one, index), _held_in(other, index)
    return bool(ours) and bool(theirs) and not ours & theirs


def _held_in(query: Query, index: Index) -> frozenset[tuple[str, str]]:
    """The bodies in which a post is held, each as its organ and the code, name and level of its place."""
    body = post(query.post or "")[1]
    organs = {reading.organ for reading in readings(body, "PartyCommittee") if reading.organ}
    found = body_units(index, Query(body, "PartyCommittee", query.within, query.on))
    return frozenset((organ, entry.unit or "") for organ in organs for entry in found if organ)


# --- enterprises and directives


def _enterprises(one: Query, other: Query, index: Index) -> Comparison:
    value, left, right = _names(one, other)
    if unlike := _unlike(value, one, other):
        return unlike
    said = f"{one.name} / {other.name}"
    if left.organ != right.organ:
        return Comparison("negative", (f"{said}: {left.organ or 'nothing'} and {right.organ or 'nothing'} before the name",))
    if left.kinds and right.kinds and left.kinds != right.kinds:
        return Comparison("negative", (f"{said}: {', '.join(left.kinds)} and {', '.join(right.kinds)}",))
    ours, theirs = _within(one, left, index), _within(other, right, index)
    if ours and theirs and not ours & theirs:
        return Comparison("undecided", (f"{said}: one name in two provinces",))
    if left.kinds != right.kinds or len(left.words) < 2:
        return Comparison("undecided", (f"{said}: {'the form is given once' if left.kinds != right.kinds else 'a name of one word'}",))
    return Comparison("positive", (said,))


def _within(query: Query, reading: Reading, index: Index) -> frozenset[str]:
    return frozenset().union(*(units_of(index, text) for text in (*query.within, *reading.above)))


def _directives(one: Query, other: Query, index: Index) -> Comparison:
    value, _, _ = _names(one, other)
    said = f"{one.name} / {other.name}"
    if value < UNMARKED:
        return Comparison("negative", (f"{said}: two numbers",))
    ours, theirs = (frozenset().union(*(units_of(index, text) for text in query.within)) for query in (one, other))
    if ours and theirs and not ours & theirs:
        return Comparison("negative", (f"{said}: two issuers",))
    if one.on and other.on:
        first, second = interval(one.on), interval(other.on)
        if first[1] < second[0] or second[1] < first[0]:
            return Comparison("negative", (f"{said}: {one.on} and {other.on}",))
        if (one.within and tuple(map(fold, one.within)) == tuple(map(fold, other.within))) or (ours and ours == theirs):
            return Comparison("positive", (f"{said}: one issuer, one date",))
    return Comparison("undecided", (f"{said}: a number is used anew by each committee and in each term",))


_COMPARED: dict[str, Callable[[Query, Query, Index], Comparison]] = {
    "Place": _places,
    "PartyCommittee": _bodies,
    "Organisation": _bodies,
    "Official": _people,
    "Enterprise": _enterprises,
    "Directive": _directives,
}
