"""Counting against gold: each rule of the guide on pairs, and the whole against the reference counter where that is at hand."""

import itertools
import json
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from kg import errors, evaluate, explain, extract, files, read, records
from kg.cli import app
from kg.evaluate import Counts, Report, gold, same, show
from kg.evaluate.count import pairs
from kg.evaluate.gold import Also, GoldDirective, GoldTarget
from kg.records import Document, Period, Target

SHARED = Path(__file__).parent.parent / ".." / "shared"

TEXT = """CỔNG THÔNG TIN ĐIỆN TỬ TỈNH QUẢNG NINH
Xây dựng Đảng | 30/12/2020 16:12

Lập tổ chức đảng ở doanh nghiệp

Năm 2020, Huyện ủy Vân Đồn thành lập 2 chi bộ trong doanh nghiệp, vượt 1 chi bộ so với kế hoạch. Huyện ủy Tiên Yên kết nạp 31 đảng viên.
"""
FOUNDED: dict[str, object] = {
    "org": "Huyện ủy Vân Đồn", "indicator": "party_organisations_founded", "period": "2020", "planned": 1, "achieved": 2, "percent": None,
    "met": True, "quote": "thành lập 2 chi bộ trong doanh nghiệp, vượt 1 chi bộ",
}  # fmt: skip
ADMITTED: dict[str, object] = {
    "org": "Huyện ủy Tiên Yên", "indicator": "party_members_admitted", "period": "2020", "planned": None, "achieved": 31, "percent": None,
    "met": None, "quote": "kết nạp 31 đảng viên",
}  # fmt: skip


def folder(path: Path, *targets: dict[str, object], **more: object) -> Path:
    named = ["Huyện ủy Vân Đồn", "Huyện ủy Tiên Yên"]
    facts: dict[str, object] = {"directives": [], "officials": [], "committees": named, "enterprises": [], "targets": list(targets)}
    (path / "a.txt").write_text(TEXT, encoding="utf-8")
    (path / "a.json").write_text(json.dumps({"id": "a", **facts, **more}), encoding="utf-8")
    return path


def target(**fields: object) -> Target:
    empty = dict.fromkeys(Target.__struct_fields__)
    base = {**empty, "indicator": "party_members_admitted", "unit": "count", "derived": (), "rule": "r", "quote": "", "spans": ()}
    return Target(**{**base, **fields})  # type: ignore[arg-type]  # a test's shorthand


# --- when two are the same ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thành uỷ TP. Hồ Chí Minh", "thành ủy thành phố Hồ Chí Minh"),
        ("BTV Tỉnh uỷ Hoà Bình", "Ban Thường vụ Tỉnh ủy Hòa Bình"),
        ("Cty TNHH MTV Thuỷ sản", "Công ty trách nhiệm hữu hạn một thành viên Thủy sản"),
        ("T.X Nghi Sơn", "thị xã Nghi Sơn"),
        ("95 - KH/TU", "95-KH/TU"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert same.key(one) == same.key(other)


@pytest.mark.parametrize(("one", "other"), [("quý", "qúy"), ("toàn", "tòan"), ("Kỳ Sơn", "Kỷ Sơn"), ("Phú Thọ", "Phú Thọa")])
def test_spellings_of_two_names(one: str, other: str) -> None:
    assert same.key(one) != same.key(other)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("Quận ủy Tây Hồ", "Quận ủy Tây Hồ, Hà Nội"),
        ("Tây Hồ", "Quận ủy Tây Hồ"),
        ("Đảng bộ huyện Gia Bình", "Huyện ủy Gia Bình"),
        ("Đảng ủy Khối Doanh nghiệp", "Đảng ủy Khối Doanh nghiệp tỉnh Phú Thọ"),
    ],
)
def test_one_organisation(stated: str, said: str) -> None:
    assert same.organisation(stated, said)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("Đảng bộ huyện Cao Lãnh", "Đảng bộ thành phố Cao Lãnh"),
        ("Tỉnh ủy Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ"),
        ("Tỉnh ủy Phú Thọ", "Đảng ủy Khối Doanh nghiệp tỉnh Phú Thọ"),
        ("Huyện ủy Gia Bình", None),
        ("Tỉnh ủy", "Huyện ủy"),
    ],
)
def test_two_organisations(stated: str, said: str | None) -> None:
    assert not same.organisation(stated, said)


