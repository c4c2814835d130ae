"""Every export is read back by the program or library that it is meant for; the same graph gives the same bytes."""

import hashlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

from kg import build, export, files, store
from kg.errors import ExportError

FORMATS = tuple(export.FORMATS)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "graph"
    build.build([str(files.REPORTS)], folder)
    return folder


@pytest.fixture(scope="module")
def written(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    with store.open_release(graph) as held:
        for suffix in FORMATS:
            export.write(held, folder / f"graph.{suffix}")
    return {suffix: folder / f"graph.{suffix}" for suffix in FORMATS}


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


@pytest.mark.parametrize(("suffix", "format"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_triples_are_read_by_rdflib_as_by_oxigraph(written: dict[str, Path], suffix: str, format: str) -> None:
    kind = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}[suffix]
    ours = {(quad.subject, quad.predicate) for quad in parse(path=str(written[suffix]), format=kind)}
    theirs = rdflib.Dataset()
    theirs.parse(written[suffix], format=format)
    assert len(ours) > 1_000
    assert {str(s.value) for s, _ in ours if hasattr(s, "value")} >= {
        str(s) for s, _, _, _ in theirs.quads() if isinstance(s, rdflib.URIRef)
    }


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_a_network_has_what_drawing_programs_need(written: dict[str, Path], suffix: str) -> None:
    read = nx.read_graphml if suffix == "graphml" else nx.read_gexf
    network = read(written[suffix])
    assert network.number_of_nodes() > 100
    assert network.number_of_edges() > 100
    for node, has in network.nodes(data=True):
        assert has.get("label"), node
    assert all(one in network and other in network for one, other in network.edges())
    assert any(has["label"] == "Huyện ủy Vân Đồn" for _, has in network.nodes(data=True))
    ET.parse(written[suffix])  # well-formed for readers that are stricter than networkx


def test_pictures_are_pictures_with_their_words(written: dict[str, Path]) -> None:
    assert written["png"].read_bytes().startswith(b"\x89PNG\r\n")
    root = ET.parse(written["svg"]).getroot()
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"].removesuffix("pt")) > 300


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_graph_gives_the_same_bytes(graph: Path, written: dict[str, Path], suffix: str, tmp_path: Path) -> None:
    again = tmp_path / f"again.{suffix}"
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(
        [sys.executable, "-m", "kg", "export", str(again), "--graph", str(graph)], check=True, capture_output=True, env=environment
    )
    digest = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (again, written[suffix])]
    assert digest[0] == digest[1]


@pytest.mark.parametrize(
    ("name", "says"), [("a.xyz", "no format 'xyz'"), ("a.gefx", "did you mean 'gexf'"), ("a", "has no suffix"), ("no/a.nq", "cannot write")]
)
def test_what_cannot_be_written_leaves_nothing_behind(graph: Path, tmp_path: Path, name: str, says: str) -> None:
    with store.open_release(graph) as held, pytest.raises(ExportError, match=says):
        export.write(held, tmp_path / name)
    assert not list(tmp_path.rglob("*"))


def test_a_folder_is_no_file(graph: Path, tmp_path: Path) -> None:
    (tmp_path / "a.nq").mkdir()
    with store.open_release(graph) as held, pytest.raises(ExportError, match="is a folder"):
        export.write(held, tmp_path / "a.nq")
