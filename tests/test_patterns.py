"""The pattern language: what matches, what is bound, what is no pattern, and that the quick look before a match loses none."""

import contextlib
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import errors, extract, files, lexicon, patterns
from kg.lex import Token
from kg.recognise import Reading
from kg.records import Document, Zone
from kg.relate import rules

# One letter a token: what a small sentence is made of.
LETTERS = {
    "w": ("WORD", "x", None),
    "n": ("NUMBER", "7", 7),
    "r": ("RATIO", "2/6", (2, 6)),
    "p": ("PERCENT", "5%", 5),
    "o": ("ORG", "Quận ủy", "party"),
    "u": ("ORG", "Công đoàn", "union"),
    "f": ("VERB", "thành lập", "found"),
    "a": ("VERB", "kết nạp", "admit"),
    "c": ("NOUN", "chi bộ", "party_organisation"),
    "m": ("NOUN", "đảng viên", "party_member"),
    ",": ("PUNCT", ",", None),
    ".": ("PUNCT", ".", None),
    "(": ("PUNCT", "(", None),
    "?": ("PUNCT", "¿", None),
}


def code(sentence: str) -> str:
    return patterns.code([Token(LETTERS[c][0], i, i + 1, LETTERS[c][1], LETTERS[c][2]) for i, c in enumerate(sentence)])


def found(pattern: str, sentence: str) -> list[tuple[str, dict[str, str]]]:
    """(matched, what each name binds) of every match, in letters."""
    codes = code(sentence)
    compiled = patterns.compiled(pattern, "here")
    return [
        (
            sentence[match.first : match.last],
            {name: " ".join(sentence[a:b] for a, b in patterns.slots(match, name)) for name in match.bound},
        )
        for match in patterns.matches(compiled, codes)
    ]


@pytest.mark.parametrize(
    ("pattern", "sentence", "expected"),
    [
        ("NUMBER", "wnwn", [("n", {}), ("n", {})]),
        ("verb:VERB achieved:NUMBER", "wfnc", [("fn", {"verb": "f", "achieved": "n"})]),
        ("VERB.found NUMBER", "anfn", [("fn", {})]),
        ("VERB.found|admit NUMBER", "anfn", [("an", {}), ("fn", {})]),
        ("verb:VERB.found|admit noun:NOUN", "ac", [("ac", {"verb": "a", "noun": "c"})]),
        ("NOUN.party_member", "cm", [("m", {})]),
        ("ORG.party", "uo", [("o", {})]),
        ("ORG", "uo", [("u", {}), ("o", {})]),
        ("VERB ~2 NUMBER", "fwwn", [("fwwn", {})]),
        ("VERB ~2 NUMBER", "fwwwn", []),
        ("VERB ~2 NUMBER", "fcn", []),
        ("NUMBER !NOUN", "ncnw", [("n", {})]),
        ("NUMBER !NOUN.party_member", "ncnm", [("n", {})]),
        ("^ NUMBER", "nn", [("n", {})]),
        ("NUMBER $", "nn", [("n", {})]),
        ("NUMBER NOUN?", "nnc", [("n", {}), ("nc", {})]),
        ("x:(NUMBER|RATIO) NOUN", "nrc", [("rc", {"x": "r"})]),
        ("NOUN|NUMBER", "wc", [("c", {})]),
        ("(NOUN COMMA)* NOUN", "c,c", [("c,c", {}), ("c", {})]),
        ("WORD{2,3} NOUN", "wwwc", [("wwwc", {}), ("wwc", {})]),
        ("COMMA OPEN DOT PUNCT", ",(.?", [(",(.?", {})]),
        ("a:NUMBER COMMA a:NUMBER", "n,n", [("n,n", {"a": "n n"})]),
        ("all:(ORG (COMMA ORG)*) VERB", "o,uf", [("o,uf", {"all": "o,u"}), ("uf", {"all": "u"})]),
        ("NUMBER", "", []),
    ],
)
def test_a_pattern_matches(pattern: str, sentence: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    assert found(pattern, sentence) == expected


def test_a_match_may_begin_inside_another() -> None:
    assert [matched for matched, _ in found("NUMBER NUMBER", "nnn")] == ["nn", "nn"]


def test_slots_are_in_the_order_of_the_text() -> None:
    codes = code("n,nr")
    match = patterns.matches(patterns.compiled("(b:RATIO|a:NUMBER COMMA) a:NUMBER b:RATIO", "here"), codes)[0]
    assert patterns.slots(match, "a") == [(0, 1), (2, 3)]
    assert patterns.slots(match, "b") == [(3, 4)]
    assert patterns.slots(match, "c") == []


# ---- what is no pattern


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("NUMBR", "no kind of token 'NUMBR'; there are: "),
        ("VERB.fund", "no VERB is 'fund'; there are: "),
        ("VERB.found|fund", "no VERB is 'fund'"),
        ("!NOPE", "no kind of token 'NOPE'"),
        ("NUMBER & NOUN", "cannot read the pattern at ' & NOUN'"),
        ("number:", "cannot read the pattern at 'number:'"),
        ("(NUMBER", "in '(NUMBER'"),
        ("NUMBER)", "in 'NUMBER)'"),
        ("* NUMBER", "in '* NUMBER'"),
        ("WORD{3,2}", "in 'WORD{3,2}'"),
    ],
)
def test_what_is_no_pattern_is_an_error_that_says_where(pattern: str, said: str) -> None:
    with pytest.raises(errors.RuleError) as error:
        patterns.compiled(pattern, "kg/vi/targets.toml, some-rule")
    assert str(error.value).startswith("kg/vi/targets.toml, some-rule: ")
    assert said in str(error.value)


