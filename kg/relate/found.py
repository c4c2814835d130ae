"""A rule of `kg/vi/targets.toml`, and a match of it in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from kg.lex import Token
from kg.patterns import Match, Pattern
from kg.relate.claim import State

FIGURES = frozenset({"NUMBER", "RATIO", "PERCENT", "RANGE", "FRACTION"})


MARKS = frozenset({
    "listed", "done", "as-before", "by-the-giver", "raised", "may-be-part", "at-least-is-planned", "admits-a-share", "in-turn", "by-noun",
    "of-a-share", "of-the-figure", "reads-once",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the file; `reads` is claim, item, continues, status, units or none."""

    id: str
    reads: str
    pattern: Pattern
    needs: str | None
    unless: tuple[str, ...]
    mode: str | None
    verb: str | None
    indicator: str | None
    status: str | None
    scope: str | None
    # What the mechanism must know of a rule beyond its pattern; told at the head of the file.
    marks: frozenset[str]
    # What `needs` names, and what forbids a match: of every rule of its kind, and what `unless` names.
    holds: "Condition | None"
    forbids: "tuple[Condition, ...]"


class Found(msgspec.Struct, frozen=True, gc=False):
    rule: Rule
    match: Match
    taken: frozenset[int]

    def range(self, name: str) -> tuple[int, int] | None:
        """The first range bound under a name."""
        spans = self.match.bound.get(name)
        return spans[0] if spans else None


# Asked of a match, the tokens of its sentence and what the text has spoken of before the sentence.
Condition: TypeAlias = Callable[[Found, Sequence[Token], State], bool]
