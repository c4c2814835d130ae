"""Pictures for reports: what the questions answer, drawn. Each says below itself which question gives its rows, and what is left out.

A picture is SVG, PNG or PDF by the suffix of its file, and the same graph gives the same bytes.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import ExportError
from kg.picture import around, attainment, cascade, page, progress, provinces
from kg.query.header import instead

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of picture: what it shows, the options that it takes, and what draws it from a store, their values and a language."""

    about: str
    options: tuple[str, ...]
    draw: Callable[[Store, Mapping[str, object], str], "Figure"]


PICTURES: Mapping[str, Kind] = {
    "attainment": Kind("result against plan, a bar each", ("year", "level", "within", "indicator", "borders"), attainment.drawn),
    "progress": Kind("a body, or an indicator of a province, through the years", ("body", "within", "indicator"), progress.drawn),
    "map": Kind("an indicator in the provinces in one year", ("indicator", "year", "borders"), provinces.drawn),
    "cascade": Kind("what a directive led to", ("directive",), cascade.drawn),
    "network": Kind("what is around a body: those above and below, officials, directives", ("body",), around.drawn),
}


def chosen(kind: str, path: Path) -> str:
    """The suffix of a picture that can be drawn; an unknown kind or suffix raises `ExportError`."""
    if kind not in PICTURES:
        raise ExportError(f"no picture '{kind}'; {instead(kind, PICTURES)}")
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in page.SUFFIXES:
        raise ExportError(f"{path}: a picture is written as .{', .'.join(page.SUFFIXES)}")
    return suffix


def write(store: Store, kind: str, path: Path, *, language: str = "en", **values: object) -> None:
    """Draw one of `PICTURES` to a file; `values` are those of its options, None as good as not given.

    Raises `ExportError` where the kind, the suffix or an option is not one that there is, nothing is found, or the file cannot be
    written: it is then left as it was; `QueryError` where a value is none.
    """
    suffix = chosen(kind, path)
    given = {name: value for name, value in values.items() if value is not None}
    for name in given:
        if name not in PICTURES[kind].options:
            raise ExportError(f"picture '{kind}' has no option --{name}; {instead(name, PICTURES[kind].options)}")
    try:
        import matplotlib  # noqa: F401
    except ModuleNotFoundError:
        raise ExportError("pictures need matplotlib; install it with: pip install 'chitieu-kg[picture]'") from None
    with page.settings():
        data = page.saved(PICTURES[kind].draw(store, given, language), suffix, f"kg picture {kind}")
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
