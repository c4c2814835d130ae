"""The reference data as it is, and every trap of names that the gazetteer must not fall into."""

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kg import gazetteer
from kg.files import REFERENCE, VIETNAMESE
from kg.fold import fold
from kg.gazetteer import Unit, spelling
from kg.gazetteer.officials import _office, _people
from kg.gazetteer.units import communes_by_id, under

PLACES = tomllib.loads((VIETNAMESE / "places.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(*units: Unit | None) -> list[str | None]:
    return [unit.unit_id if unit else None for unit in units]


UNITS = gazetteer.units()
PROVINCES_63 = [u for u in UNITS if u.level == "province" and gazetteer.in_force(u, "2024-12-31")]
PROVINCES_34 = [u for u in UNITS if u.level == "province" and gazetteer.in_force(u, "2025-07-01")]
DISTRICTS = [u for u in UNITS if u.level == "district"]


# --- the files


def test_the_readme_counts_the_rows_of_every_file() -> None:
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"^\| `(\w+\.csv)` \| (\d+) \|", readme, re.MULTILINE)}
    assert stated == {path.name: len(rows(path.name)) for path in REFERENCE.glob("*.csv")}


def test_the_readme_states_licences_and_credits() -> None:
    readme = (REFERENCE / "README.md").read_text(encoding="utf-8")
    for needed in (
        "CC BY-SA 4.0",
        "CC BY 4.0",
        "CC0",
        "MIT",
        "GeoNames",
        "Who's On First",
        "Wikidata",
        "Permission is hereby granted",
        "curid=",
    ):
        assert needed in readme


def test_the_files_are_those_of_the_reference_they_were_copied_from() -> None:
    source = Path(__file__).parents[2] / "shared" / "reference"
    if not source.is_dir():
        pytest.skip("../shared/reference is not here: nothing to compare the copies with")
    for path in source.glob("*.csv"):
        assert (REFERENCE / path.name).read_bytes() == path.read_bytes(), path.name


def test_provinces_went_where_the_mergers_say() -> None:
    for row in rows("province_mergers_2025.csv"):
        old = gazetteer.province(row["old_name_vi"], on="2025-06-30")
        new = gazetteer.province(row["new_name_vi"], on="2025-07-01")
        assert old
        assert old.gso_code == row["old_gso_code"]
        assert new
        assert new.gso_code == row["new_gso_code"]
        assert (old == new) == (row["change"] == "unchanged")


def test_importing_reads_nothing() -> None:
    code = "import sys; sys.addaudithook(lambda e, a: print(a[0]) if e == 'open' else None); import kg.gazetteer"
    opened = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "gazetteer" in opened
    assert ".csv" not in opened
    assert ".toml" not in opened


def test_communes_are_not_read_with_the_rest() -> None:
    code = """import sys; sys.addaudithook(lambda e, a: print(a[0]) if e == 'open' else None)
from kg import gazetteer
gazetteer.names(), gazetteer.officials("Hồ Quốc Dũng"), gazetteer.province_of_publisher("huyện Châu Thành")"""
    opened = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "officials.csv" in opened
    assert "communes" not in opened


# --- units


def test_counts_of_units() -> None:
    assert (len(PROVINCES_63), len(PROVINCES_34)) == (63, 34)
    assert Counter(u.level for u in UNITS) == {"district": 865, "province": 89}
    assert sum(gazetteer.in_force(u, "2025-06-30") for u in DISTRICTS) == 696


def test_every_parent_exists_and_was_in_force() -> None:
    for unit in UNITS:
        assert (unit.parent is None) == (unit.level == "province")
        if unit.parent:
            parent = gazetteer.unit(unit.parent)
            assert parent.level == "province"
            assert parent.gso_code == unit.parent_gso_code
            assert unit.valid_to
            assert gazetteer.in_force(parent, unit.valid_to), unit


def test_ids_are_unique_and_units_of_one_code_never_overlap() -> None:
    by_code: dict[tuple[str, str], list[Unit]] = {}
    for unit in UNITS:
        assert gazetteer.unit(unit.unit_id) == unit
        by_code.setdefault((unit.level, unit.gso_code), []).append(unit)
    for units in by_code.values():
        units.sort(key=lambda u: u.valid_to or "9999")
        for one, other in pairwise(units):
            assert one.valid_to
            assert other.valid_from
            assert one.valid_to < other.valid_from


def test_every_row_of_both_files_is_a_unit() -> None:
    listed = {row["unit_id"] for row in rows("admin_units.csv")}
    assert listed <= {u.unit_id for u in UNITS}
    for row in rows("admin_unit_history.csv"):
        day = (
            row["valid_from"]
            or (row["valid_to_excl"] and str(date.fromisoformat(row["valid_to_excl"]) - timedelta(days=1)))
            or "2020-01-01"
        )
        found = [
            u
            for u in UNITS
            if (u.level, u.gso_code, u.parent_gso_code or "") == (row["level"], row["gso_code"], row["parent_gso_code"])
            and gazetteer.in_force(u, day)
            and fold(u.label) == fold(row["name_vi"])
        ]
        assert len(found) == 1, row