@pytest.mark.parametrize(
    ("stated", "said", "expected"),
    [
        ("Đảng ủy Khối các Cơ quan tỉnh", "Đảng ủy Khối các Cơ quan tỉnh Nam Định", True),
        ("Đảng bộ Quảng Ninh", "Đảng bộ tỉnh Quảng Ninh", True),
        ("Huyện ủy Gia Bình", "Đảng bộ huyện Gia Bình", False),
        ("Tỉnh ủy", "Tỉnh ủy Nam Định", False),
    ],
)
def test_committees(stated: str, said: str, expected: bool) -> None:
    assert same.committee(stated, said) is expected


@pytest.mark.parametrize(
    ("stated", "said", "expected"),
    [
        ("Bí thư Tỉnh ủy", "Bí thư Tỉnh ủy Nam Định", True),
        ("Bí thư Tỉnh ủy", "Phó Bí thư Tỉnh ủy", False),
        ("Chủ tịch HĐND tỉnh", "Chủ tịch Hội đồng nhân dân tỉnh", True),
        ("Bí thư Tỉnh ủy", "Nguyên Bí thư Tỉnh ủy", False),
        ("Bí thư Tỉnh ủy", "", False),
    ],
)
def test_posts(stated: str, said: str, expected: bool) -> None:
    assert same.post(stated, said) is expected


@pytest.mark.parametrize(
    ("stated", "said", "expected"),
    [
        (None, None, True),
        (None, Period("2020-01-01", None), True),
        ("2020", Period("2020-01-01", "2020-12-31"), True),
        ("2020", Period("2020-01-01", "2020-06-30"), False),
        ("2020-01/2020-06", Period("2020-01-01", "2020-06-30"), True),
        ("2015/2020", Period("2015-06-01", "2020-10-31"), True),
        ("2019/", Period("2019-01-01", None), True),
        ("2019/", Period("2019-01-01", "2019-12-31"), False),
        ("/2030", Period(None, "2030-12-31"), True),
        ("/2030", Period("2021-01-01", "2025-12-31"), False),
        ("2020", None, False),
    ],
)
def test_periods(stated: str | None, said: Period | None, expected: bool) -> None:
    assert same.period(stated, said) is expected


def test_a_percentage_that_the_gold_leaves_out_may_follow_from_the_figures() -> None:
    stated = GoldTarget("party_members_admitted", planned=8, achieved=6)
    assert same.target(stated, target(planned=8, achieved=6, percent=75.0))
    assert not same.target(stated, target(planned=8, achieved=6, percent=70.0))
    assert not same.target(replaced(stated, percent=75), target(planned=8, achieved=6))


def replaced(stated: GoldTarget, **fields: object) -> GoldTarget:
    return GoldTarget(**{**{name: getattr(stated, name) for name in stated.__struct_fields__}, **fields})


def test_other_readings_are_right_as_well() -> None:
    stated = GoldTarget("party_members_admitted", org="Tỉnh ủy Bắc Ninh", period="2019", achieved=7, met=False, also=Also(met=(None,)))
    said = target(achieved=7, organisation="Tỉnh ủy Bắc Ninh", period=Period("2019-01-01", "2019-12-31"))
    assert same.target_fully(stated, said)
    assert not same.target_fully(replaced(stated, also=Also()), said)


@pytest.mark.parametrize(
    ("stated", "said", "expected"),
    [
        ("other:party_members_admitted_women", "party_members_admitted", True),
        ("other:party_members_admitted_women", "other:anything", True),
        ("other:party_members_women", "party_members_total", True),
        ("other:training_participants", "party_members_admitted", False),
    ],
)
def test_a_part_may_be_said_under_its_whole(stated: str, said: str, expected: bool) -> None:
    assert same.target(GoldTarget(stated, achieved=5), target(indicator=said, achieved=5)) is expected


def test_a_directive_in_passing_may_be_said_in_short() -> None:
    [said] = extract.facts(Document("a", "a", "", "Thực hiện Nghị quyết số 22-NQ/TU ngày 6/3/2018 của Tỉnh ủy Quảng Ninh.")).directives
    assert same.directive(GoldDirective("22-NQ/TU"), said)
    assert same.directive(GoldDirective("22", optional=True), said)
    assert not same.directive(GoldDirective("22"), said)


# --- counting -----------------------------------------------------------------------------------------------------------------------------


def test_an_owner_makes_way() -> None:
    assert pairs(["a", "b"], ["x", "y"], lambda one, other: (one, other) in {("a", "x"), ("a", "y"), ("b", "x")}) == {0: 1, 1: 0}


