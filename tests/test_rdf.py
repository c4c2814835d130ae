"""Facts as quads: what is emitted, that it is declared, and that a store gives it back byte for byte."""

import random
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hypothesis
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg import link, rdf, records, vocabulary
from kg.records import Facts
from kg.vocabulary import CT, ELI, OA, ORG, RDF, RDFS, SCHEMA, SKOS

TEXT = "Năm 2020, Quận ủy Tây Hồ thành lập được 2/6 tổ chức đảng theo Nghị quyết số 09-NQ/TU, còn 18 việc.\nHết."


def facts(**changes: Any) -> Facts:
    """A document that has something of everything, built by hand."""
    value: dict[str, Any] = {
        "schema": records.SCHEMA,
        "id": "báo/hà nội 1",
        "source": "báo/hà nội 1.txt",
        "sha256": "ab" * 32,
        "title": 'Tây Hồ "không đạt"\tchỉ tiêu \\ kế hoạch',
        "published": "2021-01-15",
        "dated": None,
        "publisher": "Hànộimới",
        "url": "https://example.org/a?b=c&d",
        "place": {"name": "Hà Nội", "unit": "P01-current", "evidence": "masthead"},
        "directives": [
            {
                "key": "67-KL/TU@P01-current@2020-07-10",
                "number": "67-KL/TU",
                "kind": "conclusion",
                "title": "Kết luận",
                "issued": "2020-07-10",
                "issuer": "Ban Thường vụ Thành ủy Hà Nội",
                "issuer_key": "standing_committee/P01-current",
                "relations": [
                    {"type": "continues", "number": "09-NQ/TU", "key": "09-NQ/TU@P01-current"},
                    {"type": "based_on", "number": "5-NQ/TW", "key": None},
                ],
                "spans": [[60, 80]],
            },
        ],
        "committees": [
            {
                "key": "party_committee/D003",
                "name": "Quận ủy Tây Hồ",
                "kind": "party_committee",
                "level": "district",
                "place": "Tây Hồ",
                "within": "Hà Nội",
                "unit": "D003",
                "parent": "party_committee/P01-current",
                "spans": [[10, 24]],
            },
            {
                "key": "party_committee/D003",
                "name": "Đảng bộ quận Tây Hồ",
                "kind": "party_committee",
                "level": "district",
                "place": "Tây Hồ",
                "within": "Hà Nội",
                "unit": "D003",
                "parent": "party_committee/P01-current",
                "spans": [[10, 24]],
            },
        ],
        "organisations": [
            {
                "key": "trade_union/?báo/hà nội 1/công-đoàn",
                "name": "Công đoàn",
                "kind": "trade_union",
                "level": None,
                "place": None,
                "within": None,
                "unit": None,
                "parent": None,
                "spans": [[0, 3]],
            },
        ],
        "officials": [
            {
                "key": "nguyễn-văn-phong@P01-current",
                "name": "Nguyễn Văn Phong",
                "roles": [
                    {"title": "Phó Bí thư", "organisation": "Thành ủy Hà Nội", "organisation_key": "party_committee/P01-current"},
                    {"title": "Trưởng ban", "organisation": "Ban Chỉ đạo", "organisation_key": None},
                ],
                "spans": [[0, 3]],
            },
        ],
        "enterprises": [{"key": "công-ty-901@P01-current", "name": "Công ty CP 901", "form": "CP", "spans": [[0, 3]]}],
        "targets": [
            target(),
            target(
                organisation=None,
                organisation_key=None,
                indicator="other:thứ gì đó",
                planned=None,
                achieved=100.50,
                percent=185.0,
                unit="percent",
                status=None,
                status_basis=None,
                period={"start": "2015-01-01", "end": "2020-12-31"},
                scope="doanh nghiệp <1 lao động>",
                qualifier="over",
                derived=[{"field": "planned", "from": "7 - 1", "spans": [[40, 41]]}],
            ),
        ],
        "unexplained": [{"text": "18", "span": [91, 93]}],
    }
    return msgspec.convert({**value, **changes}, Facts)


