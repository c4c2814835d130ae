"""What is the same across documents."""

import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import link
from kg.errors import LinkError
from kg.link import Judgement, decisions, scale
from kg.rdf import Reference

# ---- directives


def directive(key: str, issued: str | None = None, kind: str | None = None) -> Reference:
    return Reference("directive", key, "directive/9@P01-current", number=key.partition("@")[0], issued=issued, directive_kind=kind)


UNDATED = directive("09-NQ/TU@P01-current")
DATED = directive("09-NQ/TU@P01-current@2012-02-27", "2012-02-27")
LATER = directive("09-NQ/TU@P01-current@2017-05-01", "2017-05-01")
IN_2014 = directive("09-NQ/TU@P01-current@..2014-01")
IN_2018 = directive("09-NQ/TU@P01-current@..2018-03")


def rules(references: Sequence[Reference], known: Sequence[Judgement] = ()) -> dict[frozenset[str], str]:
    """{pair: verdict and rule} of what is judged."""
    made = link.decided(references, known)[1]
    return {frozenset((one.subject, one.object)): f"{one.verdict} {one.by}" for one in made}


def test_a_directive_without_a_date_joins_the_only_dated_one() -> None:
    assert link.canonical([UNDATED, DATED, DATED]) == {UNDATED.node: DATED.node}


def test_two_dates_are_two_directives_and_say_nothing_of_the_one_without() -> None:
    assert link.canonical([UNDATED, DATED, LATER]) == {}
    assert rules([UNDATED, DATED, LATER]) == {
        frozenset((UNDATED.node, DATED.node)): "undecided rule:several-candidates",
        frozenset((UNDATED.node, LATER.node)): "undecided rule:several-candidates",
        frozenset((DATED.node, LATER.node)): "negative rule:two-terms",
    }


def test_an_article_does_not_cite_what_was_not_issued_yet() -> None:
    found = link.canonical([IN_2014, IN_2018, DATED, LATER])
    assert found == {IN_2014.node: DATED.node}
    assert link.canonical([IN_2014, LATER]) == {IN_2014.node: UNDATED.node}


def test_two_dates_in_one_term_are_for_a_person_to_look_at() -> None:
    other = directive("09-NQ/TU@P01-current@2013-02-27", "2013-02-27")
    assert rules([DATED, other]) == {frozenset((DATED.node, other.node)): "undecided rule:two-dates"}


def test_without_any_date_articles_of_one_term_cite_one_directive() -> None:
    in_2013 = directive("09-NQ/TU@P01-current@..2013-06")
    assert link.canonical([IN_2014, in_2013]) == {IN_2014.node: UNDATED.node, in_2013.node: UNDATED.node}
    assert link.canonical([IN_2014, in_2013, IN_2018]) == {IN_2014.node: in_2013.node}
    assert rules([IN_2014, IN_2018]) == {frozenset((IN_2014.node, IN_2018.node)): "undecided rule:other-terms"}


def test_a_short_form_is_the_only_full_one_of_its_kind() -> None:
    short = directive("resolution-09@P01-current@..2014-01", kind="resolution")
    full = directive("09-NQ/TU@P01-current@2012-02-27", "2012-02-27", "resolution")
    plan = directive("09-KH/TU@P01-current@2012-03-01", "2012-03-01", "plan")
    assert link.canonical([short, full, plan]) == {short.node: full.node}
    of_the_day = directive("resolution-09@P01-current@2012-02-27", "2012-02-27", "resolution")
    assert link.canonical([of_the_day, full, plan]) == {of_the_day.node: full.node}
    unknown = directive("09-NQ/TU@P01-current@..2014-02", kind="resolution")
    assert link.canonical([short, unknown, plan])[short.node] == link.canonical([short, unknown, plan])[unknown.node]


def test_a_term_stands_for_the_only_day_in_it() -> None:
    in_term = directive("07-CT/TW@TW@XII")
    day, other = directive("07-CT/TW@TW@2018-01-01", "2018-01-01"), directive("07-CT/TW@TW@1996-11-30", "1996-11-30")
    assert link.canonical([in_term, day, other]) == {in_term.node: day.node}
    assert link.canonical([in_term, other]) == {}
    assert link.canonical([in_term, directive("07-CT/TW@TW@..2017-02")]) == {"directive/07-CT/TW@TW@..2017-02": in_term.node}


