"""The formats as a page of the documentation: `docs/exports.md`."""

from collections.abc import Iterator

from kg.export.formats import FORMATS, GROUPS

_HEAD = """\
# Exports

Generated from `kg/export/formats.py`; `UPDATE=1 pytest tests/test_export.py` writes it anew.

    kg export FILE [--format NAME] [--language vi|en] [PART]

The end of the file's name says the format; `--format` does where a suffix is that of several. The same graph gives the same
bytes. All but Mermaid and the pictures are written as they are read, sorted on disk under `$TMPDIR` and not in memory.

## A part of the graph

| option | keeps |
|---|---|
| `--about NAME_OR_IRI` | the body, official, directive, place, document … of that name, and what is near it |
| `--question NAME` and its own options | what the rows of the answer speak of: `--question missed-quota --year 2020` |
| `--year YEAR` | targets and claims of that year, and what they touch; a question that has a `year` takes it |
| `--depth N` | how many steps count as near: 1, and of the rows of a question 0 |

Steps go both ways along edges; none leads on from a place, where everything would be near. Where several options are given, a
node must fit all. RDF of a part has the nodes with everything that stands under them (spans, derivations, the kept documents'
mentions and posts); tables have the rows of its claims, bodies, directives, posts and documents.
"""

_TAIL = """
## What is in them

**Nodes** are bodies, officials, enterprises, directives, places, targets, claims and documents, by IRI, with a label, a class and
what `queries/export/nodes.rq` lists. **Edges** are every property between two of them (`queries/export/edges.rq`); a post, and
that a document mentions something, are one edge each with the first and the last day on which a document shows it. Both have
`start` and `end` where they have a time.

**GEXF**: figures and status are dynamic attributes that hold for the period of the target, and nodes and edges have their time, for
Gephi's timeline.

**Neo4j**, the folder or the unpacked zip file:

    neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv

Line ends inside quotes are spaces there, because the importer takes a line for a row.

**Mermaid** draws 500 edges and reads 50,000 characters unless its page is configured otherwise; more is refused, cut out a part.

**Data Cube**: each figure of a claim is an observation (`ontology/cube.ttl`). Dimensions are claim, organisation, indicator,
period and scope; by the measure dimension approach `qb:measureType` says which figure it is. Each measure has a data set of its
own, because IC-17 wants every measure of a data set at every point and few claims print all. The integrity constraints IC-1 to
IC-21 are in `tests/cube`.

**FollowTheMoney**: ids are hashes of the IRIs, which its ids cannot hold; the IRI stands in `sourceUrl` where there is no
address.

| kg | FollowTheMoney |
|---|---|
| Party committee | PublicBody |
| other body | Organization |
| official, post | Person, Membership (`date`: the days on which documents show it) |
| enterprise | Company |
| document, and that it mentions something | Article, Documentation |
| directive, its issuer, its relations | Document, Documentation, UnknownLink |
| claim | Event of the body, in the period, with the article as proof; the directive by Documentation |
| place | Address |
| target | not written: each claim carries its own |

**GeoJSON**: a province stands for everything in it, a district or commune for its own bodies. A target is counted once for each
status that documents give it; `attainment` is the share of those met or exceeded among those with a status, in percent. A place
without coordinates in the reference data has no geometry.

**Excel**: what does not fit a sheet (1,048,576 rows) goes on in a second one; text beyond 32,767 letters, which no cell holds,
ends in "…".
"""


def page() -> str:
    return "".join([_HEAD, *_tables(), _TAIL])


def _tables() -> Iterator[str]:
    yield "\n## Formats\n"
    for group, title in GROUPS.items():
        yield f"\n### {title.en}{f' / {title.vi}' if title.vi != title.en else ''}\n\n"
        yield "| ends in | `--format` | what it is | là gì | needs |\n|---|---|---|---|---|\n"
        for known in FORMATS.values():
            if known.group == group:
                suffixes = " ".join(f"`.{suffix}`" for suffix in known.suffixes)
                needs = f"`chitieu-kg[{known.extra}]`" if known.extra else ""
                yield f"| {suffixes} | `{known.name}` | {known.text.en} | {known.text.vi} | {needs} |\n"
