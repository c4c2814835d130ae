"""Provinces, districts and communes between two dates, as the files give them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from kg.files import REFERENCE
from kg.gazetteer.spelling import MUNICIPALITY, name_key

# The last day of the 63 provinces and of all districts.
EVE_OF_REFORM = "2025-06-30"

LEVELS = ("province", "district", "commune")
PRINTED_KINDS = ("thành phố", "tỉnh", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district or commune between two dates; `parent` is the unit above it on its last day.

    `name` is without its kind (Tây Hồ), except where a bare number would be left (Quận 1); `label` is with it (Quận Tây Hồ).
    `began_by` and `ended_by` are the numbers of the resolutions or decrees that did so ("1111/NQ-UBTVQH14"; of two, "…; …"), None where
    the record does not tell.
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
    began_by: str | None = None
    ended_by: str | None = None


def table(name: str) -> Iterator[list[str]]:
    """The rows of a file below its header; the reader of `csv` takes line breaks inside quotes."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _split(label: str, level: str) -> tuple[str, str]:
    """Name and kind of a printed label; the name says the kind, because the column of kinds slips (see data/reference/README.md)."""
    folded = label.lower()  # the communes have "Thị Trấn Mường Chà"
    for kind in PRINTED_KINDS:
        if folded.startswith(kind + " "):
            name = label[len(kind) + 1 :]
            if level == "province" and kind == "thành phố":
                kind = MUNICIPALITY
            return (label if name.isdigit() else name), kind
    raise ValueError(f"{label!r} begins with no kind of unit")


class _Version(NamedTuple):
    """A unit as the history has it; `after` is the day after its last."""

    level: str
    code: str
    label: str
    parent: str
    start: str
    after: str
    began_by: str
    ended_by: str


def _versions() -> list[_Version]:
    """The units of the history; rows of one unit without a gap are one."""
    by_code: dict[tuple[str, str], list[_Version]] = {}
    for level, code, label, _, parent, start, after, began_by, ended_by in table("admin_unit_history.csv"):
        version = _Version(level, code, label, parent, start, after, _numbers(began_by), _numbers(ended_by))
        by_code.setdefault((level, code), []).append(version)
    found: list[_Version] = []
    for rows in by_code.values():
        run: list[_Version] = []
        for row in sorted(rows, key=lambda row: row.start):
            last = run[-1] if run else None
            if last and last.after == row.start and name_key(last.label) == name_key(row.label) and last.parent == row.parent:
                run[-1] = last._replace(after=row.after, ended_by=row.ended_by)
            else:
                run.append(row)
        found.extend(run)
    return found


def _numbers(basis: str) -> str:
    """Numbers of what ordered a change, each once: "10/2007/NĐ-CP; 10/2007/NĐ-CP" stands in the history."""
    return "; ".join(dict.fromkeys(basis.split("; ")))


@cache
def units_by_id() -> dict[str, Unit]:
    versions = {(v.level, v.code, v.after): v for v in _versions()}
    stated = {row[0]: row[5] for row in table("unit_successors.csv")}
    merged = {row[2]: row[5] for row in table("province_mergers_2025.csv") if row[4] == "merged"}
    records: list[tuple[str, _Version, list[str]]] = []
    for row in table("admin_units.csv"):
        # A row of both files is one unit: same code, same last day.
        unit_id, code, label, _, level, _, parent, _, start, end = row[:10]
        version = versions.pop((level, code, day_after(end)), None)
        if version is None:
            began_by = merged.get(code, "") if level == "province" and start == day_after(EVE_OF_REFORM) else ""
            version = _Version(level, code, label, parent, start, day_after(end), began_by, "")
        elif name_key(version.label) != name_key(label) or version.parent != parent:
            raise ValueError(f"admin_unit_history.csv and admin_units.csv differ on {unit_id}")
        records.append((unit_id, version._replace(label=label), row))
    records += [(f"H-{v.level}-{v.code}-{v.after}", v, []) for v in versions.values()]
    provinces = [(unit_id, v.code, v.start, v.after and day_before(v.after)) for unit_id, v, _ in records if v.level == "province"]
    units: dict[str, Unit] = {}
    for unit_id, (level, code, label, parent, start, after, began_by, ended_by), row in records:
        name, kind = _split(label, level)
        end = after and day_before(after)
        above = next((p for p, p_code, p_start, p_end in provinces if p_code == parent and contains(p_start, p_end, end)), None)
        english, *_, iso, wikidata, confidence, geonames, whosonfirst, hasc, latitude, longitude, _ = row[3:] or [""] * 17
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, level, above if parent else None, parent or None, start or None, end or None, english or None,
            iso or None, wikidata or None, confidence or None, geonames or None, whosonfirst or None, hasc or None,
            float(latitude) if latitude else None, float(longitude) if longitude else None,
            began_by or None, stated.get(unit_id) or ended_by or None,
        )  # fmt: skip
    return units


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day else ""


