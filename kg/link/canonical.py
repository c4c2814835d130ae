"""What is the same across documents: decided among the references of one block, from all of them at once and nothing else."""

from collections.abc import Iterable

from kg.rdf import Reference


def canonical(references: Iterable[Reference]) -> dict[str, str]:
    """{node: the node it is} for the nodes of one block that are not themselves; the order of the references does not matter.

    The block of a directive is its number and scope: the one without a date is the dated one, where only one date is known.
    A scope that is a document's own ("?…") is nobody else's, so nothing joins there; nor do bodies, officials, enterprises and targets,
    whose keys say all that is known of them.
    """
    directives = {reference.node: reference for reference in references if reference.kind == "directive"}
    dated = sorted(node for node, reference in directives.items() if node != reference.block)
    undated = [node for node, reference in directives.items() if node == reference.block]
    if len(dated) != 1 or not undated or "@?" in undated[0]:
        return {}
    return {undated[0]: dated[0]}
