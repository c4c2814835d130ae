"""What does not hold of a graph is found, and named with its sentence."""

from collections.abc import Iterable
from typing import Any

import pytest
import small_graph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store
from test_rdf import TEXT, facts, shared, target

from kg import query, rdf, validate
from kg.records import Facts
from kg.vocabulary import CT, OA, RDF

DOCUMENT = rdf.document_iri("báo/hà nội 1")
CLAIM = f"{DOCUMENT}/claim/1"
XSD = "http://www.w3.org/2001/XMLSchema#"


def store_of(documents: Iterable[Facts]) -> Store:
    documents = list(documents)
    lines = [line for document in documents for line in rdf.document_quads(document, {}, text=TEXT)]
    lines += [line for said in shared(documents, {}).values() for line in said]
    store = Store()
    store.bulk_load("".join(lines).encode(), RdfFormat.N_QUADS)
    return store


def claims(*targets: dict[str, Any]) -> Store:
    return store_of([facts(targets=list(targets))])


def found(store: Store) -> list[tuple[str, str | None, str | None]]:
    return [(problem.what, problem.printed, problem.would_add_up) for problem in validate.problems(store)]


def test_what_is_written_conforms() -> None:
    assert validate.problems(store_of([facts(), facts(id="2", published=None)])) == ()


def test_nothing_has_no_problems() -> None:
    assert validate.problems(Store()) == ()


def test_a_problem_comes_with_its_sentence() -> None:
    (problem,) = validate.problems(claims(target(achieved=2, planned=6, percent=34.5)))
    assert problem == validate.Problem(
        document=DOCUMENT,
        node=CLAIM,
        what="checks/percent",
        severity="warning",
        vi="Tỷ lệ in trong bài không khớp với kế hoạch và kết quả",
        en="The percentage as printed does not follow from plan and result",
        quote=TEXT[10:61],
        printed="2/6 = 34.5 %",
        would_add_up="33.33 %",
    )
    assert problem.message("vi") == problem.vi


PERCENTAGES: list[tuple[dict[str, Any], bool]] = [
    ({"achieved": 1071, "planned": 444, "percent": 241.21, "status": "exceeded"}, True),  # cut off, not rounded
    ({"achieved": 1071, "planned": 444, "percent": 241.2, "status": "exceeded"}, True),
    ({"achieved": 1071, "planned": 444, "percent": 242, "status": "exceeded"}, True),
    ({"achieved": 1071, "planned": 444, "percent": 243, "status": "exceeded"}, False),
    ({"achieved": 1071, "planned": 444, "percent": 241.23, "status": "exceeded"}, False),
    ({"achieved": 0, "planned": 0, "percent": 100, "status": None, "status_basis": None}, True),
    ({"achieved": 100, "planned": 60, "percent": 150, "status": "exceeded", "qualifier": "over"}, True),
]


@pytest.mark.parametrize(("changes", "holds"), PERCENTAGES)
def test_a_percentage_may_be_off_by_one_unit_in_its_last_place(changes: dict[str, Any], holds: bool) -> None:
    assert [what for what, _, _ in found(claims(target(**changes)))] == ([] if holds else ["checks/percent"])


STATUSES: list[tuple[dict[str, Any], str | None]] = [
    ({"achieved": 2, "planned": 6, "status": "missed"}, None),
    ({"achieved": 2, "planned": 6, "status": "met"}, "missed"),
    ({"achieved": 6, "planned": 6, "status": "exceeded"}, "met"),
    ({"achieved": 6, "planned": 6, "status": "exceeded", "qualifier": "over"}, None),
    ({"achieved": 6, "planned": 6, "status": "missed"}, "met"),
    ({"achieved": 7, "planned": 6, "status": "missed"}, "exceeded"),
    ({"achieved": 7, "planned": 6, "status": "met", "status_basis": "stated"}, None),
    ({"achieved": 7, "planned": 6, "status": "met", "status_basis": "computed"}, "exceeded"),
    ({"achieved": 7, "planned": 6, "planned_max": 8, "status": "met", "status_basis": "computed"}, None),
    ({"achieved": None, "planned": None, "percent": 90, "status": "met"}, "missed"),
    ({"achieved": 7, "planned": None, "percent": 107.67, "status": "exceeded"}, None),
    ({"achieved": None, "planned": None, "status": "missed", "status_basis": "stated"}, None),
]


@pytest.mark.parametrize(("changes", "right"), STATUSES)
def test_a_status_agrees_with_the_numbers(changes: dict[str, Any], right: str | None) -> None:
    assert [(what, sum_) for what, _, sum_ in found(claims(target(**changes)))] == ([("checks/status", right)] if right else [])


DERIVATIONS = [("7 - 1", 6, None), ("7 - 2", 6, "5"), ("6", 6, None), ("3 * 2", 6, None), ("12 / 2", 6, None), ("5 + 7", 6, "12")]


@pytest.mark.parametrize(("expression", "planned", "right"), DERIVATIONS)
def test_a_derived_value_is_what_its_arithmetic_gives(expression: str, planned: int, right: str | None) -> None:
    store = claims(target(planned=planned, derived=[{"field": "planned", "from": expression, "spans": [[0, 8]]}]))
    assert found(store) == ([("checks/derivation", f"planned = 6 = {expression}", right)] if right else [])


def quad(subject: str, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), NamedNode(predicate), value)


def without(store: Store, subject: str, predicate: str) -> None:
    for old in list(store.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None)):
        store.remove(old)


