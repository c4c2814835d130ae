"""Every kind of file that articles come in, made by the libraries that write them: the same article, or one clear sentence."""

import gzip
import json
import logging
import os
import subprocess
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import formats
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import extract, read, segment
from kg.errors import ReadError
from kg.read import docx, html, jsonl, packed, page, pdf
from kg.records import Document, Facts

ARTICLE = (formats.REPORTS / "quang-ninh-2020-ba-don-vi-lo-hen.txt").read_text(encoding="utf-8")
TABLE = [("Đơn vị", "Kế hoạch", "Thực hiện"), ("Huyện ủy Vân Đồn", "3", "1"), ("Huyện ủy Tiên Yên", "", "2"), ("Tổng số", "5", "3")]
ROWS = ["Đơn vị | Kế hoạch | Thực hiện", "Huyện ủy Vân Đồn | 3 | 1", "Huyện ủy Tiên Yên | - | 2", "Tổng số | 5 | 3"]


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def found(source: Path | str, *, limit: int = read.MAX_BYTES) -> list[Document | read.Failure]:
    return list(read.documents([str(source)], limit=limit))


def only(source: Path | str) -> Document:
    [document] = found(source)
    assert isinstance(document, Document), document
    return document


def refused(source: Path | str, *, limit: int = read.MAX_BYTES) -> str:
    [failure] = found(source, limit=limit)
    assert isinstance(failure, read.Failure), failure
    assert failure.source in failure.message
    assert "\n" not in failure.message
    return failure.message


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def targets(facts: Facts) -> list[tuple[object, ...]]:
    return sorted(
        (str(t.organisation), t.indicator, str(t.period), str(t.planned), str(t.achieved), str(t.percent), str(t.status))
        for t in facts.targets
    )


# ---- one article, every format


@pytest.mark.parametrize(
    "name", ["quang-ninh-2020-ba-don-vi-lo-hen", "can-tho-2019-tam-dang-bo-vuot-ke-hoach", "quang-nam-2024-giao-chi-tieu"]
)
def test_an_article_says_the_same_in_every_format(tmp_path: Path, name: str) -> None:
    text = unicodedata.normalize("NFC", (formats.REPORTS / f"{name}.txt").read_text(encoding="utf-8"))
    files = formats.every(text)
    for file, data in files.items():
        write(tmp_path / file, data)
    documents = found(tmp_path)
    assert len(documents) == len(files) == 21
    said = {}
    for document in documents:
        assert isinstance(document, Document), document
        facts = extract.facts(document)
        said[document.source.rsplit("/", 1)[-1]] = targets(facts)
        for target in facts.targets:
            assert document.text[slice(*target.spans[0])] == target.quote
    assert said["a.txt"]
    assert {file for file, one in said.items() if one != said["a.txt"]} == set()


@pytest.mark.parametrize("path", sorted(formats.REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_paragraphs_survive_html_and_pdf(path: Path) -> None:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    wanted = [" ".join(line.split()) for line in formats.paragraphs(text)]
    assert lines(html.read(formats.as_html(text), "a.html").text) == wanted
    assert lines(docx.read(formats.as_docx(text), "a.docx", limit=read.MAX_BYTES).text) == wanted
    assert lines(pdf.read(formats.as_pdf(text), "a.pdf").text) == wanted


def test_the_hash_is_of_the_bytes_read(tmp_path: Path) -> None:
    import hashlib

    for name, data in formats.every(ARTICLE).items():
        if name[0] in "abcd":
            assert only(write(tmp_path / name, data)).sha256 == hashlib.sha256(data).hexdigest()
    line = formats.as_jsonl({"id": 7, "text": ARTICLE})
    assert only(write(tmp_path / "x.jsonl", line)).sha256 == hashlib.sha256(line).hexdigest()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", formats.as_html(ARTICLE, table=TABLE)),
        ("a.pdf", formats.as_pdf(ARTICLE, table=TABLE)),
        ("a.docx", formats.as_docx(ARTICLE, table=TABLE)),
    ],
    ids=["html", "pdf", "docx"],
)  # fmt: skip
def test_tables_are_rows_of_the_zone_table(tmp_path: Path, name: str, data: bytes) -> None:
    document = segment.zoned(only(write(tmp_path / name, data)))
    assert lines(document.text)[-4:] == ROWS
    assert [s.text for s in segment.sentences(document) if s.zone == "table"] == ROWS


def test_importing_reading_is_light() -> None:
    heavy = {"lxml", "trafilatura", "pdfplumber", "docx", "warcio", "httpx", "zstandard"}
    code = f"import sys, kg.read; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("name", "library"),
    [
        ("a.html", "lxml"),
        ("a.html", "trafilatura"),
        ("a.pdf", "pdfplumber"),
        ("a.docx", "docx"),
        ("a.warc", "warcio"),
        ("a.txt.zst", "zstandard"),
    ],
)
def test_a_library_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, library: str) -> None:
    data = {".html": formats.as_html(ARTICLE), ".pdf": formats.as_pdf("a"), ".docx": formats.as_docx("a"), ".zst": formats.as_zst(b"a")}
    path = write(tmp_path / name, data.get(Path(name).suffix, b"WARC/1.0\r\n"))
    for module in [*(m for m in sys.modules if m.split(".")[0] == library), library]:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ReadError, match=r"pip install chitieu-kg\[formats\]"):
        read.document(read.Candidate("a", str(path), path)) if "warc" not in name else list(_members(path))


