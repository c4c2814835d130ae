"""What changed between two states: which fact is which, what a reviewer is told, and that both kinds of state can be compared."""

import csv
import io
import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from small_graph import ARTICLES, BN1, HN1, HN2, HP1, committee, target
from test_cli import kg, refused

from kg import build, diff, files, records, store
from kg.records import Facts, Period

REPLACE = msgspec.structs.replace


def facts_file(path: Path, *facts: Facts) -> Path:
    path.write_bytes(b"".join(records.to_json(one) + b"\n" for one in facts))
    return path


def changes(before: Path | str, after: Path | str) -> list[diff.Change]:
    with diff.opened(str(before)) as old, diff.opened(str(after)) as new:
        return list(diff.changes(old, new))


def with_target(facts: Facts, number: int, **fields: object) -> Facts:
    targets = list(facts.targets)
    targets[number] = REPLACE(targets[number], **fields)
    return REPLACE(facts, targets=tuple(targets))


def told(change: diff.Change) -> tuple[Any, ...]:
    return change.change, change.kind, change.rule, [(field.name, field.before, field.after) for field in change.fields]


def compared(before: Facts | None, after: Facts | None) -> list[tuple[Any, ...]]:
    return [told(change) for change in diff.compared("x", before, after)]


# Which fact is which


def test_equal_readings_differ_in_nothing() -> None:
    for facts in ARTICLES:
        assert compared(facts, REPLACE(facts, source="elsewhere.txt", targets=facts.targets[::-1])) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"achieved": 3},
        {"planned": None, "planned_min": 3},
        {"organisation": "Quận ủy Ba Đình", "organisation_key": "party_committee/D001"},
        {"indicator": "party_members_admitted"},
        {"period": Period("2021-01-01", "2021-12-31")},
        {"rule": "another"},
        {"quote": "Tây Hồ được 2/6", "spans": ((310, 325),)},
        {"scope": "enterprises", "achieved": 5},
    ],
)
def test_a_fact_that_reads_otherwise_changed_and_says_where(fields: dict[str, Any]) -> None:
    before = HN1.targets[1]
    expected = [(name, msgspec.to_builtins(getattr(before, name)), msgspec.to_builtins(value)) for name, value in fields.items()]
    ((change, kind, rule, found),) = compared(HN1, with_target(HN1, 1, **fields))
    assert (change, kind, rule) == ("changed", "target", fields.get("rule", "by-hand"))
    assert sorted(found) == sorted(expected)


def test_of_two_facts_in_one_sentence_each_keeps_its_own() -> None:
    # Phúc Thọ, Mỹ Đức, Đan Phượng stand in one sentence: the one in the middle goes, and the others are not taken for it.
    after = REPLACE(HN1, targets=HN1.targets[:4] + HN1.targets[5:])
    (change,) = diff.compared("x", HN1, after)
    assert (change.change, change.name) == ("vanished", "Huyện ủy Mỹ Đức: party_organisations_founded, 2020-01-01 – 2020-12-31")


def test_facts_of_every_kind_are_compared() -> None:
    after = REPLACE(
        HN1,
        published="2020-12-21",
        directives=(REPLACE(HN1.directives[0], issued="2012-02-28"),),
        committees=HN1.committees[1:],
        organisations=(committee("trade_union/D003", "Công đoàn Tây Hồ", "district", "Tây Hồ", kind="trade_union"),),
        officials=(REPLACE(HN1.officials[0], roles=()), HN1.officials[1]),
        enterprises=(REPLACE(HN1.enterprises[0], form="TNHH"),),
        unexplained=(),
    )
    found = [
        (change.change, change.kind, change.name, [field.name for field in change.fields]) for change in diff.compared("x", HN1, after)
    ]
    assert found == [
        ("changed", "document", "Hà Nội: Nơi đạt, nơi chưa", ["published"]),
        ("changed", "directive", "09-NQ/TU", ["issued"]),
        ("vanished", "committee", "Thành ủy Hà Nội", []),
        ("appeared", "organisation", "Công đoàn Tây Hồ", []),
        ("changed", "official", "Nguyễn Văn Phong", ["roles"]),
        ("changed", "enterprise", "Công ty CP 901", ["form"]),
        ("vanished", "unexplained", "18", []),
    ]


def test_what_is_there_once_more_appeared_once() -> None:
    more = target(
        "Thành ủy Hải Phòng", "party_committee/P31-legacy", "thêm 5", 300, period=Period("2022-01-01", "2022-12-31"), planned=42, achieved=5
    )
    found = list(diff.compared("x", HP1, REPLACE(HP1, targets=(*HP1.targets, more))))
    assert [(change.change, change.quote) for change in found] == [("appeared", "thêm 5")]


# What can be compared


def test_files_of_facts_may_be_in_any_order(tmp_path: Path) -> None:
    one = facts_file(tmp_path / "a.jsonl", *ARTICLES)
    other = facts_file(tmp_path / "b.jsonl", *reversed(ARTICLES))
    assert changes(one, other) == []


def test_documents_on_one_side_only_appear_and_vanish_with_their_facts(tmp_path: Path) -> None:
    found = changes(facts_file(tmp_path / "a.jsonl", HN1, HP1), facts_file(tmp_path / "b.jsonl", HN2, HP1))
    assert {(change.document, change.change) for change in found} == {("hn-1", "vanished"), ("hn-2", "appeared")}
    assert sum(change.kind == "target" for change in found) == len(HN1.targets) + len(HN2.targets)
    assert [change.document for change in found] == sorted(change.document for change in found)