def test_ways_of_writing_a_number_are_one() -> None:
    other = directive("9/NQ-TU@P01-current@2012-02-27", "2012-02-27")
    undated = directive("9-NQ/TU@P01-current@..2014-01")
    assert link.canonical([undated, DATED]) == {undated.node: DATED.node}
    assert link.canonical([undated, other]) == {undated.node: other.node}


def test_numbers_of_unions_begin_anew_each_year() -> None:
    one, other = (directive(f"41/KH-LĐLĐ@P42-current@{day}", day) for day in ("2021-02-15", "2022-02-15"))
    assert rules([one, other]) == {frozenset((one.node, other.node)): "negative rule:two-terms"}


def test_alone_it_is_itself() -> None:
    assert link.canonical([]) == {}
    assert link.canonical([UNDATED]) == {}
    assert link.canonical([DATED]) == {}
    assert link.canonical([IN_2014]) == {IN_2014.node: UNDATED.node}


def test_what_no_one_owns_joins_nothing() -> None:
    assert link.canonical([directive("09-NQ/TU@?a"), directive("09-NQ/TU@?a@2012-02-27", "2012-02-27")]) == {}


def test_other_kinds_are_what_their_key_says() -> None:
    body = Reference("body", "party_committee/D003", "body/party_committee/D003", names=("Quận ủy Tây Hồ",))
    assert link.canonical([body, body]) == {}


# ---- people


def official(name: str, title: str, body: str | None, day: str | None, *, more: tuple[tuple[str, str | None], ...] = ()) -> Reference:
    """A person as one document of a day shows them; `more` are further posts."""
    posts = sorted((title, f"tổ chức {body}", body or "") for title, body in ((title, body), *more))
    key = f"{name.lower().replace(' ', '-')}@x/{title}/{body}/{day or '?'}"
    return Reference("official", key, "official/x", names=(name,), posts=tuple(posts), start=day, end=day)


TAY_HO, HANOI, NINH_BINH = "party_committee/D003", "party_committee/P01-current", "party_committee/P37-legacy"
AN, DUC = "Nguyễn Văn An", "Đào Trọng Đức"