def _members(path: Path) -> list[tuple[int, int, int]]:
    from collections import Counter

    from kg.read import warc

    return list(warc.members(path, "a", Counter()))


# ---- HTML

LINKED = """<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "url": "https://bao.vn"}, {"@type": ["NewsArticle"],
"headline": "Ba đơn vị lỡ hẹn với chỉ tiêu", "datePublished": "2020-12-30T23:30:00Z", "url": "https://bao.vn/tin/1.html",
"publisher": {"@type": "Organization", "name": "Báo Quảng Ninh"}}]}</script>"""


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        pytest.param(LINKED, ("Ba đơn vị lỡ hẹn với chỉ tiêu", "2020-12-31", "Báo Quảng Ninh", "https://bao.vn/tin/1.html"), id="linked"),
        pytest.param(
            '<meta property="og:title" content="Ba đơn vị &amp; chỉ tiêu năm">'
            '<meta property="article:published_time" content="2020-12-30T08:00:00+07:00">'
            '<meta property="og:site_name" content="Báo Quảng Ninh"><meta property="og:url" content="https://bao.vn/tin/1.html">',
            ("Ba đơn vị & chỉ tiêu năm", "2020-12-30", "Báo Quảng Ninh", "https://bao.vn/tin/1.html"),
            id="open graph",
        ),
        pytest.param(
            '<title>Ba đơn vị lỡ hẹn với chỉ tiêu - Báo Quảng Ninh</title><link rel="canonical" href="https://bao.vn/1">'
            '<meta name="pubdate" content="30/12/2020 16:12">',
            ("Ba đơn vị lỡ hẹn với chỉ tiêu", "2020-12-30", "Báo Quảng Ninh", "https://bao.vn/1"),
            id="title and canonical",
        ),
        pytest.param("<script type='application/ld+json'>{broken</script>", (None, None, None, None), id="broken linked data"),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head: str, wanted: tuple[str | None, ...]) -> None:
    got = html.read(formats.as_html(ARTICLE, head=head), "a.html")
    assert (got.title, got.published, got.publisher, got.url) == wanted
    assert not wanted[0] or got.text.startswith(wanted[0])


def test_the_day_in_a_time_element_or_one_that_is_named_for_it() -> None:
    for before in ('<time datetime="2020-12-30">hôm qua</time>', '<span class="post-date">Thứ Tư, 30/12/2020, 16:12 (GMT+7)</span>'):
        assert html.read(formats.as_html(ARTICLE, before=before), "a.html").published == "2020-12-30"


def test_the_page_takes_precedence_over_what_its_text_shows(tmp_path: Path) -> None:
    head = LINKED.replace("2020-12-30T23", "2019-05-05T03")
    document = segment.zoned(only(write(tmp_path / "a.html", formats.as_html(ARTICLE, head=head))))
    assert (document.published, document.publisher) == ("2019-05-05", "Báo Quảng Ninh")


def test_furniture_is_dropped() -> None:
    before = (
        '<nav><a href="/">Trang chủ</a> <a href="/x">Xây dựng Đảng</a></nav>'
        '<div class="menu"><ul><li><a href="/1">Thời sự chính trị trong nước</a></li></ul></div>'
    )
    after = (
        '<div class="related-news"><h3>Tin liên quan</h3>'
        '<ul><li><a href="/2">Huyện ủy Ba Chẽ kết nạp 50 đảng viên, vượt 12% kế hoạch</a></li></ul></div>'
        '<div class="comments"><p>Bình luận của bạn đọc: Hay quá, rất đáng khen các đồng chí ở cơ sở đã nỗ lực trong năm.</p></div>'
        "<footer>Tổng biên tập: Lê Văn A. Tòa soạn: Hạ Long</footer><script>var a = 'kết nạp 9 đảng viên';</script>"
    )
    assert lines(html.read(formats.as_html(ARTICLE, before=before, after=after), "a.html").text) == formats.paragraphs(ARTICLE)


def test_a_short_page_is_all_there_is() -> None:
    assert html.read(b"<p>Hai chi b\xe1\xbb\x99", "a.html").text == "Hai chi bộ\n"


@pytest.mark.parametrize("declared", ["windows-1258", "utf-16", "iso-8859-1", "UTF-8"])
def test_the_encoding_that_a_page_declares(declared: str) -> None:
    text = "<p>Năm 2020, Đảng bộ huyện được giao kết nạp 120 đảng viên; đến nay đạt 95%.</p>" * 5
    wanted = "Năm 2020, Đảng bộ huyện được giao kết nạp 120 đảng viên; đến nay đạt 95%."
    body = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body>{text}</body></html>'
    if declared == "windows-1258":
        # as Windows writes it: the vowel composed, the tone behind it
        marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
        pieces = []
        for letter in body:
            whole = unicodedata.normalize("NFD", letter)
            tone = "".join(mark for mark in whole if mark in marks)
            pieces.append(unicodedata.normalize("NFC", "".join(mark for mark in whole if mark not in marks)) + tone)
        data = "".join(pieces).encode("cp1258")
    else:
        data = body.encode("utf-16" if declared == "utf-16" else "utf-8")
    assert set(lines(html.read(data, "a.html").text)) == {wanted}


def test_a_page_in_a_font_encoding_says_so() -> None:
    with pytest.raises(ReadError, match="TCVN3"):
        html.read(b"<html><body><p>v\xb5 c\xf1a \xae\xad\xeec c\xb8c n\xa8m</p></body></html>", "a.html")


