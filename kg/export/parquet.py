"""Parquet: one table a file, of claims, of nodes or of edges; written by row groups."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from pyoxigraph import Store

from kg.export import tables
from kg.export.network import Network, attributes
from kg.export.part import Part

_GROUP = 50_000


def claims(store: Store, file: BinaryIO, part: Part, language: str) -> None:
    with tables.subjects(store, part) as keeps:
        columns = [(column.name, tables.kind(column)) for column in tables.heading("claims").columns]
        _write(file, columns, tables.rows(store, "claims", keeps, language))


def nodes(network: Network, file: BinaryIO) -> None:
    own = attributes()
    columns = [("id", "string"), ("label", "string"), ("class", "string"), ("type", "string"), ("start", "date"), ("end", "date")]
    rows = (
        (node.id, node.label, node.kind, node.type, node.start, node.end, *(node.attributes.get(attribute.name) for attribute in own))
        for node in network.nodes()
    )
    _write(file, [*columns, *((attribute.name, attribute.type) for attribute in own)], rows)


def edges(network: Network, file: BinaryIO) -> None:
    columns = [("source", "string"), ("target", "string"), ("property", "string"), ("label", "string"), ("start", "date"), ("end", "date")]
    _write(file, columns, ((e.source, e.target, e.property, e.label, e.start, e.end) for e in network.edges()))


def _write(file: BinaryIO, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> None:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise tables.needs("pyarrow") from None
    types: dict[str, Any] = {
        "string": pyarrow.string(), "integer": pyarrow.int32(), "double": pyarrow.float64(), "date": pyarrow.date32()
    }  # fmt: skip
    schema = pyarrow.schema([(name, types[type]) for name, type in columns])
    with ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows):
            values = [
                pyarrow.array(map(_value(type), column), type=types[type])
                for (_, type), column in zip(columns, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(values, schema=schema))


def _groups(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    rows = iter(rows)
    while group := list(islice(rows, _GROUP)):
        yield group


def _value(type: str) -> Any:
    if type == "date":
        return lambda value: None if value is None else date.fromisoformat(value)
    if type == "double":
        return lambda value: None if value is None else float(value)
    return lambda value: value
