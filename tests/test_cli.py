"""The command line, run as a user runs it: the installed `kg` as a process of its own."""

import csv
import fcntl
import io
import json
import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from kg import files, records

ROOT = Path(__file__).parent.parent
KG = str(Path(sys.executable).with_name("kg"))
SCHEMA = ROOT / "docs" / "facts.schema.json"
COMMANDS = (
    "build", "extract", "ask", "query", "show", "link", "export", "picture", "check", "diff", "verify", "info",
    "evaluate", "explain", "residue", "serve",
)  # fmt: skip
DEMO = ("ask", "missed-quota", "--year", "2020", "--level", "district")

ARTICLE = """CỔNG THÔNG TIN ĐIỆN TỬ TỈNH QUẢNG NINH
Xây dựng Đảng | 30/12/2020 16:12

Lập tổ chức đảng ở doanh nghiệp

Năm 2020, Huyện ủy Vân Đồn thành lập được 1/3 chi bộ trong doanh nghiệp.
"""


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("KG_GRAPH", "COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    return kept | {"LC_ALL": "C", "TERM": "xterm-256color"} | more


def kg(*arguments: str | Path, code: int = 0, stdin: bytes = b"", cwd: Path | None = None, **more: str) -> tuple[str, str]:
    """What a run says on standard output and standard error; its exit code is the one expected, and it never shows a traceback."""
    command = [KG, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment(**more), check=False, timeout=120)
    out, words = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in words, words
    assert done.returncode == code, f"{arguments}: {words}"
    return out, words


def refused(*arguments: str | Path, **more: Any) -> str:
    """The one line that a command says which could not run."""
    out, words = kg(*arguments, code=2, **more)
    assert out == ""
    assert re.fullmatch(r"kg: [^\n]+\n", words), words
    return words.removeprefix("kg: ").rstrip("\n")


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles that the project ships, built once."""
    folder = tmp_path_factory.mktemp("cli") / "graph"
    out, words = kg("build", files.REPORTS, "--graph", folder, "--workers", "1")
    count = len(list(files.REPORTS.glob("*.txt")))
    assert out == ""
    assert f"documents: {count} read, 0 unchanged, {count} added\n" in words
    assert re.search(rf"^release 1 in .*: {count} documents, [\d,]+ quads$", words, re.M)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good article."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "good.txt").write_text(ARTICLE, encoding="utf-8")
    return sources


# Help, version, start


def test_help_lists_every_command_in_the_order_of_work() -> None:
    out, _ = kg("--help")
    assert tuple(re.findall(r"^  (\w+)  +\w", out.partition("Commands:")[2], re.M)) == COMMANDS
    assert "..." not in out.partition("Commands:")[2]  # nothing is cut off at 80 columns


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    out, _ = kg(command, "--help")
    assert out.startswith(f"Usage: kg {command} ")


def test_help_waits_for_nothing_it_does_not_show() -> None:
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "kg", "--help"], capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "kg.cli" in imported
    assert not imported & {"rich", "pyoxigraph", "msgspec", "rdflib", "networkx", "sqlite3", "kg.query", "kg.read", "kg.records"}


def test_the_package_runs_as_a_module() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    done = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == kg("--version")[0] == f"kg {version}\n"


def test_no_command_at_all_shows_the_help() -> None:
    assert "Commands:" in "".join(kg(code=2))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bild"], "no command 'bild'; did you mean build?"),
        (["build"], "kg build needs a source"),
        (["build", "x", "--prun"], "no option --prun; did you mean --prune?"),
        (["build", "x", "--workers", "none"], "'--workers'"),
        (["build", "x", "--workers", "0"], "'--workers'"),
        (["build", "x", "--back", "1"], "give it without sources"),
        (["extract"], "kg extract --help says more"),
        (["extract", "x", "--format", "xml"], "'jsonl', 'json'"),
        (["extract", "no-such-file.txt"], "no such file or folder: no-such-file.txt"),
        (["evaluate", "no-such-folder"], "no-such-folder"),
        (["explain", "no-such-file.txt"], "no-such-file.txt"),
        (["residue", "no-such-folder"], "no-such-folder"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(arguments: list[str], said: str, tmp_path: Path) -> None:
    assert said in refused(*arguments, cwd=tmp_path)


# Building


def test_the_graph_is_where_the_option_the_variable_or_the_folder_says(folder: Path, tmp_path: Path) -> None:
    kg("build", folder, cwd=tmp_path)
    assert (tmp_path / "graph" / "current").exists()
    kg("build", folder, cwd=tmp_path, KG_GRAPH=str(tmp_path / "other"))
    assert (tmp_path / "other" / "current").exists()
    kg("build", folder, "--graph", "third", cwd=tmp_path, KG_GRAPH=str(tmp_path / "other"))
    assert (tmp_path / "third" / "current").exists()
    assert kg("ask", "--graph", "third", "documents", "--format", "jsonl", cwd=tmp_path)[0].count("\n") == 1


def test_a_build_says_what_came_stayed_changed_and_went(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    (folder / "second.txt").write_text(ARTICLE.replace("Vân Đồn", "Tiên Yên"), encoding="utf-8")
    assert "2 read, 0 unchanged, 2 added\n" in kg("build", folder, "--graph", graph)[1]
    assert "0 read, 2 unchanged\nnothing changed; release 1 in " in kg("build", folder, "--graph", graph)[1]
    (folder / "good.txt").write_text(ARTICLE.replace("1/3", "2/3"), encoding="utf-8")
    (folder / "second.txt").unlink()
    words = kg("build", folder, "--graph", graph, "--prune")[1]
    assert "1 read, 0 unchanged, 1 changed, 1 removed\nrelease 2 in " in words
    assert ": 1 document, " in words
    assert re.search(r"release 1 of .* is current: 2 documents", kg("build", "--back", "1", "--graph", graph)[1])
    assert "2/3" not in kg(*DEMO, "--graph", graph)[0]
    assert "has no release 9; there are: 1, 2" in refused("build", "--back", "9", "--graph", graph)


def test_a_build_from_standard_input(tmp_path: Path) -> None:
    kg("build", "-", "--graph", tmp_path / "graph", stdin=ARTICLE.encode())
    assert "Huyện ủy Vân Đồn" in kg(*DEMO, "--graph", tmp_path / "graph")[0]


# Bad input

BAD = {
    "windows": ("Thị ủy Đông Triều".encode("utf-16")[:-1], "UTF-16"),
    "latin": ("Năm 2020, Huyện ủy".encode()[:-1] + b"\xe5 and on", "is not UTF-8: byte "),
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "binary": (bytes(range(256)) * 4, ""),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
    "enormous": (b"", "is too large"),
}


@pytest.fixture
def bad(folder: Path) -> Path:
    for name, (data, _) in BAD.items():
        (folder / f"{name}.txt").write_bytes(data)
    with (folder / "enormous.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    return folder


def failures(words: str) -> dict[str, str]:
    return dict(re.findall(r"^failed: (\w+): (.+)$", words, re.M))


def test_what_cannot_be_read_is_named_and_the_rest_is_built(bad: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    _, words = kg("build", bad, "--graph", graph, code=1)
    told = failures(words)
    assert told.keys() == BAD.keys()
    for name, (_, said) in BAD.items():
        assert said in told[name]
        assert str(bad / f"{name}.txt") in told[name]
    assert f"1 read, 0 unchanged, 1 added, {len(BAD)} failed" in words
    assert "Huyện ủy Vân Đồn" in kg(*DEMO, "--graph", graph)[0]
    assert all(name in kg("info", "--graph", graph)[0] for name in BAD)


def test_what_cannot_be_read_is_named_and_the_rest_is_extracted(bad: Path) -> None:
    out, words = kg("extract", bad, code=1)
    assert failures(words).keys() == BAD.keys()
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["good"]


@pytest.mark.parametrize("name", sorted(BAD))
def test_one_bad_file_ends_no_command_in_a_traceback(name: str, bad: Path) -> None:
    file = bad / f"{name}.txt"
    assert kg("extract", file, code=1)[0] == ""
    assert BAD[name][1] in refused("explain", file)
    assert failures(kg("residue", file, code=1)[1]).keys() == {name}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named(folder: Path) -> None:
    (folder / "secret.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "secret.txt").chmod(0)
    assert "permission denied" in failures(kg("extract", folder, code=1)[1])["secret"]


def test_a_document_that_fails_later_keeps_what_it_said(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    kg("build", folder, "--graph", graph)
    (folder / "good.txt").write_bytes(b"\xff\xfe\xfa")
    words = kg("build", folder, "--graph", graph, code=1)[1]
    assert "of those that failed, 1 stand in the graph as they were before" in words
    assert "Huyện ủy Vân Đồn" in kg(*DEMO, "--graph", graph)[0]


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "picture.jpg").write_bytes(b"x")
    for command in ("build", "extract", "residue"):
        assert "no articles in notes" in refused(command, "notes", cwd=tmp_path)
    assert not (tmp_path / "graph").exists()


# Graphs that cannot be opened


def test_a_graph_that_is_not_there(tmp_path: Path) -> None:
    for command in (DEMO, ("query", "ASK {}"), ("show", "Hà Nội"), ("export", "x.nq"), ("check",), ("info",), ("build", "--back", "1")):
        assert refused(*command, "--graph", "nowhere", cwd=tmp_path) == "there is no graph in nowhere; kg build makes one"
    assert list(tmp_path.iterdir()) == []


def test_a_graph_in_use_is_left_alone(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    kg("build", folder, "--graph", graph)
    with (graph / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "is in use: another kg is building it" in refused("build", folder, "--graph", graph)
        assert "Vân Đồn" in kg(*DEMO, "--graph", graph)[0]


def test_a_graph_of_another_version(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    kg("build", folder, "--graph", graph)
    (graph / "kg.json").write_text('{"format": 99}')
    for command in (("build", folder), DEMO, ("info",)):
        assert "of format 99, this kg has format 1; use the kg that made it" in refused(*command, "--graph", graph)


def test_a_folder_that_is_no_graph(folder: Path, tmp_path: Path) -> None:
    assert "is no graph folder and not empty" in refused("build", folder, "--graph", folder)
    assert "there is no graph in" in refused("info", "--graph", folder)


def test_a_damaged_release(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    kg("build", folder, "--graph", graph)
    shutil.rmtree(graph / "releases" / "1" / "store")
    assert "release 1 of" in refused(*DEMO, "--graph", graph)


def test_a_full_disk(folder: Path, tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    kg("build", folder, "--graph", graph)
    (folder / "good.txt").write_text(ARTICLE.replace("1/3", "2/3"), encoding="utf-8")
    done = subprocess.run(
        [KG, "build", folder, "--graph", graph],
        capture_output=True, text=True, check=False, env=environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"kg: (?:there is no room left for|cannot build in) .*; what was published before is as it was\n", done.stderr)
    assert "1/3" in kg(*DEMO, "--graph", graph)[0]


# Asking


def asked(graph: Path, *arguments: str) -> list[dict[str, Any]]:
    out, _ = kg("ask", *arguments, "--graph", graph, "--format", "json")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def test_the_demo_question_gives_the_committees_that_the_gold_names(graph: Path) -> None:
    gold = {
        (target["org"], target["achieved"], target["planned"])
        for path in files.REPORTS.glob("*.json")
        for target in json.loads(path.read_text(encoding="utf-8"))["targets"]
        if target["met"] is False and target["period"] == "2020" and re.match("Quận ủy|Huyện ủy|Thị ủy", target["org"])
    }
    rows = asked(graph, *DEMO[1:])
    assert {(row["organisation"], row["achieved"], row["planned"]) for row in rows} == gold
    assert len(rows) == len(gold) > 8
    texts = " ".join(path.read_text(encoding="utf-8") for path in files.REPORTS.glob("*.txt"))
    assert all(row["quote"] in texts and row["title"] for row in rows)


def test_asking_nothing_lists_the_questions_by_theme(graph: Path) -> None:
    listed, _ = kg("ask", "--graph", graph)
    names = {path.stem for path in files.QUERIES.glob("*.rq")}
    assert set(re.findall(r"^  ([a-z-]+) ", listed, re.M)) == names
    assert listed.startswith("Quotas and results\n  compare-provinces ")
    assert re.search(r"^  missed-quota +Who missed a quota$", listed, re.M)
    assert "Ai chưa đạt chỉ tiêu" in kg("ask", "--language", "vi")[0]


def test_a_question_tells_its_parameters_with_what_they_may_be() -> None:
    out = " ".join(kg("ask", "missed-quota", "--help")[0].split())
    assert "Who missed a quota." in out
    assert "Ai chưa đạt chỉ tiêu." in out
    assert "--year YEAR year in which the period lies · năm của kỳ" in out
    assert "central, province, district, commune" in out
    assert "party_organisations_founded" in out
    assert "kg ask missed-quota --year 2020 --level district" in out
    assert "--borders then|today" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mised-quota"], "no question 'mised-quota'; did you mean missed-quota"),
        (["show/entity"], "no question 'show/entity'"),
        (["missed-quota", "--yeer", "2020"], "no option --yeer; did you mean --year"),
        (["missed-quota", "--year", "20"], "'20' is no value of 'year': a year is four digits, as in 2020"),
        (["missed-quota", "--level", "distrct"], "'distrct' is no value of 'level' that the graph knows; did you mean district?"),
        (["missed-quota", "--within", "Quảng Nin"], "did you mean Tỉnh Quảng Ninh"),
        (["missed-quota", "--indicator", "party_organisation_founded"], "did you mean party_organisations_founded"),
        (["missed-quota", "--format", "xml"], "'table', 'csv', 'tsv', 'json', 'jsonl', 'md'"),
        (["missed-quota", "--language", "fr"], "'vi', 'en'"),
        (["missed-quota", "2020"], "2020"),
        (["who-said-what-about"], "question 'who-said-what-about' needs 'body'"),
        (["officials-of", "--body", "Huyện ủy Vân Đồn", "--date", "31/12/2020"], "a date is year-month-day, as in 2020-12-31"),
    ],
)
def test_wrong_questions_and_values_say_what_would_be_right(graph: Path, arguments: list[str], said: str) -> None:
    assert said in refused("ask", *arguments, "--graph", graph)


@pytest.mark.parametrize("level", ["huyện", "quận", "Quận", "quan", "cấp huyện", "districts", "counties"])
def test_a_level_is_known_by_the_kinds_of_places_that_are_of_it(graph: Path, level: str) -> None:
    assert kg("ask", "missed-quota", "--level", level, "--format", "csv", "--graph", graph) == kg(
        "ask", "missed-quota", "--level", "district", "--format", "csv", "--graph", graph
    )


@pytest.mark.parametrize("level", ["cơ", "tổ"])  # words of "cơ quan" and "tổ dân phố"
def test_a_word_of_a_level_is_no_level(graph: Path, level: str) -> None:
    assert "there are: agency, bloc, cell, central, commune, district" in refused("ask", "missed-quota", "--level", level, "--graph", graph)


def test_a_broken_question_file_says_where(graph: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries"
    shutil.copytree(files.QUERIES, queries)
    text = (queries / "ranking.rq").read_text(encoding="utf-8")
    (queries / "ranking.rq").write_text(text.replace("#+ columns:", "#+ colums:"), encoding="utf-8")
    run = f"from kg import files; files.QUERIES = files.Path({str(queries)!r}); from kg.cli import main; main()"
    for arguments in ([], ["ranking"]):
        done = subprocess.run(
            [sys.executable, "-c", run, "ask", *arguments, "--graph", str(graph)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(r"kg: .*ranking\.rq, line \d+: .*columns.*\n", done.stderr)


def test_every_format_holds_the_same_rows(graph: Path) -> None:
    rows = asked(graph, *DEMO[1:])
    names = [row["organisation"] for row in rows]

    def out(format: str) -> str:
        return kg(*DEMO, "--graph", graph, "--format", format)[0]

    assert [json.loads(line)["organisation"] for line in out("jsonl").splitlines()] == names
    assert [row["organisation"] for row in csv.DictReader(io.StringIO(out("csv")))] == names
    assert [line.split("\t")[0] for line in out("tsv").splitlines()[1:]] == names
    assert [line.split(" | ")[0].removeprefix("| ") for line in out("md").splitlines()[2:]] == names


def test_a_table_in_a_pipe_is_plain_and_whole(graph: Path) -> None:
    rows = asked(graph, *DEMO[1:])
    out, _ = kg(*DEMO, "--graph", graph)
    assert "\x1b" not in out
    lines = out.splitlines()
    assert len(lines) == len(rows) + 2
    for row, line in zip(rows, lines[2:], strict=True):
        assert row["organisation"] in line
        assert " ".join(row["quote"].split()) in line
    assert out == kg(*DEMO, "--graph", graph, "--format", "table")[0]


def test_a_narrow_table_puts_the_sentences_below_in_full(graph: Path) -> None:
    out, _ = kg(*DEMO, "--graph", graph, COLUMNS="70")
    assert all(len(line) <= 70 for line in out.splitlines())
    flat = " ".join(out.split())
    assert all(f"“{' '.join(row['quote'].split())}”" in flat for row in asked(graph, *DEMO[1:]))


def test_headings_and_labels_in_vietnamese(graph: Path) -> None:
    out, _ = kg(*DEMO, "--graph", graph, "--language", "vi")
    assert "Tổ chức" in out.splitlines()[0]
    assert out == kg("ask", "--language", "vi", *DEMO[1:], "--graph", graph)[0]


def test_nothing_found_is_said_and_is_no_mistake(graph: Path) -> None:
    out, words = kg("ask", "missed-quota", "--year", "1999", "--graph", graph)
    assert words == "nothing found\n"
    assert len(out.splitlines()) == 2


# SPARQL


def test_a_query_is_text_a_file_or_standard_input(graph: Path, tmp_path: Path) -> None:
    sparql = "SELECT (COUNT(*) AS ?documents) WHERE { ?d a <https://schema.org/NewsArticle> }"
    (tmp_path / "count.rq").write_text(f"\ufeff{sparql}\n", encoding="utf-8")
    count = len(list(files.REPORTS.glob("*.txt")))
    for given, stdin in ((sparql, b""), ("count.rq", b""), ("-", sparql.encode())):
        out, _ = kg("query", given, "--graph", graph, "--format", "json", stdin=stdin, cwd=tmp_path)
        assert json.loads(out) == [{"documents": count}]
    assert kg("query", "ASK { ?s ?p ?o }", "--graph", graph, "--format", "csv")[0] == "answer\ntrue\n"


@pytest.mark.parametrize(
    ("sparql", "said"),
    [
        ("count.rq", "no such file: count.rq"),
        ("SELECT * WHERE {", "line 1, column 17: it does not parse"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE reaches the network"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE would change the graph"),
        ("ASK {" + "{" * 5000 + "}" * 5001, "nested more than 200 deep"),
        (" ", "there is no query"),
    ],
)
def test_sparql_that_cannot_be_run(graph: Path, sparql: str, said: str) -> None:
    assert said in refused("query", sparql, "--graph", graph)


def test_sparql_that_is_not_utf8(graph: Path, tmp_path: Path) -> None:
    assert "not UTF-8 at byte 5" in refused("query", "-", "--graph", graph, stdin=b"ASK {\xff}")


# Showing, exporting, checking, counting


def test_all_that_is_known_of_a_body(graph: Path) -> None:
    text, _ = kg("show", "Huyện", "ủy", "Vân", "Đồn", "--graph", graph)
    assert text.startswith("Huyện ủy Vân Đồn (body)\nhttps://w3id.org/chitieu/id/body/")
    iri = text.splitlines()[1]
    assert kg("show", iri, "--graph", graph)[0] == text
    assert kg("show", iri, "--graph", graph, "--format", "md")[0].startswith("# Huyện ủy Vân Đồn (body)\n")
    assert json.loads(kg("show", "huyen uy van don", "--graph", graph, "--format", "json")[0])["iri"] == iri
    assert "được giao 3 chi bộ nhưng chỉ ra mắt 1 chi bộ" in text
    assert kg("show", iri, "--graph", graph, "--language", "vi")[0] != text
    assert "did you mean" in refused("show", "Huyện ủy Vân Đồ", "--graph", graph)
    assert "'xyz' is nothing that the graph knows; " in refused("show", "xyz", "--graph", graph)


def test_an_export_is_the_same_whoever_built(graph: Path, tmp_path: Path) -> None:
    kg("build", files.REPORTS, "--graph", tmp_path / "graph", "--workers", "2")
    for folder, name in ((graph, "one.nq"), (tmp_path / "graph", "two.nq")):
        assert f"wrote {tmp_path / name}\n" == kg("export", tmp_path / name, "--graph", folder)[1]
    lines = (tmp_path / "one.nq").read_bytes().splitlines()
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    assert lines == sorted(lines)


def test_links_out_and_what_the_graph_is_are_written(graph: Path, tmp_path: Path) -> None:
    table, same, void = tmp_path / "links.sssom.tsv", tmp_path / "same.sssom.tsv", tmp_path / "void.ttl"
    assert kg("link", "sssom", table, "--graph", graph) == ("", f"wrote {table}\n")
    kg("export", same, "--graph", graph)
    assert table.read_bytes() == same.read_bytes()
    assert "\nct-place:P01-current\tHa Noi City\tskos:exactMatch\twikidata:Q1858\t" in table.read_text(encoding="utf-8")
    options = ("--distribution", table, "--url", "https://example.org/data/", "--endpoint", "https://example.org/sparql")
    assert kg("export", void, *options, "--graph", graph) == ("", f"wrote {void}\n")
    assert "<https://example.org/data/links.sssom.tsv>" in void.read_text(encoding="utf-8")
    assert "belong in a description" in refused("export", tmp_path / "a.nq", "--url", "https://example.org/", "--graph", graph)


def test_an_export_that_cannot_be(graph: Path, tmp_path: Path) -> None:
    assert "no format 'xyz'" in refused("export", tmp_path / "a.xyz", "--graph", graph)
    assert "cannot write" in refused("export", tmp_path / "nowhere" / "a.nq", "--graph", graph)
    assert list(tmp_path.iterdir()) == []


def test_checking_names_the_document_its_words_and_what_would_add_up(tmp_path: Path) -> None:
    wrong = ARTICLE.replace("thành lập được 1/3 chi bộ trong doanh nghiệp", "kết nạp được 40/50 đảng viên, đạt 95% kế hoạch")
    (tmp_path / "wrong.txt").write_text(wrong, encoding="utf-8")
    graph = tmp_path / "graph"
    kg("build", tmp_path / "wrong.txt", "--graph", graph)
    out, words = kg("check", "--graph", graph, code=1)
    assert out.startswith("https://w3id.org/chitieu/id/document/wrong\n")
    assert "warning: The percentage as printed does not follow from plan and result (checks/percent" in out
    assert re.search(r"printed: .*95.*; would add up: .*80", out)
    assert "1 warning" in words
    assert "Tỷ lệ in trong bài" in kg("check", "--graph", graph, "--language", "vi", code=1)[0]
    (problem,) = (one for one in json.loads(kg("check", "--graph", graph, "--format", "json", code=1)[0]) if one["severity"] == "warning")
    assert problem["what"] == "checks/percent"
    assert "đạt 95% kế hoạch" in problem["quote"]


def test_checking_what_changed_since_a_release(tmp_path: Path) -> None:
    wrong = ARTICLE.replace("thành lập được 1/3 chi bộ trong doanh nghiệp", "kết nạp được 40/50 đảng viên, đạt 95% kế hoạch")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "old.txt").write_text(wrong, encoding="utf-8")
    graph = tmp_path / "graph"
    kg("build", tmp_path / "articles", "--graph", graph)
    assert kg("check", "--graph", graph, "--since", "1") == ("", "0 documents changed since release 1: everything holds\n")
    (tmp_path / "articles" / "new.txt").write_text(wrong.replace("95%", "96%"), encoding="utf-8")
    kg("build", tmp_path / "articles", "--graph", graph)
    out, words = kg("check", "--graph", graph, "--since", "1", "--severity", "warning", code=1)
    assert "document/new\n" in out
    assert "document/old\n" not in out
    assert "1 document changed since release 1: 1 warning" in words
    log = json.loads(kg("check", "--graph", graph, "--format", "sarif", "--severity", "warning", code=1)[0])
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]]
    assert [Path(place).name for place in places] == ["new.txt", "old.txt"]
    assert "has no release 9" in refused("check", "--graph", graph, "--since", "9")


def test_checking_what_holds(folder: Path, tmp_path: Path) -> None:
    kg("build", folder, "--graph", tmp_path / "graph")
    assert kg("check", "--graph", tmp_path / "graph") == ("", "everything holds\n")


def test_info_counts(graph: Path) -> None:
    found = json.loads(kg("info", "--graph", graph, "--format", "json")[0])
    lines = [json.loads(line) for line in kg("extract", files.REPORTS)[0].splitlines()]
    assert found["documents"] == len(lines)
    assert found["kinds"]["claims"] == sum(len(line["targets"]) for line in lines)
    assert found["unexplained"] == sum(len(line["unexplained"]) for line in lines)
    assert sum(indicator["claims"] for indicator in found["indicators"]) == found["kinds"]["claims"]
    assert found["releases"][-1]["documents"] == len(lines)
    assert 0 < found["coverage"] < 1
    assert found["explained"] > found["other"] > 0
    assert found["disk"] > 100_000
    assert found["failures"] == []
    text, _ = kg("info", "--graph", graph)
    assert f"{len(lines)} documents" in text
    assert f"Coverage {100 * found['coverage']:.1f} %" in text
    assert "party_organisations_founded" in text
    assert "← current" in text
    assert "Độ phủ" in kg("info", "--graph", graph, "--language", "vi")[0]


# Facts


def test_the_schema_of_facts_is_current() -> None:
    made = json.dumps(records.json_schema(), ensure_ascii=False, indent=2) + "\n"
    if "UPDATE" in os.environ:
        SCHEMA.write_text(made, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == made, "UPDATE=1 pytest tests/test_cli.py writes it anew"


def test_every_line_of_facts_is_as_the_schema_says() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
    validator = jsonschema.Draft202012Validator(schema)
    lines = kg("extract", files.REPORTS)[0].splitlines()
    for line in lines:
        validator.validate(json.loads(line))
    assert len(lines) == len(list(files.REPORTS.glob("*.txt")))
    assert json.loads(kg("extract", files.REPORTS, "--format", "json")[0]) == [json.loads(line) for line in lines]


def test_facts_of_standard_input(folder: Path) -> None:
    piped, named = (json.loads(kg("extract", given, stdin=ARTICLE.encode())[0]) for given in ("-", str(folder / "good.txt")))
    assert piped["id"] == "stdin"
    assert piped["targets"] == named["targets"] != []


# The loop that grows the rules


def test_evaluating_against_gold(tmp_path: Path) -> None:
    out, words = kg("evaluate", files.REPORTS, "--html", tmp_path / "page.html")
    assert "targets" in out
    assert words == f"wrote {tmp_path / 'page.html'}\n"
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert json.loads(kg("evaluate", files.REPORTS, "--format", "json")[0])["absent"] == []
    name = min(path.stem for path in files.REPORTS.glob("*.txt"))
    assert "no article for the gold of" in kg("evaluate", files.REPORTS, files.REPORTS / f"{name}.txt", code=1)[1]
    assert "cannot write" in refused("evaluate", files.REPORTS, "--html", tmp_path / "nowhere" / "page.html")


def test_explaining_an_article(folder: Path) -> None:
    out, _ = kg("explain", folder / "good.txt")
    assert "Huyện ủy Vân Đồn" in out
    assert json.loads(kg("explain", folder / "good.txt", "--format", "json")[0])["id"] == "good"


def test_what_is_left_over() -> None:
    assert "coverage" in kg("residue", files.REPORTS)[0]
    assert len(json.loads(kg("residue", files.REPORTS, "--format", "json", "--top", "2")[0])["patterns"]) == 2


# Terminals, pipes, signals


def on_a_terminal(*arguments: str | Path, **more: str) -> str:
    """What a terminal is sent by a run whose output and words both go there."""
    master, slave = pty.openpty()
    running = subprocess.Popen([KG, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, env=environment(**more))
    os.close(slave)
    sent = b""
    while select.select([master], [], [], 60)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        sent += data
    os.close(master)
    assert running.wait(60) == 0, sent.decode()
    return sent.decode()


COLOUR = re.compile(r"\x1b\[[0-9;]*\b(?:3[0-8]|9[0-7])\b[0-9;]*m")


def test_a_build_on_a_terminal_draws_a_bar_in_colour_unless_told_not_to(folder: Path, tmp_path: Path) -> None:
    plain = on_a_terminal("build", folder, "--graph", tmp_path / "one", NO_COLOR="1")
    coloured = on_a_terminal("build", folder, "--graph", tmp_path / "two")
    for sent in (plain, coloured):
        assert "Reading" in sent
        assert "1/1" in sent
    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)


def test_a_table_on_a_terminal_has_no_colour_if_none_is_wanted(graph: Path) -> None:
    sent = on_a_terminal(*DEMO, "--graph", graph, NO_COLOR="1", COLUMNS="90")
    assert not COLOUR.search(sent)
    assert "Huyện ủy Vân Đồn được giao 3 chi bộ nhưng chỉ ra mắt 1 chi bộ" in sent


def test_one_line_of_a_file_is_explained_by_the_name_that_failures_have(tmp_path: Path) -> None:
    path = tmp_path / "crawl.jsonl"
    path.write_text("".join(json.dumps({"text": f"Kết nạp {n} đảng viên."}) + "\n" for n in range(3)), encoding="utf-8")
    out, _ = kg("explain", f"{path}#2")
    assert "Kết nạp 1 đảng viên" in out
    assert "Kết nạp 2 đảng viên" not in out
    assert "holds nothing that is called '#9'" in refused("explain", f"{path}#9")


@pytest.mark.parametrize("arguments", [("extract", files.REPORTS / "*.txt"), ("--help",), ("ask",)], ids=lambda arguments: arguments[0])
def test_a_pipe_that_is_closed_early_ends_it_quietly(arguments: tuple[str | Path, ...]) -> None:
    running = subprocess.Popen([KG, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert running.stdout is not None
    assert running.stderr is not None
    if arguments[0] == "extract":
        assert running.stdout.read(1) == b"{"
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(60) == 141
    running.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("arguments", [("extract", files.REPORTS / "*.txt"), ("ask",)], ids=lambda arguments: arguments[0])
def test_output_to_a_full_disk(arguments: tuple[str | Path, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([KG, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert (done.returncode, done.stderr) == (2, b"kg: cannot write to standard output: no space left on device\n")


def test_an_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "article"
    os.mkfifo(pipe)
    running = subprocess.Popen([KG, "extract", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    with pipe.open("wb"):  # opens when kg has opened it, and waits to read
        time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, words = running.communicate(timeout=60)
    assert (running.returncode, out, words) == (130, b"", b"kg: interrupted\n")


@pytest.mark.skipif(not Path(f"/proc/self/task/{os.getpid()}/children").exists(), reason="the system does not list a process's children")
def test_an_interrupt_at_the_keyboard_ends_workers_quietly(folder: Path, tmp_path: Path) -> None:
    for number in range(60):
        (folder / f"{number}.txt").write_text(ARTICLE.replace("1/3", f"{number}/99"), encoding="utf-8")
    # A terminal interrupts all processes of a session.
    running = subprocess.Popen(
        [KG, "build", folder, "--graph", tmp_path / "graph", "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), start_new_session=True,
    )  # fmt: skip
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and len(children.read_text().split()) < 2:
        time.sleep(0.01)
    time.sleep(0.1)
    os.killpg(running.pid, signal.SIGINT)
    out, words = running.communicate(timeout=60)
    assert (running.returncode, out, words) == (130, b"", b"kg: interrupted\n")
    kg("build", folder, "--graph", tmp_path / "graph", "--workers", "1")


# Completion


def completed(*words: str, **more: Mapping[str, str]) -> list[str]:
    return kg(_KG_COMPLETE="complete_bash", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1))[0].split()


def test_completion_in_bash() -> None:
    assert completed("kg", "e") == ["extract", "export", "evaluate", "explain"]
    assert completed("kg", "ask", "m") == ["met-quota", "missed-again", "missed-quota", "most-cited-directives", "moved-goalposts"]
    assert completed("kg", "ask", "missed-quota", "--ye") == ["--year"]
    assert completed("kg", "ask", "missed-quota", "--level", "d") == ["district"]
    assert completed("kg", "ask", "missed-quota", "--format", "j") == ["json", "jsonl"]
    assert completed("kg", "ask", "no-such-question", "--ye") == []
    assert "_KG_COMPLETE=complete_bash" in kg("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")[0]


def test_copies_of_one_article_are_named_as_one_source(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for name in ("a", "b"):
        (articles / f"{name}.txt").write_text(ARTICLE, encoding="utf-8")
    (articles / "c.txt").write_text(ARTICLE + "\n", encoding="utf-8")
    kg("build", articles, "--graph", tmp_path / "graph")
    asked = ("--year", "2020", "--graph", tmp_path / "graph")
    out, words = kg("ask", "missed-quota", *asked, "--format", "jsonl")
    assert len(out.splitlines()) == 3
    assert words == "2 documents are the same byte for byte, so they are one source: a, b\n"
    _, words = kg("ask", "missed-quota", *asked, "--language", "vi")
    assert words.endswith("2 văn bản giống hệt nhau, chỉ là một nguồn: a, b\n")
    (articles / "b.txt").unlink()
    kg("build", articles, "--graph", tmp_path / "graph", "--prune")
    assert kg("ask", "missed-quota", *asked, "--format", "jsonl")[1] == ""
