"""Who reached how much of what, when: the figures of a document as claims whose bodies and periods are still the text's own words.

A sentence's rules are applied in the order of the text: a claim or an item opens a statement, what continues completes the last one. What a
sentence leaves out is taken, in this order, from the clause, the sentence, the paragraph and the article, and which of them it was is kept.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from kg import patterns
from kg.lex import When
from kg.lexicon import affixes
from kg.recognise import Reading
from kg.relate import rules, tables
from kg.relate.carrying import note_topic, remember
from kg.relate.claim import SILENT, Claim, State, Subject, Timed
from kg.relate.completing import continued, note_status
from kg.relate.conditions import fits
from kg.relate.found import FIGURES, Found
from kg.relate.nouns import of_members
from kg.relate.opening import opened, units_of
from kg.relate.periods import compared, founded
from kg.relate.whom import as_subject
from kg.relate.words import announces_plans, bare_list, indicator_of, is_point, shares_out, sort_of

__all__ = ["FIGURES", "SILENT", "Claim", "Found", "Subject", "claims", "compared", "founded", "statements"]


def claims(readings: Sequence[Reading]) -> tuple[Claim, ...]:
    """The claims of a document, in the order of the text; none where it is not about building the Party or a mass organisation."""
    state = statements(readings)
    return tuple(state.claims) if _of_building(state, readings) else ()


# Told the number of a sentence and what the text has said before it, as the conditions of its rules are asked.
Watch = Callable[[int, State], None]


def statements(readings: Sequence[Reading], watch: Watch | None = None) -> State:
    """Everything the rules read in a document, whatever it is about; tables first become rows of the rules' own kind (`tables.py`)."""
    state = State(family=_league(readings))
    lines: list[tuple[int, Reading]] = []
    for group, reading in enumerate(readings):
        zone = reading.sentence.zone
        if zone == "table":
            lines.append((group, reading))
            continue
        if lines:
            _table_claims(lines, state)
            lines = []
        if zone == "title":
            note_topic(reading, state)
        if zone not in SILENT:
            _sentence(reading, group, state, watch)
    if lines:
        _table_claims(lines, state)
    return state


def _of_building(state: State, readings: Sequence[Reading]) -> bool:
    """Whether a document is about Party, union, youth, women's or veterans' building at all: figures in other news are no targets."""
    told = [c for c in state.claims if not c.indicator.startswith(("other:", "units_")) and c.family != "enterprise"]
    # One count of members by the way, of no body that is named, makes no report: "tổ tiêm có 15 đoàn viên thanh niên tình nguyện".
    if len(told) > 1 or any(c.mode != "total" or (c.subject is not None and c.subject.kind == "body") for c in told):
        return True
    nouns = sum(
        1
        for r in readings
        for t in r.tokens
        if t.kind == "NOUN" and sort_of(str(t.value))[0] in ("party", "union", "youth", "women", "veterans")
    )
    return state.noun is not None and nouns >= 3


def _league(readings: Sequence[Reading]) -> str:
    """The mass organisation that a text speaks of most, for đoàn viên and hội viên that nothing nearer explains."""
    counts: Counter[str] = Counter()
    spoken = patterns.characters("ORG", "NOUN")
    for reading in readings:
        for at, char in enumerate(reading.codes):
            if char in spoken:
                token = reading.tokens[at]
                family = str(token.value) if token.kind == "ORG" else sort_of(str(token.value))[0]
                if family in ("union", "youth", "women", "veterans"):
                    counts[family] += 1
    return max(sorted(counts), key=lambda f: counts[f], default="")


def _table_claims(lines: Sequence[tuple[int, Reading]], state: State) -> None:
    """The rows of a table as claims: the label is whom, a column says what, the text before says when."""
    for row, caption, _ in tables.rows(lines):
        if tables.is_total(row.label):
            continue
        label = row.label
        subject: Subject | None = None
        period = state.period
        if row.year is not None:
            token = label.tokens[0]
            period = Timed(When("year", year=row.year), token.start, token.stop, "own")
        else:
            subject = next((s for i in range(label.first, label.last) if (s := as_subject(label.reading, i, "own")) is not None), None)
            if subject is None and tables.counts(label):
                pass  # "Thành lập tổ chức đảng | 8 | 9": of whoever reports
            elif subject is None or (subject.kind != "body" and label.text.lower().startswith(affixes("bloc"))):
                subject = Subject("name", label.tokens[0].start, label.tokens[-1].stop, label.text)
        last = row.cells[-1][0] if row.cells else label
        span = (label.tokens[0].start, last.tokens[-1].stop)
        for figures in tables.figures(row, caption):
            noun = of_members(figures.noun, subject, state) or state.noun
            indicator = indicator_of(str(noun), "new") if noun else None
            if indicator is None:
                continue
            planned, achieved = figures.planned, figures.achieved
            if state.planning and planned is None:
                planned, achieved = achieved, None  # "Chỉ tiêu của một số địa phương như sau:", and a column "Số đảng viên kết nạp"
            state.claims.append(
                Claim(
                    indicator, sort_of(str(noun))[0], "table", (span,), label.group, label.reading.sentence.paragraph, subject,
                    planned, None, achieved, figures.percent, period=period, as_of=state.as_of, noun=str(noun), item=True,
                    figures=tuple((c.figure.start, c.figure.stop) for c in figures.cells if c.figure is not None),
                )
            )  # fmt: skip


def _sentence(reading: Reading, group: int, state: State, watch: Watch | None) -> None:
    tokens = reading.tokens
    if reading.sentence.paragraph != state.paragraph:
        state.paragraph = reading.sentence.paragraph
        state.planning = state.planning and is_point(tokens)
    has_figures = not patterns.characters(*FIGURES, "NEG").isdisjoint(reading.codes)
    before = len(state.claims)
    planning = state.planning
    state.planning = planning or (state.shared_out and bare_list(tokens))
    if has_figures:
        if watch is not None:
            watch(group, state)
        found = [f for f in rules.candidates(tokens, reading.codes) if fits(f, tokens, state)]
        banned: set[int] = set()
        while True:
            standing = rules.chosen([f for i, f in enumerate(found) if i not in banned])
            failed = _apply(standing, reading, group, state)
            if failed is None:
                break
            del state.claims[before:]
            banned.add(next(i for i, f in enumerate(found) if f is failed))
    state.planning = planning or announces_plans(tokens)
    gives = not patterns.characters("ASSIGN").isdisjoint(reading.codes)
    state.shared_out = (gives and shares_out(tokens)) or (state.shared_out and not has_figures)
    note_topic(reading, state, state.claims[before:])
    remember(reading, state, state.claims[before:])


def _apply(standing: Iterable[Found], reading: Reading, group: int, state: State) -> Found | None:
    """Apply the matches in turn; the first that does not hold where it stands is given back and nothing counts."""
    first = len(state.claims)
    noun, mode = state.noun, state.mode
    for found in standing:
        reads = found.rule.reads
        here = state.claims[first:]
        if reads == "none":
            continue
        if reads == "status":
            note_status(found, reading, state, first)
            continue
        if reads == "continues":
            done = continued(found, reading, state, first)
        elif reads == "units":
            done = units_of(found, reading, group, state)
        else:
            made = opened(found, reading, group, state, here)
            done = bool(made)
            state.claims.extend(made)
        if not done:
            state.noun, state.mode = noun, mode
            return found
    return None