def test_two_releases_of_a_graph_and_the_facts_of_one_are_compared(tmp_path: Path) -> None:
    sources, graph = tmp_path / "sources", tmp_path / "graph"
    sources.mkdir()
    articles = sorted(files.REPORTS.glob("*2020*.txt"))
    for article in articles:
        (sources / article.name).write_bytes(article.read_bytes())
    build.build([str(sources)], graph)
    before, _ = kg("extract", sources)
    article = sources / "quang-ninh-2020-ba-don-vi-lo-hen.txt"
    article.write_text(article.read_text(encoding="utf-8").replace("chỉ ra mắt 1 chi bộ", "chỉ ra mắt 2 chi bộ"), encoding="utf-8")
    build.build([str(sources)], graph)
    (tmp_path / "before.jsonl").write_text(before, encoding="utf-8")

    found = changes(f"{graph}@1", f"{graph}@2")
    assert found == changes(f"{graph}@1", graph) == changes(tmp_path / "before.jsonl", graph)
    assert [(change.kind, [field.name for field in change.fields][:1]) for change in found] == [
        ("document", ["sha256"]),
        ("target", ["achieved"]),
    ]
    assert changes(f"{graph}@1", tmp_path / "before.jsonl") == []
    assert [name for name, _ in store.facts(graph, 2)] == sorted(article.stem for article in articles)

    out, words = kg("diff", "--from", "1", "--to", "2", "--graph", graph, code=1)
    assert "      achieved: 1 → 2\n" in out
    assert "“Huyện ủy Vân Đồn được giao 3 chi bộ nhưng chỉ ra mắt 2 chi bộ”" in out
    assert words == f"1 of {len(articles)} documents differs: 0 appeared, 0 vanished, 2 changed\n"
    out, words = kg("diff", "--from", "2", KG_GRAPH=str(graph))
    assert (out, words) == ("", f"nothing differs in {len(articles)} documents\n")
    assert kg("diff", "-", f"{graph}@1", stdin=before.encode())[0] == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("a.jsonl",), "two things are compared"),
        ((), "two things are compared"),
        (("a.jsonl", "a.jsonl", "--from", "1"), "two things are compared"),
        (("-", "-"), "not both"),
        (("a.jsonl", "nowhere"), "no graph and no file: nowhere"),
        (("a.jsonl", "nowhere@3"), "no graph and no file: nowhere@3"),
        (("a.jsonl", "."), "there is no graph in ."),
        (("a.jsonl", "article.txt"), "article.txt, line 1: not the facts of a document"),
        (("a.jsonl", "twice.jsonl"), "twice.jsonl, line 3: document 'hn-1' stands there twice, first in line 1"),
        (("a.jsonl", "old.jsonl"), "old.jsonl, line 1: facts of schema '0'"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    facts_file(tmp_path / "a.jsonl", HN1)
    facts_file(tmp_path / "twice.jsonl", HN1, HN2, HN1)
    facts_file(tmp_path / "old.jsonl", REPLACE(HN1, schema="0"))
    (tmp_path / "article.txt").write_text("Năm 2020.\n", encoding="utf-8")
    assert says in refused("diff", *arguments, cwd=tmp_path)


# What is told


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Four articles, and the same where one figure changed, one document is gone, and what is printed looks like markup."""
    changed = with_target(with_target(HN1, 1, achieved=3), 2, quote="<b>1/6</b>\t& “thêm”")
    return facts_file(tmp_path / "a.jsonl", HN1, HN2, HP1, BN1), facts_file(tmp_path / "b.jsonl", changed, HN2, BN1)


def test_the_summary_counts_what_is_listed(pair: tuple[Path, Path]) -> None:
    out, _ = kg("diff", *pair, "--format", "json", code=1)
    found = json.loads(out)
    assert (found["documents"], found["differing"]) == (4, 2)
    for rule in found["rules"]:
        listed = [change["change"] for change in found["changes"] if (change["kind"], change["rule"]) == (rule["kind"], rule["rule"])]
        assert {name: listed.count(name) for name in diff.CHANGES} == {name: rule[name] for name in diff.CHANGES}
    assert sum(rule[name] for rule in found["rules"] for name in diff.CHANGES) == len(found["changes"])


def test_the_table_for_programs_has_a_line_a_field(pair: tuple[Path, Path]) -> None:
    out, _ = kg("diff", *pair, "--format", "tsv", code=1)
    rows = list(csv.DictReader(io.StringIO(out), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["document"] for row in rows} == {"hn-1", "hp-1"}
    changed = [(row["field"], row["before"], row["after"]) for row in rows if row["change"] == "changed"]
    assert changed == [("achieved", "2", "3"), ("quote", HN1.targets[2].quote, "<b>1/6</b>\\t& “thêm”")]


def test_the_page_for_review_is_whole_and_escapes_what_is_printed(pair: tuple[Path, Path]) -> None:
    out, _ = kg("diff", *pair, "--format", "html", code=1)

    class Texts(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.said, self.tags = "", set[str]()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.tags.add(tag)

        def handle_data(self, data: str) -> None:
            self.said += data

    page = Texts()
    page.feed(out)
    assert "<b>1/6</b>\t& “thêm”" in page.said
    assert "script" not in page.tags
    assert "2 of 4 documents differ" in page.said


def test_the_same_two_states_give_the_same_bytes(pair: tuple[Path, Path]) -> None:
    for format in diff.FORMATS:
        runs = {
            subprocess.run(
                [sys.executable, "-m", "kg", "diff", *map(str, pair), "--format", format],
                capture_output=True, check=False, env={"PYTHONHASHSEED": seed},
            ).stdout
            for seed in ("1", "2")
        }  # fmt: skip
        assert len(runs) == 1
