"""The gold of people: pairs of notices that are one person, two, or that nobody can tell, each in its trap."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from kg import link
from kg.fold import slug, without_marks
from kg.rdf import Reference

with (Path(__file__).parent.parent / "data" / "gold" / "people.tsv").open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table, dialect="excel-tab"))

VERDICTS = {"same": "positive", "different": "negative", "undecided": "undecided"}


def notice(name: str, post: str, body: str, on: str) -> Reference:
    """What one document of a day says of a person."""
    key = "/".join((slug(name), slug(post), body, on or "?document"))
    return Reference(
        "official",
        key,
        f"official/{slug(without_marks(name))}",
        names=(name,),
        posts=((post, f"tổ chức {body}" if body else "", body),),
        start=on or None,
        end=on or None,
    )


def both(row: dict[str, str]) -> tuple[Reference, Reference]:
    return (
        notice(row["name"], row["post"], row["body"], row["on"]),
        notice(row["other"], row["other_post"], row["other_body"], row["other_on"]),
    )


def verdict(one: Reference, other: Reference) -> str:
    """What is judged of a pair; two that share no block are never compared."""
    if one.block != other.block:
        return "negative"
    canonical, judgements = link.decided([one, other])
    joined = canonical.get(one.node, one.node) == canonical.get(other.node, other.node)
    if joined:
        return "positive"
    return min((judgement.verdict for judgement in judgements), default="undecided")


def test_every_trap_has_its_rows() -> None:
    traps = Counter(row["trap"] for row in ROWS)
    assert len(ROWS) >= 40
    assert set(traps) == {"homonyms", "one post", "career", "marks", "title only", "merger"}
    assert min(traps.values()) >= 5
    assert {row["expected"] for row in ROWS} == set(VERDICTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['trap']}: {row['why']}")
def test_a_pair_is_judged_as_a_careful_reader_would(row: dict[str, str]) -> None:
    one, other = both(row)
    assert verdict(one, other) == verdict(other, one) == VERDICTS[row["expected"]], row["why"]


def test_no_two_are_joined_that_are_not_one() -> None:
    wrong = [row["why"] for row in ROWS if row["expected"] != "same" and verdict(*both(row)) == "positive"]
    assert wrong == []


def test_of_two_that_came_together_in_one_province_none_is_followed() -> None:
    name = "Nguyễn Văn An"
    lao_cai, yen_bai = (
        notice(name, "Bí thư", "party_committee/P10-legacy", "2024-05-01"),
        notice(name, "Bí thư", "party_committee/P15-legacy", "2024-05-01"),
    )
    after = notice(name, "Phó Bí thư", "party_committee/P15-2025", "2025-08-01")
    canonical, judgements = link.decided([lao_cai, yen_bai, after])
    assert canonical == {}
    assert {one.by for one in judgements} == {"rule:successor-provinces", "rule:two-provinces-at-once"}
    assert link.decided([lao_cai, after])[0] == {after.node: lao_cai.node}
