"""Names: found without their marks, decided with them, never beyond what the reference data can tell."""

import doctest
import random
import tomllib

import pytest

from kg import gazetteer, match
from kg.errors import MatchError
from kg.files import VIETNAMESE
from kg.fold import without_marks
from kg.match import Entry, Query, readings_of
from kg.match.written import MARKS_DIFFER, NO, SAME, SLIP, UNMARKED, likeness

PLACES = match.places()


def meant(name: str, *, on: str | None = None, within: tuple[str, ...] = (), type: str = "Place", level: str | None = None) -> str | None:
    entry = match.decided(PLACES, Query(name, type, within, on, level))
    return entry.unit if entry else None


@pytest.mark.parametrize(
    ("one", "other", "unmarked", "value"),
    [
        ("đàotrọngđức", "đàotrọngđức", False, SAME),
        ("đàotrọngđức", "daotrongduc", True, UNMARKED),
        ("đàotrọngđức", "đàotrọngdức", False, MARKS_DIFFER),
        ("bađình", "badinh", False, MARKS_DIFFER),
        ("thanhchươgn", "thanhchương", False, SLIP),
        ("krôngnăngg", "krôngnăng", False, SLIP),
        ("thanhchưogn", "thanhchương", False, NO),
        ("anlão", "anlãm", False, NO),
        ("sócsơnn", "sócsơn", False, NO),
        ("quận1", "quận11", False, NO),
        ("phường1234", "phường123", False, NO),
        ("", "", False, SAME),
    ],
)
def test_letters_then_marks_then_a_slip(one: str, other: str, unmarked: bool, value: float) -> None:
    assert likeness(one, other, unmarked=unmarked) == likeness(other, one, unmarked=unmarked) == value


def test_every_word_list_has_an_example_that_it_reads() -> None:
    table = tomllib.loads((VIETNAMESE / "matching.toml").read_text(encoding="utf-8"))
    for rule in table["organ"]:
        assert {reading.organ for reading in readings_of(rule["example"], "PartyCommittee")} & {rule["organ"]}, rule
    for rule in table["head"]:
        assert readings_of(rule["example"], "Enterprise")[0].organ == rule["head"], rule
    for rule in table["form"]:
        assert rule["form"] in readings_of(rule["example"], "Enterprise")[0].kinds, rule
    assert readings_of(table["honorifics"]["example"], "Official")[0].words == ("nguyễn", "văn", "phong")


def test_every_unit_is_found_by_its_own_label_place_and_day() -> None:
    """Whatever the gazetteer holds is among what its label means, and nothing else is decided."""
    chance = random.Random(5)
    for unit in [*gazetteer.units(), *chance.sample(gazetteer.communes(), 1500)]:
        on = unit.valid_to or unit.valid_from or "2026-01-01"
        query = Query(unit.label, "Place", tuple(sorted(gazetteer.above(unit)))[:1], on)
        assert unit.unit_id in {entry.unit for entry in match.fitting(PLACES, query)}, unit
        assert (decided := match.decided(PLACES, query)) is None or decided.unit == unit.unit_id, unit


def test_a_name_without_marks_finds_what_it_can_be() -> None:
    for unit in gazetteer.units():
        on = unit.valid_to or unit.valid_from or "2026-01-01"
        found = {entry.unit for entry in match.fitting(PLACES, Query(without_marks(unit.label), on=on))}
        assert unit.unit_id in found, unit


@pytest.mark.parametrize("name", ["Quận 1", "Q.1", "q1", "QUẬN 01", "quan 1", "Quận 1, TP.HCM", "quận 1 thành phố Hồ Chí Minh"])
def test_a_number_in_whatever_way(name: str) -> None:
    assert meant(name, on="2020") == "D760"


def test_a_number_is_never_another() -> None:
    for query in ("Quận 1", "Quận 11", "Quận 12", "Quận 10", "Quận 111", "Quận 13"):
        found = {entry.names[0] for entry in match.fitting(PLACES, Query(query))}
        assert found <= {query}


def test_a_name_with_several_bearers_is_left_open_with_all_of_them() -> None:
    found = match.candidates(PLACES, Query("Huyện Châu Thành"), limit=None)
    assert len([one for one in found if one.score == 1]) == 10
    assert not any(one.match for one in found)
    assert meant("Huyện Châu Thành", within=("Long An",)) == "D808"
    assert meant("Huyện Châu Thành", within=("place/P82-legacy",)) == "D821"
    assert meant("Huyện Châu Thành", within=("nowhere at all",)) is None


def test_a_place_that_is_not_known_speaks_against() -> None:
    assert meant("Quận Tây Hồ") == "D003"
    assert meant("Quận Tây Hồ", within=("Xyz",)) is None