def same(one: Reference, other: Reference, *others: Reference, known: Sequence[Judgement] = ()) -> bool:
    found = link.canonical([one, other, *others], known)
    return found.get(one.node, one.node) == found.get(other.node, other.node)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # one post in one body
        ((AN, "Bí thư", TAY_HO, "2020-05-01"), (AN, "Bí thư", TAY_HO, "2021-05-01"), "positive rule:same-post"),
        ((AN, "Bí thư", TAY_HO, "2020-05-01"), ("NGUYỄN VĂN AN", "bí thư", TAY_HO, "2022-05-01"), "positive rule:same-post"),
        ((AN, "Bí thư", TAY_HO, "2005-05-01"), (AN, "nguyên Bí thư", TAY_HO, "2020-05-01"), "positive rule:same-post"),
        # … too long after
        ((AN, "Bí thư", TAY_HO, "2002-05-01"), (AN, "Bí thư", TAY_HO, "2020-05-01"), "undecided rule:same-body-apart"),
        # one after the other in one body, in one place
        ((AN, "Phó Bí thư", TAY_HO, "2018-05-01"), (AN, "Bí thư", TAY_HO, "2020-05-01"), "positive rule:same-body"),
        ((AN, "Phó Bí thư", TAY_HO, "2020-05-01"), (AN, "Phó Bí thư Thường trực", TAY_HO, "2020-05-01"), "positive rule:same-body"),
        ((AN, "Chủ tịch", "authority/D003", "2018-05-01"), (AN, "Bí thư", TAY_HO, "2020-05-01"), "positive rule:same-place"),
        ((AN, "Chủ tịch", "authority/D003", "2020-05-01"), (AN, "Bí thư", TAY_HO, "2020-05-01"), "undecided rule:same-place-at-once"),
        # elsewhere
        ((AN, "Bí thư", TAY_HO, "2018-05-01"), (AN, "Phó Bí thư", HANOI, "2020-05-01"), "undecided rule:one-province"),
        ((AN, "Bí thư", HANOI, "2018-05-01"), (AN, "Bí thư", NINH_BINH, "2020-05-01"), "undecided rule:two-provinces"),
        ((AN, "Bí thư", HANOI, "2020-05-01"), (AN, "Bí thư", NINH_BINH, "2020-05-01"), "negative rule:two-provinces-at-once"),
        # nothing but the name
        ((AN, "Bí thư", None, "2020-05-01"), (AN, "Bí thư", None, "2020-06-01"), "undecided rule:same-name"),
        ((AN, "Tổng Bí thư", None, "2020-05-01"), (AN, "Tổng Bí thư", None, "2020-06-01"), "positive rule:same-post"),
        ((AN, "Bí thư", TAY_HO, None), (AN, "Bí thư", TAY_HO, "2020-06-01"), "undecided rule:same-body-apart"),
        # marks
        ((AN, "Bí thư", TAY_HO, "2020-05-01"), ("Nguyễn Văn Ân", "Bí thư", TAY_HO, "2020-05-01"), "negative rule:marks"),
        ((DUC, "Bí thư", TAY_HO, "2020-05-01"), ("Dao Trong Duc", "Bí thư", TAY_HO, "2021-05-01"), "positive rule:unmarked-name"),
        ((DUC, "Bí thư", TAY_HO, "2020-05-01"), ("Dao Trong Duc", "Bí thư", HANOI, "2021-05-01"), "undecided rule:one-province"),
    ],
)  # fmt: skip
def test_two_notices_of_a_name(
    one: tuple[str, str, str | None, str | None], other: tuple[str, str, str | None, str | None], expected: str
) -> None:
    a, b = official(*one), official(*other)
    assert rules([a, b]) == {frozenset((a.node, b.node)): expected}
    assert same(a, b) == expected.startswith("positive")
    made = link.decided([a, b])[1][0]
    assert made.score == scale.rules()[made.by.removeprefix("rule:")].score
    assert len(made.evidence) == 3
    assert {made.evidence[0].partition(":")[0], made.evidence[1].partition(":")[0]} == {a.names[0], b.names[0]}


def test_the_reference_data_know_a_career_that_posts_alone_do_not_show() -> None:
    # officials.csv: Bùi Minh Châu, Chủ nhiệm Ủy ban kiểm tra 2009, Phó Bí thư 2010 – 2015, Bí thư Tỉnh ủy Phú Thọ 2018 – 2025.
    def shown(key: str, title: str, day: str) -> Reference:
        posts = ((title, "Tỉnh ủy Phú Thọ", "party_committee/P25-legacy"),)
        return Reference("official", key, "official/x", names=("Bùi Minh Châu",), posts=posts, start=day, end=day)

    before, after = shown("1", "Phó Bí thư Thường trực", "2011-05-01"), shown("2", "Bí thư", "2020-05-01")
    assert rules([before, after]) == {frozenset((before.node, after.node)): "positive rule:known-official"}


def test_a_document_that_gives_both_posts_joins_those_of_one_post_each() -> None:
    secretary, chair = official(AN, "Bí thư", TAY_HO, "2020-05-01"), official(AN, "Chủ tịch", "authority/D003", "2020-05-01")
    both = official(AN, "Bí thư", TAY_HO, "2019-05-01", more=(("Chủ tịch", "authority/D003"),))
    assert not same(secretary, chair)
    assert same(secretary, chair, both)


def test_who_is_crowded_in_a_place_is_not_guessed() -> None:
    """Two of one name in a district at one time: a third, later, may be either."""
    youth, women = official(AN, "Bí thư", "youth_union/D003", "2018-05-01"), official(AN, "Chủ tịch", "farmers_union/D003", "2018-06-01")
    more_youth = official(AN, "Bí thư", "youth_union/D003", "2019-05-01")
    later = official(AN, "Chủ tịch", "authority/D003", "2020-05-01")
    assert same(youth, more_youth, women, later)
    assert not same(youth, women, more_youth, later)
    assert same(youth, later, more_youth)


