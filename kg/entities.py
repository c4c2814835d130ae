"""The entities of a release as entries to be matched, and the values of their properties."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kg import gazetteer, match, vocabulary
from kg.gazetteer import Unit
from kg.match import Entry
from kg.rdf.iris import BASE, iri
from kg.vocabulary import CT, ORG, RDF, RDFS, SKOS

_DEFAULT = DefaultGraph()

# The value of a property: text, a whole number, a day (YYYY-MM-DD), or another entity by its id and name.
Value = str | int


@dataclass(frozen=True, slots=True)
class Link:
    """A value that is an entity of this service."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Type:
    id: str
    name: str
    description: str
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """What can be asked of entities of some types. `kind` is text, integer, day or entity; `matches` where a query may use it."""

    id: str
    name: str
    description: str
    types: tuple[str, ...]
    kind: str = "text"
    matches: bool = False


_BODIES = ("PartyCommittee", "Organisation")
_ALL = match.TYPES

TYPES = {
    type.id: type
    for type in (
        Type("Place", "Place", "Administrative unit of Vietnam between two dates / Đơn vị hành chính"),
        Type("Organisation", "Organisation", "Union, association, board or other body / Tổ chức"),
        Type("PartyCommittee", "Party committee", "Committee and organisation of the Party / Cấp ủy, đảng bộ", "Organisation"),
        Type("Directive", "Directive", "Numbered document of Party, state or union / Văn bản chỉ đạo"),
        Type("Official", "Official", "Person who holds a post / Cán bộ"),
        Type("Enterprise", "Enterprise", "Company, cooperative or other enterprise / Doanh nghiệp"),
    )
}

PROPERTIES = {
    one.id: one
    for one in (
        Property("within", "lies in", "Province or district that it lies in, by name or id / thuộc", _ALL, "entity", True),
        Property("date", "date", "A day, month or year at which it is spoken of / thời điểm", _ALL, "day", True),
        Property("level", "level", "central, province, district, commune … / cấp", ("Place", *_BODIES), "text", True),
        Property("post", "post", "Post held, as printed / chức vụ", ("Official",), "text", True),
        Property("issuer", "issuer", "Committee that issued it / cơ quan ban hành", ("Directive",), "text", True),
        Property("province", "province", "Province on its last day / tỉnh", _ALL, "entity", True),
        Property("place", "place", "Administrative unit of a body / địa bàn", _BODIES, "entity"),
        Property("parent", "parent body", "Body it belongs to / cấp trên", _BODIES, "entity"),
        Property("kind", "kind", "Kind of unit, body or directive, or legal form / loại", ("Place", *_BODIES, "Directive", "Enterprise")),
        Property("gso_code", "GSO code", "Code of the General Statistics Office; codes are used anew / mã TCTK", ("Place", *_BODIES)),
        Property("iso_3166_2", "ISO 3166-2", "Code of a province of before July 2025 / mã ISO", ("Place",)),
        Property("wikidata", "Wikidata", "Item of the unit / Wikidata", ("Place",)),
        Property("geonames", "GeoNames", "Id of the unit / GeoNames", ("Place",)),
        Property("name_en", "English name", "Name in English / tên tiếng Anh", ("Place",)),
        Property("valid_from", "valid from", "First day, where known / có hiệu lực từ", ("Place", *_BODIES), "day"),
        Property("valid_to", "valid to", "Last day / có hiệu lực đến", ("Place", *_BODIES), "day"),
        Property("number", "number", "Number as printed / số hiệu", ("Directive",)),
        Property("issued", "issued", "Date of the directive / ngày ban hành", ("Directive",), "day"),
        Property("organisation", "organisation", "Bodies in which posts were held / nơi công tác", ("Official",), "entity"),
        Property("names", "names", "All names in the documents / các tên gọi", _ALL),
        Property("claims", "claims", "Claims about it / số phát biểu", (*_BODIES, "Directive"), "integer"),
        Property("documents", "documents", "Documents that name it / số bài", (*_BODIES, "Directive", "Official", "Enterprise"), "integer"),
    )
}


def entries(store: Store, *, base: str = BASE) -> Iterator[Entry]:
    """Everything that documents share, as entries; places are the gazetteer's."""
    classes = {
        CT.PartyCommittee: "PartyCommittee",
        ORG.OrganizationalUnit: "Organisation",
        ORG.Organization: "Organisation",
        CT.Official: "Official",
        CT.Enterprise: "Enterprise",
        CT.Directive: "Directive",
    }
    for class_, type in classes.items():
        nodes = sorted(quad.subject.value for quad in store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(class_), _DEFAULT))  # type: ignore[union-attr]
        for node in nodes:
            if found := _entry(store, node, type, base):
                yield found