def test_units_of_the_history_alone_have_ids_by_rule() -> None:
    for unit in UNITS:
        if unit.unit_id.startswith("H-"):
            assert unit.valid_to
            after = date.fromisoformat(unit.valid_to) + timedelta(days=1)
            assert unit.unit_id == f"H-{unit.level}-{unit.gso_code}-{after}"
    assert gazetteer.unit("H-district-019-2013-12-28").label == "Huyện Từ Liêm"
    assert gazetteer.unit("H-district-769-2021-01-01").label == "Quận 2"


def test_kind_is_read_from_the_name_where_the_column_slips() -> None:
    assert [gazetteer.unit(i).kind for i in ("D454", "D458", "D817", "D820")] == ["huyện", "thị xã", "thị xã", "huyện"]
    assert gazetteer.unit("D454").valid_from == "2013-12-21"


def test_external_ids() -> None:
    unit = gazetteer.unit("P01-current")
    assert (unit.name, unit.kind, unit.iso_3166_2, unit.wikidata, unit.wikidata_confidence, unit.geonames, unit.hasc) == (
        "Hà Nội",
        "thành phố trực thuộc trung ương",
        "VN-HN",
        "Q1858",
        "high",
        "1581129",
        "VN.HI",
    )
    assert unit.latitude == pytest.approx(20.998651)


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError, match="D9999"):
        gazetteer.unit("D9999")


# --- names


@pytest.mark.parametrize("unit", PROVINCES_63, ids=lambda u: u.unit_id)
def test_the_63_are_found_by_name(unit: Unit) -> None:
    assert gazetteer.province(unit.name, on="2020-06-30") == unit
    assert gazetteer.province(unit.name) == unit


@pytest.mark.parametrize("unit", PROVINCES_34, ids=lambda u: u.unit_id)
def test_the_34_are_found_by_name(unit: Unit) -> None:
    assert gazetteer.province(unit.name, on="2025-07-01") == unit


@pytest.mark.parametrize("day", ["2004-06-30", "2013-06-30", "2020-12-31", "2025-06-30"])
def test_every_district_is_found_by_kind_name_and_province(day: str) -> None:
    there = [u for u in DISTRICTS if gazetteer.in_force(u, day)]
    assert len(there) > 600
    for unit in there:
        province = gazetteer.province_of(unit, day)
        assert gazetteer.district(unit.name, unit.kind, province, day) == unit
        assert gazetteer.district(unit.label, None, province.name, day) == unit


def test_every_district_of_before_the_reform_is_found_without_a_date() -> None:
    for unit in DISTRICTS:
        if gazetteer.in_force(unit, "2025-06-30"):
            assert gazetteer.district(unit.name, unit.kind, unit.parent) == unit


SPELLINGS = [
    ("Hoà Bình", "P17-legacy"),
    ("Hòa Bình", "P17-legacy"),
    ("HÒA BÌNH", "P17-legacy"),
    ("Đắc Lắc", "P66-legacy"),
    ("Đăk Lăk", "P66-legacy"),
    ("Daklak", "P66-legacy"),
    ("Đắc Nông", "P67-legacy"),
    ("Đăk Nông", "P67-legacy"),
    ("Kontum", "P62-legacy"),
    ("Bắc Cạn", "P06-legacy"),
    ("TP.HCM", "P79-legacy"),
    ("TPHCM", "P79-legacy"),
    ("TP HCM", "P79-legacy"),
    ("TP. Hồ Chí Minh", "P79-legacy"),
    ("Sài Gòn", "P79-legacy"),
    ("thành phố Hồ Chí Minh", "P79-legacy"),
    ("Thừa Thiên - Huế", "H-province-46-2025-01-01"),
    ("Thừa Thiên Huế", "H-province-46-2025-01-01"),
    ("TT-Huế", "H-province-46-2025-01-01"),
    ("Bà Rịa-Vũng Tàu", "P77-legacy"),
    ("Bà Rịa – Vũng Tàu", "P77-legacy"),
    ("BR-VT", "P77-legacy"),
    ("tỉnh Bắc Ninh", "P27-legacy"),
    ("T.P Cần Thơ", "P92-legacy"),
    ("Thanh Hoá", "P38-current"),
    ("Ðà Nẵng", "P48-legacy"),
]


@pytest.mark.parametrize(("written", "unit_id"), SPELLINGS)
def test_provinces_in_many_spellings(written: str, unit_id: str) -> None:
    assert ids(gazetteer.province(written)) == [unit_id]


@pytest.mark.parametrize(
    ("written", "unit_id"),
    [
        ("H. Mĩ Đức", "D282"),
        ("TX. Sơn Tây", "D269"),
        ("Qui Nhơn", "D540"),
        ("huyện Lí Nhân", "D353"),
        ("Q. Ba Đình", "D001"),
        ("Quận 1", "D760"),
        ("quận 01", "D760"),
        ("Quận ủy Quận 1", "D760"),
        ("Quận ủy 3", "D770"),
        ("Quận 11", "D772"),
        ("Krông Pắk", "D654"),
        ("huyện Cư M’gar", "D648"),
        ("Sapa", "D088"),
        ("Mù Cang Chải", "D137"),
        ("Phan Rang – Tháp Chàm", "D582"),
    ],
)
def test_districts_in_many_spellings(written: str, unit_id: str) -> None:
    assert ids(gazetteer.district(written)) == [unit_id]