def test_rates() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (1.0, 1.0, 1.0)
    counts = Counts(3, 1, 0) + Counts(0, 0, 3)
    assert (counts.precision, counts.recall) == (0.75, 0.5)
    assert counts.f1 == pytest.approx(0.6)
    assert Counts(0, 1, 1).f1 == 0.0


def test_all_right(tmp_path: Path) -> None:
    report = evaluate.evaluated(folder(tmp_path, FOUNDED, ADMITTED))
    assert report.complete
    assert report.kinds["targets+"] == Counts(2, 0, 0)
    assert report.indicators["party_organisations_founded"] == (Counts(1, 0, 0), Counts(1, 0, 0))


def test_a_missed_target_names_the_rule_that_read_it_otherwise(tmp_path: Path) -> None:
    report = evaluate.evaluated(folder(tmp_path, {**FOUNDED, "planned": 3}, ADMITTED))
    missed, extra = sorted(report.differences, key=lambda one: one.wrong, reverse=True)
    assert (missed.wrong, missed.kind, extra.wrong, extra.kind) == ("missed", "targets", "extra", "targets")
    assert missed.nearest.rule == extra.nearest.rule
    assert missed.nearest.rule
    assert "planned: gold 3, said 1" in missed.nearest.why
    assert missed.sentence is not None
    assert "Huyện ủy Vân Đồn thành lập 2 chi bộ" in missed.sentence


def test_right_figures_of_the_wrong_body(tmp_path: Path) -> None:
    report = evaluate.evaluated(folder(tmp_path, FOUNDED, {**ADMITTED, "org": "Huyện ủy Ba Chẽ"}))
    assert report.kinds["targets"] == Counts(2, 0, 0)
    assert report.kinds["targets+"] == Counts(1, 1, 1)
    assert {one.kind for one in report.differences} == {"targets+"}
    assert any("organisation: gold Huyện ủy Ba Chẽ, said Huyện ủy Tiên Yên" in one.nearest.why for one in report.differences)


@pytest.mark.parametrize(
    ("sentence", "quote", "achieved", "why"),
    [
        ("Hội nghị có 45 đại biểu đã về dự.", "45 đại biểu", 45, "no rule comes near"),
        ("Huyện ủy Vân Đồn thành lập 2 chi bộ.", "thành lập 7 chi bộ", 7, "does not stand in the text"),
    ],
)
def test_a_missed_target_that_no_rule_reads(sentence: str, quote: str, achieved: int, why: str) -> None:
    stated = GoldTarget("party_members_total", achieved=achieved, quote=quote)
    document = Document("a", "a.txt", "", f"{TEXT}\n{sentence}\n")
    report = evaluate.compared([gold.Gold("a", (), (), (), (), (stated,))], [document])
    [missed] = [one for one in report.differences if one.wrong == "missed"]
    assert missed.nearest.rule is None
    assert why in missed.nearest.why


def test_a_rule_that_a_word_keeps_from_matching() -> None:
    sentence = "Trong năm, Thành ủy Hạ Long gặt hái 18/16."
    found = explain.trace(Document("a", "a.txt", "", f"{TEXT}\n{sentence}\n"))
    near = evaluate.nearest.of_missed(
        GoldTarget("party_organisations_founded", planned=16, achieved=18, quote="Thành ủy Hạ Long gặt hái 18/16"), found
    )
    assert near.rule is not None
    assert "would match without" in near.why or "dropped" in near.why or "otherwise" in near.why


def test_a_figure_that_is_no_target(tmp_path: Path) -> None:
    report = evaluate.evaluated(folder(tmp_path, FOUNDED, not_targets=["kết nạp 31 đảng viên"]))
    [extra] = report.differences
    assert "among those that are no target" in extra.nearest.why


def test_optional_facts_neither_earn_nor_cost(tmp_path: Path) -> None:
    report = evaluate.evaluated(folder(tmp_path, {**FOUNDED, "optional": True}, ADMITTED))
    assert report.kinds["targets"] == Counts(1, 0, 0)


def test_a_document_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    # A folder of its own, because texts are also looked for in the folders next to it, which are those of other tests.
    golds = tmp_path / "gold"
    golds.mkdir()
    folder(golds, FOUNDED)
    other = {"id": "b", "directives": [], "officials": [], "committees": ["Tỉnh ủy Quảng Ninh"], "enterprises": [], "targets": []}
    (golds / "b.json").write_text(json.dumps(other), encoding="utf-8")
    report = evaluate.evaluated(golds)
    assert report.absent == ("b",)
    assert not report.complete
    assert report.kinds["committees"].missed == 1
    assert "b: no document of this id" in show.rendered(report, "html")


