"""Every province and district that a real article names: the right unit of its time, or none; never another."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg import extract, gazetteer, read, segment
from kg.fold import fold
from kg.recognise import BodyMention, PlaceMention
from kg.records import Document
from kg.resolve import naming
from kg.resolve.home import bodies, home

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SEEDS, DEV = SHARED / "seeds", SHARED / "dev"
GOLD = Path(__file__).parent / "gold" / "places.tsv"

# What a document calls a place (kind before it or "", folded name), and the unit.
Named = tuple[str, str]


@cache
def gold() -> dict[str, dict[Named, str]]:
    lines = [line for line in GOLD.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found: dict[str, dict[Named, str]] = {}
    for row in csv.DictReader(lines, delimiter="\t"):
        found.setdefault(row["document"], {})[row["kind"], fold(row["name"])] = row["unit_id"]
    return found


_IN_BLOC = re.compile(r"\b(tỉnh|tp|thành phố|quận|huyện|thị xã) (.+)$")


def resolved(document: Document) -> Iterator[tuple[Named, str | None]]:
    """Every province and district that the text half finds named, with the unit it takes it for."""
    zoned = segment.zoned(document)
    readings = extract.readings(zoned)
    names = naming.collect(zoned, readings, home(zoned, readings))
    keys = {start: body.key for start, body, _ in names.mentions}
    for reading in readings:
        for at in reading.named:
            thing = reading.things[at]
            if isinstance(thing, PlaceMention) and thing.name and thing.level != "commune":
                unit = naming.place_unit(thing, names)
                yield (thing.unit_kind or "", thing.name), unit.unit_id if unit else None
        for mention in bodies(reading):
            if mention.place and mention.unit_kind not in ("xã", "phường", "thị trấn", "đặc khu"):
                yield (mention.unit_kind or "", mention.place), _unit_of(mention, names)
            elif mention.unit and mention.level == "bloc" and (said := _IN_BLOC.search(mention.unit)):
                kind = "thành phố" if said[1] == "tp" else said[1]
                yield (kind, said[2]), keys.get(mention.start, "//").split("/")[1] or None


def _unit_of(mention: BodyMention, names: naming.Names) -> str | None:
    body = naming.resolve(mention, names, keep=False)
    return body.unit if body else None


def same(text: str) -> str:
    return fold(text).replace("oà", "òa").replace("oá", "óa")


@cache
def compared() -> dict[str, list[tuple[str, Named, str | None, str | None]]]:
    """By right, undecided and wrong: document, name, the unit meant, the unit taken."""
    found: dict[str, list[tuple[str, Named, str | None, str | None]]] = {"right": [], "undecided": [], "wrong": []}
    for document in read.documents([str(SEEDS), str(DEV)]):
        assert isinstance(document, Document)
        meant = gold().get(document.id, {})
        taken: dict[Named, set[str | None]] = {}
        for (kind, name), unit in resolved(document):
            taken.setdefault((kind, same(name)), set()).add(unit)
        expected = {(kind, same(name)): unit for (kind, name), unit in meant.items()}
        for named in sorted(expected.keys() | taken.keys()):
            for unit in sorted(taken.get(named, {None}), key=str):
                if named not in expected and unit is None:
                    continue  # neither meant nor taken for a place
                how = "right" if unit is not None and unit == expected.get(named) else "undecided" if unit is None else "wrong"
                found[how].append((document.id, named, expected.get(named), unit))
    return found


def test_gold_names_units_of_the_reference_data() -> None:
    for units in gold().values():
        for (kind, _), unit_id in units.items():
            unit = gazetteer.unit(unit_id)
            assert unit.level in ("province", "district")
            assert not kind or kind in unit.kind


@pytest.mark.skipif(not DEV.is_dir(), reason=f"the articles are not there: {SHARED}")
def test_no_place_is_taken_for_another() -> None:
    counts = {how: len(rows) for how, rows in compared().items()}
    print(f"\nplaces named: {counts}")
    assert compared()["wrong"] == []
    # What is undecided is listed; a new line here is a place that was lost.
    assert compared()["undecided"] == []
    assert counts["right"] >= 120