def test_a_tone_makes_another_name() -> None:
    assert gazetteer.find("Phú Yên")
    assert not set(gazetteer.find("Phú Yên")) & set(gazetteer.find("Phù Yên"))
    assert gazetteer.find("Ha Noi") == ()
    assert not set(gazetteer.find("Quận 1")) & set(gazetteer.find("Quận 11"))


def test_spelling_rules_join_no_two_names() -> None:
    joined: dict[str, set[str]] = {}
    for unit in UNITS:
        joined.setdefault(spelling.name_key(unit.name), set()).add(re.sub(r"\W", " ", fold(unit.name).replace("'", "")))
    assert {key: names for key, names in joined.items() if len(names) > 1} == {}


def test_a_bare_number_is_no_name() -> None:
    assert gazetteer.find("1") == ()
    assert ids(*gazetteer.find("1", kinds=("quận",))) == ["D760"]
    assert gazetteer.find("1", kinds=("huyện",)) == ()


# --- traps


def test_huyen_chau_thanh_stands_in_many_provinces() -> None:
    candidates = gazetteer.find("Châu Thành", kinds=("huyện",))
    assert len(candidates) == 10
    assert gazetteer.district("Châu Thành", "huyện") is None
    assert ids(gazetteer.district("Châu Thành", "huyện", "Tiền Giang")) == ["D821"]
    assert ids(gazetteer.district("Châu Thành A")) == ["D932"]
    assert ids(*gazetteer.find("Châu Thành", within="P83-legacy")) == ["D831"]


def test_candidates_of_two_provinces_are_never_chosen_between() -> None:
    # Kỳ Sơn of Hòa Bình ended in 2019; an article without a date may be older than that.
    assert gazetteer.district("Kỳ Sơn") is None
    assert ids(gazetteer.district("Kỳ Sơn", on="2022-01-01")) == ["D417"]
    assert ids(gazetteer.district("Kỳ Sơn", province="Hòa Bình")) == ["H-district-151-2020-01-01"]
    assert gazetteer.district("Tân Phú") is None


def test_quan_2_became_thu_duc() -> None:
    assert ids(gazetteer.district("Quận 2", on="2020-06-30")) == ["H-district-769-2021-01-01"]
    assert gazetteer.district("Quận 2", on="2021-06-30") is None
    assert ids(gazetteer.district("Thủ Đức", on="2020-06-30")) == ["H-district-762-2021-01-01"]
    assert ids(gazetteer.district("Thủ Đức", on="2021-06-30")) == ["D769"]
    assert ids(gazetteer.district("Thủ Đức", "quận"), gazetteer.district("Thủ Đức", "TP.")) == ["H-district-762-2021-01-01", "D769"]


def test_ha_tay_before_august_2008() -> None:
    assert ids(gazetteer.province("Hà Tây", on="2008-07-31"), gazetteer.province("Hà Tây", on="2008-08-01")) == [
        "H-province-28-2008-08-01",
        None,
    ]
    assert ids(gazetteer.province("Hà Tây")) == ["H-province-28-2008-08-01"]
    assert ids(
        gazetteer.district("Ba Vì", on="2007-01-01"), gazetteer.district("Ba Vì"), gazetteer.district("Ba Vì", province="Hà Tây")
    ) == [
        "H-district-271-2008-08-01",
        "D271",
        "H-district-271-2008-08-01",
    ]
    assert gazetteer.province_of(gazetteer.unit("H-district-271-2008-08-01")).name == "Hà Tây"
    assert gazetteer.province_of(gazetteer.unit("D271")).name == "Hà Nội"


def test_a_code_changed_its_bearer() -> None:
    assert ids(
        gazetteer.province("Lào Cai"), gazetteer.province("Lào Cai", on="2020-01-01"), gazetteer.province("Lào Cai", on="2025-07-01")
    ) == [
        "P10-legacy",
        "P10-legacy",
        "P15-2025",
    ]
    assert ids(gazetteer.province("Yên Bái", on="2025-06-30"), gazetteer.province("Yên Bái", on="2025-07-01")) == ["P15-legacy", None]
    assert ids(gazetteer.province("Đồng Nai", on="2025-12-31"), gazetteer.province("Đồng Nai", on="2026-06-01")) == ["P75-2025", "P75-2026"]


