"""Which place, body, directive, day and plan an article means by what it leaves out."""

import ast
import operator
import re

import pytest

from kg import extract, files, lex
from kg.fold import fold
from kg.records import Document, Facts, Number, Target
from kg.resolve import when
from kg.resolve.home import Home

# Around each case, so that it is running text and not a headline.
HEAD = "Chuyện xây dựng Đảng ở cơ sở\n\n"
TAIL = "\n\nCông tác tạo nguồn được các cấp quan tâm, nhiều cách làm hay được nhân rộng trong toàn đảng bộ thời gian qua.\n"


def facts(text: str, published: str | None = "2020-08-15", publisher: str | None = None) -> Facts:
    return extract.facts(Document("test", "test.txt", "", HEAD + text + TAIL, published=published, publisher=publisher))


def target(text: str, published: str | None = "2020-08-15", publisher: str | None = None) -> Target:
    """The one target of a text."""
    (found,) = facts(text, published, publisher).targets
    return found


# ---- the home place


@pytest.mark.parametrize(
    ("text", "publisher", "unit", "evidence"),
    [
        ("Toàn tỉnh kết nạp 120 đảng viên.", "Báo Bắc Ninh", "P27-legacy", "publisher: Bắc Ninh"),
        ("Toàn tỉnh kết nạp 120 đảng viên.", "Báo Điện Biên Phủ", "P11-current", "publisher: Báo Điện Biên Phủ"),
        ("Tỉnh ủy Sơn La kết nạp 120 đảng viên.", None, "P14-current", "named: tỉnh ủy sơn la"),
        ("Huyện ủy Chư Sê kết nạp 120 đảng viên.", None, "P64-legacy", "district: huyện ủy chư sê"),
        ("Quận ủy Tây Hồ và Huyện ủy Ứng Hòa kết nạp 120 đảng viên.", None, "P01-current", "district: quận ủy tây hồ"),
    ],
)
def test_the_province_and_what_says_so(text: str, publisher: str | None, unit: str, evidence: str) -> None:
    place = facts(text, publisher=publisher).place
    assert place is not None
    assert (place.unit, place.evidence) == (unit, evidence)


@pytest.mark.parametrize(("published", "unit"), [("2019-03-01", "P25-legacy"), ("2010-03-01", None)])
def test_an_official_in_office_tells_the_province(published: str, unit: str | None) -> None:
    """Bùi Minh Châu was secretary in Phú Thọ from the end of 2018 on."""
    place = facts("Bí thư Tỉnh ủy Bùi Minh Châu chủ trì. Toàn tỉnh kết nạp 120 đảng viên.", published).place
    assert (place.unit if place else None) == unit
    assert place is None or place.evidence.startswith("official: ")


@pytest.mark.parametrize("text", ["Toàn tỉnh kết nạp 120 đảng viên.", "Huyện ủy Châu Thành kết nạp 120 đảng viên."])
def test_what_nothing_tells_stays_open(text: str) -> None:
    """Châu Thành is a district of many provinces."""
    assert facts(text).place is None


def test_a_district_of_many_provinces_is_that_of_the_paper() -> None:
    assert target("Huyện ủy Châu Thành kết nạp 12 đảng viên.", publisher="Báo Tiền Giang").organisation_key == "party_committee/D821"


# ---- bodies that the text leaves out or points at


