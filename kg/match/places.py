"""The whole gazetteer as an index: provinces and districts as dated units, communes of before July 2025 and of after."""

from collections.abc import Iterator
from functools import cache

from kg import gazetteer
from kg.gazetteer import Unit
from kg.match.index import Entry, Index, index


def entry(place: Unit) -> Entry:
    """A unit as something that can be meant."""
    above = gazetteer.above(place)
    province = gazetteer.province_of(place)
    within = f" ({province.label})" if province is not place else ""
    return Entry(
        f"place/{place.unit_id}", "Place", (place.label, *gazetteer.other_forms(place.name)), (place.kind,), place.level, place.unit_id,
        above, place.valid_from, place.valid_to, (), f"{place.label}{within}, {place.valid_from or '…'} – {place.valid_to or '…'}",
    )  # fmt: skip


def entries() -> Iterator[Entry]:
    for place in (*gazetteer.units(), *gazetteer.communes()):
        yield entry(place)


@cache
def places() -> Index:
    """The index over all units; some 15,000 of them, made once a process."""
    return index(entries())
