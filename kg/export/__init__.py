"""The graph, or a part of it, in the formats and pictures that other tools read: what the suffix of the file says.

A file is written beside its place and renamed, so that whoever looks sees the old one or the whole new one.
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export.formats import FORMATS, Format
from kg.export.part import Part
from kg.query.header import instead

__all__ = ["FORMATS", "Format", "Part", "Publication", "chosen", "write"]


def chosen(path: Path, format: str | None = None) -> Format:
    """The format of a name, else the one whose suffix the file has; raises `ExportError` where there is none, or are several."""
    if format is not None:
        name = format.lower().removeprefix(".")
        fitting = [known for known in FORMATS.values() if name == known.name] or _of_suffix("." + name)
        what = f"no format '{name}'"
    else:
        fitting = _of_suffix(path.name.lower())
        name = path.suffix.removeprefix(".").lower()
        what = f"no format '{name}'" if name else f"{path} has no suffix that says the format"
    if len(fitting) > 1:
        raise ExportError(f".{name} may be {', '.join(known.name for known in fitting)}; say which with --format")
    if not fitting and format is None and name in FORMATS:
        ends = " or ".join(f".{suffix}" for suffix in FORMATS[name].suffixes)
        raise ExportError(f"a file of the format {name} ends in {ends}; name it so, or say --format {name}")
    if not fitting:
        raise ExportError(f"{what}; {instead(name, FORMATS)}")
    return fitting[0]


@dataclass(frozen=True, slots=True)
class Publication:
    """How a graph is published, for its description. `files` are exports of it, `url` the address of the folder they will be found in,
    `endpoint` the address that answers SPARQL.
    """

    files: tuple[Path, ...] = ()
    url: str | None = None
    endpoint: str | None = None


def _of_suffix(name: str) -> list[Format]:
    """The formats with the longest suffix that the name ends in."""
    ends = [
        (len(suffix), known)
        for known in FORMATS.values()
        for suffix in known.suffixes
        if f".{name}".endswith(f".{suffix}") and ("." in name or "." in suffix)
    ]
    longest = max((length for length, _ in ends), default=0)
    return [known for length, known in ends if length == longest]


def write(
    store: Store,
    path: Path,
    *,
    format: str | None = None,
    language: str = "en",
    part: Part | None = None,
    publication: Publication | None = None,
) -> None:
    """Write the graph, or a part of it, to a file; the format is as `chosen` says. `publication` is for the description alone."""
    wanted = chosen(path, format)
    published = publication is not None and publication != Publication()
    if published and wanted.name != "void":
        raise ExportError(f"{path}: distributions and addresses belong in a description; give void.ttl, dcat.ttl or the format void")
    if path.is_dir() and not wanted.folder:
        raise ExportError(f"{path} is a folder; give the file to write")
    if path.exists() and wanted.folder:
        raise ExportError(f"{path} is there already; {wanted.name} writes a new folder")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if wanted.folder:
            beside.mkdir()
            wanted.written(store, beside, part or Part(), language)
        else:
            with beside.open("wb") as file:
                if published and publication is not None and (part is None or part.whole):
                    _described(store, file, publication)
                else:
                    wanted.written(store, file, part or Part(), language)
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(beside) if beside.is_dir() else beside.unlink(missing_ok=True)


def _described(store: Store, file: BinaryIO, publication: Publication) -> None:
    from kg.export import description  # it takes rdflib, which no other format needs

    files = [(path, chosen(path)) for path in publication.files]
    description.turtle(store, file, files=files, url=publication.url, endpoint=publication.endpoint)
