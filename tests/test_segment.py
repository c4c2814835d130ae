"""Zones, what a page says of itself, and sentences; every rule of `kg/vi/zones.toml` is tried on its own examples."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import lexicon, read, segment
from kg.errors import RuleError
from kg.fold import fold
from kg.records import Document

DATA: dict[str, Any] = lexicon.table("zones")
SHARED = Path(__file__).resolve().parents[1].parent / "shared"

LEAD = "Chiều 14/1, Huyện ủy tổ chức hội nghị đánh giá kết quả phát triển đảng viên trong doanh nghiệp năm 2020."
BODY = "Toàn huyện đã kết nạp được 34 đảng viên, đạt 22,6% kế hoạch năm; thành lập được 2 chi bộ trong doanh nghiệp."


def page(*lines: str) -> Document:
    return segment.zoned(Document(id="x", source="x", sha256="", text="\n".join(lines)))


def lines(document: Document) -> list[tuple[str, str]]:
    """(zone, line) of every line that is not blank."""
    return [
        (zone.kind, line.strip()) for zone in document.zones for line in document.text[zone.start : zone.stop].split("\n") if line.strip()
    ]


def zone(document: Document, line: str) -> list[str]:
    return [kind for kind, text in lines(document) if text == line]


def sentences(text: str) -> list[str]:
    return [one.text for one in segment.sentences(Document(id="x", source="x", sha256="", text=text))]


# ---- the data


@pytest.mark.parametrize("rule", DATA["line"], ids=lambda rule: rule["id"])
def test_every_line_rule_finds_its_examples_and_not_its_nevers(rule: dict[str, Any]) -> None:
    for example in rule["examples"]:
        assert segment.kind(example) == rule["kind"], example
    for never in rule["nevers"]:
        assert not re.fullmatch(rule["pattern"], fold(never)), never


def test_the_ids_of_the_line_rules_differ() -> None:
    assert len({rule["id"] for rule in DATA["line"]}) == len(DATA["line"])


@pytest.mark.parametrize("example", DATA["dateline"]["examples"], ids=lambda example: example["line"])
def test_a_line_of_date(example: dict[str, str]) -> None:
    found = segment.dateline(example["line"])
    assert found is not None
    assert found.date == example["date"]


@pytest.mark.parametrize("line", DATA["dateline"]["nevers"])
def test_a_date_in_a_sentence_is_no_line_of_date(line: str) -> None:
    assert segment.dateline(line) is None


@pytest.mark.parametrize("example", DATA["publisher"]["examples"], ids=lambda example: example["name"])
def test_a_publisher_is_named(example: dict[str, str]) -> None:
    assert segment.publisher(example["line"]) == example["name"]


@pytest.mark.parametrize("line", DATA["publisher"]["nevers"])
def test_a_report_is_no_newspaper(line: str) -> None:
    assert segment.publisher(line) is None


@pytest.mark.parametrize(("capitals", "name"), DATA["spelling"]["examples"])
def test_a_name_in_capitals_is_spelt_out(capitals: str, name: str) -> None:
    assert segment.spelt(capitals) == name


@pytest.mark.parametrize("example", DATA["mark"]["examples"], ids=lambda example: example["line"])
def test_the_mark_before_the_first_sentence(example: dict[str, str]) -> None:
    assert segment.agency(example["line"]) == example["name"]


@pytest.mark.parametrize("line", DATA["mark"]["nevers"])
def test_what_is_no_mark(line: str) -> None:
    assert segment.agency(line) is None


@pytest.mark.parametrize("mark", DATA["marks"])
def test_every_mark_is_known_in_brackets_and_bare(mark: str) -> None:
    assert segment.agency(f"({mark}) - Huyện ủy") == DATA["marks"][mark]
    if " " not in mark:
        assert segment.agency(f"{mark} - Huyện ủy") == DATA["marks"][mark]


@pytest.mark.parametrize("line", DATA["byline"]["examples"])
def test_a_byline_is_names_and_nothing_else(line: str) -> None:
    assert segment.byline(line)
    assert page("Tám đảng bộ về đích sớm", "", LEAD, BODY, "", line).zones[-1].kind == "byline"


@pytest.mark.parametrize("line", DATA["byline"]["nevers"])
def test_a_heading_is_no_byline(line: str) -> None:
    assert not segment.byline(line)


@pytest.mark.parametrize(("line", "name"), DATA["source"]["examples"])
def test_where_an_article_was_taken_from(line: str, name: str) -> None:
    assert page(LEAD, BODY, line).publisher == name
    assert page(LEAD, BODY, line).zones[-1].kind == "imprint"


@pytest.mark.parametrize(("line", "title"), DATA["title"]["examples"])
def test_a_lost_headline_is_found_where_it_is_repeated(line: str, title: str) -> None:
    document = page(LEAD, BODY, "", line)
    assert document.title == title
    assert document.zones[-1].kind == "boilerplate"


@pytest.mark.parametrize("line", DATA["title"]["nevers"])
def test_other_furniture_is_no_headline(line: str) -> None:
    assert page(LEAD, BODY, "", line).title is None


@pytest.mark.parametrize("line", DATA["caption"]["examples"])
def test_a_short_paragraph_that_states_nothing_is_a_caption(line: str) -> None:
    assert zone(page(LEAD, BODY, "", line, "", BODY), line) == ["caption"]


@pytest.mark.parametrize("line", DATA["caption"]["nevers"])
def test_a_short_paragraph_that_states_something_is_none(line: str) -> None:
    assert zone(page(LEAD, BODY, "", line, "", BODY), line) == ["body"]


@pytest.mark.parametrize("line", DATA["figures"]["items"])
def test_a_line_with_a_figure_is_no_byline(line: str) -> None:
    for above in (
        [LEAD],
        [LEAD, BODY],
        [LEAD, "Đơn vị | Giao | Được", "Huyện ủy Sông Mã | 5 | 2"],
        ["Năm 2020, Thành ủy Sông Hồng thành lập 11 chi bộ."],
    ):
        assert zone(page("Lập chi bộ trong doanh nghiệp ở Sông Hồng", "28/12/2020", "", *above, "", line, line), line) == ["body", "body"]


@pytest.mark.parametrize("line", DATA["figures"]["stated"])
def test_a_short_sentence_with_a_figure_is_a_paragraph(line: str) -> None:
    assert zone(page("Lập chi bộ trong doanh nghiệp ở Sông Hồng", "28/12/2020", "", line, "", "Thu Hương"), line) == ["lead"]
    assert zone(page(LEAD, BODY, "", line, "", BODY), line) == ["body"]
    assert zone(page(LEAD, BODY, "Ghi chú chung", line), line) == ["body"]


@pytest.mark.parametrize("line", DATA["figures"]["nevers"])
def test_a_body_without_a_figure_is_a_byline_still(line: str) -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, BODY, "Võ Thị Son", line)
    assert [kind for kind, _ in lines(document)][-2:] == ["byline", "byline"]


def test_a_page_of_lines_alone_is_read() -> None:
    document = page(
        "Lập chi bộ trong doanh nghiệp ở Sông Hồng", "28/12/2020", "", "Huyện ủy Sông Đà thành lập 2 chi bộ", "Thị ủy Sông Mã: 2/3"
    )
    assert [kind for kind, _ in lines(document)] == ["title", "byline", "lead", "lead"]


@pytest.mark.parametrize("line", ["Đại hội Đoàn ở Sông Hồng: 491/491 đơn vị về đích", "Thành ủy Sông Hồng: 7/7 chi bộ về đích"])
def test_a_headline_may_hold_a_ratio(line: str) -> None:
    assert page(line, "", LEAD, BODY).title == line


@pytest.mark.parametrize("line", DATA["body"]["examples"])
def test_a_body_over_the_way_through_its_site_is_the_masthead(line: str) -> None:
    document = page(line, "Trang chủ / Tin công đoàn cơ sở", "", "Tám đảng bộ về đích sớm", "", LEAD)
    assert zone(document, line) == ["masthead"]
    assert document.publisher == segment.spelt(line)


@pytest.mark.parametrize("line", DATA["body"]["nevers"])
def test_a_headline_over_a_date_stays_one(line: str) -> None:
    document = page(line, "Thứ Hai, 04-12-2023 | Chính trị", "", LEAD)
    assert (document.title, document.publisher) == (line, None)


@pytest.mark.parametrize(("text", "expected"), DATA["stops"]["examples"], ids=lambda value: value if isinstance(value, str) else "")
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("word", DATA["stops"]["titles"] + DATA["stops"]["places"])
def test_no_abbreviation_ends_a_sentence(word: str) -> None:
    assert len(sentences(f"Hội nghị có {word}. Nguyễn Huệ dự.")) == 1


@pytest.mark.parametrize("opener", DATA["stops"]["openers"])
def test_a_place_is_followed_by_a_new_sentence(opener: str) -> None:
    begin = opener[:1].upper() + opener[1:] + ("20" if opener[-1].isdigit() else "")
    assert len(sentences(f"Làm tốt trên địa bàn TP. {begin}, xong.")) == 2


@pytest.mark.parametrize("word", DATA["stops"]["numbered"])
def test_a_numeral_is_no_initial(word: str) -> None:
    assert len(sentences(f"Sơ kết {word} I. Huyện ủy dự.")) == 2


WELL_FORMED: dict[str, Any] = {"id": "x", "pattern": "a", "kind": "links", "examples": ["a"], "nevers": ["b"]}


@pytest.mark.parametrize(("key", "value"), [("kind", "link"), ("pattern", "(a)"), ("pattern", "("), ("examples", []), ("nevers", None)])
def test_a_rule_that_is_not_well_formed_is_refused(key: str, value: object) -> None:
    assert list(segment._checked_lines([WELL_FORMED]))
    with pytest.raises(RuleError, match="x"):
        list(segment._checked_lines([WELL_FORMED | {key: value}]))


# ---- zones


def test_a_page_from_top_to_bottom() -> None:
    document = page(
        "BÁO SÔNG HỒNG ĐIỆN TỬ",
        "Xây dựng Đảng",
        "Thứ Hai, 22/02/2021, 08:01",
        "",
        "Đảng bộ Khối Doanh nghiệp tỉnh",
        "Chín tháng kết nạp được hai phần ba chỉ tiêu đảng viên",
        "",
        "Quang cảnh hội nghị.",
        LEAD,
        BODY,
        "Đồng chí Lê Văn An, Trưởng Ban Tổ chức Tỉnh ủy phát biểu tại hội nghị.",
        BODY,
        "Thu HươngBÁO SÔNG HỒNG ĐIỆN TỬ",
        "Tổng biên tập: Trần Văn Bình",
        "Lượt xem: 62",
        "Tin khác",
        "Bí thư Tỉnh đoàn đối thoại với thanh niên công nhân",
    )
    assert [kind for kind, _ in lines(document)] == [
        "masthead", "masthead", "byline", "title", "title", "caption", "lead", "body", "caption", "body", "byline", "imprint", "imprint",
        "boilerplate", "boilerplate", "boilerplate",
    ]  # fmt: skip
    assert document.title == "Chín tháng kết nạp được hai phần ba chỉ tiêu đảng viên"
    assert document.published == "2021-02-22"
    assert document.publisher == "Báo Sông Hồng điện tử"
    assert zone(document, "Thu Hương") == ["byline"]


def test_what_is_known_of_a_document_is_kept() -> None:
    document = Document(
        id="x", source="x", sha256="", text=f"Tin hay trong ngày hôm nay\n{LEAD}", title="T", published="2000-01-01", publisher="P"
    )
    zoned = segment.zoned(document)
    assert (zoned.title, zoned.published, zoned.publisher) == ("T", "2000-01-01", "P")


@pytest.mark.parametrize(
    "table",
    [
        ["Đảng bộ", "Chỉ tiêu (đảng viên)", "TP.Tam Kỳ", "150", "TP.Hội An", "110", "TX.Điện Bàn", "150", "Đại Lộc", "125"],
        ["Năm", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)", "2021", "12", "9", "75.0", "2022", "15", "11", "73.3"],
        ["Đơn vị", "Thực hiện/giao", "Kết quả", "TP. PHÚ QUỐC", "6/5", "Vượt", "TP. HÀ TIÊN", "1/2", "Không đạt"],
        ["Đơn vị | Giao | Được", "TP. Phú Quốc | 5 | 6", "TP. Hà Tiên | 2 | 1"],
        ["Đơn vị | Kết nạp", "TP. Phú Quốc | 5", "TP. Hà Tiên | 2"],
        ["Đơn vị\tGiao\tĐược", "TP. Phú Quốc\t5\t6", "TP. Hà Tiên\t2\t1"],
    ],
)
@pytest.mark.parametrize("joined", ["\n", "\n\n"])
def test_a_flattened_table_is_one_zone_and_a_line_is_a_sentence(table: list[str], joined: str) -> None:
    document = page(LEAD, "", joined.join(table), "", BODY, "", "Thu Hương")
    assert [text for kind, text in lines(document) if kind == "table"] == table
    assert [one.text for one in segment.sentences(document) if one.zone == "table"] == table
    assert lines(document)[-1] == ("byline", "Thu Hương")


def test_a_list_with_bullets_is_text_and_an_item_is_a_sentence() -> None:
    items = ["- Đảng bộ huyện Thới Lai: 241 ĐV (đạt 160% kế hoạch);", "- Đảng bộ quận Ô Môn: 162 ĐV (đạt 101% kế hoạch)."]
    document = page("Tám đảng bộ về đích sớm", LEAD, *items, BODY)
    assert [one.text for one in segment.sentences(document) if one.text.startswith("-")] == items
    assert [zone(document, item) for item in items] == [["body"], ["body"]]


def test_an_interview_is_text() -> None:
    document = page(
        "Phải đếm từng chi bộ", "", LEAD, "* Phóng viên: Thưa đồng chí, kết quả ra sao?", f"- Đồng chí Lê Văn An: {BODY}",
        "* Riêng năm 2022 thì sao?", f"- {BODY}", "* Xin cảm ơn đồng chí!", "", "HỮU NGHỊ (thực hiện)",
    )  # fmt: skip
    assert [kind for kind, _ in lines(document)] == ["title", "lead", *["body"] * 5, "byline"]


@pytest.mark.parametrize(
    "headline", ["* Đoàn Thanh niên tỉnh giới thiệu hơn hai nghìn đoàn viên", "Đoàn Thanh niên tỉnh giới thiệu hai nghìn đoàn viên"]
)
def test_two_items_on_one_page(headline: str) -> None:
    document = page("Quý I có thêm 37 đảng viên mới", "", LEAD, BODY, "Duy Hiền", "", headline, "", BODY, "", "Minh Tâm")
    assert (zone(document, "Duy Hiền"), zone(document, headline), zone(document, "Minh Tâm")) == (["byline"], ["title"], ["byline"])
    assert document.title == "Quý I có thêm 37 đảng viên mới"


def test_a_heading_inside_an_article_is_text() -> None:
    for heading in ("KẾT QUẢ NỔI BẬT", "Những kết quả nổi bật", "Tổng hợp ý kiến cử tri trong tỉnh"):
        assert zone(page("Tám đảng bộ về đích", LEAD, BODY, heading, BODY), heading) == ["body"]


def test_links_in_the_middle_end_at_the_next_paragraph() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, "Tin liên quan", "Bí thư Tỉnh đoàn đối thoại với thanh niên", BODY, "Thu Hương")
    assert [kind for kind, _ in lines(document)] == ["title", "lead", "boilerplate", "boilerplate", "body", "byline"]


def test_links_under_the_byline_go_to_the_end_whatever_their_length() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, BODY, "Thu Hương", "Tin khác", "Một tin khác hẳn", LEAD)
    assert [kind for kind, _ in lines(document)][-3:] == ["boilerplate"] * 3


@pytest.mark.parametrize("heading", ["Tin khác", "Các tin khác", "Tin cùng chuyên mục"])
def test_paragraphs_under_other_news_at_the_end_are_not_the_article(heading: str) -> None:
    other = "Huyện ủy Sông Mã thành lập 9 chi bộ trong năm 2019."
    for below in (
        [other],
        [other, BODY],
        ["Huyện ủy Sông Mã lập chi bộ trong doanh nghiệp", BODY, "Sông Đà đi trước một bước so với năm", BODY],
    ):
        document = page("Lập chi bộ trong doanh nghiệp ở Sông Hồng", LEAD, BODY, "", heading, "", *below)
        assert [kind for kind, _ in lines(document)] == ["title", "lead", "body", *["boilerplate"] * (1 + len(below))]


def test_other_news_within_an_article_that_is_signed_behind_it_end_at_its_next_paragraph() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, "Tin khác", "Bí thư Tỉnh đoàn đối thoại với thanh niên", BODY, "Thu Hương")
    assert [kind for kind, _ in lines(document)] == ["title", "lead", "boilerplate", "boilerplate", "body", "byline"]


def test_links_in_a_list_are_no_items_of_the_article() -> None:
    links = ["- Huyện ủy Sông Đà thành lập 9 chi bộ, vượt chỉ tiêu năm 2019", "- Thành ủy Sông Mã kết nạp 300 đảng viên"]
    document = page("Tám đảng bộ về đích sớm", LEAD, "Tin liên quan", *links, BODY, "Thu Hương")
    assert [kind for kind, _ in lines(document)] == ["title", "lead", "boilerplate", "boilerplate", "boilerplate", "body", "byline"]


def test_a_link_in_a_line_of_its_own_is_not_the_article() -> None:
    links = [">> Huyện ủy Sông Mã thành lập 8 chi bộ năm 2018", "- Xem thêm: Huyện ủy Sông Đà thành lập 9 chi bộ năm 2019"]
    document = page("Tám đảng bộ về đích sớm", LEAD, *links, BODY)
    assert [kind for kind, _ in lines(document)] == ["title", "lead", "boilerplate", "boilerplate", "body"]


@pytest.mark.parametrize(
    "headline",
    ["Huyện ủy Sông Hồng lập chi bộ", "Công đoàn Sông Hồng: Nửa năm thêm 11 ngàn đoàn viên", "Hội Cựu chiến binh tỉnh: Phát triển hội"],
)
@pytest.mark.parametrize("text", [LEAD, "Huyện ủy Sông Hồng thành lập 5 chi bộ trong năm 2020."])
def test_a_headline_that_begins_with_a_body_is_no_masthead(headline: str, text: str) -> None:
    document = page(headline, "", "28/12/2020", "", text)
    assert (document.title, document.publisher) == (headline, None)
    assert zone(document, text) == ["lead"]


def test_a_headline_that_the_page_tells_is_no_masthead() -> None:
    document = Document(
        id="x", source="x", sha256="", title="Huyện ủy Sông Hồng", text=f"Huyện ủy Sông Hồng\n28/12/2020\nẢnh chụp ở Sông Hồng\n{LEAD}"
    )
    assert segment.zoned(document).publisher is None


def test_a_caption_with_its_photographer_is_no_text() -> None:
    caption = "Lễ kết nạp 7 đảng viên mới tại Công ty TNHH May Sông Hồng. Ảnh: Đức Hùng"
    assert zone(page("Tám đảng bộ về đích sớm", LEAD, caption, BODY), caption) == ["caption"]
    signed = "Toàn huyện kết nạp 34 đảng viên. Tin, ảnh: Thu Hương"
    assert zone(page("Tám đảng bộ về đích sớm", LEAD, signed), signed) == ["body"]


def test_a_byline_run_into_the_last_paragraph() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, f"{BODY * 2} Cả huyện cùng về đích đúng hẹn./. Thu Hương")
    assert lines(document)[-1] == ("byline", "Thu Hương")
    assert segment.sentences(document)[-1].text == "Thu Hương"


def test_the_office_under_a_reporter_belongs_to_the_byline() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, BODY, "Võ Thị Son", "Văn phòng Huyện uỷ")
    assert [kind for kind, _ in lines(document)][-2:] == ["byline", "byline"]


def test_a_short_last_paragraph_stays_text() -> None:
    assert lines(page("Tám đảng bộ về đích", LEAD, BODY, "Năm 2022, mỗi đoàn thể tăng thêm 10%.", "Mỹ Xuyên"))[-2][0] == "body"


def test_no_headline() -> None:
    assert page("Quang cảnh Hội nghị.", LEAD, BODY).title is None
    assert page(f"VOV.VN - {LEAD}", BODY).title is None


def test_a_headline_may_begin_like_a_caption() -> None:
    document = page("Bí thư Tỉnh ủy thăm, chúc mừng doanh nghiệp", "12/01/2021 08:00", LEAD, BODY)
    assert document.title == "Bí thư Tỉnh ủy thăm, chúc mừng doanh nghiệp"


def test_the_day_of_posting_outweighs_other_dates_of_the_page() -> None:
    assert page("Thứ Ba, 01/03/2022", "Tám đảng bộ về đích sớm", "Ngày đăng: 05/01/2019", LEAD).published == "2019-01-05"


@pytest.mark.parametrize("line", ["Ngày 03/5/2012, Ban Tổ chức Huyện uỷ họp.", "Hội nghị diễn ra ngày 26/8/2016.", LEAD])
def test_the_day_of_an_event_is_not_the_day_of_publication(line: str) -> None:
    assert page("Xét hồ sơ đề nghị kết nạp đảng viên", "", line, BODY).published is None


# ---- sentences


def test_a_sentence_knows_where_it_stands() -> None:
    document = page("Tám đảng bộ về đích sớm", "", f"  {LEAD} Có 5 đơn vị.  ", BODY)
    found = segment.sentences(document)
    assert [(one.zone, one.paragraph) for one in found] == [("title", 0), ("lead", 1), ("lead", 1), ("body", 2)]
    assert found[2].text == "Có 5 đơn vị."


def test_sentences_of_a_document_without_zones_are_the_same() -> None:
    document = page("Tám đảng bộ về đích sớm", LEAD, BODY, "Thu Hương")
    assert segment.sentences(Document(id="x", source="x", sha256="", text=document.text)) == segment.sentences(document)


FRAGMENTS = st.sampled_from(
    [LEAD, BODY, "\n", "\n\n", " ", "\u00a0", "\t", ".", "...", "…/.", "./.", "TP. ", "T.Ư", "quý I. ", "1. ", "12", "6/5", "|", "»",
     "* ", "- ", "Tin khác", "Thu Hương", "BÁO SÔNG HỒNG ĐIỆN TỬ", "20/01/2021 08:01", "ngày 30 tháng 2 năm 2020", "Nguồn: a.vn",
     "(HNM) - ", "“", "”", "İ", "ß", "\u2028", "\x0b", "\u200b", "\ufeff", "QR CODE: một hai ba bốn", "Ảnh: CTV", "Lượt xem: 6",
     "Quang cảnh Hội nghị.", "Tỷ lệ"]
)  # fmt: skip


@given(st.text(max_size=80) | st.lists(FRAGMENTS | st.text(max_size=5), max_size=25).map("".join))
def test_offsets_slice_back_and_nothing_is_lost_or_said_twice(text: str) -> None:
    document = segment.zoned(Document(id="x", source="x", sha256="", text=text))
    found = segment.sentences(document)
    at = 0
    for one in found:
        assert text[one.start : one.stop] == one.text == one.text.strip() != ""
        assert not text[at : one.start].strip()
        at = one.stop
    assert not text[at:].strip()
    assert all(one.stop <= other.start for one, other in zip(document.zones, document.zones[1:], strict=False))
    assert [one.paragraph for one in found] == sorted(one.paragraph for one in found)


@pytest.mark.parametrize(
    "text",
    ["." * 200_000, ". " * 100_000, " " * 300_000, "a.\n" * 50_000, "A." * 100_000, "Ảnh: " * 40_000, "| 1 " * 50_000, "\n" * 300_000],
)
def test_no_text_takes_for_ever(text: str) -> None:
    segment.sentences(segment.zoned(Document(id="x", source="x", sha256="", text=text)))


# ---- the articles


def gold() -> list[tuple[Path, Path]]:
    return [(text, SHARED / folder / f"{text.stem}.json") for source, folder in (("seeds", "gold"), ("dev", "dev"))
            for text in sorted((SHARED / source).glob("*.txt"))]  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with its articles is not beside this checkout")
def test_articles_in_shared() -> None:
    for path, facts in gold():
        [document] = read.documents([str(path)])
        assert isinstance(document, Document)
        document = segment.zoned(document)
        expected = json.loads(facts.read_text(encoding="utf-8"))
        assert document.published == expected["published"], path
        found = segment.sentences(document)
        for name in expected["not_officials"]:
            # a manager in a caption or in the text is for other stages to tell
            signed = [one.zone for one in found if name in one.text and one.zone in ("byline", "imprint")]
            assert signed or any(name in one.text and len(one.text) > len(name) + 20 for one in found), (path, name)
        for official in expected["officials"]:
            assert not any(official["name"] in one.text for one in found if one.zone in ("byline", "imprint", "boilerplate")), (
                path,
                official,
            )


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared with its articles is not beside this checkout")
def test_figures_of_targets_stand_in_the_article_itself() -> None:
    for path, facts in gold():
        [document] = read.documents([str(path)])
        assert isinstance(document, Document)
        text = "\n".join(one.text for one in segment.sentences(document) if one.zone in ("title", "lead", "body", "caption", "table"))
        for target in json.loads(facts.read_text(encoding="utf-8"))["targets"]:
            for figure in (target.get("planned"), target.get("achieved")):
                assert str(figure)[-3:] not in document.text or str(figure)[-3:] in text, (path, figure)