def test_a_source_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "texts").mkdir()
    folder(tmp_path / "gold", FOUNDED, ADMITTED)
    (tmp_path / "gold" / "a.txt").rename(tmp_path / "texts" / "a.txt")
    beside = evaluate.evaluated(tmp_path / "gold")
    given = evaluate.evaluated(tmp_path / "gold", str(tmp_path / "texts"))
    assert beside.kinds == given.kinds
    assert given.complete


@pytest.mark.parametrize(("content", "message"), [("{", "is no gold file"), ('{"id": 3}', "is no gold file"), ("[]", "is no gold file")])
def test_what_is_no_gold_is_said(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(errors.ReadError, match=message):
        evaluate.evaluated(tmp_path)


def test_a_folder_without_gold_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.ReadError, match="no gold in"):
        evaluate.evaluated(tmp_path)


# --- the reports --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports() -> Report:
    return evaluate.evaluated(files.REPORTS)


def test_text_and_json(reports: Report) -> None:
    text = show.rendered(reports)
    assert all(kind in text for kind in evaluate.KINDS)
    assert all(difference.document in text for difference in reports.differences)
    found = json.loads(show.rendered(reports, "json"))
    assert found["kinds"] == evaluate.table(reports)
    assert [document["id"] for document in found["documents"]] == [article.gold.id for article in reports.articles]
    with pytest.raises(errors.ReadError, match="text, json, html"):
        show.rendered(reports, "pdf")


