"""One article on its way through the text half: zones, joined tokens, the rules that fired, those that were dropped and why, and the facts.

What is told is read off the public parts of each stage; nothing here decides anything.
"""

import bisect
import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import asdict

from kg import extract, lexicon, patterns, relate, resolve, segment
from kg.errors import ReadError
from kg.lex import Token
from kg.recognise import Reading
from kg.records import Document, Facts, Span, Target, Unexplained
from kg.relate import FIGURES, SILENT, Claim, Found, conditions, rules
from kg.relate.claim import State
from kg.relate.found import Condition

FORMATS = ("text", "json")

# Kinds of fact that are names, by where they stand in `Facts`.
NAMED = {
    "directives": "directive",
    "committees": "committee",
    "organisations": "organisation",
    "officials": "official",
    "enterprises": "enterprise",
}


class Match(msgspec.Struct, frozen=True):
    """A rule's match in a sentence: where, the figures it reads, and, where it was dropped, why."""

    rule: str
    reads: str
    start: int
    stop: int
    figures: tuple[Span, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A claim and the target that came of it; None where it was merged away or dropped."""

    claim: Claim
    target: Target | None


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence: what was read in it, which rules fired and which were dropped, and what it says."""

    reading: Reading
    fired: tuple[Match, ...]
    dropped: tuple[Match, ...]
    made: tuple[Made, ...]
    unexplained: tuple[Unexplained, ...]

    @property
    def silent(self) -> bool:
        """Whether the sentence stands in a zone whose figures no rule reads."""
        return self.reading.sentence.zone in SILENT


@dataclass(frozen=True, slots=True)
class Trace:
    """A document with its zones, its facts, and its sentences as steps."""

    document: Document
    facts: Facts
    steps: tuple[Step, ...]

    def at(self, span: Span) -> tuple[Step, ...]:
        """The sentences that a span touches."""
        return tuple(step for step in self.steps if step.reading.sentence.start < span[1] and span[0] < step.reading.sentence.stop)


# --- tracing ----------------------------------------------------------------------------------------------------------------------------


def trace(document: Document) -> Trace:
    """Everything that became of one document, stage by stage."""
    zoned = segment.zoned(document)
    readings = extract.readings(zoned)
    claims = relate.claims(readings)
    facts = resolve.resolved(zoned, readings, claims)
    refused = _refused(readings)
    made: dict[int, list[Claim]] = {}
    for claim in claims:
        made.setdefault(claim.group, []).append(claim)
    told: dict[tuple[str, Span], list[Target]] = {}
    for target in facts.targets:
        for span in dict.fromkeys(target.spans):
            told.setdefault((target.indicator, span), []).append(target)
    left: dict[int, list[Unexplained]] = {}
    starts = [reading.sentence.start for reading in readings]
    for unread in facts.unexplained:
        left.setdefault(bisect.bisect_right(starts, unread.span[0]) - 1, []).append(unread)
    steps = []
    for group, reading in enumerate(readings):
        here = made.get(group, [])
        fired, dropped = _outcomes(reading, here, refused.get(group, {}))
        became = tuple(Made(claim, _target_of(claim, told.get((claim.indicator, claim.spans[0]), []))) for claim in here)
        steps.append(Step(reading, fired, dropped, became, tuple(left.get(group, []))))
    return Trace(zoned, facts, tuple(steps))


# Of a match in a sentence: its rule, first token and last, and the condition that kept it from standing.
_Refusals = dict[tuple[str, int, int], Condition]


def _refused(readings: Sequence[Reading]) -> dict[int, _Refusals]:
    """The matches of each sentence that a condition kept from standing."""
    found: dict[int, _Refusals] = {}

    def watch(group: int, state: State) -> None:
        reading = readings[group]
        for candidate in rules.candidates(reading.tokens, reading.codes):
            if (condition := conditions.refusing(candidate, reading.tokens, state)) is not None:
                found.setdefault(group, {})[_place(candidate)] = condition

    relate.statements(readings, watch)
    return found


def _place(candidate: Found) -> tuple[str, int, int]:
    return candidate.rule.id, candidate.match.first, candidate.match.last


def _target_of(claim: Claim, able: Sequence[Target]) -> Target | None:
    """The target that a claim became: of those of its indicator with its quote among the spans, the one with its figures."""

    def alike(target: Target) -> tuple[int, bool]:
        figures = sum(getattr(target, name) == getattr(claim, name) for name in ("planned", "achieved", "percent"))
        named = claim.subject is not None and claim.subject.text in (target.organisation or "").lower()
        return figures, named

    return max(able, key=alike, default=None)


def _outcomes(reading: Reading, claims: Sequence[Claim], refused: _Refusals) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """(the matches that made the sentence's claims or kept figures from others, those that came to nothing)."""
    tokens, silent = reading.tokens, reading.sentence.zone in SILENT
    if reading.sentence.zone == "table" or not any(token.kind in FIGURES or token.kind == "NEG" for token in tokens):
        # Rows have their own way; what they gave stands with the claims.
        return (), ()
    found = rules.candidates(tokens, reading.codes)
    owner: dict[int, Found] = {}
    fired: list[Found] = []

    def stands(candidate: Found) -> None:
        fired.append(candidate)
        owner.update(dict.fromkeys(candidate.taken, candidate))

    for candidate in found:
        if not silent and not owner.keys() & candidate.taken and any(_made(candidate, claim, tokens) for claim in claims):
            stands(candidate)
    # A rule of other matters leaves no claim; it stood unless what it takes was read by another.
    for candidate in found:
        if not silent and candidate.rule.reads == "none" and not owner.keys() & candidate.taken:
            stands(candidate)
    ranks = {id(candidate): rank for rank, candidate in enumerate(found)}
    dropped = []
    for candidate in found:
        if any(candidate is other for other in fired):
            continue
        over = [other for i in sorted(candidate.taken) if (other := owner.get(i)) and ranks[id(other)] < ranks[id(candidate)]]
        dropped.append(_match(candidate, tokens, _why(candidate, over, reading, refused.get(_place(candidate)))))
    fired.sort(key=lambda candidate: candidate.match.first)
    return tuple(_match(candidate, tokens, None) for candidate in fired), tuple(dropped)


def _made(candidate: Found, claim: Claim, tokens: Sequence[Token]) -> bool:
    if candidate.rule.id not in claim.rule.replace(", ", "+").split("+"):
        return False
    figures = [(tokens[i].start, tokens[i].stop) for i in candidate.taken if tokens[i].kind in FIGURES]
    if figures:
        return set(figures) <= set(claim.figures)
    start, stop = claim.spans[0]
    return any(tokens[i].start < stop and start < tokens[i].stop for i in candidate.taken)


def _match(candidate: Found, tokens: Sequence[Token], why: str | None) -> Match:
    figures = tuple((tokens[i].start, tokens[i].stop) for i in sorted(candidate.taken) if tokens[i].kind in FIGURES)
    first, last = tokens[candidate.match.first], tokens[candidate.match.last - 1]
    return Match(candidate.rule.id, candidate.rule.reads, first.start, last.stop, figures, why)


def _why(candidate: Found, over: Sequence[Found], reading: Reading, refusing: Condition | None) -> str:
    """Why a match came to nothing, as far as its place, its rivals and its conditions tell."""
    rule = candidate.rule
    if reading.sentence.zone in SILENT:
        return f"stands in the {reading.sentence.zone}, which no rule reads"
    if refusing is not None:
        name, (says, *_) = conditions.name_of(refusing), (refusing.__doc__ or "").strip().splitlines()
        if refusing is rule.holds:
            return f'needs = "{name}" does not hold here: {says}'
        return f'unless = "{name}" holds here: {says}' if name in rule.unless else f'"{name}" forbids it, as any such rule: {says}'
    if over:
        return f"{over[0].rule.id} goes first and reads the same words"
    if rule.reads in ("continues", "status"):
        return "no statement before it in the sentence takes what it says"
    if rule.reads == "none":
        return "another match of other matters takes the figures"
    return "what is counted, or whose it is, is not known here"


# --- tokens as rules write them ---------------------------------------------------------------------------------------------------------


@cache
def _meanings() -> frozenset[tuple[str, str]]:
    pairs = {(kind, value) for kind, lists in lexicon.table("terms").items() for value in lists}
    return frozenset(pairs)


def element(token: Token) -> str:
    """A token as a rule's pattern writes it: `VERB.found`, `ORG.party`, `NUMBER`, `COMMA`."""
    if token.kind == "PUNCT":
        return patterns.MARKS.get(token.text, "PUNCT")
    if isinstance(token.value, str) and ((token.kind, token.value) in _meanings() or token.kind == "ORG"):
        return f"{token.kind}.{token.value}"
    return token.kind


def pattern(tokens: Sequence[Token]) -> str:
    """Tokens as a pattern that matches them, to begin a rule with: runs of plain words become one repeated element."""
    out: list[str] = []
    run = 0
    for token in [*tokens, None]:
        if token is not None and token.kind == "WORD" and element(token) == "WORD":
            run += 1
            continue
        if run:
            out.append("WORD" if run == 1 else f"WORD{{0,{run}}}")
            run = 0
        if token is not None:
            out.append(element(token))
    # Words alone: at least one of them must be there, for a pattern that nothing need match is none.
    return " ".join(out) if len(out) != 1 else out[0].replace("{0,", "{1,")


# --- rendering --------------------------------------------------------------------------------------------------------------------------


def rendered(found: Trace, format: str = "text", *, width: int = 110) -> str:
    """As text to read on a terminal of that width, or as one JSON object."""
    match format:
        case "text":
            return "".join(f"{line}\n" for line in _text(found, max(width, 40)))
        case "json":
            return json.dumps(_object(found), ensure_ascii=False, indent=1) + "\n"
    raise ReadError(f"no format '{format}' here; there are: {', '.join(FORMATS)}")


def figures(target: Target | Claim) -> str:
    """A target's figures in a few words: "2 of 6, 33.3 %"."""
    share = " %" if target.unit == "percent" else ""
    parts = []
    if target.achieved is not None and target.planned is not None:
        parts.append(f"{target.achieved}{share} of {target.planned}{share} planned")
    elif target.achieved is not None:
        parts.append(f"{target.achieved}{share}")
    elif target.planned is not None:
        parts.append(f"plan {target.planned}{share}")
    if target.planned_max is not None:
        parts.append(f"plan up to {target.planned_max}{share}")
    if target.percent is not None:
        parts.append(f"{target.percent} % of the plan")
    if target.population is not None:
        parts.append(f"of {target.population} in all")
    if target.qualifier:
        parts.append(target.qualifier)
    if target.per:
        parts.append(f"a {target.per}")
    return ", ".join(parts) or "no figure"


def days(target: Target) -> str:
    """A target's period: a year where it is one, else first and last day."""
    if target.period is None:
        return "no period"
    start, end = target.period.start or "…", target.period.end or "…"
    if start[:4] == end[:4] and start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:4]
    return f"{start} to {end}"


