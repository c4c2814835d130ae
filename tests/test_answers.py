"""What the questions answer where a document says several things of one target, gives no date, or no exact plan."""

from small_graph import HAI_PHONG, HANOI, TAY_HO, article, committee, store_of, target

from kg import query
from kg.records import Dated, Facts, Period, Place, Target

UNG_HOA = "party_committee/D281"
YEAR = Period("2022-01-01", "2022-12-31")


def _paper(id: str, published: str | None, *targets: Target, **found: object) -> Facts:
    """An article of Hà Nội that speaks of the committees of Hà Nội, two of its districts and Hải Phòng."""
    bodies = (
        committee(HANOI, "Thành ủy Hà Nội", "province", "Hà Nội"),
        committee(TAY_HO, "Quận ủy Tây Hồ", "district", "Tây Hồ", parent=HANOI),
        committee(UNG_HOA, "Huyện ủy Ứng Hòa", "district", "Ứng Hòa", parent=HANOI),
        committee(HAI_PHONG, "Thành ủy Hải Phòng", "province", "Hải Phòng"),
    )
    return article(id, id, published, "Báo", Place("Hà Nội", "P01-current", "masthead"), committees=bodies, targets=targets, **found)


def _admitted(key: str, achieved: int | None, planned: int | None = None, **fields: object) -> Target:
    fields = {"indicator": "party_members_admitted", "period": YEAR, "achieved": achieved, "planned": planned} | fields
    return target("", key, f"kết nạp {achieved}/{planned}", 100, **fields)


def _rows(name: str, *articles: Facts, **values: object) -> list[dict[str, query.Value]]:
    return list(query.rows(store_of(*articles), name, **values).records())


# One document, in any order: a part with a later day, the whole with its plan, and another part.
PARTS = (
    _admitted(HANOI, 96),
    _admitted(HANOI, 2610, 3300, as_of="2022-12-30"),
    _admitted(HANOI, 14),
    _admitted(HANOI, 705, as_of="2022-12-31"),
)


def test_no_part_of_a_figure_is_answered_as_the_whole() -> None:
    for targets in (PARTS, PARTS[::-1]):
        told = _paper("one", "2023-01-05", *targets)
        for name, values in {
            "indicator-over-years": {"within": "Hà Nội", "indicator": "party_members_admitted"},
            "progress-of-body": {"body": "Thành ủy Hà Nội"},
            "ranking": {},
            "compare-provinces": {"indicator": "party_members_admitted", "year": 2022},
            "totals": {"level": "province"},
        }.items():
            assert [(row["achieved"], row["planned"]) for row in _rows(name, told, **values)] == [(2610, 3300)], name
        before = _paper("before", "2022-01-05", _admitted(HANOI, 2000, period=Period("2021-01-01", "2021-12-31")))
        assert [(row["before"], row["after"]) for row in _rows("growth", told, before, from_year=2021, to_year=2022)] == [(2000, 2610)]


def test_without_plans_the_largest_figure_of_the_latest_day_is_the_whole() -> None:
    told = _paper("one", "2023-01-05", _admitted(TAY_HO, 9), _admitted(TAY_HO, 208), _admitted(TAY_HO, 7))
    (row,) = _rows("progress-of-body", told, body="Quận ủy Tây Hồ")
    assert row["achieved"] == 208
    later = _paper("one", "2023-01-05", _admitted(TAY_HO, 208, as_of="2022-11-30"), _admitted(TAY_HO, 190, as_of="2022-12-31"))
    (row,) = _rows("progress-of-body", later, body="Quận ủy Tây Hồ")
    assert row["achieved"] == 190


def test_the_newest_document_comes_before_everything_else() -> None:
    newer = _paper("newer", "2023-02-01", _admitted(HANOI, 2900))
    (row,) = _rows("progress-of-body", _paper("one", "2023-01-05", *PARTS), newer, body="Thành ủy Hà Nội")
    assert (row["achieved"], row["date"]) == (2900, "2023-02-01")