@pytest.mark.parametrize(
    ("text", "publisher", "organisation", "key"),
    [
        ("Toàn tỉnh kết nạp 120 đảng viên.", "Báo Bắc Ninh", "Tỉnh ủy Bắc Ninh", "party_committee/P27-legacy"),
        ("Kết nạp 120 đảng viên trong năm 2019.", "Báo Bắc Ninh", "Tỉnh ủy Bắc Ninh", "party_committee/P27-legacy"),
        ("Quận ủy Tây Hồ đã họp. Toàn quận kết nạp 80 đảng viên.", None, "Quận ủy Tây Hồ", "party_committee/D003"),
        ("Huyện ủy Chư Sê đã họp. Đơn vị này kết nạp 80 đảng viên.", None, "Huyện ủy Chư Sê", "party_committee/D633"),
        ("Huyện ủy Chư Sê, Huyện ủy Ia Grai đã họp. Tại đây, kết nạp 80 đảng viên.", None, "Huyện ủy Ia Grai", "party_committee/D628"),
        ("Thành ủy đã giao. Thành phố kết nạp 60 đảng viên.", "Báo Hà Nội mới", "Thành ủy Hà Nội", "party_committee/P01-current"),
        (
            "Tỉnh ủy giao. Liên đoàn Lao động tỉnh thành lập 12 CĐCS.",
            "Báo Sơn La",
            "Liên đoàn Lao động tỉnh Sơn La",
            "trade_union/P14-current",
        ),
        (
            "Đảng bộ Khối Doanh nghiệp tỉnh đã họp. Toàn Khối kết nạp 30 đảng viên.",
            "Báo Sơn La",
            "Đảng bộ Khối Doanh nghiệp tỉnh",
            "party_committee/P14-current/khối-doanh-nghiệp",
        ),
        (
            "Đảng bộ Khối Doanh nghiệp tỉnh đã họp. Đảng bộ Khối kết nạp 30 đảng viên.",
            "Báo Sơn La",
            "Đảng bộ Khối Doanh nghiệp tỉnh",
            "party_committee/P14-current/khối-doanh-nghiệp",
        ),
        ("Toàn thành phố kết nạp 60 đảng viên.", "Báo Quảng Ninh", None, None),
    ],
)
def test_whom_a_figure_is_about(text: str, publisher: str | None, organisation: str | None, key: str | None) -> None:
    found = target(text, publisher=publisher)
    assert (found.organisation, found.organisation_key) == (organisation, key)


def test_a_committee_without_its_place_gets_it() -> None:
    names = {c.name for c in facts("Thành ủy giao chỉ tiêu cho Quận ủy Tây Hồ. Thành ủy đã kiểm tra.").committees}
    assert names == {"Thành ủy Hà Nội", "Quận ủy Tây Hồ"}


def test_two_names_of_one_body_share_a_key() -> None:
    found = facts("Đảng bộ huyện Chư Sê họp. Huyện ủy Chư Sê kết nạp 12 đảng viên.").committees
    assert {(c.name, c.key) for c in found} == {
        ("Đảng bộ huyện Chư Sê", "party_committee/D633"),
        ("Huyện ủy Chư Sê", "party_committee/D633"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Văn Yên: Kết quả phát triển đảng\n\nNăm 2024, huyện kết nạp 90 đảng viên.",
        "Huyện ủy Văn Yên nhìn lại năm 2024. Đoàn công tác của huyện Trấn Yên đến thăm. Toàn huyện kết nạp 90 đảng viên năm 2024. "
        "Huyện Văn Yên có nhiều doanh nghiệp. Huyện ủy Văn Yên sẽ tiếp tục.",
    ],
)
def test_a_paper_of_today_tells_of_a_district_of_a_province_that_its_own_was_made_of(text: str) -> None:
    assert target(text, "2026-02-05", "Báo Lào Cai").organisation_key == "party_committee/D136"


def test_the_same_unit_of_two_districts_is_two_bodies() -> None:
    found = facts("Đảng ủy Quân sự huyện Chư Sê kết nạp 12 đảng viên. Đảng ủy Quân sự huyện Ia Grai kết nạp 12 đảng viên.")
    assert len({c.key for c in found.committees}) == 2
    assert len(found.targets) == 2