def test_a_name_without_marks_that_fits_two_is_neither() -> None:
    plain = official("Nguyen Van An", "Bí thư", TAY_HO, "2021-05-01")
    one, other = official(AN, "Bí thư", TAY_HO, "2020-05-01"), official("Nguyễn Văn Ân", "Bí thư", TAY_HO, "2022-05-01")
    assert link.canonical([plain, one, other]) == {}
    assert rules([plain, one, other])[frozenset((plain.node, one.node))] == "undecided rule:unmarked-fits"


# ---- what people decide


def decision(
    one: Reference | str, other: Reference | str, verdict: str, by: str = "person:lan", on: str | None = "2026-01-01"
) -> Judgement:
    pair = sorted(node if isinstance(node, str) else node.node for node in (one, other))
    return Judgement(pair[0], "same", pair[1], verdict, by, (), None, on)  # type: ignore[arg-type]


def test_what_a_person_decides_wins_over_every_rule() -> None:
    one, other = official(AN, "Bí thư", HANOI, "2018-05-01"), official(AN, "Bí thư", NINH_BINH, "2020-05-01")
    assert not same(one, other)
    assert same(one, other, known=[decision(one, other, "positive")])
    post, again = official(AN, "Bí thư", TAY_HO, "2020-05-01"), official(AN, "Bí thư", TAY_HO, "2021-05-01")
    for verdict in ("negative", "undecided"):
        assert not same(post, again, known=[decision(post, again, verdict)])
        assert rules([post, again], [decision(post, again, verdict)]) == {frozenset((post.node, again.node)): f"{verdict} person:lan"}
    assert not same(UNDATED, DATED, known=[decision(UNDATED, DATED, "negative")])
    assert same(DATED, LATER, UNDATED, known=[decision(DATED, LATER, "positive")])


def test_two_that_a_person_keeps_apart_are_not_joined_by_way_of_a_third() -> None:
    notices = [official(AN, "Bí thư", TAY_HO, f"{year}-05-01") for year in (2019, 2020, 2021)]
    apart = decision(notices[0], notices[2], "negative")
    found = link.canonical(notices, [apart])
    assert found.get(notices[0].node, notices[0].node) != found.get(notices[2].node, notices[2].node)


def test_decisions_that_contradict_each_other_are_told_and_not_applied() -> None:
    one, other, third = (f"official/{name}@x" for name in "abc")
    both = [decision(one, other, "positive"), decision(one, other, "negative", "person:minh")]
    assert [text.partition(";")[0] for text in link.contradictions(both)] == [
        f"{one} and {other}: person:lan: positive, person:minh: negative"
    ]
    ring = [decision(one, other, "positive"), decision(other, third, "positive"), decision(one, third, "negative")]
    assert len(list(link.contradictions(ring))) == 1
    assert list(link.contradictions(ring[:2])) == []
    assert list(link.contradictions([decision(one, other, "undecided"), decision(one, other, "negative", "person:minh")])) == []


# ---- whatever the order


_names = st.sampled_from([AN, "Nguyễn Văn Ân", "Nguyen Van An"])
_titles = st.sampled_from(["Bí thư", "Phó Bí thư", "nguyên Bí thư", "Chủ tịch"])
_bodies = st.sampled_from([TAY_HO, HANOI, NINH_BINH, "authority/D003", "party_committee/?a/b", None])
_days = st.sampled_from([None, "2015-03-01", "2018-03-01", "2018-09-01", "2020-03-01", "2021-03-01"])
_officials = st.builds(official, _names, _titles, _bodies, _days)
_forms = [
    directive(f"{number}@P01-current{when}", when[1:] if when[1:2] == "2" else None, "resolution")
    for number in ("resolution-09", "09-NQ/TU", "9/NQ-TU")
    for when in ("", "@..2016-05", "@2013-01-02")
]
_directives = st.sampled_from([UNDATED, DATED, LATER, IN_2014, IN_2018, *_forms])
_verdicts = st.sampled_from(["positive", "negative", "undecided"])
_groups = st.one_of(st.lists(_officials, max_size=12), st.lists(_directives, max_size=10))


