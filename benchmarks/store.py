"""How fast facts become a published release beside Oxigraph's own bulk_load of the same quads, and how fast a second build is.

    taskset -c 0 python benchmarks/store.py [--documents 2000] [--workers 1] [FOLDER OF ARTICLES]

The corpus is the articles of `data/reports` (or of the folder), each many times over, each time with other years: so targets differ.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
from corpus import articles, corpus, written

from kg import build, files, store


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=Path, default=files.REPORTS)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="kg-benchmark-") as name:
        folder = Path(name)
        source, graph = folder / "articles", folder / "graph"
        written(corpus(articles(options.articles), options.documents), source)

        def built() -> tuple[build.Report, float]:
            start = time.perf_counter()
            report = build.build([str(source)], graph, workers=options.workers)
            return report, time.perf_counter() - start

        first, seconds = built()
        ours = sum(first.seconds[stage] for stage in ("identify", "write", "publish"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        stages = "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in first.seconds.items())
        print(f"{first.documents} documents, {first.quads} quads, peak memory {peak:.0f} MB; seconds: {stages}")

        lines = folder / "all.nq"
        with store.open_release(graph) as opened, lines.open("wb") as out:
            out.writelines(store.export_lines(opened))
        start = time.perf_counter()
        peer = ox.Store(str(folder / "peer"))
        peer.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
        peer.flush()
        theirs = time.perf_counter() - start
        print(
            f"facts to a published release {first.quads / ours:10,.0f} quads/s   bulk_load alone {first.quads / theirs:10,.0f} quads/s"
            f"   ratio {theirs / ours:.2f} (wanted: 0.50)"
        )

        with (source / "000000.txt").open("a", encoding="utf-8") as file:
            file.write("Sửa.\n")
        second, again = built()
        assert (second.changed, second.unchanged) == (1, first.documents - 1)
        print(
            f"first build {seconds:.2f} s   second, with 1 of {first.documents} changed, {again:.2f} s   ratio {again / seconds:.3f}"
            " (wanted: 0.05, or under 1 s)"
        )
        third, idle = built()
        assert not third.published
        print(f"third, with nothing changed, {idle:.2f} s")


if __name__ == "__main__":
    main()
