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
from kg.export import mappings, network, picture, triples


@dataclass(frozen=True, slots=True)
class Format:
    """What a suffix stands for. `written` takes the store, an open file and the language of labels that come from the ontology.

    `media` is its media type; `whole` where it holds every statement of the graph.
    """

    name: str
    media: str
    written: Callable[[Store, BinaryIO, str], None]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """How a graph is published, for its description. `files` are exports of it, `url` the address of the folder they will be found in,
    `endpoint` the address that answers SPARQL.
    """

    files: tuple[Path, ...] = ()
    url: str | None = None
    endpoint: str | None = None


def _described(store: Store, file: BinaryIO, publication: Publication) -> None:
    from kg.export import description  # it takes rdflib, which no other format needs

    files = [(path, FORMATS[format_of(path)]) for path in publication.files]
    description.turtle(store, file, files=files, url=publication.url, endpoint=publication.endpoint)


FORMATS = {
    "nq": Format(
        "N-Quads, canonical and sorted: the same graph, the same bytes",
        "application/n-quads",
        lambda store, file, _: triples.nquads(store, file),
        whole=True,
    ),
    "ttl": Format("Turtle, all graphs in one", "text/turtle", lambda store, file, _: triples.turtle(store, file), whole=True),
    "trig": Format("TriG: Turtle with named graphs", "application/trig", lambda store, file, _: triples.trig(store, file), whole=True),
    "jsonld": Format("JSON-LD with a context", "application/ld+json", lambda store, file, _: triples.jsonld(store, file), whole=True),
    "graphml": Format("GraphML, for yEd, Cytoscape, igraph …", "application/graphml+xml", network.graphml),
    "gexf": Format("GEXF, for Gephi", "application/gexf+xml", network.gexf),
    "svg": Format("a picture of what came of the targets, by province", "image/svg+xml", picture.svg),
    "png": Format("the same picture in pixels", "image/png", picture.png),
    "sssom": Format("links out as SSSOM/TSV, for mapping tools", "text/tab-separated-values", mappings.sssom),
    "void": Format(
        "what the graph is, in VoID and DCAT 3, with the questions as SPARQL examples",
        "text/turtle",
        lambda store, file, _: _described(store, file, Publication()),
    ),
}
# Names of files that say more than their suffix.
NAMES = {"void.ttl": "void", "dcat.ttl": "void"}
ENDS = {".sssom.tsv": "sssom"}
OTHER_NAMES = {"dcat": "void"}


def format_of(path: Path, format: str | None = None) -> str:
    """The format, as one of `FORMATS`: the one given, else the one that the name of the file says."""
    end = next((known for end, known in ENDS.items() if path.name.endswith(end)), None)
    name = format or NAMES.get(path.name) or end or path.suffix
    name = name.lower().removeprefix(".")
    name = OTHER_NAMES.get(name, name)
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1, cutoff=0.5)
        what = f"no format '{name}'" if name else f"{path} has no suffix that says the format"
        raise ExportError(f"{what}{f'; did you mean {near[0]!r}?' if near else ''}; there are: {', '.join(FORMATS)}")
    return name


def write(store: Store, path: Path, *, format: str | None = None, language: str = "en", publication: Publication | None = None) -> None:
    """Write the graph to a file; the format is as `format_of` says. `publication` is for the description alone."""
    chosen = format_of(path, format)
    if publication is not None and publication != Publication() and chosen != "void":
        raise ExportError(f"{path}: distributions and addresses belong in a description; give void.ttl, dcat.ttl or the format void")
    if path.is_dir():
        raise ExportError(f"{path} is a folder; give the file to write")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            if chosen == "void":
                _described(store, file, publication or Publication())
            else:
                FORMATS[chosen].written(store, file, language)
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
