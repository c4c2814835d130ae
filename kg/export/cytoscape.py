"""Cytoscape JSON, for Cytoscape and Cytoscape.js; networkx reads it too."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from kg.export.network import Edge, Network, Node

_encode = msgspec.json.encode


def write(network: Network, file: BinaryIO) -> None:
    file.write(b'{"data":{"name":"kg"},"directed":true,"multigraph":true,"elements":{"nodes":[')
    file.writelines(_parted(map(_node, network.nodes())))
    file.write(b'\n],"edges":[')
    file.writelines(_parted(map(_edge, network.edges())))
    file.write(b"\n]}}\n")


def _parted(elements: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for number, data in enumerate(elements):
        yield (b",\n" if number else b"\n") + _encode({"data": data})


def _node(node: Node) -> dict[str, Any]:
    # `name` is what Cytoscape writes beside a node, `value` is by what networkx knows it.
    data = {"id": node.id, "value": node.id, "name": node.label, "type": node.type, "class": node.kind, **node.attributes}
    return data | _time(node.start, node.end)


def _edge(edge: Edge) -> dict[str, Any]:
    name = f"e{edge.number}"
    data = {"id": name, "key": name, "source": edge.source, "target": edge.target, "name": edge.label, "property": edge.property}
    return data | _time(edge.start, edge.end)


def _time(start: str | None, end: str | None) -> dict[str, Any]:
    return {name: day for name, day in (("start", start), ("end", end)) if day is not None}