def _text(found: Trace, width: int) -> Iterator[str]:
    document, facts = found.document, found.facts
    yield f"{document.id}  ({document.source})"
    yield from _entry("title", document.title or "not found", width)
    yield from _entry("published", document.published or "not found", width)
    if facts.dated:
        yield from _entry("dated", f"{facts.dated.start or '…'} to {facts.dated.end or '…'}, by “{_line(facts.dated.evidence)}”", width)
    yield from _entry("publisher", document.publisher or "not found", width)
    yield from _entry("place", f"{facts.place.name}, by {_line(facts.place.evidence)}" if facts.place else "not found", width)
    yield from _entry("zones", ", ".join(f"{zone.kind} {zone.start}-{zone.stop}" for zone in document.zones), width)
    for number, step in enumerate(found.steps, 1):
        sentence = step.reading.sentence
        yield ""
        yield from _wrapped(f"[{number}] {sentence.zone}: ", _line(sentence.text), width, "     ")
        yield from _entry("tokens", shown_tokens(step.reading.tokens), width)
        for name in _named(found, (sentence.start, sentence.stop)):
            yield from _entry("names", name, width)
        for match in step.fired:
            yield from _entry("fired", f"{match.rule} ({match.reads}) “{_piece(found, match.start, match.stop)}”", width)
        for match in step.dropped:
            yield from _entry("dropped", f"{match.rule} ({match.reads}) “{_piece(found, match.start, match.stop)}”: {match.why}", width)
        for made in step.made:
            yield from _made_lines(found, made, width)
        if step.unexplained:
            yield from _entry("unread", ", ".join(unread.text for unread in step.unexplained), width)
    yield ""
    counts = [f"{name} {len(getattr(facts, name))}" for name in ("targets", *NAMED, "unexplained")]
    yield from _wrapped("", ", ".join(counts), width, "")


