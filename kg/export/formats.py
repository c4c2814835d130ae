"""The formats there are, and the page about them: a new format is a module with a function that writes it, and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Store

from kg.errors import ExportError
from kg.export import (
    cube,
    cytoscape,
    dot,
    excel,
    ftm,
    geojson,
    gexf,
    graphml,
    html,
    mappings,
    mermaid,
    neo4j,
    network,
    parquet,
    picture,
    triples,
)
from kg.export.network import Network
from kg.export.part import Part
from kg.query import Text

# Store, an open binary file (of a format that is a folder its path), part, language of headings and labels.
Written = Callable[[Store, Any, Part, str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """What the suffixes stand for. `media` is the media type, `group` where the page lists it, `extra` what must be installed for it.

    `folder` where a folder is written, `whole` where it has every statement. A suffix with a point in it may be all of a name.
    """

    name: str
    media: str
    suffixes: tuple[str, ...]
    group: str
    text: Text
    written: Written
    extra: str | None = None
    folder: bool = False
    whole: bool = False


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


def _all(written: Callable[[Store, Any, str], None]) -> Written:
    def of_whole(store: Store, file: Any, part: Part, language: str) -> None:
        if not part.whole:
            raise ExportError("this format is of the whole graph; leave out --about, --question and --year")
        written(store, file, language)

    return of_whole


def _described(store: Store, file: Any, language: str) -> None:
    from kg.export import description  # it takes rdflib, which no other format needs

    description.turtle(store, file)


_ALL = (
    Format(
        "nq",
        "application/n-quads",
        ("nq",),
        "rdf",
        Text("N-Quads, dạng chuẩn, đã xếp", "N-Quads, canonical and sorted"),
        _rdf(triples.nquads),
        whole=True,
    ),
    Format(
        "ttl",
        "text/turtle",
        ("ttl",),
        "rdf",
        Text("Turtle, mọi đồ thị gộp làm một", "Turtle, all graphs in one"),
        _rdf(triples.turtle),
        whole=True,
    ),
    Format(
        "trig",
        "application/trig",
        ("trig",),
        "rdf",
        Text("TriG: Turtle với đồ thị có tên", "TriG: Turtle with named graphs"),
        _rdf(triples.trig),
        whole=True,
    ),
    Format(
        "jsonld",
        "application/ld+json",
        ("jsonld",),
        "rdf",
        Text("JSON-LD kèm ngữ cảnh", "JSON-LD with a context"),
        _rdf(triples.jsonld),
        whole=True,
    ),
    Format(
        "rdf",
        "application/rdf+xml",
        ("rdf",),
        "rdf",
        Text("RDF/XML, mọi đồ thị gộp làm một", "RDF/XML, all graphs in one"),
        _rdf(triples.rdfxml),
        whole=True,
    ),
    Format(
        "void",
        "text/turtle",
        ("void.ttl", "dcat.ttl", "void", "dcat"),
        "rdf",
        Text(
            "đồ thị là gì, theo VoID và DCAT 3, kèm câu hỏi làm ví dụ SPARQL",
            "what the graph is, in VoID and DCAT 3, with the questions as SPARQL examples",
        ),
        _all(_described),
    ),
    Format(
        "sssom",
        "text/tab-separated-values",
        ("sssom.tsv", "sssom"),
        "rdf",
        Text("liên kết ra ngoài, dạng SSSOM/TSV", "links out as SSSOM/TSV, for mapping tools"),
        _all(mappings.sssom),
    ),
    Format(
        "cube",
        "text/turtle",
        ("cube.ttl",),
        "rdf",
        Text("RDF Data Cube: mỗi con số một quan sát", "RDF Data Cube: each figure an observation"),
        cube.write,
    ),
    Format(
        "graphml",
        "application/graphml+xml",
        ("graphml",),
        "network",
        Text("GraphML, cho yEd, Cytoscape, igraph, networkx", "GraphML, for yEd, Cytoscape, igraph, networkx"),
        _network(graphml.write),
    ),
    Format(
        "gexf",
        "application/gexf+xml",
        ("gexf",),
        "network",
        Text("GEXF, cho Gephi và trục thời gian của nó", "GEXF, for Gephi and its timeline"),
        _network(gexf.write),
    ),
    Format("dot", "text/vnd.graphviz", ("dot", "gv"), "network", Text("DOT, cho Graphviz", "DOT, for Graphviz"), _network(dot.write)),
    Format(
        "cytoscape",
        "application/json",
        ("cyjs", "json"),
        "network",
        Text("Cytoscape JSON, cho Cytoscape và Cytoscape.js", "Cytoscape JSON, for Cytoscape and Cytoscape.js"),
        _network(cytoscape.write),
    ),
    Format(
        "mermaid",
        "text/vnd.mermaid",
        ("mmd", "mermaid"),
        "network",
        Text("Lưu đồ Mermaid, không quá 500 cạnh", "Mermaid flow chart, of 500 edges at most"),
        _network(mermaid.write),
    ),
    Format(
        "neo4j",
        "text/csv",
        ("neo4j",),
        "network",
        Text("thư mục có nodes.csv và edges.csv cho neo4j-admin", "a folder with nodes.csv and edges.csv for neo4j-admin"),
        _network(neo4j.folder),
        folder=True,
    ),
    Format(
        "neo4j-zip",
        "application/zip",
        ("zip",),
        "network",
        Text("hai tệp ấy trong một tệp zip", "the same two files in a zip file"),
        _network(neo4j.packed),
    ),
    Format("neo4j-nodes", "text/csv", ("nodes.csv", "csv"), "network", Text("riêng nodes.csv", "nodes.csv alone"), _network(neo4j.nodes)),
    Format("neo4j-edges", "text/csv", ("edges.csv", "csv"), "network", Text("riêng edges.csv", "edges.csv alone"), _network(neo4j.edges)),
    Format(
        "ftm",
        "application/x-ndjson",
        ("ftm.json", "ftm", "json"),
        "network",
        Text("Thực thể FollowTheMoney, mỗi dòng một thực thể", "FollowTheMoney entities, one a line"),
        _network(ftm.write),
    ),
    Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx",),
        "table",
        Text("Excel: phát biểu, tổ chức, văn bản chỉ đạo, cán bộ, nguồn", "Excel: claims, bodies, directives, officials, sources"),
        excel.write,
        extra="tables",
    ),
    Format(
        "parquet",
        "application/vnd.apache.parquet",
        ("parquet",),
        "table",
        Text("Parquet: các phát biểu", "Parquet: the claims"),
        parquet.claims,
        extra="tables",
    ),
    Format(
        "parquet-nodes",
        "application/vnd.apache.parquet",
        ("nodes.parquet",),
        "table",
        Text("Parquet: các nút", "Parquet: the nodes"),
        _network(parquet.nodes),
        extra="tables",
    ),
    Format(
        "parquet-edges",
        "application/vnd.apache.parquet",
        ("edges.parquet",),
        "table",
        Text("Parquet: các cạnh", "Parquet: the edges"),
        _network(parquet.edges),
        extra="tables",
    ),
    Format(
        "geojson",
        "application/geo+json",
        ("geojson", "json"),
        "picture",
        Text("GeoJSON: địa phương, kèm kết quả thực hiện chỉ tiêu ở đó", "GeoJSON: places, with what came of the targets there"),
        _network(geojson.write),
    ),
    Format(
        "html",
        "text/html",
        ("html",),
        "picture",
        Text(
            "trang web một tệp, mở không cần mạng: tìm, lọc, xem hình và câu trích",
            "one page for a browser, offline: search, filters, a picture, and the sentences",
        ),
        html.write,
    ),
    Format(
        "svg",
        "image/svg+xml",
        ("svg",),
        "picture",
        Text("hình kết quả thực hiện chỉ tiêu, theo tỉnh thành", "a picture of what came of the targets, by province"),
        _all(picture.svg),
        extra="picture",
    ),
    Format(
        "png",
        "image/png",
        ("png",),
        "picture",
        Text("hình ấy bằng điểm ảnh", "the same picture in pixels"),
        _all(picture.png),
        extra="picture",
    ),
)

FORMATS = {format.name: format for format in _ALL}
