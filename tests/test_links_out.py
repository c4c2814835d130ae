"""Links out: to whom, how sure, on what grounds; and that a build keeps those of people as their posts change."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from kg import build, files, gazetteer, link, rdf, store
from kg.link import Judgement, Post
from kg.vocabulary import CT, PREFIXES, SKOS

LINKS = NamedNode(rdf.iri(rdf.LINKS_GRAPH))
PHONG = "https://vi.wikipedia.org/?curid=19505137"
VICE_SECRETARY = Post("2021-01-15", "Phó Bí thư Thành ủy Hà Nội", "P01-current")


def rows() -> list[dict[str, str]]:
    with (files.REFERENCE / "admin_units.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize(
    ("column", "start", "end"),
    [
        ("wikidata_qid", "http://www.wikidata.org/entity/", ""),
        ("geonames_id", "https://sws.geonames.org/", "/"),
        ("wof_id", "https://spelunker.whosonfirst.org/id/", ""),
    ],
)
def test_every_id_of_a_unit_is_a_link(column: str, start: str, end: str) -> None:
    known = {unit.unit_id for unit in gazetteer.units()}
    expected = {(f"place/{row['unit_id']}", f"{start}{row[column]}{end}") for row in rows() if row[column] and row["unit_id"] in known}
    found = {(each.subject, each.object) for each in link.place_links() if each.object.startswith(start)}
    assert found == expected
    assert len(found) > 100


def test_two_sources_that_agree_make_an_exact_match_and_one_a_close_match() -> None:
    relations = {(each.subject, each.by): each.relation for each in link.place_links()}
    for row in rows():
        if row["wikidata_qid"]:
            expected = "exactMatch" if row["wikidata_confidence"] == "high" else "closeMatch"
            assert relations[f"place/{row['unit_id']}", "rule:wikidata-id"] == expected
    assert {relation for (_, by), relation in relations.items() if by != "rule:wikidata-id"} == {"closeMatch"}


def test_no_exact_match_makes_two_dated_units_one() -> None:
    exact = Counter(each.object for each in link.place_links() if each.relation == "exactMatch")
    assert set(exact.values()) == {1}


def test_an_id_that_two_units_have_says_so() -> None:
    shared = [each for each in link.place_links() if each.object == "https://sws.geonames.org/13494357/"]
    assert [each.subject for each in shared] == ["place/P75-2025", "place/P75-2026"]
    assert all("2 units, of different times, have this id" in each.evidence for each in shared)


def test_every_link_has_its_source_licence_and_date() -> None:
    for each in (*link.place_links(), *link.page_links("official/a", ["Nguyễn Văn Phong"], [VICE_SECRETARY])):
        assert each.verdict == "positive"
        assert each.evidence
        assert each.source
        assert each.source.startswith("https://")
        assert each.licence
        assert each.licence.startswith("https://")
        assert each.taken == "2026-11"


def test_a_person_is_linked_by_name_post_place_and_date() -> None:
    (found,) = link.page_links("official/a", ["Nguyễn Văn Phong"], [VICE_SECRETARY])
    assert (found.subject, found.relation, found.object, found.verdict, found.score) == ("official/a", "closeMatch", PHONG, "positive", 1.0)
    office = "Nguyễn Văn Phong, Phó Bí thư Thành ủy Hà Nội, (Thường trực từ 8/11/2024), 2020-10-12 –"
    assert found.evidence == (f"2021-01-15: Phó Bí thư Thành ủy Hà Nội; page: {office}",)


@pytest.mark.parametrize(
    "post",
    [
        Post("2019-01-15", "Phó Bí thư Thành ủy Hà Nội", "P01-current"),  # before he held it
        Post("2021-01-15", "Phó Bí thư Thành ủy Hải Phòng", "P31-legacy"),  # elsewhere
        Post("2021-01-15", "Phó Bí thư Thành ủy", None),  # nobody says where
        Post("2021-01-15", "Bí thư Thành ủy Hà Nội", "P01-current"),  # another post
    ],
)
def test_a_name_with_another_post_place_or_date_is_not_linked(post: Post) -> None:
    assert gazetteer.officials("Nguyễn Văn Phong")
    assert link.page_links("official/a", ["Nguyễn Văn Phong"], [post]) == ()


def test_a_name_alone_is_not_linked() -> None:
    assert link.page_links("official/a", ["Nguyễn Văn Phong"], []) == ()


def test_a_post_that_the_page_does_not_have_lowers_the_score() -> None:
    other = Post("2021-01-15", "Trưởng ban Ban Chỉ đạo thành phố", "P01-current")
    (found,) = link.page_links("official/a", ["Nguyễn Văn Phong"], [VICE_SECRETARY, other, VICE_SECRETARY])
    assert found.score == 0.5


def test_two_pages_that_fit_stay_undecided() -> None:
    other = Post("2021-01-20", "Chủ tịch HĐND tỉnh Nam Định", "P36-legacy")
    found = link.page_links("official/a", ["Nguyễn Văn Phong", "Lê Quốc Chỉnh"], [VICE_SECRETARY, other])
    assert [each.verdict for each in found] == ["undecided", "undecided"]
    assert not [line for each in found for line in link.judgement_quads(each) if SKOS.closeMatch in line.split(" ")[1]]


@pytest.mark.parametrize(("taken", "kind"), [("2026-11", "gYearMonth"), ("2026-11-22", "date")])
def test_a_judgement_is_a_statement_of_its_own(taken: str, kind: str) -> None:
    said = Judgement(
        "official/bùi@?a b", "closeMatch", "https://example.org/1", "negative", "person:Mai Lan", ("one", "two"), 0.25, "2026-11-22",
        "https://example.org/", "https://example.org/licence", taken,
    )  # fmt: skip
    quads = list(parse("".join(link.judgement_quads(said)), RdfFormat.N_QUADS))
    assert {quad.graph_name for quad in quads} == {LINKS}
    (node,) = {quad.subject for quad in quads}  # a match that was refused is no link
    own = PREFIXES["ct"]
    assert {quad.predicate.value[len(own) :]: quad.object.value for quad in quads if quad.predicate.value.startswith(own)} == {
        "subject": rdf.iri("official/bùi@?a b"), "relation": SKOS.closeMatch, "object": "https://example.org/1", "verdict": CT.negative,
        "decidedBy": rdf.iri("agent/person/Mai Lan"), "because": "one\ntwo", "score": "0.25", "decidedOn": "2026-11-22", "taken": taken,
    }  # fmt: skip
    (when,) = [quad.object for quad in quads if quad.predicate.value == CT.taken]
    assert when.datatype.value == PREFIXES["xsd"] + kind
    assert isinstance(node, NamedNode)


def article(published: str, post: str) -> str:
    text = f"Ngày họp, đồng chí Nguyễn Văn Phong, {post} Thành ủy Hà Nội, cho biết Quận ủy Tây Hồ kết nạp 6 đảng viên."
    return json.dumps({"id": "hop", "title": "Hà Nội kết nạp đảng viên", "text": text, "published": published}, ensure_ascii=False)


def links_of_people(graph: Path) -> list[str]:
    with store.open_release(graph) as held:
        quads = held.quads_for_pattern(None, NamedNode(SKOS.closeMatch), None, LINKS)
        return [quad.object.value for quad in quads if quad.subject.value.startswith(rdf.iri("official/"))]


def test_links_of_people_follow_what_documents_say(tmp_path: Path) -> None:
    source, graph = tmp_path / "news.jsonl", tmp_path / "graph"
    other = json.dumps({"id": "khac", "title": "Tin khác", "text": "Trời nắng. " * 30, "published": "2021-02-01"}, ensure_ascii=False)
    others = "".join(other.replace("khac", f"khac-{number}") + "\n" for number in range(9))

    def built(published: str, post: str) -> list[str]:
        source.write_text(others + article(published, post) + "\n", encoding="utf-8")
        build.build([str(source)], graph)
        fresh = tmp_path / f"fresh-{published}-{post}"
        build.build([str(source)], fresh)
        with store.open_release(graph) as ours, store.open_release(fresh) as theirs:
            assert list(store.export_lines(ours)) == list(store.export_lines(theirs))
            assert len(ours) == store.release(graph).quads
        return links_of_people(graph)

    assert built("2021-01-15", "Phó Bí thư") == [PHONG]
    assert built("2019-01-15", "Phó Bí thư") == []
    assert built("2021-01-15", "Bí thư") == []
    assert built("2021-01-16", "Phó Bí thư") == [PHONG]


def test_a_graph_has_its_links_beside_the_facts_and_no_dated_unit_is_the_same_as_anything(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Trời nắng. " * 30, encoding="utf-8")
    build.build([str(tmp_path / "a.txt")], tmp_path / "graph")
    with store.open_release(tmp_path / "graph") as held:
        matches = [
            quad for name in ("exactMatch", "closeMatch") for quad in held.quads_for_pattern(None, NamedNode(SKOS[name]), None, None)
        ]
        assert {quad.graph_name for quad in matches} == {LINKS}
        assert len(matches) == len(list(link.place_links()))
        assert not list(held.quads_for_pattern(None, NamedNode(PREFIXES["owl"] + "sameAs"), None, None))


def test_linksets_are_told_apart_by_their_addresses() -> None:
    spaces = [linkset.space for linkset in link.dataset().linkset]
    assert len(spaces) == len(set(spaces))
    assert all(linkset.iri.count("{}") == 1 for linkset in link.dataset().linkset)
