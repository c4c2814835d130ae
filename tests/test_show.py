import json

import pytest
import small_graph

from kg import query, show
from kg.errors import QueryError
from kg.rdf import BASE

STORE = small_graph.store()
KINDS = [
    ("Quận ủy Tây Hồ", "body", ["properties", "claims", "mentions", "posts"]),
    ("Nguyễn Văn Phong", "official", ["properties", "judgements", "mentions", "posts"]),
    ("cong ty cp 901", "enterprise", ["properties", "mentions"]),
    ("09-NQ/TU Thành ủy Hà Nội", "directive", ["properties", "claims", "judgements", "mentions", "relations"]),
    ("Quận Tây Hồ", "place", ["properties", "bodies"]),
    ("hn-2", "document", ["properties", "claims", "named", "unexplained"]),
    (BASE + "target/party_committee/D003/party_organisations_founded/2020-01-01_2020-12-31", "target", ["properties", "claims"]),
    (BASE + "document/hn-1/claim/1", "claim", ["properties"]),
]


@pytest.mark.parametrize(("text", "kind", "sections"), KINDS)
def test_what_is_known_of_each_kind(text: str, kind: str, sections: list[str]) -> None:
    found = show.about(STORE, text)
    assert (found.kind, [section.name for section in found.sections]) == (kind, sections)


def test_an_iri_and_a_name_show_the_same() -> None:
    assert show.about(STORE, "Quận ủy Tây Hồ") == show.about(STORE, BASE + "body/party_committee/D003")


def test_text_gives_facts_sentence_and_source() -> None:
    assert show.rendered(show.about(STORE, "Quận ủy Tây Hồ")).splitlines()[:18] == [
        "Quận ủy Tây Hồ (body)",
        "https://w3id.org/chitieu/id/body/party_committee/D003",
        "",
        "Properties",
        "  type: Party committee",
        "  label: Quận ủy Tây Hồ",
        "  sub-organisation of: Thành ủy Hà Nội",
        "  dissolved: 2025-06-30",
        "  kind of body: Party committee",
        "  level: district",
        "  place: Quận Tây Hồ",
        "  province: Thành phố Hà Nội",
        "  province of today: Thành phố Hà Nội",
        "",
        "Claims",
        "  Organisation: Quận ủy Tây Hồ; Indicator: Party organisations founded; Period start: 2020-01-01; Period end: 2020-12-31; "
        "Achieved: 2; Planned: 6; Status: missed",
        "    “Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng”",
        "    — Hà Nội: Nơi đạt, nơi chưa, 2020-12-20",
    ]


def test_markdown_keeps_its_signs_out_of_the_text() -> None:
    lines = show.rendered(show.about(STORE, "bn-1", language="vi"), "md").splitlines()
    assert lines[0] == r"# Bắc Ninh \| “một” góc nhìn (document)"
    assert "## Phát biểu" in lines
    assert "  > kết nạp 350 đảng viên, đạt 87,5% kế hoạch" in lines


def test_json_is_one_object_with_a_list_a_section() -> None:
    given = json.loads(show.rendered(show.about(STORE, "67-KL/TU"), "json"))
    assert (given["kind"], given["label"]) == ("directive", "Kết luận 67-KL/TU")
    assert given["relations"] == [
        {
            "directive": "Kết luận 67-KL/TU",
            "relation": "continues",
            "other": "Nghị quyết 09-NQ/TU",
            "directive_iri": BASE + "directive/67-KL/TU@P01-current",
            "other_iri": BASE + "directive/09-NQ/TU@P01-current@2012-02-27",
        }
    ]
    assert [claim["achieved"] for claim in given["claims"]] == [152]


def test_a_derived_plan_shows_what_it_was_derived_from() -> None:
    properties = show.about(STORE, BASE + "document/hn-1/claim/1").sections[0].rows.records()
    assert [record["value"] for record in properties if record["property"] == "derivation"] == ["planned = 150 - 10"]


WRONG = [
    ("Nguyen Van Phng", "did you mean Nguyễn Văn Phong"),
    ("Tỉnh Bắc Ninh", "AdministrativeUnit, from 2025-07-01"),
    ("09-NQ/TU", "Directive, Tỉnh ủy Bắc Ninh"),
    ("https://example.org/nothing", "knows nothing of <https://example.org/nothing>"),
    ("https://example.org/a b", "not an IRI"),
    ("   ", "it is empty"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_not_one_thing_is_an_error_that_helps(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("(", r"\(").replace("?", r"\?")):
        show.about(STORE, text)


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(QueryError, match="no format 'xml' here"):
        show.rendered(show.about(STORE, "Công ty CP 901"), "xml")


def test_every_section_tells_of_a_kind_that_there_is() -> None:
    known = set(show.kinds().values())
    for section in query.internal("show"):
        assert set(section.kinds) <= known, section.path
        assert section.kinds or section.name == "show/entity", section.path
