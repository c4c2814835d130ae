"""Conditions on what is planned, given out or done."""

from collections.abc import Sequence

from kg.lex import Token
from kg.lexicon import affixes, context
from kg.relate.claim import State
from kg.relate.conditions.registry import needs, unless
from kg.relate.found import Found
from kg.relate.words import done_within, figure_in, has_verb, says_done, sort_of
from kg.relate.words import plan_before as says_plan

# Of a plan nobody is this far ahead in percent; a share of the whole often is.
_A_SHARE = 40

# --- needs ----------------------------------------------------------------------------------------------------------------------------


@needs
def plan_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The words before speak of what is to be done, these of nothing done: "đề ra thành lập 10 tổ chức đảng, kết nạp 1.000 đảng viên"."""
    reached = any(t.kind == "REACH" for t in tokens[found.match.last : found.match.last + 2])
    return says_plan(tokens, found.match.first) and not done_within(tokens, found) and not reached


@needs
def plan_only(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A plan is spoken of before: "Tỉnh ủy giao thành lập 15 tổ chức đảng, các địa phương làm được 12"."""
    planned = any(t.kind in ("ASSIGN", "PLAN") for t in tokens[: found.match.first + 1])
    return planned or has_verb(tokens[: found.match.first], "pledge")


@needs
def plan_in_sentence_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The last statement is a plan of the same, without a result: "Chỉ tiêu là 12 tổ chức đảng. Đến hết tháng 6, chúng ta có 7"."""
    plan = state.claims[-1] if state.claims else None
    if plan is None:
        return False
    printed = found.range("noun")
    if printed and sort_of(plan.noun)[1] != str(tokens[printed[0]].value):
        return False
    return plan.planned is not None and plan.achieved is None and plan.percent is None and plan.mode == "new" and not plan.item


@needs
def then_got(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Behind a plan, "được" before a figure: "có chỉ tiêu cao nhất, 12 đảng viên, nhưng mới được 4"."""
    said = [t.text.lower() for t in tokens[found.match.first : min(found.taken)] if t.kind == "WORD"]
    return plan_only(found, tokens, state) and bool(said) and f" {said[-1]}".endswith(affixes("got"))


