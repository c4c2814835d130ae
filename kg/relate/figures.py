"""The figures of a match as claims."""

from collections.abc import Sequence

from msgspec.structs import replace

from kg import patterns
from kg.lex import Token
from kg.lexicon import affixes, context
from kg.records import Derivation, Span
from kg.relate.claim import Claim, Subject
from kg.relate.found import FIGURES, Found
from kg.relate.words import figure_in, indicator_of, pair_of, plan_before

# Of its members a committee admits a few in a hundred each year; what is more is a share of a plan.
_MOST_ADMITTED = 20


def by_difference(claim: Claim, amount: int, sign: int, quote: tuple[Span, ...]) -> Claim | None:
    """The claim with its plan, a result less its excess (sign -1) or and its shortfall (1); None where there is no result, or too small."""
    if not isinstance(claim.achieved, int) or claim.achieved + sign * amount < 0:
        return None
    if claim.planned is None:
        source = f"{claim.achieved} {'-' if sign < 0 else '+'} {amount}"
        derived = (*claim.derived, Derivation("planned", source, quote))
        claim = replace(claim, planned=claim.achieved + sign * amount, derived=derived)
    return replace(claim, status="exceeded" if sign < 0 else "missed", stated=True)


def claims_of(base: Claim, found: Found, tokens: Sequence[Token], planned_here: bool, subjects: Sequence[Subject | None]) -> list[Claim]:
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
        and "at-least-is-planned" in found.rule.marks
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
    for name, sign in (("excess", -1), ("shortfall", 1)):
        amount = figure_in(tokens, found.range(name))
        if isinstance(amount, int):
            quote = tuple((tokens[i].start, tokens[i].stop) for i in sorted(found.taken) if tokens[i].kind in FIGURES)
            differing = by_difference(claim, amount, sign, quote)
            if differing is None:
                return []
            claim = differing
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
