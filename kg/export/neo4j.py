"""CSV files of nodes and of edges with the headers that `neo4j-admin database import full` reads."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kg.export.network import Network, attributes

_TYPES = {"string": "string", "integer": "int", "double": "double", "date": "date"}


def nodes(network: Network, file: BinaryIO) -> None:
    own = attributes()
    head = ["id:ID", ":LABEL", "label", "type", "start:date", "end:date", *(f"{a.name}:{_TYPES[a.type]}" for a in own)]
    _csv(
        file,
        head,
        (
            (node.id, node.kind.partition(":")[2], node.label, node.type, node.start, node.end, *(node.attributes.get(a.name) for a in own))
            for node in network.nodes()
        ),
    )


def edges(network: Network, file: BinaryIO) -> None:
    rows = ((edge.source, edge.target, _type(edge.property), edge.label, edge.property, edge.start, edge.end) for edge in network.edges())
    _csv(file, [":START_ID", ":END_ID", ":TYPE", "label", "property", "start:date", "end:date"], rows)


def folder(network: Network, path: Path) -> None:
    """`nodes.csv` and `edges.csv` in a folder that is there."""
    for name, written in _FILES:
        with (path / name).open("wb") as file:
            written(network, file)


def packed(network: Network, file: BinaryIO) -> None:
    """The same two files in a zip file; without the time, so that the same graph gives the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in _FILES:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as inside, io.BufferedWriter(inside, 1 << 16) as buffered:
                written(network, buffered)


_FILES = (("nodes.csv", nodes), ("edges.csv", edges))


def _csv(file: BinaryIO, head: list[str], rows: Iterable[Iterable[object]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(_lines(rows))
    text.flush()
    text.detach()


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[list[object]]:
    # A line end inside a value is an error to the importer unless it is told of it; in a quote it means no more than a space.
    for row in rows:
        yield [" ".join(value.splitlines()) if isinstance(value, str) and not value.isprintable() else value for value in row]


def _type(property: str) -> str:
    """`ct:refersTo` as relationships are named there: REFERS_TO."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", property.partition(":")[2]).replace("-", "_").upper()
