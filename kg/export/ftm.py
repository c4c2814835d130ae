"""FollowTheMoney entities, one JSON object a line, for the tools of OpenSanctions and OCCRP; `docs/exports.md` says what becomes what."""

from collections.abc import Iterator
from hashlib import sha1
from typing import Any, BinaryIO

import msgspec

from kg.export.network import Edge, Network, Node, joined

_SCHEMATA = {
    "ct:PartyCommittee": "PublicBody",
    "org:Organization": "Organization",
    "org:OrganizationalUnit": "Organization",
    "ct:Official": "Person",
    "ct:Enterprise": "Company",
    "ct:Directive": "Document",
    "ct:AdministrativeUnit": "Address",
    "ct:Claim": "Event",
    "schema:NewsArticle": "Article",
}
# Edges that are entities of their own: schema, and what it calls the two ends.
_LINKS = {
    "org:Membership": ("Membership", "member", "organization"),
    "ct:refersTo": ("Documentation", "document", "entity"),
    "ct:issuer": ("Documentation", "document", "entity"),
    "ct:continues": ("UnknownLink", "subject", "object"),
    "ct:replaces": ("UnknownLink", "subject", "object"),
    "ct:amends": ("UnknownLink", "subject", "object"),
    "eli:implements": ("UnknownLink", "subject", "object"),
    "eli:based_on": ("UnknownLink", "subject", "object"),
}
# Edges that are properties of their source.
_PROPERTIES = {
    ("PublicBody", "org:subOrganizationOf"): "parent",
    ("Organization", "org:subOrganizationOf"): "parent",
    ("PublicBody", "ct:place"): "addressEntity",
    ("Organization", "ct:place"): "addressEntity",
    ("Article", "ct:place"): "addressEntity",
    ("Event", "ct:organisation"): "involved",
    ("Event", "ct:document"): "proof",
    ("Event", "ct:province"): "addressEntity",
}


def write(network: Network, file: BinaryIO) -> None:
    encode = msgspec.json.encode
    file.writelines(encode(entity) + b"\n" for entity in _entities(network))


def _entities(network: Network) -> Iterator[dict[str, Any]]:
    for node, edges in joined(network):
        schema = _SCHEMATA.get(node.kind)
        if schema is None:
            continue
        properties = _properties(node, schema)
        links = []
        for edge in edges:
            name = _PROPERTIES.get((schema, edge.property))
            if name is not None:
                properties.setdefault(name, []).append(_id(edge.target))
            elif edge.property in _LINKS:
                links.append(_link(edge))
            elif (schema, edge.property) == ("Event", "ct:directive"):
                links.append(_entity(_id(edge.target, edge.source), "Documentation", _ends("document", edge.target, "entity", edge.source)))
        yield _entity(_id(node.id), schema, properties)
        yield from links


def _entity(id: str, schema: str, properties: dict[str, list[str]]) -> dict[str, Any]:
    return {"id": id, "schema": schema, "properties": properties}


def _id(*parts: str) -> str:
    """Its ids hold no slash, so an IRI cannot be one."""
    return "kg-" + sha1(" ".join(parts).encode(), usedforsecurity=False).hexdigest()


def _ends(one: str, source: str, other: str, target: str) -> dict[str, list[str]]:
    return {one: [_id(source)], other: [_id(target)]}


def _link(edge: Edge) -> dict[str, Any]:
    schema, one, other = _LINKS[edge.property]
    properties = _ends(one, edge.source, other, edge.target) | {"role": [edge.label]}
    days = sorted({day for day in (edge.start, edge.end) if day})
    if days:
        # The days on which documents show it, not those on which it began and ended.
        properties["date"] = days
    return _entity(_id(edge.source, edge.property, edge.target, edge.label), schema, properties)


def _properties(node: Node, schema: str) -> dict[str, list[str]]:
    has = node.attributes
    found: dict[str, object] = {"name": node.label, "country": "vn"}
    found["sourceUrl"] = has.get("url") or node.id
    match schema:
        case "PublicBody" | "Organization":
            found["classification"] = node.type
        case "Company":
            found["legalForm"] = has.get("legal_form")
        case "Document":
            found |= {"title": node.label, "date": has.get("date")}
        case "Article":
            found |= {"title": node.label, "publishedAt": has.get("date"), "publisher": has.get("publisher"), "language": "vie"}
        case "Event":
            found |= {"startDate": node.start, "endDate": node.end, "summary": has.get("quote"), "keywords": has.get("indicator_label")}
        case "Address":
            found |= {"full": node.label, "latitude": has.get("latitude"), "longitude": has.get("longitude")}
    return {name: [str(value)] for name, value in found.items() if value is not None}
