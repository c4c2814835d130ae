"""Over the real articles and the development set: what articles share is one directive, and no two different ones are."""

from collections import defaultdict
from pathlib import Path

import pytest

from kg import extract, files, link, rdf, read
from kg.records import Facts

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SOURCES = [SHARED / "seeds", SHARED / "dev", files.REPORTS]
GOLD = Path(__file__).with_name("directives_shared.tsv")

pytestmark = pytest.mark.skipif(not SOURCES[0].is_dir(), reason=f"the articles are not there: {SOURCES[0]}")


def canonical(found: list[Facts]) -> dict[tuple[str, str], str]:
    """{(document, number): node}."""
    blocks: dict[str, set[rdf.Reference]] = defaultdict(set)
    for facts in found:
        for reference in rdf.references(facts):
            if reference.kind == "directive":
                blocks[reference.block].add(reference)
    same = {node: other for references in blocks.values() for node, other in link.canonical(references).items()}
    nodes = {}
    for facts in found:
        for directive in facts.directives:
            node = next(one.node for one in rdf.references(facts) if rdf.spans_of(facts, one.node) == tuple(sorted(directive.spans)))
            nodes[facts.id, directive.number] = same.get(node, node)
    return nodes


def test_what_articles_share_is_one_and_no_two_others_are() -> None:
    found = []
    for document in read.documents([str(source) for source in SOURCES]):
        assert not isinstance(document, read.Failure), document
        found.append(extract.facts(document))
    nodes = canonical(found)
    lines = (line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    meant = {(document, number): (number, kind, issuer, when.rstrip("*")) for document, number, kind, issuer, when in lines}
    assert set(nodes) == set(meant), "every mention of a directive has a line in the gold"
    by_node, by_meaning = defaultdict(set), defaultdict(set)
    for mention, directive in meant.items():
        by_node[nodes[mention]].add(directive)
        by_meaning[directive].add(nodes[mention])
    assert {node: said for node, said in by_node.items() if len(said) > 1} == {}
    assert {directive: there for directive, there in by_meaning.items() if len(there) > 1} == {}
    assert sum(len([m for m in meant if meant[m] == directive]) > 1 for directive in by_meaning) >= 10