def test_hue() -> None:
    assert ids(gazetteer.committee_place("thành ủy", "Huế", on="2024-12-31")) == ["H-district-474-2025-01-01"]
    assert ids(gazetteer.committee_place("thành ủy", "Huế", on="2025-01-01")) == ["P46-current"]
    assert gazetteer.committee_place("thành ủy", "Huế") is None
    assert ids(gazetteer.committee_place("thành ủy", "Huế", province="Thừa Thiên Huế")) == ["H-district-474-2025-01-01"]
    assert gazetteer.province_of(gazetteer.unit("H-district-474-2025-01-01")).name == "Thừa Thiên Huế"
    assert ids(gazetteer.district("Thuận Hoá", "quận")) == ["D474"]
    assert gazetteer.province("Thừa Thiên Huế", on="2025-01-01") is None
    phu_vang = gazetteer.unit("D478")
    assert [gazetteer.province_of(phu_vang, day).name for day in ("2020-01-01", "2025-01-01")] == ["Thừa Thiên Huế", "Huế"]
    assert gazetteer.district("Phú Vang", "huyện", "Thừa Thiên Huế") == phu_vang


def test_tu_liem_was_divided() -> None:
    assert ids(gazetteer.district("Từ Liêm", on="2013-01-01")) == ["H-district-019-2013-12-28"]
    assert gazetteer.district("Từ Liêm", on="2014-01-13") is None
    assert gazetteer.district("Nam Từ Liêm", on="2013-01-01") is None
    assert ids(gazetteer.district("Nam Từ Liêm", on="2014-01-13"), gazetteer.district("Bắc Từ Liêm", on="2014-01-13")) == ["D019", "D021"]


@pytest.mark.parametrize(
    ("word", "name", "unit_id"),
    [
        ("thành ủy", "Bắc Ninh", "D256"),
        ("Thành uỷ", "Hà Nội", "P01-current"),
        ("tỉnh ủy", "Bắc Ninh", "P27-legacy"),
        ("thị ủy", "Bắc Ninh", "H-district-256-2006-02-09"),
        ("quận ủy", "Tây Hồ", "D003"),
        ("huyện ủy", "Tây Hồ", None),
        ("thành ủy", "TP Hồ Chí Minh", "P79-legacy"),
        ("thành ủy", "Thủ Đức", "D769"),
        ("tỉnh đoàn", "Hà Tĩnh", "P42-current"),
        ("huyện ủy", "Châu Thành", None),
        ("tỉnh ủy", "Hà Nội", None),
    ],
)
def test_a_committee_is_named_for_a_unit_of_its_kind(word: str, name: str, unit_id: str | None) -> None:
    assert ids(gazetteer.committee_place(word, name)) == [unit_id]


def test_a_word_for_no_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="nước"):
        gazetteer.find("Hà Nội", kinds=("nước",))


def test_the_order_of_candidates_is_stated() -> None:
    assert ids(*gazetteer.find("Sa Pa")) == ["D088", "H-district-088-2020-01-01", "H-district-088-2019-11-01", "H-district-088-2019-09-11"]
    assert ids(*gazetteer.find("Bắc Ninh")) == ["P27-legacy", "P24-2025", "D256", "H-district-256-2006-02-09"]


def test_names_for_the_lexer() -> None:
    names = gazetteer.names()
    for unit in UNITS:
        assert unit in names[fold(unit.name)]
    for name in names:
        assert name == fold(name)
        assert not name.isdigit()
        assert set(names[name]) <= set(gazetteer.find(name)), name
    for form in (
        "đắc lắc",
        "mĩ đức",
        "bà rịa vũng tàu",
        "bà rịa-vũng tàu",
        "bà rịa - vũng tàu",
        "kontum",
        "tphcm",
        "cư mgar",
        "cư m'gar",
        "quận 1",
    ):
        assert form in names
    assert gazetteer.guarded() == {"hồ chí minh"}
    assert not any(unit.level == "commune" for found in names.values() for unit in found)


# --- communes


def test_communes_before_and_after() -> None:
    before, after = rows("communes_before_2025.csv"), rows("communes_2025.csv")
    assert len(communes_by_id()) == len(before) + len(after)
    for row in before:
        assert gazetteer.unit(f"C{row['old_gso_code']}-legacy").parent == f"D{row['old_district_gso_code']}"
        assert (
            gazetteer.province_of(gazetteer.unit(f"C{row['old_gso_code']}-legacy"), "2025-06-30").gso_code == row["old_province_gso_code"]
        )
    codes = {row["gso_code"] for row in after}
    # Two communes with a code of their own in each file: see data/reference/README.md.
    assert {code for row in before for code in re.findall(r"\d{5}", row["new_gso_codes"])} - codes == {"06970", "23737"}
    for row in after:
        parent = gazetteer.unit(gazetteer.unit(f"C{row['gso_code']}-2025").parent or "")
        assert (parent.gso_code, parent.valid_to) == (row["province_gso_code"], None)


def test_communes_by_name() -> None:
    assert ids(gazetteer.commune("Trúc Bạch", "phường", district="D001")) == ["C00004-legacy"]
    assert ids(gazetteer.commune("Ba Đình", "phường", province="Hà Nội", on="2025-07-01")) == ["C00004-2025"]
    assert gazetteer.commune("Tân Lập") is None
    assert gazetteer.commune("Trúc Bạch", on="2026-01-01") is None
    assert gazetteer.find("Trúc Bạch") == ()


# --- publishers

