"""Matches that open a statement, as claims."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg.lexicon import context
from kg.recognise import Reading
from kg.recognise.body import BodyMention
from kg.relate import figures, parts, planning
from kg.relate.claim import Claim, State, Subject
from kg.relate.found import Found
from kg.relate.nouns import noun_of
from kg.relate.periods import closing_of, per_of, period_of
from kg.relate.seen import Seen
from kg.relate.whom import subject_of, subjects_of
from kg.relate.words import bare_list, figure_in, indicator_of, indicator_table, pair_of, ranks, sort_of, taken_by, trimmed


def opened(found: Found, reading: Reading, group: int, state: State, here: list[Claim]) -> list[Claim]:
    """The claims that a match opens, none where it does not hold where it stands; what is new becomes what the text speaks of."""
    seen = Seen(found, reading, group, state, here)
    rule, last = seen.rule, seen.last
    mode = parts.mode(seen)
    if mode is None or ("listed" in rule.marks and not _in_a_list(seen)):
        return []
    printed, subjects = _printed(seen), _subjects(seen)
    planned = planning.planned(seen, mode, parts.known(printed))
    noun = noun_of(printed, seen.verb, rule.reads, mode, state, last, subjects[0] if subjects else None, reading, seen.figure)
    spoken = seen.before if "as-before" in rule.marks else None
    if spoken is not None:
        known = printed if printed is not None and printed not in indicator_table("family") else None
        noun, subjects, mode = known or spoken.noun, [spoken.subject], mode if rule.mode else spoken.mode
    if rule.indicator is None and noun is None:
        return []
    counted = parts.counted(seen, mode, noun, printed)
    indicator = _indicator(seen, counted, noun)
    if indicator is None:
        return []
    if counted.planned is not None:
        planned = counted.planned
    if "raised" in rule.marks:
        planned = planned or _to_be_raised(seen, counted.mode)
        subjects = subjects if last is None else [last.subject]
    family = sort_of(noun)[0] if noun else "party"
    base = Claim(
        indicator, family, rule.id, (), group, reading.sentence.paragraph, noun=noun or "",
        mode="new" if counted.mode == "plan" else counted.mode, item=rule.reads == "item", part=counted.part, scope=rule.scope,
    )  # fmt: skip
    made = figures.claims_of(base, found, seen.tokens, planned, subjects or [_subject(seen, family)])
    result = _dated(seen, made, spoken)
    if result and not counted.part and not counted.came and not rule.indicator and base.mode == "new" and not _aside(seen, result):
        state.noun, state.mode = base.noun, base.mode
    return result


def _in_a_list(seen: Seen) -> bool:
    """Whether a bare figure stands in a list: behind a colon or bracket, among bodies with a number each, behind another of the list."""
    tokens, first = seen.tokens, seen.first
    if tokens[first].value == "cell" and any(t.kind == "VERB" and t.value == "gather" for t in seen.within):
        return False  # "Chi bộ Công ty … với 5 đảng viên": what it has
    if first and tokens[first].kind in ("PLACE", "NAME") and tokens[first - 1].text in context("where"):
        return False
    before = seen.state.claims[-1] if seen.state.claims else None
    if seen.last is not None or (before is not None and before.item and seen.group - before.group <= 1):
        return True
    leading = seen.leading
    return (
        any(t.text in (":", "(") for t in tokens[max(0, first - 1) : seen.figure])
        # "Các đơn vị kết nạp được nhiều là Đảng bộ xã A 14 đồng chí, …": what is done is said first, then who did how much.
        or ranks(leading)
        or (
            bool(leading)
            and (leading[-1].kind in ("IS", "COLON") or leading[-1].text in context("leads"))
            and any(t.kind == "VERB" and t.value in ("found", "admit") for t in leading)
        )
        or bare_list(tokens)
    )


def _printed(seen: Seen) -> str | None:
    """The noun that is counted, where the match prints one."""
    bound = seen.nouns("noun") or seen.nouns("same")[:1]
    printed = next((noun for noun in bound if noun != "unit"), bound[0] if bound else None)
    span = seen.found.range("noun")
    behind = seen.tokens[max(b for _, b in seen.found.match.bound["noun"]) :][:2] if span is not None else ()
    if printed == "enterprise_owner" and [t.text for t in behind[:1]] == [","]:
        if [(t.kind, t.value) for t in behind[1:]] == [("NOUN", "person")]:
            return "party_member"  # "512 đảng viên là chủ doanh nghiệp, cán bộ quản lý và người lao động": not owners alone
    return printed


def _subjects(seen: Seen) -> list[Subject | None]:
    """The bodies that the match itself names; of several that are given something together, who gives."""
    several = any(t.kind == "AND" or t.text == "," or t.value == "unit" for t in seen.tokens[seen.first : seen.figure])
    if "by-the-giver" in seen.rule.marks and several:
        giver = subject_of(seen.reading, seen.first, "party", seen.state, seen.last)
        if giver is not None:
            return [giver]
    return subjects_of(seen.found, seen.reading, seen.state)


def _subject(seen: Seen, family: str) -> Subject | None:
    """Whom a claim is about where the match names nobody."""
    return None if seen.rule.reads == "item" else subject_of(seen.reading, seen.figure, family, seen.state, seen.last)


def _indicator(seen: Seen, counted: parts.Counted, noun: str | None) -> str | None:
    """What is counted, as an indicator of `kg/vi/indicators.toml`; None where none fits."""
    if "admits-a-share" in seen.rule.marks:
        admitted = any(t.kind == "SHARE" and t.value == "admitted" for t in seen.leading)
        if admitted or (seen.last is not None and seen.last.indicator == "party_members_admitted_share"):
            return "party_members_admitted_share"
    indicator = seen.rule.indicator or indicator_of(str(noun), counted.mode)
    if indicator is None or not counted.part:
        return indicator
    return f"other:{indicator.removeprefix('other:')}_part"


def _to_be_raised(seen: Seen, mode: str) -> bool:
    """How many there shall be: "phấn đấu đến cuối nhiệm kỳ nâng số đảng viên lên 4.300"."""
    clause = next((i + 1 for i in range(seen.first - 1, -1, -1) if seen.tokens[i].text == ";"), 0)
    return any(t.kind == "ASSIGN" for t in seen.tokens[clause : seen.first]) and not planning.done(seen, mode)


def _dated(seen: Seen, made: Sequence[Claim], spoken: Claim | None) -> list[Claim]:
    """The claims with their quote, their period, the day that closes them; `spoken`: the statement whose period they share."""
    found, reading, state = seen.found, seen.reading, seen.state
    period = period_of(reading, found, seen.last, state)
    if spoken is not None and (period is None or period.found == "topic"):
        period = spoken.period
    as_of, span, taken = closing_of(reading, seen.first, state), trimmed(seen.tokens, found), taken_by(seen.tokens, found)
    per = per_of(reading, seen.figure)
    return [replace(claim, spans=(span,), period=period, as_of=as_of, per=claim.per or per, figures=taken) for claim in made]


def _aside(seen: Seen, made: Sequence[Claim]) -> bool:
    """Owners admitted, by the way: the text goes on about members."""
    owners = made[0].noun == "enterprise_owner" and seen.state.noun is not None
    return owners and all(claim.planned is None and claim.percent is None for claim in made)


def _beside(subject: Subject, reading: Reading, at: int) -> bool:
    """Whether the sentence lists bodies of the same level behind a token."""
    level = subject.mention.level if isinstance(subject.mention, BodyMention) else None
    named = (reading.things[i] for i in reading.named if i >= at)
    return level is not None and any(isinstance(thing, BodyMention) and thing.level == level for thing in named)


def units_of(found: Found, reading: Reading, group: int, state: State) -> bool:
    tokens = reading.tokens
    span = found.range("figure")
    ratio = pair_of(figure_in(tokens, span, ("RATIO",)))
    number = figure_in(tokens, span, ("NUMBER",))
    achieved = ratio[0] if ratio else number
    if not isinstance(achieved, int | float):
        return False
    subject = subject_of(reading, min(found.taken), "party", state, None)
    if subject is not None and subject.found == "paragraph" and _beside(subject, reading, found.match.last):
        subject = None  # "Huyện ủy Cẩm Giàng lập được 2. Bốn đơn vị không hoàn thành, gồm: Thành ủy Hải Dương, …": one of them
    state.claims.append(
        Claim(
            found.rule.indicator or "", "party", found.rule.id, (trimmed(tokens, found),), group, reading.sentence.paragraph, subject,
            achieved=achieved, population=ratio[1] if ratio else None, period=period_of(reading, found, None, state), mode="units",
            figures=taken_by(tokens, found),
        )
    )  # fmt: skip
    return True
