"""Units by name, kind, date and the unit above them; what fits several gives them all, or nothing where one is asked for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType

from kg.fold import fold
from kg.gazetteer.spelling import forms_of_names, key_of, kind_at, kinds, name_key, syllables, words_of, written
from kg.gazetteer.units import EVE_OF_REFORM, LEVELS, Unit, communes_by_id, in_force, under, units, units_by_id


def _index(places: Iterable[Unit]) -> dict[str, list[Unit]]:
    index: dict[str, list[Unit]] = {}
    forms = forms_of_names()
    for place in places:
        key = name_key(place.name)
        for one in dict.fromkeys((key, *map(name_key, forms.get(key, ())))):
            index.setdefault(one, []).append(place)
    return index


@cache
def by_name() -> dict[str, list[Unit]]:
    return _index(units_by_id().values())


@cache
def _communes_by_name() -> dict[str, list[Unit]]:
    return _index(communes_by_id().values())


@cache
def names() -> Mapping[str, tuple[Unit, ...]]:
    """Every way in which a province or district is written, folded as `fold` does, with single spaces, to the units it can mean.

    Names with a hyphen stand with " - ", "-" and " ", names with an apostrophe also without it; numbered districts only as "quận 1".
    "hồ chí minh" is among them: `guarded()` says which names are places only behind a word for their kind.
    """
    alternatives = {rule["forms"][0]: tuple(rule["forms"]) for rule in written()["syllable"]}
    table: dict[str, list[Unit]] = {}
    for place in units():
        for name in (place.name, *forms_of_names().get(name_key(place.name), ())):
            folded = re.sub(r"\s*-\s*", "-", fold(name))
            spellings = {folded, folded.replace("'", ""), re.sub(r"' ", "'", folded)}
            for spelling in sorted(spellings):
                parts = re.split(r"([ -])", spelling)
                for chosen in product(*(alternatives.get(syllables().get(part, part), (part,)) for part in parts)):
                    joined = "".join(chosen)
                    for form in dict.fromkeys((joined, joined.replace("-", " - "), joined.replace("-", " "))):
                        if place not in (bearers := table.setdefault(form, [])):
                            bearers.append(place)
    return MappingProxyType({form: tuple(_sorted(bearers)) for form, bearers in sorted(table.items())})


@cache
def guarded() -> frozenset[str]:
    """Folded names that are a place only behind a word for its kind: "Hồ Chí Minh" alone is a person."""
    return frozenset(fold(rule["name"]) for rule in written()["guarded"])


def _sorted(places: Iterable[Unit]) -> list[Unit]:
    """Provinces before districts before communes; in force on the eve of the reform first; then the later end; then by id."""
    ordered = sorted(places, key=lambda place: place.unit_id)
    ordered.sort(key=lambda place: place.valid_to or "9999", reverse=True)
    ordered.sort(key=lambda place: (LEVELS.index(place.level), not in_force(place, EVE_OF_REFORM)))
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
    known = units_by_id().get(above)
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
    words = words_of(name)
    index = _communes_by_name() if level == "commune" else by_name()
    found = index.get(key_of(words), [])
    if not found:
        announced, length = kind_at(words, 0)
        if length:
            rest = words[length:]
            wanted = wanted & set(announced) if wanted else set(announced)
            if not wanted:
                return ()
            found = index.get(key_of(rest), [])
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
        and (above is None or any(under(place, one) for one in above))
    )


def one_of(found: Sequence[Unit], on: str | None) -> Unit | None:
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
    """The district meant, None where none or several fit; without a date the latest of the versions of one place (see `one_of`)."""
    return one_of(find(name, kinds=(kind,) if kind else (), level="district", on=on, within=province), on)


def province(name: str, on: str | None = None) -> Unit | None:
    """The province or municipality of this name on that day; without a date the one of before July 2025, when articles of this kind
    were mostly written, or the later one where the name is new.
    """
    return one_of(find(name, level="province", on=on), on)


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
    return one_of(found, on)


def committee_place(word: str, name: str, *, province: Unit | str | None = None, on: str | None = None) -> Unit | None:
    """The unit that a committee is named for: ("thành ủy", "Bắc Ninh") is the city in it, ("thành ủy", "Hà Nội") the municipality.

    ("thành ủy", "Huế") is one of two cities: only a date or the province tells which.
    """
    return one_of(find(name, kinds=(word,), on=on, within=province), on)
