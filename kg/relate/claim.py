"""What a statement is before bodies and dates are resolved, and what a text has spoken of so far."""

from dataclasses import dataclass, field

import msgspec

from kg.lex import When
from kg.recognise.body import BodyMention, PlaceMention
from kg.records import Derivation, Number, Span

# Zones whose figures are not the article's statements.
SILENT = frozenset({"masthead", "title", "byline", "imprint", "boilerplate", "caption"})


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Whom a claim is about, in the text's words: a named body or place, a place that stands alone, or what points back.

    `kind` is body, place, name, whole (`points` says of what) or same; `found` says where it was read: own, sentence, paragraph, article.
    """

    kind: str
    start: int
    stop: int
    text: str
    mention: BodyMention | PlaceMention | None = None
    points: str | None = None
    found: str = "own"


class Timed(msgspec.Struct, frozen=True, gc=False):
    """A period's words, where they stand, and how near to the figure: own, sentence, topic."""

    when: When
    start: int
    stop: int
    found: str


class Claim(msgspec.Struct, frozen=True, gc=False):
    """A statement before bodies and dates are resolved; `spans[0]` is its quote. `group` numbers the sentence it stands in.

    A Struct, not a dataclass: it is completed step by step, and its `replace` is twenty times faster.
    """

    indicator: str
    family: str
    rule: str
    spans: tuple[Span, ...]
    group: int
    paragraph: int
    subject: Subject | None = None
    planned: Number | None = None
    planned_max: Number | None = None
    achieved: Number | None = None
    percent: Number | None = None
    population: Number | None = None
    unit: str = "count"
    per: str | None = None
    qualifier: str | None = None
    status: str | None = None
    stated: bool = False
    period: Timed | None = None
    as_of: Timed | None = None
    derived: tuple[Derivation, ...] = ()
    noun: str = ""
    mode: str = "new"
    item: bool = False
    part: bool = False
    figures: tuple[Span, ...] = ()
    scope: str | None = None
    presumed: bool = False  # a plan only because what stands before it is one


@dataclass(slots=True)
class State:
    """What a text has spoken of so far: the noun and mode that stand for what is counted, the subject, the period."""

    noun: str | None = None
    mode: str = "new"
    family: str = ""
    subject: Subject | None = None
    subject_paragraph: int = -1
    period: Timed | None = None
    period_paragraph: int = -1
    latest: int = 0  # the latest year that the text has named so far
    year: Timed | None = None  # the latest year that the paragraph of `period` spoke of
    # The year spoken of before `period`, a deadline: "trong năm 2023 …. Xa hơn, đến năm 2025".
    nearer: Timed | None = None
    as_of: Timed | None = None
    as_of_paragraph: int = -1
    planning: bool = False  # a list of what is to be done is being read: "các chỉ tiêu chủ yếu gồm:" and the points under it
    paragraph: int = -1
    shared_out: bool = False  # the sentence before says that plans are given out
    claims: list[Claim] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)


def only_planned(claim: Claim) -> bool:
    return claim.planned is not None and claim.achieved is None and claim.percent is None and claim.mode == "new" and claim.per is None
