"""Questions in words: the gold's floors, what is read of a question, what is refused, and the command that answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import files, lexicon
from kg.errors import ReadError
from kg.evaluate import asked
from kg.fold import without_marks
from kg.query.header import question, questions
from kg.query.words import forms, told
from kg.understand import Example, Form, Offer, Slot, understood
from kg.understand.reading import read

GOLD = [files.DATA / "gold" / f"questions-{half}.jsonl" for half in ("seen", "unseen", "plain")]
KG = str(Path(sys.executable).with_name("kg"))


def meant(text: str) -> tuple[str, dict[str, str]] | None:
    answer = understood(text, forms()).answer
    return (answer.question, dict(answer.values)) if answer else None


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_questions_are_understood_as_people_mean_them(path: Path) -> None:
    found = asked.evaluated(path, forms())
    assert found.right >= 0.95
    assert found.wrong <= 0.01


def test_the_gold_is_wide() -> None:
    rows = [row for path in GOLD for row in asked.rows(path)]
    assert len(rows) >= 400
    assert sum(not row.right for row in rows) >= 60
    assert len({row.text for row in rows}) == len(rows)
    assert {row.trap for row in rows} == {"Vietnamese", "without marks", "English", "to refuse"}
    there = {form.name for form in forms()}
    assert there & {row.right[0].question for row in rows if row.right} == there


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_example_of_every_question_finds_its_question(language: str) -> None:
    for one in questions():
        for example in one.examples:
            answer = understood(example.text.of(language), forms()).answer
            assert answer is not None, example.text.of(language)
            assert answer.question == one.name


@pytest.mark.parametrize(
    ("text", "question", "values"),
    [
        ("quận ủy nào chưa hoàn thành chỉ tiêu năm 2020?", "missed-quota", {"year": "2020", "level": "district"}),
        ("quan uy nao chua hoan thanh chi tieu nam 2020", "missed-quota", {"year": "2020", "level": "district"}),
        ("Which district committees missed their 2020 quota?", "missed-quota", {"year": "2020", "level": "district"}),
        ("Ai là bí thư Huyện ủy Vân Đồn?", "officials-of", {"body": "Huyện ủy Vân Đồn"}),
        ("who leads the Party committee of Hải Phòng?", "officials-of", {"body": "Thành ủy Hải Phòng"}),
        ("Lê Hữu Khoát là ai?", "career", {"person": "Lê Hữu Khoát"}),
        ("Cuối năm 2020 ai giữ chức vụ gì ở Hà Nội?", "officials-at", {"date": "2020-12-31", "within": "Hà Nội"}),
        ("Văn bản nào cụ thể hóa Chỉ thị 33-CT/TW?", "cascade", {"directive": "33-CT/TW"}),
        (
            "Năm 2020 Hà Nội thành lập được bao nhiêu tổ chức đảng?",
            "indicator-over-years",
            {"within": "Hà Nội", "indicator": "party_organisations_founded", "year": "2020"},
        ),
        ("Did Móng Cái meet its 2020 target?", "progress-of-body", {"body": "Thành ủy Móng Cái", "year": "2020"}),
        ("Chi bộ nào không kết nạp được ai?", "nothing-achieved", {"level": "cell", "indicator": "party_members_admitted"}),
        ("Hà Nội có bao nhiêu đảng viên?", "indicator-over-years", {"within": "Hà Nội", "indicator": "party_members_total"}),
        ("What was Hải Phòng's result in 2022?", "progress-of-body", {"body": "Thành ủy Hải Phòng", "year": "2022"}),
    ],
)
def test_a_question_gives_its_name_and_its_values(text: str, question: str, values: dict[str, str]) -> None:
    assert meant(text) == (question, values)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Huyện nào vượt chỉ tiêu thu ngân sách năm 2020?", ("thu ngân sách",)),
        ("Which districts missed their football target in 2020?", ("football",)),
        ("Ai không đạt chỉ tiêu ở Hà Nội năm ngoái?", ("năm ngoái",)),  # there is no clock
        ("Ai không đạt chỉ tiêu ở huyện Vân Đồn năm 2020?", ("huyện Vân Đồn",)),  # the question takes provinces
    ],
)
def test_what_cannot_be_used_is_said_and_refuses(text: str, unknown: tuple[str, ...]) -> None:
    found = understood(text, forms())
    assert found.answer is None
    assert found.unknown == unknown
    assert found.offers


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("Which committee did worst in 2022?", "Which committee did best in 2022?"),
        ("Ai đứng cuối năm 2022?", "Ai đứng đầu năm 2022?"),
        ("nơi nào thấp nhất năm 2022", "nơi nào cao nhất năm 2022"),
        ("Tỉnh nào kết nạp ít đảng viên nhất năm 2022?", "Tỉnh nào kết nạp nhiều đảng viên nhất năm 2022?"),
        ("Which province admitted the fewest Party members in 2022?", "Which province admitted the most Party members in 2022?"),
        ("Rank the districts from worst to best", "Rank the districts from best to worst"),
    ],
)
def test_who_is_last_is_never_answered_by_who_is_first(last: str, first: str) -> None:
    name, values = meant(last) or ("", {})
    assert name in ("ranking", "compare-provinces")
    assert (name, {**values, "order": "lowest"}) == (name, values)
    assert meant(first) == (name, {key: value for key, value in values.items() if key != "order"})


@pytest.mark.parametrize(
    "text",
    [
        "Which directives are cited least often?",  # the question has those cited most
        "Chỉ thị nào ít được nhắc đến nhất?",
        "Who exceeded their target the least in 2022?",
        "Quận nào có kết quả thấp nhất và cao nhất năm 2020?",
        "Tỉnh nào được giao chỉ tiêu thấp nhất năm 2022?",  # the lowest plan is no worst result
    ],
)
def test_a_superlative_that_no_question_answers_is_refused(text: str) -> None:
    assert meant(text) is None


def test_the_whole_country_is_not_summed_over_districts() -> None:
    for text in (
        "How many Party organisations were founded in Vietnam in 2022 in all?",
        "Cả nước lập tổng cộng bao nhiêu tổ chức đảng năm 2022?",
    ):
        assert meant(text) == ("totals", {"year": "2022", "indicator": "party_organisations_founded", "level": "province"})


def test_a_level_that_nobody_named_is_told() -> None:
    asked = question("totals")
    assert told(asked, {"within": "Hà Nội"}, "en").endswith("level of the bodies that are added: not named, so district)")
    assert "not named" not in told(asked, {"within": "Hà Nội", "level": "district"}, "en")


def test_a_typed_mark_must_be_the_phrase_s_own() -> None:
    # "đạt" is typed "dat" by many; "đất" is another word.
    assert meant("huyen nao dat chi tieu nam 2020") == ("met-quota", {"year": "2020", "level": "district"})
    assert meant("huyện nào đất chỉ tiêu năm 2020") is None


@pytest.mark.parametrize("text", ["", "?", "2020", "Hà Nội", "Nghị quyết", "chỉ tiêu", "🙂", "a" * 5000, "SELECT * WHERE { ?s ?p ?o }"])
def test_what_asks_nothing_is_refused(text: str) -> None:
    assert meant(text) is None


def test_what_is_offered_can_be_asked() -> None:
    for text in ("thời tiết hôm nay?", "Lê Văn An giữ chức vụ gì năm 2020 ở Hà Nội?", "weather"):
        for offer in understood(text, forms()).offers:
            form = next(form for form in forms() if form.name == offer.question)
            assert {slot.name for slot in form.slots if slot.required} <= set(offer.values) <= {slot.name for slot in form.slots}


def test_the_language_is_that_of_the_question() -> None:
    assert understood("Ai chưa đạt chỉ tiêu ở Hà Nội?", forms()).language == "vi"
    assert understood("Who missed the quota in Hà Nội?", forms()).language == "en"


def test_a_question_without_phrases_of_its_own_is_known_by_its_title_and_examples() -> None:
    example = Example("Tổ chức nào hay đổi lịch họp giao ban?", "Which bodies keep moving their briefing meetings?", {})
    form = Form("meetings", "Lịch họp giao ban", "Briefing meetings", (Slot("year", "year"),), (example,))
    every = (*forms(), form)
    assert understood("Lịch họp giao ban năm 2020?", every).answer == Offer("meetings", {"year": "2020"})
    assert understood("which briefing meetings in 2021", every).answer == Offer("meetings", {"year": "2021"})
    assert understood("Ai chưa đạt chỉ tiêu?", every).answer == Offer("missed-quota", {})


def test_meanings_have_phrases_in_both_languages_and_are_all_of_use() -> None:
    vietnamese, english = lexicon.table("questions"), lexicon.table("questions-english")
    assert set(vietnamese["meaning"]) == set(english["meaning"])
    stated = {meaning for rule in vietnamese["question"] for means in rule["means"] for meaning in means}
    stated |= {meaning for rule in vietnamese["question"] for meaning in rule.get("may", ())}
    assert stated <= set(vietnamese["meaning"]) | {"counted", "kind_of_body", "whether"}
    # "why", "last year" and "the highest plan" are understood so that they refuse.
    assert set(vietnamese["meaning"]) - stated - set(vietnamese["light"]["meanings"]) <= {"why", "some_year", "size_of_plan"}
    assert set(english["noun"]) <= set(lexicon.table("indicators")["noun"])


def test_every_english_period_reads_its_example() -> None:
    for rule in lexicon.table("questions-english")["period"]:
        (span,) = read(rule["example"]).spans
        assert span.readings[0].kind in ("date", "years"), rule["example"]


def test_marks_are_put_back_only_where_they_were_left_out() -> None:
    for word in lexicon.table("questions")["marks"]["words"]:
        assert without_marks(word) != word
    assert read("09-NQ/TU").spans[0].readings[0].kind == "directive"


def test_a_gold_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    gold = tmp_path / "questions.jsonl"
    gold.write_text('{"text": "x"}\n', encoding="utf-8")
    with pytest.raises(ReadError, match="line 1: no gold of a question"):
        list(asked.rows(gold))


def test_an_answer_that_is_not_the_right_one_is_wrong_and_a_refusal_is_not(tmp_path: Path) -> None:
    gold = tmp_path / "questions.jsonl"
    lines = [
        {"text": "Ai chưa đạt chỉ tiêu năm 2020?", "trap": "a", "question": "missed-quota", "values": {"year": "2021"}},
        {"text": "Ai chưa đạt chỉ tiêu năm 2020?", "trap": "a", "question": None},
        {"text": "Ai chưa đạt chỉ tiêu trồng rừng?", "trap": "b", "question": "missed-quota", "values": {}},
        {"text": "Ai chưa đạt chỉ tiêu?", "trap": "b", "question": "missed-quota", "values": {}},
        {"text": "x", "trap": "b", "question": "no-such-question", "values": {}},
    ]
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    found = asked.evaluated(gold, forms())
    assert [one.outcome for one in found.judged] == ["wrong", "wrong", "missed", "right"]
    assert (round(found.right, 3), found.wrong, len(found.absent)) == (0.333, 0.5, 1)
    assert "said missed-quota year=2020" in asked.rendered(found)
    assert json.loads(asked.rendered(found, "json"))["outcomes"]["wrong"] == 2


def run(*arguments: str, graph: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KG_GRAPH": str(graph)}
    return subprocess.run([KG, *arguments], capture_output=True, text=True, check=False, timeout=120, env=environment)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words") / "graph"
    done = run("build", str(files.REPORTS), graph=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_command_says_what_it_understood_and_answers_as_the_question_does(graph: Path) -> None:
    words = run("ask", "huyện ủy nào chưa hoàn thành chỉ tiêu năm 2020?", "--format", "csv", graph=graph)
    named = run("ask", "missed-quota", "--year", "2020", "--level", "district", "--format", "csv", "--language", "vi", graph=graph)
    assert words.returncode == named.returncode == 0
    assert words.stdout == named.stdout
    assert "Huyện ủy Vân Đồn" in words.stdout
    assert words.stderr.splitlines() == [
        "hiểu là: Ai chưa đạt chỉ tiêu (năm của kỳ: 2020, cấp của tổ chức: huyện)",
        "    kg ask missed-quota --year 2020 --level district",
    ]


def test_the_command_refuses_with_commands_that_run(graph: Path) -> None:
    done = run("ask", "Which districts missed their tax target in 2020?", graph=graph)
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0] == "kg: not sure what is asked; not understood: “tax”"
    commands = [line.split() for line in lines if line.startswith("        kg ask ")]
    assert commands[0][1:] == ["ask", "missed-quota", "--year", "2020", "--level", "district"]
    assert 1 <= len(commands) <= 3
    assert all(run(*command[1:], graph=graph).returncode == 0 for command in commands if not any("'" in word for word in command))


@pytest.mark.parametrize(
    "text",
    ["Did Móng Cái meet its 2020 target?", "Móng Cái năm 2020 đạt chỉ tiêu không?"],
)
def test_a_plain_question_is_answered_with_its_figure(graph: Path, text: str) -> None:
    done = run("ask", text, "--format", "json", graph=graph)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["planned"], row["achieved"], row["attainment"], row["period_end"]) == (6, 6, 100, "2020-12-31")


def test_a_district_is_found_by_any_name_of_its_committee(tmp_path: Path) -> None:
    article = tmp_path / "can-tho.txt"
    article.write_text("Phát triển đảng\n\nNăm 2019, Đảng bộ quận Ninh Kiều kết nạp được 123/120 đảng viên.\n", encoding="utf-8")
    assert run("build", str(article), graph=tmp_path / "graph").returncode == 0
    done = run("ask", "Quận Ninh Kiều năm 2019 kết nạp bao nhiêu đảng viên?", "--format", "csv", graph=tmp_path / "graph")
    assert "--body 'Đảng bộ quận Ninh Kiều'" in done.stderr
    assert "123" in done.stdout


def test_words_take_a_receipt_that_holds(graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    done = run("ask", "Huyện ủy nào chưa hoàn thành chỉ tiêu năm 2020?", "--receipt", str(file), "--format", "csv", graph=graph)
    assert done.returncode == 0, done.stderr
    assert run("verify", str(file), "--sources", str(files.REPORTS), graph=graph).returncode == 0


def test_a_name_that_the_graph_does_not_know_is_said(graph: Path) -> None:
    done = run("ask", "Ai là bí thư Quận ủy Ba Đình?", graph=graph)
    assert done.returncode == 2
    assert "kg ask officials-of --body 'Quận ủy Ba Đình'" in done.stderr
    assert "'Quận ủy Ba Đình' is no value of 'body'" in done.stderr


def test_the_command_tells_the_rates() -> None:
    done = subprocess.run([KG, "evaluate", GOLD[0]], capture_output=True, text=True, check=True, timeout=120)
    assert "of those that have an answer" in done.stdout
    assert subprocess.run([KG, "evaluate", GOLD[0], "x"], capture_output=True, check=False, timeout=60).returncode == 2
