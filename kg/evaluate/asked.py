"""Gold of questions in words: which canned question a text asks and with which values, or that none does, against what `understand` says.

A line of JSON a question: `text`, `question` (null where it must be refused), its `values`, `also` (other answers that are as good) and
`trap` (what kind of question it is). A refusal of what could be answered is missed, an answer that is not the right one is wrong. Values
are compared without case and marks.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.fold import without_marks
from kg.understand import Form, Offer, understood


@dataclass(frozen=True, slots=True)
class Row:
    """A question in words with the answers that are right, the first being the one expected; none where it must be refused."""

    line: int
    trap: str
    text: str
    right: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    row: Row
    said: Offer | None
    near: Offer | None

    @property
    def outcome(self) -> str:
        if self.said is None:
            return "missed" if self.row.right else "refused"
        return "right" if any(_same(self.said, right) for right in self.row.right) else "wrong"


@dataclass(frozen=True, slots=True)
class Asked:
    """All rows of a file with what was understood of each; `absent` are rows of questions that there are not."""

    path: Path
    judged: tuple[Judged, ...]
    absent: tuple[Row, ...]

    def count(self, outcome: str, trap: str | None = None) -> int:
        return sum(one.outcome == outcome and trap in (None, one.row.trap) for one in self.judged)

    @property
    def right(self) -> float:
        """Of the questions that have an answer, the share that got it."""
        answerable = sum(bool(one.row.right) for one in self.judged)
        return self.count("right") / answerable if answerable else 1.0

    @property
    def wrong(self) -> float:
        """Of all questions, the share that got another answer than theirs; a refusal is not wrong."""
        return self.count("wrong") / len(self.judged) if self.judged else 0.0


def _same(one: Offer, other: Offer) -> bool:
    return one.question == other.question and _plain(one.values) == _plain(other.values)


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name: without_marks(value) for name, value in values.items()}


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file; raises ReadError where a line is no question of this form."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"cannot read {path}: {error}") from None
    for number, line in enumerate(lines, 1):
        try:
            record: Any = json.loads(line)
            first = [record, *record.get("also", ())] if record["question"] is not None else []
            right = tuple(Offer(one["question"], {str(k): str(v) for k, v in one["values"].items()}) for one in first)
            yield Row(number, record["trap"], record["text"], right)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ReadError(f"{path}, line {number}: no gold of a question; it needs text, trap, question and values: {error}") from None


def evaluated(path: Path, forms: Sequence[Form]) -> Asked:
    """The gold of a file against what is understood of it with the questions there are."""
    known = {form.name for form in forms}
    judged, absent = [], []
    for row in rows(path):
        if row.right and row.right[0].question not in known:
            absent.append(row)
            continue
        found = understood(row.text, forms)
        judged.append(Judged(row, found.answer, found.offers[0] if found.offers else None))
    return Asked(path, tuple(judged), tuple(absent))


def rendered(asked: Asked, format: str = "text") -> str:
    """As text, or as one JSON object."""
    if format == "json":
        return json.dumps(_object(asked), ensure_ascii=False, indent=1) + "\n"
    if format == "text":
        return "".join(f"{line}\n" for line in _text(asked))
    raise ReadError(f"no format '{format}' for a gold of questions; there are: text, json")


OUTCOMES = ("right", "missed", "wrong", "refused")


def _text(asked: Asked) -> Iterator[str]:
    for one in asked.judged:
        if one.outcome in ("missed", "wrong"):
            yield f"line {one.row.line}, {one.outcome}: {one.row.text}"
            yield f"    expected {_shown(one.row.right[0] if one.row.right else None)}"
            yield f"    said {_shown(one.said)}" + (f", nearest {_shown(one.near)}" if one.said is None else "")
    yield f"{'trap':16}" + "".join(f"{outcome:>9}" for outcome in OUTCOMES)
    for trap in (*dict.fromkeys(one.row.trap for one in asked.judged), None):
        yield f"{trap or 'all':16}" + "".join(f"{asked.count(outcome, trap):9}" for outcome in OUTCOMES)
    yield ""
    yield f"{len(asked.judged)} questions: right {asked.right:.3f} of those that have an answer, wrong {asked.wrong:.3f} of all"
    if asked.absent:
        yield f"{len(asked.absent)} more ask questions that there are not"


def _shown(offer: Offer | None) -> str:
    return "nothing" if offer is None else " ".join([offer.question, *(f"{name}={value}" for name, value in offer.values.items())])


def _object(asked: Asked) -> dict[str, object]:
    return {
        "questions": len(asked.judged),
        "right": round(asked.right, 4),
        "wrong": round(asked.wrong, 4),
        "outcomes": {outcome: asked.count(outcome) for outcome in OUTCOMES},
        "absent": len(asked.absent),
        "differences": [
            {
                "line": one.row.line,
                "text": one.row.text,
                "expected": _shown(one.row.right[0] if one.row.right else None),
                "said": _shown(one.said),
            }
            for one in asked.judged
            if one.outcome in ("missed", "wrong")
        ],
    }
