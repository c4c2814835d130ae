"""What people decided and services answered, in a file of its own beside the releases: tab-separated, a line a judgement, only added to.

A later line of the same person or service about the same pair takes the place of an earlier one; lines of others stay beside it.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from kg.errors import LinkError
from kg.link.canonical import JOINED
from kg.link.judgement import Judgement
from kg.link.scale import rules

NAME = "judgements.tsv"
COLUMNS = ("subject", "relation", "object", "verdict", "by", "on", "score", "evidence", "source", "licence", "taken")
_VERDICTS = ("positive", "negative", "undecided")
_AND = " | "
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_SUBJECTS = ("place", "body", "official", "enterprise", "directive")


def read(graph: Path) -> tuple[Judgement, ...]:
    """The judgements kept in a graph folder, one a pair and person or service, sorted; none where none were made.

    A broken file raises LinkError.
    """
    path = graph / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise LinkError(f"{path} cannot be read: {error}") from None
    return merged(parsed(text, str(path)))


def add(graph: Path, decisions: Iterable[Judgement]) -> None:
    """Keep judgements; they are on the disk when this returns, and a reader sees whole lines."""
    lines = "".join(line(one) for one in decisions)
    if not lines:
        return
    path = graph / NAME
    try:
        _in_todays_columns(path)
        with path.open("a", encoding="utf-8", newline="") as out:
            if out.tell() == 0:
                out.write("\t".join(COLUMNS) + "\n")
            out.write(lines)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise LinkError(f"cannot write {path}: {error.strerror or error}; nothing of what was there is lost") from None


def _in_todays_columns(path: Path) -> None:
    """Write a file whose first line names other columns anew, all its lines kept."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return
    heading = text.removeprefix("\ufeff").partition("\n")[0].rstrip("\r")
    if not text or (text.endswith("\n") and heading.split("\t") == list(COLUMNS)):
        return
    beside = path.with_name(f"{NAME}.new")
    with beside.open("w", encoding="utf-8", newline="") as out:
        out.write(written(parsed(text, str(path))))
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def merged(decisions: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The last word of each person and service on each pair, sorted."""
    last = {(one.subject, one.relation, one.object, one.by): one for one in decisions}
    return tuple(last[key] for key in sorted(last))


def written(judgements: Iterable[Judgement]) -> str:
    """A whole file of judgements, of rules too, with its heading."""
    return "\t".join(COLUMNS) + "\n" + "".join(line(one) for one in judgements)


def line(one: Judgement) -> str:
    score = "" if one.score is None else f"{one.score:g}"
    told = (one.subject, one.relation, one.object, one.verdict, one.by, one.on or "", score, _AND.join(one.evidence))
    cells = (*told, one.source or "", one.licence or "", one.taken or "")
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def parsed(text: str, name: str, *, by: str | None = None, on: str | None = None, known: Iterable[Judgement] = ()) -> list[Judgement]:
    """The judgements of people and services in a table, in its order; raises LinkError that names every bad line (the first ten).

    Lines by a rule are what an export shows for looking at. A line whose verdict is not the rule's or service's own any more (as
    `known` has it) was decided by whoever changed it: `by` ("person:NAME") says who that is and `on` when, and without it is an error.
    """
    verdicts = {_said(one): one.verdict for one in known if not one.by.startswith("person:")}
    rows = [(number, row) for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1) if row.strip()]
    if not rows:
        return []
    number, heading = rows[0]
    columns = [cell.strip() for cell in heading.split("\t")]
    missing = [column for column in COLUMNS[:5] if column not in columns]
    if missing:
        raise LinkError(f"{name}, line {number}: no column {', '.join(missing)}; the first line names the columns: {' '.join(COLUMNS)}")
    found: list[Judgement] = []
    wrong: list[str] = []
    for number, row in rows[1:]:
        cells = [cell.strip() for cell in row.split("\t")]
        if len(cells) > len(columns):
            wrong.append(f"{name}, line {number}: {len(cells)} cells under {len(columns)} columns")
            continue
        values = dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))
        try:
            decision = _decision(values, by, on, verdicts)
        except ValueError as error:
            wrong.append(f"{name}, line {number}: {error}")
            continue
        if decision is not None:
            found.append(decision)
    if wrong:
        more = f"\n… and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        raise LinkError("\n".join(wrong[:10]) + more)
    return found


def _said(one: Judgement) -> tuple[str, ...]:
    return one.subject, one.relation, one.object, one.by


def _decision(values: dict[str, str], by: str | None, today: str | None, known: Mapping[tuple[str, ...], str]) -> Judgement | None:
    """The judgement of one line, None where a rule made it; raises ValueError with what would be right."""
    verdict, who, on, relation = values["verdict"], values["by"], values.get("on", ""), values["relation"]
    if verdict not in _VERDICTS:
        raise ValueError(f"no verdict '{verdict}'; there are: {', '.join(_VERDICTS)}")
    if relation not in ("same", "closeMatch", "exactMatch"):
        raise ValueError(f"no relation '{relation}'; there are: same, closeMatch")
    kind, _, called = who.partition(":")
    rule = rules().get(called) if kind == "rule" else None
    was = rule.verdict if rule else known.get(tuple(values[column] for column in ("subject", "relation", "object", "by")))
    if kind == "rule" and was == verdict:
        return None
    if kind == "rule" or (kind == "service" and was not in (None, verdict)):
        if by is None:
            raise ValueError(f"'{who}' did not decide '{verdict}'; say who did: in the column by, as person:NAME, or with --by NAME")
        who, on, relation = by, today or "", "same" if relation == "same" else "closeMatch"
        kind, _, called = who.partition(":")
    if kind not in ("person", "service") or not called:
        raise ValueError(f"no person '{who}'; a decision is by person:NAME, an answer by service:URL")
    if relation == "exactMatch":
        raise ValueError("an exactMatch follows where two sources agree; what is decided is a closeMatch")
    if relation == "same" and kind == "service":
        raise ValueError(f"'{who}' cannot decide what is the same here; it can say closeMatch")
    first, second = _pair(values["subject"], relation, values["object"])
    days = [on or None, values.get("taken") or None]
    for day, least in zip(days, (10, 7), strict=True):
        if day and not _is_day(day, least):
            raise ValueError(f"'{day}' is no date; a date is year-month-day, as in 2026-11-22")
    source, licence = (_address(values.get(column, "")) for column in ("source", "licence"))
    evidence = tuple(part for part in values.get("evidence", "").split(_AND) if part)
    # What is the same is a decision, not a measure: only a service has a score.
    score = _score(values.get("score", "")) if kind == "service" else None
    return Judgement(first, relation, second, verdict, who, evidence, score, days[0], source, licence, days[1])  # type: ignore[arg-type]  # checked above


def _pair(subject: str, relation: str, other: str) -> tuple[str, str]:
    if relation != "same":
        kind, _, key = subject.partition("/")
        if kind not in _SUBJECTS or not key:
            raise ValueError(f"'{subject}' is no node to be linked; there are: {', '.join(f'{one}/…' for one in _SUBJECTS)}")
        if not _IRI.fullmatch(other):
            raise ValueError(f"'{other}' is no address of something elsewhere, as https://… is")
        return subject, other
    kinds = {node.partition("/")[0] for node in (subject, other)}
    if len(kinds) != 1 or not kinds <= set(JOINED) or any(not node.partition("/")[2] for node in (subject, other)):
        raise ValueError(f"'{subject}' and '{other}' cannot be one; two of one kind can, of: {', '.join(JOINED)}")
    if subject == other:
        raise ValueError(f"'{subject}' is the same as itself; a decision is about two")
    return min(subject, other), max(subject, other)


def _is_day(text: str, least: int) -> bool:
    """Whether this is a day, or with `least` 7 a month."""
    try:
        date.fromisoformat(f"{text}-01" if len(text) == 7 == least else text)
    except ValueError:
        return False
    return len(text) in (least, 10)


def _address(text: str) -> str | None:
    if text and not _IRI.fullmatch(text):
        raise ValueError(f"'{text}' is no address, as https://… is")
    return text or None


def _score(text: str) -> float | None:
    try:
        score = float(text) if text else None
    except ValueError:
        score = -1
    if score is not None and not 0 <= score <= 1:
        raise ValueError(f"'{text}' is no score; a score lies between 0 and 1")
    return score


def changed(old: Sequence[Judgement], new: Sequence[Judgement]) -> set[str]:
    """The nodes about whose sameness something else is decided now."""
    return {node for one in set(old) ^ set(new) if one.relation == "same" for node in (one.subject, one.object)}
