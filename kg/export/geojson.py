"""GeoJSON: the places that the graph speaks of, with what came of the targets there.

A province stands for everything in it, a district or commune for its own bodies. A target is counted once for each status that documents
give it; one whose status nobody gives counts in `targets` alone. Without coordinates in the reference data, `geometry` is null.
"""

from typing import Any, BinaryIO

import msgspec

from kg.export import spool
from kg.export.network import Network, Node, joined

_STATUSES = ("exceeded", "met", "missed")


def write(network: Network, file: BinaryIO) -> None:
    with spool.database() as db:
        db.execute("CREATE TABLE result (place TEXT, target TEXT, status TEXT)")
        places: dict[str, Node] = {}
        homes: dict[str, set[str]] = {}
        for node, edges in joined(network):
            to = {property: {edge.target for edge in edges if edge.property == property} for property in _FOLLOWED}
            if node.kind == "ct:AdministrativeUnit":
                places[node.id] = node
            elif node.kind == "ct:Claim":
                at = to["ct:province"].union(*(homes.get(body, ()) for body in to["ct:organisation"]))
                rows = [(place, target, node.attributes.get("status")) for place in at for target in to["ct:about"]]
                db.executemany("INSERT INTO result VALUES (?, ?, ?)", rows)
            elif to["ct:place"]:
                # Bodies come before claims.
                homes[node.id] = to["ct:place"]
        counts: dict[str, dict[str, int]] = {}
        for place, status, count in db.execute("SELECT place, status, count(DISTINCT target) FROM result GROUP BY place, status"):
            counts.setdefault(place, {})[status] = count
        for place, count in db.execute("SELECT place, count(DISTINCT target) FROM result GROUP BY place"):
            counts[place]["targets"] = count
    file.write(b'{"type":"FeatureCollection","features":[')
    for number, node in enumerate(places.values()):
        file.write((b",\n" if number else b"\n") + msgspec.json.encode(_feature(node, counts.get(node.id, {}))))
    file.write(b"\n]}\n")


_FOLLOWED = ("ct:place", "ct:province", "ct:organisation", "ct:about")


def _feature(node: Node, counts: dict[str, int]) -> dict[str, Any]:
    has = node.attributes
    latitude, longitude = has.get("latitude"), has.get("longitude")
    reached = {status: counts.get(status, 0) for status in _STATUSES}
    known = sum(reached.values())
    properties = {"name": node.label, "level": has.get("level"), "valid_from": node.start, "valid_to": node.end}
    properties |= {"targets": counts.get("targets", 0), **reached}
    # Of the targets whose status is known the share that was met or exceeded, in percent.
    properties["attainment"] = round(100 * (known - reached["missed"]) / known, 1) if known else None
    point = None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": node.id, "geometry": point, "properties": properties}