TIMES = [
    # Lào Cai before and after it was merged with Yên Bái, and what is told of Yên Bái afterwards.
    ("Tỉnh ủy Lào Cai", "2020-08-15", "Báo Lào Cai", "P10-legacy"),
    ("Tỉnh ủy Lào Cai", "2026-08-15", "Báo Lào Cai", "P15-2025"),
    ("Tỉnh ủy Yên Bái", "2026-08-15", "Báo Lào Cai", "P15-legacy"),
    ("Huyện ủy Văn Yên", "2026-08-15", "Báo Lào Cai", "D136"),
    # One code, two districts.
    ("Quận ủy 2", "2019-08-15", "Báo Sài Gòn Giải Phóng", "H-district-769-2021-01-01"),
    ("Thành ủy Thủ Đức", "2022-08-15", "Báo Sài Gòn Giải Phóng", "D769"),
    ("Quận ủy Thủ Đức", "2019-08-15", "Báo Sài Gòn Giải Phóng", "H-district-762-2021-01-01"),
    # A district of ten provinces; after the reform of none that is sure where a province holds two of them.
    ("Huyện ủy Châu Thành", "2020-08-15", "Báo Tiền Giang", "D821"),
    ("Huyện ủy Châu Thành", "2020-08-15", "Báo Bến Tre", "D831"),
    ("Huyện ủy Châu Thành", "2026-08-15", "Báo Đồng Tháp", None),
    ("Huyện ủy Phú Tân", "2026-08-15", "Báo An Giang", "D888"),
    ("Huyện ủy Vĩnh Thạnh", "2026-08-15", "Báo Gia Lai", "D546"),
    # The city in Thừa Thiên Huế, then the municipality and its districts.
    ("Thành ủy Huế", "2023-08-15", "Báo Thừa Thiên Huế", "H-district-474-2025-01-01"),
    ("Thành ủy Huế", "2025-03-15", None, "P46-current"),
    ("Quận ủy Thuận Hóa", "2025-03-15", None, "D474"),
    ("Quận ủy Thuận Hóa", "2026-03-15", "Báo Huế", "D474"),
    ("Quận ủy Phú Xuân", "2025-03-15", None, "D475"),
    ("Huyện ủy Từ Liêm", "2012-08-15", None, "H-district-019-2013-12-28"),
    ("Huyện ủy Từ Liêm", "2020-08-15", "Báo Hànộimới", "H-district-019-2013-12-28"),
    ("Quận ủy Nam Từ Liêm", "2020-08-15", None, "D019"),
    ("Tỉnh ủy Hà Tây", "2007-08-15", None, "H-province-28-2008-08-01"),
    ("Huyện ủy Ba Vì", "2007-08-15", None, "H-district-271-2008-08-01"),
    ("Huyện ủy Ba Vì", "2009-08-15", None, "D271"),
    # District, town and city in turn.
    ("Huyện ủy Phổ Yên", "2014-08-15", None, "H-district-172-2015-05-16"),
    ("Thị ủy Phổ Yên", "2021-08-15", None, "H-district-172-2022-04-10"),
    ("Thành ủy Phổ Yên", "2023-08-15", None, "D172"),
]


@pytest.mark.parametrize(("name", "published", "publisher", "unit"), TIMES)
def test_a_body_is_that_of_the_place_in_its_time(name: str, published: str, publisher: str | None, unit: str | None) -> None:
    (body,) = facts(f"{name} kết nạp 12 đảng viên trong năm 2019.", published, publisher).committees
    assert (body.name, body.unit) == (name, unit)


@pytest.mark.parametrize(
    ("publisher", "key"),
    [
        ("Báo Đồng Tháp", "party_committee/P82-2025/huyện-châu-thành"),  # one of the two that are there
        ("Báo Lào Cai", "party_committee/?test/huyện-châu-thành"),  # there is none there
        ("Báo Lào Cai", "party_committee/P15-2025/huyện-xa-lạ"),  # in no list: taken for one of the paper's province
    ],
)
def test_a_district_that_is_not_resolved_is_not_put_where_none_is(publisher: str, key: str) -> None:
    name = key.rpartition("/")[2].partition("-")[2].replace("-", " ").title()
    (body,) = facts(f"Huyện ủy {name} kết nạp 12 đảng viên.", "2026-08-15", publisher).committees
    assert body.key == key


def test_a_number_before_what_is_counted_names_no_district() -> None:
    found = facts("Quận ủy Tây Hồ đã họp. Đến nay Quận ủy 12 đảng viên đã kết nạp.", "2020-08-15", "Báo Hànộimới")
    assert {body.unit for body in found.committees} <= {"D003", None, "P01-current"}


def test_general_words_name_no_body() -> None:
    assert not facts("Các quận ủy, huyện ủy đã vào cuộc. Nhiều đảng ủy xã làm tốt.").committees


# ---- directives


