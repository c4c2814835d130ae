"""Links out as SSSOM/TSV, the format in which mapping tools exchange them.

Specification: https://mapping-commons.github.io/sssom/spec-formats-tsv/, in its canonical form: metadata as YAML in comments, then a
table; identifiers are CURIEs.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote, unquote

from pyoxigraph import Store

from kg import link, query, vocabulary
from kg.rdf import LINKS_GRAPH
from kg.rdf.iris import base_of

# In the order of the specification; what no row has is left out.
COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "mapping_justification", "author_label",
    "license", "object_source", "object_source_version", "mapping_date", "confidence", "comment",
)  # fmt: skip
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_SPACE = re.compile(r".*[/#=](?=[^/#=]+/?$)")


def sssom(store: Store, file: BinaryIO, language: str) -> None:
    """Write every link out, and every judgement that two things are not the same (`predicate_modifier` Not)."""
    base = base_of(store)
    prefixes: dict[str, str] = {}
    rows = list(_rows(store, base, language, prefixes))
    columns = [column for column in COLUMNS if any(row.get(column) for row in rows)] or ["subject_id", "predicate_id", "object_id"]
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.writelines(f"#{line}\n" for line in _metadata(base, prefixes))
    table = csv.DictWriter(text, columns, extrasaction="ignore", restval="", dialect="excel-tab", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    text.detach()


def _rows(store: Store, base: str, language: str, prefixes: dict[str, str]) -> Iterator[dict[str, str]]:
    """A row a judgement; `prefixes` is filled with those that its identifiers need."""
    linksets = {linkset.space: linkset for linkset in link.dataset().linkset}
    for record in query.answer(store, query.question("export/links"), {}).records():
        told = {name: None if value is None else str(value) for name, value in record.items()}
        subject, object = str(told["subject"]), str(told["object"])
        linkset = linksets.get(_space(object))
        decider, _, name = unquote(str(told["by"]).removeprefix(f"{base}agent/")).partition("/")
        row = {
            "subject_id": _curie(subject, prefixes, base, linksets),
            "subject_label": told[f"label_{language}"],
            "predicate_id": vocabulary.short(str(told["predicate"])),
            "predicate_modifier": "Not" if told["verdict"] == "negative" else None,
            "object_id": _curie(object, prefixes, base, linksets),
            "mapping_justification": "semapv:" + _justification(decider, name, linkset),
            "author_label": name if decider == "person" else None,
            "license": told["licence"],
            "object_source": _curie(f"{base}dataset/{linkset.id}", prefixes, base, linksets) if linkset else None,
            "object_source_version": told["taken"],
            "mapping_date": told["date"],
            "confidence": told["score"],
            "comment": "; ".join([*([name] if decider == "service" else []), *(told["because"] or "").split("\n")]).strip("; ") or None,
        }
        yield {column: value for column, value in row.items() if value is not None}


def _justification(decider: str, name: str, linkset: link.Linkset | None) -> str:
    """In the words of semapv. A service's match is held to name and type too, and where two sources agree both count: both composite."""
    if decider == "person":
        return "ManualMappingCuration"
    if decider == "service" or (decider, name) == ("rule", "two-sources"):
        return "CompositeMatching"
    return linkset.justification if linkset else "UnspecifiedMatching"


def _space(iri: str) -> str:
    found = _SPACE.match(iri)
    return found[0] if found else iri


def _curie(iri: str, prefixes: dict[str, str], base: str, linksets: dict[str, link.Linkset]) -> str:
    """An IRI as prefix and rest: of our own by the kind of node, of a linkset by its id, of any other space by a number."""
    if iri.startswith(base):
        kind, _, rest = iri.removeprefix(base).partition("/")
        space, prefix = f"{base}{kind}/", f"ct-{kind}"
    else:
        space = _space(iri)
        rest = iri.removeprefix(space)
        known = {each: name for name, each in prefixes.items()}
        prefix = linksets[space].id if space in linksets else known.get(space) or f"ns{len(prefixes) + 1}"
    prefixes[prefix] = space
    # Readers take CURIEs of ASCII alone: the URI of the IRI, by RFC 3987, section 3.1.
    return f"{prefix}:{quote(rest, safe=_ASCII)}"


def _metadata(base: str, prefixes: dict[str, str]) -> Iterator[str]:
    dataset = link.dataset()
    yield "curie_map:"
    for prefix, space in sorted({**prefixes, "ct-id": base}.items()):
        yield f"  {prefix}: {space}"
    yield f"mapping_set_id: {base}{LINKS_GRAPH}"
    yield f"mapping_set_title: {dataset.title.en}"
    yield f"license: {dataset.links_licence}"
    yield "subject_source: ct-id:dataset"
    yield "mapping_tool: chitieu-kg"