PUBLISHERS: list[tuple[str, str | None]] = [
    ("bacninh.gov.vn", "P27-legacy"),
    ("https://lucngan.bacgiang.gov.vn/tin-tuc", "P24-legacy"),
    ("toasoan@baonamdinh.vn", "P36-legacy"),
    ("baohungyen.vn", "P33-legacy"),
    ("BÁO NAM ĐỊNH ĐIỆN TỬ", "P36-legacy"),
    ("Cổng TTĐT huyện Lục Ngạn", "P24-legacy"),
    ("UBND HUYỆN SƠN ĐỘNG - TỈNH BẮC GIANG", "P24-legacy"),
    ("Trang thông tin điện tử Hoà Thành - Tây Ninh", "P72-legacy"),
    ("TP Cần Thơ", "P92-legacy"),
    ("LIÊN ĐOÀN LAO ĐỘNG TP CẦN THƠ", "P92-legacy"),
    ("Cổng TTĐT tỉnh Bắc Ninh", "P27-legacy"),
    ("GIA LAI TV | Tin địa phương", "P64-legacy"),
    ("KIÊN GIANG ONLINE", "P91-legacy"),
    ("Báo Đắk Lắk điện tử", "P66-legacy"),
    ("Báo Hànộimới", "P01-current"),
    ("(HNM) - Thực hiện Nghị quyết", "P01-current"),
    ("AGO - 18/07/2023 - 06:10", "P89-legacy"),
    ("Cổng tin tức Thành phố Hải Phòng", "P31-legacy"),
    ("Báo Ấp Bắc", "P82-legacy"),
    ("Báo Lao động Thủ đô", "P01-current"),
    ("Báo Sài Gòn Giải Phóng", "P79-legacy"),
    ("Báo Thừa Thiên Huế", "H-province-46-2025-01-01"),
    ("Cổng TTĐT thành phố Bắc Ninh", "P27-legacy"),
    ("Cổng TTĐT huyện Quảng Ninh", "P44-legacy"),
    ("huyện Hoà Bình, tỉnh Bạc Liêu", "P95-legacy"),
    ("CTV Phương Lộc (huyện Ia Grai)", "P64-legacy"),
    ("ĐOÀN TNCS HỒ CHÍ MINH TỈNH HÀ TĨNH", "P42-current"),
    ("Đảng bộ TP. Hồ Chí Minh", "P79-legacy"),
    ("ĐOÀN TNCS HỒ CHÍ MINH", None),
    ("BÁO CỰU CHIẾN BINH VIỆT NAM", None),
    ("VOV.VN - Ông Trần Thanh Nguyên, Tiền Giang", None),
    ("TTXVN", None),
    ("dangcongsan.vn", None),
    ("Báo Nhân Dân", None),
    ("Báo Lao Động", None),
    ("Cổng TTĐT huyện Châu Thành", None),
    ("Xây dựng Đảng", None),
    ("", None),
    ("33-CT/TW", None),
    ("CT/TW", None),
    ("Bắc Giang - Bắc Ninh", None),
    ("HÀ NAM NINH", None),
    ("Báo Quảng Nam - Đà Nẵng", None),
    ("Hộ chiếu", None),
]


@pytest.mark.parametrize(("text", "unit_id"), PUBLISHERS)
def test_publishers_are_at_home_in_a_province(text: str, unit_id: str | None) -> None:
    answer = gazetteer.province_of_publisher(text)
    assert ids(answer and answer[0]) == [unit_id]
    if answer:
        assert fold(answer[1]) in fold(text)


def test_the_home_of_a_publisher_is_the_unit_of_the_day() -> None:
    for day, unit_id in (("2020-01-01", "P27-legacy"), ("2025-08-01", "P24-2025")):
        answer = gazetteer.province_of_publisher("BÁO BẮC NINH", on=day)
        assert answer
        assert answer[0].unit_id == unit_id
    assert gazetteer.province_of_publisher("BÁO BẮC GIANG", on="2025-08-01") is None
    old = gazetteer.province_of_publisher("Cổng TTĐT thành phố Huế", on="2020-01-01")
    assert old
    assert old[0].name == "Thừa Thiên Huế"


def test_every_province_is_found_by_its_newspaper_and_its_address() -> None:
    for unit in PROVINCES_63:
        bare = fold(unit.name) in gazetteer.guarded()
        for text in (
            f"BÁO {'TP ' if bare else ''}{unit.name.upper()}",
            f"Tỉnh ủy {unit.name}" if unit.kind == "tỉnh" else f"Thành ủy {unit.name}",
        ):
            answer = gazetteer.province_of_publisher(text, on="2024-12-31")
            assert answer, text
            assert answer[0] == unit


# --- rules as data


