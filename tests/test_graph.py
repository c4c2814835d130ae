"""The graph in Python: open, ask, rows, tables of other libraries, what a notebook and a terminal show, and what is refused."""

import gc
import html
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import kg
from kg import build, errors, files, query
from kg.graph import SHOWN, Answer

ROOT = Path(__file__).parent.parent
ARTICLE = '{{"id": "{id}", "title": "{title}", "url": "{url}", "published": "2020-12-30", "text": "{text}"}}\n'
TEXT = "CỔNG THÔNG TIN ĐIỆN TỬ TỈNH QUẢNG NINH\\n\\nNăm 2020, Huyện ủy Vân Đồn thành lập được 1/3 chi bộ trong doanh nghiệp."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles that the project ships, and two from the web: one with markup in its title, one with an address that is no link."""
    base = tmp_path_factory.mktemp("graph")
    lines = ARTICLE.format(id="web-1", title="<script>alert(1)</script> & “hai”", url="https://example.org/?a=1&b='2", text=TEXT)
    lines += ARTICLE.format(id="web-2", title="Tin", url="javascript:alert(1)", text=TEXT.replace("1/3", "2/3"))
    (base / "web.jsonl").write_text(lines, encoding="utf-8")
    build.build([str(files.REPORTS), str(base / "web.jsonl")], base / "graph")
    return base / "graph"


@pytest.fixture
def graph(folder: Path) -> Iterator[kg.Graph]:
    with kg.open(folder) as opened:
        yield opened


def test_importing_waits_for_nothing() -> None:
    loaded = (
        "import kg, sys; print(sorted(name for name in sys.modules if name.startswith(('kg.', 'pyoxigraph', 'msgspec', 'rich', 'pandas'))))"
    )
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "[]\n"
    assert set(kg.__all__) <= set(dir(kg))
    assert not hasattr(kg, "nothing_of_this_name")


def test_its_types_are_told_to_type_checkers(tmp_path: Path) -> None:
    shown = ("kg.open('graph').ask('ranking')[0]", "kg.open('graph').ask('ranking')[:2]", "kg.facts('x').facts.title")
    (tmp_path / "use.py").write_text("import kg\n" + "".join(f"reveal_type({one})\n" for one in shown), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache"), "use.py"]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    revealed = re.findall(r'Revealed type is "(.*)"', out)
    assert [re.sub(r"(?:builtins|kg\.graph)\.", "", one) for one in revealed] == [
        "dict[str, str | int | float | bool | None]", "Answer", "str | None",
    ], out  # fmt: skip


def test_an_answer_is_a_sequence_of_rows(graph: kg.Graph) -> None:
    answer = graph.ask("missed-quota", year=2020, level="district")
    expected = query.rows(graph.store, "missed-quota", year=2020, level="district")
    assert list(answer) == list(expected.records())
    assert len(answer) == len(expected.rows)  # type: ignore[arg-type]
    assert answer[0] == next(expected.records())
    assert isinstance(answer[1:3], Answer)
    assert list(answer[1:3]) == list(answer)[1:3]
    assert answer[0] in answer


def test_a_question_in_words_is_answered_as_by_its_name(graph: kg.Graph) -> None:
    answer = graph.ask("Which district committees missed their 2020 quota?")
    assert answer.rows == graph.ask("missed-quota", year=2020, level="district").rows
    assert answer.title == "Who missed a quota (year in which the period lies: 2020, level of the organisation: district)"
    assert graph.ask("Quận huyện nào chưa đạt chỉ tiêu?", year=2020).language == "vi"
    with pytest.raises(errors.QueryError, match=r"not understood: football; what can be asked: graph.ask\('missed-quota', year=2020"):
        graph.ask("Which districts missed their football target in 2020?")


def test_an_answer_of_sparql_is_one_too(graph: kg.Graph) -> None:
    answer = graph.sparql("SELECT ?n ?word { VALUES (?n ?word) { (1 'a') (UNDEF 'b') } }")
    assert list(answer) == [{"n": 1, "word": "a"}, {"n": None, "word": "b"}]


@pytest.mark.parametrize("name", [asked.name for asked in query.questions() if not any(p.required for p in asked.parameters)])
def test_every_question_goes_to_pandas_and_polars(graph: kg.Graph, name: str) -> None:
    answer = graph.ask(name)
    pandas, polars = answer.to_pandas(), answer.to_polars()
    assert list(pandas.columns) == polars.columns == answer.names
    assert len(pandas) == len(polars) == len(answer)
    for column in answer.columns:
        given = [row[column.name] for row in answer]
        if column.type == "date":
            given = [None if value is None else date.fromisoformat(str(value)) for value in given]  # type: ignore[misc]
            assert [
                None if value is None else value.date()
                for value in pandas[column.name].astype(object).where(pandas[column.name].notna(), None)
            ] == given
        else:
            assert pandas[column.name].astype(object).where(pandas[column.name].notna(), None).to_list() == given
        assert polars[column.name].to_list() == given


def test_columns_have_their_types_also_where_nothing_was_found(graph: kg.Graph) -> None:
    answer = graph.ask("missed-quota", year=1950)
    assert len(answer) == 0
    assert {str(answer.to_pandas()[name].dtype)[:8] for name in ("date", "planned", "quote")} == {"datetime", "Float64", "string"}
    assert [str(answer.to_polars()[name].dtype) for name in ("date", "planned", "quote")] == ["Date", "Float64", "String"]


def test_cells_of_several_types_are_not_lost(graph: kg.Graph) -> None:
    answer = graph.sparql("SELECT ?x { VALUES ?x { 1 2.5 'ba' true } }")
    assert [row["x"] for row in answer] == [1, 2.5, "ba", True]
    assert answer.to_pandas()["x"].to_list() == [1, 2.5, "ba", True]
    assert answer.to_polars()["x"].to_list() == ["1", "2.5", "ba", "true"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_not_there_is_named(folder: Path, library: str) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None\nimport kg\nfrom kg.errors import KgError\n"
        f"try: kg.open({str(folder)!r}).ask('coverage').to_{library}()\nexcept KgError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == f"to_{library} needs {library}; install it with: pip install {library}\n"


# What is shown


def test_a_notebook_shows_a_table_with_quotes_and_links(graph: kg.Graph) -> None:
    shown = graph.ask("who-said-what-about", body="Huyện ủy Vân Đồn", year=2020)._repr_html_()
    assert "<q>Huyện ủy Vân Đồn thành lập được 1/3 chi bộ trong doanh nghiệp</q>" in shown
    title = html.escape("<script>alert(1)</script> & “hai”")
    assert f'<a href="{html.escape("https://example.org/?a=1&b=")}' in shown
    assert f">{title}</a>" in shown
    assert "<script" not in shown
    assert "javascript:" not in shown
    assert set(re.findall(r"<(\w+)", shown)) <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "q", "a"}


def test_a_notebook_shows_the_first_rows_and_counts_the_rest(graph: kg.Graph) -> None:
    answer = graph.sparql(f"SELECT ?s ?p ?o {{ ?s ?p ?o }} LIMIT {SHOWN + 5}")
    assert answer._repr_html_().count("<tr>") == SHOWN + 1
    assert answer._repr_html_().endswith(f"<p>… 5 more rows of {SHOWN + 5}</p>")


def test_a_terminal_shows_the_same_as_the_command(graph: kg.Graph, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    command = [sys.executable, "-m", "kg", "ask", "missed-quota", "--year", "2020", "--graph", str(folder)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = repr(graph.ask("missed-quota", year=2020))
    assert [line.rstrip() for line in printed.rstrip().splitlines()] == shown.splitlines()


def test_labels_come_in_the_language_of_the_graph(folder: Path) -> None:
    with kg.open(folder, language="vi") as graph:
        assert "Tổ chức" in graph.ask("missed-quota")._repr_html_()
        assert "Organisation" in graph.ask("missed-quota", language="en")._repr_html_()


def named(call: str) -> list[str]:
    return re.findall(r"(\w+)=", call)


def test_the_questions_are_listed_with_a_call_that_works(graph: kg.Graph) -> None:
    assert [row["name"] for row in graph.questions] == [asked.name for asked in query.questions()]
    # Some examples name a body that these articles do not.
    calls = [str(row["call"]) for row in graph.questions if not {"body", "directive", "person", "under"} & set(named(str(row["call"])))]
    assert len(calls) >= 5
    for call in calls:
        assert isinstance(eval(call, {"graph": graph}), Answer)


def test_what_is_known_of_one_thing_is_shown(graph: kg.Graph) -> None:
    found = graph.show("Huyện ủy Vân Đồn")
    assert repr(found).startswith("Huyện ủy Vân Đồn (body)\n")
    assert "# Huyện ủy Vân Đồn (body)" in found._repr_markdown_()


# Graphs


def test_a_graph_is_a_release_and_stays_open_while_others_are_built(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Năm 2020, Huyện ủy Vân Đồn thành lập được 1/3 chi bộ trong doanh nghiệp.\n", encoding="utf-8")
    build.build([str(tmp_path / "a.txt")], tmp_path / "graph", keep=1)
    graph = kg.open(tmp_path / "graph")
    for number in (2, 3, 4):
        (tmp_path / "a.txt").write_text(
            f"Năm 2020, Huyện ủy Vân Đồn thành lập được {number}/9 chi bộ trong doanh nghiệp.\n", encoding="utf-8"
        )
        build.build([str(tmp_path / "a.txt")], tmp_path / "graph", keep=1)
    assert [row["achieved"] for row in graph.sparql("SELECT ?achieved { ?c <https://w3id.org/chitieu/ns#achieved> ?achieved }")] == [1]
    assert "release 1: 1 documents" in repr(graph)
    graph.close()
    with kg.open(tmp_path / "graph") as newest:
        assert newest.release.number == 4
        assert [document.id for document, _ in newest.documents()] == ["a"]
    with pytest.raises(errors.StoreError, match="has no release 7"):
        kg.open(tmp_path / "graph", 7)


def test_a_graph_that_is_forgotten_is_closed(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kg.open(folder).ask("coverage")
        gc.collect()


def test_a_mistake_says_what_would_be_right(graph: kg.Graph, tmp_path: Path) -> None:
    with pytest.raises(errors.QueryError, match="did you mean missed-quota"):
        graph.ask("missed-qouta")
    with pytest.raises(errors.QueryError, match="no parameter 'yaer'; did you mean year"):
        graph.ask("missed-quota", yaer=2020)
    with pytest.raises(errors.StoreError, match="kg build makes one"):
        kg.open(tmp_path)


# One text


@pytest.mark.parametrize("source", [None, b"text of bytes", 7, ["a.txt"]])
def test_what_is_neither_text_nor_path_is_refused(source: object) -> None:
    with pytest.raises(errors.ReadError, match=f"both str or a Path, not {type(source).__name__}"):
        kg.facts(source)  # type: ignore[arg-type]


def test_facts_of_a_text_and_of_a_file_are_the_same(tmp_path: Path) -> None:
    text = "Năm 2020, Huyện ủy Vân Đồn thành lập được 1/3 chi bộ trong doanh nghiệp."
    (tmp_path / "bài 1.txt").write_text(text, encoding="utf-8")
    of_text, of_file = kg.facts(text), kg.facts(tmp_path / "bài 1.txt")
    assert list(of_text) == list(of_file) == list(kg.facts(str(tmp_path / "bài 1.txt")))
    assert of_text.facts.sha256 == of_file.facts.sha256
    (claim,) = of_text
    assert (claim["organisation"], claim["planned"], claim["achieved"]) == ("Huyện ủy Vân Đồn", 3, 1)
    assert of_text.document.text[slice(int(claim["start"]), int(claim["end"]))] == claim["quote"]  # type: ignore[arg-type]
    assert "Huyện ủy Vân Đồn" in of_text._repr_html_()
    assert of_text.to_polars()["planned"].to_list() == [3]


@pytest.mark.parametrize(
    ("source", "says"),
    [("article.txt", "no such file or folder: article.txt"), (files.REPORTS, "several articles"), (Path("kein ort"), "no such file")],
)
def test_what_is_no_article_is_refused(source: str | Path, says: str) -> None:
    with pytest.raises(errors.ReadError, match=says):
        kg.facts(source)
