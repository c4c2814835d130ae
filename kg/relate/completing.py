"""Matches that complete a statement: shares, plans behind results, results behind plans, whether it was met."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from kg import patterns
from kg.lex import Token
from kg.lexicon import context
from kg.recognise import Reading
from kg.records import Derivation, Number, Span
from kg.relate.claim import Claim, State, only_planned
from kg.relate.figures import by_difference
from kg.relate.found import FIGURES, Found
from kg.relate.periods import own_period
from kg.relate.words import figure_in, indicator_of, indicator_table, pair_of, sort_of, taken_by, thing_of, token_at, trimmed, verb_of


def continued(found: Found, reading: Reading, state: State, first: int) -> bool:
    """Put a match's figures into the last statement of the sentence, or of all that share one match; False where none takes them."""
    tokens, rule = reading.tokens, found.rule
    here = state.claims[first:]
    if "by-noun" in rule.marks:
        return _by_noun(found, tokens, state, first)
    if not here:
        return False
    if found.range("zero") and here[-1].figures:
        told = token_at(tokens, here[-1].figures[-1][0])
        if any(t.text == ";" for t in tokens[told : found.match.first]):
            return False  # "lập 08 CĐCS và 02 hội CCB; theo dõi 6 xã còn “trắng”": none of what is another clause's
    span = here[-1].spans[0]
    together = [i for i, c in enumerate(here) if c.spans[0] == span]
    if any(t.kind == "ALL" and t.value == "all" for t in tokens[found.match.first : found.match.last]):
        # "…lập 4 tổ chức, …lập 3 tổ chức, đều vượt 1 so với chỉ tiêu"
        together = [i for i, c in enumerate(here) if c.indicator == here[-1].indicator]
    if "in-turn" in rule.marks and found.range("planned"):
        return _plans_in_turn(found, tokens, state, first, together)
    if "of-the-figure" in rule.marks and _of_another_number(tokens, found.match.first, here):
        return False
    if "in-turn" in rule.marks:
        return _in_turn(found, tokens, state, first)
    done = False
    if (second := _other_plan(here[-1], found, tokens)) is not None:
        state.claims.append(replace(second, figures=(*second.figures, *taken_by(tokens, found))))
        return True
    if len(together) == 1 and found.range("percent"):
        # The last statement for which plan, result and share add up: what stands between may be a part of it.
        done_here = [(i, full) for i in range(len(here) - 1, -1, -1) if (full := _completed(here[i], found, tokens)) is not None]
        whole = [i for i, claim in done_here if claim.planned and claim.achieved is not None and _adds_up(claim)]
        open_here = [i for i, claim in done_here if not claim.planned or claim.achieved is None]
        # "thành lập 6 CĐCS với 1.217 đoàn viên, đạt 75% chỉ tiêu": the share is of what was founded.
        open_here.sort(key=lambda i: tokens[token_at(tokens, here[i].spans[0][0])].text in context("with"))
        if open_here and tokens[found.match.first].text in (",", ";") and _is_part(here[open_here[0]], tokens):
            # "thành lập 16 tổ chức đảng, trong đó 11 tổ chức ở doanh nghiệp, đạt 160% chỉ tiêu": the share is of the whole.
            inner = here[open_here[0]]
            open_here.sort(key=lambda i: here[i] is inner or here[i].indicator != inner.indicator)
        together = whole[:1] or open_here[:1] or together
    if found.range("excess") or found.range("shortfall"):
        # "kết nạp 1.938 đảng viên, trong đó có 87 chủ doanh nghiệp, vượt mục tiêu 138 đảng viên": what is exceeded is named.
        counted = next((str(t.value) for t in reversed(tokens[found.match.first : found.match.last]) if t.kind == "NOUN"), None)
        if counted is not None and here[-1].noun != counted:
            named = [
                i
                for i, claim in enumerate(here)
                if claim.noun == counted and claim.mode == "new" and not claim.part and claim.planned is None
            ]
            if not named and counted in indicator_table("of") and counted not in indicator_table("family"):
                if sort_of(counted)[1] != sort_of(here[-1].noun)[1]:
                    return False  # "118 đảng viên mới; tổ chức đảng vượt 2 chi bộ"
            together = named[-1:] or together
    before = tokens[found.match.first - 1] if found.match.first else None
    if len(together) > 1 and before is not None and before.kind in ("ORG", "PLACE"):
        # "Quận ủy Gò Vấp, Quận ủy Tân Phú cùng lập 4 tổ chức, riêng Gò Vấp vượt chỉ tiêu 1": only of the one that is named again
        name = before.text.lower()
        together = [i for i in together if (s := here[i].subject) is not None and s.text.lower().endswith(name)] or together
    for i in together:
        if (completed := _completed(here[i], found, tokens)) is not None:
            stop = trimmed(tokens, found)[1]
            ids = completed.rule if rule.id in completed.rule.split("+") else f"{completed.rule}+{rule.id}"
            period = own_period(reading, found) or completed.period
            if (
                period is not None
                and period.when.reads == "after"
                and completed.period is not None
                and completed.period.when.reads in ("term", "years")
            ):
                period = completed.period  # "giai đoạn 2016-2020 … phấn đấu thành lập 25; sau hơn 3 năm đã thành lập được 19"
            if (
                period is not None
                and completed.period is not None
                and period.when.reads in ("year", "relative")
                and period.when.year in (None, completed.period.when.year)
                and completed.period.when.reads in ("half", "months", "quarter", "quarters", "month")
            ):
                period = (
                    completed.period
                )  # "Sáu tháng đầu năm 2020 …, đạt 49,6% chỉ tiêu cả năm": the plan is the year's, the result is not
            own = completed.spans[0]
            state.claims[first + i] = replace(
                completed,
                rule=ids,
                spans=((own[0], max(stop, own[1])), *completed.spans[1:]),
                period=period,
                figures=(*completed.figures, *taken_by(tokens, found)),
            )
            done = True
    return done


