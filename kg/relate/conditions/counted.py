"""Conditions on what a match counts."""

from collections.abc import Sequence

from kg import patterns
from kg.lex import Token
from kg.lexicon import affixes, context
from kg.relate.claim import State, only_planned
from kg.relate.conditions.registry import needs, unless
from kg.relate.found import Found
from kg.relate.words import (
    NEW,
    adds_to,
    figure_in,
    founds,
    has_verb,
    indicator_table,
    noun_ends,
    noun_is,
    pair_of,
    sort_of,
)
from kg.relate.words import plan_before as says_plan

# So many statements back a plan is still spoken of.
_LATELY = 6

# From this many on a number in words is a count.
_MANY = 10

# --- needs ----------------------------------------------------------------------------------------------------------------------------


@needs
def counted(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A noun, or a verb that leaves no doubt, says what: "mới kết nạp được 45% chỉ tiêu"."""
    noun, verb = found.range("noun"), found.range("verb")
    printed = noun is not None and noun[1] > noun[0]
    told = verb is not None and str(tokens[verb[0]].value) in indicator_table("default")
    return printed or told or adds_to(tokens, found) is not None


@needs
def new_word(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Something says that they are new: "Trong năm có 603 đảng viên mới"."""
    match = found.match
    if noun_is(tokens, found, "person", "organisation", "unit", "candidate"):
        return False
    # From the verb on: "ra mới có hai đảng viên" says "only".
    said = [t.text for t in tokens[match.first : match.last + 1]]
    while said and tokens[match.last + 1 - len(said)].kind in ("WORD", "PERIOD", "PUNCT"):
        said.pop(0)
    return any(f" {word}".endswith(affixes("new_ones")) or context("more").intersection(word.split()) for word in said)


@needs
def noun_says_new(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The noun says that they are new, and nobody was taught: "Năm qua là năm của 39 đảng viên mới"."""
    first = found.match.first
    taught = has_verb(tokens[max(0, first - 6) : first], "train", "inspect", "discipline", "transfer", "card", "confirm")
    return noun_ends(tokens, found, "new_ones") and not taught


@needs
def part(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """New ones of one body among all: "Riêng Đảng ủy Khối DN lập được 5/9 tổ chức đảng mới"."""
    first, last = found.match.first, found.match.last
    says_part = any(t.value == "part" for t in tokens[max(0, first - 3) : last])
    return says_part and any(f" {t.text}".endswith(affixes("new_ones")) for t in tokens[first : last + 1])


@needs
def of_members(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A share of all members: "kết nạp đảng viên đạt từ 3% trở lên so với tổng số đảng viên"."""
    said = tokens[found.match.first : found.match.last + 3]
    words, whole = context("all_members"), context("whole_number")
    return any(any(word in t.text for word in (*words, *(whole if t.kind == "WHOLE" else ()))) for t in said)


@needs
def of_all(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many of all that there were to do: "thành lập 1 CĐCS trong tổng số 3 CĐCS phải hoàn thành"."""
    return tokens[found.match.first].text.endswith(affixes("of_all"))


@needs
def number_word(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A number that there is, not of what is new: "Hiện số đoàn viên công đoàn là 61.900 người"."""
    first, last = found.match.first, found.match.last
    return tokens[first].text in context("number_of") and not has_verb(tokens[first:last], *NEW)


@needs
def raised_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How many there are was raised: "nâng tổng số đoàn viên lên 268.000 tại 571 CĐCS"."""
    return has_verb(tokens[max(0, found.match.first - 6) : found.match.first], "total")


@needs
def new_ones(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The noun says that they are new: "Đảng viên mới trong doanh nghiệp cũng chỉ có 9 người"."""
    noun, _ = found.range("noun") or (0, 0)
    if not tokens[noun].text.lower().endswith(affixes("new_ones")) or (noun and tokens[noun - 1].kind in ("NUMBER", "RATIO")):
        return False
    return not any(t.value in ("train", "training_class") for t in tokens[max(0, noun - 6) : found.match.last])


@needs
def there_now(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """That they are there now: "23 tổ chức cơ sở Đảng hiện có"."""
    said = tokens[found.match.first : found.match.last]
    return any(t.kind == "VERB" and t.text.lower().split()[0] in context("now") for t in said)


@needs
def into_the_party(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Admitted to the Party, not to a union: "415 người lao động được kết nạp Đảng"."""
    first, last = found.match.first, found.match.last
    said = " ".join(t.text.lower() for t in tokens[first : last + 1])
    return any(words in said for words in context("into_the_party"))


def _attracts(found: Found, tokens: Sequence[Token]) -> bool:
    verb, _ = found.range("verb") or (found.match.first, 0)
    return f" {tokens[verb].text.lower()}".startswith(affixes("attracts"))


@needs
def attracts_by_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those who shall be won, behind a plan: "phấn đấu lập 12 tổ chức Đoàn, Hội và tập hợp 450 đoàn viên, hội viên"."""
    first = found.match.first
    near = [*tokens[:first], *tokens[found.match.last : found.match.last + 2]]
    done = any(t.kind in ("REACH", "STATUS") or (t.kind == "VERB" and t.value == "do") for t in near)
    plan = next((i for i, t in enumerate(tokens[:first]) if t.kind == "PLAN"), first)
    is_so = any(t.kind == "IS" for t in tokens[plan:first])  # "chỉ tiêu là lập 4 chi đoàn, thu hút …"
    if any(t.kind in ("ORG", "NOUN") and str(t.value).startswith("union") for t in tokens[:first]):
        return False  # "LĐLĐ huyện tập hợp 21.340 đoàn viên": those there are
    return _attracts(found, tokens) and not done and (is_so or says_plan(tokens, first))


@needs
def attracting_was_planned(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Members to be won were planned before: "Chỉ tiêu là lập 4 chi đoàn, thu hút 50 đoàn viên. Nay đã lập 5, thu hút 61 đoàn viên"."""
    noun, _ = found.range("noun") or (0, 0)
    family = sort_of(str(tokens[noun].value))[0]
    # Of whichever association; those of the Party are admitted, not won.
    sorts = [sort_of(c.noun) for c in state.claims[-_LATELY:] if only_planned(c)]
    planned = any(thing == "person" and own not in ("", "party") and family in ("", own) for own, thing in sorts)
    return _attracts(found, tokens) and planned


@needs
def into_the_union(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """ "Vào" leads to the union: "vận động 30.000 người lao động vào công đoàn"."""
    return any(t.text in context("into") for t in tokens[found.match.first : found.match.last])


@needs
def done_to_them(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """ "Được" stands just before the verb: "Đã có 9/15 công đoàn cơ sở ngoài nhà nước được thành lập, đạt 60% kế hoạch"."""
    verb, _ = found.range("verb") or (found.match.last, 0)
    return f" {tokens[verb - 1].text}".endswith(affixes("got"))


@needs
def for_them(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """ "Cho" stands just before the figure: "chuyển sinh hoạt đảng đi, đến cho 203 đảng viên"."""
    return tokens[min(found.taken) - 1].text in context("for_whom")


@needs
def ordinal(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Which one of a row it is, so that there are as many: "chi đoàn thứ 6 được lập kể từ đầu nhiệm kỳ"."""
    return tokens[min(found.taken) - 1].text in context("ordinal")


@needs
def in_so_many(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Where they are, "ở" stands just before the figure: "Công đoàn đã có mặt ở 402 doanh nghiệp"."""
    return tokens[min(found.taken) - 1].text in context("where")


@needs
def takes_over(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What a new body is made of: "Đảng bộ phường Trà Vinh tiếp nhận 58 tổ chức đảng trực thuộc"."""
    said = " ".join(t.text for t in tokens[found.match.first + 1 : min(found.taken)])
    return said in context("takes_over") and noun_ends(tokens, found, "below")


@needs
def directly_below(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Of those that are directly below: "Trong 51 tổ chức cơ sở đảng trực thuộc, nhiều nơi …"."""
    among = any(t.text.lower() in context("in_which") for t in tokens[found.match.first : min(found.taken)])
    return among and noun_ends(tokens, found, "below")


@needs
def now(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What there is by now, not what is new: "Số đảng viên toàn tỉnh hiện nay là 46.870"."""
    within = tokens[found.match.first : found.match.last]
    return any(t.text.split()[-1] in context("now") for t in within) and not has_verb(within, *NEW)


@needs
def adds_up(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The percentage is that of the ratio, to a tenth: "Tổ chức công đoàn: 74/60 (123,3%)"."""
    return _off(found, tokens, "ratio", "percent") <= 0.1


@needs
def adds_up_roughly(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The percentage is that of the ratio, to less than one: "Có 38/47 tổ chức cơ sở đảng trong sạch, vững mạnh, chiếm 80,85%"."""
    return _off(found, tokens, "counted", "share") < 1


def _off(found: Found, tokens: Sequence[Token], ratio: str, percent: str) -> float:
    """By how many points a percentage is not that of a ratio; infinity where either is lacking."""
    one, of = pair_of(figure_in(tokens, found.range(ratio), ("RATIO",))) or (0, 0)
    share = figure_in(tokens, found.range(percent), ("PERCENT",))
    return abs(100 * one / of - share) if of and isinstance(share, int | float) else float("inf")


# --- unless: how many ------------------------------------------------------------------------------------------------------------------


@unless
def in_words(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A number in words is a size or a manner of speaking: "có ba đảng viên", "đảng viên, chỉ cần một người"."""
    values = [tokens[i].value for i in found.taken]
    if any(isinstance(value, int | float) and value >= _MANY for value in values):
        return False  # "với hơn ba mươi hội viên mới"
    return not any(c.isdigit() for i in found.taken for c in tokens[i].text)


@unless
def all_there_are(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Of those that there are, not of those admitted: "Xã có 40 đảng viên, trong đó có 10 đảng viên ở DN"."""
    return not has_verb(tokens[: found.match.first], *NEW)


@unless
def kept(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How many are to be kept: "phải giữ cho được 58 chi bộ đang có"."""
    return any(t.text in context("keeps") for t in tokens[found.match.first : min(found.taken)])


@unless
def person_in_words(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """As `in-words`, of people only: "nơi nào cũng cần một người"."""
    return noun_is(tokens, found, "person") and in_words(found, tokens, state)


@unless
def bounds_a_size(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A size, not a count: "có từ 03 đảng viên chính thức trở lên"."""
    figure, _ = found.range("achieved") or (0, 0)
    return any(t.kind == "QUALIFIER" and t.value in ("at_least", "at_most") for t in tokens[found.match.first : figure])


@unless
def at_least(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What there must be: "chi bộ nào cũng phải có thêm ít nhất một đảng viên"."""
    return any((t.kind, t.value) == ("QUALIFIER", "at_least") for t in tokens[found.match.first : found.match.last])


@unless
def range_of_people(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is usual, where nothing is planned: "năm nào cũng kết nạp từ 5 đến 7 công nhân ưu tú"."""
    if not any(tokens[i].kind == "RANGE" for i in found.taken):
        return False
    people = any(tokens[a].value in ("candidate", "person") for a, _ in patterns.slots(found.match, "noun"))
    return people and not state.planning and not any(t.kind in ("PLAN", "ASSIGN") for t in tokens)


@unless
def for_each(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many for each, not in all: "giao mỗi huyện, thành phố một tổ chức"."""
    return any(t.kind == "EACH" and t.value == "each" for t in tokens[max(0, found.match.first - 2) : found.match.last])


@unless
def figure_before(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The noun is of the figure before: "kết nạp 17 đảng viên trong khi được giao 25"."""
    return found.match.first > 0 and tokens[found.match.first - 1].kind in ("NUMBER", "RATIO")


@unless
def but_within(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Another clause has the verb: "hai tổ chức song cả năm chỉ lập được một", "400 doanh nghiệp nhưng số có công đoàn còn ít"."""
    return any(t.kind == "WORD" and t.text in context("but") for t in tokens[min(found.taken) : found.match.last])


@unless
def figure_behind(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """The verb is of the next figure: "có 12 quần chúng ưu tú nhưng mới kết nạp được 2 đồng chí"."""
    last = found.match.last
    return last < len(tokens) and tokens[last].kind in ("NUMBER", "RATIO")


# --- unless: of what -------------------------------------------------------------------------------------------------------------------


# So few firms are examples.
_FEW = 10


@unless
def few_firms(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A handful of firms is no count of those that there are: "Có 3 doanh nghiệp tư nhân đã mời cán bộ về nói chuyện"."""
    number = figure_in(tokens, found.range("achieved"))
    return noun_is(tokens, found, "enterprise") and isinstance(number, int) and number < _FEW


@unless
def of_those_firms(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many of which something is said: "Trong số 168 doanh nghiệp, 12 nơi có chi bộ"."""
    verb = tokens[found.match.first]
    return noun_is(tokens, found, "enterprise") and verb.text.lower() in context("among")


@unless
def another_doing(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Something else is done with them: "thành lập 3 chi bộ; củng cố 4 chi bộ yếu"."""
    said = tokens[found.match.first : min(found.taken)]
    return any(t.kind == "WORD" and t.text not in context("goes_on") for t in said)


@unless
def counts_places(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Places are counted: "nhân sự, yêu cầu 4 nơi làm lại quy trình"."""
    last = tokens[found.match.last - 1]
    return (last.kind, last.value) == ("NOUN", "unit") or noun_is(tokens, found, "unit")


@unless
def counts_firms(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Firms are counted: "chỉ tiêu đến năm 2025 có 45 doanh nghiệp có tổ chức đảng", "97/2.140 doanh nghiệp đã có tổ chức đảng"."""
    return noun_is(tokens, found, "enterprise")


@unless
def more_people(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """More people for something else: "Đảng ủy xã vận động thêm 512 công nhân"."""
    verb = found.range("verb")
    if verb is None or not noun_is(tokens, found, "person"):
        return False
    return tokens[verb[0]].text.lower() in context("more") and tokens[verb[0] - 1].kind == "WORD"


@unless
def counts_another_noun(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is counted before the figure and after it are not the same: "đơn vị khám 268.500/240.000 lượt người bệnh"."""
    nouns = _nouns(found, tokens, "noun", "same")
    return len(nouns) < 2 or sort_of(nouns[0]) != sort_of(nouns[-1])


@unless
def counts_two_sorts(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Plan and result are of two sorts: "chi bộ giao 3, kết nạp 12 đảng viên"."""
    return len({sort_of(noun) for noun in _nouns(found, tokens, "noun", "same") if noun in indicator_table("of")}) > 1


@unless
def counts_two_things(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Plan and result are of organisations and of people: "kế hoạch 3 chi bộ, đã có 12 đảng viên"."""
    return len({sort_of(noun)[1] for noun in _nouns(found, tokens, "noun") if noun in indicator_table("of")}) > 1


def _nouns(found: Found, tokens: Sequence[Token], *names: str) -> list[str]:
    return [str(tokens[i].value) for name in names for a, b in patterns.slots(found.match, name) for i in range(a, b)]


@unless
def workers(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Workers of a firm, not those admitted: "trong đó có 22 chủ doanh nghiệp và 318 công nhân"."""
    within = tokens[found.match.first : found.match.last]
    return noun_is(tokens, found, "person") and any(t.text.lower() in context("workers") for t in within)


@unless
def founds_members(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Members are not founded: "chi bộ với 6 đảng viên đã ra mắt", "ra quyết định thành lập xong thì 2 đảng viên …"."""
    return noun_is(tokens, found, "party_member") and founds(tokens, found)


@unless
def founds_candidates(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Candidates are not founded: "ra quyết định thành lập xong thì 2 quần chúng ưu tú …"."""
    return noun_is(tokens, found, "candidate") and founds(tokens, found)


@unless
def cards_of_others(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Cards in a text that has not spoken of the Party: "cấp mới 512 thẻ an toàn tiêm chủng"."""
    spoken = any(c.family == "party" and c.mode != "units" for c in state.claims)
    return not spoken and not any(word in t.text.lower() for t in tokens for word in context("party"))
