"""Gold as people write it: what each article states, one JSON file an article, its text beside it or in a folder next to that."""

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from kg.errors import ReadError
from kg.records import Number


class GoldDirective(msgspec.Struct, frozen=True):
    number: str
    issuer: str | None = None
    optional: bool = False


class GoldOfficial(msgspec.Struct, frozen=True):
    name: str
    roles: tuple[str, ...] = ()
    optional: bool = False


class Also(msgspec.Struct, frozen=True):
    """Other readings of a target that are right as well."""

    org: tuple[str, ...] = ()
    period: tuple[str | None, ...] = ()
    met: tuple[bool | None, ...] = ()


class GoldTarget(msgspec.Struct, frozen=True):
    """`period` is YYYY, YYYY-MM or two of them with a slash between; "2019/" and "/2030" leave a side open."""

    indicator: str
    org: str | None = None
    period: str | None = None
    planned: Number | None = None
    achieved: Number | None = None
    percent: Number | None = None
    met: bool | None = None
    quote: str = ""
    also: Also = Also()
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether missing it costs: `optional` and every `other:…` neither earn nor cost."""
        return not self.optional and not self.indicator.startswith("other:")


class Gold(msgspec.Struct, frozen=True):
    """What one article states; `committees_optional` neither earn nor cost, `not_targets` quotes figures that are none."""

    id: str
    directives: tuple[GoldDirective, ...]
    officials: tuple[GoldOfficial, ...]
    committees: tuple[str, ...]
    enterprises: tuple[str, ...]
    targets: tuple[GoldTarget, ...]
    committees_optional: tuple[str, ...] = ()
    not_targets: tuple[str, ...] = ()


def golds(folder: Path) -> tuple[Gold, ...]:
    """The gold of a folder, by file name; raises ReadError where there is none or a file is not of the gold form."""
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        raise ReadError(f"no gold in {folder}: a folder of NAME.json files is expected, as in data/reports")
    return tuple(_gold(path) for path in paths)


def _gold(path: Path) -> Gold:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        # Some keep their facts in an object of their own.
        return msgspec.convert({**found, **found.get("facts", {})}, Gold)
    except (OSError, ValueError, AttributeError, TypeError, msgspec.ValidationError) as error:
        raise ReadError(f"{path} is no gold file: {error}; data/reports has examples, docs/growing-rules.md says what is in one") from None


def sources(folder: Path, found: Iterable[Gold]) -> tuple[str, ...]:
    """The texts of the gold: NAME.txt beside NAME.json, else in a folder next to the gold's; a gold without text is left out."""
    paths = []
    for gold in found:
        beside = folder / f"{gold.id}.txt"
        near = sorted(folder.resolve().parent.glob(f"*/{gold.id}.txt"))
        paths += [beside] if beside.is_file() else near[:1]
    if not paths:
        raise ReadError(f"no text beside the gold in {folder} or in a folder next to it; name the source of the articles")
    return tuple(str(path) for path in paths)