def _is_part(claim: Claim, tokens: Sequence[Token]) -> bool:
    """Whether a statement opens with, or stands right behind, "trong đó"."""
    at = token_at(tokens, claim.spans[0][0])
    return any(t.kind == "PART" and t.text.startswith("trong") for t in tokens[max(0, at - 1) : at + 2])


def _of_another_number(tokens: Sequence[Token], at: int, here: Sequence[Claim]) -> bool:
    """Whether a share in brackets stands behind a number that no statement holds: "dân tộc thiểu số 1.094 đồng chí (34,1%)"."""
    read = {span for claim in here for span in claim.figures}
    depth = 0
    for t in reversed(tokens[max(0, at - 4) : at]):
        depth += (t.text == ")") - (t.text == "(")
        if t.kind in ("PART", "ATLEAST") or t.text == ";":
            return False  # "trong đó …", "có từ 25 lao động trở lên": what lies between is of the statement
        if t.kind in ("NUMBER", "RATIO") and not depth:
            return (t.start, t.stop) not in read
    return False


def _plans_in_turn(found: Found, tokens: Sequence[Token], state: State, first: int, together: Sequence[int]) -> bool:
    """Give the statements of one match a plan each: "thành lập lần lượt 14 và 11 CĐCS, trong khi chỉ tiêu tương ứng là 12 và 10"."""
    plans = [t.value for a, b in patterns.slots(found.match, "planned") for t in tokens[a:b] if t.kind == "NUMBER"]
    claims = [state.claims[first + i] for i in together]
    if len(plans) != len(claims) or any(claim.planned is not None for claim in claims):
        return False
    taken, stop = taken_by(tokens, found), trimmed(tokens, found)[1]
    for i, claim, planned in zip(together, claims, plans, strict=True):
        spans = ((claim.spans[0][0], max(stop, claim.spans[0][1])), *claim.spans[1:])
        rule = f"{claim.rule}+{found.rule.id}"
        state.claims[first + i] = replace(claim, planned=planned, rule=rule, spans=spans, figures=(*claim.figures, *taken))
    return True


