"""Every rule of `kg/vi/targets.toml` is run on its own examples and on what it must never read."""

import inspect
import re
from typing import Any

import pytest

from kg import extract, files, lexicon, relate
from kg.errors import RuleError
from kg.fold import fold
from kg.records import Document, Zone
from kg.relate import Claim, conditions, rules
from kg.relate.found import Condition

RULES: list[dict[str, Any]] = lexicon.table("targets")["rule"]

# A sentence without figures that says what is counted, for rules that take it from the sentence before.
TOPICS = {
    "party_members_admitted": "Công tác kết nạp đảng viên được quan tâm.",
    "party_organisations_founded": "Công tác thành lập tổ chức đảng được quan tâm.",
    "youth_organisations_founded": "Công tác thành lập chi đoàn được quan tâm.",
}


def claims(text: str, topic: str | None = None) -> tuple[Claim, ...]:
    before = f"{TOPICS[topic]}\n" if topic else ""
    # One line by itself would be taken for a headline.
    document = Document("test", "test.txt", "", before + text, zones=(Zone("body", 0, len(before + text)),))
    return tuple(relate.statements(extract.readings(document)).claims)


def gives(claim: Claim, expected: dict[str, Any]) -> bool:
    return all(getattr(claim, name) == value for name, value in expected.items())


def shown(found: tuple[Claim, ...]) -> str:
    names = ("indicator", "achieved", "planned", "planned_max", "percent", "population", "qualifier", "per", "status")
    return (
        "\n".join(f"  {c.rule}: " + ", ".join(f"{n}={v}" for n in names if (v := getattr(c, n)) is not None) for c in found) or "  nothing"
    )


EXAMPLES = [pytest.param(rule["id"], example, id=f"{rule['id']}-{i}") for rule in RULES for i, example in enumerate(rule["examples"])]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gives_what_its_rule_says(rule: str, example: dict[str, Any]) -> None:
    found = claims(example["text"], example.get("topic"))
    left = list(found)
    for expected in example["gives"]:
        match = next((claim for claim in left if gives(claim, expected)), None)
        assert match is not None, f"{rule} on {example['text']!r} lacks {expected}; it gave\n{shown(found)}"
        left.remove(match)
    assert not [c for c in left if not c.indicator.startswith(("other:", "units_"))], (
        f"{rule} on {example['text']!r} gave more:\n{shown(found)}"
    )


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule["id"]) for rule in RULES])
def test_a_rule_does_not_read_what_it_must_never(rule: dict[str, Any]) -> None:
    found = claims(rule["never"], rule["examples"][0].get("topic"))
    assert not [c for c in found if rule["id"] in c.rule.split("+")], f"{rule['id']} read {rule['never']!r}:\n{shown(found)}"


def test_each_rule_fires_in_one_of_its_examples() -> None:
    """A rule whose examples another rule reads is not needed, or is not what its examples say."""
    idle = []
    for rule in RULES:
        if rule["reads"] in ("none", "status"):
            continue
        fired = {
            part
            for example in rule["examples"]
            for claim in claims(example["text"], example.get("topic"))
            for part in claim.rule.split("+")
        }
        if rule["id"] not in fired:
            idle.append(rule["id"])
    assert not idle


def test_rules_have_an_id_of_their_own() -> None:
    ids = [rule.id for rule in rules.rules()]
    assert len(ids) == len(set(ids))


ASKED = {"needs": conditions.NEEDS, "unless": conditions.UNLESS}
CONDITIONS = [
    *((name, condition) for registry in ASKED.values() for name, condition in registry.items()),
    *((condition.__name__, condition) for _, _, condition in conditions.ALWAYS),
]


@pytest.mark.parametrize("condition", [pytest.param(condition, id=name) for name, condition in CONDITIONS])
def test_a_condition_holds_in_its_example(condition: Condition) -> None:
    """One of its examples, behind what the text may be about, has a match of which it holds, of a rule that asks for it."""
    says = inspect.getdoc(condition) or ""
    for example in re.findall('"([^"]+)"', says):
        for topic in ("", *TOPICS.values()):
            text = f"{topic}\n{example}." if topic else f"{example}."
            *before, last = extract.readings(Document("test", "test.txt", "", text, zones=(Zone("body", 0, len(text)),)))
            state = relate.statements(before)
            state.paragraph = last.sentence.paragraph
            for found in rules.candidates(last.tokens, last.codes):
                if condition in (found.rule.holds, *found.rule.forbids) and condition(found, last.tokens, state):
                    return
    pytest.fail(f"no example shows it: {says}")


@pytest.mark.parametrize("key", ASKED)
def test_every_condition_is_asked_for_and_told_at_the_head_of_the_rules(key: str) -> None:
    asked = [rule[key] for rule in RULES if key in rule]
    names = {name for value in asked for name in ([value] if isinstance(value, str) else value)}
    assert names == set(ASKED[key])
    head = (files.VIETNAMESE / "targets.toml").read_text(encoding="utf-8").partition("\n[macro]\n")[0]
    told = head.partition(f"\n# {key}:\n")[2].partition("\n#\n")[0].splitlines()
    assert told == [f"#   {name}: {inspect.getdoc(condition)}" for name, condition in ASKED[key].items()]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"needs": "plan-beside"}, "needs names no condition 'plan-beside'; there are: .*plan-before"),
        ({"needs": "in-words"}, "needs names no condition 'in-words'"),
        ({"needs": ["plan-before"]}, "needs names no condition"),
        ({"unless": ["in-figures"]}, "unless names no condition 'in-figures'; there are: .*in-words"),
        ({"unless": "in-words"}, "unless is a list of names"),
    ],
)
def test_a_rule_that_asks_for_no_condition_is_an_error_that_names_it(asked: dict[str, Any], says: str) -> None:
    entry = {**RULES[0], **asked}
    with pytest.raises(RuleError, match=f"kg/vi/targets.toml, {entry['id']}: {says}"):
        rules.compiled(entry, lexicon.table("targets")["macro"])


def test_no_rule_is_named_where_conditions_are_written() -> None:
    """Which rule asks for what is data."""
    ids = {rule["id"] for rule in RULES}
    for path in sorted((files.PACKAGE / "relate" / "conditions").glob("*.py")):
        assert not ids & set(re.findall('"([a-z0-9-]+)"', path.read_text(encoding="utf-8"))), path.name


def test_every_indicator_of_the_word_lists_is_reached_by_a_noun() -> None:
    table = lexicon.table("indicators")
    assert set(table["of"]) == set(table["noun"])
    assert {fold(word) for words in lexicon.table("terms")["NOUN"].values() for word in words}
