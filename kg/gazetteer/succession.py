"""What became of a unit that ended, and what came before one: by its name, by its code, by what is known of the change, never by guess.

The history says when a unit ended and by what decree, not where its land went. Units that follow each other without a day between them are
taken for one another where they bear one name or one code; where a unit was divided, merged or absorbed, `unit_successors.csv` says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.gazetteer.spelling import name_key
from kg.gazetteer.units import EVE_OF_REFORM, Unit, communes_by_id, day_after, province_of, table, unit, units, units_by_id


@dataclass(frozen=True, slots=True)
class Succession:
    """A unit that ended and one that took over its land, or a part of it, on the day `on`.

    `basis` is the number of the resolution or decree ("1111/NQ-UBTVQH14"), None where the record does not give it.
    """

    before: Unit
    after: Unit
    on: str
    basis: str | None


def successors(place: Unit) -> tuple[Succession, ...]:
    """What took over the land of a unit that ended, by unit_id; of a district that ended with all others in 2025, the communes of today.

    Empty for a unit that has not ended, and where the record does not say.
    """
    if place.level == "commune":
        return _communes_after().get(place.unit_id, ())
    if place.level == "district" and place.valid_to == EVE_OF_REFORM:
        return _communes_of_district().get(place.unit_id, ())
    return _after().get(place.unit_id, ())


def predecessors(place: Unit) -> tuple[Succession, ...]:
    """The units whose land, or a part of it, a unit took over, by unit_id: for a commune of today the communes of before.

    Empty for what is older than the record, and for a unit that was made of parts of others that went on.
    """
    return (_communes_before() if place.level == "commune" else _before()).get(place.unit_id, ())


def today(place: Unit) -> tuple[Unit, ...]:
    """The units that have not ended and hold the land of a unit, by unit_id; itself, if it has not. Empty where the record breaks off."""
    found: dict[str, Unit] = {}
    seen: set[str] = set()
    ahead = [place]
    while ahead:
        one = ahead.pop()
        if one.unit_id in seen:
            continue
        seen.add(one.unit_id)
        if one.valid_to is None:
            found[one.unit_id] = one
        ahead.extend(step.after for step in successors(one))
    return tuple(found[unit_id] for unit_id in sorted(found))


def province_today(place: Unit) -> Unit:
    """The province of today in which a unit lies, whether it has ended or not: Huyện Văn Chấn of Yên Bái lies in Lào Cai.

    By the land of the unit itself: Huyện Mê Linh, of Vĩnh Phúc until 2008, lies in Hà Nội, not where the rest of Vĩnh Phúc went.
    """
    while place.level == "district" and place.valid_to != EVE_OF_REFORM:
        place = successors(place)[0].after
    return _provinces_today()[province_of(place).unit_id]


@cache
def _provinces_today() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for place in units():
        if place.level == "province":
            (found[place.unit_id],) = today(place)
    return found


# --- provinces and districts

_REFORM = day_after(EVE_OF_REFORM)


@cache
def _after() -> dict[str, tuple[Succession, ...]]:
    merged = {(row[0], row[2]) for row in table("province_mergers_2025.csv")}
    stated: dict[str, list[str]] = {}
    for unit_id, _, _, successor, *_ in table("unit_successors.csv"):
        stated.setdefault(unit_id, []).append(successor)
    began: dict[str, list[Unit]] = {}
    for place in units():
        if place.valid_from:
            began.setdefault(place.valid_from, []).append(place)
    ended = [place for place in units() if place.valid_to]
    kept = {other.unit_id for place in ended for other in began.get(day_after(place.valid_to or ""), ()) if _same_label(place, other)}
    found: dict[str, tuple[Succession, ...]] = {}
    for place in ended:
        day = day_after(place.valid_to or "")
        next_ = [other for other in began.get(day, ()) if other.level == place.level]
        after = [units_by_id()[unit_id] for unit_id in stated.get(place.unit_id, ())]
        if day == _REFORM:
            after += [other for other in next_ if (place.gso_code, other.gso_code) in merged]
        else:
            # A code can pass from one unit to another while both go on (Kỳ Anh, town and district): the name counts first.
            after += [o for o in next_ if _same_label(place, o) or (o.unit_id not in kept and (_same_code(place, o) or _renamed(place, o)))]
        if after:
            found[place.unit_id] = _steps(place, after, day)
    return found


def _same_code(one: Unit, other: Unit) -> bool:
    return one.gso_code == other.gso_code


def _same_label(one: Unit, other: Unit) -> bool:
    alike = one.level == other.level and name_key(one.label) == name_key(other.label)
    return alike and (one.parent_gso_code == other.parent_gso_code or _same_code(one, other))


def _renamed(one: Unit, other: Unit) -> bool:
    """Whether a unit goes on as another kind of unit under another code: Huyện Ayun Pa (636), Thị xã Ayun Pa (624)."""
    return name_key(one.name) == name_key(other.name) and one.parent_gso_code == other.parent_gso_code


def _steps(place: Unit, after: Iterable[Unit], day: str) -> tuple[Succession, ...]:
    distinct = {other.unit_id: other for other in after}
    return tuple(Succession(place, distinct[key], day, place.ended_by or _began_by(distinct[key], day)) for key in sorted(distinct))


def _began_by(place: Unit, day: str) -> str | None:
    return place.began_by if place.valid_from == day else None


def _inverted(steps: Iterable[tuple[Succession, ...]]) -> dict[str, tuple[Succession, ...]]:
    found: dict[str, list[Succession]] = {}
    for step in (step for of_one in steps for step in of_one):
        found.setdefault(step.after.unit_id, []).append(step)
    return {key: tuple(sorted(of_one, key=lambda step: step.before.unit_id)) for key, of_one in found.items()}


@cache
def _before() -> dict[str, tuple[Succession, ...]]:
    return _inverted(_after().values())


# --- communes


@cache
def _communes_after() -> dict[str, tuple[Succession, ...]]:
    """Of one province only: where the file leads into another it mistook a name (see data/reference/README.md)."""
    communes = communes_by_id()
    named = {(place.parent, name_key(place.label)): place for place in communes.values() if place.valid_to is None}
    found: dict[str, tuple[Succession, ...]] = {}
    for code, _, _, _, _, codes, names in table("communes_before_2025.csv"):
        place = communes[f"C{code}-legacy"]
        province = province_today(place).unit_id
        after = []
        for new_code, new_name in zip(codes.split("|"), names.split("|"), strict=True):
            other = communes.get(f"C{new_code}-2025") or named.get((province, name_key(new_name)))
            if other and other.parent == province:
                after.append(other)
        found[place.unit_id] = _steps(place, after, _REFORM)
    return found


@cache
def _communes_before() -> dict[str, tuple[Succession, ...]]:
    return _inverted([*_communes_after().values(), *_islands().values()])


@cache
def _communes_of_district() -> dict[str, tuple[Succession, ...]]:
    after: dict[str, list[Unit]] = {}
    for steps in _communes_after().values():
        for step in steps:
            after.setdefault(step.before.parent or "", []).append(step.after)
    return _islands() | {key: _steps(place, others, _REFORM) for key, others in after.items() for place in [unit(key)]}


@cache
def _islands() -> dict[str, tuple[Succession, ...]]:
    """Districts without communes, which became special zones of their name."""
    with_communes = {place.parent for place in communes_by_id().values()}
    zones = {name_key(place.name): place for place in communes_by_id().values() if place.kind == "đặc khu"}
    return {
        place.unit_id: _steps(place, [zones[name_key(place.name)]], _REFORM)
        for place in units()
        if place.level == "district" and place.valid_to == EVE_OF_REFORM and place.unit_id not in with_communes
    }
