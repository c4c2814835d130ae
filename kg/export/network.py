"""The graph as nodes and edges: what every writer for tools that draw and measure graphs is given.

Bodies, people, enterprises, directives, targets, claims, documents and places, as `queries/export/nodes.rq` and `edges.rq` give them.
They are sorted on disk, so that an export of any size takes the same memory, and the same graph gives the same bytes.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice

import msgspec
from pyoxigraph import NamedNode, Quad, Store

from kg import query, vocabulary
from kg.errors import ExportError
from kg.export import spool
from kg.export.part import Part, about, answered
from kg.query import Value
from kg.vocabulary import CT, OA, ORG, SCHEMA

# Nodes come in this order, and within a class by IRI.
CLASSES = (
    CT.PartyCommittee, ORG.Organization, ORG.OrganizationalUnit, CT.Official, CT.Enterprise, CT.Directive, CT.AdministrativeUnit, CT.Target,
    CT.Claim, SCHEMA.NewsArticle,
)  # fmt: skip
_PLACE = CLASSES.index(CT.AdministrativeUnit)


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that nodes may carry: its type is string, integer, double or date; `title` is for people."""

    name: str
    type: str
    title: query.Text


class Node(msgspec.Struct, frozen=True, array_like=True):
    """`id` is the IRI, `kind` the class as people write it ("ct:Claim"), `type` the words for it; of `attributes` only those it has.

    `start` and `end`, both included, are when it holds: a target's or claim's period, a place's time, a directive's or document's date.
    """

    id: str
    label: str
    kind: str
    type: str
    attributes: dict[str, Value]
    start: str | None = None
    end: str | None = None


class Edge(msgspec.Struct, frozen=True, array_like=True):
    """`property` is as people write it ("ct:about"), `label` the words for it, or the title of a post. `number` counts from 0.

    `start` and `end` are the first and the last document that shows it, where it is a post or a mention.
    """

    number: int
    source: str
    target: str
    property: str
    label: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """Both can be gone through more than once; every end of an edge is a node."""

    nodes: Callable[[], Iterator[Node]]
    edges: Callable[[], Iterator[Edge]]


@cache
def attributes() -> tuple[Attribute, ...]:
    """What nodes may carry, in the order of the columns of `nodes.rq`."""
    types = {"number": "double", "date": "date"}
    return tuple(
        Attribute(column.name, "integer" if column.name == "year" else types.get(column.type, "string"), column.text)
        for column in query.question("export/nodes").columns
        if column.name not in ("node", "type", "label")
    )


@contextmanager
def staged(store: Store, part: Part, language: str) -> Iterator[Network]:
    """The nodes and edges of a part of the graph; raises `ExportError` where nothing is in it."""
    with spool.database() as db:
        _stage(db, store, part, language)
        yield Network(lambda: _nodes(db), lambda: _edges(db, language))


@contextmanager
def subjects(store: Store, part: Part) -> Iterator[Callable[[str], bool]]:
    """Whether a part holds what is said of a subject: its nodes, and their mentions, posts, spans and derivations."""
    with spool.database() as db:
        _stage(db, store, part, "en")
        db.execute("CREATE TABLE subject (id TEXT PRIMARY KEY) WITHOUT ROWID")
        db.execute("INSERT INTO subject SELECT id FROM node WHERE kept")

        def keeps(subject: str) -> bool:
            return db.execute("SELECT 1 FROM subject WHERE id = ?", (subject,)).fetchone() is not None

        for (node,) in db.execute("SELECT id FROM node WHERE kept"):
            db.executemany("INSERT OR IGNORE INTO subject VALUES (?)", ((other,) for other in _under(store, node, keeps)))
        yield keeps


def joined(network: Network) -> Iterator[tuple[Node, list[Edge]]]:
    """Each node with the edges that lead from it: both come in the same order."""
    groups = groupby(network.edges(), lambda edge: edge.source)
    source, edges = next(groups, (None, iter(())))
    for node in network.nodes():
        if node.id == source:
            yield node, list(edges)
            source, edges = next(groups, (None, iter(())))
        else:
            yield node, []


# ---- from the store to the disk