def _made_lines(found: Trace, made: Made, width: int) -> Iterator[str]:
    claim, target = made.claim, made.target
    subject, period = claim.subject, claim.period
    yield from _entry("claim", f"{claim.indicator}: {figures(claim)}  [{claim.rule}]", width)
    whom = f"“{_piece(found, subject.start, subject.stop)}” ({subject.kind}, {subject.found})" if subject else "nobody named near it"
    when = f"“{_piece(found, period.start, period.stop)}” ({period.when.reads}, {period.found})" if period else "no period named near it"
    if target is None:
        yield from _entry("", f"whom: {whom}; when: {when}; no fact came of it", width)
        return
    status = f"; {target.status} ({target.status_basis})" if target.status else ""
    as_of = f"; as of {target.as_of}" if target.as_of else ""
    yield from _entry("", f"whom: {whom} → {target.organisation or 'unknown'} [{target.organisation_key or 'no key'}]", width)
    yield from _entry("", f"when: {when} → {days(target)}{as_of}", width)
    yield from _entry("", f"fact: {figures(target)}{status}", width)
    for derivation in target.derived:
        yield from _entry("", f"derived: {derivation.field} = {derivation.source}", width)


def shown_tokens(tokens: Sequence[Token]) -> str:
    """Joined tokens in brackets with their kind, plain words as they are."""
    plain = (token.kind == "PUNCT" or element(token) == "WORD" for token in tokens)
    return " ".join(token.text if bare else f"[{element(token)} {token.text}]" for token, bare in zip(tokens, plain, strict=True))


