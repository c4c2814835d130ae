"""The graph as one page for a browser: search, filters, a picture of a part that grows on demand, and the sentence behind every fact.

Everything is in the file and nothing is asked of a network; its content security policy says so to the browser. Claims are no nodes of the
picture: each is a fact of all that it speaks of. What is needed to search and draw is one compressed block; names of attributes, sentences
and what else is only read stand in blocks of their own, which the page opens when they are read.
"""

import base64
import hashlib
import html
import json
import re
import tomllib
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from pyoxigraph import Store

from kg import vocabulary
from kg.errors import ExportError
from kg.export import network, part
from kg.export.html import libraries
from kg.export.network import Network, Node

# Nodes and claims: what a browser of today searches and filters at once without a wait.
MOST = 400_000
# Nodes and claims a block.
BLOCK = 1024

_HERE = Path(__file__).parent
_CLAIM = "ct:Claim"
_DOCUMENT = "ct:document"
_ABOUT = "ct:about"
# What of a claim is read, in the order in which a block holds it.
_SAID = (
    "organisation",
    "indicator_label",
    "scope",
    "period_start",
    "period_end",
    "percent",
    "date",
    "quote",
    "planned",
    "planned_min",
    "planned_max",
    "per",
)
# What is shown of other nodes by itself, or says the same in other words.
_NOT_SHOWN = {"indicator", "quote", "latitude", "longitude"}
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_encode = msgspec.json.encode


def write(store: Store, file: BinaryIO, chosen: part.Part, language: str) -> None:
    """The page of a part of the graph; raises `ExportError` where it is more than a page holds, or the libraries cannot be fetched."""
    start = list(part.about(store, chosen)) if chosen.about is not None else []
    with network.staged(store, chosen, language) as found:
        page(found, file, language=language, part=str(chosen), start=start)


def page(found: Network, file: BinaryIO, *, language: str = "en", part: str = "", start: Sequence[str] = ()) -> None:
    """The page of a network; `part` says in words which part of a graph it is, `start` are the nodes it opens with."""
    scripts = _scripts()
    held = _held(found)
    words = _words(language)
    head = {
        "language": language,
        "words": words,
        "part": part,
        "base": held.base,
        "start": [held.numbers[iri] for iri in start if iri in held.numbers],
        "block": BLOCK,
        "kinds": [{"id": kind, "label": label} for kind, label in held.kinds.items()],
        "properties": list(held.properties),
        "statuses": [{"id": id, "label": _label(term, language)} for id, term in vocabulary.concepts("status").items()],
        "levels": {id: _label(term, language) for id, term in vocabulary.concepts("level").items()},
        "attributes": {attribute.name: attribute.title.of(language) for attribute in network.attributes()},
    }
    title = f"{words['title']}{f' – {part}' if part else ''}"
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    policy = (
        "default-src 'none'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
        f"style-src 'unsafe-inline'; script-src {' '.join(map(_digest, scripts))}"
    )
    texts = {**words, "language": language, "title": title, "policy": policy}
    texts = {name: html.escape(text) for name, text in texts.items()} | {"style": style}
    markup = (_HERE / "page.html").read_text(encoding="utf-8")
    before, after = (_HOLE.sub(lambda hole: texts[hole[1]], half) for half in markup.split("{{data}}"))
    file.write(before.encode())
    file.write(b'<script type="application/json" id="head">%s</script>\n' % _plain(head))
    file.writelines(_block("index", held.index()))
    for name, blocks in (("node", held.details), ("fact", held.said)):
        for number, block in enumerate(blocks):
            file.write(b'<script type="application/gzip" id="%s-%d">%s</script>\n' % (name.encode(), number, block))
    for script in scripts:
        file.write(b"<script>" + script.encode() + b"</script>\n")
    file.write(after.encode())


# ---- what the page holds


@dataclass(slots=True)
class _Held:
    """The nodes and claims of a page by number, in columns; what is only read is compressed already."""

    numbers: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in ("id", "kind", "label", "short", "year", "to")})
    edges: "dict[str, array[int]]" = field(default_factory=lambda: {name: array("i") for name in ("source", "target", "property")})
    facts: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in ("year", "to", "status", "achieved", "planned")})
    ends: list[list[int]] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    details: list[bytes] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    base: str = ""

    def index(self) -> bytes:
        edges = {name: list(column) for name, column in self.edges.items()}
        facts = {**self.facts, "ends": self.ends, "document": self.documents}
        return _encode({"nodes": self.nodes, "edges": edges, "facts": facts})


def _held(found: Network) -> _Held:
    held = _Held(base=vocabulary.NAMESPACE.removesuffix("ns#") + "id/")
    facts = _facts(found, held)
    for node in found.nodes():
        if node.id in facts:
            continue
        if len(held.numbers) + len(facts) >= MOST:
            raise ExportError(
                f"more than {MOST:,} nodes and claims, which no browser opens with ease; write a part: --about NAME or --year YEAR"
            )
        held.numbers[node.id] = len(held.numbers)
        held.kinds.setdefault(node.kind, node.type)
    kinds = {kind: number for number, kind in enumerate(held.kinds)}
    held.details = list(_blocks(_details(found, facts, held, kinds)))
    _joined(found, facts, held)
    return held