def day(value: str) -> Literal:
    return Literal(value, datatype=NamedNode(f"{XSD}date"))


BREAKS: list[tuple[str, str, NamedNode | Literal | None, str]] = [
    (CLAIM, CT.about, None, "shape/claim-target"),
    (CLAIM, CT.about, NamedNode("http://example.org/nothing"), "shape/claim-target"),
    (CLAIM, CT.organisation, None, "shape/claim-organisation"),
    (CLAIM, CT.indicator, None, "shape/claim-indicator"),
    (CLAIM, CT.indicator, NamedNode("http://example.org/nothing"), "shape/claim-indicator"),
    (CLAIM, CT.evidence, None, "shape/claim-evidence"),
    (CLAIM, CT.quote, None, "shape/claim-quote"),
    (CLAIM, CT.rule, None, "shape/claim-rule"),
    (CLAIM, CT.periodStart, day("2021-01-01"), "shape/claim-period"),
    (CLAIM, CT.periodEnd, day("2020-02-30"), "shape/claim-period-end"),
    (CLAIM, CT.statusBasis, None, "shape/status-has-basis-value"),
    (CLAIM, CT.status, NamedNode("http://example.org/nothing"), "shape/claim-status"),
    (CLAIM, CT.level, NamedNode("http://example.org/nothing"), "shape/claim-level"),
    (f"{DOCUMENT}/span/10-61#position", OA.start, Literal(61), "shape/position-start"),
    (f"{DOCUMENT}/span/10-61#quote", OA.exact, Literal(""), "shape/quotation-exact"),
    (DOCUMENT, CT.sha256, Literal("x"), "shape/document-hash"),
    (f"{DOCUMENT}/mention/1", CT.refersTo, None, "shape/mention-node"),
    (rdf.iri("body/party_committee/D003"), "http://www.w3.org/2000/01/rdf-schema#label", None, "shape/shared-label"),
]


@pytest.mark.parametrize(("node", "predicate", "value", "shape"), BREAKS)
def test_what_breaks_a_shape_is_found(node: str, predicate: str, value: NamedNode | Literal | None, shape: str) -> None:
    store = store_of([facts()])
    without(store, node, predicate)
    if value is not None:
        store.add(quad(node, predicate, value))
    broken = {(problem.what, problem.node) for problem in validate.malformed(store)}
    assert (shape, node) in broken
    for problem in validate.malformed(store):
        assert problem.severity == "violation"
        assert problem.vi
        assert problem.en


def test_a_status_needs_a_plan_or_a_percentage_or_the_documents_word() -> None:
    store = claims(target(planned=None, status="missed", status_basis="computed"))
    assert [problem.what for problem in validate.problems(store)] == ["shape/status-needs-ground"]


def test_a_blank_node_is_found() -> None:
    store = store_of([facts()])
    lines = f"_:b <{RDF.type}> <{CT.Claim}> .\n_:b <{CT.document}> <{DOCUMENT}> .\n"
    store.load(lines.encode(), RdfFormat.N_QUADS)
    assert "shape/claim" in {problem.what for problem in validate.malformed(store)}


def test_one_document_is_checked_alone() -> None:
    bad = target(achieved=7, planned=6, status="missed")
    store = store_of([facts(targets=[bad]), facts(id="2", targets=[bad])])
    (problem,) = validate.problems(store, documents=[rdf.document_iri("2")])
    assert problem.document == rdf.document_iri("2")
    assert len(validate.problems(store)) == 2


@pytest.mark.parametrize("name", [check.name for check in query.internal("checks")])
def test_every_check_has_the_columns_of_a_problem(name: str) -> None:
    assert [column.name for column in query.question(name).columns] == ["claim", "document", "quote", "printed", "would_add_up"]


@pytest.mark.parametrize("per", ["year", "month"])
def test_what_a_number_is_for_each_of_is_no_violation(per: str) -> None:
    assert [problem.what for problem in validate.malformed(claims(target(per=per)))] == []


def test_a_result_after_the_end_of_a_body_is_found() -> None:
    """Districts ended on 30 June 2025; that the article is of 2026 is no fault, that the figure is of 2026 is one."""
    problems = [problem for problem in validate.miscalculated(small_graph.store()) if problem.what == "checks/ended"]
    assert [(problem.quote, problem.printed, problem.would_add_up) for problem in problems] == [
        ("Huyện ủy Văn Yên kết nạp 12 đảng viên năm 2026", "Huyện ủy Văn Yên: 2026-01-01 > 2025-06-30", "≤ 2025-06-30")
    ]


@pytest.mark.parametrize(
    ("start", "achieved", "published", "faulty"),
    [
        ("2026-01-01", 3, "2025-01-05", True),  # a result of a time when the body was no more
        ("2026-01-01", None, "2025-01-05", False),  # a plan made while it was there
        ("2026-01-01", None, "2026-03-01", True),  # a plan made for a body that was no more
        ("2025-01-01", 3, "2026-01-05", False),  # the year in which it ended
    ],
)
def test_plans_may_reach_beyond_the_end_of_a_body(start: str, achieved: int | None, published: str, faulty: bool) -> None:
    year = {"start": start, "end": f"{start[:4]}-12-31"}
    said = target(organisation_key="party_committee/D003", period=year, planned=9, achieved=achieved, percent=None, status=None)
    problems = validate.miscalculated(store_of([facts(published=published, targets=[said])]))
    assert ("checks/ended" in [problem.what for problem in problems]) == faulty