def _stage(db: sqlite3.Connection, store: Store, part: Part, language: str) -> None:
    ranks = {iri: rank for rank, iri in enumerate(CLASSES)}
    encode = msgspec.msgpack.encode
    rows = query.stream(store, query.question("export/nodes"), {}, language=language).records()
    db.execute("CREATE TABLE found (id TEXT, data BLOB)")
    # Data begin with the class: of several rows of a node, for a property with several values, the least stands.
    found = ((str(row["node"]), bytes([ranks[str(row["type"])]]) + encode(_node(row, language))) for row in rows)
    db.executemany("INSERT INTO found VALUES (?, ?)", found)
    db.execute("CREATE TABLE node (number INTEGER PRIMARY KEY, id TEXT, data BLOB, year INTEGER, rank INTEGER, kept INTEGER DEFAULT 1)")
    db.create_function("rank", 1, lambda data: data[0], deterministic=True)
    db.create_function("year", 1, lambda data: _decoded(data).attributes.get("year"), deterministic=True)
    db.execute(
        "INSERT INTO node (id, data, year, rank) SELECT id, least, year(least), rank(least) FROM (SELECT id, min(data) AS least FROM found"
        " GROUP BY id) ORDER BY rank(least), id"
    )
    db.execute("DROP TABLE found")
    db.execute("CREATE UNIQUE INDEX node_id ON node (id)")
    db.execute("CREATE TABLE edge (source INTEGER, property TEXT, target INTEGER, role TEXT, date TEXT)")
    db.execute("CREATE TEMP TABLE batch (source TEXT, property TEXT, target TEXT, role TEXT, date TEXT)")
    links = iter(query.stream(store, query.question("export/edges"), {}, language=language).rows)
    while batch := list(islice(links, spool.BATCH)):
        db.executemany("INSERT INTO batch VALUES (?, ?, ?, coalesce(?, ''), ?)", batch)
        # Most properties lead to concepts and spans, which are no nodes: those edges go here.
        db.execute(
            "INSERT INTO edge SELECT s.number, property, t.number, role, date FROM batch"
            " JOIN node s ON s.id = source JOIN node t ON t.id = target"
        )
        db.execute("DELETE FROM batch")
    if not part.whole:
        _choose(db, store, part)


def _choose(db: sqlite3.Connection, store: Store, part: Part) -> None:
    """Keep what is in the part."""
    db.execute("CREATE INDEX edge_source ON edge (source)")
    db.execute("CREATE INDEX edge_target ON edge (target)")
    if part.about is not None:
        _keep_near(db, about(store, part), 1 if part.depth is None else part.depth)
    if part.question is not None:
        _keep_near(db, answered(store, part), part.depth or 0)
    if part.year is not None:
        of_year = (node for (node,) in db.execute("SELECT id FROM node WHERE year = ?", (part.year,)))
        _keep_near(db, of_year, 1 if part.depth is None else part.depth)
    if db.execute("SELECT 1 FROM node WHERE kept LIMIT 1").fetchone() is None:
        raise ExportError(f"nothing in the graph fits {part}; nothing was written")


def _keep_near(db: sqlite3.Connection, chosen: Iterable[str], depth: int) -> None:
    """Of what is kept keep the nodes at most so many steps from those chosen."""
    db.execute("CREATE TEMP TABLE near (number INTEGER PRIMARY KEY, step INTEGER)")
    db.executemany("INSERT OR IGNORE INTO near SELECT number, 0 FROM node WHERE id = ?", ((node,) for node in chosen))
    for step in range(depth):
        for here, there in (("source", "target"), ("target", "source")):
            db.execute(
                f"INSERT OR IGNORE INTO near SELECT {there}, ? FROM near JOIN node USING (number) JOIN edge ON {here} = near.number"
                " WHERE step = ? AND (rank != ? OR step = 0)",
                (step + 1, step, _PLACE),
            )
    db.execute("UPDATE node SET kept = kept AND number IN (SELECT number FROM near)")
    db.execute("DROP TABLE near")


