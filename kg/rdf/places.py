"""Places: the dated administrative units of the reference data, and the province of each."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from pyoxigraph import NamedNode

from kg import files, gazetteer, vocabulary
from kg.gazetteer import Unit
from kg.rdf.iris import BASE, ONTOLOGY_GRAPH, REFERENCE_GRAPH, iri, place_iri
from kg.rdf.lines import Lines, day, decimal, resource, string
from kg.vocabulary import CT, RDF, RDFS, SCHEMA


def reference_quads(*, base: str = BASE) -> Iterator[str]:
    """Provinces and districts in the named graph `graph/reference`, the ontology's terms in `graph/ontology`."""
    units = Lines(iri(REFERENCE_GRAPH, base=base))
    for unit in gazetteer.units():
        add_unit(units, unit, base)
    yield from units.lines
    terms = Lines(iri(ONTOLOGY_GRAPH, base=base))
    for name in ("kg.ttl", "indicators.ttl"):
        for quad in vocabulary.quads(files.ONTOLOGY / name):
            if isinstance(quad.subject, NamedNode):
                terms.add(quad.subject.value, quad.predicate.value, str(quad.object))
    yield from terms.lines


def unit_of(unit_id: str | None) -> Unit | None:
    """The unit of an id; None where the reference data does not have it."""
    try:
        return gazetteer.unit(unit_id) if unit_id else None
    except KeyError:
        return None


def province_of(unit_id: str | None) -> str | None:
    """The unit_id of the province over a unit on its last day; a province is its own."""
    unit = unit_of(unit_id)
    return gazetteer.province_of(unit).unit_id if unit else None


def unit_in_key(key: str | None) -> str | None:
    """The unit that the key of a body names: its place, or the province of one that is not resolved (`party_committee/P01-current/…`)."""
    _, _, rest = (key or "").partition("/")
    unit = unit_of(rest.partition("/")[0])
    return unit.unit_id if unit else None


def add_unit(lines: Lines, unit: Unit, base: str) -> None:
    """What the reference data says of a unit."""
    subject = place_iri(unit.unit_id, base=base)
    province, successor = province_of(unit.unit_id), _successor(unit)
    lines.add(subject, RDF.type, resource(CT.AdministrativeUnit))
    lines.add(subject, RDFS.label, string(unit.label, "vi"), string(unit.name_en, "en"))
    lines.add(subject, CT.level, resource(vocabulary.concept("level", unit.level)))
    lines.add(subject, CT.unitType, string(unit.kind))
    lines.add(subject, CT.gsoCode, string(unit.gso_code))
    lines.add(subject, CT.validFrom, day(unit.valid_from))
    lines.add(subject, CT.validTo, day(unit.valid_to))
    if province and province != unit.unit_id:
        lines.add(subject, CT.within, resource(place_iri(province, base=base)))
    if successor:
        lines.add(subject, CT.succeededBy, resource(place_iri(successor, base=base)))
    lines.add(subject, CT.isoCode, string(unit.iso_3166_2))
    lines.add(subject, CT.geonamesId, string(unit.geonames))
    lines.add(subject, CT.wofId, string(unit.whosonfirst))
    lines.add(subject, CT.hascCode, string(unit.hasc))
    lines.add(subject, SCHEMA.latitude, decimal(unit.latitude))
    lines.add(subject, SCHEMA.longitude, decimal(unit.longitude))


@cache
def _successor_codes() -> dict[str, str]:
    with (files.REFERENCE / "admin_units.csv").open(encoding="utf-8", newline="") as table:
        return {row["unit_id"]: row["successor_gso_code"] for row in csv.DictReader(table) if row["successor_gso_code"]}


def _successor(unit: Unit) -> str | None:
    """The province that bore the successor's code on the day after the unit's last: a code alone is no identity."""
    code = _successor_codes().get(unit.unit_id)
    if code is None or unit.valid_to is None:
        return None
    after = (date.fromisoformat(unit.valid_to) + timedelta(days=1)).isoformat()
    provinces = (other for other in gazetteer.units() if other.level == "province" and other.gso_code == code)
    return next((other.unit_id for other in provinces if gazetteer.in_force(other, after)), None)