def test_every_rule_of_places_runs() -> None:
    for rule in PLACES["kind"]:
        for word in rule["words"]:
            assert set(gazetteer.kinds(word)) == set(rule["kinds"])
        level = "commune" if rule["kinds"][0] in ("xã", "phường", "thị trấn", "đặc khu") else None
        assert gazetteer.find(rule["example"], level=level), rule
    for rule in PLACES["syllable"]:
        one, other = rule["example"].split(" = ")
        assert gazetteer.find(one) == gazetteer.find(other) != ()
        for form in rule["forms"]:
            assert form == fold(form)
    for rule in PLACES["variant"]:
        assert rule["why"]
        for form in rule["forms"]:
            assert set(gazetteer.find(rule["name"])) <= set(gazetteer.find(form)), form
    for rule in (*PLACES["guarded"], *PLACES["other"]):
        assert gazetteer.province_of_publisher(rule["never"]) is None
    for rule in PLACES["publisher"]:
        home = gazetteer.province(rule["province"])
        answer = gazetteer.province_of_publisher(rule["example"])
        assert answer, rule
        assert answer[0] == home
        for mark in rule.get("marks", ()):
            for text in (f"({mark}) - Sáng 3/1", f"{mark} - Sáng 3/1", mark):
                marked = gazetteer.province_of_publisher(text)
                assert marked
                assert marked[0] == home
        for name in rule.get("names", ()):
            named = gazetteer.province_of_publisher(f"Theo {name}:")
            assert named
            assert named[0] == home
        for label in rule.get("domains", ()):
            hosted = gazetteer.province_of_publisher(f"https://www.{label}.vn/a.html")
            assert hosted
            assert hosted[0] == home
        if "never" in rule:
            assert gazetteer.province_of_publisher(rule["never"]) is None
    for rule in PLACES["national"]:
        assert gazetteer.province_of_publisher(rule["example"]) is None
        for text in (*rule["names"], *rule["marks"], *(f"{label}.vn" for label in rule["domains"])):
            assert gazetteer.province_of_publisher(f"{text} - tỉnh Tiền Giang") is None, text
    answer = gazetteer.province_of_publisher(PLACES["domain"]["example"])
    assert answer
    assert answer[0].name == "Quảng Trị"


def test_marks_belong_to_one_publisher() -> None:
    for key in ("names", "marks", "domains"):
        listed = [one for rule in (*PLACES["publisher"], *PLACES["national"]) for one in rule.get(key, ())]
        assert len(listed) == len(set(listed))


# --- officials

OFFICIALS = rows("officials.csv")
UNREADABLE = {
    "nay, ()": 13,
    "()": 6,
    "Nay": 3,
    "(1982-1986)": 2,
    "nay ()": 1,
    "không rõ": 1,
    "Khóa I": 1,
    "Khóa IV": 1,
    "2016-09-31": 1,
    "khóa VII, VIII, 1981": 1,
    "(1963-1965)": 1,
    "?": 1,
    "– (1974-1976)": 1,
    "đương nhiệm": 1,
}


def test_dates_of_officials_that_are_no_day_are_counted() -> None:
    printed = [row[column] for row in OFFICIALS for column in ("held_from", "held_to")]
    assert sum(not text for text in printed) == 1440
    assert Counter(text for text in printed if text and gazetteer.period(text) is None) == UNREADABLE
    assert len({re.sub(r"\d", "9", text) for text in printed}) == 45
    for text in printed:
        if days := gazetteer.period(text):
            assert date.fromisoformat(days[0]) <= date.fromisoformat(days[1])


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("2014-11-14", "2014-11-14", "2014-11-14"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("8/2007", "2007-08-01", "2007-08-31"),
        ("năm 1999", "1999-01-01", "1999-12-31"),
        ("cuối năm 2004", "2004-01-01", "2004-12-31"),
        ("Đầu 1949", "1949-01-01", "1949-12-31"),
        ("1947 (?)", "1947-01-01", "1947-12-31"),
        ("31 tháng 7 năm 2013", "2013-07-31", "2013-07-31"),
        ("26 tháng 1 nay 2016", "2016-01-26", "2016-01-26"),
        ("30 tháng 4 tháng 2014", "2014-04-30", "2014-04-30"),
        ("1 tháng 10năm 2014", "2014-10-01", "2014-10-01"),
        ("6 tháng 11 2020", "2020-11-06", "2020-11-06"),
        ("1 tháng 6 năm 2004 (từ chức)", "2004-06-01", "2004-06-01"),
        ("Tháng 8 / 2005", "2005-08-01", "2005-08-31"),
        ("tháng 12/2009", "2009-12-01", "2009-12-31"),
        ("Tháng 11, năm 1946", "1946-11-01", "1946-11-30"),
        ("táng 12 năm 1999", "1999-12-01", "1999-12-31"),
        ("02.2025", "2025-02-01", "2025-02-28"),
    ],
)
def test_dates_in_their_shapes(printed: str, first: str, last: str) -> None:
    assert gazetteer.period(printed) == (first, last)


def test_every_official_is_found_and_keeps_what_was_printed() -> None:
    for row in OFFICIALS:
        found = [office for person in _people(row["name"]) for office in gazetteer.officials(person)]
        assert (row["viwiki_pageid"], row["office"], row["held_from"], row["held_to"]) in {
            (o.page, o.title, o.held_from, o.held_to) for o in found
        }