def test_totals_say_how_many_bodies_gave_both_result_and_plan() -> None:
    told = _paper("one", "2023-01-05", _admitted(TAY_HO, 208), _admitted(UNG_HOA, None, 290))
    (row,) = _rows("totals", told)
    assert (row["achieved"], row["reporting"], row["planned"], row["planning"], row["both"]) == (208, 1, 290, 1, 0)


def test_counts_of_units_are_not_added_up() -> None:
    told = _paper("one", "2023-01-05", *(_admitted(HANOI, number, indicator="units_exceeding_target") for number in (4, 6, 5, 10)))
    assert _rows("totals", told, level="province") == []


# It can have been written from the middle of the year on: the figure of the one committee is final, that of the other may not be.
UNDATED = _paper(
    "undated",
    None,
    _admitted(HANOI, 135, 170),
    _admitted(HAI_PHONG, 90, 100, status="missed", status_basis="stated"),
    dated=Dated("2022-06-01", "2023-06-30", "sau Đại hội"),
)


def test_a_range_that_a_document_is_dated_to_is_no_date_of_publication() -> None:
    (told,) = _rows("documents", UNDATED)
    assert (told["date"], told["dated_from"], told["dated_to"]) == (None, "2022-06-01", "2023-06-30")
    for name, values in {
        "progress-of-body": {"body": "Thành ủy Hà Nội"},
        "missed-quota": {},
        "ranking": {},
        "compare-provinces": {"indicator": "party_members_admitted", "year": 2022},
        "totals": {"level": "province"},
        "export/claims": {},
    }.items():
        rows = _rows(name, UNDATED, **values)
        assert rows, name
        assert {row["date"] for row in rows} == {None}, name


def test_what_an_undated_document_tells_counts_for_the_year_where_it_tells_how_that_came_out() -> None:
    assert [(row["province"], row["achieved"]) for row in _rows("totals", UNDATED, level="province")] == [
        ("Thành phố Hà Nội", None),
        ("Thành phố Hải Phòng", 90),
    ]


def test_the_newest_date_is_that_of_the_dated_documents() -> None:
    dated = _paper("one", "2023-01-05", _admitted(TAY_HO, 7, 6))
    undated = _paper("other", None, _admitted(UNG_HOA, 5, 6, status="missed"), dated=Dated("2022-12-01", "2023-12-31", "năm 2022"))
    (row,) = _rows("totals", dated, undated)
    assert (row["achieved"], row["date"]) == (12, "2023-01-05")


def test_an_undated_document_is_ranked_by_the_last_day_on_which_it_can_be_written() -> None:
    for published, achieved in (("2023-06-29", 135), ("2023-07-01", 150)):
        rows = _rows("progress-of-body", UNDATED, _paper("dated", published, _admitted(HANOI, 150, 170)), body="Thành ủy Hà Nội")
        assert [row["achieved"] for row in rows] == [achieved]


def _shown(name: str, *articles: Facts, **values: object) -> set[str]:
    return {column.name for column in query.rows(store_of(*articles), name, **values).columns if column.shown}


def test_a_plan_per_month_is_no_plan_of_the_year() -> None:
    monthly = _admitted(HANOI, None, 230, per="month", directive="09-NQ/TU", assigned_by="Thành ủy Hà Nội")
    told = _paper("one", "2022-10-10", _admitted(HANOI, 2610, 3300, as_of="2022-09-30"), monthly)
    rows = _rows("progress-of-body", told, body="Thành ủy Hà Nội")
    assert sorted((row["planned"], row["per"], row["achieved"]) for row in rows) == [(230, "month", None), (3300, None, 2610)]
    assert "per" in _shown("progress-of-body", told, body="Thành ủy Hà Nội")
    assert {(row["planned"], row["per"]) for row in _rows("who-assigned", told)} == {(230, "month")}
    for name, paper in (("export/claims", told), ("plans-without-result", _paper("one", "2022-10-10", monthly))):
        assert {(row["planned"], row["per"]) for row in _rows(name, paper)} >= {(230, "month")}
    assert [row["planned"] for row in _rows("totals", told, level="province")] == [3300]


