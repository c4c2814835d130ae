"""The formats there are, and the page about them: a new format is a module with a function that writes it, and a line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export import cube, cytoscape, dot, excel, ftm, geojson, gexf, graphml, mermaid, neo4j, network, parquet, picture, triples
from kg.export.network import Network
from kg.export.part import Part
from kg.query import Text

# Store, an open binary file (of a format that is a folder its path), part, language of headings and labels.
Written = Callable[[Store, Any, Part, str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """What the suffixes stand for. `group` is where the page lists it, `extra` what must be installed for it."""

    name: str
    suffixes: tuple[str, ...]
    group: str
    text: Text
    written: Written
    extra: str | None = None
    folder: bool = False


GROUPS = {
    "rdf": Text("RDF", "RDF"),
    "network": Text("Nút và cạnh", "Nodes and edges"),
    "table": Text("Bảng", "Tables"),
    "picture": Text("Bản đồ và hình", "Maps and pictures"),
}


def _network(written: Callable[[Network, Any], None]) -> Written:
    def of_store(store: Store, file: Any, part: Part, language: str) -> None:
        with network.staged(store, part, language) as found:
            written(found, file)

    return of_store


def _rdf(written: Callable[[Store, Any, Part], None]) -> Written:
    return lambda store, file, part, _: written(store, file, part)


def _picture(written: Callable[[Store, Any, str], None]) -> Written:
    def of_whole(store: Store, file: Any, part: Part, language: str) -> None:
        if not part.whole:
            raise ExportError("this picture is of the whole graph; leave out --about, --question and --year")
        written(store, file, language)

    return of_whole


def _formats() -> Iterator[Format]:
    def en_vi(en: str, vi: str) -> Text:
        return Text(vi, en)

    rdf = "rdf"
    yield Format("nq", ("nq",), rdf, en_vi("N-Quads, canonical and sorted", "N-Quads, dạng chuẩn, đã xếp"), _rdf(triples.nquads))
    yield Format("ttl", ("ttl",), rdf, en_vi("Turtle, all graphs in one", "Turtle, mọi đồ thị gộp làm một"), _rdf(triples.turtle))
    yield Format("trig", ("trig",), rdf, en_vi("TriG: Turtle with named graphs", "TriG: Turtle với đồ thị có tên"), _rdf(triples.trig))
    yield Format("jsonld", ("jsonld",), rdf, en_vi("JSON-LD with a context", "JSON-LD kèm ngữ cảnh"), _rdf(triples.jsonld))
    yield Format("rdf", ("rdf",), rdf, en_vi("RDF/XML, all graphs in one", "RDF/XML, mọi đồ thị gộp làm một"), _rdf(triples.rdfxml))
    text = en_vi("RDF Data Cube: each figure an observation", "RDF Data Cube: mỗi con số một quan sát")
    yield Format("cube", ("cube.ttl",), rdf, text, cube.write)

    net = "network"
    text = en_vi("GraphML, for yEd, Cytoscape, igraph, networkx", "GraphML, cho yEd, Cytoscape, igraph, networkx")
    yield Format("graphml", ("graphml",), net, text, _network(graphml.write))
    text = en_vi("GEXF, for Gephi and its timeline", "GEXF, cho Gephi và trục thời gian của nó")
    yield Format("gexf", ("gexf",), net, text, _network(gexf.write))
    yield Format("dot", ("dot", "gv"), net, en_vi("DOT, for Graphviz", "DOT, cho Graphviz"), _network(dot.write))
    text = en_vi("Cytoscape JSON, for Cytoscape and Cytoscape.js", "Cytoscape JSON, cho Cytoscape và Cytoscape.js")
    yield Format("cytoscape", ("cyjs", "json"), net, text, _network(cytoscape.write))
    text = en_vi("Mermaid flow chart, of 500 edges at most", "Lưu đồ Mermaid, không quá 500 cạnh")
    yield Format("mermaid", ("mmd", "mermaid"), net, text, _network(mermaid.write))
    text = en_vi("a folder with nodes.csv and edges.csv for neo4j-admin", "thư mục có nodes.csv và edges.csv cho neo4j-admin")
    yield Format("neo4j", ("neo4j",), net, text, _network(neo4j.folder), folder=True)
    text = en_vi("the same two files in a zip file", "hai tệp ấy trong một tệp zip")
    yield Format("neo4j-zip", ("zip",), net, text, _network(neo4j.packed))
    text = en_vi("nodes.csv alone", "riêng nodes.csv")
    yield Format("neo4j-nodes", ("nodes.csv", "csv"), net, text, _network(neo4j.nodes))
    text = en_vi("edges.csv alone", "riêng edges.csv")
    yield Format("neo4j-edges", ("edges.csv", "csv"), net, text, _network(neo4j.edges))
    text = en_vi("FollowTheMoney entities, one a line", "Thực thể FollowTheMoney, mỗi dòng một thực thể")
    yield Format("ftm", ("ftm.json", "ftm", "json"), net, text, _network(ftm.write))

    text = en_vi("Excel: claims, bodies, directives, officials, sources", "Excel: phát biểu, tổ chức, văn bản chỉ đạo, cán bộ, nguồn")
    yield Format("xlsx", ("xlsx",), "table", text, excel.write, extra="tables")
    text = en_vi("Parquet: the claims", "Parquet: các phát biểu")
    yield Format("parquet", ("parquet",), "table", text, parquet.claims, extra="tables")
    text = en_vi("Parquet: the nodes", "Parquet: các nút")
    yield Format("parquet-nodes", ("nodes.parquet",), "table", text, _network(parquet.nodes), extra="tables")
    text = en_vi("Parquet: the edges", "Parquet: các cạnh")
    yield Format("parquet-edges", ("edges.parquet",), "table", text, _network(parquet.edges), extra="tables")

    text = en_vi("GeoJSON: places, with what came of the targets there", "GeoJSON: địa phương, kèm kết quả thực hiện chỉ tiêu ở đó")
    yield Format("geojson", ("geojson", "json"), "picture", text, _network(geojson.write))
    text = en_vi("a picture of what came of the targets, by province", "hình kết quả thực hiện chỉ tiêu, theo tỉnh thành")
    yield Format("svg", ("svg",), "picture", text, _picture(picture.svg), extra="picture")
    text = en_vi("the same picture in pixels", "hình ấy bằng điểm ảnh")
    yield Format("png", ("png",), "picture", text, _picture(picture.png), extra="picture")


FORMATS = {format.name: format for format in _formats()}