def _in_turn(found: Found, tokens: Sequence[Token], state: State, first: int) -> bool:
    """Give as many statements as there are figures one figure each: "… đến nay lần lượt thực hiện được 5 và 391"."""
    name = "result" if found.range("result") else "percent"
    values = [t.value for a, b in patterns.slots(found.match, name) for t in tokens[a:b] if t.kind in ("NUMBER", "PERCENT")]
    last = len(state.claims) - len(values)
    if last < first:
        return False
    taken, done = taken_by(tokens, found), []
    for claim, value in zip(state.claims[last:], values, strict=True):
        if (name == "result" and not only_planned(claim)) or (name == "percent" and (claim.percent is not None or claim.achieved is None)):
            return False
        if claim.part and (whole := indicator_of(claim.noun, "new")) is not None:
            claim = replace(claim, part=False, mode="new", indicator=whole)
        figure = {"achieved": value} if name == "result" else {"percent": value}
        span = (claim.spans[0][0], max(claim.spans[0][1], trimmed(tokens, found)[1]))
        done.append(
            replace(claim, **figure, rule=f"{claim.rule}+{found.rule.id}", spans=(span, *claim.spans[1:]), figures=(*claim.figures, *taken))
        )
    state.claims[last:] = done
    return True


def _by_noun(found: Found, tokens: Sequence[Token], state: State, first: int) -> bool:
    """Give each plan of the sentence, or of the one before it, the result that counts the same, or each result its plan:

    "phấn đấu phát triển 1.500 đoàn viên, thành lập 8 CĐCS, đến nay đã thực hiện được 540 đoàn viên và 3 CĐCS".
    """
    lacking = "planned" if found.range("plan") else "achieved"
    given = [
        (tokens[a].value, str(tokens[a + 1].value)) for a, _ in patterns.slots(found.match, "plan" if lacking == "planned" else "result")
    ]
    group = state.claims[-1].group if state.claims else 0
    beside = lacking == "achieved" and not any(t.kind == "PLAN" for t in tokens)
    done: dict[int, Claim] = {}
    for value, noun in given:
        for i in range(len(state.claims) - 1, -1, -1):
            claim = state.claims[i]
            if i in done or (claim.item and lacking == "achieved") or (i < first and not (beside and claim.group >= group - 1)):
                continue
            waits = only_planned(claim) if lacking == "achieved" else claim.achieved is not None and claim.planned is None
            same = claim.noun == noun or (noun in indicator_table("family") and sort_of(claim.noun)[1] == thing_of(noun))
            if waits and same and isinstance(value, int | float):
                span = trimmed(tokens, found)
                spans = ((claim.spans[0][0], span[1]), *claim.spans[1:]) if i >= first else (span, *claim.spans)
                done[i] = replace(
                    claim, **{lacking: value}, rule=f"{claim.rule}+{found.rule.id}", spans=spans,
                    figures=(*claim.figures, *taken_by(tokens, found)),
                )  # fmt: skip
                break
        else:
            return False
    for i, claim in done.items():
        state.claims[i] = claim
    return True


def _same_sort(claim: Claim, found: Found, tokens: Sequence[Token]) -> bool:
    nouns = [str(t.value) for t in tokens[found.match.first : found.match.last] if t.kind == "NOUN"]
    return not nouns or sort_of(nouns[0])[1] in ("", sort_of(claim.noun)[1])


def _adds_up(claim: Claim) -> bool:
    if not claim.planned or claim.achieved is None or claim.percent is None:
        return True
    places = len(str(claim.percent).partition(".")[2]) if isinstance(claim.percent, float) else 0
    return bool(abs(100 * float(claim.achieved) / float(claim.planned) - float(claim.percent)) <= 10**-places)


