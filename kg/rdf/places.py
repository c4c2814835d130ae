"""Places: the dated administrative units of the reference data, and the province of each."""

from collections.abc import Iterable, Iterator

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


def province_today(unit_id: str | None) -> str | None:
    """The unit_id of the province in which a unit lies today, though the unit or its province may have ended."""
    unit = unit_of(unit_id)
    return gazetteer.province_today(unit).unit_id if unit else None


def candidates(key: str, name: str | None, level: str | None, on: str | None) -> tuple[str, ...]:
    """The unit_ids that a place which was not resolved can mean, of a body by its key, the name of its place and the day of the document.

    Those in force on that day, else on the eve of the reform, else ever; only those of the province that the key names, where it has any.
    """
    _, _, rest = key.partition("/")
    _, _, slug = rest.partition("/")
    if not name or not slug or level not in ("district", "province"):
        return ()
    # The slug says the kind too: "huyện-châu-thành".
    spoken, above = slug.replace("-", " "), unit_of(unit_in_key(key))
    days = dict.fromkeys((on, gazetteer.EVE_OF_REFORM, None))
    found = next((units for day in days for words in (spoken, name) if (units := gazetteer.find(words, level=level, on=day))), ())
    inside = [unit for unit in found if above and _was_in(unit, above)]
    return tuple(unit.unit_id for unit in inside or found)


def _was_in(unit: Unit, above: Unit) -> bool:
    """Whether a unit was in a province, or in one of those that a province of today was made of."""
    return gazetteer.province_of(unit) == above or (above.valid_to is None and gazetteer.province_today(unit) == above)


def unit_in_key(key: str | None) -> str | None:
    """The unit that the key of a body names: its place, or the province of one that is not resolved (`party_committee/P01-current/…`)."""
    _, _, rest = (key or "").partition("/")
    unit = unit_of(rest.partition("/")[0])
    return unit.unit_id if unit else None


def add_unit(lines: Lines, unit: Unit, base: str) -> None:
    """What the reference data says of a unit."""
    subject = place_iri(unit.unit_id, base=base)
    province = province_of(unit.unit_id)
    # The communes that a district became in 2025 are read when one is asked for, not with every graph.
    ends_in_communes = unit.level == "district" and unit.valid_to == gazetteer.EVE_OF_REFORM
    after = () if ends_in_communes else gazetteer.successors(unit)
    before = [step for step in gazetteer.predecessors(unit) if step.on == unit.valid_from]
    lines.add(subject, RDF.type, resource(CT.AdministrativeUnit))
    lines.add(subject, RDFS.label, string(unit.label, "vi"), string(unit.name_en, "en"))
    lines.add(subject, CT.level, resource(vocabulary.concept("level", unit.level)))
    lines.add(subject, CT.unitType, string(unit.kind))
    lines.add(subject, CT.gsoCode, string(unit.gso_code))
    lines.add(subject, CT.validFrom, day(unit.valid_from))
    lines.add(subject, CT.validTo, day(unit.valid_to))
    if province != unit.unit_id:
        lines.add(subject, CT.within, resource(province and place_iri(province, base=base)))
    else:
        # Of itself, so that a question goes from the province that was asked for to then or to today in one way.
        lines.add(subject, CT.province, resource(subject))
        lines.add(subject, CT.provinceToday, resource(place_iri(gazetteer.province_today(unit).unit_id, base=base)))
    lines.add(subject, CT.succeededBy, *(resource(place_iri(step.after.unit_id, base=base)) for step in after))
    lines.add(subject, CT.beganBy, *_numbers(unit.began_by, before))
    lines.add(subject, CT.endedBy, *_numbers(unit.ended_by, after))
    lines.add(subject, CT.isoCode, string(unit.iso_3166_2))
    lines.add(subject, CT.geonamesId, string(unit.geonames))
    lines.add(subject, CT.wofId, string(unit.whosonfirst))
    lines.add(subject, CT.hascCode, string(unit.hasc))
    lines.add(subject, SCHEMA.latitude, decimal(unit.latitude))
    lines.add(subject, SCHEMA.longitude, decimal(unit.longitude))


def _numbers(stated: str | None, steps: Iterable[gazetteer.Succession]) -> Iterator[str | None]:
    """The numbers of what ordered a change: the unit's own, else those of the units beside it."""
    for basis in [stated] if stated else dict.fromkeys(step.basis for step in steps if step.basis):
        for number in (basis or "").split("; "):
            yield string(number)