def test_a_short_form_is_the_directive_named_before() -> None:
    text = "Thành ủy Hà Nội ban hành Nghị quyết số 09-NQ/TU ngày 27/2/2012. Nghị quyết 09 đi vào cuộc sống. Kết luận số 80 cũng vậy."
    found = facts(text).directives
    assert [(d.number, d.kind, d.issuer, d.issued, len(d.spans)) for d in found] == [
        ("09-NQ/TU", "resolution", "Thành ủy Hà Nội", "2012-02-27", 2),
        ("80", "conclusion", None, None, 1),
    ]
    assert found[0].key == "09-NQ/TU@P01-current@2012-02-27"


def test_one_directive_continues_another() -> None:
    text = "Thực hiện Kết luận số 67-KL/TU về việc tiếp tục thực hiện Nghị quyết số 09-NQ/TU của Thành ủy Hà Nội, các nơi đã vào cuộc."
    continues, continued = facts(text).directives
    assert [(r.type, r.number, r.key) for r in continues.relations] == [("continues", "09-NQ/TU", continued.key)]


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("Nghị quyết số 12-NQ/TU", "Tỉnh ủy Bắc Ninh"),
        ("Nghị quyết số 12-NQ/TU của Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Bắc Ninh"),
        ("Chỉ thị số 33-CT/TW của Ban Bí thư", "Ban Bí thư"),
        ("Chỉ thị số 33-CT/TW", None),
        ("Hướng dẫn số 12-HD/BTCTW", "Ban Tổ chức Trung ương"),
    ],
)
def test_who_issued_a_directive(number: str, issuer: str | None) -> None:
    (found,) = facts(f"Các cấp đã thực hiện {number} đạt kết quả.", publisher="Báo Bắc Ninh").directives
    assert found.issuer == issuer


def test_results_belong_to_the_directive_carried_out() -> None:
    text = (
        "Thực hiện Nghị quyết số 09-NQ/TU của Thành ủy Hà Nội, năm 2019 Quận ủy Tây Hồ kết nạp 12/10 đảng viên. Nghị quyết 09 có hiệu quả."
    )
    assert target(text).directive == "09-NQ/TU"


# ---- days

# An article of August 2020 that reports on that year, with the term 2015-2020 named.
HOME = Home(None, None, None, None, "2020-08-15", 2020)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("năm 2019", ("2019-01-01", "2019-12-31")),
        ("quý II/2019", ("2019-04-01", "2019-06-30")),
        ("quý I", ("2020-01-01", "2020-03-31")),
        ("quý IV", ("2019-10-01", "2019-12-31")),
        ("6 tháng đầu năm", ("2020-01-01", "2020-06-30")),
        ("6 tháng đầu năm 2018", ("2018-01-01", "2018-06-30")),
        ("6 tháng cuối năm 2018", ("2018-07-01", "2018-12-31")),
        ("9 tháng đầu năm 2019", ("2019-01-01", "2019-09-30")),
        ("7 tháng đầu năm", ("2020-01-01", "2020-07-31")),
        ("tháng 2/2020", ("2020-02-01", "2020-02-29")),
        ("tháng 11", ("2019-11-01", "2019-11-30")),
        ("nhiệm kỳ 2015-2020", ("2015-01-01", "2020-12-31")),
        ("từ năm 2016 đến năm 2019", ("2016-01-01", "2019-12-31")),
        ("từ năm 2016 đến nay", ("2016-01-01", None)),
        ("đến năm 2030", ("2030-01-01", "2030-12-31")),
        ("năm ngoái", ("2019-01-01", "2019-12-31")),
        ("năm nay", ("2020-01-01", "2020-12-31")),
        ("sau 3 năm", ("2017-01-01", "2020-12-31")),
    ],
)
def test_a_period_as_days(words: str, expected: tuple[str | None, str | None]) -> None:
    read = lex.read_period(fold(words))
    assert read is not None
    assert read[0] == len(words)
    period = when.period(read[1], HOME, None, None)
    assert period is not None
    assert (period.start, period.end) == expected


