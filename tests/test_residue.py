"""Unexplained numbers, grouped by the words around them."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg import errors, explain, extract, files, lexicon, patterns, residue
from kg.cli import app
from kg.records import Document
from kg.relate import rules
from kg.residue import Residue

HEAD = "Xây dựng Đảng ở huyện Vân Đồn\n\n"


def left(*sentences: str) -> Residue:
    return residue.left_over(Document(f"d{i}", f"d{i}.txt", "", f"{HEAD}{text}\n") for i, text in enumerate(sentences))


def test_the_same_words_are_one_pattern() -> None:
    found = left(
        "Hội nghị có 45 đại biểu tham dự tại hội trường lớn của huyện, với nhiều ý kiến được nêu ra.",
        "Năm nay đại hội có 120 đại biểu tham dự tại nhà văn hóa của xã, đông hơn những lần trước đó.",
        "Giải chạy dài 12 vòng quanh hồ trong một buổi sáng mùa thu trời nắng đẹp và gió rất nhẹ.",
    )
    first = found.patterns[0]
    assert (first.words, first.count, first.documents) == ("có [#] đại biểu tham", 2, 2)
    assert {place.text for place in first.places} == {"45", "120"}


def test_names_stand_as_their_kind() -> None:
    found = left("Chiều qua, mưa lớn đã trút xuống Quảng Ninh 45 lần rồi tạnh hẳn trong khoảng thời gian từ trưa đến tối muộn.")
    assert any("‹place›" in pattern.words for pattern in found.patterns)


def test_the_other_numbers_of_a_sentence_stand_as_signs() -> None:
    found = left("Tỷ lệ vắng mặt giảm từ 12,5% xuống 7,5% chỉ sau vài năm thực hiện, theo báo cáo được nêu ra ở hội nghị.")
    words = [pattern.words for pattern in found.patterns]
    assert any("[#%]" in one and " #%" in one.replace("[#%]", "") for one in words), words


MATTERS = lexicon.table("matters")["matter"]


def matters(text: str) -> list[str]:
    """Which other matters the numbers of a sentence are of."""
    [reading] = extract.readings(Document("a", "a.txt", "", text))
    return [
        found
        for at in range(len(reading.tokens))
        if reading.tokens[at].kind in residue._FIGURES and (found := residue.matter(reading.tokens, at))
    ]


@pytest.mark.parametrize("entry", MATTERS, ids=lambda entry: entry["id"])
def test_what_stands_beside_a_number_of_another_matter(entry: dict[str, Any]) -> None:
    for example in entry["examples"]:
        assert matters(example) == [entry["id"]], example
    for never in entry["nevers"]:
        assert matters(never) == [], never


def test_numbers_of_other_matters_stand_apart_from_the_coverage() -> None:
    found = left("Năm 2020, Huyện ủy Vân Đồn thành lập 5 chi bộ; tuyến quốc lộ 18 dài 12 km xong lúc 8 giờ 30 phút, hết 1.250 tỷ đồng.")
    assert (found.explained, found.numbers, found.aside, found.coverage) == (1, 1, 5, 1.0)
    assert not found.patterns


def test_a_word_of_one_capital_is_no_name() -> None:
    found = left("Hội nghị được nghe quán triệt về 45 Chủ trương lớn của địa phương trong buổi sáng mùa thu ở huyện, theo báo cáo.")
    assert [pattern.words for pattern in found.patterns] == ["nghe quán triệt về [#] chủ trương lớn"]


def test_patterns_that_say_nothing_come_last() -> None:
    bare = "12; 13; 14."
    found = left(
        f"Huyện ủy đã họp bàn kỹ về việc này trong một buổi sáng mùa thu: {bare}",
        "Hội nghị có 45 đại biểu tham dự tại huyện.",
    )
    assert [pattern.words for pattern in found.patterns] == ["Hội nghị có [#] đại biểu tham", "[#]"]
    assert [pattern.count for pattern in found.patterns] == [1, 3]


def test_every_number_is_counted_once() -> None:
    found = residue.residue([str(files.REPORTS)])
    assert found.numbers == found.explained + found.other + found.silent + found.unexplained
    assert sum(pattern.count for pattern in found.patterns) == found.unexplained
    spans = Counter((place.document, place.span) for pattern in found.patterns for place in pattern.places)
    assert set(spans.values()) <= {1}
    assert 0.5 < found.coverage < 1


def test_kinds_are_written_as_a_rule_writes_them() -> None:
    for pattern in residue.residue([str(files.REPORTS)]).patterns:
        patterns.compiled(pattern.kinds, pattern.words)


def test_the_most_frequent_come_first_and_top_keeps_them() -> None:
    whole = residue.residue([str(files.REPORTS)])
    counts = [pattern.count for pattern in whole.patterns if re.search(r"[^\W\d]", pattern.words)]
    assert counts == sorted(counts, reverse=True)
    assert residue.residue([str(files.REPORTS)], top=3).patterns == whole.patterns[:3]


def test_text_and_json(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text(f"{HEAD}Hội nghị có 45 đại biểu tham dự tại hội trường lớn của huyện Vân Đồn.\n", encoding="utf-8")
    found = residue.residue([str(tmp_path)])
    assert [failure.id for failure in found.failed] == ["bad"]
    text = residue.rendered(found, width=80)
    assert "[#] đại biểu" in text
    assert "coverage 0.0 %" in text
    assert max(map(len, text.splitlines())) <= 100
    assert json.loads(residue.rendered(found, "json"))["unexplained"] == 1
    with pytest.raises(errors.ReadError, match="text, json"):
        residue.rendered(found, "csv")


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{HEAD}Hội nghị có 45 đại biểu tham dự tại hội trường lớn của huyện Vân Đồn.\n", encoding="utf-8")
    run = CliRunner().invoke(app, ["residue", str(tmp_path)])
    assert run.exit_code == 0
    assert "coverage 0.0 %" in run.stdout
    (tmp_path / "b.txt").write_bytes(b"")
    assert CliRunner().invoke(app, ["residue", str(tmp_path), "--top", "1", "--format", "json"]).exit_code == 1


def test_nothing_to_explain_is_all_explained() -> None:
    assert left("Không có con số nào trong câu này cả, chỉ có những lời kể về một buổi sáng mùa thu ở huyện.").coverage == 1.0


def test_the_rule_of_the_docs_does_what_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parent.parent / "docs" / "growing-rules.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    [rule] = tomllib.loads(block)["rule"]
    table = lexicon.table("targets")
    monkeypatch.setitem(table, "rule", [*table["rule"], rule])
    rules.rules.cache_clear()
    rules._index.cache_clear()
    try:
        [example] = rule["examples"]
        assert figures(example["text"]) == [{**example["gives"][0]}]
        assert not [one for one in figures(rule["never"]) if one["planned"] is not None]
    finally:
        monkeypatch.undo()
        rules.rules.cache_clear()
        rules._index.cache_clear()


def figures(sentence: str) -> list[dict[str, object]]:
    claims = [made.claim for step in explain.trace(Document("a", "a.txt", "", f"{HEAD}{sentence}\n")).steps for made in step.made]
    return [{name: getattr(claim, name) for name in ("indicator", "achieved", "planned")} for claim in claims]
