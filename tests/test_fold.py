"""Folding keeps the length, makes spellings that mean the same one, and leaves apart what means something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.fold import fold, slug, without_marks

TONES = "oà=òa oá=óa oả=ỏa oã=õa oạ=ọa oè=òe oé=óe oẻ=ỏe oẽ=õe oẹ=ọe uỳ=ùy uý=úy uỷ=ủy uỹ=ũy uỵ=ụy"
PIECES = st.sampled_from(
    [*"ạảãàáăâđĐÐƉđêôơưƯ ", "uỷ", "hoà", "quý", "toàn", "\u00a0", "\u200b", "–", "—", "“", "’", "İ", "ß", "ﬁ", "Σ", "12", "%", "\n"]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(TEXTS)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_long_text_is_folded_as_a_short_one(text: str) -> None:
    """Names are remembered and texts are not; both fold alike."""
    line = text[:100].replace("\n", " ")
    assert fold("\n".join([line] * 130)) == "\n".join([fold(line)] * 130)


@given(TEXTS, st.sampled_from(["\n", " ", ", "]), TEXTS)
def test_what_stands_around_a_word_does_not_change_it(before: str, between: str, after: str) -> None:
    assert fold(before + between + after) == fold(before) + fold(between) + fold(after)


@pytest.mark.parametrize("pair", TONES.split())
def test_the_tone_mark_of_an_open_syllable_has_one_place(pair: str) -> None:
    new, old = pair.split("=")
    assert fold(f"H{new}") == fold(f"h{old}") == f"h{old}"
    assert fold(f"H{new}".upper()) == f"h{old}"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("Quận uỷ Hoà Vang", "quận ủy hòa vang"),
        ("UỶ VIÊN", "ủy viên"),
        ("thuỷ sản, khoẻ", "thủy sản, khỏe"),
        ("uỷ-viên uỷ/viên", "ủy-viên ủy/viên"),
    ],
)
def test_two_spellings_are_one(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    "word", ["toàn", "quý", "quỳ", "hoàng", "khoảng", "thoát", "quyết", "huyện", "huỳnh", "loại", "ngoài", "quỹ", "thủy", "hòa"]
)
def test_a_mark_inside_a_syllable_or_behind_q_stays(word: str) -> None:
    assert fold(word) == fold(word.upper()) == word


@pytest.mark.parametrize("letter", "đĐÐƉðɖ")
def test_all_that_looks_like_d_with_a_stroke_is_one_letter(letter: str) -> None:
    assert fold(f"{letter}ảng") == "đảng"


@pytest.mark.parametrize("space", "\u00a0\u2002\u2003\u2009\u202f\u3000\t\r\u200b\u200c\u200d\u2060\ufeff")
def test_every_space_is_a_blank(space: str) -> None:
    assert fold(f"chi{space}bộ") == "chi bộ"


def test_a_line_end_stays() -> None:
    assert fold("chi\nbộ") == "chi\nbộ"


@pytest.mark.parametrize("dash", "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212-")
def test_every_dash_is_a_hyphen(dash: str) -> None:
    assert fold(f"2015 {dash} 2020") == "2015 - 2020"


@pytest.mark.parametrize(("quote", "plain"), [*((q, '"') for q in "“”„«»″"), *((q, "'") for q in "’‘ʼ`´′")])
def test_every_quote_is_plain(quote: str, plain: str) -> None:
    assert fold(quote) == plain


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Quận ủy Tây Hồ", "quận-ủy-tây-hồ"),
        ("Hoà Bình", "hòa-bình"),
        ("Thị xã  Sơn Tây,", "thị-xã-sơn-tây"),
        ("Công ty CP 901", "công-ty-cp-901"),
        ("", ""),
    ],
)
def test_a_slug_keeps_the_marks(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_names_that_differ_in_a_tone_have_two_slugs() -> None:
    assert len({slug(name) for name in ("Ba Vì", "Bá Vi", "Ba Vi", "Bà Vì")}) == 4


@pytest.mark.parametrize(("printed", "plain"), [("Đảng ủy", "dang uy"), ("Ứng Hoà", "ung hoa"), ("Ðắk Lắk", "dak lak"), ("Êđê", "ede")])
def test_without_marks_only_letters_are_left(printed: str, plain: str) -> None:
    assert without_marks(printed) == plain