def unlinked(store: Store, type: str, space: str | None, *, base: str = BASE) -> Iterator[Entry]:
    """Entities of a type that documents speak of and no link of the release joins with anything whose IRI begins with `space`; all of
    them where there is no space. Of places those where bodies, claims or documents are.
    """
    if type == "Place":
        said = (store.quads_for_pattern(None, NamedNode(where), None, _DEFAULT) for where in (CT.place, CT.province))
        units = {quad.object.value for quads in said for quad in quads if isinstance(quad.object, NamedNode)}
        known = match.places().by_id
        found = (known[id] for id in sorted(unquote(_id(unit, base)) for unit in units) if id in known)
    else:
        found = (one for one in entries(store, base=base) if one.type == type)
    for entry in found:
        node = NamedNode(base + entry.id)
        links = (quad for link in (SKOS.exactMatch, SKOS.closeMatch) for quad in store.quads_for_pattern(node, NamedNode(link), None, None))
        if not space or not any(isinstance(quad.object, NamedNode) and quad.object.value.startswith(space) for quad in links):
            yield entry


def shown(value: "Value | Link") -> str:
    """A value as another service may know it: the name of an entity, not its id here."""
    return value.name if isinstance(value, Link) else str(value)


def _entry(store: Store, node: str, type: str, base: str) -> Entry | None:
    label = _text(store, node, RDFS.label)
    if label is None:
        return None
    names = tuple(dict.fromkeys((label, *_texts(store, node, SKOS.altLabel))))
    unit = _unit(_one(store, node, CT.place), base)
    posts: tuple[str, ...] = ()
    start, end = (unit.valid_from, unit.valid_to) if unit else (None, None)
    above = _above(unit)
    kinds = (unit.kind,) if unit else ()
    if type == "Directive":
        names = tuple(dict.fromkeys((*names, _text(store, node, CT.number) or label)))
        start = end = _text(store, node, CT.issued)
        issuer = _one(store, node, CT.issuer)
        if issuer:
            of_issuer = _unit(_one(store, issuer, CT.place) or _one(store, issuer, CT.province), base)
            above, posts = _above(of_issuer), tuple(filter(None, (_text(store, issuer, RDFS.label),)))
    elif type == "Official":
        held = list(_posts(store, node))
        posts = tuple(sorted({f"{title} {organisation}".strip() for title, organisation, _, _ in held}))
        days = sorted(day for *_, day in held if day)
        # A post is shown on the day of its document; of the year around it we take it to be true.
        start, end = (f"{days[0][:4]}-01-01", f"{days[-1][:4]}-12-31") if days else (None, None)
        of_bodies = [_unit(_one(store, body, CT.place) or _one(store, body, CT.province), base) for _, _, body, _ in held if body]
        above = frozenset().union(*map(_above, of_bodies), _above(_unit_in(node)))
    elif type == "Enterprise":
        kinds = ()
        above = _above(_unit_in(node))
    level = _concept(_one(store, node, CT.level))
    description = _description(type, level, unit, posts, start)
    return Entry(_id(node, base), type, names, kinds, level, unit.unit_id if unit else None, above, start, end, posts, description)


def _description(type: str, level: str | None, unit: Unit | None, posts: Iterable[str], start: str | None) -> str:
    where = match.places().by_id[f"place/{unit.unit_id}"].description if unit else None
    said = (TYPES[type].name, level, where, "; ".join(posts) or None, start if type == "Directive" else None)
    return " · ".join(part for part in said if part)


def _above(unit: Unit | None) -> frozenset[str]:
    return gazetteer.above(unit) | {unit.unit_id} if unit else frozenset()


def _unit_in(node: str) -> Unit | None:
    """The unit in the key of a person or company: "official/…@D003"."""
    return _known(node.rpartition("@")[2])


def _known(unit_id: str) -> Unit | None:
    try:
        return gazetteer.unit(unit_id)
    except KeyError:
        return None


def _unit(node: str | None, base: str) -> Unit | None:
    return _known(_id(node, base).removeprefix("place/")) if node else None


def _id(node: str, base: str) -> str:
    return node.removeprefix(base)