def test_a_score_is_the_sum_of_what_its_features_add() -> None:
    for query in (
        Query("huyện Châu Thành, Long An", on="2020"),
        Query("Huyện Đồng Anh"),
        Query("TP. Bắc Ninh", level="district"),
        Query("Daklak"),
    ):
        for one in match.candidates(PLACES, query):
            assert one.score == pytest.approx(sum(feature.contribution for feature in one.features), abs=0.001)
            assert {feature.id for feature in one.features} <= set(match.WEIGHTS)
    first = match.candidates(PLACES, Query("huyện Châu Thành, Long An", on="2020"))[0]
    assert {feature.id: feature.value for feature in first.features} == {"name": 1, "kind": 1, "parent": 1, "dates": 1}


def test_the_order_of_the_entries_does_not_matter() -> None:
    entries = [
        Entry("official/a@D003", "Official", ("Nguyễn Văn An",), posts=("Bí thư Quận ủy Tây Hồ",)),
        Entry("official/b@D017", "Official", ("Nguyễn Văn An",), posts=("Bí thư Huyện ủy Đông Anh",)),
        Entry("official/c@D017", "Official", ("Nguyễn Văn Ân",), posts=("Bí thư Huyện ủy Đông Anh",)),
    ]
    query = Query("Nguyễn Văn An", "Official")
    one, other = (match.index(some, places=PLACES) for some in (entries, entries[::-1]))
    assert match.candidates(one, query) == match.candidates(other, query)
    assert len(match.candidates(one, query)) == 3


def test_a_person_is_never_known_by_a_name_alone() -> None:
    index = match.index([Entry("official/a@D003", "Official", ("Đào Trọng Đức",), posts=("Bí thư Quận ủy Tây Hồ",))], places=PLACES)
    assert match.decided(index, Query("Đào Trọng Đức", "Official")) is None
    assert match.decided(index, Query("Dao Trong Duc", "Official", post="Bí thư Quận ủy Tây Hồ")) is not None
    assert match.decided(index, Query("Đào Trọng Đức", "Official", post="Phó Bí thư Quận ủy Tây Hồ")) is None
    assert match.decided(index, Query("Đào Trọng Đúc", "Official", post="Bí thư Quận ủy Tây Hồ")) is None


def test_the_only_committee_here_need_not_be_the_only_one() -> None:
    """A graph that knows one Huyện ủy Châu Thành does not make it the one meant."""
    entry = Entry("body/party_committee/D808", "PartyCommittee", ("Huyện ủy Châu Thành",), ("huyện",), "district", "D808",
                  frozenset({"P80-legacy", "D808"}), None, "2025-06-30")  # fmt: skip
    index = match.index([entry], places=PLACES)
    assert match.decided(index, Query("Huyện ủy Châu Thành", "PartyCommittee")) is None
    assert match.decided(index, Query("Huyện ủy Châu Thành", "PartyCommittee", ("Long An",))) == entry
    assert match.decided(index, Query("Đảng bộ huyện Châu Thành, Long An", "PartyCommittee")) == entry
    assert match.decided(index, Query("Huyện ủy Châu Thành", "PartyCommittee", ("Long An",), "2025-09-01")) is None


@pytest.mark.parametrize(
    ("on", "days"),
    [("2020", ("2020-01-01", "2020-12-31")), ("2020-02", ("2020-02-01", "2020-02-29")), ("2021-12", ("2021-12-01", "2021-12-31")),
     ("2020-02-03", ("2020-02-03", "2020-02-03")), ("2020-02-03T00:00:00Z", ("2020-02-03", "2020-02-03"))],
)  # fmt: skip
def test_a_date_is_a_day_a_month_or_a_year(on: str, days: tuple[str, str]) -> None:
    assert match.interval(on) == days


@pytest.mark.parametrize("on", ["", "20", "2020-13", "2020-02-30", "x", "2020-1-1-1", "00", "năm 2020"])
def test_what_is_no_date_is_said(on: str) -> None:
    with pytest.raises(MatchError, match="is no date"):
        match.interval(on)


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(MatchError, match="no type 'Dog'; there are: Place"):
        match.candidates(PLACES, Query("x", "Dog"))
    with pytest.raises(MatchError, match="no level 'x'"):
        match.candidates(PLACES, Query("Quận 1", level="x"))


@pytest.mark.parametrize("name", ["", " ", ",", "()", "Quận", "quận ủy", "TP.", "1", "\u200b", "Huyện ,", "x" * 5000, "quận " * 500])
def test_names_that_are_none_mean_nothing(name: str) -> None:
    for type in match.TYPES:
        assert match.decided(PLACES, Query(name, type)) is None


def test_the_examples_in_the_documentation_run() -> None:
    failed, tried = doctest.testfile(str(VIETNAMESE.parents[1] / "docs" / "reconciliation.md"), module_relative=False)
    assert tried
    assert not failed
