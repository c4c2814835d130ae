"""What does not hold of a graph is found, and named with its sentence."""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
import small_graph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from test_rdf import TEXT, facts, shared, target

from kg import link, query, rdf, validate
from kg.errors import OntologyError
from kg.link import Judgement
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


# pySHACL passes over a value that cannot be compared (a date that does not exist, a text for a date); SHACL 4.5.3 says that it breaks
# the shape.
ORDERED = {f"shape/{one.shape}" for one in validate.shapes.constraints() if one.component.startswith("lessThan")}


def malformed(store: Store, documents: Iterable[str] | None = None) -> set[validate.Problem]:
    """What the questions made of the shapes find, which is what pySHACL finds."""
    asked = set(validate.shapes.malformed(store))
    judged = set(validate.shacl.malformed(store, documents=documents))
    assert asked >= judged
    assert {problem.what for problem in asked - judged} <= ORDERED
    return asked


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
        source="báo/hà nội 1.txt",
        span=(10, 61),
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
    broken = {(problem.what, problem.node) for problem in malformed(store)}
    assert (shape, node) in broken
    for problem in malformed(store):
        assert problem.severity == "violation"
        assert problem.vi
        assert problem.en


JUDGED = rdf.iri("body/party_committee/D003").removeprefix(rdf.BASE)
PERSON = Judgement(JUDGED, "closeMatch", "https://a.example/1", "negative", "person:lan", ("seen",), None, "2026-01-01")
SERVICE = Judgement(JUDGED, "closeMatch", "https://a.example/1", "positive", "service:https://a.example/api", (), 0.5, "2026-01-01")
JUDGEMENT_BREAKS: list[tuple[str, NamedNode | Literal | None, str]] = [
    (CT.object, None, "object"),
    (CT.object, Literal("Q1"), "object"),
    (CT.concerns, Literal("x"), "concerns"),
    (CT.relation, NamedNode("http://www.w3.org/2002/07/owl#sameAs"), "relation"),
    (CT.verdict, None, "verdict"),
    (CT.verdict, NamedNode("http://example.org/perhaps"), "verdict"),
    (CT.decidedBy, None, "agent"),
    (CT.decidedBy, NamedNode(rdf.iri("agent/dog/rex")), "agent"),
    (CT.score, Literal("1.5", datatype=NamedNode(f"{XSD}decimal")), "score"),
    (CT.because, Literal(""), "because"),
    (CT.decidedOn, day("2026-02-30"), "day"),
    (CT.overruledBy, NamedNode("http://example.org/nothing"), "overruled"),
]


@pytest.mark.parametrize(("predicate", "value", "shape"), JUDGEMENT_BREAKS)
def test_a_judgement_that_is_not_whole_is_found(predicate: str, value: NamedNode | Literal | None, shape: str) -> None:
    store = store_of([facts()])
    lines = [*link.judgement_quads(SERVICE, {}, overruled=PERSON), *link.judgement_quads(PERSON, {})]
    store.extend(parse("".join(lines), RdfFormat.N_QUADS))
    assert validate.problems(store) == ()
    (subject, graph) = next(
        (one.subject, one.graph_name)
        for one in store.quads_for_pattern(None, NamedNode(CT.score), None, None)
        if isinstance(one.subject, NamedNode)
    )
    without(store, subject.value, predicate)
    if value is not None:
        store.add(Quad(subject, NamedNode(predicate), value, graph))
    assert {(problem.what, problem.node) for problem in malformed(store)} == {(f"shape/judgement-{shape}", subject.value)}, predicate


@pytest.mark.parametrize(("predicate", "shape"), [(CT.candidate, "candidate"), (CT.candidatePlace, "place")])
def test_a_candidate_is_a_node_and_a_candidate_place_a_unit(predicate: str, shape: str) -> None:
    mention = f"{DOCUMENT}/mention/1"
    store = store_of([facts()])
    store.add(quad(mention, predicate, NamedNode(rdf.place_iri("D003"))))
    assert ("shape/mention-" + shape, mention) not in {(problem.what, problem.node) for problem in malformed(store)}
    store.add(quad(mention, predicate, Literal("Tây Hồ")))
    assert ("shape/mention-" + shape, mention) in {(problem.what, problem.node) for problem in malformed(store)}


