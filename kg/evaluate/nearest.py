"""The rule that almost fired: for a target that was missed or is extra, the rule that comes nearest, and why it did not read it."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg import explain, patterns
from kg.evaluate import same
from kg.evaluate.gold import Gold, GoldTarget
from kg.explain import Match, Step, Trace
from kg.lex import Token
from kg.records import Number, Span, Target
from kg.relate import FIGURES, rules

# Dropping more tokens than these finds rules that have nothing to do with the words.
_SKIPPED = 2
# Longer stretches are not worth the time: 40 tokens are 800 ways of leaving out two.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Nearest:
    """A rule (None: no rule comes near) and why it did not read the fact."""

    rule: str | None
    why: str


def of_missed(gold: GoldTarget, trace: Trace) -> Nearest:
    """A rule that read its figures as something else, else one whose match was dropped, else one that a word or two keep from matching."""
    span = located(gold.quote, trace.document.text)
    if span is None:
        return Nearest(None, "its quote does not stand in the text as read")
    steps = trace.at(span)
    printed = list(_figures(steps, span))
    wanted = {_at(token) for token in printed if _values(token) & _wanted(gold)} or {_at(token) for token in printed}
    if not wanted:
        return Nearest(None, f"no figure was seen in it; its tokens: {_tokens(steps, span)}")
    return (
        _read_otherwise(gold, steps, wanted)
        or _dropped(steps, wanted)
        or _in_silence(steps)
        or _skipping(steps, span, wanted)
        or Nearest(None, f"no rule comes near; its tokens: {_tokens(steps, span)}")
    )


def of_extra(said: Target, gold: Gold, trace: Trace) -> Nearest:
    """The rule that said it, and what the gold has nearest to it."""
    pieces = [piece for text in gold.not_targets if (piece := located(text, trace.document.text))]
    start, stop = said.spans[0] if said.spans else (0, 0)
    if any(first < stop and start < last for first, last in pieces):
        return Nearest(said.rule, "the gold lists these words among those that are no target")
    able = sorted(gold.targets, key=lambda target: len(differences(target, said)))
    near = next((target for target in able if same.target(target, said) or len(differences(target, said)) <= 2), None)
    if near is None:
        return Nearest(said.rule, "the gold has nothing like it")
    unlike = differences(near, said)
    return Nearest(said.rule, f"the gold has it otherwise: {'; '.join(unlike)}" if unlike else "the gold has it once, and it is said again")


def of_unlike(gold: GoldTarget, said: Target | None) -> Nearest:
    """For a target whose figures are right: what else about it is not."""
    if said is None:
        return Nearest(None, "its figures are right, but another target of the gold takes them")
    return Nearest(said.rule, "; ".join(differences(gold, said)) or "another target of the gold takes it")


def differences(gold: GoldTarget, said: Target) -> tuple[str, ...]:
    """What is not the same about two targets, field by field: "period: gold 2020, said 2019"."""
    found = []
    if gold.indicator != said.indicator:
        found.append(f"indicator: gold {gold.indicator}, said {said.indicator}")
    for name in ("planned", "achieved", "percent"):
        one, other = getattr(gold, name), getattr(said, name)
        if one != other and not (name == "percent" and same.figures(gold, said)):
            found.append(f"{name}: gold {_shown(one)}, said {_shown(other)}")
    if not same.whom(gold, said):
        found.append(f"organisation: gold {gold.org}, said {said.organisation}")
    if not same.when(gold, said):
        found.append(f"period: gold {gold.period}, said {explain.days(said)}")
    if not same.whether(gold, said):
        found.append(f"met: gold {_shown(gold.met)}, said {_shown(same.met(said))}")
    return tuple(found)


def located(quote: str, text: str) -> Span | None:
    at = text.find(quote) if quote else -1
    return (at, at + len(quote)) if at >= 0 else None


def _shown(value: object) -> str:
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _at(token: Token) -> Span:
    return token.start, token.stop


def _figures(steps: Iterable[Step], span: Span) -> Iterator[Token]:
    for step in steps:
        for token in step.reading.tokens:
            if token.kind in FIGURES | {"NEG"} and token.start < span[1] and span[0] < token.stop:
                yield token


def _values(token: Token) -> set[Number]:
    values = token.value if isinstance(token.value, tuple) else (token.value,)
    return {value for value in values if isinstance(value, int | float)}


def _wanted(gold: GoldTarget) -> set[Number]:
    return {value for value in (gold.planned, gold.achieved, gold.percent) if value is not None}


def _tokens(steps: Sequence[Step], span: Span) -> str:
    return explain.pattern([t for step in steps for t in step.reading.tokens if t.start < span[1] and span[0] < t.stop])


def _read_otherwise(gold: GoldTarget, steps: Sequence[Step], wanted: set[Span]) -> Nearest | None:
    """A rule that fired on these figures and read them as something else."""
    able = [(len(wanted & set(made.claim.figures)), made) for step in steps for made in step.made if made.target is not None]
    shared, made = max(able, key=lambda pair: pair[0], default=(0, None))
    if not shared or made is None or made.target is None:
        # A rule of other matters takes figures and says nothing.
        kept = [match for step in steps for match in step.fired if match.reads == "none" and wanted & set(match.figures)]
        return Nearest(kept[0].rule, "it took the figures as those of another matter") if kept else None
    unlike = differences(gold, made.target)
    why = f"it read the figures otherwise: {'; '.join(unlike)}" if unlike else "what it read was paired with another target"
    rest = _dropped(steps, wanted - set(made.claim.figures)) if unlike else None
    return Nearest(made.claim.rule, f"{why}. For the rest {rest.rule}: {rest.why}" if rest else why)


def _dropped(steps: Sequence[Step], wanted: set[Span]) -> Nearest | None:
    """The dropped match that reads most of the figures, then most of the words."""
    able = [match for step in steps for match in step.dropped if wanted & set(match.figures)]

    def nearness(match: Match) -> tuple[int, int]:
        return len(wanted & set(match.figures)), match.stop - match.start

    best = max(able, key=nearness, default=None)
    return Nearest(best.rule, f"it matched, but was dropped: {best.why}") if best else None


def _in_silence(steps: Sequence[Step]) -> Nearest | None:
    silent = next((step.reading.sentence.zone for step in steps if step.silent), None)
    return Nearest(None, f"it stands in the {silent}, which no rule reads") if silent else None


def _skipping(steps: Sequence[Step], span: Span, wanted: set[Span]) -> Nearest | None:
    """The rule that would read most of the figures if one token, else two, were not there."""
    for step in steps:
        tokens = [t for t in step.reading.tokens if t.start < span[1] and span[0] < t.stop][:_LONGEST]
        figures = [i for i, token in enumerate(tokens) if _at(token) in wanted]
        others = [i for i in range(len(tokens)) if i not in figures]
        for count in range(1, _SKIPPED + 1):
            best: tuple[int, int, str, tuple[int, ...]] | None = None
            for left_out in itertools.combinations(others, count):
                kept = [token for i, token in enumerate(tokens) if i not in left_out]
                for found in rules.candidates(kept, patterns.code(kept)):
                    read = sum(_at(kept[i]) in wanted for i in found.taken)
                    able = (read, found.match.last - found.match.first, found.rule.id, left_out)
                    if read and found.rule.reads not in ("none", "status") and (best is None or able[:2] > best[:2]):
                        best = able
            if best is not None:
                words = " and ".join(f"“{tokens[i].text}” ({explain.element(tokens[i])})" for i in best[3])
                return Nearest(best[2], f"it would match without {words}")
    return None
