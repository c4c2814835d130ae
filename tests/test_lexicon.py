"""Every file of `kg/vi/` loads, a phrase means one thing, and every example and counter-example that the files state is run.

Those of `targets.toml` are run by `test_relate.py`, of `zones.toml` by `test_segment.py`, of `places.toml` by `test_gazetteer.py`.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from kg import errors, extract, files, lex, lexicon
from kg.fold import fold
from kg.recognise import Reading, body, directive, enterprise, official
from kg.recognise.body import BodyMention
from kg.recognise.directive import DirectiveMention
from kg.recognise.official import PostMention
from kg.records import Document, Facts, Zone
from kg.resolve import when
from kg.resolve.home import Home

NAMES = sorted(path.stem for path in files.VIETNAMESE.glob("*.toml"))

# Lists of words alone: what they mean shows in the examples of the rules that ask for them; of questions, in their headers and the gold.
WORD_LISTS = {"context", "indicators", "numbers", "questions", "tables", "terms"}

# What the files state and the rules do not do yet; each is a bug that is known, and its mark goes when it does.
BUGS = {
    "Chi bộ Trường THPT Bán công Lục Ngạn": "the lower-case word 'công' ends the school's name",
    "NQ 09": "'NQ' is a code only, no word that a number may follow",
}


def stated(value: Any, text: str, name: str) -> Any:
    """A case of a parametrised test, marked where its text is a known bug."""
    marks = [pytest.mark.xfail(strict=True, reason=BUGS[text])] if text in BUGS else []
    return pytest.param(*(value if isinstance(value, tuple) else (value,)), id=name, marks=marks)


# An article of August 2020 that reports on that year.
HOME = Home(None, None, None, None, "2020-08-15", 2020)


def document(text: str) -> Document:
    return Document("test", "test.txt", "", text, published="2020-08-15", zones=(Zone("body", 0, len(text)),))


def readings(text: str) -> tuple[Reading, ...]:
    return extract.readings(document(text))


def facts(text: str) -> Facts:
    return extract.facts(document(text))


def found(text: str) -> list[tuple[str, Any]]:
    """(printed, mention) of everything named in a text."""
    return [
        (text[t.start : t.stop], thing) for r in readings(text) for t, thing in zip(r.tokens, r.things, strict=True) if thing is not None
    ]


# ---- the files


@pytest.mark.parametrize("name", NAMES)
def test_a_file_loads(name: str) -> None:
    assert lexicon.table(name)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(errors.RuleError, match=r"no word list .*nothing-here\.toml"):
        lexicon.table("nothing-here")


def test_a_file_that_is_no_toml_is_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.toml").write_text("[list\n", encoding="utf-8")
    monkeypatch.setattr(files, "VIETNAMESE", tmp_path)
    with pytest.raises(errors.RuleError, match=r"broken\.toml: not TOML"):
        lexicon.table("broken")


def entries(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of every array of tables."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, list) and inner and all(isinstance(item, dict) and ("id" in item or "heads" in item) for item in inner):
                for i, item in enumerate(inner):
                    yield f"{path}, {key} {item.get('id', item.get('heads', [i])[0])}", item
            else:
                yield from entries(inner, path)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_data_states_its_examples(name: str) -> None:
    table = lexicon.table(name)
    without = [
        where
        for where, entry in entries(table, f"kg/vi/{name}.toml")
        if not (entry.get("example") or entry.get("examples"))
        or not (entry.get("never") or entry.get("nevers") or name in ("directives", "places"))
    ]
    assert not without
    assert name in WORD_LISTS or '"example' in json.dumps(table)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_says_no_word_twice(name: str) -> None:
    def lists(value: Any, path: str) -> Iterator[tuple[str, list[str]]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from lists(inner, f"{path}.{key}")
        elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            yield path, value

    twice = {path: sorted({word for word in words if words.count(word) > 1}) for path, words in lists(lexicon.table(name), name)}
    of = {path for path in twice if path.startswith("indicators.of.")}  # pairs, no lists of words
    assert not {path: words for path, words in twice.items() if words and path not in of}


# ---- phrases


def test_a_phrase_with_two_meanings_is_an_error_that_names_it() -> None:
    with pytest.raises(errors.RuleError, match=r"'Tổ chức Đảng' stands for both 'party' and 'union'"):
        lexicon.phrases([("tổ chức đảng", "party"), ("Tổ chức Đảng", "union")])


def test_a_phrase_that_is_said_twice_with_one_meaning_is_none() -> None:
    assert lexicon.phrases([("chi bộ", 1), ("Chi bộ", 1)]) == lexicon.phrases([("chi bộ", 1)])


PHRASES = lexicon.phrases(
    [("tổ chức", "thing"), ("tổ chức đảng", "party"), ("tổ chức đảng mới thành lập", "new"), ("tp.", "city"), ("h'leo", "place")]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tổ chức đảng mới", (3, "party")),
        ("tổ chức đảng mới thành lập", (6, "new")),
        ("tổ chức hội nghị", (2, "thing")),
        ("tổ chức", (2, "thing")),
        ("Tổ Chức ĐẢNG", (3, "party")),
        ("TP. Vinh", (2, "city")),
        ("TP Vinh", None),
        ("H’leo", (1, "place")),
        ("tổ", None),
        ("đảng", None),
    ],
)
def test_the_longest_phrase_counts(text: str, expected: tuple[int, str] | None) -> None:
    assert lexicon.longest(PHRASES, lexicon.words(text), 0) == expected


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("Uỷ ban MTTQ", ["ủy", "ban", "mttq"]),
        ("tp.", ["tp", "."]),
        ("Ea H’leo", ["ea", "h'leo"]),
        ("dân - chính - đảng", ["dân", "-", "chính", "-", "đảng"]),
        ("gấp 1,5 lần", ["gấp", "1", ",", "5", "lần"]),
    ],
)
def test_words_of_a_phrase(phrase: str, words: list[str]) -> None:
    assert lexicon.words(phrase) == words


def test_every_phrase_of_terms_is_found_whole() -> None:
    for kind, values in lexicon.table("terms").items():
        for value, forms in values.items():
            for phrase in forms:
                words = lexicon.words(phrase)
                assert lexicon.longest(lex.terms(), words, 0) == (len(words), (kind, value)), phrase


FIGURED = [
    phrase for values in lexicon.table("terms").values() for forms in values.values() for phrase in forms if re.search(r"\d", phrase)
]


@pytest.mark.parametrize("phrase", [stated(phrase, phrase, phrase) for phrase in FIGURED])
def test_a_phrase_with_a_figure_is_cut_as_the_lexer_cuts_it(phrase: str) -> None:
    """Else it could never be found."""
    assert [t.text for t in lex.tokens(readings(phrase)[0].sentence, fold(phrase))] == lexicon.words(phrase)


def test_every_word_of_numbers_is_a_number() -> None:
    lists = lexicon.table("numbers")
    for word, value in lists["digit"].items():
        assert lex.number_in_words([word]) == value
    for word, value in lists["times"].items():
        assert lex.number_in_words(["hai", word]) == 2 * value


def test_every_indicator_belongs_to_a_noun_or_a_verb_of_the_lists() -> None:
    terms, table = lexicon.table("terms"), lexicon.table("indicators")
    assert set(table["noun"]) | set(table["family"]) <= set(terms["NOUN"])
    assert set(table["verb"]) | set(table["default"]) <= set(terms["VERB"])
    modes = {mode for modes in table["noun"].values() for mode in modes}
    assert set(table["verb"].values()) <= modes | {"suspend", "leave_address"}


# ---- periods

PERIODS = lexicon.table("periods")["period"]
_WHEN = {"d": "day", "m": "month", "y": "year", "n": "number", "half": "part", "this": "part", "last": "part", "q": "part"}


def rule_at(text: str, at: int) -> tuple[int, str] | None:
    """(offset after it, id) of the period that begins at an offset of a folded text."""
    match = lex._periods()[0].match(text, at)
    return (match.end(), PERIODS[int(str(match.lastgroup).removeprefix("rule_"))]["id"]) if match else None


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(rule, example, id=f"{rule['id']}-{i}") for rule in PERIODS for i, example in enumerate(rule["examples"])],
)
def test_a_period_is_read_from_its_example(rule: dict[str, Any], example: dict[str, Any]) -> None:
    text = example["text"]
    folded = fold(text)
    first = next(at for at in range(len(folded)) if rule_at(folded, at))
    assert rule_at(folded, first) is not None
    assert rule_at(folded, first)[1] == rule["id"]  # type: ignore[index]  # the line above
    tokens = [token for reading in readings(text) for token in reading.tokens if token.kind == "PERIOD"]
    assert tokens, "the lexer passes over where it begins"
    said = tokens[0].value
    for key, value in example.items():
        if key in _WHEN:
            assert getattr(said, _WHEN[key]) == value
    if "start" in example:
        if said.reads == "date":
            assert when.day(said, HOME) == example["start"] == example["end"]
        else:
            period = when.period(said, HOME, None, None)
            assert period is not None
            assert (period.start, period.end) == (example["start"], example.get("end"))


@pytest.mark.parametrize(
    ("rule", "never"),
    [pytest.param(rule["id"], never, id=f"{rule['id']}-{i}") for rule in PERIODS for i, never in enumerate(rule["nevers"])],
)
def test_a_period_is_not_read_from_its_never(rule: str, never: str) -> None:
    folded = fold(never)
    assert rule not in {read[1] for at in range(len(folded)) if (read := rule_at(folded, at))}


# ---- bodies

BODIES = lexicon.table("bodies")["body"]


@pytest.mark.parametrize("entry", [stated(entry, entry["example"], entry["example"]) for entry in BODIES])
def test_a_body_is_found_in_its_example(entry: dict[str, Any]) -> None:
    example = entry["example"]
    if entry.get("post"):  # named only behind a post
        [post] = [thing for _, thing in found(f"Chủ tịch {example}") if isinstance(thing, PostMention)]
        assert post.body is not None
        assert (post.body.start, post.body.kind) == (len("Chủ tịch "), entry["kind"])
        return
    assert [(example, entry["kind"])] == [(printed, thing.kind) for printed, thing in found(example) if isinstance(thing, BodyMention)]


@pytest.mark.parametrize("entry", [stated(entry, entry["never"], entry["never"]) for entry in BODIES])
def test_a_body_is_not_found_in_its_never(entry: dict[str, Any]) -> None:
    assert not [printed for printed, thing in found(entry["never"]) if isinstance(thing, BodyMention) and thing.kind == entry["kind"]]


@pytest.mark.parametrize("entry", BODIES, ids=lambda entry: entry["heads"][0])
def test_every_head_opens_its_body(entry: dict[str, Any]) -> None:
    for head in entry["heads"]:
        words = lexicon.words(head)
        step = lexicon.longest(body.heads(), words, 0)
        assert step is not None
        assert lexicon.table("bodies")["body"][step[1]] == entry, head


# ---- posts

ROLES = [pytest.param(entry, id=entry["id"]) for entry in lexicon.table("roles")["role"]]


def posts(text: str) -> list[str]:
    return [thing.role for _, thing in found(text) if isinstance(thing, PostMention)]


@pytest.mark.parametrize("entry", ROLES)
def test_a_post_is_found_in_its_example(entry: dict[str, Any]) -> None:
    assert posts(entry["example"])[:1] == [entry["id"]]


@pytest.mark.parametrize("entry", ROLES)
def test_a_post_is_not_found_in_its_never(entry: dict[str, Any]) -> None:
    assert entry["id"] not in posts(entry["never"])


def test_every_head_opens_its_post() -> None:
    for index, entry in enumerate(lexicon.table("roles")["role"]):
        for head in entry["heads"]:
            words = lexicon.words(head)
            assert lexicon.longest(official.heads(), words, 0) == (len(words), index), head


# ---- officials

OFFICIALS = [pytest.param(rule, id=rule["id"]) for rule in lexicon.table("officials")["official"]]


@pytest.mark.parametrize("rule", OFFICIALS)
def test_officials_are_found_in_the_examples_of_a_rule(rule: dict[str, Any]) -> None:
    fired = set()
    for example in rule["examples"]:
        text = example["text"]
        fired |= {holding.rule for reading in readings(text) for holding in reading.holdings}
        said = [[o.name, *sorted(role.title for role in o.roles)] for o in facts(text).officials]
        assert said == [[name, *sorted(titles)] for name, *titles in example["finds"]]
    assert rule["id"] in fired


@pytest.mark.parametrize("rule", OFFICIALS)
def test_no_official_is_found_in_what_a_rule_must_never_read(rule: dict[str, Any]) -> None:
    assert not facts(rule["never"]).officials


# ---- names of people and of companies

PEOPLE = lexicon.table("names")
FIRMS = lexicon.table("enterprises")


def people(text: str) -> list[str]:
    return [printed for printed, thing in found(text) if thing == "person"]


@pytest.mark.parametrize("example", PEOPLE["examples"], ids=lambda example: example["name"])
def test_a_person_is_found(example: dict[str, str]) -> None:
    assert example["name"] in people(example["text"])


@pytest.mark.parametrize("never", PEOPLE["nevers"])
def test_what_opens_like_a_name_is_no_person(never: str) -> None:
    assert not people(f"Học tập {never} là việc thường xuyên.")


@pytest.mark.parametrize("example", FIRMS["examples"], ids=lambda example: example["name"])
def test_a_company_is_found(example: dict[str, str]) -> None:
    assert example["name"] in [enterprise.name for enterprise in facts(example["text"]).enterprises]


@pytest.mark.parametrize("never", FIRMS["nevers"])
def test_what_opens_like_a_company_is_none(never: str) -> None:
    assert not [
        printed for printed, thing in found(f"Tại đây, {never} đều có tổ chức đảng.") if isinstance(thing, enterprise.EnterpriseMention)
    ]
    assert not facts(f"{never} đều có tổ chức đảng.").enterprises


# ---- directives

DIRECTIVES = lexicon.table("directives")["kind"]


@pytest.mark.parametrize(
    ("kind", "example"), [stated((kind["id"], example), example, example) for kind in DIRECTIVES for example in kind["examples"]]
)
def test_a_directive_is_found(kind: str, example: str) -> None:
    assert [(example, kind)] == [(printed, thing.kind) for printed, thing in found(example) if isinstance(thing, DirectiveMention)]


def test_a_code_is_of_one_kind() -> None:
    codes = [fold(code) for kind in DIRECTIVES for code in kind["codes"]]
    # Of one kind they may differ in capitals alone: CTr, CTR.
    assert {code: {k["id"] for k in DIRECTIVES if code in map(fold, k["codes"])} for code in codes} == {
        code: {kind} for code, kind in directive._kinds_of_codes().items()
    }


@pytest.mark.parametrize(
    ("words", "kind"), [(phrase, kind) for kind, phrases in lexicon.table("directives")["relation"].items() for phrase in phrases]
)
def test_the_words_of_a_relation(words: str, kind: str) -> None:
    pieces = lexicon.words(words)
    assert lexicon.longest(directive.relations(), pieces, 0) == (len(pieces), kind)