def _named(found: Trace, span: Span) -> Iterator[str]:
    """The names that begin in a sentence, and what they were taken for."""
    for field, kind in NAMED.items():
        for fact in getattr(found.facts, field):
            for start, stop in fact.spans:
                if span[0] <= start < span[1]:
                    yield f"{kind} “{_piece(found, start, stop)}” → {described(field, fact)} [{fact.key}]"


def described(field: str, fact: Any) -> str:
    """A named fact in a few words."""
    match field:
        case "directives":
            issued = f" of {fact.issued}" if fact.issued else ""
            return f"{fact.number}{issued}, {fact.issuer or 'issuer unknown'}"
        case "officials":
            return f"{fact.name}: " + "; ".join(" ".join(filter(None, (role.title, role.organisation))) for role in fact.roles)
        case "committees" | "organisations":
            return f"{fact.name}, {fact.within}" if fact.within else str(fact.name)
    return str(fact.name)


def _piece(found: Trace, start: int, stop: int) -> str:
    return _line(found.document.text[start:stop])


def _line(text: str) -> str:
    return " ".join(text.split())


def _entry(label: str, text: str, width: int) -> Iterator[str]:
    yield from _wrapped(f"  {label:10}", text, width, " " * 12)


def _wrapped(head: str, text: str, width: int, indent: str) -> Iterator[str]:
    lines = textwrap.wrap(text, width, initial_indent=head, subsequent_indent=indent, break_on_hyphens=False)
    yield from lines or [head.rstrip()]


def _object(found: Trace) -> dict[str, Any]:
    document, facts = found.document, found.facts
    return {
        "id": document.id,
        "source": document.source,
        "title": document.title,
        "published": document.published,
        "dated": asdict(facts.dated) if facts.dated else None,
        "publisher": document.publisher,
        "place": asdict(facts.place) if facts.place else None,
        "zones": [asdict(zone) for zone in document.zones],
        "sentences": [_sentence(found, step) for step in found.steps],
        "unexplained": [asdict(unread) for unread in facts.unexplained],
    }


def _sentence(found: Trace, step: Step) -> dict[str, Any]:
    sentence = step.reading.sentence
    span = (sentence.start, sentence.stop)
    return {
        **asdict(sentence),
        "tokens": [{"kind": element(token), "start": token.start, "stop": token.stop, "text": token.text} for token in step.reading.tokens],
        "names": [
            {"kind": kind, "start": start, "stop": stop, "fact": described(field, fact), "key": fact.key}
            for field, kind in NAMED.items()
            for fact in getattr(found.facts, field)
            for start, stop in fact.spans
            if span[0] <= start < span[1]
        ],
        "fired": [_match_object(found, match) for match in step.fired],
        "dropped": [_match_object(found, match) for match in step.dropped],
        "claims": [_claim_object(made) for made in step.made],
        "unexplained": [asdict(unread) for unread in step.unexplained],
    }


def _match_object(found: Trace, match: Match) -> dict[str, Any]:
    return {**asdict(match), "text": found.document.text[match.start : match.stop]}


def _claim_object(made: Made) -> dict[str, Any]:
    claim, target = made.claim, made.target
    subject, period = claim.subject, claim.period
    return {
        "indicator": claim.indicator,
        "rule": claim.rule,
        "figures": figures(claim),
        "spans": claim.spans,
        "whom": {"text": subject.text, "kind": subject.kind, "found": subject.found, "span": (subject.start, subject.stop)}
        if subject
        else None,
        "when": {"reads": period.when.reads, "found": period.found, "span": (period.start, period.stop)} if period else None,
        "target": {
            "organisation": target.organisation,
            "organisation_key": target.organisation_key,
            "period": asdict(target.period) if target.period else None,
            "as_of": target.as_of,
            "planned": target.planned,
            "achieved": target.achieved,
            "percent": target.percent,
            "status": target.status,
            "status_basis": target.status_basis,
            "derived": [{"field": derivation.field, "from": derivation.source} for derivation in target.derived],
        }
        if target
        else None,
    }
