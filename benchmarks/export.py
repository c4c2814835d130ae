"""How long it takes, and how much memory, to write a million edges: each streaming format beside networkx's writers.

    python benchmarks/export.py [--edges 1000000] [--rounds 1]

The network is made up, the same for all: as many edges as asked for, five times fewer nodes, with the attributes that claims have.
Each writer runs in a process of its own, which prints its seconds of the processor and its peak memory; "nothing" goes through the network
and writes nothing. networkx's writers want the graph whole: building it is counted apart, its memory is in the peak. Every ratio is
networkx / kg, of the same format where networkx has it, else of the one that networkx writes fastest.

Last, from a store on disk: all of `kg export`, with sorting, at two sizes of one graph, for how memory grows.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from kg.export import cytoscape, dot, ftm, gexf, graphml, neo4j, parquet
from kg.export.network import Edge, Network, Node

EDGES_A_NODE = 5
QUOTE = "Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng trong doanh nghiệp tư nhân, đạt 33,3% chỉ tiêu được giao"
HOME = "https://w3id.org/chitieu/id"
OURS: dict[str, Callable[[Network, Any], None]] = {
    "nothing": lambda network, file: [None for some in (network.nodes(), network.edges()) for _ in some] and None,
    "graphml": graphml.write,
    "gexf": gexf.write,
    "dot": dot.write,
    "cytoscape": cytoscape.write,
    "neo4j-zip": neo4j.packed,
    "neo4j-nodes": neo4j.nodes,
    "neo4j-edges": neo4j.edges,
    "ftm": ftm.write,
    "parquet-nodes": parquet.nodes,
    "parquet-edges": parquet.edges,
}
THEIRS = ("graphml", "gexf", "cytoscape")


def made_up(edges: int) -> Network:
    count = max(edges // EDGES_A_NODE, 2)

    def id(number: int) -> str:
        return f"{HOME}/document/bài-{number // 20:06}/claim/{number % 20}"

    def nodes() -> Iterator[Node]:
        for number in range(count):
            year = 2005 + number % 20
            start, end = f"{year}-01-01", f"{year}-12-31"
            has: dict[str, Any] = {"organisation": f"Quận ủy Tây Hồ {number}", "province": "Thành phố Hà Nội", "level": "district"}
            has |= {"indicator": "party_organisations_founded", "year": year, "status": "missed", "planned": 6.0, "achieved": 2.0}
            has |= {"period_start": start, "period_end": end, "quote": f"{QUOTE} ({number})"}
            yield Node(
                id(number), f"Quận ủy Tây Hồ {number}, tổ chức đảng được thành lập, {year}: 2/6", "ct:Claim", "phát biểu", has, start, end
            )

    def all_edges() -> Iterator[Edge]:
        for number in range(edges):
            target = (number * 7919 + 13) % count
            yield Edge(number, id(number // EDGES_A_NODE % count), id(target), "ct:refersTo", "nhắc đến", "2020-01-01", "2020-12-31")

    return Network(nodes, all_edges)


def theirs(network: Network) -> Any:
    """The same as networkx holds it, as the readers of our files make it."""
    import networkx

    graph: Any = networkx.MultiDiGraph()
    for node in network.nodes():
        graph.add_node(node.id, label=node.label, type=node.type, start=node.start, end=node.end, **{"class": node.kind}, **node.attributes)
    for edge in network.edges():
        graph.add_edge(
            edge.source, edge.target, key=f"e{edge.number}", property=edge.property, label=edge.label, start=edge.start, end=edge.end
        )
    return graph


def their_writer(name: str) -> Callable[[Any, BinaryIO], None]:
    import networkx

    def write_json(graph: Any, file: BinaryIO) -> None:
        file.write(json.dumps(networkx.cytoscape_data(graph), ensure_ascii=False).encode())

    return {"graphml": networkx.write_graphml, "gexf": networkx.write_gexf, "cytoscape": write_json}[name]


def one(whose: str, name: str, edges: int) -> None:
    """In a process of its own: seconds to build, seconds to write, peak memory in MB, size of the file in MB."""
    network = made_up(edges)
    with tempfile.TemporaryFile() as file:
        start = time.process_time()
        graph = theirs(network) if whose == "theirs" else network
        built = time.process_time() - start
        start = time.process_time()
        (their_writer(name) if whose == "theirs" else OURS[name])(graph, file)
        written = time.process_time() - start
        file.flush()
        size = file.seek(0, 2)
    print(json.dumps([built, written, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size / 1e6]))


def run(*arguments: str) -> list[float]:
    found: list[float] = json.loads(
        subprocess.run([sys.executable, __file__, *arguments], capture_output=True, check=True, text=True).stdout
    )
    return found


def best(whose: str, name: str, edges: int, rounds: int) -> list[float]:
    return min((run("--one", whose, name, "--edges", str(edges)) for _ in range(rounds)), key=lambda found: found[1])


def whole(graph: Path, format: str) -> None:
    """In a process of its own: all of an export from a store."""
    from kg import export, store

    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder, store.open_release(graph) as opened:
        export.write(opened, Path(folder) / "graph", format=format)
    print(json.dumps([time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--graphs", type=Path, nargs=2, help="two graphs to export whole, in place of those made of data/reports")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--whole", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return one(*options.one, options.edges)
    if options.whole:
        return whole(Path(options.whole[0]), options.whole[1])

    print(f"{options.edges:,} edges, {options.edges // EDGES_A_NODE:,} nodes")
    print(f"{'':22}{'build':>9}{'write':>9}{'peak':>10}{'file':>9}")
    peers = {}
    for name in THEIRS:
        peers[name] = best("theirs", name, options.edges, options.rounds)
        built, written, peak, size = peers[name]
        print(f"networkx {name:13}{built:7.1f} s{written:7.1f} s{peak:7.0f} MB{size:6.0f} MB")
    for name in OURS:
        _, written, peak, size = best("ours", name, options.edges, options.rounds)
        of = name if name in peers else min(peers, key=lambda peer: peers[peer][1])
        _, their_time, their_peak, _ = peers[of]
        ratios = f"   {of}: time {their_time / written:5.1f}   memory {their_peak / peak:5.1f}" if name != "nothing" else ""
        print(f"kg       {name:13}{'':9}{written:7.1f} s{peak:7.0f} MB{size:6.0f} MB{ratios}", flush=True)
    stores(options)
    return None


def stores(options: argparse.Namespace) -> None:
    """How memory grows with the graph, from a store on disk."""
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        graphs = options.graphs or [Path(name) / f"graph-{size}" for size in (options.documents, 4 * options.documents)]
        if not options.graphs:
            from corpus import written

            from kg import build, files

            for graph, size in zip(graphs, (options.documents, 4 * options.documents), strict=True):
                written(files.REPORTS, size, Path(name) / f"articles-{size}")
                build.build([str(Path(name) / f"articles-{size}")], graph, workers=1)
        from kg import store

        sizes = []
        for graph in graphs:
            with store.open_release(graph) as opened:
                sizes.append(len(opened))
        print(f"from a store of {sizes[0]:,} and of {sizes[1]:,} quads, {sizes[1] / sizes[0]:.1f} times as many")
        for format in ("graphml", "neo4j-zip", "ftm", "nq", "ttl", "cube", "parquet", "xlsx"):
            (short, small), (long, large) = (run("--whole", str(graph), format) for graph in graphs)
            ratios = f"   time {long / short:4.1f}   memory {large / small:4.2f}"
            print(f"kg       {format:13}{short:7.1f} s{small:7.0f} MB  {long:7.1f} s{large:7.0f} MB{ratios}", flush=True)


if __name__ == "__main__":
    main()