def test_a_status_needs_a_plan_or_a_percentage_or_the_documents_word() -> None:
    store = claims(target(planned=None, status="missed", status_basis="computed"))
    assert [problem.what for problem in validate.problems(store)] == ["shape/status-needs-ground"]


def test_a_blank_node_is_found() -> None:
    store = store_of([facts()])
    lines = f"_:b <{RDF.type}> <{CT.Claim}> .\n_:b <{CT.document}> <{DOCUMENT}> .\n"
    store.load(lines.encode(), RdfFormat.N_QUADS)
    assert "shape/claim" in {problem.what for problem in malformed(store)}


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
    assert [problem.what for problem in malformed(claims(target(per=per)))] == []


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


@pytest.mark.parametrize("seed", range(60))
def test_the_questions_find_what_pyshacl_finds(seed: int) -> None:
    """Quads that are taken out, put in twice, or given a value that another node has or that nothing has."""
    random = Random(seed)
    store = store_of([facts(), facts(id="2", published=None)])
    quads = sorted(store, key=str)
    shared_nodes = {quad.subject for quad in quads} - {quad.subject for quad in quads if quad.predicate.value == CT.document}
    strange: list[NamedNode | Literal] = [NamedNode("http://example.org/nothing"), Literal(""), Literal(-1), Literal("x"), day("2031-01-01"), Literal("3.5", datatype=NamedNode(f"{XSD}decimal"))]  # fmt: skip  # noqa: E501
    for old in random.sample(quads, 12):
        assert isinstance(old.subject, NamedNode)
        # What nothing speaks of any more pySHACL is not shown.
        if random.random() < 0.6 and old.predicate.value != CT.document and old.object not in shared_nodes:
            store.remove(old)
        if random.random() < 0.7:
            store.add(Quad(old.subject, old.predicate, random.choice([*strange, random.choice(quads).object])))
    malformed(store, [DOCUMENT, rdf.document_iri("2")])


def test_a_shape_that_is_not_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
        "ex:s sh:targetClass ex:C ; sh:property ex:p . ex:p sh:path ex:q ; sh:uniqueLang true ."
    )
    with pytest.raises(OntologyError, match=r"shape http://example.org/p has 'uniqueLang' in a way"):
        validate.shapes.constraints(path)
    path.write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .")
    with pytest.raises(OntologyError, match="no shape says what it is of"):
        validate.shapes.constraints(path)
    path.write_text("nonsense")
    with pytest.raises(OntologyError, match="cannot be read"):
        validate.shapes.constraints(path)


def body(key: str, name: str, *, parent: str | None = None) -> dict[str, Any]:
    unit = key.rpartition("/")[2]
    level = "district" if unit.startswith("D") else "province"
    return {"key": key, "name": name, "kind": "party_committee", "level": level, "place": name, "within": None, "unit": unit,
            "parent": parent, "spans": [[10, 24]]}  # fmt: skip


HANOI, TAY_HO, BA_DINH = "party_committee/P01-current", "party_committee/D003", "party_committee/D001"
BODIES = [body(HANOI, "Thành ủy Hà Nội"), body(TAY_HO, "Quận ủy Tây Hồ", parent=HANOI), body(BA_DINH, "Quận ủy Ba Đình", parent=HANOI)]


def of(key: str, **changes: Any) -> dict[str, Any]:
    return target(organisation_key=key, **({"planned": None, "status": None, "status_basis": None} | changes))


def sums(*targets: dict[str, Any], **changes: Any) -> list[tuple[str, str | None, str | None]]:
    return found(store_of([facts(committees=BODIES, targets=list(targets), **changes)]))


def test_parts_do_not_come_to_more_than_the_total() -> None:
    parts = [of(TAY_HO, achieved=4), of(BA_DINH, achieved=3)]
    assert sums(of(HANOI, achieved=7), *parts) == []
    assert sums(of(HANOI, achieved=6), *parts) == [("checks/parts", "6 < 7 (2)", "7")]
    assert sums(of(HANOI, achieved=6, qualifier="over"), *parts) == []
    assert sums(of(HANOI, achieved=6, indicator="party_members_admitted"), *parts) == []


