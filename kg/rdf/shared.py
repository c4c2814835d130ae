"""What documents share: each node as a pure function of what all documents say of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from kg import vocabulary
from kg.rdf.iris import BASE, iri, place_iri
from kg.rdf.lines import Lines, boolean, day, integer, resource, string
from kg.rdf.places import add_unit, province_of, province_today, unit_in_key, unit_of
from kg.rdf.references import Reference, reference_to_json
from kg.vocabulary import CT, ELI, FOAF, ORG, RDF, RDFS, SCHEMA, SKOS


@cache
def relations() -> dict[str, str]:
    return {
        "continues": CT.continues,
        "replaces": CT.replaces,
        "amends": CT.amends,
        "implements": ELI.implements,
        "based_on": ELI.based_on,
    }


def year_of(start: str | None, end: str | None) -> int | None:
    return int(end[:4]) if start and end and start[:4] == end[:4] else None


def shared_quads(rows: Iterable[tuple[str, Reference]], canonical: Mapping[str, str], *, base: str = BASE) -> Iterator[str]:
    """The quads of one shared node, from all (document id, reference) pairs whose canonical node it is.

    A pure function of the set of the pairs and of `canonical` for the nodes they point at. No pairs, no quads;
    pairs of more than one canonical node are a bug and raise `ValueError`.
    """
    said = sorted(set(rows), key=lambda row: (row[0], row[1].node, reference_to_json(row[1])))
    nodes = {canonical.get(reference.node, reference.node) for _, reference in said}
    if not nodes:
        return iter(())
    if len(nodes) > 1:
        raise ValueError(f"references of more than one node: {sorted(nodes)}")
    node = nodes.pop()
    lines = Lines()
    _SHARED[node.partition("/")[0]](lines, node, said, canonical, base)
    return iter(lines.lines)


_Said = list[tuple[str, Reference]]


def _most(values: Iterable[tuple[str, str | None]]) -> list[str]:
    """Values by how many documents give them, ties in sort order."""
    counted = Counter(value for _, value in set(values) if value is not None)
    return sorted(counted, key=lambda value: (-counted[value], value))


def _field(said: _Said, field: str) -> str | None:
    """What most documents say of a field."""
    return next(iter(_most((document, getattr(reference, field)) for document, reference in said)), None)


def _pointed(kind: str, key: str | None, canonical: Mapping[str, str], base: str) -> str | None:
    node = f"{kind}/{key}"
    return None if key is None else f"<{iri(canonical.get(node, node), base=base)}>"


def _names(lines: Lines, subject: str, said: _Said, fallback: str) -> list[str]:
    names = _most((document, name) for document, reference in said for name in reference.names)
    lines.add(subject, RDFS.label, string(names[0] if names else fallback))
    lines.add(subject, SKOS.altLabel, *(string(name) for name in names[1:]))
    return names


def _shared_body(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    key = node.partition("/")[2]
    kind = vocabulary.concepts("body kind").get(_field(said, "body_kind") or "") or vocabulary.concepts("body kind")["organisation"]
    unit, in_key = _field(said, "unit"), unit_in_key(key)
    if key.count("/") == 1:
        unit = unit or in_key
    level = _field(said, "level")
    lines.add(subject, RDF.type, resource(kind.one(CT.bodyClass)))
    place = unit_of(unit)
    _names(lines, subject, said, f"{kind.labels['vi']} ({place.label if place else key})")
    lines.add(subject, CT.bodyKind, resource(kind.iri))
    if level:
        lines.add(subject, CT.level, resource(vocabulary.concept("level", level)))
    lines.add(subject, ORG.subOrganizationOf, _pointed("body", _field(said, "parent"), canonical, base))
    if unit:
        lines.add(subject, CT.place, resource(place_iri(unit, base=base)))
        # A body lasts as long as its place: district committees end with 30 June 2025.
        lines.add(subject, SCHEMA.foundingDate, day(place.valid_from) if place else None)
        lines.add(subject, SCHEMA.dissolutionDate, day(place.valid_to) if place else None)
    for property, province in ((CT.province, province_of(unit or in_key)), (CT.provinceToday, province_today(unit or in_key))):
        if province:
            lines.add(subject, property, resource(place_iri(province, base=base)))


def _shared_official(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    lines.add(subject, RDF.type, resource(CT.Official))
    lines.add(subject, FOAF.name, *(string(name) for name in _names(lines, subject, said, node)))


def _shared_enterprise(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    lines.add(subject, RDF.type, resource(CT.Enterprise))
    _names(lines, subject, said, node)
    lines.add(subject, CT.legalForm, string(_field(said, "form")))


def _shared_directive(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    number = _field(said, "number") or node.partition("/")[2].partition("@")[0]
    kind = vocabulary.concepts("directive kind").get(_field(said, "directive_kind") or "")
    word = kind.labels["vi"] if kind and kind.notation != "other" else ""
    lines.add(subject, RDF.type, resource(CT.Directive))
    lines.add(subject, RDFS.label, string(f"{word[:1].upper()}{word[1:]} {number}".strip()))
    lines.add(subject, CT.number, string(number))
    lines.add(subject, CT.directiveKind, resource(kind.iri) if kind else None)
    lines.add(subject, CT.issued, day(_field(said, "issued")))
    lines.add(subject, CT.issuer, _pointed("body", _field(said, "issuer"), canonical, base))
    for kind_of_relation, key in sorted({relation for _, reference in said for relation in reference.relations}):
        lines.add(subject, relations()[kind_of_relation], _pointed("directive", key, canonical, base))


def _shared_target(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    subject = iri(node, base=base)
    start, end, indicator = _field(said, "start"), _field(said, "end"), _field(said, "indicator")
    organisation = _pointed("body", _field(said, "organisation"), canonical, base)
    lines.add(subject, RDF.type, resource(CT.Target))
    lines.add(subject, CT.organisation, organisation)
    if organisation is None:
        lines.add(subject, CT.unresolved, resource(CT.organisation))
    lines.add(subject, CT.indicator, resource(vocabulary.concept("indicator", indicator)) if indicator else None)
    lines.add(subject, CT.periodStart, day(start))
    lines.add(subject, CT.periodEnd, day(end))
    lines.add(subject, CT.scope, string(_field(said, "scope")))
    lines.add(subject, CT.year, integer(year_of(start, end)))
    if len({document for document, _ in said}) > 1:
        lines.add(subject, CT.retold, boolean(True))


def _shared_place(lines: Lines, node: str, said: _Said, canonical: Mapping[str, str], base: str) -> None:
    unit = unit_of(node.partition("/")[2])
    if unit:
        add_unit(lines, unit, base)


_SHARED = {
    "body": _shared_body,
    "official": _shared_official,
    "enterprise": _shared_enterprise,
    "directive": _shared_directive,
    "target": _shared_target,
    "place": _shared_place,
}