def test_a_figure_per_year_of_one_year_is_that_of_the_year() -> None:
    before = _paper("before", "2022-01-05", _admitted(HANOI, 131, 120, per="year", period=Period("2021-01-01", "2021-12-31")))
    told = _paper("one", "2023-01-05", _admitted(HANOI, 150, 140))
    rows = _rows("progress-of-body", told, before, body="Thành ủy Hà Nội")
    assert [(row["period_end"], row["achieved"], row["per"]) for row in rows] == [("2021-12-31", 131, "year"), ("2022-12-31", 150, None)]
    assert [row["before"] for row in _rows("growth", told, before, from_year=2021, to_year=2022)] == [131]
    assert [row["achieved"] for row in _rows("totals", told, before, level="province")] == [150, 131]
    several = _paper("several", "2023-01-05", _admitted(HANOI, 100, per="year", period=Period("2019-01-01", "2021-12-31")))
    (row,) = _rows("progress-of-body", several, body="Thành ủy Hà Nội")
    assert (row["achieved"], row["per"]) == (100, "year")


def test_a_bound_of_a_plan_is_shown_as_one_and_nothing_is_computed_from_it() -> None:
    told = _paper("one", "2023-01-05", _admitted(TAY_HO, 3, planned_min=4, status="missed", status_basis="stated", assigned_by="Thành ủy"))
    for name, values in {"progress-of-body": {"body": "Quận ủy Tây Hồ"}, "missed-quota": {}, "who-assigned": {}}.items():
        (row,) = _rows(name, told, **values)
        assert (row["planned"], row["planned_min"], row.get("attainment")) == (None, 4, None), name
        assert "planned_min" in _shown(name, told, **values)
    exact = _paper("one", "2023-01-05", _admitted(TAY_HO, 3, 4, status="missed", status_basis="computed"))
    assert not {"planned_min", "planned_max", "per"} & _shown("missed-quota", exact)


def test_what_does_not_add_up_contradicts() -> None:
    districts = [_admitted(TAY_HO, 200, 100, status="exceeded"), _admitted(UNG_HOA, 212, 100, status="exceeded")]
    # A part beside the whole, and a list that names two of five.
    told = _paper("one", "2023-01-05", _admitted(HANOI, 96), _admitted(HANOI, 2610, 3300), *districts)
    assert _rows("does-not-add-up", told) == []
    for number, findings in ((5, []), (2, []), (1, [("list", "1", "2")])):
        counted = _paper("one", "2023-01-05", _admitted(HANOI, number, indicator="units_exceeding_target"), *districts)
        assert [(row["finding"], row["printed"], row["would_add_up"]) for row in _rows("does-not-add-up", counted)] == findings
    fewer = _paper("one", "2023-01-05", _admitted(HANOI, 400, 3300), _admitted(HANOI, 96), *districts)
    assert [(row["finding"], row["printed"]) for row in _rows("does-not-add-up", fewer)] == [("parts", "achieved = 400")]


def test_provinces_are_compared_with_the_day_up_to_which_a_figure_counts_and_the_percentage_as_printed() -> None:
    nine_months = _paper("one", "2022-10-10", _admitted(HANOI, 2610, 3300, as_of="2022-09-30"), _admitted(HAI_PHONG, 350, percent=94.7))
    values = {"indicator": "party_members_admitted", "year": 2022}
    rows = _rows("compare-provinces", nine_months, **values)
    assert [(row["achieved"], row["attainment"], row["as_of"]) for row in rows] == [(2610, 79.1, "2022-09-30"), (350, 94.7, "2022-10-10")]
    assert "as_of" in _shown("compare-provinces", nine_months, **values)
    assert "as_of" not in _shown("compare-provinces", _paper("one", "2023-01-05", _admitted(HANOI, 1)), **values)
