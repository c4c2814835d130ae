"""The rules of `kg/vi/targets.toml`, compiled once, and which of their matches in a sentence stand."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from kg import errors, lexicon, patterns
from kg.lex import Token
from kg.relate import conditions
from kg.relate.found import FIGURES, MARKS, Found, Rule

# Words that are read once, like figures: "vượt 2" is an excess or says that a plan was exceeded, not both.
_ONCE = ("NEG", "STATUS", "EXCEED", "SHORT")
_SAYS = frozenset({"STATUS", "EXCEED", "SHORT", "NEG"})
_MEANINGLESS = ("WORD", "PUNCT", "AND", *patterns.MARKS.values())
# Names that bind words, not figures.
_NO_FIGURES = frozenset({"noun", "noun2", "orgs", "verb", "same"})


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the file; raises RuleError as `compiled` does."""
    table = lexicon.table("targets")
    return tuple(compiled(entry, table["macro"]) for entry in table["rule"])


def compiled(entry: Mapping[str, Any], macros: Mapping[str, str]) -> Rule:
    """One entry of the file; raises RuleError where it lacks its example or its never, or names a condition that there is not."""
    where = f"kg/vi/targets.toml, {entry.get('id', '(no id)')}"
    missing = [key for key in ("id", "reads", "pattern", "examples", "never") if not entry.get(key)]
    if missing:
        raise errors.RuleError(
            f"{where}: a rule has an id, what it reads, a pattern, examples and a never; this one lacks {', '.join(missing)}"
        )
    pattern = patterns.compiled(re.sub(r"\$([A-Z]+)", lambda m: macros[m[1]], entry["pattern"]), where)
    needs, unless = entry.get("needs"), entry.get("unless", [])
    marks = frozenset(entry.get("marks", ()))
    if unknown := sorted(marks - MARKS):
        raise errors.RuleError(f"{where}: there is no mark {', '.join(map(repr, unknown))}; there are: {', '.join(sorted(MARKS))}")
    holds = conditions.needed(needs, where)
    forbids = conditions.forbidding(entry["reads"], [name for _, name in pattern.names], unless, where)
    return Rule(
        entry["id"], entry["reads"], pattern, needs, tuple(unless), entry.get("mode"), entry.get("verb"),
        entry.get("indicator"), entry.get("status"), entry.get("scope"), marks, holds, forbids,
    )  # fmt: skip


@cache
def _index() -> patterns.Index:
    return patterns.index([rule.pattern for rule in rules()])


@cache
def _weights() -> dict[int, str]:
    """A table for `str.translate`: "#" of a figure, "!" of what else is read once, " " of what means nothing; others stay."""
    kinds = {"#": tuple(FIGURES), "!": _ONCE, " ": _MEANINGLESS}
    return {ord(char): weight for weight, group in kinds.items() for char in patterns.characters(*group)}


def candidates(tokens: Sequence[Token], codes: str) -> list[Found]:
    """Every match of every rule in a sentence, best first: more figures, more words with a meaning, then longer, earlier, by rule id."""
    found: dict[tuple[str, frozenset[int]], Found] = {}
    weights = codes.translate(_weights())
    figures = {i for i, weight in enumerate(weights) if weight == "#"}
    once = {i for i, weight in enumerate(weights) if weight == "#" or weight == "!"}
    every = rules()
    for number in patterns.possible(_index(), codes):
        rule = every[number]
        for match in patterns.matches(rule.pattern, codes):
            taken = frozenset(
                [i for name, spans in match.bound.items() if name not in _NO_FIGURES for a, b in spans for i in range(a, b) if i in once]
            )
            if rule.reads in ("status", "units") or "reads-once" in rule.marks:
                taken |= {i for i in range(match.first, match.last) if tokens[i].kind in _SAYS}
            if match.bound.get("equal"):
                taken |= {i for i in range(match.first, match.last) if tokens[i].kind in ("REACH", "PLAN")}
            if taken:
                key = (rule.id, taken)
                # A match inside a longer one of the same rule and figures adds nothing.
                if key not in found or match.last - match.first > found[key].match.last - found[key].match.first:
                    found[key] = Found(rule, match, taken)
    return sorted(
        found.values(),
        key=lambda f: (
            -len(f.taken & figures),
            # What says that a figure is of another matter weighs more than what reads it.
            weights.count(" ", f.match.first, f.match.last) - (f.match.last - f.match.first) - 3 * (f.rule.reads == "none"),
            f.match.first - f.match.last,
            f.match.first,
            f.rule.id,
        ),
    )


def chosen(found: Sequence[Found]) -> list[Found]:
    """The matches that stand: best first, each figure read once; in the order of the text."""
    taken: set[int] = set()
    standing = []
    for candidate in found:
        if not taken & candidate.taken:
            taken |= candidate.taken
            standing.append(candidate)
    return sorted(standing, key=lambda f: (min(f.taken), f.match.first))