@given(st.text(st.sampled_from("(){}|?*+,~!^$: .0123NUMBERWDnoun"), max_size=25))
def test_no_pattern_ends_in_anything_but_an_error_of_rules(pattern: str) -> None:
    # Any other exception fails the test.
    with contextlib.suppress(errors.RuleError):
        patterns.compiled(pattern, "here")


def test_a_pattern_that_nothing_matches_is_refused() -> None:
    with pytest.raises(errors.RuleError):
        patterns.compiled("NUMBER?", "here")


@pytest.mark.parametrize("missing", ["examples", "never", "pattern", "reads", "id"])
def test_a_rule_without_its_parts_is_refused(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = lexicon.table("targets")
    broken = [{key: value for key, value in table["rule"][0].items() if key != missing}]
    monkeypatch.setattr(lexicon, "table", lambda name: {**table, "rule": broken})
    with pytest.raises(errors.RuleError, match=rf"this one lacks {missing}"):
        rules.rules.__wrapped__()


# ---- the quick look before a match


def readings(text: str) -> tuple[Reading, ...]:
    return extract.readings(Document("test", "t", "", text, zones=(Zone("body", 0, len(text)),)))


@cache
def sentences() -> tuple[str, ...]:
    """The codes of the sentences of all articles that are shipped and of all examples of the rules."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(files.REPORTS.glob("*.txt"))]
    for rule in lexicon.table("targets")["rule"]:
        texts += [rule["never"], *(example["text"] for example in rule["examples"])]
    for rule in lexicon.table("officials")["official"]:
        texts += [rule["never"], *(example["text"] for example in rule["examples"])]
    return tuple(sorted({reading.codes for text in texts for reading in readings(text)}))


ALL = [(rule.id, rule.pattern) for rule in rules.rules()]
ALL += [(rule["id"], patterns.compiled(rule["pattern"], rule["id"])) for rule in lexicon.table("officials")["official"]]


def test_what_a_rule_needs_loses_no_match() -> None:
    fired = passed_over = 0
    index = patterns.index([pattern for _, pattern in ALL])
    for code in sentences():
        possible = patterns.possible(index, code)
        for number, (name, pattern) in enumerate(ALL):
            if pattern.expression.search(code):
                fired += 1
                assert number in possible, name
        passed_over += len(ALL) - len(possible)
    assert fired > 500
    assert passed_over > 0.9 * len(ALL) * len(sentences())


def test_a_need_is_met_by_every_string_that_a_rule_matches() -> None:
    """From the pattern alone: what a match consists of holds one of each need."""
    for name, pattern in ALL:
        for code in sentences():
            for match in pattern.expression.finditer(code):
                beside = [*pairwise(match[0]), (match[0][-1], "")]
                for one, two in pattern.needs:
                    assert any(first in one and (not two or second in two) for first, second in beside), name


@given(st.text(st.sampled_from("".join(LETTERS)), max_size=12), st.data())
def test_what_a_pattern_needs_loses_no_match(sentence: str, data: Any) -> None:
    element = st.sampled_from(
        [
            "NUMBER",
            "WORD",
            "VERB.found",
            "x:NOUN",
            "ORG",
            "(NUMBER|RATIO)",
            "(NUMBER|x:NOUN ORG)",
            "(ORG NUMBER)?",
            "(ORG ~1 NUMBER)+",
            "((ORG|NOUN) (NUMBER)? | RATIO)",
            "NOUN?",
            "WORD*",
            "ORG+",
            "WORD{0,2}",
            "WORD{,2}",
            "NOUN{0}",
            "NOUN{2}",
            "~2",
            "!ORG",
            "|",
        ]
    )
    pattern = " ".join(data.draw(st.lists(element, min_size=1, max_size=5))).strip("| ")
    try:
        compiled = patterns.compiled(pattern or "WORD", "here")
    except errors.RuleError:
        return
    if compiled.expression.match(""):
        return  # see above: it would never end
    codes = code(sentence)
    if patterns.matches(compiled, codes):
        assert patterns.possible(patterns.index([compiled]), codes) == [0]
