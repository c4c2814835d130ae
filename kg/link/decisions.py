"""What people decided, in a file of their own beside the releases: tab-separated, a line a decision, only ever added to.

A later line of the same person about the same pair takes the place of an earlier one; lines of others stay beside it.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kg.errors import LinkError
from kg.link.canonical import JOINED
from kg.link.judgement import Judgement
from kg.link.scale import rules

NAME = "judgements.tsv"
COLUMNS = ("subject", "relation", "object", "verdict", "by", "on", "score", "evidence")
_VERDICTS = ("positive", "negative", "undecided")
_AND = " | "


def read(graph: Path) -> tuple[Judgement, ...]:
    """The decisions kept in a graph folder, one a person and pair, sorted; none where none were made. A broken file raises LinkError."""
    path = graph / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise LinkError(f"{path} cannot be read: {error}") from None
    return merged(parsed(text, str(path)))


def add(graph: Path, decisions: Iterable[Judgement]) -> None:
    """Keep decisions; they are on the disk when this returns, and a reader sees whole lines."""
    lines = "".join(line(one) for one in decisions)
    if not lines:
        return
    path = graph / NAME
    try:
        with path.open("a", encoding="utf-8", newline="") as out:
            if out.tell() == 0:
                out.write("\t".join(COLUMNS) + "\n")
            out.write(lines)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise LinkError(f"cannot write {path}: {error.strerror or error}; nothing of what was there is lost") from None


def merged(decisions: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The last word of each person on each pair, sorted."""
    last = {(one.subject, one.relation, one.object, one.by): one for one in decisions}
    return tuple(last[key] for key in sorted(last))


def written(judgements: Iterable[Judgement]) -> str:
    """A whole file of judgements, of rules too, with its heading."""
    return "\t".join(COLUMNS) + "\n" + "".join(line(one) for one in judgements)


def line(one: Judgement) -> str:
    score = "" if one.score is None else f"{one.score:g}"
    cells = (one.subject, one.relation, one.object, one.verdict, one.by, one.on or "", score, _AND.join(one.evidence))
    return "\t".join(" ".join(cell.split()) for cell in cells) + "\n"


def parsed(text: str, name: str, *, by: str | None = None, on: str | None = None) -> list[Judgement]:
    """The decisions of people in a table, in its order; raises LinkError that names every bad line (the first ten).

    Lines by a rule are what an export shows for looking at. One whose verdict is not the rule's own any more was decided by whoever
    changed it: `by` ("person:NAME") says who that is and `on` when, and without it such a line is an error.
    """
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
            decision = _decision(values, by, on)
        except ValueError as error:
            wrong.append(f"{name}, line {number}: {error}")
            continue
        if decision is not None:
            found.append(decision)
    if wrong:
        more = f"\n… and {len(wrong) - 10} more" if len(wrong) > 10 else ""
        raise LinkError("\n".join(wrong[:10]) + more)
    return found


def _decision(values: dict[str, str], by: str | None, today: str | None) -> Judgement | None:
    """The decision of one line, None where a rule made it; raises ValueError with what would be right."""
    verdict, who, on = values["verdict"], values["by"], values.get("on", "")
    if verdict not in _VERDICTS:
        raise ValueError(f"no verdict '{verdict}'; there are: {', '.join(_VERDICTS)}")
    if who.startswith("rule:"):
        rule = rules().get(who.removeprefix("rule:"))
        if rule is not None and rule.verdict == verdict:
            return None
        if by is None:
            raise ValueError(f"'{who}' did not decide '{verdict}'; say who did: in the column by, as person:NAME, or with --by NAME")
        who, on = by, today or ""
    if not who.startswith("person:") or who == "person:":
        raise ValueError(f"no person '{who}'; a decision is by person:NAME")
    if values["relation"] != "same":
        raise ValueError(f"no relation '{values['relation']}' to decide here; there is: same")
    pair = (values["subject"], values["object"])
    kinds = {node.partition("/")[0] for node in pair}
    if len(kinds) != 1 or not kinds <= set(JOINED) or any(not node.partition("/")[2] for node in pair):
        raise ValueError(f"'{pair[0]}' and '{pair[1]}' cannot be one; two of one kind can, of: {', '.join(JOINED)}")
    if pair[0] == pair[1]:
        raise ValueError(f"'{pair[0]}' is the same as itself; a decision is about two")
    if on:
        try:
            date.fromisoformat(on)
        except ValueError:
            raise ValueError(f"'{on}' is no date; a date is year-month-day, as in 2026-11-22") from None
    evidence = tuple(part for part in values.get("evidence", "").split(_AND) if part)
    return Judgement(min(pair), "same", max(pair), verdict, who, evidence, None, on or None)  # type: ignore[arg-type]  # checked above


def changed(old: Sequence[Judgement], new: Sequence[Judgement]) -> set[str]:
    """The nodes about which something else is decided now."""
    return {node for one in set(old) ^ set(new) for node in (one.subject, one.object)}