@given(_groups, st.data())
def test_the_order_does_not_matter(references: list[Reference], data: st.DataObject) -> None:
    nodes = sorted({reference.node for reference in references})
    known = []
    if len(nodes) > 1:
        pairs = st.tuples(st.sampled_from(nodes), st.sampled_from(nodes), _verdicts).filter(lambda said: said[0] != said[1])
        known = [decision(*said) for said in data.draw(st.lists(pairs, max_size=3))]
    found = link.decided(references, known)
    seed = data.draw(st.integers(0, 5))
    shuffled, decided = [*references, *references[:2]], [*known]
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(decided)
    assert link.decided(shuffled, decided) == found
    canonical, made = found
    assert not set(canonical) & set(canonical.values())
    assert set(canonical) <= set(nodes)
    for one in made:
        assert {one.subject, one.object} <= set(nodes)
    spelt: dict[str, set[str]] = {}
    if not known:
        for reference in references:
            for name in reference.names:
                spelt.setdefault(canonical.get(reference.node, reference.node), set()).add(name)
        assert not any({AN, "Nguyễn Văn Ân"} <= names for names in spelt.values())
        for one in made:
            if one.verdict != "positive":
                assert canonical.get(one.subject, one.subject) != canonical.get(one.object, one.object)


def test_a_common_name_is_compared_with_its_nearest_only() -> None:
    """2,000 of one name in 40 bodies: the judgements grow with the notices, not with their pairs."""
    units = [f"party_committee/D{number:03}" for number in range(1, 41)]
    notices = [
        official(AN, f"Ủy viên {number // 40}", units[number % 40], f"20{10 + number % 15}-0{number % 9 + 1}-01") for number in range(2000)
    ]
    made = link.decided(notices)[1]
    limit = scale.people()["neighbours"]
    assert len(made) <= len(notices) * (1 + 4 * limit)
    assert all(one.score is not None for one in made)


# ---- the table of decisions


def test_a_table_of_decisions_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = [decision("official/a@x", "official/b@x", "positive"), decision("directive/1@TW", "directive/2@TW", "negative", on=None)]
    decisions.add(tmp_path, made[:1])
    decisions.add(tmp_path, made[1:])
    assert decisions.read(tmp_path) == tuple(sorted(made, key=lambda one: one.subject))
    again = decisions.parsed(decisions.written(made), "again")
    assert again == made
    assert decisions.read(tmp_path / "nowhere") == ()


def test_the_last_word_of_a_person_counts_and_others_stay_beside_it(tmp_path: Path) -> None:
    said = [decision("official/a@x", "official/b@x", verdict, by) for verdict, by in
            [("positive", "person:lan"), ("undecided", "person:minh"), ("negative", "person:lan")]]  # fmt: skip
    decisions.add(tmp_path, said)
    assert decisions.read(tmp_path) == (said[2], said[1])