def test_entities_and_breaks() -> None:
    got = html.read(b"<body><p>&#272;&#7843;ng b&#7897;&nbsp;A &gt; 5<br/>d\xc3\xb2ng hai</p><pre>ba</pre></body>", "a.html")
    assert lines(got.text) == ["Đảng bộ\u00a0A > 5", "dòng hai", "ba"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<span class="location-stamp">Hà Tĩnh</span>Huyện ủy lập 5 chi bộ', "Hà Tĩnh - Huyện ủy lập 5 chi bộ"),
        ('<span class="location-stamp">HÀ TĨNH</span>Huyện ủy lập 5 chi bộ', "HÀ TĨNH - Huyện ủy lập 5 chi bộ"),
        ('<span class="location-stamp">Hà Tĩnh - </span>Huyện ủy lập 5 chi bộ', "Hà Tĩnh - Huyện ủy lập 5 chi bộ"),
        ("<b>Hà Tĩnh</b><i>Huyện ủy</i> lập <u>5</u><u>6</u> chi bộ", "Hà Tĩnh Huyện ủy lập 56 chi bộ"),
        ("<b>H</b>uyện <b>ủy</b>, 12 m<sup>2</sup>", "Huyện ủy, 12 m2"),
    ],
)  # fmt: skip
def test_what_stands_apart_by_its_style_is_not_glued(markup: str, text: str) -> None:
    assert html.read(f"<p>{markup}</p>".encode(), "a.html").text == f"{text}\n"
    cells = "<tr><td>a</td><td>1</td></tr>"
    assert lines(html.read(f"<table><tr><td>{markup}</td><td>x</td></tr>{cells}</table>".encode(), "a").text)[0] == f"{text} | x"


def test_cells_that_span() -> None:
    table = (
        "<table><tr><th rowspan=2>Đơn vị</th><th colspan=2>Năm 2020</th></tr><tr><th>Kế hoạch</th><th>Thực hiện</th></tr>"
        "<tr><td>Huyện <a href=x>A</a></td><td>3</td><td></td></tr><tr><td>Huyện B</td><td colspan=2>5</td></tr></table>"
    )
    got = lines(html.read(formats.as_html(ARTICLE).replace(b"</div>", table.encode() + b"</div>"), "a.html").text)
    assert got[-4:] == ["Đơn vị | Năm 2020 | Năm 2020", "Đơn vị | Kế hoạch | Thực hiện", "Huyện A | 3 | -", "Huyện B | 5 | -"]


def test_a_table_that_arranges_the_page_is_text() -> None:
    body = "".join(f"<p>{line}</p>" for line in formats.paragraphs(ARTICLE))
    got = html.read(f"<html><meta charset=utf-8><body><table><tr><td>{body}</td><td>cột</td></tr></table></body></html>".encode(), "a.html")
    assert formats.paragraphs(ARTICLE)[3] in lines(got.text)


def test_the_parts_beside_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    write(tmp_path / "Tin.html", formats.as_html(ARTICLE))
    write(tmp_path / "Tin_files" / "frame.html", formats.as_html(ARTICLE))
    assert [candidate.id for candidate in read.candidates([str(tmp_path)])] == ["Tin"]


def test_a_page_that_a_browser_saved_as_one_file(tmp_path: Path) -> None:
    page_ = formats.as_html(ARTICLE, head=LINKED)
    data = formats.as_mhtml(page_, "https://bao.vn/tin/1.html")
    for name in ("a.mhtml", "a.mht", "a.html", "a.txt", "a"):
        document = only(write(tmp_path / name, data))
        assert (document.text, document.published, document.url) == (html.read(page_, "a").text, "2020-12-31", "https://bao.vn/tin/1.html")
    write(tmp_path / "folder" / "b.mhtml.gz", formats.as_gz(data))
    assert only(tmp_path / "folder").id == "b"
    without = formats.as_mhtml(b"", "https://bao.vn/a.png")
    assert "its page is empty" in refused(write(tmp_path / "b.mhtml", without))
    assert "no page is in it" in refused(write(tmp_path / "b.mhtml", without.replace(b"text/html", b"image/png")))


@pytest.mark.parametrize("before", ["", "\ufeff", "\n<!-- saved from url=(0020)https://bao.vn/1 -->\n", '<?xml version="1.0"?>'])
def test_a_page_under_the_name_of_a_text_is_read_as_a_page(tmp_path: Path, before: str) -> None:
    data = before.encode() + formats.as_html(ARTICLE)
    assert only(write(tmp_path / "a.txt", data)).text == html.read(data, "a").text
    # what only speaks of tags is text
    assert only(write(tmp_path / "b.txt", b"a <html> tag\n")).text == "a <html> tag\n"


# ---- PDF


