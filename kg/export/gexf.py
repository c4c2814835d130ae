"""GEXF 1.2, for Gephi: nodes and edges with the time in which they hold, and figures that hold for the period they are of.

With its timeline, Gephi shows what was planned and reached in a year, and who is shown in which post.
"""

from typing import BinaryIO

from kg.export.network import Edge, Network, Node, attributes
from kg.export.xml import escaped

_TYPES = {"string": "string", "integer": "integer", "double": "double", "date": "string"}
# What is said for a period, and no longer true after it.
_DYNAMIC = ("status", "planned", "achieved", "percent")


def write(network: Network, file: BinaryIO) -> None:
    file.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
        b"<meta><creator>kg</creator></meta>\n"
        b'<graph mode="dynamic" timeformat="date" defaultedgetype="directed">\n'
    )
    types = {"type": "string", "class": "string"} | {attribute.name: _TYPES[attribute.type] for attribute in attributes()}
    for mode in ("static", "dynamic"):
        file.write(f'<attributes class="node" mode="{mode}">\n'.encode())
        for name, type in types.items():
            if (name in _DYNAMIC) == (mode == "dynamic"):
                file.write(f'<attribute id="{name}" title="{name}" type="{type}"/>\n'.encode())
        file.write(b"</attributes>\n")
    file.write(
        b'<attributes class="edge" mode="static">\n<attribute id="property" title="property" type="string"/>\n</attributes>\n<nodes>\n'
    )
    file.writelines(_node(node).encode() for node in network.nodes())
    file.write(b"</nodes>\n<edges>\n")
    file.writelines(_edge(edge).encode() for edge in network.edges())
    file.write(b"</edges>\n</graph>\n</gexf>\n")


def _node(node: Node) -> str:
    time = _time(node.start, node.end)
    values = [f'<attvalue for="type" value="{escaped(node.type)}"/><attvalue for="class" value="{escaped(node.kind)}"/>']
    values += [
        f'<attvalue for="{name}" value="{escaped(value)}"{time if name in _DYNAMIC else ""}/>' for name, value in node.attributes.items()
    ]
    return f'<node id="{escaped(node.id)}" label="{escaped(node.label)}"{time}><attvalues>{"".join(values)}</attvalues></node>\n'


def _edge(edge: Edge) -> str:
    return (
        f'<edge id="e{edge.number}" source="{escaped(edge.source)}" target="{escaped(edge.target)}" label="{escaped(edge.label)}"'
        f'{_time(edge.start, edge.end)}><attvalues><attvalue for="property" value="{escaped(edge.property)}"/></attvalues></edge>\n'
    )


def _time(start: str | None, end: str | None) -> str:
    return (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")
