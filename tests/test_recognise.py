"""Bodies, people, posts, companies and directives in a sentence, above all where one name runs into the next."""

from typing import Any

import pytest

from kg import extract
from kg.recognise import Reading
from kg.recognise.body import BodyMention
from kg.recognise.directive import DirectiveMention
from kg.recognise.official import PostMention
from kg.records import Document, Facts, Zone


def document(text: str) -> Document:
    return Document("test", "test.txt", "", text, published="2020-08-15", zones=(Zone("body", 0, len(text)),))


def readings(text: str) -> tuple[Reading, ...]:
    return extract.readings(document(text))


def facts(text: str) -> Facts:
    return extract.facts(document(text))


def named(text: str, kind: type) -> list[tuple[str, Any]]:
    return [
        (text[t.start : t.stop], thing)
        for r in readings(text)
        for t, thing in zip(r.tokens, r.things, strict=True)
        if isinstance(thing, kind)
    ]


def held(text: str) -> dict[str, list[str]]:
    """Each official with the posts, as printed."""
    return {o.name: [" ".join(filter(None, (role.title, role.organisation))) for role in o.roles] for o in facts(text).officials}


def bug(reason: str, *values: Any) -> Any:
    """A case that does not hold yet; its mark goes when it does."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


# ---- where the body ends and the person begins


@pytest.mark.parametrize(
    ("text", "post", "name"),
    [
        ("Bí thư Quận ủy Tây Hồ Hồ Văn Minh chủ trì hội nghị.", "Bí thư Quận ủy Tây Hồ", "Hồ Văn Minh"),
        ("Bí thư Quận ủy Hoàn Kiếm Hoàng Công Khôi phát biểu.", "Bí thư Quận ủy Hoàn Kiếm", "Hoàng Công Khôi"),
        ("Bí thư Huyện ủy Hà Quảng Quảng Văn Hà phát biểu.", "Bí thư Huyện ủy Hà Quảng", "Quảng Văn Hà"),
        ("Bí thư Huyện ủy Võ Nhai Võ Văn Nhai phát biểu.", "Bí thư Huyện ủy Võ Nhai", "Võ Văn Nhai"),
        ("Bí thư Huyện ủy Trần Văn Thời Trần Văn Thới phát biểu.", "Bí thư Huyện ủy Trần Văn Thời", "Trần Văn Thới"),
        ("Bí thư Thành ủy Hà Nội Đinh Văn Hoàng dự.", "Bí thư Thành ủy Hà Nội", "Đinh Văn Hoàng"),
        ("Bí thư Tỉnh ủy Nguyễn Văn Nam chủ trì.", "Bí thư Tỉnh ủy", "Nguyễn Văn Nam"),
        ("Bí thư Huyện ủy Lê Văn Tám cho biết.", "Bí thư Huyện ủy", "Lê Văn Tám"),
        ("Bí thư Đảng ủy xã Minh Quân Nguyễn Văn An cho biết.", "Bí thư Đảng ủy xã Minh Quân", "Nguyễn Văn An"),
        ("Bí thư Đảng ủy xã Hồ Thầu Lý Văn Mua cho biết.", "Bí thư Đảng ủy xã Hồ Thầu", "Lý Văn Mua"),
        ("Bí thư Đảng ủy phường Phú Đô Đỗ Văn Bình cho biết.", "Bí thư Đảng ủy phường Phú Đô", "Đỗ Văn Bình"),
        ("Bí thư Đảng ủy Khối Doanh nghiệp tỉnh Trần Văn Khối nói.", "Bí thư Đảng ủy Khối Doanh nghiệp tỉnh", "Trần Văn Khối"),
        (
            "Bí thư Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Phú Thọ Phạm Thị Lan nói.",
            "Bí thư Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Phú Thọ",
            "Phạm Thị Lan",
        ),
        ("Chủ tịch UBND huyện Lý Nhân Lý Thị Nhàn nói.", "Chủ tịch UBND huyện Lý Nhân", "Lý Thị Nhàn"),
        ("Chủ tịch Liên đoàn Lao động tỉnh Lê Văn Lao trao đổi.", "Chủ tịch Liên đoàn Lao động tỉnh", "Lê Văn Lao"),
        ("Trưởng Ban Tổ chức Huyện ủy Thới Lai Phan Văn Lai nói.", "Trưởng Ban Tổ chức Huyện ủy Thới Lai", "Phan Văn Lai"),
        ("Bí thư Đoàn xã Hương Trạch Lê Thị Na nói.", "Bí thư Đoàn xã Hương Trạch", "Lê Thị Na"),
        ("Bí thư Chi bộ thôn Đoài Lê Văn Đoài nói.", "Bí thư Chi bộ thôn Đoài", "Lê Văn Đoài"),
        ("Bí thư Huyện đoàn Chư Sê Siu H'Mai nói.", "Bí thư Huyện đoàn Chư Sê", "Siu H'Mai"),
        ("BÍ THƯ HUYỆN ỦY CHƯ SÊ NGUYỄN VĂN AN", "BÍ THƯ HUYỆN ỦY CHƯ SÊ", "NGUYỄN VĂN AN"),
    ],
)
def test_the_person_is_no_part_of_the_body(text: str, post: str, name: str) -> None:
    assert [printed for printed, _ in named(text, PostMention)] == [post]
    assert [text[h.name.start : h.name.stop] for r in readings(text) for h in r.holdings] == [name]


@pytest.mark.parametrize(
    ("text", "name", "company"),
    [
        ("Bí thư Chi bộ Công ty TNHH Sao Mai Lê Văn Sao phát biểu.", "Lê Văn Sao", "Công ty TNHH Sao Mai"),
        ("Bí thư Chi bộ Công ty TNHH Sao Mai, ông Lê Văn Sao, phát biểu.", None, "Công ty TNHH Sao Mai"),
        ("Ông Lê Văn Sao, Bí thư Chi bộ Công ty TNHH Sao Mai, phát biểu.", "Lê Văn Sao", "Công ty TNHH Sao Mai"),
    ],
)
def test_the_person_is_no_part_of_the_company(text: str, name: str | None, company: str) -> None:
    assert [enterprise.name for enterprise in facts(text).enterprises] == [company]
    assert name is None or list(held(text)) == [name]


# ---- bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Quận ủy Tây Hồ, Huyện ủy Ứng Hòa và Thị ủy Sơn Tây họp.", ["Quận ủy Tây Hồ", "Huyện ủy Ứng Hòa", "Thị ủy Sơn Tây"]),
        ("Huyện uỷ Ia H'Drai, Huyện ủy Ea H’leo họp.", ["Huyện uỷ Ia H'Drai", "Huyện ủy Ea H’leo"]),
        ("Quận ủy Quận 5, Đảng bộ Quận 1 họp.", ["Quận ủy Quận 5", "Đảng bộ Quận 1"]),
        ("Đảng bộ phường 12 họp.", ["Đảng bộ phường 12"]),
        ("Đảng bộ TP. Hồ Chí Minh và Đảng bộ thị trấn Chư Sê họp.", ["Đảng bộ TP. Hồ Chí Minh", "Đảng bộ thị trấn Chư Sê"]),
        ("Ban Thường vụ Huyện ủy Chư Sê họp.", ["Ban Thường vụ Huyện ủy Chư Sê"]),
        ("Ban Chấp hành Đảng bộ huyện Ia Grai họp.", ["Ban Chấp hành Đảng bộ huyện Ia Grai"]),
        ("Liên đoàn Lao động TP. Cần Thơ, LĐLĐ huyện Thới Lai họp.", ["Liên đoàn Lao động TP. Cần Thơ", "LĐLĐ huyện Thới Lai"]),
        ("Hội LHPN huyện Chư Sê, Hội CCB tỉnh Sơn La họp.", ["Hội LHPN huyện Chư Sê", "Hội CCB tỉnh Sơn La"]),
        ("Tỉnh đoàn Đồng Tháp và Huyện đoàn Tam Nông họp.", ["Tỉnh đoàn Đồng Tháp", "Huyện đoàn Tam Nông"]),
        (
            "Đảng ủy Khối Doanh nghiệp tỉnh và Đảng ủy Khối các cơ quan tỉnh họp.",
            ["Đảng ủy Khối Doanh nghiệp tỉnh", "Đảng ủy Khối các cơ quan tỉnh"],
        ),
        (
            "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Hà Giang họp.",
            ["Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Hà Giang"],
        ),
        (
            "Đảng ủy Khối Dân - Chính - Đảng thành phố Hồ Chí Minh họp.",
            ["Đảng ủy Khối Dân - Chính - Đảng thành phố Hồ Chí Minh"],
        ),
        ("Đảng ủy các Khu công nghiệp và chế xuất Hà Nội họp.", ["Đảng ủy các Khu công nghiệp và chế xuất Hà Nội"]),
        ("Đảng ủy các KCX-KCN TP HCM họp.", ["Đảng ủy các KCX-KCN TP HCM"]),
        ("Đảng ủy phường Quy Nhơn Nam họp.", ["Đảng ủy phường Quy Nhơn Nam"]),
        ("Đảng ủy Trường Đại học Hồng Đức họp.", ["Đảng ủy Trường Đại học Hồng Đức"]),
        ("Đảng ủy Công an tỉnh và Đảng ủy Quân sự huyện Chư Sê họp.", ["Đảng ủy Công an tỉnh", "Đảng ủy Quân sự huyện Chư Sê"]),
        ("Chi bộ Công ty CP Sao Mai họp.", ["Chi bộ Công ty CP Sao Mai"]),
        ("Đoàn Thanh niên Công ty CP Sao Mai họp.", ["Đoàn Thanh niên Công ty CP Sao Mai"]),
        ("Tại xã Đoàn Kết có 3 chi bộ.", []),
    ],
)
def test_a_body_is_found_whole(text: str, bodies: list[str]) -> None:
    assert [printed for printed, _ in named(text, BodyMention)] == bodies


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Huyện ủy Chư Sê thành lập được 9 chi bộ.", "chi bộ"),
        ("Huyện ủy Chư Sê thành lập được 9 chi bộ", "chi bộ"),
        ("Huyện ủy Chư Sê thành lập được 9 chi bộ; có 5 nơi vượt", "chi bộ"),
        ("Huyện đoàn Chư Sê lập được 9 chi đoàn trong doanh nghiệp.", "chi đoàn"),
        ("Thành lập mới 3 đảng bộ cơ sở trong doanh nghiệp.", "đảng bộ cơ sở"),
    ],
)
def test_what_is_counted_is_no_body(text: str, noun: str) -> None:
    tokens = [token for reading in readings(text) for token in reading.tokens]
    at = next(i for i, token in enumerate(tokens) if token.kind == "NUMBER")
    assert (tokens[at + 1].kind, tokens[at + 1].text) == ("NOUN", noun)


# ---- people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đồng chí Rơ Mah Tuân, Bí thư Đảng ủy xã Ia Dêr, có mặt.", {"Rơ Mah Tuân": ["Bí thư Đảng ủy xã Ia Dêr"]}),
        ("Đồng chí Y Biêr Niê, Phó Bí thư Huyện ủy Krông Pắc, có mặt.", {"Y Biêr Niê": ["Phó Bí thư Huyện ủy Krông Pắc"]}),
        ("Bà H’Mai Niê, Phó Chủ tịch UBND huyện Cư M'gar, cho biết.", {"H’Mai Niê": ["Phó Chủ tịch UBND huyện Cư M'gar"]}),
        ("Ông K'Ril, Bí thư Đảng ủy xã Lộc Tân, nói.", {"K'Ril": ["Bí thư Đảng ủy xã Lộc Tân"]}),
        ("Ông A Pớt, Chủ tịch UBND xã Đăk Na, nói.", {"A Pớt": ["Chủ tịch UBND xã Đăk Na"]}),
        ("Ông DANH SA RÂY, Bí thư Huyện ủy Gò Quao, nói.", {"Danh Sa Rây": ["Bí thư Huyện ủy Gò Quao"]}),
        ("Đồng chí NGUYỄN VĂN AN - Bí thư Huyện ủy Chư Sê.", {"Nguyễn Văn An": ["Bí thư Huyện ủy Chư Sê"]}),
    ],
)
def test_names_of_every_people_and_in_capitals(text: str, expected: dict[str, list[str]]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Các đồng chí: Nguyễn Văn An, Bí thư Huyện ủy Chư Sê; Trần Thị Bình, Chủ tịch UBND huyện Chư Sê dự.",
            {"Nguyễn Văn An": ["Bí thư Huyện ủy Chư Sê"], "Trần Thị Bình": ["Chủ tịch UBND huyện Chư Sê"]},
        ),
        (
            "Dự có các đồng chí Phó Bí thư Huyện ủy Chư Sê Lê Văn An, Trần Thị Bình.",
            {"Lê Văn An": ["Phó Bí thư Huyện ủy Chư Sê"], "Trần Thị Bình": ["Phó Bí thư Huyện ủy Chư Sê"]},
        ),
        (
            "Các đồng chí Phó Bí thư Huyện ủy Chư Sê: Lê Văn An, Trần Thị Bình và Phạm Công Danh cùng dự.",
            {name: ["Phó Bí thư Huyện ủy Chư Sê"] for name in ("Lê Văn An", "Trần Thị Bình", "Phạm Công Danh")},
        ),
        (
            "Đồng chí Trần Quốc Tuấn - Ủy viên Ban Chấp hành Trung ương Đảng, Bí thư Tỉnh ủy Sơn La chủ trì.",
            {"Trần Quốc Tuấn": ["Ủy viên Ban Chấp hành Trung ương Đảng", "Bí thư Tỉnh ủy Sơn La"]},
        ),
        ("Đồng chí Lê Văn An tái đắc cử Bí thư Huyện ủy Chư Sê.", {"Lê Văn An": ["Bí thư Huyện ủy Chư Sê"]}),
        ("Bí thư Huyện ủy Chư Sê là đồng chí Lê Văn An.", {"Lê Văn An": ["Bí thư Huyện ủy Chư Sê"]}),
        (
            "Phó Bí thư Huyện ủy Chư Sê Lê Văn An, Chủ tịch UBND huyện Chư Sê chủ trì.",
            {"Lê Văn An": ["Phó Bí thư Huyện ủy Chư Sê", "Chủ tịch UBND huyện Chư Sê"]},
        ),
        ("Đại tá Lê Văn Quân, Chỉ huy trưởng Ban CHQS huyện Chư Sê, nói.", {"Lê Văn Quân": ["Chỉ huy trưởng Ban CHQS huyện Chư Sê"]}),
        ("Ông Lê Văn Sao, Bí thư Chi bộ, Giám đốc Công ty TNHH Sao Mai, nói.", {"Lê Văn Sao": ["Bí thư Chi bộ", "Giám đốc"]}),
    ],
)
def test_who_holds_which_posts(text: str, expected: dict[str, list[str]]) -> None:
    said = held(text)
    assert {name: sorted(posts) for name, posts in said.items()} == {name: sorted(posts) for name, posts in expected.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Bài, ảnh: Nguyễn Văn An, Giám đốc Công ty TNHH Sao Mai.",
        "Phóng viên Lê Văn Báo trao đổi với lãnh đạo huyện.",
        "Tổng biên tập: Phạm Văn Trường.",
        "Bà Lê Thị Mơ, công nhân Công ty TNHH Sao Mai, được kết nạp.",
        "Ông Trần Văn Lẹ, Giám đốc công ty, chưa vào Đảng.",
        "Chủ tịch Hồ Chí Minh căn dặn cán bộ.",
        "Bí thư Huyện ủy yêu cầu các chi bộ làm tốt hơn.",
        "Đồng chí Bí thư Tỉnh ủy, Đoàn công tác đã thăm công ty.",
        "Ông Lê Văn Thanh trao đổi với Bí thư Huyện ủy.",
        "Trên đường Trần Phú, Bí thư Huyện ủy thăm hỏi công nhân.",
        "Phó Bí thư Thành ủy Cần Thơ Mùa này bận rộn.",
        "Nhiều người dự: UVBTV, Trưởng Ban Dân vận Tỉnh ủy.",
    ],
)
def test_who_is_no_official(text: str) -> None:
    assert not held(text)


# ---- directives


def cited(text: str) -> list[tuple[str, str | None, str, str | None]]:
    """(printed, kind, number, day) of every directive."""
    return [(p, m.kind, m.number, m.issued.text if m.issued else None) for p, m in named(text, DirectiveMention)]


@pytest.mark.parametrize(
    ("written", "kind", "number", "issued"),
    [
        ("Nghị quyết số 09-NQ/TU", "resolution", "09-NQ/TU", None),
        ("Nghị quyết 09-NQ/TU", "resolution", "09-NQ/TU", None),
        ("NGHỊ QUYẾT SỐ 09-NQ/TU", "resolution", "09-NQ/TU", None),
        ("Nghị quyết số: 09 - NQ/TU", "resolution", "09-NQ/TU", None),
        ("Nghị quyết số 09-NQ/TU ngày 27/2/2012", "resolution", "09-NQ/TU", "ngày 27/2/2012"),
        ("Nghị quyết số 09-NQ/TU, ngày 27-2-2012", "resolution", "09-NQ/TU", "ngày 27-2-2012"),
        ("Nghị quyết số 05/2019/NQ-HĐND", "resolution", "05/2019/NQ-HĐND", None),
        ("Nghị quyết 09", "resolution", "09", None),
        ("nghị quyết số 09", "resolution", "09", None),
        ("Nghị quyết Trung ương 4", "resolution", "Trung ương 4", None),
        ("Chỉ thị 05-CT/TW", "directive", "05-CT/TW", None),
        ("33-CT/TW", "directive", "33-CT/TW", None),
        ("Chỉ thị 05", "directive", "05", None),
        ("Kết luận số 67-KL/TU", "conclusion", "67-KL/TU", None),
        ("Kết luận số 80", "conclusion", "80", None),
        ("Thông báo kết luận số 12-TB/TU", "conclusion", "12-TB/TU", None),
        ("Kế hoạch số 95 - KH/TU", "plan", "95-KH/TU", None),
        ("Kế hoạch số 120", "plan", "120", None),
        ("Đề án số 03-ĐA/TU", "plan", "03-ĐA/TU", None),
        ("Quyết định 1415-QĐ/TU", "decision", "1415-QĐ/TU", None),
        ("Quy định số 45-QĐ/TW", "regulation", "45-QĐ/TW", None),
        ("Quy định 08-QĐi/TW", "regulation", "08-QĐi/TW", None),
        ("Chương trình hành động số 27-CTrHĐ/TU", "programme", "27-CTrHĐ/TU", None),
        ("Hướng dẫn số 01-HD/TW", "guidance", "01-HD/TW", None),
        ("Thông tri 05-TT/TU", "notice", "05-TT/TU", None),
        ("Nghị định số 98/2014/NĐ-CP", "other", "98/2014/NĐ-CP", None),
    ],
)
def test_a_directive_in_all_its_forms(written: str, kind: str, number: str, issued: str | None) -> None:
    assert cited(f"Huyện ủy thực hiện {written} đạt kết quả.") == [(written, kind, number, issued)]


def test_several_directives_share_a_word() -> None:
    text = "Thực hiện Nghị quyết 21-NQ/TW, 22-NQ/TW và 23-NQ/TW của Trung ương."
    assert [number for _, _, number, _ in cited(text)] == ["21-NQ/TW", "22-NQ/TW", "23-NQ/TW"]


@pytest.mark.parametrize(
    "text",
    [
        "Huyện đặt kế hoạch 120 đảng viên.",
        "Kế hoạch 120 chi bộ là cao.",
        "Nghị quyết 10 tổ chức đảng đề ra.",
        "Nghị quyết đại hội đề ra.",
        "Nghị quyết năm 2019 đề ra.",
        "Đạt 105% nghị quyết, 12/10 chi bộ.",
        "Chương trình 5 năm của huyện.",
    ],
)
def test_what_is_no_directive(text: str) -> None:
    assert not cited(text)