@pytest.mark.parametrize(
    ("text", "published", "period", "as_of"),
    [
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 60 đảng viên.", "2020-01-15", ("2019-01-01", "2019-12-31"), None),
        ("Đến 30/6/2020, Huyện ủy Chư Sê kết nạp 60/100 đảng viên.", "2020-07-15", ("2020-01-01", "2020-12-31"), "2020-06-30"),
        ("9 tháng đầu năm, Huyện ủy Chư Sê kết nạp 60 đảng viên.", "2020-10-15", ("2020-01-01", "2020-09-30"), None),
        ("9 tháng đầu năm, Huyện ủy Chư Sê kết nạp 60/100 đảng viên.", "2020-10-15", ("2020-01-01", "2020-12-31"), "2020-09-30"),
        ("Quý I, Huyện ủy Chư Sê kết nạp 60 đảng viên.", "2020-04-15", ("2020-01-01", "2020-03-31"), None),
        ("Huyện ủy Chư Sê kết nạp 60 đảng viên, vượt kế hoạch năm.", "2020-01-15", ("2019-01-01", "2019-12-31"), None),
        ("Từ năm 2016 đến nay, Huyện ủy Chư Sê kết nạp 60 đảng viên.", "2020-04-15", ("2016-01-01", None), None),
        ("Huyện ủy Chư Sê phấn đấu năm 2025 kết nạp 60 đảng viên.", "2020-04-15", ("2025-01-01", "2025-12-31"), None),
        ("Huyện ủy Chư Sê có 1.200 đảng viên.", "2020-04-15", None, None),
    ],
)
def test_which_days_a_figure_covers(text: str, published: str, period: tuple[str, str | None] | None, as_of: str | None) -> None:
    found = target(text, published)
    assert ((found.period.start, found.period.end) if found.period else None, found.as_of) == (period, as_of)


def test_an_article_without_a_date_is_dated_by_its_years() -> None:
    dated = facts("Năm 2019, Huyện ủy Chư Sê kết nạp 60 đảng viên, nhiều hơn năm 2018.", None).dated
    assert dated is not None
    assert (dated.start, dated.end) == ("2019-01-01", "2020-12-31")
    assert "2019" in dated.evidence


# ---- whether a plan was met


@pytest.mark.parametrize(
    ("text", "published", "status", "basis"),
    [
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 120/100 đảng viên.", "2020-01-15", "exceeded", "computed"),
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 100/100 đảng viên.", "2020-01-15", "met", "computed"),
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 60/100 đảng viên.", "2020-01-15", "missed", "computed"),
        ("Năm 2020, Huyện ủy Chư Sê kết nạp 60/100 đảng viên.", "2020-07-15", None, None),
        ("Năm 2020, Huyện ủy Chư Sê kết nạp 60/100 đảng viên.", "2021-01-15", "missed", "computed"),
        ("Năm 2020, Huyện ủy Chư Sê kết nạp 120/100 đảng viên.", "2020-07-15", "exceeded", "computed"),
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 60 đảng viên.", "2020-01-15", None, None),
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 60 đảng viên, vượt 20 đảng viên so với chỉ tiêu.", "2020-01-15", "exceeded", "stated"),
        ("Năm 2019, Huyện ủy Chư Sê kết nạp 60 đảng viên, đạt 120% kế hoạch.", "2020-01-15", "exceeded", "computed"),
        (
            "Huyện ủy Chư Sê không phát triển được tổ chức đảng nào trong năm 2019, không đạt chỉ tiêu.",
            "2020-01-15",
            "missed",
            "stated",
        ),
        ("Năm 2020, Huyện ủy Chư Sê kết nạp 60/100 đảng viên, không đạt chỉ tiêu.", "2020-07-15", "missed", "stated"),
    ],
)
def test_whether_a_plan_was_met(text: str, published: str, status: str | None, basis: str | None) -> None:
    found = target(text, published)
    assert (found.status, found.status_basis) == (status, basis)


# ---- plans that are not printed but follow

_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}


def value(expression: str) -> Number:
    """What an expression of whole numbers comes to; anything else in it fails."""

    def of(node: ast.expr) -> Number:
        if isinstance(node, ast.Constant):
            assert isinstance(node.value, int | float)
            return node.value
        assert isinstance(node, ast.BinOp)
        result: Number = _OPERATORS[type(node.op)](of(node.left), of(node.right))
        return result

    return of(ast.parse(expression, mode="eval").body)