def test_offices_that_name_a_province() -> None:
    offices = [_office(*(row[c] for c in ("name", "viwiki_pageid", "birth_date", "office", "held_from", "held_to"))) for row in OFFICIALS]
    assert sum(office.province is not None for office in offices) >= 1970
    for office in offices:
        if office.province and office.unit:
            assert under(office.unit, office.province) or office.unit.parent_gso_code == office.province.gso_code
    assert [o.province for o in gazetteer.officials("Hoàng Quy") if "Lào Cai" in o.title] == [gazetteer.unit("P10-legacy")] * 2


def test_an_office_that_a_district_gives() -> None:
    (office,) = [o for o in gazetteer.officials("Mai Khanh") if "Kim Sơn" in o.title]
    assert (office.unit and office.unit.label, office.province and office.province.name) == ("Huyện Kim Sơn", "Ninh Bình")
    assert (office.start, office.end, office.open) == ("2023-08-14", None, True)


def test_names_of_people_in_cells_with_titles_and_bynames() -> None:
    for name in ("Bế Xuân Trường", "Phạm Hưng", "Đỗ Trọng Hưng", "Đinh Văn Nơi", "Hà Sơn Nhin", "Lê Ngọc Nam", "Võ Lập Không Có"):
        assert bool(gazetteer.officials(name)) == (name != "Võ Lập Không Có")


def test_an_official_in_office_places_an_article() -> None:
    answer = gazetteer.province_of_official("Hồ Quốc Dũng", "Bí thư Tỉnh ủy", between=("2019-01-01", "2022-12-31"))
    assert answer
    assert answer[0].unit_id == "P52-legacy"
    assert "Bí thư Tỉnh ủy Bình Định, 2020-10-16" in answer[1]
    assert "curid=3707910" in answer[1]
    # Bình Định until June 2025, Gia Lai after; without a date both fit.
    after = gazetteer.province_of_official("Hồ Quốc Dũng", "Bí thư Tỉnh ủy", on="2025-08-01")
    assert after
    assert after[0].unit_id == "P52-2025"
    assert gazetteer.province_of_official("Hồ Quốc Dũng", "Bí thư Tỉnh ủy") is None
    assert gazetteer.province_of_official("Hồ Quốc Dũng", "Bí thư Tỉnh ủy", between=("2019-01-01", None)) is None
    # Deputy until October 2020, so no secretary before.
    assert gazetteer.province_of_official("Hồ Quốc Dũng", "Bí thư Tỉnh ủy", on="2019-06-01") is None
    assert gazetteer.province_of_official("Hồ Quốc Dũng", "Phó Bí thư Tỉnh ủy", on="2019-06-01")


@pytest.mark.parametrize(
    ("name", "role", "on", "unit_id"),
    [
        ("Đỗ Mạnh Hiến", "Phó Bí thư Thường trực Thành ủy", "2023-01-03", "P31-legacy"),
        ("Lê Quốc Chỉnh", "Phó Bí thư Thường trực Tỉnh ủy, Chủ tịch HĐND tỉnh", "2021-01-20", "P36-legacy"),
        ("Nguyễn Văn Phong", "Phó Bí thư Thành ủy Hà Nội", "2021-01-15", "P01-current"),
        ("Hồ Quốc Dũng", "Chủ tịch UBND tỉnh", "2018-01-01", "P52-legacy"),
        ("Hồ Quốc Dũng", "Chủ tịch UBND", "2018-01-01", "P52-legacy"),
        ("Hồ Quốc Dũng", "Giám đốc Sở", "2018-01-01", None),
        ("Nguyễn Giờ", "Trưởng Ban Tổ chức Tỉnh ủy", "2022-01-01", None),
    ],
)
def test_officials_place_by_name_and_post(name: str, role: str, on: str, unit_id: str | None) -> None:
    answer = gazetteer.province_of_official(name, role, on=on)
    assert ids(answer and answer[0]) == [unit_id]


def test_an_open_office_ends_with_its_province() -> None:
    open_ended = [o for o in gazetteer.officials("Lê Quốc Chỉnh") if o.open]
    assert open_ended
    assert not any(o in gazetteer.officials("Lê Quốc Chỉnh", on="2025-07-01") for o in open_ended if o.unit)


# --- what became of a unit


def after(unit_id: str) -> list[tuple[str, str | None]]:
    return [(step.after.unit_id, step.basis) for step in gazetteer.successors(gazetteer.unit(unit_id))]


def before(unit_id: str) -> list[tuple[str, str | None]]:
    return [(step.before.unit_id, step.basis) for step in gazetteer.predecessors(gazetteer.unit(unit_id))]


