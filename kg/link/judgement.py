"""A judgement: that two things are the same, or are not, or that nobody can tell; said beside what documents say, never over it."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import msgspec

Verdict = Literal["positive", "negative", "undecided"]
# "same" joins two nodes of this graph; the two others a node and an IRI elsewhere.
Sameness = Literal["same", "exactMatch", "closeMatch"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who or what decided about a pair, on what evidence, with which score.

    `subject` is a node within the base ("official/…", "place/P01-current"), `object` another, or for a match an IRI elsewhere.
    `by` is "rule:ID", "person:NAME" or "service:URL". `evidence` are short statements that a person can check, in a fixed order.
    `score` lies between 0 and 1. `on` is the day of a person's or a service's decision; a rule has no clock, so it is None.
    `source`, `licence` and `taken` (a day, or a month where the day is not known) are those of the reference that a match rests on.
    """

    subject: str
    relation: Sameness
    object: str
    verdict: Verdict
    by: str
    evidence: tuple[str, ...] = ()
    score: float | None = None
    on: str | None = None
    source: str | None = None
    licence: str | None = None
    taken: str | None = None


def judgement_to_json(judgement: Judgement) -> bytes:
    """Compact JSON; the same judgement gives the same bytes."""
    return msgspec.json.encode(judgement)


@cache
def _decoder() -> msgspec.json.Decoder[Judgement]:
    return msgspec.json.Decoder(Judgement)


def judgement_from_json(line: bytes | str) -> Judgement:
    """The judgement that `judgement_to_json` wrote."""
    return _decoder().decode(line)