HEAD = "\t".join(decisions.COLUMNS)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("official/a\tsame\tofficial/b\tmaybe\tperson:lan", "no verdict 'maybe'; there are: positive, negative, undecided"),
        ("official/a\tsame\tofficial/b\tpositive\tlan", "no person 'lan'; a decision is by person:NAME"),
        ("official/a\tsame\tdirective/b\tpositive\tperson:lan", "cannot be one"),
        ("body/a\tsame\tbody/b\tpositive\tperson:lan", "two of one kind can, of: directive, enterprise, official"),
        ("official/a\tsame\tofficial/a\tpositive\tperson:lan", "the same as itself"),
        ("official/a\texactMatch\thttps://a.org/b\tpositive\tperson:lan", "an exactMatch follows where two sources agree"),
        ("official/a\tcloseMatch\tofficial/b\tpositive\tperson:lan", "'official/b' is no address of something elsewhere"),
        ("target/a\tcloseMatch\thttps://a.org/b\tpositive\tperson:lan", "'target/a' is no node to be linked"),
        ("official/a\tsame\tofficial/b\tpositive\tservice:https://a.org", "cannot decide what is the same here"),
        ("official/a\tcloseMatch\thttps://a.org/b\tpositive\tservice:https://a.org\t\t7", "'7' is no score"),
        ("official/a\tcloseMatch\thttps://a.org/b\tpositive\tperson:lan\t\t\t\tx", "'x' is no address"),
        ("official/a\tcloseMatch\thttps://a.org/b\tpositive\tperson:lan\t\t\t\t\t\t2026-13", "'2026-13' is no date"),
        ("official/a\tmother\tofficial/b\tpositive\tperson:lan", "no relation 'mother'; there are: same, closeMatch"),
        ("official/a\tsame\tofficial/b\tpositive\tperson:lan\t1/2/2026", "'1/2/2026' is no date"),
        ("official/a\tsame\tofficial/b\tpositive\trule:same-name", "'rule:same-name' did not decide 'positive'; say who did"),
        ("a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl", "12 cells under 11 columns"),
        ("official/a", "no verdict ''"),
    ],
)
def test_a_bad_line_is_named_with_what_would_be_right(row: str, wrong: str) -> None:
    with pytest.raises(LinkError, match=f"^t.tsv, line 3: .*{wrong.replace('.', '[.]').replace('?', '[?]')}"):
        decisions.parsed(f"{HEAD}\nofficial/a\tsame\tofficial/b\tpositive\tperson:lan\n{row}\n", "t.tsv")


def test_every_bad_line_is_named() -> None:
    with pytest.raises(LinkError, match=r"line 2: .*\n.*line 4: "):
        decisions.parsed(f"{HEAD}\nx\nofficial/a\tsame\tofficial/b\tpositive\tperson:lan\ny\n", "t.tsv")
    with pytest.raises(LinkError, match="line 1: no column subject, relation"):
        decisions.parsed("a\tb\n", "t.tsv")


def test_a_rule_s_line_whose_verdict_was_changed_is_whose_who_says_so() -> None:
    text = f"{HEAD}\nofficial/a\tsame\tofficial/b\tpositive\trule:same-name\t\t0.1\tA | B\n"
    text += "official/a\tsame\tofficial/c\tundecided\trule:same-name\n"
    assert decisions.parsed(text, "t.tsv", by="person:lan", on="2026-01-02") == [
        Judgement("official/a", "same", "official/b", "positive", "person:lan", ("A", "B"), None, "2026-01-02")
    ]


WIKIDATA = "http://www.wikidata.org/entity/"


def match(
    node: str, item: str, verdict: str, by: str, *, relation: str = "closeMatch", source: str | None = None, on: str | None = None
) -> Judgement:
    return Judgement(node, relation, WIKIDATA + item, verdict, by, ("names: A / A",), None, on, source, None, None)  # type: ignore[arg-type]


def test_people_and_services_stand_in_one_table(tmp_path: Path) -> None:
    answer = Judgement(
        "official/a@x", "closeMatch", f"{WIKIDATA}Q1", "undecided", "service:https://a.org/api?x=1", ("names: A / B", "type: Q5"), 0.875,
        "2026-11-02", "https://www.wikidata.org/", "https://creativecommons.org/publicdomain/zero/1.0/", "2026-11",
    )  # fmt: skip
    made = [
        answer,
        match("official/a@x", "Q1", "positive", "person:lan", on="2026-11-03"),
        decision("official/a@x", "official/b@x", "negative"),
    ]
    decisions.add(tmp_path, made)
    assert set(decisions.read(tmp_path)) == set(made)
    assert decisions.parsed(decisions.written(made), "again") == made


def test_a_service_s_line_whose_verdict_was_changed_is_whose_who_says_so() -> None:
    for by in ("service:https://a.org", "rule:viwiki-office"):
        was = match("official/a@x", "Q1", "undecided", by, source="https://a.org/")
        text = decisions.written([was]).replace("undecided", "positive")
        with pytest.raises(LinkError, match="did not decide 'positive'; say who did"):
            decisions.parsed(text, "t.tsv", known=[was])
        (found,) = decisions.parsed(text, "t.tsv", by="person:lan", on="2026-01-02", known=[was])
        assert (found.relation, found.verdict, found.by, found.on, found.source) == (
            "closeMatch", "positive", "person:lan", "2026-01-02", "https://a.org/",
        )  # fmt: skip
    exact = match("place/D001", "Q1", "positive", "rule:wikidata-id", relation="exactMatch")
    refused = decisions.written([exact]).replace("positive", "negative")
    (found,) = decisions.parsed(refused, "t.tsv", by="person:lan", known=[exact])
    assert (found.relation, found.verdict) == ("closeMatch", "negative")