SUCCESSORS = [
    # Two provinces made one, which took the name of one and the code of the other.
    ("P10-legacy", [("P15-2025", "202/2025/QH15")]),
    ("P15-legacy", [("P15-2025", "202/2025/QH15")]),
    ("P75-2025", [("P75-2026", "30/2026/QH16")]),
    ("H-province-28-2008-08-01", [("P01-current", "15/2008/QH12")]),
    ("H-province-46-2025-01-01", [("P46-current", "175/2024/QH15; 1314/NQ-UBTVQH15")]),
    # The code 769 was Quận 2 and went on as Thủ Đức, with two others.
    ("H-district-769-2021-01-01", [("D769", "1111/NQ-UBTVQH14")]),
    ("H-district-762-2021-01-01", [("D769", "1111/NQ-UBTVQH14")]),
    ("H-district-763-2021-01-01", [("D769", "1111/NQ-UBTVQH14")]),
    # Divided.
    ("H-district-474-2025-01-01", [("D474", "1314/NQ-UBTVQH15"), ("D475", "1314/NQ-UBTVQH15")]),
    ("H-district-019-2013-12-28", [("D019", "132/NQ-CP"), ("D021", "132/NQ-CP")]),
    # Another kind of unit, with or without its code.
    ("H-district-172-2015-05-16", [("H-district-172-2022-04-10", "932/NQ-UBTVQH13")]),
    ("H-district-636-2007-04-14", [("D624", "50/2007/NĐ-CP"), ("D638", "50/2007/NĐ-CP")]),
    # Town and district of Kỳ Anh changed their codes: each goes on under the other's.
    ("H-district-447-2015-08-31", [("D449", None)]),
    ("H-district-449-2015-08-31", [("D447", None)]),
    # Absorbed by a neighbour that had long been there: its beginning has nothing to do with it.
    ("H-district-221-2025-01-01", [("D213", None)]),
    # Moved to another province as a whole.
    ("H-district-250-2008-08-01", [("D250", None)]),
    # Not ended.
    ("P01-current", []),
]


@pytest.mark.parametrize(("unit_id", "expected"), SUCCESSORS)
def test_what_took_over_a_unit(unit_id: str, expected: list[tuple[str, str | None]]) -> None:
    assert after(unit_id) == expected


def test_what_a_unit_was_made_of() -> None:
    assert [unit for unit, _ in before("P15-2025")] == ["P10-legacy", "P15-legacy"]
    assert [unit for unit, _ in before("P79-2025")] == ["P74-legacy", "P77-legacy", "P79-legacy"]
    assert before("D769") == [(f"H-district-{code}-2021-01-01", "1111/NQ-UBTVQH14") for code in (762, 763, 769)]
    assert before("D003") == []


def test_a_unit_that_ended_is_followed_by_one_and_follows_in_its_turn() -> None:
    for unit in UNITS:
        steps = gazetteer.successors(unit)
        assert bool(steps) == (unit.valid_to is not None), unit
        for step in steps:
            assert step.before == unit
            assert step in gazetteer.predecessors(step.after) or step.after.level == "commune"
            assert unit.valid_to
            assert step.on == str(date.fromisoformat(unit.valid_to) + timedelta(days=1))
            assert gazetteer.in_force(step.after, step.on), step
            assert gazetteer.province_today(step.after) == gazetteer.province_today(unit), step


def test_every_province_has_one_of_today() -> None:
    for row in rows("province_mergers_2025.csv"):
        old = gazetteer.province(row["old_name_vi"], on="2025-06-30")
        assert old
        assert gazetteer.province_today(old).gso_code == row["new_gso_code"]
        assert gazetteer.province_today(old).valid_to is None
    assert len({gazetteer.province_today(unit).unit_id for unit in UNITS}) == 34


def test_a_district_of_2025_is_followed_by_its_communes() -> None:
    ba_dinh = {step.after.label for step in gazetteer.successors(gazetteer.unit("D001"))}
    assert {"Phường Ba Đình", "Phường Ngọc Hà", "Phường Giảng Võ"} <= ba_dinh
    assert {step.basis for step in gazetteer.successors(gazetteer.unit("D001"))} == {"203/2025/QH15; 72/2025/QH15"}
    assert [unit.label for unit in gazetteer.today(gazetteer.unit("D755"))] == ["Đặc khu Côn Đảo"]
    # Of a unit long gone, through all that came between.
    assert "Phường Từ Liêm" in [unit.label for unit in gazetteer.today(gazetteer.unit("H-district-019-2013-12-28"))]


def test_communes_follow_communes() -> None:
    truc_bach = gazetteer.commune("Trúc Bạch", "phường", district="D001")
    assert truc_bach
    assert [step.after.label for step in gazetteer.successors(truc_bach)] == ["Phường Ba Đình"]
    ba_dinh = gazetteer.commune("Ba Đình", "phường", province="P01-current", on="2025-07-01")
    assert ba_dinh
    assert truc_bach in [step.before for step in gazetteer.predecessors(ba_dinh)]


def test_every_commune_but_one_is_followed() -> None:
    lost = [place.unit_id for place in communes_by_id().values() if place.valid_to and not gazetteer.successors(place)]
    assert lost == ["C30622-legacy"]


def test_the_file_of_successors_names_what_it_means() -> None:
    """Ids and names agree, the day is that on which the one ended."""
    for row in rows("unit_successors.csv"):
        one, other = gazetteer.unit(row["unit_id"]), gazetteer.unit(row["successor_unit_id"])
        assert (one.label, other.label) == (row["name_vi"], row["successor_name_vi"])
        assert one.valid_to
        assert row["valid_to_excl"] == str(date.fromisoformat(one.valid_to) + timedelta(days=1))
