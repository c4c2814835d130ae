"""What a sentence hands on to the next: its topic, its subject, its period."""

from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from kg.lex import When
from kg.lexicon import context
from kg.patterns import characters
from kg.recognise import Reading
from kg.recognise.body import BodyMention
from kg.relate.claim import Claim, State, Timed
from kg.relate.periods import SPANS, compared, founded, is_deadline
from kg.relate.whom import WEAK_KINDS, as_subject
from kg.relate.words import indicator_of, indicator_table

# Within so many words a sentence names whom it is about.
_OPENS = 6


def _of_years(state: State) -> bool:
    """Whether the text goes through what several years came to."""
    return state.period is not None and state.period.when.reads in ("years", "after", "term", "since", "since-term")


def note_topic(reading: Reading, state: State, made: Sequence[Claim] = ()) -> None:
    """What a sentence is about, also without figures: "…hoàn thành chỉ tiêu lập tổ chức đảng" is about organisations founded."""
    tokens = reading.tokens
    found: tuple[str, str] | None = None
    if characters("VERB").isdisjoint(reading.codes):
        return
    for i, token in enumerate(tokens):
        if token.kind != "VERB" or token.value not in ("found", "admit", "grow"):
            continue
        noun = next((str(t.value) for t in tokens[i + 1 : i + 5] if t.kind == "NOUN"), None)
        if noun is None and token.value == "found" and i and tokens[i - 1].kind == "NOUN":
            noun = str(tokens[i - 1].value)  # "Biểu 2. Tổ chức đảng thành lập mới"
        if noun is None and token.value == "admit":
            noun = "party_member"
        general = indicator_table("family").get(noun or "")
        if isinstance(general, dict) and noun not in ("organisation", "person") and general.get(state.family):
            noun = str(general[state.family])
        if noun in ("organisation", "person", "unit", "league_member", "association_member", "association_organisation", None):
            continue
        if indicator_of(str(noun), "new"):
            found = (str(noun), "new")
    if found and (state.noun is None or not made or all(c.mode == "units" for c in made)):
        state.noun, state.mode = found


def _closes(state: State, when: When) -> bool:
    """Whether a year is the last of those that the text goes through."""
    spoken = state.period.when if state.period is not None else None
    return spoken is not None and spoken.reads in ("years", "term") and when.reads == "year" and when.year == spoken.year_to


def remember(reading: Reading, state: State, made: Sequence[Claim]) -> None:
    """Carry a sentence's subject and period on to the next."""
    tokens, paragraph = reading.tokens, reading.sentence.paragraph
    # "Ba tháng đầu năm, Huyện ủy Chư Sê kết nạp 22 đảng viên": one body, and it opens the sentence.
    named = {claim.subject.start for claim in made if claim.subject is not None}
    opening = list(takewhile(lambda t: t.kind != "IS", tokens[:_OPENS]))
    alone = len(named) == 1 and any(t.start in named for t in opening)
    for claim in made:
        if (
            claim.subject is not None
            and (alone or not claim.item)
            and claim.subject.kind in ("body", "place", "whole")
            and claim.subject.found in ("own", "sentence")
        ):
            state.subject, state.subject_paragraph = claim.subject, paragraph
    if not made:
        for i in reading.named:
            mention = reading.things[i]
            if (
                tokens[i].kind == "ORG"
                and isinstance(mention, BodyMention)
                and mention.kind not in WEAK_KINDS
                and mention.family not in ("state", "cell")
            ):
                if not (i and tokens[i - 1].text in context("by_whom") and i > 1):
                    state.subject, state.subject_paragraph = as_subject(reading, i, "paragraph"), paragraph
                break
    state.latest = max(
        [state.latest, *(reading.tokens[i].value.year or 0 for i in reading.dated if reading.tokens[i].value.reads == "year")]
    )
    if made and (long := made[-1].period) is not None and long.found in ("own", "sentence"):
        if long.when.reads in ("years", "after"):
            # What several years came to is gone through sentence by sentence.
            state.period, state.period_paragraph, state.year = replace(long, found="topic"), paragraph, None
        elif (
            long.when.reads == "year"
            and state.period_paragraph != paragraph
            and not _of_years(state)
            and (long.when.year or 0) >= state.latest
        ):
            # "Ở ngã ba biên giới, Đảng bộ xã Sín Thầu năm 2022 kết nạp 14 đảng viên, …. Đảng bộ xã Leng Su Sìn kết nạp 9/9".
            state.period, state.period_paragraph, state.year = replace(long, found="topic"), paragraph, replace(long, found="topic")
    for i in reading.dated:
        token = tokens[i]
        if token.value.reads in SPANS and (token.value.reads != "after" or i <= 1) and not compared(tokens, i) and not founded(tokens, i):
            if i <= 3 or (token.value.reads in ("year", "years", "term", "half", "months", "quarter") and i < len(tokens) - 1 and not made):
                if _closes(state, token.value) and is_deadline(tokens, i):
                    break  # "Từ năm 2011 đến năm 2020, …. Đến cuối năm 2020, khu vực này có 143": still of all these years
                if not is_deadline(tokens, i) or token.value.reads in ("half", "months", "quarter", "year"):
                    spoken = Timed(token.value, token.start, token.stop, "topic")
                    before = state.period if state.period_paragraph == paragraph else None
                    later = before is not None and before.when.reads == "year" == token.value.reads and is_deadline(tokens, i)
                    state.nearer = before if later and before and (before.when.year or 0) < (token.value.year or 0) else None
                    if state.period_paragraph != paragraph:
                        state.year = None
                    if token.value.reads == "year" and (state.year is None or (token.value.year or 0) > (state.year.when.year or 0)):
                        state.year = spoken
                    state.period, state.period_paragraph = spoken, paragraph
                    break
    for i in reading.dated:
        token = tokens[i]
        if token.value.reads in ("date", "day", "month") and is_deadline(tokens, i):
            state.as_of, state.as_of_paragraph = Timed(token.value, token.start, token.stop, "topic"), paragraph
