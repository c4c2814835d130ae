"""GraphML, for yEd, Cytoscape, igraph, networkx …"""

from functools import lru_cache
from typing import BinaryIO

from kg.export.network import Edge, Network, Node, attributes
from kg.export.xml import escaped

_TYPES = {"string": "string", "integer": "int", "double": "double", "date": "string"}
_NODE = ("label", "type", "class", "start", "end")
_EDGE = ("label", "property", "start", "end")


def write(network: Network, file: BinaryIO) -> None:
    file.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        b' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    keys = [("node", name, "string") for name in _NODE]
    keys += [("node", attribute.name, _TYPES[attribute.type]) for attribute in attributes()]
    keys += [("edge", name, "string") for name in _EDGE]
    for of, name, type in keys:
        file.write(f'<key id="{of[0]}_{name}" for="{of}" attr.name="{name}" attr.type="{type}"/>\n'.encode())
    file.write(b'<graph id="kg" edgedefault="directed">\n')
    file.writelines(_node(node).encode() for node in network.nodes())
    file.writelines(_edge(edge).encode() for edge in network.edges())
    file.write(b"</graph>\n</graphml>\n")


def _node(node: Node) -> str:
    values = zip(_NODE, (node.label, node.type, node.kind, node.start, node.end), strict=True)
    return f'<node id="{escaped(node.id)}">{_data("n", [*values, *node.attributes.items()])}</node>\n'


def _edge(edge: Edge) -> str:
    time = "" if edge.start is None is edge.end else _data("e", [("start", edge.start), ("end", edge.end)])
    ends = f'source="{escaped(edge.source)}" target="{escaped(edge.target)}"'
    return f'<edge id="e{edge.number}" {ends}>{_said(edge.label, edge.property)}{time}</edge>\n'


@lru_cache(4096)
def _said(label: str, property: str) -> str:
    """What few of a million edges have to themselves."""
    return _data("e", [("label", label), ("property", property)])


def _data(of: str, values: list[tuple[str, object]]) -> str:
    return "".join([f'<data key="{of}_{name}">{escaped(value)}</data>' for name, value in values if value is not None])