def contains(start: str | None, end: str | None, day: str | None) -> bool:
    """Whether a day lies in a period; no day at all is the open end of time."""
    if not day:
        return not end
    return (not start or start <= day) and (not end or day <= end)


@cache
def communes_by_id() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for code, label, _, district_code, *_ in table("communes_before_2025.csv"):
        name, kind = _split(label, "commune")
        unit_id = f"C{code}-legacy"
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, "commune", f"D{district_code}", district_code, None, EVE_OF_REFORM
        )  # fmt: skip
    today = {p.gso_code: p.unit_id for p in units_by_id().values() if p.level == "province" and p.valid_to is None}
    for code, label, english, _, province_code in table("communes_2025.csv"):
        name, kind = _split(label, "commune")
        unit_id = f"C{code}-2025"
        units[unit_id] = Unit(
            unit_id, code, name, label, kind, "commune", today[province_code], province_code, "2025-07-01", None, english
        )  # fmt: skip
    return units


# --- units


def unit(unit_id: str) -> Unit:
    """The unit of this id, a commune too; KeyError where there is none."""
    found = units_by_id().get(unit_id)
    if found is None and unit_id.startswith("C"):
        found = communes_by_id().get(unit_id)
    if found is None:
        raise KeyError(f"no unit {unit_id!r} in the reference data")
    return found


def units() -> tuple[Unit, ...]:
    """All provinces and districts, dated; no communes."""
    return tuple(units_by_id().values())


def communes() -> tuple[Unit, ...]:
    """All communes, of before July 2025 and of after."""
    return tuple(communes_by_id().values())


def in_force(place: Unit, on: str) -> bool:
    return contains(place.valid_from, place.valid_to, on)


def province_of(place: Unit, on: str | None = None) -> Unit:
    """The province over a unit: on its last day, or on a day in which it was in force (Quảng Điền was in Thừa Thiên Huế until 2024)."""
    if place.level == "province":
        return place
    if place.level == "commune":
        return province_of(unit(place.parent or ""), on)
    if on is not None and in_force(place, on):
        for other in units_by_id().values():
            if other.level == "province" and other.gso_code == place.parent_gso_code and in_force(other, on):
                return other
    return unit(place.parent or "")


def _overlap(one: Unit, other: Unit) -> bool:
    return (not one.valid_from or not other.valid_to or one.valid_from <= other.valid_to) and (
        not other.valid_from or not one.valid_to or other.valid_from <= one.valid_to
    )


def under(place: Unit, above: Unit) -> bool:
    """Whether a unit is the one above, or was in it at any time."""
    if place.unit_id == above.unit_id or place.parent == above.unit_id:
        return True
    if above.level == "province" and _overlap(place, above):
        if place.level == "commune" and place.parent_gso_code and len(place.parent_gso_code) == 3:
            return under(unit(place.parent or ""), above)
        return place.parent_gso_code == above.gso_code
    return False


@cache
def _provinces_by_code() -> dict[str, tuple[Unit, ...]]:
    by_code: dict[str, list[Unit]] = {}
    for place in units_by_id().values():
        if place.level == "province":
            by_code.setdefault(place.gso_code, []).append(place)
    return {code: tuple(found) for code, found in by_code.items()}


def above(place: Unit) -> frozenset[str]:
    """The ids of all units that a unit was in at any time of its own, its province of each time among them; not its own id."""
    if place.level == "province":
        return frozenset()
    direct = unit(place.parent or "")
    if place.level == "commune" and direct.level == "district":
        return above(direct) | {direct.unit_id}
    of_code = _provinces_by_code().get(place.parent_gso_code or "", ())
    return frozenset({direct.unit_id, *(other.unit_id for other in of_code if _overlap(place, other))})