@pytest.mark.parametrize(
    ("text", "planned", "expression"),
    [
        ("Huyện ủy Chư Sê thành lập 7 tổ chức đảng, vượt 1 so với chỉ tiêu.", 6, "7 - 1"),
        ("Huyện ủy Chư Sê thành lập 3 tổ chức đảng, thiếu 2 so với chỉ tiêu.", 5, "3 + 2"),
        ("Huyện ủy Chư Sê thành lập 3 tổ chức đảng, bằng một nửa chỉ tiêu.", 6, "3 * 2"),
        ("Huyện ủy Chư Sê kết nạp 1.120 đảng viên, vượt 120 đảng viên so với kế hoạch năm.", 1000, "1120 - 120"),
    ],
)
def test_a_plan_that_follows(text: str, planned: int, expression: str) -> None:
    found = target(text)
    assert found.planned == planned
    (derived,) = found.derived
    assert (derived.field, derived.source) == ("planned", expression)
    assert value(derived.source) == planned


def test_a_derivation_shows_the_numbers_it_is_made_of() -> None:
    text = "Huyện ủy Chư Sê thành lập 7 tổ chức đảng, vượt 1 so với chỉ tiêu."
    (derived,) = target(text).derived
    shown = [(HEAD + text)[start:stop] for start, stop in derived.spans]
    assert [number for piece in shown for number in re.findall(r"\d+", piece)] == ["7", "1"]


def test_every_derivation_of_the_articles_that_are_shipped_holds() -> None:
    count = 0
    for path in sorted(files.REPORTS.glob("*.txt")):
        for found in extract.facts(Document(path.stem, path.name, "", path.read_text(encoding="utf-8"))).targets:
            for derived in found.derived:
                count += 1
                assert value(derived.source) == pytest.approx(getattr(found, derived.field)), (path.stem, derived)
    assert count > 10


@pytest.mark.parametrize(
    ("text", "giver"),
    [
        ("Huyện ủy Ba Vì kết nạp 412 đảng viên, vượt chỉ tiêu Thành ủy Hà Nội giao (400).", "Thành ủy Hà Nội"),
        ("Huyện ủy Chư Sê, tỉnh Gia Lai kết nạp 39 đảng viên, đạt 130% chỉ tiêu tỉnh giao.", "Tỉnh ủy Gia Lai"),
        ("LĐLĐ tỉnh Hà Tĩnh thành lập 38 CĐCS, thiếu 7 CĐCS so với chỉ tiêu Tổng LĐLĐ Việt Nam giao.", "Tổng LĐLĐ Việt Nam"),
        ("Huyện ủy Ba Vì được giao kết nạp 10 đảng viên, kết nạp được 12.", None),
    ],
)
def test_who_gave_a_plan_is_whom_the_words_name(text: str, giver: str | None) -> None:
    assert target(text).assigned_by == giver


def test_a_plan_is_under_the_directive_named_beside_it() -> None:
    found = facts(
        "Thực hiện Nghị quyết số 22-NQ/TU ngày 6/3/2018 của Tỉnh ủy Quảng Ninh, năm 2018 tỉnh thành lập 34/30 tổ chức đảng.\n\n"
        "Theo Kết luận số 598-KL/TU ngày 15/6/2019 của Ban Thường vụ Tỉnh ủy, năm 2019 thành lập 33/32 tổ chức đảng. "
        "Năm 2017, tỉnh thành lập được 25/24 tổ chức đảng.\n\n"
        "Theo Nghị quyết số 22-NQ/TU, năm 2020 tỉnh thành lập 9/8 tổ chức đảng."
    )
    assert [(t.planned, t.directive) for t in found.targets] == [(30, "22-NQ/TU"), (32, "598-KL/TU"), (24, None), (8, "22-NQ/TU")]


def test_what_the_centre_resolved_is_no_reason_when_it_is_named_by_the_way() -> None:
    opening = "Đảng bộ tỉnh Tiền Giang kết nạp 569 đảng viên trong năm 2019, đạt 37,9% chỉ tiêu.\n\n" + "Hội nghị bàn nhiều việc. " * 40
    found = facts(
        opening + "\n\nThực hiện Nghị quyết số 35-NQ/TW ngày 22/10/2018 của Bộ Chính trị, các cấp ủy đấu tranh với tin sai. "
        "Việc thực hiện Nghị quyết số 35-NQ/TW được kiểm tra."
    )
    assert [t.directive for t in found.targets] == [None]


