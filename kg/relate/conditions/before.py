"""Conditions on what a match goes on with: what is spoken of before it, and where it stands in that."""

from collections.abc import Sequence

from kg.lex import Token
from kg.lexicon import affixes, context
from kg.relate.claim import State
from kg.relate.conditions.registry import needs, unless
from kg.relate.found import Found
from kg.relate.words import NEW, chained, has_verb, sort_of

# --- needs ----------------------------------------------------------------------------------------------------------------------------


@needs
def chain(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A counted noun stands just before: "thành lập mới 14 CĐCS, 9 chi đoàn và 1 hội cựu chiến binh"."""
    return chained(tokens, found.match.first)


@needs
def chain_of_new(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Something was founded or admitted before: "kết nạp 203 đồng chí, năm 2017 là 221 đồng chí"."""
    return has_verb(tokens[: found.match.first], *NEW)


@needs
def chain_of_members(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Party members are spoken of before: "kết nạp 2.016 đảng viên; doanh nghiệp ngoài nhà nước là 58/50"."""
    return any(t.kind == "NOUN" and sort_of(str(t.value)) == ("party", "person") for t in tokens[: found.match.first])


@needs
def nothing_new_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Nothing before a list is planned or new: "Các đoàn thể được củng cố: 411 công đoàn cơ sở (173.000 đoàn viên), 63 tổ chức Đoàn"."""
    before = tokens[: found.match.first]
    return not any(t.kind in ("PLAN", "ASSIGN", "STATUS") for t in before) and not has_verb(before, *NEW)


@needs
def members_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Members there are, said before, are in so many organisations: "Tổng số đảng viên của huyện là 3.902 đồng chí ở 51 chi, đảng bộ"."""
    before = tokens[: found.match.first]
    within = tokens[found.match.first].text in context("in_which")
    return within and has_verb(before, "total", "have", "gather") and not has_verb(before, *NEW)


@needs
def chain_of_ratios(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is counted and a ratio stand just before: "CĐCS 14/20, đoàn viên 1.205/1.800"."""
    before = [t.kind for t in tokens[max(0, found.match.first - 6) : found.match.first]]
    return "RATIO" in before and "NOUN" in before


@needs
def rated_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A share of those rated good stands just before: "tỷ lệ tổ chức đảng hoàn thành tốt nhiệm vụ đạt 90%, đảng viên đạt 92%"."""
    before = tokens[max(0, found.match.first - 9) : found.match.first]
    return has_verb(before, "rated_good") and any(t.kind == "PERCENT" for t in before)


@needs
def none_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Somebody before founded or admitted none: "Còn 3 đảng bộ chưa kết nạp được ai là Đảng bộ xã Xuân Tín (chỉ tiêu 6)"."""
    return any(
        t.kind == "NEG" and t.value == "not" and has_verb(tokens[i : i + 4], *NEW) for i, t in enumerate(tokens[: found.match.first])
    )


@needs
def body_named_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The sentence names whose it is: "Thị xã Duyên Hải năm ngoái lập được 3 chi bộ, năm nay chưa lập được chi bộ nào"."""
    return any(t.kind in ("ORG", "PLACE") for t in tokens[: found.match.first])


@needs
def zero_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Something before says no or none: "Huyện đoàn Tam Nông vẫn trắng, dù mỗi nơi chỉ được giao một tổ chức"."""
    return any(t.kind == "NEG" for t in tokens[: found.match.first])


@needs
def as_to(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A topic is set before: "Về chi bộ doanh nghiệp, phường mới lập được 1"."""
    noun, _ = found.range("noun") or (0, 0)
    return noun > 0 and tokens[noun - 1].text.lower() in context("as_to")


@needs
def new_topic(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What the text speaks of is new: "Năm nay kết nạp được bao nhiêu đảng viên? - Đồng chí K'Brôh: 79 đồng chí."."""
    return state.mode == "new" and state.noun is not None


@needs
def in_the_clause(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The sentence says before what is founded, or who are admitted: "Việc lập tổ chức đảng đều tay hơn: năm 2015 thành lập 14"."""
    return has_verb(tokens[: found.match.first], "found", "admit")


@needs
def figure_told(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A figure stands in the sentence before, or earlier in this one: "Năm 2021 kết nạp 162 đảng viên; nay con số ấy là 171"."""
    recent = bool(state.claims) and state.paragraph - state.claims[-1].paragraph <= 1
    return (recent and not state.claims[-1].part) or has_verb(tokens[: found.match.first], *NEW)


@needs
def in_the_year(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is counted is new, known and lately spoken of, or in the sentence: "Năm 2021 kết nạp 162 đảng viên. Năm 2022 là 171"."""
    leads = tokens[min(found.taken) - 1]
    recent = not state.claims or state.claims[-1].paragraph >= state.paragraph - 1
    before = tokens[: found.match.first]
    apart = tokens[found.match.first].text == ";" or not any(t.kind in ("PLAN", "ASSIGN") for t in before)
    known = (state.mode == "new" and state.noun is not None and recent) or (has_verb(before, *NEW) and apart)
    return known and (
        leads.kind == "IS"
        or leads.text in (":", "-")
        or (leads.kind == "VERB" and leads.value == "have")
        or f" {leads.text}".endswith(affixes("got"))
    )


# --- unless ---------------------------------------------------------------------------------------------------------------------------


@unless
def founded_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A list of what was founded goes on: "thành lập 31 CĐCS, 42 chi hội thanh niên với 3.110 đoàn viên"."""
    return has_verb(tokens[: found.match.first], "found")


@unless
def founded_just_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How many were founded, not how many met the plan: "thành lập mới 1 chi bộ, hoàn thành chỉ tiêu năm"."""
    return has_verb(tokens[max(0, found.match.first - 2) : found.match.first], "found")


@unless
def of_those(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Of those told before: "Trong số 168 doanh nghiệp …"."""
    return any(t.text.lower() in context("among") for t in tokens[found.match.first : found.match.last])


@unless
def of_those_midway(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Of those told before, within a sentence: "3 trong số 97 đảng viên mới"; at its head it may tell them."""
    return any(t.text in context("among") for t in tokens[found.match.first : found.match.last])


@unless
def of_those_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """As `of-those`, where only the figure is read: "trong số 97 đảng viên mới"."""
    return any(t.text.lower() in context("among") for t in tokens[max(0, found.match.first - 1) : found.match.first])


@unless
def at_places(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """At so many places: "phát triển đảng viên ở 103 xã, phường"."""
    return any(t.text in context("at") for t in tokens[found.match.first : found.match.last])


@unless
def comma_within(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Another clause has the figure: "33 chi bộ đã ra mắt trên địa bàn, trong khi kế hoạch là 32"; not behind "số", "số lượng"."""
    first, within = found.match.first, tokens[found.match.first : found.match.last]
    if not any(t.text == "," for t in within):
        return False
    return first == 0 or tokens[first - 1].text not in context("number_of") or any(t.kind == "PLAN" for t in within)