def target(**changes: Any) -> dict[str, Any]:
    value: dict[str, Any] = {
        "organisation": "Quận ủy Tây Hồ",
        "organisation_key": "party_committee/D003",
        "indicator": "party_organisations_founded",
        "scope": None,
        "period": {"start": "2020-01-01", "end": "2020-12-31"},
        "planned": 6,
        "planned_min": None,
        "planned_max": None,
        "achieved": 2,
        "percent": None,
        "unit": "count",
        "per": None,
        "population": None,
        "qualifier": None,
        "status": "missed",
        "status_basis": "computed",
        "as_of": None,
        "directive": "09-NQ/TU",
        "directive_key": "09-NQ/TU@P01-current",
        "assigned_by": None,
        "derived": [],
        "rule": "ratio",
        "quote": TEXT[10:61],
        "spans": [[10, 61], [0, 8]],
    }
    return {**value, **changes}


def shared(documents: Iterable[Facts], canonical: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of every shared node, as the build makes them."""
    rows: dict[str, list[tuple[str, rdf.Reference]]] = {}
    for document in documents:
        for reference in rdf.references(document):
            rows.setdefault(canonical.get(reference.node, reference.node), []).append((document.id, reference))
    return {node: list(rdf.shared_quads(said, canonical)) for node, said in rows.items()}


def everything(document: Facts) -> list[str]:
    return [*rdf.document_quads(document, {}, text=TEXT), *(line for lines in shared([document], {}).values() for line in lines)]


def loaded(lines: Iterable[str]) -> Store:
    store = Store()
    store.bulk_load("".join(lines).encode(), RdfFormat.N_QUADS)
    return store


def quads(lines: Iterable[str]) -> list[Quad]:
    return list(parse("".join(lines).encode(), RdfFormat.N_QUADS))


def value(store: Store, subject: str, predicate: str) -> list[str]:
    found = store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, (NamedNode, Literal)))


DOCUMENT = rdf.document_iri("báo/hà nội 1")
CLAIM = f"{DOCUMENT}/claim/1"


def test_a_store_gives_back_what_was_written() -> None:
    lines = [*everything(facts()), *rdf.reference_quads()]
    dumped = loaded(lines).dump(format=RdfFormat.N_QUADS)
    assert dumped is not None
    assert sorted(dumped.decode().splitlines(keepends=True)) == sorted(lines)


@pytest.mark.parametrize("text", ['"', "\\", "\n\r\t\b\f", "\0\x01\x1f\x7f\x80", "\ufffe\uffff", "ệ Đ 😀", "\u2028", "\\u0041", "a\\"])
def test_a_store_gives_back_any_text(text: str) -> None:
    lines = list(rdf.document_quads(facts(title=text), {}))
    dumped = loaded(lines).dump(format=RdfFormat.N_QUADS)
    assert dumped is not None
    assert sorted(dumped.decode().split(" .\n")) == sorted("".join(lines).split(" .\n"))
    assert value(loaded(lines), DOCUMENT, SCHEMA.headline) == [text]


NUMBERS = [
    (70, "70"),
    (142.86, "142.86"),
    (100.50, "100.5"),
    (0, "0"),
    (-0.0, "0"),
    (1e22, "10000000000000000000000"),
    (1e-7, "0.0000001"),
    (185.0, "185"),
]


@pytest.mark.parametrize(("number", "written"), NUMBERS)
def test_numbers_are_canonical(number: float, written: str) -> None:
    store = loaded(rdf.document_quads(facts(targets=[target(achieved=number)]), {}))
    assert value(store, CLAIM, CT.achieved) == [written]


def test_every_predicate_class_and_concept_is_declared() -> None:
    known = vocabulary.terms()
    for quad in quads([*everything(facts()), *rdf.reference_quads()]):
        if quad.graph_name == NamedNode(rdf.iri(rdf.ONTOLOGY_GRAPH)):
            continue
        assert quad.predicate.value in known, quad
        if quad.predicate.value == RDF.type:
            assert isinstance(quad.object, NamedNode)
            assert quad.object.value in known, quad


def test_every_relation_and_kind_is_declared() -> None:
    relations = [{"type": name, "number": "1-NQ/TU", "key": None} for name in ("continues", "implements", "based_on", "replaces", "amends")]
    directive = {"key": "2-NQ/TU@TW", "number": "2-NQ/TU", "kind": None, "title": None, "issuer": None, "issuer_key": None, "issued": None}
    document = facts(directives=[{**directive, "relations": relations, "spans": [[0, 1]]}])
    store = loaded(rdf.document_quads(document, {}))
    for predicate in (CT.continues, ELI.implements, ELI.based_on, CT.replaces, CT.amends):
        assert value(store, f"{DOCUMENT}/mention/4", predicate) == [rdf.iri("directive/1-NQ/TU@?báo/hà nội 1")]


def test_no_blank_nodes_and_no_line_twice() -> None:
    for lines in (list(rdf.document_quads(facts(), {}, text=TEXT)), *shared([facts()], {}).values(), list(rdf.reference_quads())):
        assert len(set(lines)) == len(lines)
        assert not any("_:" in line.split('"')[0] for line in lines)


def test_everything_under_a_document_carries_it() -> None:
    store = loaded(rdf.document_quads(facts(), {}, text=TEXT))
    subjects = {quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)}
    carrying = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, NamedNode(CT.document), NamedNode(DOCUMENT))
        if isinstance(quad.subject, NamedNode)
    }
    assert subjects == carrying
    assert all(subject.startswith(DOCUMENT) for subject in subjects)


@settings(deadline=None)  # the first example reads the reference data
@given(text=hypothesis.text(), key=hypothesis.text(min_size=1))
def test_a_store_gives_back_whatever_a_document_holds(text: str, key: str) -> None:
    enterprise = {"key": key, "name": text, "form": text, "spans": [[0, 1]]}
    document = facts(id=key, title=text, enterprises=[enterprise], targets=[target(scope=text, indicator=f"other:{key}", quote=text)])
    lines = everything(document)
    dumped = loaded(lines).dump(format=RdfFormat.N_QUADS)
    assert dumped is not None
    assert sorted(dumped.decode().split(" .\n")) == sorted("".join(lines).split(" .\n"))


def test_same_input_same_bytes() -> None:
    assert list(rdf.document_quads(facts(), {})) == list(rdf.document_quads(facts(), {}))


@pytest.mark.parametrize(
    ("node", "iri"),
    [
        ("body/party_committee/D003", "body/party_committee/D003"),
        ("directive/09-NQ/TU@P01-current", "directive/09-NQ/TU@P01-current"),
        ("official/nguyễn-văn-phong@?a b", "official/nguyễn-văn-phong@%3Fa%20b"),
        ('target/<a>"{b}|^`\\#%[1]', "target/%3Ca%3E%22%7Bb%7D%7C%5E%60%5C%23%25%5B1%5D"),
    ],
)
def test_iris(node: str, iri: str) -> None:
    assert rdf.iri(node) == rdf.BASE + iri
    assert NamedNode(rdf.iri(node)).value == rdf.iri(node)
    list(parse(f"<{rdf.iri(node)}> <http://e/p> <http://e/o> .".encode(), RdfFormat.N_QUADS))


def test_a_document_never_takes_the_iri_of_what_stands_under_another() -> None:
    assert rdf.document_iri("a/claim/1") != rdf.document_iri("a") + "/claim/1"
    assert rdf.document_iri("a/b") == rdf.BASE + "document/a/b"


def test_the_base_is_a_setting() -> None:
    for line in rdf.document_quads(facts(), {}, base="http://localhost/id/"):
        assert rdf.BASE not in line


def test_a_target_of_which_several_documents_speak_says_so() -> None:
    (row,) = (row for row in rdf.references(facts()) if row.kind == "target" and row.organisation)
    assert not any(CT.retold in line for line in rdf.shared_quads([("a", row)], {}))
    assert sum(CT.retold in line for line in rdf.shared_quads([("a", row), ("b", row)], {})) == 1


def test_a_claim_carries_what_questions_filter_by() -> None:
    store = loaded(everything(facts()))
    assert value(store, CLAIM, CT.year) == ["2020"]
    assert value(store, CLAIM, CT.level) == [vocabulary.concept("level", "district")]
    assert value(store, CLAIM, CT.province) == [rdf.place_iri("P01-current")]
    assert value(store, CLAIM, CT.yearAndLevel) == [f"2020 {vocabulary.concept('level', 'district')}"]
    assert value(store, CLAIM, CT.yearAndProvince) == [f"2020 {rdf.place_iri('P01-current')}"]
    assert value(store, CLAIM, CT.yearAndProvinceToday) == [f"2020 {rdf.place_iri('P01-current')}"]
    assert value(store, CLAIM, CT.date) == ["2021-01-15"]
    assert value(store, CLAIM, CT.status) == [CT.missed]
    assert value(store, CLAIM, CT.about) == [rdf.iri("target/party_committee/D003/party_organisations_founded/2020-01-01_2020-12-31")]
    assert value(store, DOCUMENT, CT.claimCount) == [str(len(facts().targets))]
    assert value(store, f"{DOCUMENT}/claim/2", CT.year) == []
    assert value(store, f"{DOCUMENT}/claim/2", CT.yearAndProvince) == []
    assert value(store, f"{DOCUMENT}/claim/2", CT.unresolved) == [CT.organisation]
    assert value(store, f"{DOCUMENT}/claim/2", CT.indicator) == [
        "https://w3id.org/chitieu/indicator/other/th%E1%BB%A9%20g%C3%AC%20%C4%91%C3%B3"
    ]


def test_a_date_range_is_no_date() -> None:
    """It ranks the claim, and says up to when it speaks: to the end of the period where it tells how that came out."""
    document = facts(published=None, dated={"start": "2020-12-01", "end": "2021-01-31", "evidence": "tháng 12"})
    store = loaded(rdf.document_quads(document, {}))
    assert value(store, CLAIM, CT.date) == []
    assert value(store, CLAIM, CT.upTo) == ["2020-12-31"]
    assert value(store, f"{DOCUMENT}/claim/2", CT.upTo) == ["2020-12-01"]
    assert value(store, CLAIM, CT.rank)[0].startswith("2021-01-31/1/")


PROVINCES = [
    ("party_committee/D003", "P01-current"),
    ("party_committee/P48-2025", "P48-2025"),
    ("party_committee/P48-2025/sơn-trà", "P48-2025"),  # the place is not resolved, its province is
    ("party_committee/?báo/hà nội 1/x", "P01-current"),  # nothing is: the document's
    (None, "P01-current"),
]


@pytest.mark.parametrize(("key", "province"), PROVINCES)
def test_the_province_of_a_claim(key: str | None, province: str) -> None:
    document = facts(committees=[], targets=[target(organisation_key=key)])
    assert value(loaded(rdf.document_quads(document, {})), CLAIM, CT.province) == [rdf.place_iri(province)]


def test_the_province_of_a_body_whose_place_is_not_resolved() -> None:
    document = facts(committees=[], targets=[target(organisation_key="party_committee/P48-2025/sơn-trà")])
    lines = shared([document], {})["body/party_committee/P48-2025/sơn-trà"]
    assert value(loaded(lines), rdf.iri("body/party_committee/P48-2025/sơn-trà"), CT.province) == [rdf.place_iri("P48-2025")]
    assert value(loaded(lines), rdf.iri("body/party_committee/P48-2025/sơn-trà"), CT.place) == []


def test_spans_carry_their_words() -> None:
    quotation = f"{DOCUMENT}/span/10-61#quote"
    assert value(loaded(rdf.document_quads(facts(), {})), quotation, OA.exact) == [TEXT[10:61]]
    with_text = loaded(rdf.document_quads(facts(), {}, text=TEXT))
    assert value(with_text, quotation, OA.exact) == [TEXT[10:61]]
    assert value(with_text, f"{DOCUMENT}/span/0-8#quote", OA.exact) == ["Năm 2020"]
    assert value(with_text, f"{DOCUMENT}/span/0-8#position", OA.end) == ["8"]


def test_references_hold_every_shared_node_that_quads_point_at() -> None:
    own = {rdf.iri(reference.node) for reference in rdf.references(facts())}
    kinds = tuple(f"{rdf.BASE}{kind}/" for kind in ("body", "directive", "official", "enterprise", "target"))
    for quad in quads(everything(facts())):
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(kinds):
            assert quad.object.value in own, quad


def test_references_come_back_from_json() -> None:
    found = rdf.references(facts())
    assert [reference.node for reference in found] == sorted({reference.node for reference in found})
    for reference in found:
        assert rdf.reference_from_json(rdf.reference_to_json(reference)) == reference
    assert b"null" not in rdf.reference_to_json(found[0])


def test_two_names_of_one_body_are_one_reference() -> None:
    (body,) = [reference for reference in rdf.references(facts()) if reference.key == "party_committee/D003"]
    assert body.names == ("Quận ủy Tây Hồ", "Đảng bộ quận Tây Hồ")


def test_the_label_is_the_name_most_documents_use() -> None:
    body = facts().committees[0]
    other = facts(id="2", committees=[msgspec.to_builtins(body)], directives=[], officials=[], targets=[])
    third = facts(id="3", committees=[{**msgspec.to_builtins(body), "name": "QU Tây Hồ"}])
    lines = shared([facts(), other, third], {})["body/party_committee/D003"]
    iri = rdf.iri("body/party_committee/D003")
    assert value(loaded(lines), iri, RDFS.label) == ["Quận ủy Tây Hồ"]
    assert value(loaded(lines), iri, SKOS.altLabel) == ["QU Tây Hồ", "Đảng bộ quận Tây Hồ"]
    assert value(loaded(lines), iri, RDF.type) == [CT.PartyCommittee]
    assert value(loaded(lines), iri, CT.province) == [rdf.place_iri("P01-current")]
    assert value(loaded(lines), iri, ORG.subOrganizationOf) == [rdf.iri("body/party_committee/P01-current")]


def test_shared_quads_depend_on_the_set_alone() -> None:
    documents = [facts(), facts(id="2"), facts(id="3", committees=[])]
    rows = [(document.id, reference) for document in documents for reference in rdf.references(document)]
    for node in {reference.node for _, reference in rows}:
        said = [row for row in rows if row[1].node == node]
        expected = list(rdf.shared_quads(said, {}))
        random.Random(1).shuffle(said)
        assert list(rdf.shared_quads([*said, *said], {})) == expected
    assert list(rdf.shared_quads([], {})) == []


def test_references_of_two_nodes_are_a_bug() -> None:
    rows = [("1", reference) for reference in rdf.references(facts())]
    with pytest.raises(ValueError, match="more than one node"):
        rdf.shared_quads(rows, {})


def test_a_directive_without_a_date_is_written_as_the_dated_one() -> None:
    dated = {
        "key": "09-NQ/TU@P01-current@2012-02-27",
        "number": "09-NQ/TU",
        "kind": "resolution",
        "title": None,
        "issuer": None,
        "issuer_key": None,
        "issued": "2012-02-27",
        "relations": [],
        "spans": [[0, 1]],
    }
    documents = [facts(), facts(id="2", directives=[dated])]
    block = [r for document in documents for r in rdf.references(document) if r.block == "directive/9@P01-current"]
    canonical = link.canonical(block)
    iri = rdf.iri("directive/09-NQ/TU@P01-current@2012-02-27")
    assert value(loaded(rdf.document_quads(documents[0], canonical)), CLAIM, CT.directive) == [iri]
    lines = shared(documents, canonical)
    assert "directive/09-NQ/TU@P01-current" not in lines
    assert value(loaded(lines["directive/09-NQ/TU@P01-current@2012-02-27"]), iri, RDFS.label) == ["Nghị quyết 09-NQ/TU"]
    conclusion = rdf.iri("directive/67-KL/TU@P01-current@2020-07-10")
    assert value(loaded(lines["directive/67-KL/TU@P01-current@2020-07-10"]), conclusion, CT.continues) == [iri]


def test_a_body_that_is_only_pointed_at_is_named_by_its_kind_and_place() -> None:
    document = facts(officials=[], directives=[])
    node = "body/party_committee/P01-current"
    assert value(loaded(shared([document], {})[node]), rdf.iri(node), RDFS.label) == ["cấp ủy, đảng bộ (Thành phố Hà Nội)"]


def test_reference_data_say_where_a_unit_was_and_what_became_of_it() -> None:
    store = loaded(rdf.reference_quads())
    assert value(store, rdf.place_iri("D003"), CT.within) == [rdf.place_iri("P01-current")]
    assert value(store, rdf.place_iri("D003"), CT.validTo) == ["2025-06-30"]
    assert value(store, rdf.place_iri("P75-2025"), CT.succeededBy) == [rdf.place_iri("P75-2026")]
    assert value(store, rdf.place_iri("P02-legacy"), CT.succeededBy) == [rdf.place_iri("P08-2025")]


def test_a_commune_is_described_when_a_document_speaks_of_it() -> None:
    body = {**msgspec.to_builtins(facts().committees[0]), "key": "party_committee/C00004-2025", "unit": "C00004-2025", "level": "commune"}
    lines = shared([facts(committees=[body])], {})["place/C00004-2025"]
    assert value(loaded(lines), rdf.place_iri("C00004-2025"), CT.within) == [rdf.place_iri("P01-current")]


def test_reference_data_say_by_what_resolution_a_unit_began_and_ended() -> None:
    store = loaded(rdf.reference_quads())

    def said(unit: str, predicate: str) -> list[str]:
        return sorted(value(store, rdf.place_iri(unit), predicate))

    # Thủ Đức was made of three districts, one of which had borne its code.
    for unit in ("H-district-762-2021-01-01", "H-district-763-2021-01-01", "H-district-769-2021-01-01"):
        assert said(unit, CT.succeededBy) == [rdf.place_iri("D769")]
        assert said(unit, CT.endedBy) == ["1111/NQ-UBTVQH14"]
    assert said("D769", CT.beganBy) == ["1111/NQ-UBTVQH14"]
    assert said("H-district-474-2025-01-01", CT.succeededBy) == [rdf.place_iri("D474"), rdf.place_iri("D475")]
    assert said("D475", CT.beganBy) == ["1314/NQ-UBTVQH15"]
    assert said("D475", CT.endedBy) == ["203/2025/QH15", "72/2025/QH15"]
    assert said("P15-2025", CT.beganBy) == ["202/2025/QH15"]
    assert said("H-province-28-2008-08-01", CT.endedBy) == ["15/2008/QH12"]


def test_a_province_leads_to_the_one_of_today() -> None:
    store = loaded(rdf.reference_quads())
    assert value(store, rdf.place_iri("P15-legacy"), CT.provinceToday) == [rdf.place_iri("P15-2025")]
    assert value(store, rdf.place_iri("P15-legacy"), CT.province) == [rdf.place_iri("P15-legacy")]
    assert value(store, rdf.place_iri("H-province-28-2008-08-01"), CT.provinceToday) == [rdf.place_iri("P01-current")]
    # Districts do not carry them: a question for a province is not answered for a district.
    assert value(store, rdf.place_iri("D003"), CT.provinceToday) == []


def body(**fields: Any) -> dict[str, Any]:
    return {**msgspec.to_builtins(facts().committees[0]), **fields}


def test_a_body_lasts_as_long_as_its_place() -> None:
    tay_ho = body(key="party_committee/D003", name="Quận ủy Tây Hồ", level="district", place="Tây Hồ", unit="D003")
    lines = shared([facts(committees=[tay_ho])], {})["body/party_committee/D003"]
    store, node = loaded(lines), rdf.iri("body/party_committee/D003")
    assert value(store, node, SCHEMA.dissolutionDate) == ["2025-06-30"]
    assert value(store, node, SCHEMA.foundingDate) == []  # older than the record
    assert value(store, node, CT.provinceToday) == [rdf.place_iri("P01-current")]


CHAU_THANH = {"name": "Huyện ủy Châu Thành", "level": "district", "place": "Châu Thành", "unit": None, "parent": None, "within": None}


@pytest.mark.parametrize(
    ("key", "published", "candidates"),
    [
        # Nothing says which: every district of the name on that day.
        (
            "party_committee/?báo/huyện-châu-thành",
            "2020-08-15",
            ["D708", "D808", "D821", "D831", "D847", "D877", "D892", "D905", "D933", "D942"],
        ),
        # In 2026 the province is one that was made of two, each with one.
        ("party_committee/P82-2025/huyện-châu-thành", "2026-08-15", ["D821", "D877"]),
        ("party_committee/P92-2025/huyện-châu-thành", "2026-08-15", ["D933", "D942"]),
    ],
)
def test_a_place_that_is_not_resolved_keeps_its_candidates(key: str, published: str, candidates: list[str]) -> None:
    document = facts(published=published, committees=[body(key=key, **CHAU_THANH)], organisations=[])
    store = loaded(rdf.document_quads(document, {}))
    (mention,) = [quad.subject.value for quad in store.quads_for_pattern(None, NamedNode(CT.name), Literal("Huyện ủy Châu Thành"), None)]
    assert value(store, mention, CT.unresolved) == [CT.place]
    assert sorted(value(store, mention, CT.candidatePlace)) == [rdf.place_iri(unit) for unit in candidates]


def test_a_place_that_is_resolved_has_no_candidates() -> None:
    store = loaded(rdf.document_quads(facts(), {}))
    assert not list(store.quads_for_pattern(None, NamedNode(CT.candidatePlace), None, None))