# ---- plan and result that stand apart


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What came of a plan of the year from its first day on, before or behind it.
        ("Năm 2020, Huyện ủy Chư Sê được giao lập 3 chi bộ. Sáu tháng qua mới lập được 1 chi bộ.", (3, 1, "2020-01-01", "2020-06-30")),
        (
            "Ba tháng đầu năm, Huyện ủy Chư Sê kết nạp 22 đảng viên. Kế hoạch cả năm là 120 đảng viên.",
            (120, 22, "2020-01-01", "2020-03-31"),
        ),
        # A plan of every year against the result of one.
        (
            "Đại hội Đảng bộ huyện Chư Sê nhiệm kỳ 2015 - 2020 đề ra mỗi năm kết nạp 150 đảng viên. "
            "Năm 2019, toàn huyện kết nạp 162 đảng viên.",
            (150, 162, "2019-01-01", None),
        ),
    ],
)
def test_a_plan_and_what_came_of_it_are_one(text: str, expected: tuple[int, int, str, str | None]) -> None:
    told = [(t.planned, t.achieved, t.period.start if t.period else None, t.as_of) for t in facts(text).targets if t.achieved is not None]
    assert told == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Năm 2020, Huyện ủy Chư Sê được giao kết nạp 120 đảng viên. Riêng quý II, toàn huyện kết nạp 22 đảng viên.",
        "Đại hội Đảng bộ huyện Chư Sê đề ra nhiệm kỳ 2020 - 2025 kết nạp 800 đảng viên. "
        "Sáu tháng đầu năm, toàn huyện kết nạp 62 đảng viên.",
    ],
)
def test_a_plan_and_a_part_of_its_time_stay_apart(text: str) -> None:
    assert {(t.planned is None, t.achieved is None) for t in facts(text).targets} == {(False, True), (True, False)}


def test_an_abbreviation_in_brackets_is_no_part_of_a_key() -> None:
    text = "Đảng bộ các Khu công nghiệp (KCN) Thái Nguyên họp. Đảng ủy các Khu công nghiệp Thái Nguyên kết nạp 65 đảng viên trong năm 2021."
    assert len({body.key for body in facts(text).committees}) == 1


def test_a_plan_and_its_result_beside_it_are_one_quote() -> None:
    found = target("Năm 2020, ở Huyện ủy Chư Sê, chỉ tiêu là hai chi bộ, song cả năm không lập được chi bộ nào.")
    assert (found.planned, found.achieved) == (2, 0)
    assert "hai chi bộ, song cả năm không lập được" in found.quote


# ---- what is the article's own, and what it only looks at


def test_a_plan_of_the_year_is_not_of_the_term_of_its_programme() -> None:
    found = target(
        "LĐLĐ huyện Chư Sê kiểm điểm nửa chặng đường thực hiện Chương trình số 02/CTr-LĐLĐ giai đoạn 2018 - 2023.\n\n"
        "Tính đến 30/6/2020, công đoàn các cấp kết nạp 964/1.300 đoàn viên công đoàn, đạt 74,2% kế hoạch năm."
    )
    assert found.period is not None
    assert (found.period.start, found.as_of) == ("2020-01-01", "2020-06-30")


def test_what_is_aimed_at_is_not_of_the_year_looked_back_to() -> None:
    found = facts(
        "Năm 2020, Huyện ủy Chư Sê phấn đấu lập 5 chi bộ.\n\nNhìn lại năm 2019, toàn huyện lập được 3 chi bộ.\n\n"
        "Liên đoàn Lao động huyện được giao thành lập 45 công đoàn cơ sở.",
        "2020-04-22",
    )
    assert [(t.planned, t.period.start if t.period else None) for t in found.targets if t.planned] == [
        (5, "2020-01-01"),
        (45, "2020-01-01"),
    ]