def _other_plan(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim | None:
    """The same result against a second plan: "vượt chỉ tiêu tỉnh giao (400) nhưng mới bằng 98,1% chỉ tiêu thành phố tự đề ra (420)"."""
    planned = figure_in(tokens, found.range("planned"))
    percent = figure_in(tokens, found.range("percent"), ("PERCENT",))
    if claim.planned in (None, planned) or not isinstance(planned, int) or not isinstance(percent, int | float):
        return None
    if not _adds_up(replace(claim, planned=planned, percent=percent)):
        return None
    return replace(
        claim,
        planned=planned,
        percent=percent,
        status=None,
        stated=False,
        derived=(),
        rule=f"{claim.rule}+{found.rule.id}",
        spans=(trimmed(tokens, found), *claim.spans),
    )


def _completed(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim | None:
    ratio = pair_of(figure_in(tokens, found.range("ratio"), ("RATIO",)))
    percent = figure_in(tokens, found.range("percent"), ("PERCENT",))
    planned = figure_in(tokens, found.range("planned"))
    excess = figure_in(tokens, found.range("excess"))
    shortfall = figure_in(tokens, found.range("shortfall"))
    result = figure_in(tokens, found.range("result"))
    # What a derived value is derived from: the figures of the statement so far and those of this match.
    quote = tuple(
        dict.fromkeys((*claim.figures, *((tokens[i].start, tokens[i].stop) for i in sorted(found.taken) if tokens[i].kind in FIGURES)))
    )
    whole = claim.achieved
    # "Đến năm 2010 có 120 tổ chức đảng": how many there shall be stays that, whatever completes it.
    planned_stock = claim.mode == "total" and claim.planned is not None
    if claim.mode == "units":
        return None
    if claim.unit == "percent":
        share = figure_in(tokens, found.range("share"), ("PERCENT",))
        if claim.achieved is None or claim.planned is not None or not isinstance(share, int | float):
            return None
        return replace(claim, planned=share)
    if found.range("share"):
        return None
    if (
        claim.achieved == 0
        and any(t.value == "organisation" for t in tokens[found.match.first : found.match.last])
        and sort_of(claim.noun)[1] == "person"
    ):
        noun = indicator_table("family")["organisation"][sort_of(claim.noun)[0]]  # type: ignore[index]  # a TOML table
        claim = replace(claim, noun=noun, indicator=indicator_of(noun, "new") or claim.indicator)
    if claim.part and (isinstance(percent, int | float) or isinstance(planned, int | float)) and indicator_of(claim.noun, "new"):
        # "với 4.857 đoàn viên, đạt 107,67% kế hoạch": what has a plan is no mere part.
        claim = replace(claim, part=False, mode="new", indicator=str(indicator_of(claim.noun, "new")))
    counts_plan = bool(planned or percent or found.range("fraction"))
    if claim.indicator.startswith("other:") and claim.mode == "total" and not claim.part and counts_plan:
        # "Hội LHPN huyện Hải Lăng có 2 chi hội, gấp đôi chỉ tiêu": what has a plan is new
        claim = replace(claim, mode="new", indicator=indicator_of(claim.noun, "new") or claim.indicator)
    if claim.indicator.startswith("other:"):
        return None
    if ratio:
        if (whole is not None and whole != ratio[0]) or claim.planned not in (None, ratio[1]):
            return None
        claim = replace(claim, achieved=ratio[0], planned=ratio[1])
    if isinstance(percent, int | float) and any(
        t.kind == "EXCEED" for t in tokens[found.match.first : (found.range("percent") or (0, 0))[0]]
    ):
        # "vượt 10% chỉ tiêu (20)": what is printed is the excess
        if claim.percent is None and claim.achieved is not None:
            claim = _by_share(claim, found, tokens)
        percent = None
    if isinstance(percent, int | float):
        if claim.percent is not None and claim.percent != percent:
            return None
        claim = replace(claim, percent=percent)
        if (span := found.range("qualifier")) and claim.achieved is None:
            claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if isinstance(planned, int | float):
        if claim.planned is not None and claim.planned != planned:
            return None
        if not _same_sort(claim, found, tokens):
            return None  # "41.200 đoàn viên/187 CĐCS"
        claim = replace(claim, planned=planned)
        if (span := found.range("qualifier")) is not None:
            claim = replace(claim, qualifier=str(tokens[span[0]].value))
    if isinstance(result, int | float):
        of_share = "of-a-share" in found.rule.marks and claim.percent is not None
        if (claim.planned is None and not of_share) or claim.achieved is not None:
            return None
        at = (found.range("result") or (0, 0))[1]
        counted = str(tokens[at].value) if at < found.match.last and tokens[at].kind == "NOUN" else ""
        if counted in indicator_table("of") and counted not in indicator_table("family") and sort_of(counted) != sort_of(claim.noun):
            return None
        does = {"admit": "person", "found": "organisation"}.get(verb_of(found, tokens) or "")
        if does is not None and does != sort_of(claim.noun)[1]:
            return None
        claim = replace(claim, achieved=result)
    if found.range("zero"):
        if claim.planned is None or claim.achieved is not None:
            return None
        if {"admit": "person", "found": "organisation"}.get(verb_of(found, tokens) or "", sort_of(claim.noun)[1]) != sort_of(claim.noun)[1]:
            return None  # "kết nạp từ 530 đảng viên; nơi nào không thành lập được tổ chức đảng thì …"
        claim = replace(claim, achieved=0)
    for amount, sign in ((excess, -1), (shortfall, 1)):
        if isinstance(amount, int):
            differing = by_difference(claim, amount, sign, quote)
            if differing is None:
                return None
            claim = differing
    if (part := pair_of(figure_in(tokens, found.range("of_plan"), ("RATIO",)))) and planned is None:
        # "thành lập 1 chi bộ, bằng 1/4 kế hoạch"
        over, under, reached = *part, claim.achieved
        if not isinstance(over, int) or not isinstance(under, int) or not isinstance(reached, int) or not 0 < over < under <= 10:
            return None
        if claim.planned is not None or (reached * under) % over:
            return None
        source = f"{reached} * {under}" if over == 1 else f"{reached} * {under} / {over}"
        claim = replace(claim, planned=reached * under // over, derived=(*claim.derived, Derivation("planned", source, quote)))
    if span := found.range("fraction"):
        # "hơn hai phần ba kế hoạch", "chưa đạt hai phần ba": what is only near says nothing of the plan.
        near = any(t.kind in ("QUALIFIER", "NEG", "STATUS") for t in tokens[max(0, found.match.first - 1) : span[0]])
        if planned is None and not near and (derived := _fraction(claim, str(tokens[span[0]].value), quote)) is not None:
            claim = derived
    times = figure_in(tokens, found.range("times"), ("NUMBER",))
    if isinstance(times, int | float) and claim.planned is None and isinstance(claim.achieved, int) and times > 1:
        # "6 chi bộ, gấp 1,5 lần chỉ tiêu"
        whole_plan = Fraction(claim.achieved) / Fraction(str(times))
        if whole_plan.denominator != 1:
            return None
        claim = replace(
            claim, planned=int(whole_plan), derived=(*claim.derived, Derivation("planned", f"{claim.achieved} / {times}", quote))
        )
        claim = replace(claim, status="exceeded", stated=True)
    if found.range("equal"):
        if claim.achieved is None or claim.planned not in (None, claim.achieved):
            return None
        if claim.planned is None:
            claim = replace(claim, planned=claim.achieved, derived=(*claim.derived, Derivation("planned", f"{claim.achieved}", quote)))
        claim = replace(claim, status="met", stated=True)
    if claim.mode == "total" and (claim.planned is not None or claim.percent is not None) and not planned_stock:
        indicator = indicator_of(claim.noun, "new")
        if indicator is None:
            return None
        claim = replace(claim, mode="new", indicator=indicator)
    return claim


# Thirds and quarters of a large figure are rough; of a small one they are counted.
_ROUGH = frozenset({"two_thirds", "one_third", "three_quarters", "one_quarter"})
_EXACT = 100

# A fraction of the plan in words: the plan is achieved * [0] / [1].
_FRACTIONS = {
    "one_and_a_half": (2, 3),
    "half": (2, 1),
    "two_thirds": (3, 2),
    "one_third": (3, 1),
    "three_quarters": (4, 3),
    "one_quarter": (4, 1),
    "double": (1, 2),
    "triple": (1, 3),
}


def _fraction(claim: Claim, name: str, quote: tuple[Span, ...]) -> Claim | None:
    if name in _ROUGH and isinstance(claim.achieved, int) and claim.achieved >= _EXACT:
        return None  # "1.024 hội viên, đạt hai phần ba kế hoạch" is said of what is near it
    over, under = _FRACTIONS[name]
    if not isinstance(claim.achieved, int) or claim.planned is not None or (claim.achieved * over) % under:
        return None
    source = (
        f"{claim.achieved} * {over}"
        if under == 1
        else f"{claim.achieved} / {under}"
        if over == 1
        else f"{claim.achieved} * {over} / {under}"
    )
    status = "exceeded" if over < under else "missed"
    return replace(
        claim,
        planned=claim.achieved * over // under,
        status=status,
        stated=True,
        derived=(*claim.derived, Derivation("planned", source, quote)),
    )


def note_status(found: Found, reading: Reading, state: State, first: int) -> None:
    """What a sentence says of its statements so far: "…, không đạt chỉ tiêu được giao" speaks of all that have no word of their own,

    back to the semicolon; of what is exceeded only the last, but for "đều vượt".
    """
    said = reading.tokens[found.match.first : found.match.last]
    if found.rule.status == "exceeded" and any(t.kind == "NUMBER" for t in said):
        return
    every = any(t.kind == "ALL" for t in said)
    at = reading.tokens[found.match.first].start
    stops = [t.start for t in reading.tokens[: found.match.first] if t.text == ";"]
    # "…; …; đều không đạt chỉ tiêu" is of them all.
    since = 0 if not stops or reading.tokens[found.match.first - 1].text == ";" else stops[-1]
    for i in range(first, len(state.claims)):
        claim = state.claims[i]
        if claim.spans[0][0] < since:
            continue
        told = claim.mode in ("new", "rated_good") or (claim.mode == "total" and claim.planned is not None)
        if claim.status is None and told and not claim.part and claim.spans[0][1] <= at + 2:
            if only_planned(claim):
                continue  # "giao chỉ tiêu kết nạp 240 đảng viên; … chưa hoàn thành chỉ tiêu": what follows a plan is advice
            if claim.planned is not None and claim.achieved is not None:
                printed = _compared(claim.planned, claim.achieved)
                # "được giao 10, thành lập 12, chưa đạt chỉ tiêu" contradicts itself: what is said right behind the figures stays said.
                against = i == len(state.claims) - 1 and {found.rule.status, printed} in ({"missed", "exceeded"}, {"missed", "met"})
                if found.rule.status == printed or against:
                    state.claims[i] = replace(claim, status=found.rule.status, stated=True)
                continue
            if found.rule.status == "exceeded" and i < len(state.claims) - 1 and not every:
                continue
            stop = reading.tokens[found.match.last - 1].stop
            if claim.percent is None and claim.unit == "count" and claim.achieved is not None:
                claim = _by_share(claim, found, reading.tokens)
            state.claims[i] = replace(
                claim,
                status=found.rule.status,
                stated=True,
                rule=f"{claim.rule}+{found.rule.id}",
                spans=((claim.spans[0][0], stop), *claim.spans[1:]),
                figures=(*claim.figures, *taken_by(reading.tokens, found)),
            )


def _by_share(claim: Claim, found: Found, tokens: Sequence[Token]) -> Claim:
    """ "Vượt 8,1% chỉ tiêu": what is printed is the excess, the share of the plan follows from it."""
    over = figure_in(tokens, found.range("figure") or found.range("percent"), ("PERCENT",))
    if not isinstance(over, int | float):
        return claim
    places = len(str(over).partition(".")[2]) if isinstance(over, float) else 0
    share = round(100 + over, places) if places else 100 + over
    return replace(claim, percent=share, derived=(*claim.derived, Derivation("percent", f"100 + {over}", (trimmed(tokens, found),))))


def _compared(planned: Number, achieved: Number) -> str:
    return "exceeded" if achieved > planned else "met" if achieved == planned else "missed"