def _facts(found: Network, held: _Held) -> dict[str, int]:
    """The claims by number, with what they say; one that speaks of no other node of the part is left to be a node."""
    claims = {node.id for node in found.nodes() if node.kind == _CLAIM}
    speaks = {edge.source for edge in found.edges() if edge.source in claims}
    statuses = {id: number for number, id in enumerate(vocabulary.concepts("status"))}
    facts: dict[str, int] = {}

    def said() -> Iterator[list[Any]]:
        for node in found.nodes():
            if node.kind != _CLAIM or node.id not in speaks:
                continue
            if len(facts) >= MOST:
                raise ExportError(f"more than {MOST:,} claims, which no browser opens with ease; write a part: --about NAME or --year YEAR")
            facts[node.id] = len(facts)
            year, to = _years(node)
            status = node.attributes.get("status")
            values = (year, to, statuses.get(str(status), -1), node.attributes.get("achieved"), _plan(node))
            for column, value in zip(held.facts.values(), values, strict=True):
                column.append(value)
            yield [node.attributes.get(name) for name in _SAID]

    held.said = list(_blocks(said()))
    held.ends = [[] for _ in facts]
    held.documents = [-1] * len(facts)
    return facts


def _plan(node: Node) -> Any:
    """The plan of the whole period: none where it is one of each month, or of each year of several."""
    year, to = _years(node)
    per = node.attributes.get("per")
    return node.attributes.get("planned") if per is None or (per == "year" and year == to) else None


def _details(found: Network, facts: dict[str, int], held: _Held, kinds: dict[str, int]) -> Iterator[dict[str, Any]]:
    for node in found.nodes():
        if node.id in facts:
            continue
        year, to = _years(node)
        indicator, scope = node.attributes.get("indicator_label"), node.attributes.get("scope")
        short = ", ".join(str(word) for word in (indicator, scope) if word)
        values = (node.id.removeprefix(held.base), kinds[node.kind], node.label, short or None, year, to)
        for column, value in zip(held.nodes.values(), values, strict=True):
            column.append(value)
        yield {name: value for name, value in node.attributes.items() if name not in _NOT_SHOWN}


def _joined(found: Network, facts: dict[str, int], held: _Held) -> None:
    """The edges between nodes, and what each claim speaks of; that a document or directive speaks of a target is an edge by its claims."""
    pairs: dict[tuple[int, int, int], None] = {}
    spoken: list[dict[str, tuple[int, str]]] = [{} for _ in facts]
    for edge in found.edges():
        target = held.numbers.get(edge.target)
        if target is None:
            continue
        fact = facts.get(edge.source)
        if fact is not None:
            held.ends[fact].append(target)
            spoken[fact][edge.property] = target, edge.label
            if edge.property == _DOCUMENT:
                held.documents[fact] = target
        else:
            property = held.properties.setdefault(edge.label, len(held.properties))
            pairs[held.numbers[edge.source], target, property] = None
    for ends in spoken:
        about = ends.get(_ABOUT)
        for name in (_DOCUMENT, "ct:directive"):
            if about is not None and name in ends:
                other, label = ends[name]
                pairs[about[0], other, held.properties.setdefault(label, len(held.properties))] = None
    for held_column, place in zip(held.edges.values(), range(3), strict=True):
        held_column.extend(pair[place] for pair in pairs)


def _years(node: Node) -> tuple[int | None, int | None]:
    """The first and the last year in which it holds, of a document or directive the year of its date."""
    start, end = node.start, node.end
    if node.kind in ("schema:NewsArticle", "ct:Directive"):
        end = start
    if node.kind == "ct:AdministrativeUnit":
        return None, None
    first, last = (int(day[:4]) if day else None for day in (start or end, end or start))
    return first, last


# ---- how it is written


def _blocks(rows: Iterable[Any]) -> Iterator[bytes]:
    rest: list[Any] = []
    for row in rows:
        rest.append(row)
        if len(rest) == BLOCK:
            yield _packed(_encode(rest))
            rest = []
    if rest:
        yield _packed(_encode(rest))


def _block(name: str, data: bytes) -> Iterator[bytes]:
    yield b'<script type="application/gzip" id="%s">%s</script>\n' % (name.encode(), _packed(data))


def _packed(data: bytes) -> bytes:
    """Compressed, without the time that gzip files otherwise have, in letters that end no script."""
    squeezed = zlib.compressobj(9, wbits=31)
    return base64.b64encode(squeezed.compress(data) + squeezed.flush())


def _plain(value: Any) -> bytes:
    """JSON that ends no script, whatever a name or part holds."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").encode()


@cache
def _scripts() -> tuple[str, str]:
    """The libraries and our own code."""
    try:
        path = libraries.fetch()
    except libraries.LibraryError as error:
        raise ExportError(f"the page needs libraries that were not fetched when kg was installed: {error}") from error
    except OSError as error:
        raise ExportError(f"cannot keep the libraries of the page in {libraries.bundled().parent}: {error.strerror or error}") from error
    return path.read_text(encoding="utf-8"), (_HERE / "page.js").read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _words(language: str) -> dict[str, str]:
    """What the page says, in one language."""
    read = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
    return {name: words[language] for name, words in read.items()}


def _label(term: vocabulary.Term, language: str) -> str:
    return term.labels.get(language) or term.notation or term.iri
