"""What forbids a match of any rule of a kind, whichever it is."""

from collections.abc import Sequence
from functools import cache

from kg import lexicon
from kg.lex import Token
from kg.lexicon import context
from kg.relate.claim import State
from kg.relate.conditions.registry import always
from kg.relate.found import Found
from kg.relate.words import adds_to, done_within, has_verb, sort_of


@always("claim", binds=("planned",))
def done_is_no_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is done is no plan: "được giao chỉ tiêu, đã thành lập được 174 chi bộ"."""
    told = found.range("zero") or found.range("achieved") or found.range("percent")
    return bool(found.range("planned")) and not told and done_within(tokens, found)


@always("claim", "item")
def rest_is_no_plan(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What is left to do is no plan: "các đơn vị còn phải kết nạp 355 đảng viên nữa"."""
    first, last = found.match.first, found.match.last
    behind = last < len(tokens) and tokens[last].text in context("rest")
    asked = any(t.text in context("must") for t in tokens[first:last]) or (first > 0 and tokens[first - 1].text in context("still_to"))
    return behind and asked


@always(binds=("planned",))
def more_than_asked(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What was asked for was exceeded, and what was done follows: "việc này cũng vượt yêu cầu: toàn huyện kết nạp 204 đảng viên"."""
    first = found.match.first
    return bool(found.range("planned")) and tokens[first].kind == "ASSIGN" and first > 0 and tokens[first - 1].kind in ("EXCEED", "STATUS")


@always(binds=("planned",))
def for_so_many(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """For how many, not how many: "Đảng ủy xã giao chỉ tiêu cho 16 chi bộ"."""
    planned = found.range("planned")
    return planned is not None and planned[0] > found.match.first and tokens[planned[0] - 1].text in context("for_whom")


@cache
def _after_numbers() -> frozenset[str]:
    return frozenset(lexicon.table("numbers")["after"]["words"])


@always("item", "claim", "continues")
def counts_something_else(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Something that is not counted here: "Huyện ủy quyết định 16/21 hồ sơ", "3/4 số DN", "được giao 12 nhiệm vụ"."""
    last = found.match.last
    if last == len(tokens) or tokens[last - 1].kind not in ("NUMBER", "RATIO") or last - 1 not in found.taken:
        return False
    after = tokens[last]
    if after.kind == "NAME":
        return not after.text[0].isupper()
    if after.kind == "WORD":
        return after.text not in _after_numbers()
    # "yêu cầu 4 nơi làm lại quy trình": places are counted.
    return (after.kind == "LEVEL" or (after.kind == "NOUN" and after.value == "unit")) and not found.range("noun2")


@always(binds=("ratio",))
def targets_are_counted(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Targets are what is counted: "Đảng bộ quận có 18/20 chỉ tiêu đạt"."""
    first, last = found.match.first, found.match.last
    return bool(found.range("ratio")) and last < len(tokens) and tokens[last].kind == "PLAN" and has_verb(tokens[first:last], "have")


@always(binds=("noun", "same"))
def another_sort_behind(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """What stands behind the figure is not what is counted: "đến lúc ra mắt chi bộ thì hai đảng viên nòng cốt xin nghỉ"."""
    noun, same = found.range("noun"), found.range("same")
    if not noun or not same:
        return False
    again = sort_of(str(tokens[same[0]].value))
    return bool(again[0]) and sort_of(str(tokens[noun[0]].value)) != again


@always(binds=("orgs",))
def capital_is_no_body(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """One capital is no body: "…được kết nạp Đảng, đạt 107,2% kế hoạch"."""
    first, last = found.range("orgs") or (0, 0)
    return first < last and all(t.kind == "NAME" and " " not in t.text for t in tokens[first:last] if t.kind not in ("PUNCT", "AND"))


@always(binds=("orgs",))
def person_is_no_body(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """Who speaks is no body: "Đồng chí Lê Thị Thu Sương: Hơn 24.000, phần lớn siêu nhỏ"."""
    first, last = found.range("orgs") or (0, 0)
    return 0 < first < last and tokens[first - 1].kind in ("HON", "POST") and all(t.kind == "NAME" for t in tokens[first:last])


@always(binds=("verb",))
def adds_something_else(found: Found, tokens: Sequence[Token], state: State) -> bool:
    """A verb that only adds to another which founds and admits nobody: "giới thiệu thêm ba người"."""
    verb = adds_to(tokens, found)
    return verb is not None and verb.value not in ("found", "admit", "have")
