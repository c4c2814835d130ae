"""`kg link`: looking at what is undecided, deciding it by key, and taking decisions out and in as a table."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
from test_build import PEOPLE
from test_cli import KG, environment, kg, refused

from kg import store
from kg.link import Judgement, decisions


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for number, text in PEOPLE.items():
        (folder / f"a{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def graph(sources: Path, tmp_path: Path) -> Path:
    kg("build", sources, "--graph", tmp_path / "graph", "--workers", "1")
    return tmp_path / "graph"


def undecided(graph: Path) -> int:
    return kg("link", "list", "--graph", graph, "--verdict", "undecided", "--format", "jsonl")[0].count("\n")


def test_review_shows_both_sides_with_their_sentences_and_keeps_each_key(graph: Path, sources: Path) -> None:
    left = undecided(graph)
    assert left >= 1
    out, words = kg("link", "review", "--graph", graph, "--by", "Lan", stdin=b"?y")
    assert f"1 of {left}" in out
    assert "Đồng chí Nguyễn Văn An, Bí thư Quận ủy Ba Đình cho biết" in " ".join(out.split())
    assert "one name in one province (one-province, 0.4)" in out
    assert f"1 decision kept; {left - 1} pair" in words
    (made,) = decisions.read(graph)
    assert (made.verdict, made.by) == ("positive", "person:Lan")
    # What was decided does not come again, before a build as after it.
    assert kg("link", "review", "--graph", graph, "--by", "Lan", stdin=b"q")[0].count("1 of ") == (left > 1)
    assert "release 2 " in kg("build", sources, "--graph", graph, "--workers", "1")[1]
    assert "nothing changed" in kg("build", sources, "--graph", graph, "--workers", "1")[1]


def test_skipped_pairs_come_again_and_quitting_keeps_what_was_decided(graph: Path) -> None:
    left = undecided(graph)
    _, words = kg("link", "review", "--graph", graph, stdin=b"s" * left, USER="minh", LOGNAME="minh")
    assert f"0 decisions kept, {left} skipped; {left} pair" in words
    assert decisions.read(graph) == ()
    _, words = kg("link", "review", "--graph", graph, stdin=b"uq", USER="minh", LOGNAME="minh")
    assert [one.by for one in decisions.read(graph)] == ["person:minh"]


def test_review_takes_single_keys_on_a_terminal(graph: Path) -> None:
    main, side = pty.openpty()
    process = subprocess.Popen(
        [KG, "link", "review", "--graph", str(graph), "--by", "Lan"],
        stdin=side,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    shown = b""
    while not shown.endswith(b"q quit: "):
        shown += os.read(process.stdout.fileno(), 1000)
    os.write(main, b"n")
    process.communicate(timeout=60)
    os.close(main)
    os.close(side)
    assert [one.verdict for one in decisions.read(graph)] == ["negative"]


def test_decisions_go_out_and_in_as_a_table(graph: Path, tmp_path: Path) -> None:
    kg("link", "review", "--graph", graph, "--by", "Lan", stdin=b"n")
    before = decisions.read(graph)
    table = tmp_path / "out.tsv"
    kg("link", "export", table, "--graph", graph)
    assert "0 decisions taken, 1 known already" in kg("link", "import", table, "--graph", graph)[1]
    assert decisions.read(graph) == before
    kept = (graph / decisions.NAME).read_bytes()
    (graph / decisions.NAME).unlink()
    assert "1 decision taken" in kg("link", "import", table, "--graph", graph)[1]
    assert (graph / decisions.NAME).read_bytes() == kept


def test_a_table_with_a_bad_line_is_refused_whole(graph: Path, tmp_path: Path) -> None:
    kg("link", "review", "--graph", graph, "--by", "Lan", stdin=b"n")
    kept = (graph / decisions.NAME).read_bytes()
    table = tmp_path / "out.tsv"
    table.write_text(decisions.written(decisions.read(graph)) + "official/a\tsame\tofficial/b\tperhaps\tperson:Lan\n", encoding="utf-8")
    assert f"{table}, line 3: no verdict 'perhaps'" in refused("link", "import", table, "--graph", graph)
    assert (graph / decisions.NAME).read_bytes() == kept


def test_decisions_about_what_is_not_there_are_kept_and_told(graph: Path, tmp_path: Path) -> None:
    table = tmp_path / "out.tsv"
    table.write_text("\t".join(decisions.COLUMNS) + "\nofficial/a\tsame\tofficial/b\tpositive\tperson:Lan\n", encoding="utf-8")
    assert (
        "2 nodes of these the current release does not have, as official/a; the decisions are kept"
        in kg("link", "import", table, "--graph", graph)[1]
    )
    assert len(decisions.read(graph)) == 1


def test_contradictions_are_told_by_the_build(graph: Path, sources: Path) -> None:
    kg("link", "review", "--graph", graph, "--by", "Lan", stdin=b"n")
    (made,) = decisions.read(graph)
    other = decisions.line(made).replace("person:Lan", "person:Minh").replace("negative", "positive")
    with (graph / decisions.NAME).open("a", encoding="utf-8") as out:
        out.write(other)
    assert "decisions contradict each other: official/" in kg("build", sources, "--graph", graph, "--workers", "1", code=1)[1]


def test_show_tells_posts_in_time_and_what_joined_them(graph: Path) -> None:
    out, _ = kg("show", "--graph", graph, "Trần Văn Bình")
    assert "Đồng chí Trần Văn Bình, Bí thư Quận ủy Tây Hồ cho biết" in out
    career = kg("ask", "career", "--graph", graph, "--person", "Nguyễn Văn An Tây Hồ", "--format", "tsv")[0].splitlines()
    assert [line.split("\t")[0] for line in career[1:]] == ["Phó Bí thư", "Bí thư"]
    assert career[1].split("\t")[3:5] == ["2015-06-05", "2015-06-05"]
    assert career[2].split("\t")[3:5] == ["2019-02-03", "2020-06-05"]


CANDIDATE = "https://elsewhere.example/Q1"


@pytest.fixture
def answered(graph: Path) -> Path:
    """A graph about one of whose people a service has answered."""
    subject = min(one.subject for one in store.judgements(graph))
    evidence = (
        "names: Nguyễn Văn An / Nguyễn An: not the same",
        "described as: Vietnamese politician",
        "type: Q5; Q5 was asked for: the same",
    )
    answer = Judgement(
        subject, "closeMatch", CANDIDATE, "undecided", "service:https://a.example/api", evidence, 0.8, "2026-11-01", "https://a.example/api"
    )
    decisions.add(graph, [answer])
    return graph


def test_review_shows_a_service_s_candidate_beside_the_sentences_of_the_node(answered: Path) -> None:
    out, _ = kg("link", "review", "--graph", answered, "--by", "Lan", stdin=b"y")
    first = " ".join(out.partition("2 of ")[0].split())
    assert "cho biết năm nay quận kết nạp 12 đảng viên" in first
    for shown in (CANDIDATE, "described as: Vietnamese politician", "type: Q5", "closeMatch? (https://a.example/api, 0.8)"):
        assert shown in first
    (made,) = [one for one in decisions.read(answered) if one.by == "person:Lan"]
    assert (made.relation, made.object, made.verdict, made.source) == ("closeMatch", CANDIDATE, "positive", "https://a.example/api")
    assert CANDIDATE not in kg("link", "review", "--graph", answered, "--by", "Lan", stdin=b"q")[0]
    kg("build", "--graph", answered)
    table = answered.parent / "links.sssom.tsv"
    kg("link", "sssom", table, "--graph", answered)
    (row,) = [line for line in table.read_text(encoding="utf-8").splitlines() if "semapv:ManualMappingCuration\tLan" in line]
    assert "skos:closeMatch" in row
    assert ":Q1\t" in row
    listed = kg("link", "list", "--graph", answered, "--format", "jsonl")[0].splitlines()
    assert sum(CANDIDATE in line for line in listed) == 2


def test_a_service_s_answers_go_out_and_in_and_a_changed_one_is_a_person_s(answered: Path, tmp_path: Path) -> None:
    table = tmp_path / "out.tsv"
    kg("link", "export", table, "--graph", answered)
    before = decisions.read(answered)
    assert "0 decisions taken, 1 known already" in kg("link", "import", table, "--graph", answered)[1]
    (answered / decisions.NAME).unlink()
    assert "1 decision taken" in kg("link", "import", table, "--graph", answered)[1]
    assert decisions.read(answered) == before
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line.replace("undecided", "negative") if CANDIDATE in line else line for line in lines), encoding="utf-8")
    assert "did not decide 'negative'; say who did" in refused("link", "import", table, "--graph", answered)
    assert "1 decision taken" in kg("link", "import", table, "--graph", answered, "--by", "Lan")[1]
    assert {(one.by, one.verdict) for one in decisions.read(answered)} == {
        ("service:https://a.example/api", "undecided"), ("person:Lan", "negative"),
    }  # fmt: skip


def test_link_alone_says_what_there_is(graph: Path) -> None:
    assert "say what to do: a command, or --service URL" in refused("link", "--graph", graph)
