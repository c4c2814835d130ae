"""Receipts: what an answer rests on is in them, whoever has the articles can check them, and what no longer holds is found and named."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
from test_cli import kg, refused

from kg import build, files, query, rdf, read, receipt, records, store
from kg.errors import ReceiptError

SCHEMA = Path(__file__).parent.parent / "docs" / "receipt.schema.json"
ASK = ("ask", "missed-quota", "--year", "2020", "--level", "district")
ONE = "quang-ninh-2020-ba-don-vi-lo-hen"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The articles that the project ships, and two of a file of many."""
    base = tmp_path_factory.mktemp("receipt")
    lines = [
        {
            "id": f"báo/claim/{number}",
            "text": f"Quảng Ninh\n\nNăm 2021, Huyện ủy Vân Đồn thành lập được {number}/5 chi bộ trong doanh nghiệp.",
        }
        for number in (1, 2)
    ]
    (base / "many.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    build.build([str(files.REPORTS), str(base / "many.jsonl")], base / "graph")
    return base / "graph"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for path in files.REPORTS.glob("*.txt"):
        shutil.copy(path, folder)
    return folder


def made(graph: Path, name: str, **values: object) -> receipt.Receipt:
    with store.open_release(graph) as opened:
        asked = query.question(name)
        terms = query.bound(opened, asked, values)
        return receipt.receipt(graph, asked, terms, query.answer(opened, asked, terms))


@pytest.fixture
def file(graph: Path, tmp_path: Path) -> Path:
    path = tmp_path / "receipt.json"
    receipt.write(made(graph, "missed-quota", year=2020, level="district"), path)
    return path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(file: Path, articles: Path, *options: str) -> list[tuple[str, str, str]]:
    """What is wrong, as the command tells it."""
    out, _ = kg("verify", file, "--sources", articles, "--format", "json", *options, code=1)
    verdict = json.loads(out)
    assert not verdict["holds"]
    return [
        (one["what"], one["where"].rpartition("/document/")[2] or one["where"], one["message"])
        for one in verdict["findings"]
        if not one["sound"]
    ]


# Written


def test_the_schema_is_that_of_the_code_and_receipts_fit_it(graph: Path, tmp_path: Path) -> None:
    schema = json.dumps(receipt.json_schema(), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE"):
        SCHEMA.write_text(schema, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == schema
    jsonschema.Draft202012Validator.check_schema(json.loads(schema))
    for name in ("missed-quota", "unexplained", "documents", "coverage"):
        receipt.write(made(graph, name), tmp_path / "one.json")
        jsonschema.validate(json.loads((tmp_path / "one.json").read_bytes()), json.loads(schema))


def test_a_receipt_has_what_each_row_rests_on(graph: Path) -> None:
    whole = made(graph, "missed-quota", year=2020, level="district")
    assert whole.question.sha256 == hashlib.sha256((files.QUERIES / "missed-quota.rq").read_bytes()).hexdigest()
    assert whole.parameters["year"] == (receipt.Bound("2020", "http://www.w3.org/2001/XMLSchema#integer"),)
    read_again = {document.id: document for document in read.documents([str(files.REPORTS)]) if isinstance(document, records.Document)}
    for row in whole.rows:
        (claim,) = row.claims
        one = whole.claims[claim]
        assert (claim, row.documents) == (row.values["claim"], (one.document,))
        assert (one.fact["achieved"], one.quotes[0]) == (row.values["achieved"], row.values["quote"])
        document, source = read_again[one.document], whole.documents[one.document]
        assert [document.text[start:end] for start, end in one.spans] == list(one.quotes)
        assert source.sha256 == hashlib.sha256((files.REPORTS / f"{one.document}.txt").read_bytes()).hexdigest()
        assert source.text_sha256 == hashlib.sha256(document.text.encode()).hexdigest()


def test_rows_that_quote_a_mention_rest_on_it(graph: Path) -> None:
    whole = made(graph, "enterprises-named")
    for row in whole.rows:
        rests = [whole.claims[claim] for claim in row.claims]
        assert "enterprises" in {one.kind for one in rests}
        assert any(row.values["quote"] in one.quotes for one in rests)
    whole = made(graph, "unexplained")
    assert [whole.claims[claim].fact["text"] for row in whole.rows for claim in row.claims] == [row.values["text"] for row in whole.rows]


def test_rows_that_quote_a_sentence_rest_on_it_and_on_what_it_names(graph: Path) -> None:
    for name, kind, column in (("officials-at", "officials", "official"), ("directives-unissued", "directives", "directive")):
        whole = made(graph, name, **({"date": "2020-12-31"} if name == "officials-at" else {}))
        assert whole.rows
        for row in whole.rows:
            rests = [whole.claims[claim] for claim in row.claims]
            assert row.values["quote"] in [words for one in rests if one.kind == receipt.TEXT for words in one.quotes]
            named = [one.fact.get("name") or one.fact["number"] for one in rests if one.kind == kind]
            assert any(word in str(row.values[column]) for word in named)
            assert "unexplained" not in {one.kind for one in rests}


def test_the_same_answer_gives_the_same_bytes_wherever_it_was_built(graph: Path, tmp_path: Path, file: Path) -> None:
    build.build([str(graph.parent / "many.jsonl")], tmp_path / "graph")
    build.build([str(files.REPORTS)], tmp_path / "graph", workers=2)
    assert store.content(tmp_path / "graph") == store.content(graph)
    assert store.content(tmp_path / "graph", 1) != store.content(graph)
    kg(*ASK, "--graph", graph, "--receipt", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == file.read_bytes()


def test_the_answer_is_printed_as_without_a_receipt(graph: Path, tmp_path: Path) -> None:
    plain, _ = kg(*ASK, "--graph", graph, "--format", "csv")
    out, words = kg(*ASK, "--graph", graph, "--format", "csv", "--receipt", tmp_path / "r.json")
    assert (out, words) == (plain, f"wrote {tmp_path / 'r.json'}\n")


@pytest.mark.parametrize("name", ["a", "a/b", "a/claim/1", "báo Hà Nội?#%2F", "claim/1/mention/2", "/claim/1", "1%252", "unexplained/1-2"])
def test_the_id_of_a_document_is_read_from_its_iri(name: str) -> None:
    iri = rdf.document_iri(name)
    assert rdf.document_id(iri) == (name, "")
    assert rdf.document_id(f"{iri}/claim/3") == (name, "claim/3")
    assert rdf.document_id(f"{iri}/mention/3/post/1") == (name, "mention/3/post/1")
    assert rdf.document_id(rdf.iri("body/claim/1")) == (None, "")


# Verified


FREE = [asked.name for asked in query.questions() if not any(p.required for p in asked.parameters)]


@pytest.mark.parametrize("name", FREE)
def test_every_answer_holds_against_the_articles_it_came_from(graph: Path, tmp_path: Path, name: str) -> None:
    receipt.write(whole := made(graph, name), tmp_path / "r.json")
    sources = [str(files.REPORTS), str(graph.parent / "many.jsonl")]
    verdict = receipt.verified(receipt.load(tmp_path / "r.json"), sources)
    assert [finding for finding in verdict.findings if not finding.sound] == []
    resting = sum(bool(row.claims) for row in whole.rows)
    assert (verdict.documents, verdict.claims) == ((len(whole.documents),) * 2, (len(whole.claims),) * 2)
    assert verdict.rows == (resting, resting)
    if resting < len(whole.rows):
        assert any("nothing of them is checked" in finding.message for finding in verdict.findings)


def test_documents_are_found_by_their_hash_where_they_have_another_name(file: Path, articles: Path) -> None:
    (articles / "deep").mkdir()
    (articles / f"{ONE}.txt").rename(articles / "deep" / "renamed.txt")
    out, _ = kg("verify", file, "--sources", articles)
    assert f"note: document {ONE}: is called deep/renamed among the sources\n" in out
    assert out.endswith("the receipt holds\n")


def test_the_hash_decides_between_two_of_a_name(file: Path, articles: Path) -> None:
    shutil.copy(articles / f"{ONE}.txt", articles / "other.txt")
    change(articles / f"{ONE}.txt", "30/12/2020", "31/12/2020")
    out, _ = kg("verify", file, "--sources", articles)
    assert f"{ONE}: is called other among the sources" in out


def test_what_a_change_of_a_figure_breaks_is_named(file: Path, articles: Path) -> None:
    change(articles / f"{ONE}.txt", "được giao 3 chi bộ nhưng", "được giao 4 chi bộ nhưng")
    wrong = found(file, articles)
    assert [what for what, _, _ in wrong] == ["document", "quote", "claim", "row"]
    assert wrong[0][1] == ONE
    assert "SHA-256 was" in wrong[0][2]
    assert "they stand nowhere in it" in wrong[1][2]
    assert "planned was 3, is 4" in wrong[2][2]
    assert "planned was 3, is 4" in wrong[3][2]


def test_a_quote_that_moved_is_found_where_it_stands(file: Path, articles: Path) -> None:
    change(articles / f"{ONE}.txt", "Tin trong tỉnh", "Tin trong tỉnh nhà")
    wrong = found(file, articles)
    assert {what for what, _, _ in wrong} == {"document", "quote", "claim"}
    assert all("they stand at" in message for what, _, message in wrong if what == "quote")
    assert all(
        {part.split(" was ")[0] for part in message.split("now: ")[1].split("; ")} == {"spans"}
        for what, _, message in wrong
        if what == "claim"
    )


def test_a_claim_that_is_not_made_any_more_is_named(file: Path, articles: Path) -> None:
    change(articles / f"{ONE}.txt", " Huyện ủy Vân Đồn được giao 3 chi bộ nhưng chỉ ra mắt 1 chi bộ tại một công ty du lịch.", "")
    wrong = found(file, articles)
    assert any(what == "claim" and "does not make it any more" in message for what, _, message in wrong)
    assert any(what == "row" and "is not answered any more" in message and "Vân Đồn" in message for what, _, message in wrong)


def test_a_document_that_is_missing_is_named(file: Path, articles: Path) -> None:
    (articles / f"{ONE}.txt").unlink()
    (what, where, message), *rows = found(file, articles)
    assert rows
    assert all(what == "row" and "is not answered any more" in message for what, _, message in rows)
    assert (what, where) == ("document", ONE)
    assert message.startswith("missing: nothing of this id or of hash ")


def test_a_document_that_cannot_be_read_is_named(file: Path, articles: Path) -> None:
    (articles / f"{ONE}.txt").write_bytes(b"\xff\xfe\xff")
    wrong = found(file, articles)
    assert [(what, where) for what, where, _ in wrong if what != "row"] == [("document", ONE)]
    assert "cannot be read" in wrong[0][2]


def edited(file: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    whole = json.loads(file.read_bytes())
    edit(whole)
    file.write_text(json.dumps(whole), encoding="utf-8")


def test_a_receipt_that_was_forged_does_not_hold(file: Path, articles: Path) -> None:
    def better(whole: dict[str, Any]) -> None:
        for row in whole["rows"]:
            row["values"]["achieved"] = 99

    edited(file, better)
    # Its claims are true; only asking again tells that the rows are not, and who does not ask again does not say that they are.
    out, _ = kg("verify", file, "--sources", articles, "--quick")
    assert "note: row missed-quota: of the rows nothing is checked" in out
    assert out.endswith("what the receipt rests on holds\n")
    wrong = found(file, articles)
    assert len(wrong) == 11
    assert all("achieved was 99, is " in message for _, _, message in wrong)

    def as_claimed(whole: dict[str, Any]) -> None:
        for row in whole["rows"]:
            row["values"]["achieved"] = whole["claims"][row["claims"][0]]["fact"]["achieved"]

    edited(file, as_claimed)
    kg("verify", file, "--sources", articles)

    def one_changed(whole: dict[str, Any]) -> None:
        whole["rows"][2]["values"]["planned"] = 9

    edited(file, one_changed)
    ((what, where, message),) = found(file, articles)
    assert (what, where) == ("row", "3")
    assert "planned was 9, is " in message
    edited(file, lambda whole: whole["rows"].__delitem__(slice(2, 5)))
    assert [where for _, where, message in found(file, articles) if "is answered now and was not" in message] == ["a new row"] * 3
    edited(file, lambda whole: whole["rows"].clear())
    assert all("is answered now and was not" in message for _, _, message in found(file, articles))
    edited(file, lambda whole: whole["question"].update(text="SELECT"))
    assert ("question", "missed-quota") in [wrong[:2] for wrong in found(file, articles)]


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda whole: whole.update(schema="2"), "is a receipt of schema '2'"),
        (lambda whole: whole.pop("claims"), "is no receipt: "),
        (lambda whole: whole.update(more=1), "is no receipt: "),
        (lambda whole: whole["claims"].clear(), "is not whole: a row rests on "),
        (lambda whole: whole["documents"].pop(ONE), f"is not whole: a claim is made by {ONE}"),
        (lambda whole: [claim["fact"].pop("rule") for claim in whole["claims"].values()], "is no fact of the kind 'targets'"),
        (lambda whole: [claim.update(kind="others") for claim in whole["claims"].values()], "is no fact of the kind 'others'"),
    ],
)
def test_what_is_no_receipt_is_refused(file: Path, articles: Path, edit: Callable[[dict[str, Any]], None], says: str) -> None:
    edited(file, edit)
    assert says in refused("verify", file, "--sources", articles)


def test_files_that_are_not_there_are_told(file: Path, articles: Path, tmp_path: Path) -> None:
    assert "cannot read" in refused("verify", tmp_path / "none.json", "--sources", articles)
    assert "no such file or folder" in refused("verify", file, "--sources", tmp_path / "none")
    with pytest.raises(ReceiptError, match="cannot write"):
        receipt.write(receipt.load(file), tmp_path / "no" / "folder.json")
