"""The text half as a whole: no text makes it raise, and whatever it claims can be shown in the text."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import extract, files, lex, records, segment
from kg.fold import fold
from kg.recognise import Reading
from kg.records import Document, Facts, Span

REPORTS = sorted(files.REPORTS.glob("*.txt"))


def document(text: str) -> Document:
    return Document("test", "test.txt", "", text)


@cache
def pieces() -> tuple[str, ...]:
    """Sentences, lines and runs of words of the articles that are shipped."""
    found: dict[str, None] = {}
    for path in REPORTS:
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            found[line] = None
            found.update(dict.fromkeys(re.split(r"(?<=[.;,:]) ", line)))
            found.update(dict.fromkeys(re.findall(r"(?:\S+\s+){1,4}", line)))
    return tuple(sorted(found))


ODD = [
    "\n", "\n\n", " ", "\u00a0", "\u200b", "“", "”", "(", ")", "/", "-", "%", ".", ";", "0", "7", "²", "½", "٣", "2/0", "0/0", "1/6",
    "1.000.000.000.000", "31/2/2020", "năm 0000", "quý IX", "ngày 31 tháng 2", "99 tháng", "từ 5 đến 5", "vượt", "thiếu", "một nửa",
    "gấp đôi", "0%", "H'", "Nghị quyết số", "-NQ/TU", "ǅ", "ﬁ", "İ", "\x00", "\ud7ff",
]  # fmt: skip

# Deferred: the pieces are read when the first example is drawn, not when this file is.
SHUFFLED = st.deferred(lambda: st.lists(st.one_of(st.sampled_from(pieces()), st.sampled_from(ODD)), max_size=25).map("".join))
LOOSE = st.deferred(lambda: st.lists(st.one_of(st.sampled_from(pieces()), st.sampled_from(ODD)), max_size=25).map(" ".join))
TEXTS = st.one_of(st.text(max_size=300), SHUFFLED, LOOSE)

many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def letters(text: str) -> str:
    """What of a name can be looked for in a text: letters and digits, folded, no spaces."""
    return re.sub(r"\W", "", fold(text))


def check(text: str, found: Facts) -> None:
    """Everything that is claimed stands where it is said to stand."""

    def inside(span: Span) -> None:
        assert 0 <= span[0] < span[1] <= len(text), span

    for target in found.targets:
        assert target.spans
        start, stop = target.spans[0]
        assert target.quote == text[start:stop]
        assert target.quote.strip()
        for span in target.spans:
            inside(span)
        for derived in target.derived:
            assert derived.source
            assert getattr(target, derived.field) is not None
            for span in derived.spans:
                inside(span)
    for directive in found.directives:
        assert directive.spans
        for span in directive.spans:
            inside(span)
            # "Nghị quyết 9" is the short form of 09-NQ/TU.
            assert letters(directive.number).lstrip("0")[:1] in letters(text[slice(*span)])
    for official in found.officials:
        for start, stop in official.spans:
            assert letters(text[start:stop]) == letters(official.name)
    for enterprise in found.enterprises:
        for start, stop in enterprise.spans:
            assert letters(text[start:stop]) == letters(enterprise.name)
    for body in (*found.committees, *found.organisations):
        for span in body.spans:
            inside(span)
    keys = {body.key for body in (*found.committees, *found.organisations)}
    assert {target.organisation_key for target in found.targets if target.organisation_key} <= keys
    assert {t.directive_key for t in found.targets if t.directive_key} <= {d.key for d in found.directives}
    check_unexplained(text, found)


NUMBER_WORDS = {*lex.number_words(), "linh", "lẻ"}


def check_unexplained(text: str, found: Facts) -> None:
    assert len({u.span for u in found.unexplained}) == len(found.unexplained)
    at = 0
    for one in found.unexplained:
        start, stop = one.span
        assert at <= start < stop <= len(text), "in order, none over another"
        assert one.text == text[start:stop]
        assert re.search(r"\d", one.text) or set(fold(one.text).split()) & NUMBER_WORDS, one.text
        at = stop
    # What a plan is derived from is explained by it.
    shown = {span for target in found.targets for derived in target.derived for span in derived.spans}
    for one in found.unexplained:
        assert one.span not in shown


# ---- any text


@given(TEXTS)
@many
def test_no_text_makes_it_raise_and_everything_can_be_shown(text: str) -> None:
    check(text, extract.facts(document(text)))


@given(SHUFFLED)
@settings(parent=many, max_examples=40)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    once = records.to_json(extract.facts(document(text)))
    assert records.to_json(extract.facts(document(text))) == once
    assert records.to_json(records.from_json(once)) == once


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\n\n", "\x00", "7", "%", "a" * 100_000, "năm " * 400),
        *(piece * 2_000 for piece in ("1/2 ", "(", "- ", "1.", "Quận ủy ", "Nguyễn Văn ", "của ", "Nghị quyết số 09-NQ/TU, ")),
        "Ban Thường vụ " * 2_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_text_that_is_none(text: str) -> None:
    check(text, extract.facts(document(text)))


# ---- the articles that are shipped


@cache
def facts(path: Path) -> Facts:
    return extract.facts(document(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_everything_in_an_article_can_be_shown(path: Path) -> None:
    check(path.read_text(encoding="utf-8"), facts(path))


# Kinds that explain their digits by themselves, and the zones whose numbers are those of the page.
EXPLAINED = {"PERIOD", "DOC", "TIME", "PHONE", "CODE"}
JOINED = {"DIRECTIVE", "ORG", "PLACE", "ENTERPRISE", "POST", "PRESS", "NAME", "NOUN", "PART"}


def digits(text: str, readings: tuple[Reading, ...]) -> list[tuple[Span, str, str]]:
    """(span, kind of the token, zone) of every run of digits in a sentence."""
    found = []
    for reading in readings:
        for token in reading.tokens:
            if re.search(r"\d", text[token.start : token.stop]):
                found.append(((token.start, token.stop), token.kind, reading.sentence.zone))
    return found


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_every_number_is_in_a_fact_or_explained_or_said_to_be_unexplained(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = facts(path)
    unexplained = {one.span for one in found.unexplained}
    said = [span for target in found.targets for span in target.spans]
    readings = extract.readings(segment.zoned(document(text)))
    silent = []
    for span, kind, zone in digits(text, readings):
        held = any(start <= span[0] and span[1] <= stop for start, stop in said)
        mark = re.match(r"\s*[.)/]", text[span[1] :]) and span[1] - span[0] <= 2
        address = zone in ("imprint", "masthead") and kind == "NUMBER"
        if not (kind in EXPLAINED or kind in JOINED or span in unexplained or held or mark or address):
            silent.append((text[slice(*span)], kind, text[max(0, span[0] - 40) : span[1] + 30]))
    assert not silent


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_line_of_text_is_left_out_of_the_sentences(path: Path) -> None:
    """A number in no sentence would be neither in a fact nor unexplained."""
    text = path.read_text(encoding="utf-8")
    zoned = segment.zoned(document(text))
    covered = [False] * len(text)
    for sentence in segment.sentences(zoned):
        covered[sentence.start : sentence.stop] = [True] * (sentence.stop - sentence.start)
    assert not [m[0] for m in re.finditer(r"\S*\d\S*", text) if not all(covered[m.start() : m.end()])]


def test_the_facts_of_an_article_do_not_depend_on_those_before_it() -> None:
    path = REPORTS[0]
    once = records.to_json(facts(path))
    for other in REPORTS[1:4]:
        extract.facts(document(other.read_text(encoding="utf-8")))
    assert records.to_json(extract.facts(document(path.read_text(encoding="utf-8")))) == once


@pytest.mark.parametrize(
    "text",
    [
        "Giá vàng SJC sáng 12/1 tăng 200.000 đồng, đạt 56,2 triệu đồng/lượng; lợi nhuận vượt 12% kế hoạch năm 2020.\n"
        "Đội tuyển thắng 3-1, có 12/15 cầu thủ dự bị.",
        "Bệnh viện tiêm 1.200/1.500 liều vắc-xin, đạt 80% kế hoạch; 45 ca khỏi bệnh trong năm 2021.\n"
        "Toàn tỉnh có 12/15 huyện đạt chỉ tiêu tiêm chủng.",
        "Các cấp ủy trong Đảng bộ tỉnh Đồng Nai mở 305 lớp học nghị quyết với 32.476 đảng viên theo học.",
        "Tỉnh đoàn Phú Yên: 386/386 đơn vị đã tổ chức đại hội Đoàn, bằng 100%; trong đó có 341 đoàn cơ sở.",
        "Cử tri bầu 15/15 đại biểu HĐND xã, tỷ lệ đi bầu 99,8%, vượt 0,8% so với nhiệm kỳ 2011-2016.\nCó 12 đơn vị hoàn thành sớm.",
    ],
    ids=["prices and sport", "health", "a resolution is studied", "congresses are held", "elections"],
)
def test_figures_of_other_matters_are_no_targets(text: str) -> None:
    assert not extract.facts(document(text)).targets
