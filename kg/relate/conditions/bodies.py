"""Conditions on the bodies of a match: who did it, and whether they did."""

from collections.abc import Sequence

from kg.lex import Token
from kg.lexicon import affixes, context
from kg.relate.claim import State
from kg.relate.conditions.registry import unless
from kg.relate.found import Found
from kg.relate.words import has_verb, noun_ends


@unless
def of_places(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """So many of the places that there are: "Hội LHPN 9/9 huyện, thành phố"."""
    match = found.match
    behind = match.last - 1 in found.taken and match.last < len(tokens)
    last = tokens[match.last] if behind else tokens[match.last - 1]
    return last.kind == "LEVEL" or (last.kind, last.value) == ("NOUN", "unit")


@unless
def size_of_a_cell(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How many a cell has: "Chi bộ Công ty CP Dệt may Bảy Hiền (24 đảng viên)"."""
    match = found.match
    return tokens[match.first].value == "cell" and any(t.text == "(" for t in tokens[match.first : match.last])


@unless
def size_of_a_firms_own(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How many the union or cell of one firm has: "Công đoàn Công ty TNHH Điện tử Đồng Văn với 870 đoàn viên"."""
    body = tokens[found.match.first]
    text = body.text.lower()
    firm = (
        body.kind == "ORG"
        and not any(f" {word}" in text for word in affixes("bloc"))
        and any(f" {word} " in text for word in context("bare_firms"))
    )
    return firm and any((t.kind, t.value) == ("VERB", "gather") for t in tokens[found.match.first : found.match.last])


@unless
def in_a_zone(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A zone is called by the place where it lies: "các doanh nghiệp ở Khu công nghiệp Đồng Văn, kết nạp 1.105 đoàn viên"."""
    first, _ = found.range("orgs") or (0, 0)
    before = "".join(f" {t.text.lower()}" for t in tokens[max(0, first - 2) : first])
    return first > 0 and tokens[first].kind == "PLACE" and before.endswith(affixes("of_a_zone"))


@unless
def those_below(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Of those that are directly below: "Nơi đây, 11/11 chi bộ trực thuộc đều có chi ủy"."""
    return noun_ends(tokens, found, "below")


@unless
def is_founded(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """It is founded and founds nothing: "chỉ đạo thành lập Chi bộ Công ty CP Xi măng Kiện Khê, đạt 2/3 kế hoạch"."""
    return has_verb(tokens[max(0, found.match.first - 1) : found.match.first], "found")


@unless
def words_between(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A bare figure that other words part from the body: "Huyện ủy tổ chức hội nghị lần thứ 11"."""
    orgs = found.range("orgs")
    if found.range("noun") is not None or orgs is None:
        return False
    between = tokens[orgs[1] : min(found.taken)]
    return any(t.kind == "WORD" and t.text not in context("has") for t in between) and not any(t.kind == "EACH" for t in between)


@unless
def not_the_doer(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Where it was, not who did it: "tại các đơn vị thuộc Đảng bộ Đại học Huế, đạt 79,4% chỉ tiêu"."""
    match = found.match
    return (
        match.first > 0
        and tokens[match.first - 1].text in context("not_the_doer")
        and any(t.text == "," for t in tokens[match.first : match.last])
    )


@unless
def not_in_that_way(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """How something is not done, not that nobody was admitted: "Ban Thường vụ không theo kiểu làm phong trào"."""
    within = tokens[found.match.first : found.match.last]
    return any((t.kind, t.value) == ("VERB", "do") for t in within) and not any(t.kind == "NOUN" or t.value == "nobody" for t in within)


@unless
def behind_while(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Who gives, not who is given: "trong khi Tỉnh ủy đề ra 1.300"."""
    first = found.match.first
    return " ".join(t.text for t in tokens[max(0, first - 2) : first]) in context("while")


@unless
def does_it_itself(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is counted founds or admits and is not founded: "có 12 chi bộ kết nạp đảng viên"."""
    noun, verb = found.range("noun"), found.range("verb") or (0, 0)
    if not noun:
        return False
    text = tokens[verb[0]].text.lower()
    active = (str(tokens[verb[0]].value) == "found" and text in context("founds")) or text.startswith(affixes("admits"))
    return active and not any(t.kind == "ORG" or t.text in context("passive") for t in tokens[noun[1] : verb[0]])
