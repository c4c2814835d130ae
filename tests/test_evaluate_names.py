"""The gold of names: what it holds, and that `match` decides it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg import files, gazetteer
from kg.errors import ReadError
from kg.evaluate import names

GOLD = files.DATA / "gold" / "names.tsv"
HEAD = "\t".join(names.COLUMNS) + "\n"


def row(**cells: str) -> str:
    return "\t".join(cells.get(column, "") for column in names.COLUMNS) + "\n"


def test_the_gold_covers_every_trap_and_names_units_that_are_there() -> None:
    rows = list(names.rows(GOLD))
    assert len(rows) >= 300
    traps = "time numbers homonyms kinds marks unmarked abbreviations slips bodies people enterprises directives"
    assert {one.trap for one in rows} == set(traps.split())
    assert all(one.why for one in rows)
    for one in rows:
        if one.other is None and one.expected != "undecided":
            gazetteer.unit(one.expected)
    assert len({(one.one, one.other) for one in rows}) == len(rows)


def test_names_are_decided_as_people_decide_them() -> None:
    found = names.evaluated(GOLD)
    assert found.total.precision >= 0.99
    assert found.total.recall >= 0.95
    for trap, counts in found.traps.items():
        assert counts.precision >= 0.95, trap
        assert counts.recall >= 0.9, trap


def test_what_is_decided_wrongly_counts_against_both(tmp_path: Path) -> None:
    gold = tmp_path / "names.tsv"
    gold.write_text(
        HEAD
        + row(trap="a", type="Place", name="Quận 1", expected="D761", why="wrong on purpose")
        + row(trap="a", type="Place", name="Quận 3", expected="D770", why="right")
        + row(trap="a", type="Place", name="Huyện Châu Thành", expected="D808", why="nobody can tell")
        + row(trap="b", type="Place", name="Quận 3", other="Quận 3", expected="undecided", why="said though nobody could"),
        encoding="utf-8",
    )
    found = names.evaluated(gold)
    assert (found.total.right, found.total.extra, found.total.missed) == (1, 2, 2)
    text = names.rendered(found)
    assert "line 2, a: Quận 1\n    expected D761 (wrong on purpose), said D760\n" in text
    assert json.loads(names.rendered(found, "json"))["traps"]["b"]["fp"] == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a\tb\n", "its columns must be trap, type, name"),
        (HEAD + "x\n", "line 2: 1 cells"),
        (HEAD + row(type="Dog", name="x"), "line 2: no type 'Dog'"),
        (HEAD + row(type="Place", name="x", other="y", expected="D003"), "a pair is same, different or undecided"),
        (HEAD + row(type="Place", name="Quận 1", on="soon", expected="D760"), "line 2: 'soon' is no date"),
    ],
)
def test_a_gold_that_cannot_be_read_is_said(tmp_path: Path, text: str, says: str) -> None:
    gold = tmp_path / "names.tsv"
    gold.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=says):
        names.evaluated(gold)


def test_the_command_tells_the_rates() -> None:
    kg = str(Path(sys.executable).with_name("kg"))
    done = subprocess.run([kg, "evaluate", GOLD], capture_output=True, text=True, check=True, timeout=60)
    assert "trap" in done.stdout
    assert "all  " in done.stdout
    assert subprocess.run([kg, "evaluate", GOLD, "x"], capture_output=True, check=False, timeout=60).returncode == 2