def test_a_year_far_ahead_is_the_topic_of_its_paragraph_alone() -> None:
    found = facts(
        "Trong năm 2020, Huyện ủy Chư Sê phấn đấu lập 5 chi bộ. Xa hơn, đến năm 2025, huyện phấn đấu có 40 chi bộ.\n\n"
        "Huyện ủy giao kết nạp 120 đảng viên."
    )
    assert [t.period.start for t in found.targets if t.planned == 120 and t.period] == ["2020-01-01"]


def test_the_commune_of_the_title_is_meant_by_its_bare_name() -> None:
    text = (
        "Xã Quảng Hiệp: chi bộ nào cũng có đảng viên\n\nXã mới hình thành từ hai xã Hàm Minh và Hàm Cường. Đảng bộ xã kết nạp 17 đảng viên."
    )
    found = extract.facts(Document("test", "test.txt", "", text + TAIL, published="2025-11-08"))
    assert {t.organisation for t in found.targets} == {"Đảng bộ xã Quảng Hiệp"}


def test_an_article_of_a_whole_city_is_of_none_of_its_districts() -> None:
    found = facts(
        "Toàn thành phố lập 21 tổ chức đảng. Đóng góp nhiều nhất là Quận ủy Hồng Bàng 4 tổ chức; Quận ủy Hồng Bàng còn kết nạp 52 người.",
        "2014-01-22",
        "Báo Hải Phòng",
    )
    assert found.targets[0].organisation == "Thành ủy Hải Phòng"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bí thư Đảng ủy xã Hoàng Văn Tộ phát biểu.", "Hoàng Văn Tộ"),
        ("Bí thư Đảng ủy xã Đức Hòa Hạ Lê Văn Rạng phát biểu.", "Lê Văn Rạng"),
        ("Anh Ông Văn Cảnh, Phó Bí thư Thành đoàn Đà Nẵng, phát biểu.", "Ông Văn Cảnh"),
    ],
)
def test_where_a_commune_ends_and_a_person_begins(text: str, name: str) -> None:
    assert [official.name for official in facts(text).officials] == [name]


def test_a_committee_of_a_trade_has_a_name_of_its_own() -> None:
    found = facts("Năm 2020, Đảng ủy Than Quảng Ninh kết nạp 512 đảng viên. Đảng bộ Than Quảng Ninh có 20.000 đảng viên.")
    assert {t.organisation_key for t in found.targets} == {"party_committee/P22-current/than"}


@pytest.mark.parametrize(
    ("text", "organisations"),
    [
        (
            "Kết quả năm 2020 như sau:\n\nTT\nĐơn vị\nChỉ tiêu kết nạp đảng viên\nThực hiện\n%\n"
            "1\nThành phố\n60\n71\n118,3\n2\nĐông Hưng\n35\n35\n100\n3\nHưng Hà\n40\n38\n95",
            ["Thành ủy Thái Bình", "Huyện ủy Đông Hưng", "Huyện ủy Hưng Hà"],
        ),
        (
            "Năm 2020, Đảng bộ Tòa án nhân dân tỉnh kết nạp 8 đảng viên; Đảng ủy Quân sự tỉnh 21, Bộ đội Biên phòng tỉnh 11.",
            ["Đảng bộ Tòa án nhân dân tỉnh", "Đảng ủy Quân sự tỉnh", "Bộ đội Biên phòng tỉnh Thái Bình"],
        ),
    ],
)
def test_whose_a_row_or_an_item_is(text: str, organisations: list[str]) -> None:
    assert [t.organisation for t in facts(text, "2021-01-15", "Báo Thái Bình").targets] == organisations


@pytest.mark.parametrize(
    "text",
    [
        "Trong hai năm (2018 - 2019), các cấp ủy ở huyện Chư Sê đã thành lập 21 tổ chức đảng.",
        "Từ năm 2018 đến năm 2019, huyện Chư Sê kết nạp 187 đảng viên. Đến cuối năm 2019, huyện có 43 chi bộ.\n\n"
        "Huyện ủy còn thành lập 21 tổ chức đảng.",
    ],
    ids=["years in brackets", "the last of them"],
)
def test_what_came_of_several_years_is_of_all_of_them(text: str) -> None:
    (found,) = [t for t in facts(text).targets if t.achieved == 21]
    assert found.period is not None
    assert (found.period.start, found.period.end) == ("2018-01-01", "2019-12-31")
