"""Every format for networks and tables is loaded by a program or library that is not ours: as many nodes and edges, and the names whole."""

import csv
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import openpyxl
import polars
import pydot
import pytest
from pyoxigraph import NamedNode, Store
from small_graph import store

from kg import export, vocabulary
from kg.errors import ExportError, QueryError
from kg.export import Part, network
from kg.vocabulary import CT, RDF, SCHEMA

NAME = "Quận ủy Tây Hồ"
BODY = "https://w3id.org/chitieu/id/body/party_committee/D003"
WHOLE = Part()


def counted(part: Part = WHOLE) -> tuple[int, int]:
    with network.staged(store(), part, "en") as found:
        return sum(1 for _ in found.nodes()), sum(1 for _ in found.edges())


def instances(iri: str) -> int:
    return sum(1 for _ in store().quads_for_pattern(None, NamedNode(RDF.type), NamedNode(iri), None))


@pytest.fixture
def written(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The file with the suffix that the test asks for."""
    path = tmp_path / f"small.{request.param}"
    export.write(store(), path, language="vi")
    return path


suffix = pytest.mark.parametrize


# ---- what every writer is given


def test_nodes_come_by_class_and_edges_by_their_nodes() -> None:
    with network.staged(store(), WHOLE, "en") as found:
        nodes, edges = list(found.nodes()), list(found.edges())
    kinds = [vocabulary.short(iri) for iri in network.CLASSES]
    assert all((kinds.index(one.kind), one.id) < (kinds.index(other.kind), other.id) for one, other in pairwise(nodes))
    places = {node.id: place for place, node in enumerate(nodes)}
    ends = [(places[edge.source], edge.property, places[edge.target], edge.label) for edge in edges]
    assert len(set(ends)) == len(ends)
    assert [source for source, *_ in ends] == sorted(source for source, *_ in ends)
    assert [edge.number for edge in edges] == list(range(len(edges)))


def test_every_claim_body_and_document_of_the_store_is_a_node() -> None:
    with network.staged(store(), WHOLE, "en") as found:
        kinds = Counter(node.kind for node in found.nodes())
    for kind, iri in (("ct:Claim", CT.Claim), ("ct:PartyCommittee", CT.PartyCommittee), ("ct:Target", CT.Target)):
        assert kinds[kind] == instances(iri), kind


def test_a_node_has_its_time_and_a_post_the_days_that_show_it() -> None:
    with network.staged(store(), WHOLE, "en") as found:
        nodes = {node.id.partition("/id/")[2]: node for node in found.nodes()}
        posts = [edge for edge in found.edges() if edge.property == "org:Membership"]
    claim = nodes["document/hn-1/claim/1"]
    assert (claim.start, claim.end, claim.attributes["planned"], claim.attributes["status"]) == (
        "2020-01-01",
        "2020-12-31",
        140,
        "exceeded",
    )
    assert claim.label == "Thành ủy Hà Nội, Party organisations founded, 2020: 150/140"
    assert nodes["document/hn-1"].start == "2020-12-20"
    assert [(edge.label, edge.start, edge.end) for edge in posts if "phong" in edge.source and edge.label == "Phó Bí thư"] == [
        ("Phó Bí thư", "2020-12-20", "2021-01-10")
    ]


# ---- nodes and edges


@suffix("written", ["graphml"], indirect=True)
def test_graphml_is_read_by_networkx_and_igraph(written: Path) -> None:
    theirs = nx.read_graphml(written, force_multigraph=True)
    assert (theirs.number_of_nodes(), theirs.number_of_edges()) == counted()
    assert theirs.nodes[BODY]["label"] == NAME
    assert theirs.nodes[BODY]["type"] == "cấp ủy, đảng bộ"
    others = igraph.Graph.Read_GraphML(str(written))
    assert (others.vcount(), others.ecount()) == counted()
    vertex = others.vs.find(id=BODY)
    assert vertex["label"] == NAME
    years = {vertex["year"] for vertex in others.vs if vertex["class"] == "ct:Claim" and vertex["status"] == "missed"}
    assert years == {2020, 2022, 2024}


@suffix("written", ["gexf"], indirect=True)
def test_gexf_is_read_by_networkx_with_its_times(written: Path) -> None:
    theirs = nx.read_gexf(written, version="1.2draft")
    assert (theirs.number_of_nodes(), theirs.number_of_edges()) == counted()
    assert theirs.graph["mode"] == "dynamic"
    assert theirs.nodes[BODY]["label"] == NAME
    claim = theirs.nodes["https://w3id.org/chitieu/id/document/hn-1/claim/1"]
    assert (claim["start"], claim["end"]) == ("2020-01-01", "2020-12-31")
    # A figure holds for the period that it is of.
    assert claim["achieved"] == [(150.0, "2020-01-01", "2020-12-31")]
    assert claim["year"] == 2020
    labels = {edge["label"] for _, _, edge in theirs.edges(data=True)}
    assert "Phó Bí thư" in labels


@pytest.mark.filterwarnings("ignore::DeprecationWarning:pydot")
@suffix("written", ["dot"], indirect=True)
def test_dot_is_read_by_pydot(written: Path) -> None:
    (theirs,) = pydot.graph_from_dot_file(str(written), encoding="utf-8") or ()
    nodes = [node for node in theirs.get_nodes() if node.get_name() not in ("node", "edge", "graph")]
    assert (len(nodes), len(theirs.get_edges())) == counted()
    assert f'"{NAME}"' in {node.get_label() for node in nodes}


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed (Debian package graphviz)")
@suffix("written", ["gv"], indirect=True)
def test_dot_is_read_by_graphviz(written: Path) -> None:
    run = subprocess.run(["dot", "-Tjson0", str(written)], capture_output=True, check=True)
    theirs = json.loads(run.stdout)
    assert (len(theirs["objects"]), len(theirs["edges"])) == counted()
    assert NAME in {node["label"] for node in theirs["objects"]}


@suffix("written", ["cyjs"], indirect=True)
def test_cytoscape_json_is_read_by_networkx(written: Path) -> None:
    theirs = nx.cytoscape_graph(json.loads(written.read_bytes()))
    assert (theirs.number_of_nodes(), theirs.number_of_edges()) == counted()
    assert theirs.nodes[BODY]["name"] == NAME
    assert theirs.is_directed()


def test_mermaid_writes_what_its_grammar_knows(tmp_path: Path) -> None:
    part = Part(about=NAME)
    export.write(store(), tmp_path / "small.mmd", part=part)
    head, *lines = (tmp_path / "small.mmd").read_text(encoding="utf-8").splitlines()
    assert head == "flowchart LR"
    nodes = [line for line in lines if re.fullmatch(r'  n\d+(\[|\(\[|\[/|\{\{|\[\[|>)"[^"<>&`\\]*"(\]|\]\)|/\]|\}\}|\]\])', line)]
    edges = [line for line in lines if re.fullmatch(r'  n\d+ -->\|"[^"<>&`\\]*"\| n\d+', line)]
    assert (len(nodes), len(edges)) == counted(part)
    assert len(nodes) + len(edges) == len(lines)
    assert any(f'["{NAME}"]' in line for line in nodes)


@suffix("written", ["zip", "neo4j"], indirect=True)
def test_neo4j_files_have_typed_heads_and_rows_of_that_width(written: Path, tmp_path: Path) -> None:
    folder = written
    if written.is_file():
        folder = tmp_path / "unpacked"
        with zipfile.ZipFile(written) as archive:
            archive.extractall(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["edges.csv", "nodes.csv"]
    nodes = polars.read_csv(folder / "nodes.csv", infer_schema=False)
    edges = polars.read_csv(folder / "edges.csv", infer_schema=False)
    assert (nodes.height, edges.height) == counted()
    assert nodes.columns[:3] == ["id:ID", ":LABEL", "label"]
    assert {"year:int", "planned:double", "date:date", "start:date"} <= set(nodes.columns)
    assert edges.columns[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert nodes.filter(polars.col("id:ID") == BODY).row(0)[1:3] == ("PartyCommittee", NAME)
    ids = set(nodes["id:ID"])
    assert len(ids) == nodes.height
    assert set(edges[":START_ID"]) | set(edges[":END_ID"]) <= ids
    assert {"ABOUT", "MEMBERSHIP", "REFERS_TO", "SUB_ORGANIZATION_OF"} <= set(edges[":TYPE"])
    # Without being told to, the importer takes a line for a row.
    with (folder / "nodes.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == (folder / "nodes.csv").read_bytes().count(b"\n")


@suffix("written", ["ftm.json"], indirect=True)
def test_followthemoney_loads_its_entities(written: Path) -> None:
    ftm = pytest.importorskip("followthemoney", reason="followthemoney is not installed: the extra dev-ftm, which needs ICU (libicu-dev)")
    # `cleaned=False`: its own rules are put to every value, and what they refuse is left out.
    given = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    entities = {entity["id"]: ftm.model.get_proxy(entity, cleaned=False) for entity in given}
    assert len(entities) == len(given)
    for entity in given:
        theirs = entities[entity["id"]]
        for name, values in entity["properties"].items():
            assert len(theirs.get(name)) == len(values), (entity["schema"], name, values)
            if theirs.schema.get(name).type.name == "entity":
                for value in values:
                    assert entities[value].schema.is_a(theirs.schema.get(name).range), (entity["schema"], name)
        if theirs.schema.edge:
            assert theirs.get(theirs.schema.edge_source)
            assert theirs.get(theirs.schema.edge_target)
    with network.staged(store(), WHOLE, "vi") as found:
        kinds = Counter(node.kind for node in found.nodes())
    schemata = Counter(entity.schema.name for entity in entities.values())
    for schema, kind in (
        ("PublicBody", "ct:PartyCommittee"),
        ("Person", "ct:Official"),
        ("Company", "ct:Enterprise"),
        ("Event", "ct:Claim"),
    ):
        assert schemata[schema] == kinds[kind] > 0
    assert NAME in {entity.caption for entity in entities.values()}
    posts = [entity for entity in entities.values() if entity.schema.name == "Membership" and "Phó Bí thư" in entity.get("role")]
    assert [entities[post.first("member")].caption for post in posts] == ["Nguyễn Văn Phong"]


# ---- tables and places


@suffix("written", ["parquet"], indirect=True)
def test_parquet_of_claims_is_read_by_polars(written: Path) -> None:
    claims = polars.read_parquet(written)
    assert claims.height == instances(CT.Claim)
    assert claims.schema["planned"] == polars.Float64
    assert claims.schema["year"] == polars.Int32
    assert claims.schema["period_start"] == polars.Date
    row = claims.filter(polars.col("body") == BODY).row(0, named=True)
    assert (row["organisation"], row["planned"], row["achieved"], row["status"], row["date"].year) == (NAME, 6.0, 2.0, "missed", 2020)
    assert row["quote"] == "Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng"


def test_parquet_of_nodes_and_of_edges_is_read_by_polars(tmp_path: Path) -> None:
    for name in ("nodes", "edges"):
        export.write(store(), tmp_path / f"small.{name}.parquet")
    nodes, edges = (polars.read_parquet(tmp_path / f"small.{name}.parquet") for name in ("nodes", "edges"))
    assert (nodes.height, edges.height) == counted()
    assert nodes.filter(polars.col("id") == BODY)["label"].to_list() == [NAME]
    assert set(edges["source"]) | set(edges["target"]) <= set(nodes["id"])


@suffix("written", ["xlsx"], indirect=True)
def test_excel_is_read_by_openpyxl_with_headings_in_vietnamese(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["Phát biểu", "Tổ chức", "Văn bản chỉ đạo", "Cán bộ", "Nguồn"]
    claims = [
        dict(zip([cell.value for cell in book["Phát biểu"][1]], row, strict=True))
        for row in book["Phát biểu"].iter_rows(2, values_only=True)
    ]
    assert len(claims) == instances(CT.Claim)
    (claim,) = (claim for claim in claims if claim["Tổ chức"] == NAME)
    assert (claim["Kế hoạch"], claim["Đạt được"], claim["Trạng thái"], claim["Năm"]) == (6, 2, "không đạt", 2020)
    assert claim["Từ ngày"].isoformat() == "2020-01-01T00:00:00"
    assert book["Nguồn"].max_row == instances(SCHEMA.NewsArticle) + 1
    officials = list(book["Cán bộ"].iter_rows(2, values_only=True))
    assert ("Nguyễn Văn Phong", "Trưởng ban") in {row[:2] for row in officials}


def test_excel_takes_text_for_text(tmp_path: Path) -> None:
    export.write(store(), tmp_path / "small.xlsx")
    book = openpyxl.load_workbook(tmp_path / "small.xlsx")
    assert book.sheetnames == ["Claims", "Bodies", "Directives", "Officials", "Sources"]
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}


@suffix("written", ["geojson"], indirect=True)
def test_geojson_has_the_places_with_what_came_of_their_targets(written: Path) -> None:
    collection: dict[str, Any] = json.loads(written.read_bytes())
    features = {feature["properties"]["name"]: feature for feature in collection["features"]}
    tay_ho = features["Quận Tây Hồ"]
    longitude, latitude = tay_ho["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (106, 21)
    assert {name: tay_ho["properties"][name] for name in ("level", "targets", "missed", "attainment")} == {
        "level": "district", "targets": 1, "missed": 1, "attainment": 0.0
    }  # fmt: skip
    # The province stands for all that is in it: of the year's targets one exceeded and five missed, and one that nobody judges.
    assert {name: features["Thành phố Hà Nội"]["properties"][name] for name in ("targets", "exceeded", "missed", "attainment")} == {
        "targets": 7, "exceeded": 1, "missed": 5, "attainment": 16.7
    }  # fmt: skip


# ---- parts


def labels(part: Part) -> set[str]:
    with network.staged(store(), part, "en") as found:
        ids = {node.id for node in found.nodes()}
        assert all(edge.source in ids and edge.target in ids for edge in found.edges())
        return {node.label for node in found.nodes()}


def test_about_keeps_what_is_near() -> None:
    assert labels(Part(about=NAME, depth=0)) == {NAME}
    near = labels(Part(about=NAME))
    assert {"Thành ủy Hà Nội", "Trần Thị Mai", "Hà Nội: Nơi đạt, nơi chưa", f"{NAME}, Party organisations founded, 2020: 2/6"} <= near
    assert "Huyện ủy Ứng Hòa" not in near
    further = labels(Part(about=NAME, depth=2))
    assert near < further
    assert "Huyện ủy Ứng Hòa" in further


def test_no_step_leads_on_from_a_place() -> None:
    place = "Thành phố Hà Nội"
    assert place in labels(Part(about="https://w3id.org/chitieu/id/document/hn-2/claim/1"))
    # The districts' claims lie in the province too.
    assert not any(
        "Ứng Hòa" in label for label in labels(Part(about="https://w3id.org/chitieu/id/document/hn-2/claim/1", depth=2)) if "2020" in label
    )
    assert any("Ứng Hòa" in label for label in labels(Part(about="https://w3id.org/chitieu/id/place/P01-current")))


def test_a_question_keeps_what_its_rows_speak_of() -> None:
    part = Part(question="missed-quota", values={"year": "2020", "level": "district"})
    with network.staged(store(), part, "en") as found:
        kinds = Counter(node.kind for node in found.nodes())
    assert kinds == {"ct:PartyCommittee": 5, "ct:Claim": 5, "schema:NewsArticle": 1}


def test_a_year_keeps_its_targets_and_what_they_touch() -> None:
    with network.staged(store(), Part(year=2022), "en") as found:
        nodes = list(found.nodes())
    assert {node.attributes["year"] for node in nodes if node.kind in ("ct:Target", "ct:Claim")} == {2022}
    assert "Thành ủy Hải Phòng" in {node.label for node in nodes}
    assert NAME not in {node.label for node in nodes}


def test_parts_are_cut_by_all_that_is_given() -> None:
    both = labels(Part(about="Thành ủy Hà Nội", year=2020))
    assert both == labels(Part(about="Thành ủy Hà Nội")) & labels(Part(year=2020))
    assert both


@pytest.mark.parametrize(
    ("part", "error", "says"),
    [
        (Part(year=1900), ExportError, "nothing in the graph fits year 1900"),
        (Part(question="missed-quota", values={"year": "1900"}), ExportError, "fits question 'missed-quota' year=1900"),
        (Part(question="missed"), QueryError, "did you mean missed-quota"),
        (Part(question="missed-quota", values={"levle": "x"}), QueryError, "did you mean level"),
        (Part(about="Quận ủy Tay Hồ X"), QueryError, "did you mean"),
    ],
)
def test_a_part_that_is_empty_or_wrong_is_an_error(part: Part, error: type[Exception], says: str, tmp_path: Path) -> None:
    for name in ("a.nq", "a.graphml", "a.xlsx"):
        with pytest.raises(error, match=says):
            export.write(store(), tmp_path / name, part=part)
    assert not list(tmp_path.iterdir())


def test_rdf_of_a_part_has_the_claims_with_their_sentences(tmp_path: Path) -> None:
    export.write(store(), tmp_path / "part.nq", part=Part(question="missed-quota", values={"year": "2020", "level": "district"}))
    held = Store()
    held.load(path=str(tmp_path / "part.nq"), format=None)
    assert set(held) < set(store())
    answers = held.query("""
        PREFIX ct: <https://w3id.org/chitieu/ns#> PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?name ?words { ?claim a ct:Claim ; ct:organisation/rdfs:label ?name ; ct:evidence/oa:hasSelector/oa:exact ?words }
    """)
    found = {name.value: words.value for name, words in answers}
    assert len(found) == 5
    assert found[NAME] == "Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng"
    # The documents' other claims are left out, and mentions of what is not in the part.
    assert not held.query("ASK { ?s a <https://w3id.org/chitieu/ns#OfficialMention> }")
    assert held.query("ASK { ?s a <https://w3id.org/chitieu/ns#BodyMention> }")


def test_tables_of_a_part_have_its_rows(tmp_path: Path) -> None:
    export.write(store(), tmp_path / "part.parquet", part=Part(year=2022))
    assert set(polars.read_parquet(tmp_path / "part.parquet")["year"]) == {2022}
