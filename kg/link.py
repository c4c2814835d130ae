"""What is the same across documents: decided among the references of one block, from all of them at once and nothing else."""

from collections.abc import Iterable

from kg.rdf import Reference


def canonical(references: Iterable[Reference]) -> dict[str, str]:
    """{node: the node it is} for the nodes of one block that are not themselves; the order of the references does not matter."""
    raise NotImplementedError
