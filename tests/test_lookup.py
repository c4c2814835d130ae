"""What is looked up among all that was said before is what going through it would find."""

from hypothesis import given
from hypothesis import strategies as st

from kg import extract
from kg.fold import fold
from kg.records import Document, Facts, Target
from kg.resolve.lookup import Joinable, Trail


@given(st.lists(st.tuples(st.integers(0, 20), st.integers()), max_size=20), st.integers(-1, 22))
def test_the_last_before_an_offset(noted: list[tuple[int, int]], offset: int) -> None:
    trail = Trail[int]()
    for start, thing in noted:
        trail.note(start, thing)
    assert trail.before(offset) == next(((start, thing) for start, thing in reversed(noted) if start < offset), None)


def target(organisation: str | None, key: str | None, indicator: str, planned: int | None, achieved: int | None) -> Target:
    return Target(
        organisation, key, indicator, None, None, planned, None, None, achieved, None, "count", None, None, None, None, None, None, None,
        None, None, (), "r", "", (),
    )  # fmt: skip


TARGETS = st.builds(
    target,
    st.sampled_from(["Huyện ủy A", "huyện ủy a", "Huyện ủy B", None]),
    st.sampled_from(["a", "b", None]),
    st.sampled_from(["x", "y"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([None, 1, 2]),
)


def may_join(one: Target, other: Target) -> bool:
    named = one.organisation is not None and other.organisation is not None and fold(one.organisation) == fold(other.organisation)
    whose = one.organisation_key == other.organisation_key or named
    told = (one.achieved is None) != (other.achieved is None)
    return one.indicator == other.indicator and whose and (told or (one.planned, one.achieved) == (other.planned, other.achieved))


@given(st.lists(st.tuples(TARGETS, st.none() | st.integers(0, 9)), max_size=12), TARGETS)
def test_what_a_target_can_be_joined_with(noted: list[tuple[Target, int | None]], asked: Target) -> None:
    joinable, out = Joinable(), list[Target]()
    for one, instead in noted:
        number = len(out) if instead is None else min(instead, len(out))
        out[number : number + 1] = [one]
        joinable.note(number, one)
    expected = [number for number in range(len(out) - 1, -1, -1) if may_join(out[number], asked)]
    assert list(joinable.with_(asked)) == expected


def facts(text: str) -> Facts:
    return extract.facts(Document("x", "x.txt", "", text))


def test_what_is_said_a_thousand_times_is_one_target_with_all_its_places() -> None:
    sentence = "Huyện ủy Cẩm Xuyên thành lập 2 chi bộ năm 2020. "
    found = facts(sentence * 1000)
    [one] = found.targets
    assert len(one.spans) == len(set(one.spans)) == 1000
    [body] = found.committees
    assert body.spans == tuple((at, at + 18) for at in range(0, 1000 * len(sentence), len(sentence)))


def test_a_plan_that_is_said_again_keeps_all_its_places_when_its_result_comes() -> None:
    plan = "Năm 2020, Huyện ủy Cẩm Xuyên được giao kết nạp 70 đảng viên. "
    found = facts(plan * 3 + "Kết quả, Huyện ủy Cẩm Xuyên kết nạp 31 đảng viên, đạt 44,3% kế hoạch.")
    [one] = found.targets
    assert (one.planned, one.achieved, len(one.spans)) == (70, 31, 4)


def test_a_hundred_copies_of_an_article_say_what_one_says() -> None:
    article = (
        "Năm 2020, toàn Đảng bộ Khối Doanh nghiệp tỉnh Hà Tĩnh kết nạp 40 đảng viên. Đảng ủy Khối ban hành Nghị quyết số 5-NQ/ĐUK.\n"
        "Đồng chí Nguyễn Văn An, Bí thư Huyện ủy Cẩm Xuyên dự. Đơn vị này thành lập 3 chi bộ.\n"
    )
    once, often = facts(article), facts(article * 100)
    assert [(t.organisation_key, t.achieved) for t in often.targets] == [(t.organisation_key, t.achieved) for t in once.targets]
    assert [(b.key, b.name) for b in often.committees] == [(b.key, b.name) for b in once.committees]
    assert {len(b.spans) for b in often.committees} == {100 * len(b.spans) for b in once.committees}
    assert [len(o.spans) for o in often.officials] == [100]
