"""The scale of the judgements: what the rules are called, what they decide and how sure they are, read from `scale.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import RuleError
from kg.link.judgement import Judgement, Verdict

FILE = Path(__file__).with_name("scale.toml")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule decides of a pair; `score` lies between 0 (never one) and 1 (always one), `says` is a sentence for people."""

    id: str
    verdict: Verdict
    score: float
    says: str


@cache
def _scale() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by id, in the order of the file; raises RuleError where one is not whole."""
    found: dict[str, Rule] = {}
    for entry in _scale()["rule"]:
        name = entry.get("id", "?")
        if set(entry) != {"id", "verdict", "score", "says"} or name in found:
            raise RuleError(f"{FILE}, rule '{name}': it needs id, verdict, score and says, once each")
        if entry["verdict"] not in ("positive", "negative", "undecided") or not 0 <= entry["score"] <= 1:
            raise RuleError(f"{FILE}, rule '{name}': a verdict is positive, negative or undecided, a score lies between 0 and 1")
        found[name] = Rule(**entry)
    return found


def people() -> Mapping[str, Any]:
    """The settings for people: gaps in years, words for posts that are past, organs of a place, how many are compared."""
    found: Mapping[str, Any] = _scale()["people"]
    return found


def directives() -> Mapping[str, Any]:
    """The settings for directives: which numbers restart with the term, and when terms began."""
    found: Mapping[str, Any] = _scale()["directives"]
    return found


def judged(rule: str, one: str, other: str, *evidence: str) -> Judgement:
    """A judgement by a rule, the lesser node first; the rule's own sentence ends the evidence."""
    found = rules()[rule]
    return Judgement(min(one, other), "same", max(one, other), found.verdict, f"rule:{rule}", (*evidence, found.says), found.score)
