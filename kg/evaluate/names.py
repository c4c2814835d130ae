"""Gold of names: pairs that are the same, different or undecided, and mentions with the unit they mean, against what `match` decides.

A row is a decision where it says same, different or a unit, and none where it says undecided. What is decided and wrong, or decided though
nobody can tell, is extra; what is not decided so is missed.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import match
from kg.errors import MatchError, ReadError
from kg.evaluate.count import Counts
from kg.match import Query

COLUMNS = (
    "trap", "type", "name", "within", "on", "post", "other", "other_within", "other_on", "other_post", "expected", "why",
)  # fmt: skip
UNDECIDED = "undecided"
_SAID = {"positive": "same", "negative": "different", "undecided": UNDECIDED}


@dataclass(frozen=True, slots=True)
class Row:
    """A mention (no `other`) with the unit_id it means, or a pair; `trap` is what makes it hard, `why` the reason for `expected`."""

    line: int
    trap: str
    one: Query
    other: Query | None
    expected: str
    why: str


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    said: str

    @property
    def counts(self) -> Counts:
        wanted, said = self.row.expected, self.said
        right = said == wanted and said != UNDECIDED
        return Counts(right=int(right), extra=int(said not in (wanted, UNDECIDED)), missed=int(wanted not in (said, UNDECIDED)))


@dataclass(frozen=True, slots=True)
class Names:
    """All rows of a file with what was decided of each."""

    path: Path
    judged: tuple[Judged, ...]

    @property
    def traps(self) -> dict[str, Counts]:
        found: dict[str, Counts] = {}
        for one in self.judged:
            found[one.row.trap] = found.get(one.row.trap, Counts()) + one.counts
        return found

    @property
    def total(self) -> Counts:
        return sum((one.counts for one in self.judged), Counts())

    @property
    def wrong(self) -> tuple[Judged, ...]:
        return tuple(one for one in self.judged if one.said != one.row.expected)


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file; raises ReadError where it is not a table of these columns, or a cell cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"cannot read {path}: {error}") from None
    table = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(table, ())) != COLUMNS:
        raise ReadError(f"{path} is no gold of names: its columns must be {', '.join(COLUMNS)}")
    for number, cells in enumerate(table, 2):
        if len(cells) != len(COLUMNS):
            raise ReadError(f"{path}, line {number}: {len(cells)} cells, not {len(COLUMNS)}")
        row = dict(zip(COLUMNS, cells, strict=True))
        if row["type"] not in match.TYPES:
            raise ReadError(f"{path}, line {number}: no type '{row['type']}'; there are: {', '.join(match.TYPES)}")
        if row["other"] and row["expected"] not in _SAID.values():
            raise ReadError(f"{path}, line {number}: a pair is same, different or undecided, not '{row['expected']}'")
        yield Row(number, row["trap"], _query(row, ""), _query(row, "other_") if row["other"] else None, row["expected"], row["why"])


def _query(row: dict[str, str], prefix: str) -> Query:
    within = tuple(part.strip() for part in row[f"{prefix}within"].split("|") if part.strip())
    name = row["other"] if prefix else row["name"]
    return Query(name, row["type"], within, row[f"{prefix}on"] or None, None, row[f"{prefix}post"] or None)


def evaluated(path: Path) -> Names:
    """The gold of a file against what `match` decides with the reference data alone."""
    places = match.places()
    judged = []
    for row in rows(path):
        try:
            judged.append(Judged(row, _said(row, places)))
        except MatchError as error:
            raise ReadError(f"{path}, line {row.line}: {error}") from None
    return Names(path, tuple(judged))


def _said(row: Row, places: match.Index) -> str:
    if row.other is None:
        return match.unit(row.one, places) or UNDECIDED
    return _SAID[match.same(row.one, row.other, places).verdict]


def rendered(names: Names, format: str = "text") -> str:
    """As text, or as one JSON object."""
    if format == "json":
        return json.dumps(_object(names), ensure_ascii=False, indent=1) + "\n"
    if format == "text":
        return "".join(f"{line}\n" for line in _text(names))
    raise ReadError(f"no format '{format}' for a gold of names; there are: text, json")


def _text(names: Names) -> Iterator[str]:
    for one in names.wrong:
        said = f"{_shown(one.row.one)}{f'  ~  {_shown(one.row.other)}' if one.row.other else ''}"
        yield f"line {one.row.line}, {one.row.trap}: {said}"
        yield f"    expected {one.row.expected} ({one.row.why}), said {one.said}"
    if names.wrong:
        yield ""
    yield f"{'trap':20}{'prec':>7}{'rec':>7}{'right':>7}{'extra':>7}{'missed':>7}"
    for trap, counts in (*names.traps.items(), ("all", names.total)):
        rates = "".join("      –" if rate is None else f"{rate:7.3f}" for rate in counts.shown[:2])
        yield f"{trap:20}{rates}{counts.right:7}{counts.extra:7}{counts.missed:7}"
    undecided = sum(one.row.expected == UNDECIDED for one in names.judged)
    kept = sum(one.row.expected == UNDECIDED == one.said for one in names.judged)
    yield ""
    yield f"{len(names.judged)} rows; of {undecided} that nobody can decide, {kept} were left undecided"


def _shown(query: Query) -> str:
    parts = (query.name, query.post, "in " + ", ".join(query.within) if query.within else None, query.on)
    return ", ".join(part for part in parts if part)


def _object(names: Names) -> dict[str, object]:
    def rates(counts: Counts) -> dict[str, float | int]:
        return {
            "precision": round(counts.precision, 4), "recall": round(counts.recall, 4),
            "tp": counts.right, "fp": counts.extra, "fn": counts.missed,
        }  # fmt: skip

    return {
        "rows": len(names.judged),
        "all": rates(names.total),
        "traps": {trap: rates(counts) for trap, counts in names.traps.items()},
        "wrong": [
            {"line": one.row.line, "trap": one.row.trap, "name": one.row.one.name, "other": one.row.other.name if one.row.other else None,
             "expected": one.row.expected, "said": one.said}
            for one in names.wrong
        ],
    }  # fmt: skip