class Page(HTMLParser):
    """The lines of the articles on a page, and what a browser would fetch for it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.kinds: set[str] = set()
        self.fetched: list[str] = []
        self.inside = self.label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.fetched += [str(given[name]) for name in ("src", "href") if name in given] + [tag for _ in range(tag in ("script", "link"))]
        if tag == "div":
            self.inside = given.get("class") == "text"
        elif tag == "p" and self.inside:
            self.lines.append("")
        elif tag == "span":
            self.label = True
        elif tag == "mark" and self.inside:
            assert given["title"]
            self.kinds.update(str(given["class"]).split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.inside = False
        elif tag == "span":
            self.label = False

    def handle_data(self, data: str) -> None:
        if self.inside and not self.label and self.lines and data != "\n":
            self.lines[-1] += data


def test_the_page_holds_every_article_and_needs_nothing_else(reports: Report) -> None:
    page = Page()
    page.feed(show.rendered(reports, "html"))
    texts = [article.trace.document.text for article in reports.articles if article.trace]
    assert [line.strip() for line in page.lines] == [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    assert not page.fetched
    assert {"committee", "official", "enterprise", "directive", "target"} <= page.kinds


def test_the_page_escapes_what_the_text_holds() -> None:
    document = Document("a", "a.txt", "", f'{TEXT}\nHuyện ủy Vân Đồn <b onclick="x"> & kết nạp 12 đảng viên.\n')
    page = show.rendered(evaluate.compared([gold.Gold("a", (), (), (), (), ())], [document]), "html")
    assert '<b onclick="x">' not in page


@pytest.mark.parametrize(("stated", "source"), [("gold", "seeds"), ("dev", "dev"), (str(files.REPORTS), str(files.REPORTS))])
def test_counts_are_those_of_the_reference_counter(tmp_path: Path, stated: str, source: str) -> None:
    counter = SHARED / "score.py"
    if not counter.is_file():
        pytest.skip("the reference counter is not at hand")
    report = evaluate.evaluated(SHARED / stated, str(SHARED / source))
    facts = [article.trace.facts for article in report.articles if article.trace]
    assert counted(counter, SHARED / stated, tmp_path, facts) == evaluate.table(report)
    # Much is right as it is; what is wrong has to be counted alike as well.
    worse = {one.id: damaged(one) for one in facts}
    table = {kind: Counts() for kind in evaluate.KINDS}
    for article in report.articles:
        assert article.trace is not None
        for kind, outcome in evaluate.outcomes(article.gold, worse[article.gold.id], article.trace.document.text).items():
            table[kind] += outcome.counts
    expected = counted(counter, SHARED / stated, tmp_path, list(worse.values()))
    assert {kind: Counts(int(one["tp"]), int(one["fp"]), int(one["fn"])) for kind, one in expected.items()} == table
    assert table["targets+"].missed > 10


def counted(counter: Path, stated: Path, folder: Path, facts: list[records.Facts]) -> dict[str, dict[str, float]]:
    path = folder / "facts.jsonl"
    path.write_bytes(b"".join(records.to_json(one) + b"\n" for one in facts))
    run = subprocess.run([sys.executable, str(counter), str(stated), str(path), "--json"], capture_output=True, text=True, check=True)
    found: dict[str, dict[str, float]] = json.loads(run.stdout)
    return found


def damaged(facts: records.Facts) -> records.Facts:
    """Facts with all kinds of errors in them, the same each time."""
    targets = list(facts.targets)
    for i, one in enumerate(targets):
        changes: list[dict[str, object]] = [
            {}, {"planned": None}, {"status": None}, {"organisation": (one.organisation or "").rpartition(" ")[0]}, {"period": None},
            {"indicator": "other:something"}, {"percent": 50}, {"quote": ""}, {"period": Period("2019-01-01", None)},
            {"organisation": (one.organisation or "").replace("ủy", "uỷ").upper()}, {"spans": ()},
        ]  # fmt: skip
        targets[i] = replace(one, **changes[i % len(changes)])  # type: ignore[arg-type]
    committees = [replace(one, name=one.name.rpartition(" ")[0] if i % 3 == 0 else one.name) for i, one in enumerate(facts.committees)]
    officials = [
        replace(one, roles=tuple(replace(r, title=f"Phó {r.title}" if i % 2 else r.title) for r in one.roles))
        for i, one in enumerate(facts.officials)
    ]
    enterprises = [replace(one, name=one.name[:-3] if i % 2 else one.name.upper()) for i, one in enumerate(facts.enterprises)]
    directives = [replace(one, number=one.number.split("-")[0] if i % 2 else one.number) for i, one in enumerate(facts.directives)]
    return replace(
        facts, targets=(*targets, *targets[:3]), committees=(*committees, *committees[:1]), officials=tuple(officials),
        enterprises=tuple(enterprises), directives=tuple(directives),
    )  # fmt: skip


def test_every_text_of_the_reports_is_read() -> None:
    found = gold.golds(files.REPORTS)
    assert len(list(read.documents(gold.sources(files.REPORTS, found)))) == len(found)


def test_where_there_is_nothing_to_divide_by_no_rate_is_shown(tmp_path: Path) -> None:
    assert Counts().shown == (None, None, None)
    assert Counts(0, 0, 3).shown == (None, 0.0, 0.0)
    assert Counts(0, 2, 0).shown == (0.0, None, 0.0)
    assert Counts(1, 0, 1).shown == (1.0, 0.5, pytest.approx(2 / 3))
    folder(tmp_path, {**FOUNDED, "indicator": "womens_members_new"})
    run = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--html", str(tmp_path / "page.html")])
    [row] = [line.split() for line in run.stdout.splitlines() if line.startswith("womens_members_new")]
    assert row[1:4] == ["–", "0.000", "0.000"]
    [row] = [line.split() for line in run.stdout.splitlines() if line.startswith("directives ")]
    assert row[1:4] == ["–", "–", "–"]
    assert '<tr><td>directives<td class="n zero">–<td class="n zero">–<td class="n zero">–' in (tmp_path / "page.html").read_text("utf-8")


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: apt-get install chromium)")
def test_the_page_fits_its_window(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    golds = tmp_path / "gold"
    golds.mkdir()
    wrong = {**ADMITTED, "achieved": 32, "org": "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh"}
    reports = {"reports": evaluate.evaluated(files.REPORTS), "wrong": evaluate.evaluated(folder(golds, FOUNDED, wrong))}
    for name, report in reports.items():
        (tmp_path / f"{name}.html").write_text(show.rendered(report, "html"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, width in itertools.product(reports, (320, 390, 768, 1280)):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.goto((tmp_path / f"{name}.html").as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        browser.close()


def test_the_command(tmp_path: Path) -> None:
    folder(tmp_path, FOUNDED, {**ADMITTED, "achieved": 32})
    page = tmp_path / "page.html"
    run = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--html", str(page)])
    assert run.exit_code == 0
    assert "missed target: party_members_admitted" in run.stdout
    assert "<!doctype html>" in page.read_text(encoding="utf-8")
    run = CliRunner().invoke(app, ["evaluate", str(tmp_path), "--format", "json"])
    assert json.loads(run.stdout)["kinds"]["targets"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "tp": 1, "fp": 1, "fn": 1}
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert CliRunner().invoke(app, ["evaluate", str(tmp_path), str(tmp_path / "b.txt")]).exit_code == 1
