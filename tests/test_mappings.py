"""SSSOM/TSV, held to the rules of its specification; the `sssom` package itself takes 100 others and is asked by hand."""

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg import export, link, rdf
from kg.link import Judgement, Post
from kg.vocabulary import CT, RDF, SKOS

# https://mapping-commons.github.io/sssom/Mapping/, in its order, as far as `kg` could write them.
SLOTS = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "mapping_justification", "author_label",
    "license", "object_source", "object_source_version", "mapping_date", "confidence", "comment",
)  # fmt: skip
CURIE = re.compile(r"([A-Za-z][\w-]*):([\x21-\x7e]+)")
BUILT_IN = {"skos": "http://www.w3.org/2004/02/skos/core#", "semapv": "https://w3id.org/semapv/vocab/"}
REVIEWED = Judgement(
    "official/mai@?a", "closeMatch", "https://example.org/people#mai", "negative", "person:Lan\tAnh", ('says "no"',), None, "2026-11-20"
)


@pytest.fixture(scope="module")
def held() -> Store:
    made = Store()
    person = link.page_links(
        "official/nguyễn-văn-phong@P01-current", ["Nguyễn Văn Phong"], [Post("2021-01-15", "Phó Bí thư Thành ủy Hà Nội", "P01-current")]
    )
    doubtful = Judgement("official/mai@?a", "closeMatch", "https://example.org/people#other", "undecided", "person:Lan")
    judgements = (*link.place_links(), *person, REVIEWED, doubtful)
    lines = [*rdf.reference_quads(), *(line for each in judgements for line in link.judgement_quads(each))]
    made.bulk_load("".join(lines).encode(), RdfFormat.N_QUADS)
    return made


def parted(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    size = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    return [line[1:] for line in lines[:size]], list(csv.DictReader(lines[size:], dialect="excel-tab", strict=True))


@pytest.fixture(scope="module")
def written(held: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sssom") / "links.sssom.tsv"
    export.write(held, path)
    return path


def prefixes(metadata: list[str]) -> dict[str, str]:
    assert metadata[0] == "curie_map:"
    listed = [line.split(": ", 1) for line in metadata[1:] if line.startswith("  ")]
    assert listed == sorted(listed)
    return {prefix.strip(): iri for prefix, iri in listed} | BUILT_IN


def test_the_metadata_says_what_a_mapping_set_must(written: Path) -> None:
    metadata, _ = parted(written)
    slots = dict(line.split(": ", 1) for line in metadata if not line.startswith("  ") and line != "curie_map:")
    assert slots["mapping_set_id"] == "https://w3id.org/chitieu/id/graph/links"
    assert slots["license"].startswith("https://creativecommons.org/")


def test_columns_are_slots_in_their_order_and_none_is_empty(written: Path) -> None:
    _, rows = parted(written)
    columns = list(rows[0])
    assert columns == [slot for slot in SLOTS if slot in columns]
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(columns)
    for column in columns:
        assert any(row[column] for row in rows), column


def test_identifiers_are_curies_of_declared_prefixes(written: Path) -> None:
    metadata, rows = parted(written)
    known, used = prefixes(metadata), set()
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source"):
            if row[column]:
                match = CURIE.fullmatch(row[column])
                assert match, row[column]
                used.add(match[1])
    assert used <= set(known)
    assert set(known) - set(BUILT_IN) - {"ct-id"} <= used


def test_the_rows_are_the_links(held: Store, written: Path) -> None:
    metadata, rows = parted(written)
    known = prefixes(metadata)

    def expanded(curie: str) -> str:
        prefix, _, rest = curie.partition(":")
        return known[prefix] + unquote(rest)

    found = {
        tuple(expanded(row[column]) for column in ("subject_id", "predicate_id", "object_id"))
        for row in rows
        if not row["predicate_modifier"]
    }
    stored = {
        (unquote(quad.subject.value), quad.predicate.value, quad.object.value)
        for name in ("exactMatch", "closeMatch")
        for quad in held.quads_for_pattern(None, NamedNode(SKOS[name]), None, None)
    }
    assert found == stored
    assert len(rows) == len(stored) + 1
    assert len(rows) == sum(1 for _ in held.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(CT.Judgement), None)) - 1  # undecided


def test_a_refusal_is_a_row_of_its_own(written: Path) -> None:
    _, rows = parted(written)
    (row,) = [row for row in rows if row["predicate_modifier"]]
    assert row["predicate_modifier"] == "Not"
    assert (row["subject_id"], row["predicate_id"]) == ("ct-official:mai@%3Fa", "skos:closeMatch")
    assert row["object_id"].endswith(":mai")
    assert (row["mapping_justification"], row["author_label"]) == ("semapv:ManualMappingCuration", "Lan\tAnh")
    assert (row["mapping_date"], row["comment"], row["license"]) == ("2026-11-20", 'says "no"', "")


def test_a_unit_has_its_label_in_the_language_asked_for(held: Store, written: Path, tmp_path: Path) -> None:
    export.write(held, tmp_path / "vi.tsv", format="sssom", language="vi")
    labels = [{row["subject_id"]: row["subject_label"] for row in parted(path)[1]} for path in (written, tmp_path / "vi.tsv")]
    assert labels[0]["ct-place:D001"] == "Ba Dinh District"
    assert labels[1]["ct-place:D001"] == "Quận Ba Đình"


def test_how_sure_and_how_found(written: Path) -> None:
    rows = {(row["subject_id"], row["object_source"]): row for row in parted(written)[1]}
    hanoi = rows["ct-place:P01-current", "ct-dataset:wikidata"]
    assert (hanoi["predicate_id"], hanoi["object_id"]) == ("skos:exactMatch", "wikidata:Q1858")
    assert (hanoi["mapping_justification"], hanoi["confidence"]) == ("semapv:BackgroundKnowledgeBasedMatching", "")
    (person,) = [row for (subject, _), row in rows.items() if subject.startswith("ct-official:nguy")]
    assert (person["mapping_justification"], person["confidence"]) == ("semapv:CompositeMatching", "1")
    assert person["object_source_version"] == "2026-11"


def test_a_graph_without_links_gives_a_table_without_rows(tmp_path: Path) -> None:
    export.write(Store(), tmp_path / "none.sssom.tsv")
    metadata, rows = parted(tmp_path / "none.sssom.tsv")
    assert metadata
    assert rows == []
