"""A trace tells what became of every sentence, and changes nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kg import errors, explain, extract, files, patterns, read
from kg.cli import app
from kg.explain import Trace
from kg.records import Document

ARTICLE = """CỔNG THÔNG TIN ĐIỆN TỬ TỈNH QUẢNG NINH
Xây dựng Đảng | 30/12/2020 16:12

Lập tổ chức đảng ở doanh nghiệp: 3 đơn vị chưa đạt

Năm 2020, Huyện ủy Vân Đồn thành lập 2 chi bộ trong doanh nghiệp, vượt 1 chi bộ so với kế hoạch. Hội nghị có 45 đại biểu dự.
"""


def traced(text: str) -> Trace:
    return explain.trace(Document("vi-du", "vi-du.txt", "", text))


def test_a_trace_has_the_facts_that_extraction_gives() -> None:
    for document in read.documents([str(files.REPORTS)]):
        assert isinstance(document, Document)
        assert explain.trace(document).facts == extract.facts(document)


def test_what_fired_and_what_was_dropped() -> None:
    [step] = [step for step in traced(ARTICLE).steps if step.made]
    assert [match.rule for match in step.fired] == step.made[0].claim.rule.split("+")
    assert step.dropped
    assert all(match.why for match in step.dropped)
    names = [match.rule for match in step.fired]
    assert any(name in str(match.why) for match in step.dropped for name in names)


def test_whom_and_when_of_a_claim() -> None:
    claims = [claim for sentence in json.loads(explain.rendered(traced(ARTICLE), "json"))["sentences"] for claim in sentence["claims"]]
    [claim] = claims
    assert claim["when"]["found"] in ("own", "sentence")
    assert claim["target"]["organisation"] == "Huyện ủy Vân Đồn"
    assert claim["target"]["period"] == {"start": "2020-01-01", "end": "2020-12-31"}
    assert claim["target"]["derived"] == [{"field": "planned", "from": "2 - 1"}]


def dropped(sentence: str, rule: str) -> list[str]:
    steps = traced(f"Xây dựng Đảng ở huyện Vân Đồn\n\n{sentence}\n").steps
    return [str(match.why) for step in steps for match in step.dropped if match.rule == rule]


def test_the_condition_that_kept_a_match_from_standing_is_named() -> None:
    found = dropped("33 chi bộ đã ra mắt trên địa bàn tỉnh, trong khi kế hoạch là 32.", "noun-is-number")
    assert [why.partition(" holds here: ")[0] for why in found] == ['unless = "comma-within"']
    found = dropped("Huyện ủy Tiên Yên mới lập được 1/2 chi bộ; kết nạp 41 đảng viên.", "plan-then-verb-number")
    assert [why.partition(" here: ")[0] for why in found] == ['needs = "plan-before" does not hold']
    found = dropped("Theo LĐLĐ tỉnh, 3/4 số DN chưa có CĐCS là DN dưới 25 lao động, đóng rải rác ở các xã miền núi.", "body-ratio")
    assert [why.partition(",")[0] for why in found] == ['"counts-something-else" forbids it']


def test_a_match_whose_conditions_hold_says_what_it_lacks() -> None:
    found = dropped("Huyện ủy Vân Đồn được giao chỉ tiêu, đã thành lập được 174 chi bộ.", "then-done")
    assert found == ["no statement before it in the sentence takes what it says"]
    for document in read.documents([str(files.REPORTS)]):
        assert isinstance(document, Document)
        for step in explain.trace(document).steps:
            for match in step.dropped:
                assert str(match.why).count("unless") <= 1


def test_a_title_is_silent() -> None:
    title = next(step for step in traced(ARTICLE).steps if step.reading.sentence.zone == "title")
    assert title.silent
    assert not title.fired
    assert all("title" in str(match.why) for match in title.dropped)


def test_numbers_that_nothing_explains_stand_with_their_sentence() -> None:
    assert [unread.text for step in traced(ARTICLE).steps for unread in step.unexplained if not step.silent] == ["45"]


@pytest.mark.parametrize("width", [60, 80, 110])
def test_text_keeps_to_its_width(width: int) -> None:
    lines = explain.rendered(traced(ARTICLE), width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("whom:" in line for line in lines)


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    run = CliRunner().invoke(app, ["explain", str(tmp_path / "a.txt")])
    assert run.exit_code == 0
    assert "Huyện ủy Vân Đồn" in run.stdout
    found = json.loads(CliRunner().invoke(app, ["explain", str(tmp_path / "a.txt"), "--format", "json"]).stdout)
    assert found["id"] == "a"


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(errors.ReadError, match="text, json"):
        explain.rendered(traced(ARTICLE), "yaml")


def test_a_pattern_of_tokens_matches_these_tokens() -> None:
    for document in read.documents([str(files.REPORTS)]):
        assert isinstance(document, Document)
        for reading in extract.readings(document):
            for first in range(0, len(reading.tokens), 7):
                tokens = reading.tokens[first : first + 7]
                written = patterns.compiled(explain.pattern(tokens), "test")
                codes = patterns.code(tokens)
                found = next(iter(patterns.matches(written, codes)), None)
                assert found is not None, explain.pattern(tokens)
                assert (found.first, found.last) == (0, len(tokens)), explain.pattern(tokens)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="Huyện ủy lập 12 chi bộ, vượt 3/4 % ().;:\n-–“”", max_size=200))
def test_no_text_makes_a_trace_raise(text: str) -> None:
    found = traced(text)
    explain.rendered(found)
    json.loads(explain.rendered(found, "json"))
