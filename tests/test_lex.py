"""One lexer settles what a run of digits is: numbers, dates, ratios, directive numbers, phones, ranges, each at its place in the text."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import extract, files, lex
from kg.fold import fold
from kg.lex import Token
from kg.records import Document, Number, Sentence, Zone
from kg.resolve import when
from kg.resolve.home import Home

HOME = Home(None, None, None, None, "2020-08-15", 2020)


def tokens(text: str) -> list[Token]:
    return lex.tokens(Sentence(text, 0, len(text), "body", 0), fold(text))


def kinds(text: str) -> list[tuple[str, Any]]:
    """(kind, value) of every token that is no word and no mark."""
    return [(token.kind, token.value) for token in tokens(text) if token.kind not in ("WORD", "PUNCT")]


# ---- numbers


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("09", 9),
        ("1.071", 1071),
        ("29.793", 29793),
        ("1.204.551", 1204551),
        ("142,86", 142.86),
        ("7,0", 7.0),
        ("1.071,5", 1071.5),
        ("1,207", 1207),
        ("1,207,300", 1207300),
        ("0,207", 0.207),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("2020", 2020),
    ],
)
def test_a_count_is_read(printed: str, value: Number) -> None:
    assert lex.number(printed) == value
    assert type(lex.number(printed)) is type(value)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("142,86%", 142.86),
        ("185.53%", 185.53),
        ("100%", 100),
        ("112,3 %", 112.3),
        ("1.071%", 1.071),
        ("98,125%", 98.125),
        ("0,5%", 0.5),
        ("75.0%", 75.0),
    ],
)
def test_a_share_has_no_thousands(printed: str, value: Number) -> None:
    assert lex.number(printed, share=True) == value
    assert kinds(printed) == [("PERCENT", value)]


@pytest.mark.parametrize("printed", ["", "abc", "1.2.3", "một"])
def test_what_is_no_number_has_no_value(printed: str) -> None:
    assert lex.number(printed) is None


@given(st.integers(0, 999_999_999))
def test_a_number_with_dots_reads_back(value: int) -> None:
    assert lex.number(f"{value:,}".replace(",", ".")) == value
    assert lex.number(str(value)) == value


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_a_decimal_reads_back(whole: int, hundredths: int) -> None:
    dotted = f"{whole:,}".replace(",", ".")
    assert lex.number(f"{dotted},{hundredths:02d}") == pytest.approx(whole + hundredths / 100)
    assert lex.number(f"{whole},{hundredths:02d}%", share=True) == pytest.approx(whole + hundredths / 100)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("có 1,207 DN tạm ngừng", [("NUMBER", 1207)]),
        ("đạt 142,86% kế hoạch", [("PERCENT", 142.86)]),
        ("đạt 185.53% kế hoạch", [("PERCENT", 185.53)]),
        ("29.793 đảng viên", [("NUMBER", 29793)]),
        ("kết nạp 12, 15 và 18 đảng viên", [("NUMBER", 12), ("NUMBER", 15), ("NUMBER", 18)]),
        ("kết nạp 12.", [("NUMBER", 12)]),
        ("Điện thoại: 0228.3849386", [("PHONE", None)]),
        ("ĐT: 0912 345 678", [("PHONE", None)]),
        ("gọi 0912345678 để hỏi", [("PHONE", None)]),
        ("lúc 14h30", [("TIME", None)]),
        ("lúc 8 giờ 15:30", [("NUMBER", 8), ("TIME", None)]),
        ("khu A12 và 5G", [("TIME", None)]),
        ("Công ty CP 901", [("NUMBER", 901)]),
        ("phường 12A", [("CODE", None)]),
    ],
)
def test_a_run_of_digits_is_settled(text: str, expected: list[tuple[str, Any]]) -> None:
    assert kinds(text) == expected


# ---- ratios, dates, numbers of directives


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("được 2/6 tổ chức đảng", [("RATIO", (2, 6))]),
        ("kết nạp 303/295 đảng viên", [("RATIO", (303, 295))]),
        ("8.793/6.500 đảng viên", [("RATIO", (8793, 6500))]),
        ("1.071 / 444", [("RATIO", (1071, 444))]),
        ("45.799/36.875 tỷ đồng", [("RATIO", (45799, 36875))]),
        ("đạt 3%/4%", [("RATIO", (3, 4))]),
        ("3,2/3%", [("RATIO", (3.2, 3))]),
        ("đạt 3/7, bằng 42%", [("RATIO", (3, 7)), ("PERCENT", 42)]),
        ("131/120=109,2% kế hoạch", [("RATIO", (131, 120)), ("PERCENT", 109.2)]),
    ],
)
def test_a_ratio_is_no_date(text: str, expected: list[tuple[str, Any]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("ngày 27/2/2012", "date"),
        ("Chiều 12/1", "day"),
        ("(29-11-2019)", "date"),
        ("tháng 5/2018", "month"),
        ("quý II/2021", "quarter"),
        ("nhiệm kỳ 2015-2020", "term"),
        ("năm 2019-2020", "years"),
        ("9 tháng đầu năm 2020", "months"),
        ("6 tháng đầu năm", "half"),
        ("từ năm 2019 đến nay", "since"),
        ("sau 3 năm", "after"),
        ("năm năm qua", "after"),
        ("tính đến ngày 30-11", "day"),
    ],
)
def test_a_date_is_no_ratio(text: str, reads: str) -> None:
    assert [(kind, value.reads) for kind, value in kinds(text)] == [("PERIOD", reads)]


DIRECTIVES = [
    "09-NQ/TU", "67-KL/TU", "28-NQ/TU", "95 - KH/TU", "41/KH-LĐLĐ", "02-TB/BCĐ", "33-CT/TW", "98/2014/NĐ-CP", "188-CTr/TU", "12-HD/BTCTW",
    "1415-QĐ/TU", "03-ĐA/TU", "05/2019/NQ-HĐND", "102-QĐ/TW", "58/2014/QH13", "10a-KH/HU", "27-CTrHĐ/TU", "15 /KH-UBND",
]  # fmt: skip


@pytest.mark.parametrize("number", DIRECTIVES)
def test_the_number_of_a_directive_is_one_token(number: str) -> None:
    text = f"thực hiện số {number}, ngày 27/2/2012"
    found = [token for token in tokens(text) if token.kind == "DOC"]
    assert [text[token.start : token.stop] for token in found] == [number]
    assert [kind for kind, _ in kinds(text)] == ["DOC", "PERIOD"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("từ 5.000 đến 5.500 đảng viên", (5000, 5500)),
        ("5.000 - 5.500 đảng viên", (5000, 5500)),
        ("3 - 4%", (3, 4)),
        ("3-4 %", (3, 4)),
        ("3,5 – 4,5%", (3.5, 4.5)),
        ("từ 1-2 tổ chức", (1, 2)),
    ],
)
def test_a_range_is_one_figure(text: str, value: tuple[Number, Number]) -> None:
    assert kinds(text) == [("RANGE", value)]


@pytest.mark.parametrize("text", ["từ 7 đến 3 chi bộ", "12 đến 15 chi bộ"])
def test_what_does_not_rise_or_open_is_no_range(text: str) -> None:
    assert [kind for kind, _ in kinds(text)] == ["NUMBER", "NUMBER"]


# ---- dates round trip

DATES = st.dates(datetime.date(1930, 1, 1), datetime.date(2099, 12, 31))
SHAPES = [
    "{d}/{m}/{y}",
    "{d}-{m}-{y}",
    "{d}.{m}.{y}",
    "ngày {d} tháng {m} năm {y}",
    "ngày {d}/{m}/{y}",
    "ngày {d} tháng {m}/{y}",
    "{d} / {m} / {y}",
]


@given(DATES, st.sampled_from(SHAPES), st.booleans())
def test_a_date_reads_back(date: datetime.date, shape: str, padded: bool) -> None:
    width = "02d" if padded else "d"
    text = shape.format(d=format(date.day, width), m=format(date.month, width), y=date.year)
    found = kinds(f"Hội nghị ({text}) bàn việc đó")
    assert [kind for kind, _ in found] == ["PERIOD"]
    assert when.day(found[0][1], HOME) == date.isoformat()


@given(DATES, st.sampled_from(["Chiều {d}/{m}", "sáng {d}-{m}", "đến ngày {d}/{m}", "ngày {d} tháng {m}"]))
def test_a_day_without_a_year_is_the_last_one_before_the_article(date: datetime.date, shape: str) -> None:
    found = kinds(f"{shape.format(d=date.day, m=date.month)}, hội nghị diễn ra")
    day = when.day(found[0][1], HOME)
    expected = [f"{year}-{date.month:02d}-{date.day:02d}" for year in (2020, 2019)]
    if (date.month, date.day) == (2, 29):
        assert day == "2020-02-29"
    else:
        assert day == next(one for one in expected if one <= "2020-08-15")


@given(
    st.integers(1, 12),
    st.integers(1990, 2040),
    st.sampled_from(["tháng {m}/{y}", "tháng {m}-{y}", "tháng {m} năm {y}", "tháng {m:02d}/{y}"]),
)
def test_a_month_reads_back(month: int, year: int, shape: str) -> None:
    found = kinds(f"Trong {shape.format(m=month, y=year)} đã có kết quả")
    assert [kind for kind, _ in found] == ["PERIOD"]
    period = when.period(found[0][1], HOME, None, None)
    assert period is not None
    assert period.start == f"{year}-{month:02d}-01"
    assert str(period.end).startswith(f"{year}-{month:02d}-")


@given(
    st.integers(1990, 2035),
    st.integers(1, 10),
    st.sampled_from(["nhiệm kỳ {a}-{b}", "giai đoạn {a} - {b}", "từ năm {a} đến năm {b}", "{a}-{b}"]),
)
def test_a_term_reads_back(first: int, years: int, shape: str) -> None:
    found = kinds(f"Nghị quyết {shape.format(a=first, b=first + years)} nêu rõ")
    assert [kind for kind, _ in found] == ["PERIOD"]
    period = when.period(found[0][1], HOME, None, None)
    assert period is not None
    assert (period.start, period.end) == (f"{first}-01-01", f"{first + years}-12-31")


@pytest.mark.parametrize("text", ["ngày 31/2/2020", "ngày 30 tháng 2 năm 2020", "ngày 31/4"])
def test_a_day_that_is_none_has_no_date(text: str) -> None:
    assert all(when.day(value, HOME) is None for kind, value in kinds(text) if kind == "PERIOD")


# ---- numbers in words

DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(value: int, *, zero: str = "linh", thousand: str = "nghìn") -> list[str]:
    """A number from 1 to 9999 as it is said."""
    if value >= 1000:
        first, rest = divmod(value, 1000)
        if not rest:
            return [DIGITS[first], thousand]
        below = in_words(rest, zero=zero) if rest >= 100 else ["không", "trăm", *(in_words(rest) if rest >= 10 else [zero, DIGITS[rest]])]
        return [DIGITS[first], thousand, *below]
    if value >= 100:
        first, rest = divmod(value, 100)
        below = [] if not rest else [zero, DIGITS[rest]] if rest < 10 else in_words(rest)
        return [DIGITS[first], "trăm", *below]
    if value >= 20:
        first, rest = divmod(value, 10)
        return [DIGITS[first], "mươi", *([] if not rest else ["mốt" if rest == 1 else "lăm" if rest == 5 else DIGITS[rest]])]
    if value >= 10:
        return ["mười", *([] if value == 10 else ["lăm" if value == 15 else DIGITS[value - 10]])]
    return [DIGITS[value]]


@given(st.integers(1, 9999), st.sampled_from(["linh", "lẻ"]), st.sampled_from(["nghìn", "ngàn"]))
def test_a_number_in_words_reads_back(value: int, zero: str, thousand: str) -> None:
    assert lex.number_in_words(in_words(value, zero=zero, thousand=thousand)) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười lăm", 15),
        ("hai mươi mốt", 21),
        ("ba mươi tư", 34),
        ("hai trăm linh ba", 203),
        ("một nghìn không trăm linh năm", 1005),
        ("hai chục", 20),
        ("trăm", None),
        ("nghìn", None),
        ("hai ba", None),
        ("linh ba", None),
        ("ba đảng", None),
        ("", None),
    ],
)
def test_words_that_are_and_are_not_a_number(words: str, value: int | None) -> None:
    assert lex.number_in_words(words.split()) == value


def figures(text: str) -> list[tuple[str, Any]]:
    """Numbers of a sentence after the words are joined."""
    document = Document("test", "t", "", text, zones=(Zone("body", 0, len(text)),))
    return [(t.text, t.value) for reading in extract.readings(document) for t in reading.tokens if t.kind in ("NUMBER", "RANGE")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kết nạp mười lăm đảng viên.", [("mười lăm", 15)]),
        ("Kết nạp năm đảng viên.", [("năm", 5)]),
        ("Cả năm đảng viên mới tăng.", []),
        ("Trong năm tổ chức đảng được củng cố.", []),
        ("Thành lập ba tổ chức đảng.", [("ba", 3)]),
        ("Ba là, làm tốt công tác tạo nguồn.", []),
        ("Một số chi bộ còn yếu.", []),
        ("Lập từ một đến hai chi bộ.", [("từ một đến hai", (1, 2))]),
        ("Lập hai mươi mốt chi bộ.", [("hai mươi mốt", 21)]),
    ],
)
def test_number_words_count_before_a_noun(text: str, expected: list[tuple[str, Any]]) -> None:
    assert figures(text) == expected


# ---- offsets

PIECES = st.sampled_from([
    "Quận ủy Tây Hồ", "Uỷ ban", "kết nạp", "2/6", "tổ chức đảng", "142,86%", "ngày 27/2/2012", "chiều 12/1", "09-NQ/TU", "năm 2020",
    "0228.3849386", "từ 5.000 đến 5.500", "3 - 4%", "Ea H’leo", "“", "”", "…", ",", ".", ";", "(", ")", "\u00a0", "\n", "\t", " ", "  ",
    "mười lăm", "9 tháng đầu năm", "quý I", "12A", "14h30", "½", "٣", "²", "_", "’", "CP 901", "–", "T.P", "&", "ﬁ", "İ", "đ", "Ð", "²/3",
    "1/", "/2", "%", "12.", "1.2.3.4", "từ", "đến",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.one_of(PIECES, st.just(" ")), max_size=30).map("".join), st.lists(PIECES, max_size=20).map(" ".join)
)


def check(text: str, found: list[Token], start: int, stop: int) -> None:
    folded = fold(text)
    at = start
    for token in found:
        assert at <= token.start < token.stop <= stop
        assert not folded[at : token.start].strip(), "something that is no space is passed over"
        if token.kind == "RANGE" and "đến" in token.text:  # joined of three tokens
            assert re.sub(r"\s+", " ", folded[token.start : token.stop]) == token.text
        else:
            assert folded[token.start : token.stop] == token.text
        at = token.stop
    assert not folded[at:stop].strip()


@given(TEXTS)
@settings(max_examples=300)
def test_tokens_cover_a_text_in_order(text: str) -> None:
    check(text, tokens(text), 0, len(text))


@given(TEXTS, TEXTS, TEXTS)
def test_the_offsets_of_a_sentence_are_those_of_the_document(before: str, text: str, after: str) -> None:
    whole = f"{before}\n{text}\n{after}"
    start, stop = len(before) + 1, len(before) + 1 + len(text)
    check(whole, lex.tokens(Sentence(text, start, stop, "body", 0), fold(whole)), start, stop)


@pytest.mark.parametrize("path", sorted(files.REPORTS.glob("*.txt")), ids=lambda path: path.stem)
def test_tokens_cover_every_article_that_is_shipped(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for reading in extract.readings(Document("test", "t", "", text, zones=(Zone("body", 0, len(text)),))):
        sentence = reading.sentence
        check(text, lex.tokens(sentence, fold(text)), sentence.start, sentence.stop)
        # Joined tokens keep the printed form and lose nothing.
        at = sentence.start
        for token in reading.tokens:
            assert not fold(text[at : token.start]).strip()
            at = token.stop
        assert not fold(text[at : sentence.stop]).strip()