def _objects(store: Store, node: str, predicate: str) -> list[NamedNode | Literal]:
    found = store.quads_for_pattern(NamedNode(node), NamedNode(predicate), None, _DEFAULT)
    return sorted((quad.object for quad in found if isinstance(quad.object, (NamedNode, Literal))), key=lambda term: term.value)


def _texts(store: Store, node: str, predicate: str) -> list[str]:
    return [term.value for term in _objects(store, node, predicate)]


def _text(store: Store, node: str, predicate: str) -> str | None:
    return next(iter(_texts(store, node, predicate)), None)


_one = _text


def _concept(iri_: str | None) -> str | None:
    return iri_.rpartition("/")[2] if iri_ else None


def _posts(store: Store, official: str) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Title, body as printed, body's node and day of each post."""
    for quad in store.quads_for_pattern(None, NamedNode(ORG.member), NamedNode(official), _DEFAULT):
        post = quad.subject.value  # type: ignore[union-attr]
        body = _one(store, post, ORG.organization)
        yield _text(store, post, CT.roleTitle) or "", _text(store, post, CT.organisationName) or "", body, _text(store, post, CT.shownOn)


# --- properties


def values(store: Store, entry: Entry, property: str, *, base: str = BASE) -> list[Value | Link]:
    """The values of one property of an entity, sorted; none where it has none or the property is not of its type."""
    found = PROPERTIES.get(property)
    if found is None or entry.type not in found.types:
        return []
    unit = _known(entry.unit) if entry.unit else None
    node = iri(entry.id, base=base)
    match property:
        case "names":
            return list(entry.names)
        case "level":
            return [entry.level] if entry.level else []
        case "post":
            return list(entry.posts)
        case "issuer":
            return list(entry.posts)
        case "valid_from" | "date" if unit and unit.valid_from:
            return [unit.valid_from]
        case "valid_to" if unit and unit.valid_to:
            return [unit.valid_to]
        case "gso_code" if unit:
            return [unit.gso_code]
        case "place" if unit:
            return [_place_link(unit)]
        case "province" if province := _province(entry, unit):
            return [_place_link(province)]
        case "within":
            order = {"province": 1, "district": 0, "commune": 0}
            units = sorted((gazetteer.unit(one) for one in entry.above), key=lambda one: (order[one.level], one.unit_id))
            return [_place_link(one) for one in units]
        case "iso_3166_2" | "wikidata" | "geonames" | "name_en" if unit:
            value = getattr(unit, property)
            return [value] if value else []
        case "kind" if entry.type == "Place" and unit:
            return [unit.kind]
        case "kind":
            predicate = {"Directive": CT.directiveKind, "Enterprise": CT.legalForm}.get(entry.type, CT.bodyKind)
            return [_named_concept(value) for value in _texts(store, node, predicate)]
        case "number":
            return list(_texts(store, node, CT.number))
        case "issued" | "date" if entry.type == "Directive":
            return list(_texts(store, node, CT.issued))
        case "parent":
            return _links(store, _texts(store, node, ORG.subOrganizationOf), base)
        case "organisation":
            return _links(store, sorted({body for _, _, body, _ in _posts(store, node) if body}), base)
        case "claims":
            predicate = CT.directive if entry.type == "Directive" else CT.organisation
            claim = NamedNode(CT.Claim)
            said = store.quads_for_pattern(None, NamedNode(predicate), NamedNode(node), _DEFAULT)
            return [sum(any(store.quads_for_pattern(quad.subject, NamedNode(RDF.type), claim, _DEFAULT)) for quad in said)]
        case "documents":
            said = store.quads_for_pattern(None, NamedNode(CT.refersTo), NamedNode(node), _DEFAULT)
            return [len({_text(store, quad.subject.value, CT.document) for quad in said})]  # type: ignore[union-attr]
    return []


def _province(entry: Entry, unit: Unit | None) -> Unit | None:
    """The province of an entity's place, else the only one that it lies in."""
    if unit:
        return gazetteer.province_of(unit)
    provinces = [one for one in map(gazetteer.unit, sorted(entry.above)) if one.level == "province"]
    return provinces[0] if len(provinces) == 1 else None


def _place_link(unit: Unit) -> Link:
    return Link(f"place/{unit.unit_id}", unit.label)


def _links(store: Store, nodes: Iterable[str], base: str) -> list[Value | Link]:
    return [Link(_id(node, base), _text(store, node, RDFS.label) or _id(node, base)) for node in nodes]


def _named_concept(value: str) -> str:
    term = vocabulary.terms().get(value)
    return term.labels.get("vi", value) if term else value
