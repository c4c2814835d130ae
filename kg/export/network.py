"""Nodes and edges for tools that draw and measure graphs: bodies, people, directives, targets, claims, documents and places."""

import re
from itertools import count
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import Store

from kg import query, vocabulary

if TYPE_CHECKING:
    import networkx

# What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Numbers that may be whole or not: one type a column, or it becomes two.
_FRACTIONS = ("planned", "achieved", "percent")


def graphml(store: Store, file: BinaryIO, language: str) -> None:
    import networkx

    networkx.write_graphml_xml(network(store, language), file, encoding="utf-8", prettyprint=True)


def gexf(store: Store, file: BinaryIO, language: str) -> None:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(graph=network(store, language), encoding="utf-8", prettyprint=True, version="1.2draft")
    # It writes the day on which it ran; the same graph gives the same bytes.
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    writer.write(file)


def network(store: Store, language: str = "en") -> "networkx.MultiDiGraph[str]":
    """The graph as `networkx` has it: nodes by IRI, each with a `label` and a `type`, edges with the `property` they stand for."""
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(name="kg")
    nodes = query.answer(store, query.question("export/nodes"), {}, language=language)
    for record in nodes.records():
        node = str(record["node"])
        if node in graph:
            continue  # of several values of one property the first in sort order
        graph.add_node(node, **_attributes(record, language))
    number = count()
    for record in query.answer(store, query.question("export/edges"), {}, language=language).records():
        source, target = str(record["source"]), str(record["target"])
        if source in graph and target in graph:
            property = str(record["property"])
            label = _clean(record["role"] or _label(property, language))
            # Keys are the ids of the edges in both formats.
            graph.add_edge(source, target, key=f"e{next(number)}", property=vocabulary.short(property), label=label)
    return graph


def _attributes(record: dict[str, query.Value], language: str) -> dict[str, Any]:
    type = str(record["type"])
    found: dict[str, Any] = {"label": "", "type": _label(type, language), "class": vocabulary.short(type)}
    for name in ("level", "province", "organisation", "indicator", "scope", "year", "status", *_FRACTIONS, "date", "quote", "url"):
        value = record[name]
        if value is not None:
            found[name] = float(value) if name in _FRACTIONS else value if name == "year" else _clean(value)
    found["label"] = _clean(_words(record))
    return found


def _words(record: dict[str, query.Value]) -> str:
    """What stands beside the node: its name, else what it measures, and of a claim what was reached."""
    if record["label"] is not None:
        return str(record["label"])
    if record["indicator"] is None:
        return str(record["node"]).rpartition("/")[2]
    start, end = record["period_start"], record["period_end"]
    period = record["year"] or "–".join(str(day) for day in (start, end) if day is not None)
    about = ", ".join(str(part) for part in (record["organisation"], record["indicator_label"], record["scope"], period) if part)
    achieved, planned, percent = record["achieved"], record["planned"], record["percent"]
    if achieved is not None:
        about += f": {achieved}" + (f"/{planned}" if planned is not None else "")
    elif planned is not None:
        about += f": –/{planned}"
    elif percent is not None:
        about += f": {percent} %"
    return about


def _label(iri: str, language: str) -> str:
    known = vocabulary.terms().get(iri)
    return (known.labels.get(language) if known else None) or vocabulary.short(iri)


def _clean(value: object) -> str:
    return _NOT_XML.sub("\ufffd", str(value))
