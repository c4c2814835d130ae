"""The articles of `data/reports` and of `tests/corpus`, read and built as a user would: what the questions are asked of in the tests.

`tests/corpus` adds what the reports lack: a province of which several years are told,
with a plan that is moved and figures that do not add up.
"""

import tempfile
from functools import cache
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kg import build, files, store


@cache
def opened() -> Store:
    """The graph of these articles, in memory."""
    with tempfile.TemporaryDirectory(prefix="kg-tests-") as folder:
        graph = Path(folder) / "graph"
        build.build([str(files.REPORTS), str(Path(__file__).parent / "corpus")], graph)
        with store.open_release(graph) as held:
            made = Store()
            made.bulk_load(held.dump(format=RdfFormat.N_QUADS), RdfFormat.N_QUADS)
            return made
