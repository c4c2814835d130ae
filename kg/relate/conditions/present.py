"""Conditions on a count of what there is, that it is none."""

from collections.abc import Sequence
from itertools import takewhile

from kg.lex import Token
from kg.lexicon import context
from kg.relate.claim import State
from kg.relate.conditions.registry import unless
from kg.relate.found import Found
from kg.relate.words import counts_else, has_verb, noun_ends, noun_is, ranks


@unless
def newly_admitted(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those admitted: "là điểm sáng với 48 đảng viên mới"."""
    return noun_is(tokens, found, "party_member") and noun_ends(tokens, found, "new_ones")


@unless
def those_founded(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those founded: "với 5 chi bộ ra mắt"."""
    return has_verb(tokens[found.match.last : found.match.last + 1], "found")


@unless
def ranked(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those admitted, by who admitted most: "Đứng đầu là Đảng bộ huyện Sơn Dương với 96 đảng viên, …"."""
    first, noun = found.match.first, found.range("noun")
    if not first or not noun or state.mode != "new":
        return False
    body = tokens[first - 1]
    return (
        body.kind == "ORG"
        and body.value != "cell"
        and str(tokens[noun[0]].value) == state.noun
        and has_verb(tokens[first : noun[0]], "gather")
        and ranks(tokens[: first - 1])
    )


@unless
def school_classes(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Classes of schools, where nobody is trained: "toàn tỉnh có 560 trường với 6.412 lớp"."""
    return noun_is(tokens, found, "training_class") and not has_verb(tokens, "train")


@unless
def takes_part(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those who came: "thu hút 14.870 đoàn viên, hội viên tham gia"."""
    last = found.match.last
    behind = list(takewhile(lambda t: t.kind != "PART" and t.text != ";", tokens[last : last + 9]))
    learn = has_verb(behind[:1], "train")  # "mở 305 lớp với 32.476 đảng viên theo học"
    return _gathers(found, tokens) and (learn or any(t.text in context("takes_part") for t in behind))


@unless
def works_with(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Whom somebody met: "làm việc với 2 doanh nghiệp"."""
    return _gathers(found, tokens) and noun_is(tokens, found, "enterprise") and tokens[found.match.first].text.lower() in context("with")


@unless
def did_so(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Those that did so: "có 11 chi bộ cả nhiệm kỳ chỉ kết nạp được 1 người"."""
    last = found.match.last
    behind = takewhile(lambda t: t.text != ",", tokens[last : last + 5])
    return noun_is(tokens, found, "party_organisation") and any(t.kind in ("VERB", "NEG") and t.value in ("admit", "not") for t in behind)


@unless
def of_other_groups(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Members of something that is not counted: "thành lập 14 đội hình tình nguyện với 210 đoàn viên"."""
    noun = found.range("noun")
    if noun is None or not _gathers(found, tokens):
        return False
    what = str(tokens[noun[0]].value)
    return (what.endswith("_member") or what == "person") and counts_else(tokens, found.match.first)


def _gathers(found: Found, tokens: Sequence[Token]) -> bool:
    return bool(tokens[found.match.first].value == "gather")