def test_as_many_units_are_named_as_are_counted() -> None:
    named = [of(key, achieved=1, planned=2, status="missed", status_basis="computed") for key in (TAY_HO, BA_DINH)]

    def counted(number: int) -> dict[str, Any]:
        return of(HANOI, achieved=number, indicator="units_missing_target")

    assert sums(counted(2), *named) == []
    assert sums(counted(1), *named) == [("checks/units-more", "1 ≠ 2", "2")]
    assert sums(counted(3), *named) == [("checks/units-fewer", "3 ≠ 2", "2")]
    # Of which indicator the number speaks nobody says.
    others = [one | {"indicator": "trade_unions_founded"} for one in named[:1]]
    assert sums(counted(1), *named, *others) == []


def test_papers_name_only_some_of_those_that_did_well() -> None:
    named = [of(key, achieved=3, planned=2, status="exceeded", status_basis="computed") for key in (TAY_HO, BA_DINH)]
    assert sums(of(HANOI, achieved=3, indicator="units_exceeding_target"), *named) == []
    assert sums(of(HANOI, achieved=1, indicator="units_exceeding_target"), *named) == [("checks/units-more", "1 ≠ 2", "2")]


def test_a_plan_lies_within_its_bounds_and_a_part_within_its_whole() -> None:
    assert sums(of(TAY_HO, planned=5, planned_min=6)) == [("checks/bounds", "planned 5 < plannedMin 6", "≥ 6")]
    assert sums(of(TAY_HO, achieved=5, population=4)) == [("checks/bounds", "achieved 5 > population 4", "≤ 4")]
    assert sums(of(TAY_HO, achieved=4, population=4)) == []


def test_sources_that_differ_are_worth_knowing() -> None:
    one, other = of(TAY_HO, achieved=4), of(TAY_HO, achieved=5)
    store = store_of([facts(committees=BODIES, targets=[one]), facts(id="2", committees=BODIES, targets=[other])])
    first, second = validate.problems(store)
    assert {first.severity, second.severity} == {"info"}
    assert {first.printed, second.printed} == {"achieved = 4", "achieved = 5"}
    assert sorted(str(first.would_add_up).split(", ")) == ["4", "5"]


# What SARIF 2.1.0 asks of a log like ours (sections 3.13 to 3.52 of the standard): no package carries the schema itself.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {"driver": {"required": ["name"], "properties": {"rules": {"type": "array", "uniqueItems": True,
                            "items": {"required": ["id"], "properties": {"shortDescription": {"required": ["text"]}}}}}}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message"],
                            "properties": {
                                "message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "locations": {"type": "array", "items": {"properties": {"physicalLocation": {
                                    "anyOf": [{"required": ["address"]}, {"required": ["artifactLocation"]}],
                                    "properties": {
                                        "artifactLocation": {"properties": {"uri": {"type": "string", "pattern": r"^[!-~]+$"}}},
                                        "region": {"properties": {"charOffset": {"type": "integer", "minimum": 0},
                                                                  "charLength": {"type": "integer", "minimum": 0}}},
                                    },
                                }}}},
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                            },
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip


def test_sarif_says_where_the_words_stand() -> None:
    store = store_of([facts(targets=[target(achieved=2, planned=6, percent=34.5)])])
    without(store, CLAIM, CT.rule)
    log = validate.sarif(validate.problems(store))
    jsonschema.Draft7Validator(SARIF).validate(log)
    (run,) = log["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    assert set(results) == {"checks/percent", "shape/claim-rule"}
    for what, result in results.items():
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == what
    assert (results["checks/percent"]["level"], results["shape/claim-rule"]["level"]) == ("warning", "error")
    place = results["checks/percent"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "b%C3%A1o/h%C3%A0%20n%E1%BB%99i%201.txt"
    start, length = place["region"]["charOffset"], place["region"]["charLength"]
    assert place["region"]["snippet"]["text"] == TEXT[start : start + length]
    assert results["checks/percent"]["message"]["text"].endswith("2/6 = 34.5 %; would add up: 33.33 %")