def test_a_table_of_older_columns_is_kept_whole(tmp_path: Path) -> None:
    old = "subject\trelation\tobject\tverdict\tby\nofficial/a\tsame\tofficial/b\tpositive\tperson:lan"
    (tmp_path / decisions.NAME).write_text(old, encoding="utf-8")
    decisions.add(tmp_path, [match("official/a", "Q1", "negative", "person:lan")])
    assert [one.object for one in decisions.read(tmp_path)] == [f"{WIKIDATA}Q1", "official/b"]
    assert len((tmp_path / decisions.NAME).read_text(encoding="utf-8").splitlines()) == 3


def links(*said: Judgement, shared: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """(relation, verdict, by) of what stands."""
    found = link.agreed("official/a", said, shared)
    return [(one.relation, one.verdict, one.by) for one, overruled in found if overruled is None]


def test_a_person_overrules_services_and_rules() -> None:
    service = match("official/a", "Q1", "undecided", "service:https://a.org", source="https://a.org/")
    rule = match("official/a", "Q1", "positive", "rule:x", source="https://b.org/")
    yes, no = match("official/a", "Q1", "positive", "person:lan"), match("official/a", "Q1", "negative", "person:minh")
    assert links(service, yes) == [("closeMatch", "positive", "person:lan")]
    assert links(rule, no) == [("closeMatch", "negative", "person:minh")]
    assert ("closeMatch", "positive", "person:lan") not in links(yes, no)  # they contradict each other: nothing stands
    assert ("closeMatch", "positive", "rule:x") not in links(rule, yes, no)
    assert [overruled for one, overruled in link.agreed("official/a", [rule, no]) if one == rule] == [no]


def test_two_sources_that_agree_make_an_exact_match_and_say_which() -> None:
    one = match("official/a", "Q1", "positive", "rule:x", source="https://b.org/")
    other = match("official/a", "Q1", "positive", "service:https://a.org", source="https://a.org/")
    exact = ("exactMatch", "positive", "rule:two-sources")
    assert exact in links(one, other)
    (made,) = [made for made, _ in link.agreed("official/a", [one, other]) if made.relation == "exactMatch"]
    assert made.evidence[:2] == ("https://a.org/ says so, by service:https://a.org", "https://b.org/ says so, by rule:x")
    assert exact not in links(one, other, shared=(f"{WIKIDATA}Q1",))  # another node has it, too
    assert exact not in links(one, match("official/a", "Q1", "positive", "service:https://c.org", source="https://b.org/"))  # one source
    assert exact not in links(one, match("official/a", "Q1", "positive", "person:lan", source="https://a.org/"))
    assert exact not in links(one, other, match("official/a", "Q1", "negative", "person:lan"))
    assert exact not in links(one, match("official/a", "Q1", "undecided", "service:https://a.org", source="https://a.org/"))


def test_the_scale_falls_from_positive_to_negative() -> None:
    found = list(scale.rules().values())
    assert min(rule.score for rule in found if rule.verdict == "positive") > max(
        rule.score for rule in found if rule.verdict == "undecided"
    )
    assert all(rule.score <= 0.1 for rule in found if rule.verdict == "negative")
    terms = list(scale.directives()["central"].values())
    assert all(one < other for one, other in pairwise(terms))


def test_what_one_person_says_twice_on_a_day_is_the_same_in_any_order() -> None:
    one, other = official(AN, "Bí thư", TAY_HO, "2020-05-01"), official(AN, "Bí thư", HANOI, "2020-05-01")
    said = [decision(one, other, verdict) for verdict in ("positive", "negative", "undecided")]
    assert link.decided([one, other], said) == link.decided([other, one], said[::-1])
