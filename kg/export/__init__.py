"""The graph in the formats and pictures that other tools read: what the suffix of the file says.

A file is written beside its place and renamed, so that whoever looks sees the old one or the whole new one.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export import network, picture, triples


@dataclass(frozen=True, slots=True)
class Format:
    """What a suffix stands for. `written` takes the store, an open file and the language of labels that come from the ontology."""

    name: str
    written: Callable[[Store, BinaryIO, str], None]


FORMATS = {
    "nq": Format("N-Quads, canonical and sorted: the same graph, the same bytes", lambda store, file, _: triples.nquads(store, file)),
    "ttl": Format("Turtle, all graphs in one", lambda store, file, _: triples.turtle(store, file)),
    "trig": Format("TriG: Turtle with named graphs", lambda store, file, _: triples.trig(store, file)),
    "jsonld": Format("JSON-LD with a context", lambda store, file, _: triples.jsonld(store, file)),
    "graphml": Format("GraphML, for yEd, Cytoscape, igraph …", network.graphml),
    "gexf": Format("GEXF, for Gephi", network.gexf),
    "svg": Format("a picture of what came of the targets, by province", lambda store, file, lang: picture.svg(store, file, lang)),
    "png": Format("the same picture in pixels", lambda store, file, lang: picture.png(store, file, lang)),
}


def write(store: Store, path: Path, *, format: str | None = None, language: str = "en") -> None:
    """Write the graph to a file; the format is that of the suffix where it is not given, as one of `FORMATS`."""
    name = (path.suffix if format is None else format).lower().removeprefix(".")
    chosen = FORMATS.get(name)
    if chosen is None:
        near = get_close_matches(name, FORMATS, n=1, cutoff=0.5)
        what = f"no format '{name}'" if name else f"{path} has no suffix that says the format"
        raise ExportError(f"{what}{f'; did you mean {near[0]!r}?' if near else ''}; there are: {', '.join(FORMATS)}")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; give the file to write")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            chosen.written(store, file, language)
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
