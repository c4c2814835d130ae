"""Every export is read back by the program or library that it is meant for; the same graph gives the same bytes."""

import hashlib
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

from kg import build, export, files, store
from kg.errors import ExportError
from kg.export import Part, page

# Mermaid draws a part only.
SMALL = Part(about="Huyện ủy Vân Đồn")
NAMES = {name: f"graph.{format.suffixes[0]}" for name, format in export.FORMATS.items()}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "graph"
    build.build([str(files.REPORTS)], folder)
    return folder


@pytest.fixture(scope="module")
def written(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    with store.open_release(graph) as held:
        for format, name in NAMES.items():
            export.write(held, folder / name, part=SMALL if format == "mermaid" else Part())
    return {format: folder / name for format, name in NAMES.items()}


def test_n_quads_are_sorted_and_read_back_whole(written: dict[str, Path]) -> None:
    lines = written["nq"].read_bytes().splitlines()
    assert lines == sorted(lines)
    assert len(set(lines)) == len(lines)
    held = Store()
    held.load(path=str(written["nq"]), format=RdfFormat.N_QUADS)
    assert len(held) == len(lines)


def test_trig_says_what_n_quads_say(written: dict[str, Path]) -> None:
    named = {str(quad) for quad in parse(path=str(written["nq"]), format=RdfFormat.N_QUADS)}
    assert {str(quad) for quad in parse(path=str(written["trig"]), format=RdfFormat.TRIG)} == named


@pytest.mark.parametrize(("suffix", "format"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")])
def test_triples_are_read_by_rdflib_as_by_oxigraph(written: dict[str, Path], suffix: str, format: str) -> None:
    kind = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}[suffix]
    ours = {(quad.subject, quad.predicate) for quad in parse(path=str(written[suffix]), format=kind)}
    theirs = rdflib.Dataset()
    theirs.parse(written[suffix], format=format)
    assert len(ours) > 1_000
    assert {str(s.value) for s, _ in ours if hasattr(s, "value")} >= {
        str(s) for s, _, _, _ in theirs.quads() if isinstance(s, rdflib.URIRef)
    }


def test_pictures_are_pictures_with_their_words(written: dict[str, Path]) -> None:
    assert written["png"].read_bytes().startswith(b"\x89PNG\r\n")
    root = ET.parse(written["svg"]).getroot()
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"].removesuffix("pt")) > 300


@pytest.mark.parametrize("format", NAMES)
def test_the_same_graph_gives_the_same_bytes(graph: Path, written: dict[str, Path], format: str, tmp_path: Path) -> None:
    again = tmp_path / NAMES[format]
    part = ["--about", "Huyện ủy Vân Đồn"] if format == "mermaid" else []
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "kg", "export", str(again), "--graph", str(graph), *part]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    assert digests(again) == digests(written[format])


def digests(path: Path) -> list[tuple[str, str]]:
    """The hashes of a file, or of those in a folder."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.xyz", "no format 'xyz'"),
        ("a.gefx", "did you mean gexf"),
        ("a", "has no suffix"),
        ("no/a.nq", "cannot write"),
        ("a.json", ".json may be cytoscape, ftm, geojson; say which with --format"),
        ("a.mmd", "Mermaid draws 500"),
    ],
)
def test_what_cannot_be_written_leaves_nothing_behind(graph: Path, tmp_path: Path, name: str, says: str) -> None:
    with store.open_release(graph) as held, pytest.raises(ExportError, match=says):
        export.write(held, tmp_path / name)
    assert not list(tmp_path.rglob("*"))


def test_a_folder_is_no_file(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nq").mkdir()
    with store.open_release(graph) as held, pytest.raises(ExportError, match="is a folder"):
        export.write(held, tmp_path / "a.nq")


def test_a_folder_that_is_there_is_left_alone(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "a.neo4j").mkdir()
    with store.open_release(graph) as held, pytest.raises(ExportError, match="is there already"):
        export.write(held, tmp_path / "a.neo4j")


def test_the_page_is_current() -> None:
    path = Path(__file__).parent.parent / "docs" / "exports.md"
    if os.environ.get("UPDATE"):
        path.write_text(page.page(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page.page()


def test_a_format_is_one_line_of_the_registry(written: dict[str, Path]) -> None:
    longest = {suffix: format.name for format in export.FORMATS.values() for suffix in format.suffixes[:1]}
    assert {suffix: export.chosen(Path(f"a.b.{suffix.upper()}")).name for suffix in longest} == longest
    assert all(export.chosen(Path("a"), name).name == name for name in export.FORMATS)
    assert export.chosen(Path("a.json"), "ftm.json").name == "ftm"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.nq", "--abuot", "x"], "no option --abuot; did you mean --about?"),
        (["a.nq", "--question", "missed-quota", "--levle", "x"], "no parameter 'levle'; did you mean level?"),
        (["a.nq", "--question", "missed-quota", "--level"], "option --level needs a value"),
        (["a.nq", "b.nq"], "'b.nq' is one argument too many"),
        (["a.nq", "--depth", "2"], "give --about, --question or --year too"),
        (["a.svg", "--year", "2020"], "of the whole graph"),
        (["a.csv"], ".csv may be neo4j-nodes, neo4j-edges; say which with --format"),
    ],
)
def test_wrong_arguments_are_errors_that_help(graph: Path, tmp_path: Path, arguments: list[str], says: str) -> None:
    command = [sys.executable, "-m", "kg", "export", "--graph", str(graph), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 2
    assert says in run.stderr
    assert not list(tmp_path.iterdir())


def test_the_command_cuts_out_what_a_question_speaks_of(graph: Path, tmp_path: Path) -> None:
    for number, arguments in enumerate((["--question", "missed-quota", "--year", "2020", "--level=district"], ["--year", "2020"])):
        command = [sys.executable, "-m", "kg", "export", str(tmp_path / f"{number}.cyjs"), "--graph", str(graph), *arguments]
        subprocess.run(command, check=True, capture_output=True)
    missed, year = (json.loads((tmp_path / f"{number}.cyjs").read_bytes())["elements"]["nodes"] for number in range(2))
    claims = [node["data"] for node in missed if node["data"]["class"] == "ct:Claim"]
    assert {(claim["year"], claim["level"], claim["status"]) for claim in claims} == {(2020, "district", "missed")}
    assert len(missed) < len(year)
    assert {node["data"]["year"] for node in year if "year" in node["data"]} == {2020}


@pytest.mark.parametrize(("name", "library"), [("a.parquet", "pyarrow"), ("a.xlsx", "xlsxwriter")])
def test_a_missing_extra_is_named(graph: Path, tmp_path: Path, name: str, library: str) -> None:
    # None in `sys.modules` is what Python itself takes for a module that is not there.
    code = f"import sys; sys.modules['{library}'] = None; from kg.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", code, "export", name, "--graph", str(graph)], capture_output=True, text=True, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (2, f"kg: this format needs {library}: pip install 'chitieu-kg[tables]'\n")
    assert not list(tmp_path.iterdir())


def test_the_name_of_a_format_is_no_suffix_and_says_which_is(tmp_path: Path) -> None:
    with pytest.raises(
        ExportError, match=r"a file of the format cytoscape ends in \.cyjs or \.json; name it so, or say --format cytoscape"
    ):
        export.chosen(tmp_path / "g.cytoscape")
    assert export.chosen(tmp_path / "g.cytoscape", "cytoscape").name == "cytoscape"
