"""Facts about quotas and results, read from the Vietnamese press into a graph where each fact shows its sentence.

import kg

graph = kg.open("graph")
graph.ask("missed-quota", year=2020)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.graph import Answer, Graph, Reading, facts, open

__all__ = ["Answer", "Graph", "Reading", "facts", "open"]


def __getattr__(name: str) -> Any:
    # Only what is used is imported: `import kg` stands before every module of the package.
    if name in __all__:
        from kg import graph

        return getattr(graph, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
