"""When: the period that a figure takes, from its own clause, its sentence or what the text spoke of."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg.lex import Token
from kg.lexicon import affixes, context
from kg.recognise import Reading
from kg.relate.claim import Claim, State, Timed
from kg.relate.found import Found

SPANS = frozenset(
    {
        "months-range",
        "quarter",
        "half",
        "months",
        "month",
        "term",
        "years",
        "since",
        "since-month",
        "since-term",
        "after",
        "first-years",
        "span",
        "quarters",
        "year",
        "relative",
    }
)


def compared(tokens: Sequence[Token], at: int) -> bool:
    """Whether a period is only what a figure is compared with: "so với cùng kỳ năm 2021", "tăng so với năm 2021"."""
    if at and tokens[at - 1].kind in ("EXCEED", "SHORT"):
        return True  # "thành lập 14 chi bộ, nhiều hơn năm 2013 là 4 chi bộ"
    if at and (tokens[at - 1].kind == "FRACTION" or context("multiplies").intersection(tokens[at - 1].text.split())):
        return True  # "thành lập 6 chi hội, gấp ba năm 2021"
    return any(t.kind == "COMPARE" or t.text.lower().startswith("so với") for t in tokens[max(0, at - 2) : at])


def founded(tokens: Sequence[Token], at: int) -> bool:
    """Whether a month or year is only that in which a body began: "Chi bộ Hợp tác xã Rau sạch, thành lập tháng 6/2013, …"."""
    begun = at > 0 and tokens[at - 1].kind == "VERB" and tokens[at - 1].value == "found"
    counted = at + 1 < len(tokens) and tokens[at + 1].kind in ("NUMBER", "RATIO", "QUALIFIER")
    return begun and not counted and tokens[at].value.reads in ("month", "year")


def is_deadline(tokens: Sequence[Token], at: int) -> bool:
    """Whether a period closes the figures ("tính đến 30/11/2020", "hết 6 tháng") rather than holding them."""
    token = tokens[at]
    words = token.text.lower().split()
    before = [t.text for t in tokens[max(0, at - 3) : at]]
    until = context("until")
    return bool(until.intersection(words[:1])) or bool(until.intersection(before[-2:])) or bool(context("reckoned").intersection(before))


def closed_before(reading: Reading, at: int) -> bool:
    """Whether a day or month before them closes the figures: "Hết tháng 10, chúng tôi có 61.320 đoàn viên mới"."""
    return any(
        reading.tokens[i].value.reads in ("date", "day", "month", "quarter") and is_deadline(reading.tokens, i)
        for i in reading.dated
        if i < at
    )


def own_period(reading: Reading, found: Found) -> Timed | None:
    """A period inside a match or right behind it: "đạt 142,86% kế hoạch năm 2020"."""
    tokens = reading.tokens
    for i in range(found.match.first, min(found.match.last + 2, len(tokens)) if reading.dated else 0):
        token = tokens[i]
        behind = i >= found.match.last and tokens[i - 1].kind == "PUNCT"
        if not (behind or token.kind == "PERIOD") or compared(tokens, i):
            continue
        if behind:
            break
        if (
            token.kind == "PERIOD"
            and token.value.reads in SPANS
            and not (is_deadline(tokens, i) and token.value.part is None and token.value.reads not in ("year", "term", "years"))
        ):
            return Timed(token.value, token.start, token.stop, "own")
    return None


def period_of(reading: Reading, found: Found, last: Claim | None, state: State) -> Timed | None:
    tokens = reading.tokens
    if own := own_period(reading, found):
        return own
    stop = found.match.last
    while stop < len(tokens) and tokens[stop].kind not in ("VERB", "NUMBER", "RATIO") and tokens[stop].text not in (",", ";", ".", "("):
        if (
            tokens[stop].kind == "PERIOD"
            and tokens[stop].value.reads in SPANS
            and not is_deadline(tokens, stop)
            and not compared(tokens, stop)
        ):
            return Timed(tokens[stop].value, tokens[stop].start, tokens[stop].stop, "own")
        stop += 1
    first = min(found.taken)
    dated = reading.dated[0] if reading.dated else first
    aside = 0  # what stands in brackets that are closed again speaks of what is before them
    for i in range(first - 1, dated - 1, -1):
        token = tokens[i]
        aside = max(0, aside + (token.text == ")") - (token.text == "("))
        if token.kind == "PERIOD" and token.value.reads in SPANS:
            if compared(tokens, i) or (aside and not _says_which(tokens, i)):
                continue
            if is_deadline(tokens, i) and token.value.reads in ("month", "quarter"):
                continue
            return Timed(token.value, token.start, token.stop, "sentence")
    if last is not None and last.period is not None:
        return last.period if last.period.found == "topic" else replace(last.period, found="sentence")
    return _carried(state, reading)


def _carried(state: State, reading: Reading) -> Timed | None:
    """The period that the text spoke of last; in a new paragraph no longer a single month, nor a year that was only looked back to."""
    period, paragraph = state.period, reading.sentence.paragraph
    if state.nearer is not None and paragraph != state.period_paragraph:
        state.period = state.year = period = state.nearer
    if period is not None and period.when.reads in ("term", "years") and state.period_paragraph != paragraph and _of_the_year(reading):
        # "Chương trình … giai đoạn 2013 - 2018. Tính đến 30/6/2017, kết nạp 9.648 đoàn viên, đạt 74,2% kế hoạch năm"
        state.period = None
        return None
    if period is not None and paragraph != state.period_paragraph:
        year = period.when.year
        if period.when.reads == "month":
            return None
        if year is not None and period.when.reads == "year" and state.year is not None and (state.year.when.year or 0) > year:
            period = state.year
    return replace(period, found="topic") if period is not None else None


def _says_which(tokens: Sequence[Token], at: int) -> bool:
    """Whether a period alone in brackets says which years are meant: "Trong hai năm (2007 - 2008), các cấp ủy đã thành lập 21"."""
    alone = 1 < at < len(tokens) - 1 and tokens[at - 1].text == "(" and tokens[at + 1].text == ")"
    return alone and tokens[at].value.reads in ("years", "term") and tokens[at - 2].text.lower().endswith(affixes("stretch"))


def _of_the_year(reading: Reading) -> bool:
    """Whether a sentence measures by the plan of a year: "đạt 74,2% kế hoạch năm"."""
    return any(t.kind == "PLAN" and t.text.lower().endswith(affixes("of_the_year")) for t in reading.tokens)


def closing_of(reading: Reading, at: int, state: State) -> Timed | None:
    tokens = reading.tokens
    for i, token in enumerate(tokens[:at]):
        if token.kind == "PERIOD" and token.value.reads in ("date", "day", "month", "half", "months", "quarter") and is_deadline(tokens, i):
            return Timed(token.value, token.start, token.stop, "sentence")
    return state.as_of if state.as_of is not None and state.as_of_paragraph == reading.sentence.paragraph else None


def per_of(reading: Reading, at: int) -> str | None:
    tokens = reading.tokens
    for i in range(at - 1, max(-1, at - 14), -1):
        if tokens[i].kind == "EACH" and tokens[i].value in ("year", "month"):
            return str(tokens[i].value)
        if tokens[i].text in (";", "."):
            break
    return None
