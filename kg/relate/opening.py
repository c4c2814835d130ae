"""Matches that open a statement, as claims."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg import patterns
from kg.lex import Token
from kg.lexicon import affixes, context
from kg.recognise import Reading
from kg.relate.claim import Claim, State, Subject, only_planned
from kg.relate.found import Found
from kg.relate.nouns import noun_of
from kg.relate.periods import closed_before, closing_of, per_of, period_of
from kg.relate.whom import subject_of, subjects_of
from kg.relate.words import (
    bare_list,
    depth_at,
    depth_of,
    figure_in,
    indicator_of,
    indicator_table,
    lists_plans,
    mode_of,
    pair_of,
    plan_before,
    ranks,
    says_done,
    sort_of,
    taken_by,
    trimmed,
    unread_before,
    verb_of,
)


def opened(found: Found, reading: Reading, group: int, state: State, here: list[Claim]) -> list[Claim]:
    tokens, rule = reading.tokens, found.rule
    last = here[-1] if here else None
    first_org = found.match.first
    leading = tokens[:first_org]
    if rule.id == "body-number-alone" and tokens[first_org].value == "cell":
        if any(t.kind == "VERB" and t.value == "gather" for t in tokens[first_org : found.match.last]):
            return []  # "Chi bộ Công ty … với 5 đảng viên": what it has
    if (
        rule.id == "body-number-alone"
        and first_org
        and tokens[first_org].kind in ("PLACE", "NAME")
        and tokens[first_org - 1].text in context("where")
    ):
        return []
    if (
        rule.id == "body-number-alone"
        and last is None
        and not _listed(found, tokens)
        and not (state.claims and state.claims[-1].item and group - state.claims[-1].group <= 1)
    ):
        return []
    verb = verb_of(found, tokens)
    noun_spans = patterns.slots(found.match, "noun")
    bound = [str(tokens[i].value) for a, b in noun_spans for i in range(a, b) if tokens[i].kind == "NOUN"]
    printed = next((noun for noun in bound if noun != "unit"), bound[0] if bound else None)
    end = max((b for _, b in noun_spans), default=0)
    if (
        printed == "enterprise_owner"
        and end + 1 < len(tokens)
        and tokens[end].text == ","
        and (tokens[end + 1].kind, tokens[end + 1].value) == ("NOUN", "person")
    ):
        printed = "party_member"  # "512 đảng viên là chủ doanh nghiệp, cán bộ quản lý và người lao động": not owners alone
    subjects = subjects_of(found, reading, state)
    several = any(t.kind == "AND" or t.text == "," or t.value == "unit" for t in tokens[found.match.first : min(found.taken)])
    if rule.id == "given-to-bodies" and several and (giver := subject_of(reading, found.match.first, "party", state, last)) is not None:
        subjects = [giver]
    if printed is None and rule.id == "given-and-done":
        printed = next(
            (str(tokens[i].value) for a, b in patterns.slots(found.match, "same") for i in range(a, b) if tokens[i].kind == "NOUN"), None
        )
    noun_now = printed if printed in indicator_table("of") else None
    mode = rule.mode if rule.mode not in (None, "plan") else None
    mode = mode or (mode_of(rule.verb) if rule.verb else None) or (mode_of(verb) if verb else None)
    if mode is None:
        mode = last.mode if last and last.mode in ("new", "total") else state.mode
        if rule.reads == "item" and any(found.range(name) for name in ("ratio", "percent", "planned")):
            mode = "new"
    if rule.needs in ("chain", "chain-of-new"):
        if last is None:
            return []
        mode = last.mode
    first_figure = min(found.taken)
    planned_here = rule.mode == "plan"
    done_words = says_done(tokens, found)
    grown = found.range("verb")
    if grown is not None and tokens[grown[0]].text.lower().startswith(affixes("grew")):
        # "chúng tôi có thêm 3 chi bộ và 37 đảng viên", where nothing before speaks of a plan
        done_words = done_words or not any(t.kind in ("ASSIGN", "PLAN", "EACH") for t in tokens[: grown[0]])
    if mode == "rated_good":
        # "được xếp loại hoàn thành tốt nhiệm vụ" is said of plans too
        done_words = any(t.text in context("already") for t in tokens[found.match.first : found.match.last])
    before = last or (state.claims[-1] if state.claims and state.claims[-1].paragraph == reading.sentence.paragraph else None)
    if before is None and rule.reads == "item" and found.range("verb") is None and state.claims and group - state.claims[-1].group == 1:
        before = state.claims[-1]  # a list behind the sentence that says what was given, in a paragraph of its own
    if (
        before is not None
        and only_planned(before)
        and not done_words
        and mode == "new"
        and found.range("achieved")
        and rule.id not in ("new-by-name", "number-noun-passive")
        and not rule.as_before
    ):
        # Plans go on: "chỉ tiêu dành cho Hiệp Đức là 48; Phước Sơn 80", "phấn đấu kết nạp 180 đảng viên, thành lập 4 tổ chức đảng".
        again = ";" in (tokens[found.match.first].text, tokens[found.match.first - 1].text if found.match.first else "")
        planned_here = rule.id == "body-number-alone" or before.noun != noun_now or before is not last or again or rule.scope is not None
        planned_here = planned_here and not closed_before(reading, found.match.first)
    opening = {tokens[found.match.first].text, tokens[found.match.first - 1].text if found.match.first else ""}
    if here and opening & {";", ","} and not done_words and mode in ("new", "rated_good"):
        # What a sentence lists behind plans alone is planned too.
        if all(c.planned is not None and c.achieved is None and c.percent is None and c.noun != noun_now for c in here):
            planned_here = True
    if state.planning and mode in ("new", "rated_good") and not done_words and not found.range("planned"):
        planned_here = True
    if rule.id == "body-number-alone" and last is None and plan_before(tokens, found.match.first, named=True):
        planned_here = True
    if rule.reads == "item" and mode == "new" and not done_words and not here and lists_plans(tokens, found.match.first):
        planned_here = True
    if (
        found.range("share")
        and last is not None
        and last.planned is not None
        and last.achieved is None
        and (last.unit == "percent" or last.mode == "new")
        and last.percent is None
    ):
        planned_here = True
    if rule.id == "number-of-is" and any(
        t.kind == "NOUN" and t.text.lower().endswith(affixes("new_ones")) for t in tokens[found.match.first : first_figure]
    ):
        mode = "new"  # "số đảng viên mới là 1.486"
    noun = noun_of(printed, verb, rule.reads, mode, state, last, subjects[0] if subjects else None, reading, first_figure)
    if rule.as_before and (state.claims or last):
        spoken = last or state.claims[-1]
        noun, subjects = spoken.noun, [spoken.subject]
        mode = mode if rule.mode else spoken.mode
    if rule.indicator is None and noun is None:
        return []
    part = came = False
    if rule.indicator and rule.indicator.startswith("enterprises_with"):
        mode = "total"
    if (
        last is not None
        and rule.reads == "claim"
        and (noun, mode) == (last.noun, last.mode)
        and found.range("achieved")
        and last.achieved is not None
        and depth_of(tokens, first_figure) > depth_at(tokens, last.figures[0] if last.figures else None)
    ):
        part = True  # "thành lập 13/15 tổ chức đảng (có 01 chi bộ ra mắt ngày 30-12)"
    spans = found.range("verb")
    of_what = spans is not None and "gồm" in tokens[spans[0]].text.lower()
    for_all = spans is not None and tokens[spans[0]].text.lower().startswith(affixes("stands_for"))
    if mode == "total" and rule.id == "stock" and of_what and last is None and unread_before(tokens, first_figure, here):
        part = True
    if (
        mode == "total"
        and noun == "enterprise_owner"
        and any(
            (t.kind, t.value) == ("NOUN", "party_member") and t.text.lower().endswith(affixes("new_ones"))
            for t in tokens[: found.match.first]
        )
    ):
        mode = "new"  # "Trong số đảng viên mới có 23 người là chủ doanh nghiệp"
    told = state.claims[-1] if state.claims and state.claims[-1].paragraph == reading.sentence.paragraph else None
    if (
        mode == "total"
        and noun == "enterprise_owner"
        and last is None
        and told is not None
        and (told.noun, told.mode) == ("party_member", "new")
    ):
        if any(t.text.startswith(affixes("among")) for t in tokens[: found.match.first + 1]):
            mode = "new"  # "Trong số này có 11 chủ doanh nghiệp"
    if mode == "total" and noun == "enterprise_owner" and last is not None and (last.noun, last.mode) == ("party_member", "new"):
        mode, planned_here = "new", last.planned is not None and last.achieved is None
    if mode == "total" and rule.id in ("stock", "chain") and printed and last is not None:
        leading_in = tokens[max(0, found.match.first - 2) : first_figure]
        if any(t.kind == "PART" for t in leading_in) or (rule.id == "chain" and printed == "enterprise_owner"):
            whole = next((c for c in reversed(here) if not c.part), last)
            if noun == "enterprise_owner" and sort_of(whole.noun)[0] == "party" and whole.mode == "new":
                mode, planned_here = "new", whole.planned is not None and whole.achieved is None
            else:
                part = True
        elif (of_what and unread_before(tokens, first_figure, here)) or (
            verb == "gather"
            and not for_all
            and last.mode == "new"
            and sort_of(last.noun)[1] == "organisation"
            and found.match.first
            and sort_of(str(noun))[1] == "person"
        ):
            if sort_of(last.noun)[0] == sort_of(str(noun))[0] != "party" and (last.achieved or 0) > 1:
                mode, came = "new", True  # "thành lập 118 chi đoàn với 9.260 đoàn viên": those who came with them
            else:
                part = True
    if rule.needs == "chain" and (mode, noun) == ("new", last.noun if last else "") and sort_of(str(noun))[1] == "person":
        # "kết nạp được 287 đảng viên, trong đó nữ 129 đồng chí": some of those
        number = figure_in(tokens, found.range("achieved"))
        part = part or (isinstance(number, int) and last is not None and number < (last.achieved or 0))
    if (
        rule.id == "chain"
        and noun == "enterprise_owner"
        and sort_of(last.noun if last else "")[0] == "party"
        and (last and last.mode == "new")
    ):
        mode = "new"
    indicator = rule.indicator or indicator_of(str(noun), mode)
    if indicator is None:
        return []
    shares = rule.id == "body-percent" and (
        any(t.kind == "SHARE" and t.value == "admitted" for t in leading)
        or (last is not None and last.indicator == "party_members_admitted_share")
    )
    if shares:
        indicator = "party_members_admitted_share"
    if part:
        indicator = f"other:{indicator.removeprefix('other:')}_part"
    family = sort_of(str(noun))[0] if noun else "party"
    base = Claim(
        indicator,
        family,
        rule.id,
        (),
        group,
        reading.sentence.paragraph,
        noun=str(noun or ""),
        mode=mode,
        item=rule.reads == "item",
        part=part,
        scope=rule.scope,
    )
    clause = next((i + 1 for i in range(found.match.first - 1, -1, -1) if tokens[i].text == ";"), 0)
    if rule.id == "stock-risen" and any(t.kind == "ASSIGN" for t in tokens[clause : found.match.first]) and not done_words:
        base, planned_here = replace(base, planned=None), True  # "phấn đấu đến cuối nhiệm kỳ nâng số đảng viên lên 4.300"
    if rule.id == "stock-risen" and last is not None:
        subjects = [last.subject]
    if not subjects:
        subject = None if rule.reads == "item" else subject_of(reading, first_figure, family, state, last)
        subjects = [subject] if subject is not None else [None]
    if mode == "plan":
        base = replace(base, mode="new")
    made = _figures(base, found, tokens, planned_here, subjects)
    period = period_of(reading, found, last, state)
    if rule.as_before and (period is None or period.found == "topic") and (state.claims or last):
        period = (last or state.claims[-1]).period
    as_of = closing_of(reading, found.match.first, state)
    result = []
    for claim in made:
        start, end = trimmed(tokens, found)
        per = claim.per or per_of(reading, first_figure)
        result.append(replace(claim, spans=((start, end),), period=period, as_of=as_of, per=per, figures=taken_by(tokens, found)))
    aside = base.noun == "enterprise_owner" and state.noun is not None and all(c.planned is None and c.percent is None for c in result)
    if result and not part and not came and not aside and not rule.indicator and base.mode == "new":
        state.noun, state.mode = base.noun, base.mode
    return result


def _listed(found: Found, tokens: Sequence[Token]) -> bool:
    """Whether a match stands in a list: behind a colon or bracket, or among bodies with a bare number each."""
    first = found.match.first
    leading = tokens[:first]
    return (
        any(t.text in (":", "(") for t in tokens[max(0, first - 1) : min(found.taken)])
        # "Các đơn vị kết nạp được nhiều là Đảng bộ xã A 14 đồng chí, …": what is done is said first, then who did how much.
        or ranks(leading)
        or (
            bool(leading)
            and (leading[-1].kind in ("IS", "COLON") or leading[-1].text in context("leads"))
            and any(t.kind == "VERB" and t.value in ("found", "admit") for t in leading)
        )
        or bare_list(tokens)
    )


# Of its members a committee admits a few in a hundred each year; what is more is a share of a plan.
_MOST_ADMITTED = 20


def _figures(base: Claim, found: Found, tokens: Sequence[Token], planned_here: bool, subjects: Sequence[Subject | None]) -> list[Claim]:
    """The claims that a match's figures make, one for each subject where it names several that share or divide them."""
    claim = base
    presumed = planned_here and found.range("planned") is None
    ratio = pair_of(figure_in(tokens, found.range("ratio"), ("RATIO",)))
    part = pair_of(figure_in(tokens, found.range("part"), ("RATIO",)))
    achieved = figure_in(tokens, found.range("achieved"))
    planned = figure_in(tokens, found.range("planned"))
    percent = figure_in(tokens, found.range("percent"), ("PERCENT",))
    share = figure_in(tokens, found.range("share"))
    if (span := found.range("qualifier")) and span[1] > span[0]:
        claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if found.range("atleast"):
        claim = replace(claim, qualifier="at_least")
    if ratio:
        claim = replace(claim, achieved=ratio[0], planned=ratio[1])
    elif part:
        claim = replace(claim, achieved=part[0], population=part[1])
    if found.range("zero"):
        claim = replace(claim, achieved=0)
    done = any(
        t.text in context("did") or (t.kind == "VERB" and t.text.lower().endswith(affixes("got")))
        for t in tokens[found.match.first : found.match.last]
    )
    if (
        claim.qualifier == "at_least"
        and claim.mode == "new"
        and not (done and not any(t.kind == "ASSIGN" for t in tokens[: found.match.first]))
        and found.rule.id in ("verb-number-noun", "body-verb-number", "number-noun-passive")
    ):
        # "phát triển ít nhất tám tổ chức đảng": what must at least be done is a plan.
        planned_here = True
    if isinstance(achieved, int | float):
        claim = replace(claim, **{"planned" if planned_here else "achieved": achieved}, presumed=presumed)
    elif pair := pair_of(achieved):
        # "kết nạp từ 20 đến 25 đảng viên" is a plan where something says so; of what was done a range is no count.
        aims = planned_here or found.range("atleast") or any(t.kind in ("ASSIGN", "PLAN") for t in tokens[: found.match.last])
        if not aims:
            return []
        claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
    if isinstance(planned, int | float):
        claim = replace(claim, planned=planned)
    elif pair := pair_of(planned):
        claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
    if isinstance(percent, int | float):
        claim = replace(claim, percent=percent)
    if claim.indicator == "party_members_admitted_share" and isinstance(percent, int | float):
        if percent >= _MOST_ADMITTED:
            return []
        percent, share = None, percent  # "các đơn vị có tỷ lệ kết nạp cao: Đảng bộ Công an tỉnh (7,3%)"
        claim = replace(claim, percent=None)
    if share is not None:
        claim = replace(claim, unit="percent")
        plan = planned_here or plan_before(tokens, found.match.first) or claim.qualifier == "at_least"
        if pair := pair_of(share):
            claim = replace(claim, planned=pair[0], planned_max=pair[1], qualifier="range")
        else:
            claim = replace(claim, **{"planned" if plan else "achieved": share})
    if all(value is None for value in (claim.achieved, claim.planned, claim.percent)):
        return []
    if claim.indicator.startswith("other:") and (claim.planned is not None or claim.percent is not None):
        return []
    if claim.achieved is not None and claim.mode == "total" and claim.percent is not None:
        claim = replace(claim, mode="new", indicator=indicator_of(claim.noun, "new") or claim.indicator)
    made = []
    for i, subject in enumerate(subjects):
        own = replace(claim, subject=subject)
        ratios = [t.value for a, b in patterns.slots(found.match, "ratio") for t in tokens[a:b] if t.kind == "RATIO"]
        if len(ratios) > 1:
            if len(ratios) != len(subjects):
                return []
            own = replace(own, achieved=ratios[i][0], planned=ratios[i][1])
        for name, kind in (("achieved", "NUMBER"), ("planned", "NUMBER"), ("percent", "PERCENT")):
            values = [t.value for a, b in patterns.slots(found.match, name) for t in tokens[a:b] if t.kind == kind]
            if len(values) > 1:
                if len(values) != len(subjects):
                    return []
                own = replace(own, **{"planned" if planned_here and name == "achieved" else name: values[i]})
        made.append(own)
    if second := found.range("share2"):
        noun2 = found.range("noun2")
        noun = str(tokens[noun2[0]].value) if noun2 else ""
        indicator = indicator_of(noun, "rated_good")
        value = tokens[second[0]].value
        if indicator:
            made += [
                replace(c, indicator=indicator, noun=noun, **{"planned" if c.planned is not None else "achieved": value}) for c in made
            ]
    return made


def units_of(found: Found, reading: Reading, group: int, state: State) -> bool:
    tokens = reading.tokens
    span = found.range("figure")
    ratio = pair_of(figure_in(tokens, span, ("RATIO",)))
    number = figure_in(tokens, span, ("NUMBER",))
    achieved = ratio[0] if ratio else number
    if not isinstance(achieved, int | float):
        return False
    subject = subject_of(reading, min(found.taken), "party", state, None)
    state.claims.append(
        Claim(
            found.rule.indicator or "", "party", found.rule.id, (trimmed(tokens, found),), group, reading.sentence.paragraph, subject,
            achieved=achieved, population=ratio[1] if ratio else None, period=period_of(reading, found, None, state), mode="units",
            figures=taken_by(tokens, found),
        )
    )  # fmt: skip
    return True