@needs
def got(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """ "Được" stands just before the figure: "7 tháng mới được 71/120 đảng viên"."""
    return f" {tokens[min(found.taken) - 1].text}".endswith(affixes("got"))


@needs
def got_of_the_plan_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The last statement is a plan, and "được" stands before the figure: "giao kết nạp 6 chủ doanh nghiệp. Hiện được 4"."""
    return got(found, tokens, state) and plan_in_sentence_before(found, tokens, state)


@needs
def missed_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The words before say whether a plan was met: "chưa đạt yêu cầu: chỉ 1/3 tổ chức được thành lập"."""
    return any(t.kind in ("STATUS", "PLAN") for t in tokens[: found.match.first])


@needs
def ratio_just_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A ratio stands just before: "đạt 2.146/2.050, tỷ lệ 104,68%"."""
    return any(t.kind == "RATIO" for t in tokens[max(0, found.match.first - 3) : found.match.first])


@needs
def percent_only(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A percentage that was reached, or of a plan, stands just before: "đã đạt 94,5% Nghị quyết năm với 189 đảng viên mới"."""
    before = tokens[max(0, found.match.first - 4) : found.match.first]
    return any(t.kind == "PERCENT" for t in before) and any(t.kind in ("PLAN", "REACH") for t in before)


@needs
def shares_of_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The percentages are of plans: "so với kế hoạch năm lần lượt đạt 60%, 64,4% và 80%"."""
    return any(t.kind == "PLAN" for t in tokens[max(0, found.match.first - 6) : found.match.last])


@needs
def on_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many on a plan of so many: "mới kết nạp 118 đảng viên trên chỉ tiêu 220"."""
    match = found.match
    return tokens[match.first].text in context("out_of") and any(t.kind == "PLAN" for t in tokens[match.first : match.last])


@needs
def given(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Somebody gives: "Thành ủy giao các quận, huyện ủy thành lập 9 tổ chức đảng"."""
    return tokens[found.match.first].text.startswith(affixes("gives"))


@needs
def to_fulfil(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is wished to be fulfilled, not what was: "Để hoàn thành chỉ tiêu kết nạp 160 đảng viên"."""
    first = found.match.first
    return any(t.kind == "ASSIGN" or t.text in context("in_order_to") for t in tokens[max(0, first - 2) : first + 1])


@needs
def against(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The plan is what is compared with: "mới thành lập được 7 tổ chức đảng so với chỉ tiêu 20"."""
    return any(t.kind == "WORD" and t.text in context("against") for t in tokens[found.match.first : found.match.last])


@needs
def while_(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The plan stands behind "trong khi": "kết nạp 1.336 đảng viên, trong khi Tỉnh ủy đề ra 1.300"."""
    said = [t.text for t in tokens[found.match.first : found.match.last] if t.kind == "WORD"]
    return " ".join(said[:2]) in context("while")


# --- unless: it is no plan -------------------------------------------------------------------------------------------------------------


@unless
def behind_a_status(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Who missed the plan, and what was done: "chưa hoàn thành kế hoạch là Đảng bộ huyện Tam Đảo kết nạp 86 đảng viên"."""
    return any(t.kind == "STATUS" for t in tokens[max(0, found.match.first - 2) : found.match.first])


@unless
def behind_an_excess(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What more was done than to exceed the plan: "không những vượt chỉ tiêu mà còn có thêm 2 chủ doanh nghiệp"."""
    return found.match.first > 0 and tokens[found.match.first - 1].kind == "EXCEED" and tokens[found.match.first].kind == "PLAN"


@unless
def right_behind_a_status(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What was done of a plan that was missed: "không hoàn thành chỉ tiêu kết nạp: 6 đảng viên, thiếu 4"."""
    return found.match.first > 0 and tokens[found.match.first - 1].kind == "STATUS"


@unless
def duty_and_colon(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A duty, and behind the colon what was done: "các đoàn thể phải đi trước: LĐLĐ tỉnh nửa năm lập 29 CĐCS"."""
    match = found.match
    return tokens[match.first].text in context("must") and any(t.text == ":" for t in tokens[match.first : match.last])


@unless
def must_do(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What one must do, not how many there must be: "trước muốn họp chi bộ phải đi 18 km"."""
    match = found.match
    asked = next((i for i in range(match.first, match.last) if tokens[i].kind == "ASSIGN"), None)
    return asked is not None and tokens[asked].text in context("must") and tokens[asked + 1].kind == "WORD"


@unless
def of_those_rated_good(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A share of those rated good: "số tổ chức cơ sở đảng trong sạch, vững mạnh chiếm hơn 91%"."""
    return has_verb(tokens[max(0, found.match.first - 3) : found.match.first], "rated_good")


@unless
def aim_not_excess(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The aim, and not by how much it was exceeded: "đạt 93,4%, vượt mục tiêu 90%"."""
    figure = found.range("figure")
    if figure is None:
        return False
    over = tokens[figure[0]].value
    behind = any(t.kind == "PLAN" for t in tokens[found.match.first : figure[0]])
    return behind and isinstance(over, int | float) and over >= _A_SHARE


@unless
def plan_behind(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """More than planned, no growth: "thành lập 3 chi bộ, tăng 1 chi bộ so với chỉ tiêu"."""
    return any(t.kind == "PLAN" for t in tokens[found.match.last : found.match.last + 3])


@unless
def plan_just_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those there shall be: "chỉ tiêu năm là 300 đoàn viên mới"."""
    return any(t.kind == "PLAN" for t in tokens[max(0, found.match.first - 4) : found.match.first])


@unless
def share_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A share of those admitted, not of the plan: "kết nạp 1.000 đảng viên, tỷ lệ đảng viên người Khmer đạt 38%"."""
    return any(t.kind == "SHARE" for t in tokens[max(0, found.match.first - 6) : found.match.first])


@unless
def of_so_many_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """It is the share of the figure among those told before: "giới thiệu 1.480 đoàn viên, 1.036 đồng chí được kết nạp Đảng, đạt 70%"."""
    figures = [t for t in tokens[: found.match.first] if t.kind in ("NUMBER", "RATIO")]
    percent = figure_in(tokens, found.range("percent"), ("PERCENT",))
    if len(figures) < 2 or figures[-1].kind != "NUMBER" or not isinstance(percent, int | float) or percent >= 100:
        return False
    if any(t.kind in ("PLAN", "ASSIGN") for t in tokens[: found.match.last + 1]):
        return False
    whole, part = figures[-2].value, figures[-1].value
    return isinstance(whole, int | float) and isinstance(part, int | float) and whole > part and abs(100 * part / whole - percent) < 0.06


@unless
def out_of_a_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many of a plan, not more than it: "kết nạp 8.215 đoàn viên trên kế hoạch 8.000"."""
    return any(t.text in context("out_of") for t in tokens[found.match.first : found.match.first + 2])


@unless
def new_clause_of_plans(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Plans go on behind a semicolon: "mỗi huyện thành lập ít nhất 2 tổ chức đảng; toàn tỉnh thành lập thêm 30 tổ chức"."""
    return tokens[found.match.first].text == ";" and not says_done(tokens, found)


# --- unless: it is not done ------------------------------------------------------------------------------------------------------------


@unless
def not_yet(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Wished for or under way: "hai công nhân đang hoàn thiện hồ sơ xin vào Đảng"."""
    return any(t.kind == "WORD" and t.text in context("not_yet") for t in tokens[found.match.first : found.match.last])


@unless
def still_to_do(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """To be done by those who are counted, or with them: "với 213 đảng viên còn phải kết nạp"."""
    last = found.match.last
    return any(t.kind == "ASSIGN" or t.text in context("still_to") for t in tokens[last : last + 2])


@unless
def not_said_done(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The second figure is not said to be a result: "đề ra thành lập 10 tổ chức đảng, kết nạp 1.000 đảng viên"."""
    result = found.range("achieved")
    if result is None:
        return False
    since = (found.range("planned") or (found.match.first, found.match.first))[1]
    return not any(
        t.kind in ("IS", "REACH") or (t.kind, t.value) == ("VERB", "do") or t.text in context("but_done") or t.text.endswith(affixes("got"))
        for t in tokens[since : result[0]]
    )


@unless
def over_or_short(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """By how many a plan was exceeded or missed: "vượt số được giao 3, thành lập 5"."""
    return any(t.kind in ("EXCEED", "SHORT") for t in tokens[max(0, found.match.first - 4) : found.match.last])