def test_columns_running_heads_and_page_numbers() -> None:
    text = "\n".join(formats.paragraphs(ARTICLE)[3:8] * 5)
    got = lines(pdf.read(formats.as_pdf(text, columns=2, running="BÁO QUẢNG NINH - SỐ 123", table=TABLE), "a.pdf").text)
    assert got[-4:] == ROWS
    assert not [line for line in got if "BÁO QUẢNG NINH" in line or line.startswith("Trang")]
    whole = sum(line in formats.paragraphs(text) for line in got)
    assert whole >= 22, got


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("path", sorted(formats.REPORTS.glob("q*.txt")), ids=lambda path: path.stem)
def test_lines_that_end_anywhere_go_on(path: Path, columns: int) -> None:
    """As Word sets text if nobody asks for more: each paragraph on its own, none cut."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    # what is shorter than a line is a heading or a cell, and where it ends is not to be seen
    wanted = [line for one in formats.paragraphs(text) if len(line := " ".join(one.split())) > 120]
    assert wanted
    got = lines(pdf.read(formats.as_pdf("\n".join(wanted), columns=columns, align="L"), "a.pdf").text)
    assert got == wanted


def test_columns_whose_lines_stand_at_other_heights() -> None:
    left = [
        "Năm qua, Đảng bộ huyện được giao",
        "thành lập ba chi bộ trong doanh",
        "nghiệp và đã thành lập được hai",
        "chi bộ, đều ở khu công nghiệp.",
    ]
    right = [
        "Huyện ủy cho biết, phần lớn doanh",
        "nghiệp trên địa bàn có dưới mười",
        "lao động nên khó lập tổ chức đảng",
        "theo đúng chỉ tiêu của tỉnh giao.",
    ]
    printed = [(20.0, 40 + 5.0 * at, line) for at, line in enumerate(left)] + [
        (110.0, 37.5 + 5.0 * at, line) for at, line in enumerate(right)
    ]
    over = (20.0, 25.0, "Phát triển đảng trong doanh nghiệp")
    got = lines(pdf.read(formats.as_printed(over, *printed), "a.pdf").text)
    assert got == [over[2], " ".join(left), " ".join(right)]


def test_a_table_without_rules_keeps_its_columns() -> None:
    assert lines(pdf.read(formats.as_pdf(ARTICLE, table=TABLE, ruled=False), "a.pdf").text)[-4:] == ROWS
    printed = [
        (20.0, 20.0, "Kết quả thành lập chi bộ trong doanh nghiệp năm qua"), (75.0, 32.0, "Chi bộ năm 2020"), (30.0, 34.0, "Đơn vị"),
        (70.0, 36.0, "Kế hoạch"), (100.0, 36.0, "Thực hiện"), (20.0, 42.0, "Huyện ủy Vân Đồn"), (75.0, 42.0, "3"), (105.0, 42.0, "1"),
        (20.0, 48.0, "Huyện ủy Tiên Yên"), (105.0, 48.0, "2"), (20.0, 54.0, "Tổng số"), (75.0, 54.0, "5"), (105.0, 54.0, "3"),
    ]  # fmt: skip
    heading = "Đơn vị | Chi bộ năm 2020 Kế hoạch | Chi bộ năm 2020 Thực hiện"
    assert lines(pdf.read(formats.as_printed(*printed), "a.pdf").text) == [printed[0][2], heading, *ROWS[1:]]


def test_hyphens_at_the_end_of_a_line() -> None:
    printed = ["Huyện được giao thành lập ba chi bộ trong doanh-", "nghiệp giai đoạn 2020-", "2021, Chỉ thị số 12-", "CT/TU về Mi-an-",
               "ma và Công ty Vina\u00admilk."]  # fmt: skip
    got = lines(pdf.read(formats.as_printed(*((20.0, 20 + 5.0 * at, line) for at, line in enumerate(printed))), "a.pdf").text)
    assert got == [
        "Huyện được giao thành lập ba chi bộ trong doanh nghiệp giai đoạn 2020-2021, Chỉ thị số 12-CT/TU về Mi-an-ma và Công ty Vinamilk."
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(formats.as_pdf(ARTICLE, password="x"), "encrypted", id="encrypted"),
        pytest.param(formats.as_pdf(ARTICLE)[:3000], "broken PDF", id="cut off"),
        pytest.param(b"%PDF-1.7\n...", "broken PDF", id="nothing in it"),
        pytest.param(b"Kh\xc3\xb4ng", "is no PDF but text; name it .txt", id="text"),
        pytest.param(formats.as_html(ARTICLE), "is no PDF but a page in HTML; name it .html", id="page"),
        pytest.param(b"\x89PNG\xff", "is no PDF, whatever its name says", id="no PDF"),
        pytest.param(b"", "is empty", id="empty"),
    ],
)
def test_a_pdf_that_cannot_be_read(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(write(tmp_path / "a.pdf", data))


def test_a_scanned_pdf_says_so(tmp_path: Path) -> None:
    from fpdf import FPDF
    from PIL import Image

    scan = FPDF()
    scan.add_page()
    scan.image(Image.new("L", (200, 300), 200), w=150)
    assert "scanned PDF" in refused(write(tmp_path / "a.pdf", bytes(scan.output())))
    marked = refused(write(tmp_path / "c.pdf", formats.as_printed((10, 290, "Scanned by CamScanner"), picture=True)))
    assert "scanned PDF: a picture of 1 page, no text but 'Scanned by CamScanner'" in marked
    assert only(write(tmp_path / "d.pdf", formats.as_printed((10, 290, "Được giao lập ba chi bộ"), picture=False))).text
    blank = FPDF()
    blank.add_page()
    assert "without text" in refused(write(tmp_path / "b.pdf", bytes(blank.output())))


def test_pages_that_are_pictures_among_others_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from fpdf import FPDF
    from PIL import Image

    half = FPDF()
    half.add_font("D", "", formats.FONT)
    half.set_font("D", size=10)
    half.add_page()
    half.multi_cell(0, 6, ARTICLE[:800])
    half.add_page()
    half.image(Image.new("L", (210, 297), 200), 0, 0, 210, 297)
    with caplog.at_level(logging.WARNING, logger="kg.read"):
        assert only(write(tmp_path / "a.pdf", bytes(half.output()))).text
    assert "page 2 is a picture without text, and not read" in caplog.text


def test_the_title_of_a_pdf_if_a_person_wrote_it() -> None:
    assert pdf.read(formats.as_pdf(ARTICLE, title="Ba đơn vị lỡ hẹn"), "a").title == "Ba đơn vị lỡ hẹn"
    assert pdf.read(formats.as_pdf(ARTICLE, title="Microsoft Word - bao cao nam.docx"), "a").title is None


# ---- Word


def test_the_order_of_a_word_file_and_what_was_changed_in_it() -> None:
    import docx as library
    from docx.oxml import parse_xml

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = library.Document()
    document.core_properties.title = "Báo cáo kết quả năm 2020"
    document.add_paragraph("Trước bảng")
    grid = document.add_table(2, 3)
    for at, cell in enumerate([c for row in grid.rows for c in row.cells]):
        cell.text = str(at)
    document.add_paragraph("Sau bảng: kết nạp ")._p.extend(
        [
            parse_xml(f"<w:ins {w}><w:r><w:t>12</w:t></w:r></w:ins>"),
            parse_xml(f"<w:del {w}><w:r><w:delText>11</w:delText></w:r></w:del>"),
        ]
    )
    document.element.body.insert(
        0, parse_xml(f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>Ô nội dung</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    found = BytesIO()
    document.save(found)
    got = docx.read(found.getvalue(), "a.docx", limit=read.MAX_BYTES)
    assert got.title == "Báo cáo kết quả năm 2020"
    assert lines(got.text) == ["Ô nội dung", "Trước bảng", "0 | 1 | 2", "3 | 4 | 5", "Sau bảng: kết nạp 12"]


def test_notes_come_behind_what_refers_to_them() -> None:
    import docx as library
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = library.Document()
    for kind, reltype in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        paragraph = document.add_paragraph(f"Câu có {kind}.")
        paragraph._p.append(parse_xml(f'<w:r {w}><w:{kind}Reference w:id="2"/></w:r>'))
        note = f'<w:{kind} w:id="2"><w:p><w:r><w:t>Ghi chú {kind}.</w:t></w:r></w:p></w:{kind}>'
        unused = f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:{kind}>'
        name = PackURI(f"/word/{kind}s.xml")
        blob = f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s {w}>{unused}{note}</w:{kind}s>'.encode()
        part = Part(name, f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml", blob, document.part.package)
        document.part.relate_to(part, reltype)
    document.add_paragraph("Câu cuối.")
    found = BytesIO()
    document.save(found)
    got = docx.read(found.getvalue(), "a.docx", limit=read.MAX_BYTES)
    assert lines(got.text) == ["Câu có footnote.", "Ghi chú footnote.", "Câu có endnote.", "Ghi chú endnote.", "Câu cuối."]


def test_word_files_that_cannot_be_read(tmp_path: Path) -> None:
    good = formats.as_docx(ARTICLE)
    bomb, other = BytesIO(), BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", b" " * 60_000_000)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "a")
    for data, words in (
        (good[:2000], "broken Word file"),
        (b"\xd0\xcf\x11\xe0" * 9, "old Word file"),
        (bomb.getvalue(), "unpacks to more"),
        (other.getvalue(), "no Word file"),
        (b"", "is empty"),
        (b"PK\x03\x04rubbish", "broken Word file"),
        (ARTICLE.encode(), "is no Word file but text; name it .txt"),
        (formats.as_pdf("a"), "is no Word file but a PDF; name it .pdf"),
    ):
        assert words in refused(write(tmp_path / "a.docx", data))


# ---- JSON Lines


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"maintext": "Chữ", "title": "Tít", "date_publish": "2021-03-05 08:00:00", "url": "https://bao.vn/1", "source_domain": "bao.vn"},
         ("Tít\n\nChữ\n", "Tít", "2021-03-05", "bao.vn", "https://bao.vn/1")),
        ({"text": "Tít\nChữ", "title": "Tít", "published": "05/03/2021", "link": "https://bao.vn/1", "publisher": {"name": "Báo"}},
         ("Tít\nChữ\n", "Tít", "2021-03-05", "Báo", "https://bao.vn/1")),
        ({"content": "<p>M&#7897;t</p><table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>", "date": 1614934800},
         ("Một\n\na | 1\nb | 2\n", None, "2021-03-05", None, None)),
        ({"body": ["Một", "Hai"], "site": "https://bao.vn"}, ("Một\nHai\n", None, None, None, None)),
        ({"html": "<title>Ba bốn năm sáu</title><p>Chữ", "url": "https://bao.vn/1"},
         ("Ba bốn năm sáu\n\nChữ\n", "Ba bốn năm sáu", None, None, "https://bao.vn/1")),
        ({"article": {"text": "Chữ", "title": "Tít"}, "date": "0001-01-01"}, ("Tít\n\nChữ\n", "Tít", None, None, None)),
        ({"articleBody": "Chữ", "Headline": "Tít", "publish_time": "28/12/2020 - 17:30", "URL": "https://bao.vn/1"},
         ("Tít\n\nChữ\n", "Tít", "2020-12-28", None, "https://bao.vn/1")),
        ({"article_body": "Chữ", "created_at": "2020/12/28 17:30"}, ("Chữ\n", None, "2020-12-28", None, None)),
        ({"Full_Text": "Chữ", "Date": "Dec 28, 2020"}, ("Chữ\n", None, "2020-12-28", None, None)),
        ({"content": {"text": "Chữ"}}, ("Chữ\n", None, None, None, None)),
        ({"content": {"rendered": "<p>M&#7897;t</p><p>Hai</p>"}, "title": {"rendered": "Tít"}, "date": "28 December 2020"},
         ("Tít\n\nMột\n\nHai\n", "Tít", "2020-12-28", None, None)),
        ({"_source": {"Text": "Chữ", "site_name": "Báo"}}, ("Chữ\n", None, None, "Báo", None)),
    ],
)  # fmt: skip
def test_the_fields_that_crawlers_write(fields: dict[str, object], wanted: tuple[str | None, ...]) -> None:
    got = jsonl.read(json.dumps(fields).encode(), "a.jsonl#1")
    assert (got.text, got.title, got.published, got.publisher, got.url) == wanted


def test_dates_that_cannot_be_read_are_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(
        tmp_path / "a.jsonl", formats.as_jsonl({"text": "Chữ", "date": ""}, *({"text": "Chữ", "date": "hôm qua"} for _ in range(3)))
    )
    with caplog.at_level(logging.WARNING, logger="kg.read"):
        assert [getattr(one, "published", "") for one in found(path)] == [None] * 4
    assert caplog.messages == [
        f"{path}: dates that cannot be read are left out, first 'hôm qua' in the field 'date' of 2; write them as YYYY-MM-DD"
    ]


def test_a_file_of_many_documents(tmp_path: Path) -> None:
    data = formats.as_jsonl(
        {"id": "một/hai", "text": ARTICLE},
        "{bad",
        "",
        {"text": "Chữ"},
        "[1]",
        {"id": 3, "title": "không chữ"},
        {"id": "một/hai", "text": "nữa"},
    )
    path = write(tmp_path / "x" / "crawl.jsonl", b"\xef\xbb\xbf" + data)
    for source in (
        path,
        write(tmp_path / "y" / "crawl.jsonl.gz", formats.as_gz(data)),
        write(tmp_path / "z" / "crawl.ndjson.zst", formats.as_zst(data)),
    ):
        got = found(source)
        assert [one.id for one in got] == ["một/hai", "crawl#2", "crawl#4", "crawl#5", "3", "crawl#7"]
        assert [isinstance(one, Document) for one in got] == [True, False, True, False, False, False]
        messages = [one.message for one in got if isinstance(one, read.Failure)]
        for message, words in zip(messages, ["no JSON", "no JSON object", "has no text", "line 1 has already"], strict=True):
            assert words in message
            assert str(source) in message


@pytest.mark.parametrize("pack", [bytes, formats.as_gz, formats.as_zst])
def test_many_articles_without_a_name_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]) -> None:
    crawl = formats.as_jsonl({"id": "một", "text": ARTICLE}, {"text": "Chữ"})
    pages = formats.as_warc(("https://bao.vn/1", "text/html", formats.as_html(ARTICLE)))
    for data, names in ((crawl, ["một", "{}#2"]), (pages, ["{}#3"])):
        path = write(tmp_path / "crawl", pack(data))
        candidates = list(read.candidates([str(path)]))
        assert [one.id for one in candidates] == [name.format("crawl") for name in names]
        assert {read.file_of(one.path) for one in candidates if one.path} == {path}
        assert all(isinstance(one, Document) for one in found(path))
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(pack(data))))
        read_in = found("-")
        assert all(isinstance(one, Document) for one in read_in)
        assert [one.id for one in read_in] == [name.format("stdin") for name in names]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("data", [ARTICLE.encode(), formats.as_jsonl({"id": "pipe", "text": ARTICLE})], ids=["text", "lines"])
def test_a_pipe_is_read_once(tmp_path: Path, data: bytes) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_bytes, args=(data,))
    writer.start()
    document = only(tmp_path / "pipe")
    writer.join()
    assert document.id == "pipe"
    assert document.source.startswith(str(tmp_path / "pipe"))
    assert document.text.split() == ARTICLE.split()


def test_a_line_with_the_id_of_a_file_fails_and_names_both(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", ARTICLE.encode())
    write(tmp_path / "b.jsonl", formats.as_jsonl({"id": "a", "text": "Chữ"}))
    article, failure = found(tmp_path)
    assert isinstance(article, Document)
    assert isinstance(failure, read.Failure)
    assert "a.txt" in failure.message
    assert "b.jsonl#1" in failure.message


def test_members_are_listed_as_they_are_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", formats.as_jsonl(*({"text": f"Chữ {n}"} for n in range(1000))))
    candidates = read.candidates([str(path)])
    assert [next(candidates).id for _ in range(3)] == ["a#1", "a#2", "a#3"]
    last = list(candidates)[-1]
    assert last.path is not None
    assert read.file_of(last.path) == path
    # As a build does in another process, from nothing but these.
    assert read.document(read.Candidate(last.id, last.source, Path(str(last.path)))).text == "Chữ 999\n"


def test_a_file_that_was_changed_since_it_was_listed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", formats.as_jsonl({"id": "x", "text": "Chữ"}))
    [candidate] = read.candidates([str(path)])
    write(path, formats.as_jsonl({"id": "y", "text": "Chữ"}))
    with pytest.raises(ReadError, match="changed since"):
        read.document(candidate)


def test_a_line_that_is_too_long_is_one_failure(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", formats.as_jsonl({"text": "x" * 5000}, {"text": "Chữ"}))
    long, short = found(path, limit=1000)
    assert isinstance(long, read.Failure)
    assert "too large" in long.message
    assert isinstance(short, Document)


def test_a_file_of_nothing(tmp_path: Path) -> None:
    assert "holds no article" in refused(write(tmp_path / "a.jsonl", b"\n\n"))


# ---- WARC


@pytest.mark.parametrize("pack", [False, True])
def test_the_pages_of_a_warc(tmp_path: Path, caplog: pytest.LogCaptureFixture, pack: bool) -> None:
    data = formats.as_warc(
        ("https://bao.vn/tin/1.html", "text/html; charset=utf-8", formats.as_html(ARTICLE)),
        ("https://bao.vn/a.png", "image/png", b"\x89PNG"),
        ("https://bao.vn/bao-cao.pdf", "application/pdf", formats.as_pdf(ARTICLE)),
        ("https://bao.vn/robots.txt", "text/plain", b"User-agent: *"),
        packed=pack,
    )
    path = write(tmp_path / ("crawl.warc.gz" if pack else "crawl.warc"), data)
    with caplog.at_level(logging.WARNING, logger="kg.read"):
        got = found(path)
    assert [(one.id, getattr(one, "url", one)) for one in got] == [
        ("crawl#3", "https://bao.vn/tin/1.html"),
        ("crawl#7", "https://bao.vn/bao-cao.pdf"),
    ]
    assert [getattr(one, "published", "") for one in got] == [None, None]
    assert [read.fetched(candidate) for candidate in read.candidates([str(path)])] == [formats.WHEN, formats.WHEN]
    assert "of 9 records 7 are no pages and are left out: 4 request, 1 image/png, 1 robots.txt, 1 warcinfo" in caplog.text


def test_a_warc_packed_as_one_stream_gives_the_same(tmp_path: Path) -> None:
    data = formats.as_warc(
        ("https://bao.vn/1", "text/html", formats.as_html(ARTICLE)), ("https://bao.vn/2", "text/html", formats.as_html(ARTICLE))
    )
    hashes = set()
    for name, one in (("a.warc", data), ("b.warc.gz", formats.as_gz(data)), ("c.warc.zst", formats.as_zst(data))):
        got = found(write(tmp_path / name, one))
        hashes.add(tuple(getattr(document, "sha256", None) for document in got))
        assert len(got) == 2
    assert len(hashes) == 1


def test_a_warc_that_is_cut_off_gives_what_comes_before(tmp_path: Path) -> None:
    data = formats.as_warc(*((f"https://bao.vn/{n}", "text/html", formats.as_html(ARTICLE)) for n in range(3)))
    for name, cut in (("a.warc", data[:-500]), ("b.warc.gz", formats.as_gz(data)[:-40])):
        *good, bad = found(write(tmp_path / name, cut))
        assert good
        assert all(isinstance(one, Document) for one in good)
        assert isinstance(bad, read.Failure)
        assert "cut off" in bad.message
    assert "no WARC file" in refused(write(tmp_path / "c.warc", b"hello\r\n"))


def test_a_broken_line_in_a_warc_loses_no_more_than_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    one, two = (formats.as_warc((f"https://bao.vn/{n}", "text/html", formats.as_html(ARTICLE))) for n in range(2))
    for name, data in (
        ("a.warc", one + b"GARBAGE\r\n\r\nmore\r\n" + two),
        ("b.warc.gz", formats.as_gz(one + b"GARBAGE\r\n" + two)),
        ("c.warc", one + b"WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n" + two),
    ):
        *good, bad = found(write(tmp_path / name, data))
        assert [isinstance(document, Document) for document in good] == [True, True]
        assert isinstance(bad, read.Failure)
        assert "record" in bad.message
        assert "the records behind it were read" in bad.message
    assert len(caplog.messages) == 3


def test_records_of_other_forms(tmp_path: Path) -> None:
    page_, word = formats.as_html(ARTICLE), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    data = formats.as_warc(("https://bao.vn/1", "", page_), ("https://bao.vn/2", word, formats.as_docx(ARTICLE)))
    text = ARTICLE.encode()
    about = "WARC-Type: conversion\r\nWARC-Target-URI: https://bao.vn/3\r\nContent-Type: text/plain"
    data += f"WARC/1.0\r\n{about}\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text + b"\r\n\r\n"
    data = data.replace(b"Content-Type: \r\n", b"X-Nothing: abc\r\n")
    got = found(write(tmp_path / "a.warc", data))
    assert [getattr(one, "url", one) for one in got] == ["https://bao.vn/1", "https://bao.vn/2", "https://bao.vn/3"]


def test_a_packing_that_is_not_read_says_so(tmp_path: Path) -> None:
    data = formats.as_warc(("https://bao.vn/1", "text/html", b"\x1b\x00"))
    data = data.replace(b"Content-Length: 2\r\n", b"Content-Encoding: br\r\n")
    length = data.index(b"Content-Length: ", data.index(b"WARC-Type: response"))
    was = data[length : data.index(b"\r\n", length)]
    data = data[:length] + b"Content-Length: %d" % (int(was.split()[1]) + 3) + data[length + len(was) :]
    assert "is packed with br, which is not read" in refused(write(tmp_path / "a.warc", data))


def test_pages_that_were_not_there_are_left_out(tmp_path: Path) -> None:
    data = formats.as_warc(("https://bao.vn/1", "text/html", formats.as_html(ARTICLE)), status="404 Not Found")
    assert "holds no article" in refused(write(tmp_path / "a.warc", data))


# ---- packed files


def test_a_bomb_gets_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zeros = b" " * 30_000_000
    for name, data in (("a.txt.gz", gzip.compress(zeros)), ("a.html.zst", formats.as_zst(zeros)), ("a.pdf.gz", gzip.compress(zeros * 4))):
        assert "unpacks to more than" in refused(write(tmp_path / name, data))
    monkeypatch.setattr(packed, "_SLACK", 1_000_000)
    for name, data in (("a.jsonl.gz", gzip.compress(zeros)), ("a.warc.zst", formats.as_zst(b"WARC/1.0\r\n" + zeros))):
        assert "unpacks to more than" in refused(write(tmp_path / name, data))


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", formats.as_gz), (".zst", formats.as_zst)])
def test_packed_files_that_are_broken(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    data = pack(ARTICLE.encode())
    assert "cut off" in refused(write(tmp_path / f"a.txt{suffix}", data[:-20]))
    assert "not packed so" in refused(write(tmp_path / f"b.txt{suffix}", ARTICLE.encode()))
    assert "be unpacked" in refused(write(tmp_path / f"c.txt{suffix}", data[:20] + b"\xff" * 20 + data[40:]))
    assert only(write(tmp_path / f"d{suffix}", data + pack(b"\n"))).id == "d"


def test_names_of_packed_files(tmp_path: Path) -> None:
    for name in ("2020/a.b.html.gz", "c.txt.zst", "d.tar.gz", "e.gz"):
        write(tmp_path / name, formats.as_gz(b"x") if name.endswith("gz") else formats.as_zst(b"x"))
    assert [one.id for one in read.candidates([str(tmp_path)])] == ["2020/a.b", "c"]


# ---- days


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2021-03-05", "2021-03-05"), ("2021-03-05T08:00:00+07:00", "2021-03-05"), ("2021-03-04T18:00:00.000Z", "2021-03-05"),
        ("5/3/2021 08:00", "2021-03-05"), ("05-03-2021", "2021-03-05"), ("Thứ Sáu, ngày 5 tháng 3 năm 2021", "2021-03-05"),
        ("Thu, 04 Mar 2021 18:00:00 GMT", "2021-03-05"), ("20210305", "2021-03-05"),
        (1614934800, "2021-03-05"), ("1614934800000", "2021-03-05"), ("2021/03/05 17:30", "2021-03-05"), ("2021.3.5", "2021-03-05"),
        ("Mar 5, 2021", "2021-03-05"), ("March 5th, 2021 17:30", "2021-03-05"), ("5 March 2021", "2021-03-05"),
        ("05-Mar-2021", "2021-03-05"),
        ("Fri, 5 Mar 2021", "2021-03-05"), ("Marching 5, 2021", None), ("2021/13/05", None),
        ("31/02/2021", None), ("0001-01-01T00:00:00", None), ("", None), (None, None), (True, None), ([], None), (float("inf"), None),
    ],
)  # fmt: skip
def test_days(value: object, wanted: str | None) -> None:
    assert page.day(value) == wanted


# ---- whatever the bytes

SEEDS = {
    name: data
    for name, data in formats.every("\n".join(formats.paragraphs(ARTICLE)[:4])).items()
    if name.count(".") == 1 or name[0] in "aef"
}


@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_file_ends_in_a_traceback(tmp_path: Path, name: str, data: st.DataObject) -> None:
    seed = SEEDS[name]
    how = data.draw(st.sampled_from(["cut", "change", "insert", "random"]))
    if how == "cut":
        content = seed[: data.draw(st.integers(0, len(seed)))]
    elif how == "random":
        content = seed[: data.draw(st.sampled_from([0, 4, 8, 60]))] + data.draw(st.binary(max_size=200))
    else:
        changed = bytearray(seed)
        for _ in range(data.draw(st.integers(1, 12))):
            at = data.draw(st.integers(0, len(changed) - 1))
            changed[at : at + (how == "change")] = data.draw(st.binary(min_size=1, max_size=6))
        content = bytes(changed)
    for one in found(write(tmp_path / name, content)):
        if isinstance(one, Document):
            assert one.text == unicodedata.normalize("NFC", one.text)
            assert one.text.strip()
            one.text.encode()
        else:
            assert "\n" not in one.message


TAGS = ["<p>", "</p>", "<table>", "<tr>", "<td>", "a", "<div>", "</div>", "1", "<li>", "<ol>", "&amp", "<!--", "<"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(TAGS), max_size=40).map("".join))
def test_no_markup_ends_in_a_traceback(text: str) -> None:
    line = json.dumps({"text": text, "title": text}).encode()
    readers: list[Callable[[], page.Page]] = [
        lambda: html.read(text.encode("utf-8", "surrogatepass"), "a.html"),
        lambda: jsonl.read(line, "a#1"),
    ]
    for reader in readers:
        try:
            got = reader()
        except ReadError:
            continue
        got.text.encode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "text", "title", "date", "url", "publisher", "html", "article"]), VALUES))
def test_no_fields_end_in_a_traceback(fields: dict[str, object]) -> None:
    data = json.dumps(fields).encode()
    jsonl.own_id(data)
    try:
        got = jsonl.read(data, "a#1")
    except ReadError:
        return
    got.text.encode()


def test_deep_nesting() -> None:
    with pytest.raises(ReadError, match="nested too deep"):
        html.read(b"<div>" * 5000 + b"Ch" + b"</div>" * 5000, "a.html")
    with pytest.raises(ReadError, match="nested too deep"):
        jsonl.read(b"[" * 100_000, "a#1")
    assert jsonl.own_id(b'{"id":' + b"[" * 100_000) is None
