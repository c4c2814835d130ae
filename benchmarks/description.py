"""How long a graph takes to describe itself, and in how much memory, beside SPARQL that counts the same; each in a process of its own.

python benchmarks/description.py [--documents 2000] [FOLDER OF ARTICLES]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import written

from kg import build, files, store
from kg.query import select

ENTITIES = "SELECT ?class (COUNT(DISTINCT ?node) AS ?entities) WHERE { ?node a ?class } GROUP BY ?class"
PROPERTIES = "SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) WHERE { ?s ?p ?o } GROUP BY ?p"
WITHIN = "SELECT ?c ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) WHERE { ?s a ?c ; ?p ?o } GROUP BY ?c ?p"


def measured(way: str, graph: Path) -> None:
    """One way in this process: prints seconds and the growth of peak memory in MB."""
    from pyoxigraph import DefaultGraph

    from kg.export.counts import counts

    with store.open_release(graph) as held:
        before, start = peak(), time.perf_counter()
        if way == "pass":
            counts(held.quads_for_pattern(None, None, None, DefaultGraph()))
        else:
            for sparql in (ENTITIES, PROPERTIES, WITHIN):
                list(select(held, sparql).rows)
        print(time.perf_counter() - start, peak() - before)


def peak() -> float:
    """Peak memory of this process in MB; `getrusage` would give that of the parent it was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=Path, default=files.REPORTS)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--graph", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        measured(options.way, options.graph)
        return
    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        source, graph = Path(name) / "articles", Path(name) / "graph"
        written(options.articles, options.documents, source)
        report = build.build([str(source)], graph)
        found = {}
        for way in ("pass", "SPARQL"):
            command = [sys.executable, __file__, "--way", way, "--graph", str(graph)]
            seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            found[way] = float(seconds), float(memory)
            print(f"{way:8} {report.quads} quads: {float(seconds):.2f} s, {float(memory):.0f} MB more")
        print(f"ratio in time {found['pass'][0] / found['SPARQL'][0]:.2f}")


if __name__ == "__main__":
    main()