def _under(store: Store, node: str, keeps: Callable[[str], bool]) -> Iterator[str]:
    """What belongs to a kept node without being one: its evidence and derivations, and kept documents' mentions of it, with its posts."""

    def objects(subject: str, *properties: str) -> Iterator[str]:
        for quad in store.quads_for_pattern(NamedNode(subject), None, None, None):
            if quad.predicate.value in properties and isinstance(quad.object, NamedNode):
                yield quad.object.value

    def pointing(property: str) -> Iterator[Quad]:
        return store.quads_for_pattern(None, NamedNode(property), NamedNode(node), None)

    parts = [node]
    for property in (CT.refersTo, ORG.member):
        for quad in pointing(property):
            assert isinstance(quad.subject, NamedNode)
            needed = [*objects(quad.subject.value, CT.document, ORG.organization)]
            if all(map(keeps, needed)):
                parts.append(quad.subject.value)
    while parts:
        part = parts.pop()
        yield part
        parts += objects(part, CT.evidence, CT.derivation, OA.hasSelector)


# ---- from the disk to the writers

_decode = msgspec.msgpack.Decoder(Node).decode


def _decoded(data: bytes) -> Node:
    return _decode(memoryview(data)[1:])


def _nodes(db: sqlite3.Connection) -> Iterator[Node]:
    for (data,) in db.execute("SELECT data FROM node WHERE kept ORDER BY number"):
        yield _decoded(data)


def _edges(db: sqlite3.Connection, language: str) -> Iterator[Edge]:
    short: dict[str, tuple[str, str]] = {}
    rows = db.execute(
        "SELECT s.id, property, t.id, role, first, last FROM"
        " (SELECT source, property, target, role, min(date) AS first, max(date) AS last FROM edge GROUP BY source, property, target, role)"
        " JOIN node s ON s.number = source JOIN node t ON t.number = target WHERE s.kept AND t.kept"
        " ORDER BY source, property, target, role"
    )
    for number, (source, property, target, role, first, last) in enumerate(rows):
        if property not in short:
            short[property] = vocabulary.short(property), _label(property, language)
        name, label = short[property]
        yield Edge(number, source, target, name, role or label, first, last)


# ---- what a node is called and carries


def _node(record: dict[str, Value], language: str) -> Node:
    type = str(record["type"])
    found: dict[str, Value] = {}
    for attribute in attributes():
        value = record[attribute.name]
        if value is not None:
            found[attribute.name] = float(value) if attribute.type == "double" else value
    kind = vocabulary.short(type)
    if type == CT.AdministrativeUnit:
        start, end = record["valid_from"], record["valid_to"]
    elif type in (CT.Directive, SCHEMA.NewsArticle):
        start, end = record["date"], None
    else:
        start, end = record["period_start"], record["period_end"]
    return Node(str(record["node"]), _words(record), kind, _label(type, language), found, _text(start), _text(end))


def _words(record: dict[str, Value]) -> str:
    """What stands beside the node: its name, else what it measures, and of a claim what was reached."""
    if record["label"] is not None:
        return str(record["label"])
    if record["indicator"] is None:
        return str(record["node"]).rpartition("/")[2]
    start, end = record["period_start"], record["period_end"]
    period = record["year"] or "–".join(str(day) for day in (start, end) if day is not None)
    about = ", ".join(str(part) for part in (record["organisation"], record["indicator_label"], record["scope"], period) if part)
    achieved, planned, percent = record["achieved"], _plan(record), record["percent"]
    if achieved is not None:
        about += f": {achieved}" + (f"/{planned}" if planned else "")
    elif planned:
        about += f": –/{planned}"
    elif percent is not None:
        about += f": {percent} %"
    return about


def _plan(record: dict[str, Value]) -> str:
    """The plan, the ends of a range, or the bound that is known; `230 per month` where it is one."""
    exact, least, most, per = (record[name] for name in ("planned", "planned_min", "planned_max", "per"))
    if exact is not None:
        plan = str(exact) if most is None else f"{exact}–{most}"
    else:
        plan = "–".join(f"{sign}{bound}" for sign, bound in (("≥ ", least), ("≤ ", most)) if bound is not None)
    return f"{plan} per {per}" if plan and per else plan


def _label(iri: str, language: str) -> str:
    known = vocabulary.terms().get(iri)
    return (known.labels.get(language) if known else None) or vocabulary.short(iri)


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
