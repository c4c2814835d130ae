"""What the words around a match say: figures, plans, lists, whether something was done."""

from collections.abc import Sequence
from functools import cache

from kg import lexicon
from kg.lex import Token
from kg.lexicon import affixes, context
from kg.records import Number, Span
from kg.relate.claim import Claim
from kg.relate.found import FIGURES, Found

# What verbs of founding and admitting mean; of what they count there is more than before.
NEW = ("admit", "found", "grow")


@cache
def indicator_table(section: str) -> dict[str, object]:
    table: dict[str, object] = lexicon.table("indicators")[section]
    return table


def indicator_of(noun: str, mode: str) -> str | None:
    entry = indicator_table("noun").get(noun)
    return (entry.get(mode) or None) if isinstance(entry, dict) else None


def mode_of(verb: str) -> str | None:
    mode = indicator_table("verb").get(verb)
    return mode if isinstance(mode, str) else None


def sort_of(noun: str) -> tuple[str, str]:
    family, thing = lexicon.table("indicators")["of"].get(noun, ("", ""))
    return family, thing


def is_point(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph begins as a point of a list does: "+ …", "- …", "2. …", "c) …", "Thành ủy Hạ Long: 5"."""
    first = tokens[0].text if tokens else ""
    return first in ("+", "-", "–", "•", "*", "·", "○", "▪") or (
        len(tokens) > 1
        and (
            (tokens[0].kind == "NUMBER" and tokens[1].text in (".", ")"))
            or (tokens[0].kind in ("ORG", "PLACE") and tokens[1].text in (":", "-"))
            or (len(tokens[0].text) == 1 and tokens[1].text == ")")
        )
    )


def announces_plans(tokens: Sequence[Token]) -> bool:
    """Whether a sentence opens a list of plans: "Theo đó, các chỉ tiêu chủ yếu gồm:"; "Kết quả thực hiện các chỉ tiêu:" opens another."""
    if len(tokens) < 3:
        return False
    # "III. MỘT SỐ CHỈ TIÊU NĂM 2018"
    heads = tokens[1].text == "." and len(tokens[0].text) <= 4 and tokens[-1].kind != "PUNCT"
    # "Năm 2020, bà đặt mục tiêu gì?"
    asks = tokens[-1].text == "?" and tokens[-2].text in context("which") and tokens[-3].kind in ("ASSIGN", "PLAN")
    if not (heads or asks or tokens[-1].text == ":" or (tokens[-1].text == "." and tokens[-2].text in context("follows"))):
        return False
    done = any(t.kind in ("REACH", "STATUS", "EXCEED", "SHORT") or (t.kind == "VERB" and t.value == "do") for t in tokens)
    return not done and any(t.kind in ("PLAN", "ASSIGN") for t in tokens)


def lists_plans(tokens: Sequence[Token], at: int) -> bool:
    """Whether a list behind a colon is one of plans: "chỉ tiêu kết nạp đảng viên của các địa phương như sau: Thành ủy Hạ Long 50, …"."""
    colon = next((i for i in range(at - 1, -1, -1) if tokens[i].text == ":"), None)
    # "(số kết nạp/chỉ tiêu năm)" says what two numbers are
    return colon is not None and announces_plans([t for i, t in enumerate(tokens[: colon + 1]) if not depth_of(tokens, i)])


def shares_out(tokens: Sequence[Token]) -> bool:
    """Whether a sentence gives out plans, so that the list behind it is of plans: "Kế hoạch phân bổ chỉ tiêu cho từng đơn vị."."""
    gives = any(t.kind == "ASSIGN" and t.text.lower().startswith(affixes("shares_out")) for t in tokens)
    return gives and any(t.kind == "PLAN" for t in tokens) and not any(t.kind in ("NUMBER", "RATIO", "PERCENT") for t in tokens)


def figure_in(tokens: Sequence[Token], span: tuple[int, int] | None, kinds: tuple[str, ...] = ("NUMBER", "RANGE", "PERCENT")) -> object:
    if span is None:
        return None
    return next((t.value for t in tokens[span[0] : span[1]] if t.kind in kinds), None)


def pair_of(value: object) -> tuple[Number, Number] | None:
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int | float) for v in value):
        return value
    return None


def bare_list(tokens: Sequence[Token]) -> bool:
    """Whether three bodies or more, two where they open the sentence, have a bare number each:

    "Thành đoàn Hải Dương được 3, Huyện đoàn Cẩm Giàng 2, …".
    """
    pairs = 0
    for i, t in enumerate(tokens[:-1]):
        if t.kind in ("ORG", "PLACE"):
            at = i + 1 + (tokens[i + 1].text in context("has_number"))
            behind = next((other.kind for other in tokens[at + 1 : at + 3] if other.kind != "NOUN"), "PUNCT")
            pairs += at < len(tokens) and tokens[at].kind == "NUMBER" and behind in ("PUNCT", "AND")
    return pairs >= (2 if tokens[0].kind in ("ORG", "PLACE") else 3) or _parted(tokens)


def _parted(tokens: Sequence[Token]) -> bool:
    """Whether three parts or more between semicolons each begin with a body and have a number: "Thái Thụy nhận phần nặng nhất, 380; …"."""
    starts = [0, *(i + 1 for i, t in enumerate(tokens) if t.text == ";")]
    parts = [tokens[a:b] for a, b in zip(starts, [*starts[1:], len(tokens)], strict=True)]
    return len(parts) > 2 and all(p and p[0].kind in ("ORG", "PLACE") and any(t.kind == "NUMBER" for t in p) for p in parts)


def counts_else(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words just before count something that is none of ours: "14 đội hình thanh niên tình nguyện với …"."""
    for i in range(at - 1, max(at - 9, 0), -1):
        if tokens[i].kind == "NUMBER":
            return tokens[i + 1].kind == "WORD"
        if tokens[i].kind != "WORD":
            return False
    return False


def ranks(tokens: Sequence[Token]) -> bool:
    """Whether the words before a list say who comes first or last in it, and of what is not said again."""
    return any(t.kind == "IS" or t.text == ":" or t.text in context("leads") for t in tokens[-1:]) and any(
        word in context("ranking") for t in tokens[-6:] for word in t.text.lower().split()
    )


def chained(tokens: Sequence[Token], at: int) -> bool:
    """Whether a counted noun stands just before, so that "…, 16 tổ chức đoàn" goes on with it."""
    if any(t.text in context("elsewhere") for t in tokens[at : at + 3]):
        return False
    for seen, i in enumerate(range(at - 1, -1, -1), 1):
        kind = tokens[i].kind
        if kind == "NOUN" and i and any(t.kind in ("NUMBER", "RATIO") for t in tokens[max(0, i - 2) : i]):
            return True
        if kind in ("DOT", "SEMICOLON") or (kind == "VERB" and tokens[i].value not in ("have", "gather", "admit", "found", "do")):
            return False
        if seen > 14:
            return False
    return False


def plan_before(tokens: Sequence[Token], at: int, *, named: bool = False) -> bool:
    """Whether the words before speak of what is to be done; `named`: a noun for the plan is enough ("chỉ tiêu cụ thể: …")."""
    for i in range(at - 1, -1, -1):
        t = tokens[i]
        # "Nghị quyết đề ra chỉ tiêu thành lập 15 chi bộ, còn kết nạp đảng viên …"
        gives = t.kind == "ASSIGN" or (t.kind == "PLAN" and t.text.lower().endswith(affixes("sets_out")) and not _told(tokens, i))
        if gives and i + 1 < at and tokens[i + 1].kind == "PUNCT" and tokens[i + 1].text != ":":
            # "…chỉ tiêu 90 mà Tổng LĐLĐ giao, kết nạp 9.870 đoàn viên": the giving is over; "Nghị quyết xác định, mỗi năm …" begins it.
            if t.text.startswith(affixes("gives")) or any(other.kind == "NUMBER" for other in tokens[max(0, i - 6) : i]):
                return False
        if gives or (named and t.kind == "PLAN"):
            return not any(other.kind in ("EXCEED", "SHORT", "REACH") for other in tokens[max(0, i - 12) : i])
        if t.kind in ("REACH", "STATUS", "EXCEED", "SEMICOLON") or (t.kind == "VERB" and t.value == "do"):
            return False
    return False


def _told(tokens: Sequence[Token], at: int) -> bool:
    """Whether the figure of a plan stands just behind its word, or what came of it just before: "(nghị quyết đề ra 65%)"."""
    behind = any(t.kind in ("NUMBER", "PERCENT", "RANGE") for t in tokens[at + 1 : at + 3])
    return behind or any(t.kind in ("STATUS", "NEG") for t in tokens[max(0, at - 3) : at])


def depth_of(tokens: Sequence[Token], at: int) -> int:
    """How many brackets are open at a token."""
    return sum((t.text == "(") - (t.text == ")") for t in tokens[:at])


def depth_at(tokens: Sequence[Token], span: Span | None) -> int:
    return next((depth_of(tokens, i) for i, t in enumerate(tokens) if span is not None and t.start == span[0]), 0)


def unread_before(tokens: Sequence[Token], at: int, here: Sequence[Claim]) -> bool:
    """Whether a sentence counts something else first, of which this is a part: "491/491 đơn vị …, gồm 428 đoàn cơ sở"."""
    read = {span for claim in here for span in claim.figures}
    depth = 0
    for t in tokens[:at]:
        depth += (t.text == "(") - (t.text == ")")
        if t.kind in ("NUMBER", "RATIO") and (t.start, t.stop) not in read and not depth:
            return True
    return False


def says_done(tokens: Sequence[Token], found: Found) -> bool:
    """Whether the words say that something was done: "đã kết nạp", "kết nạp được", "ra mắt"."""
    match = found.match
    behind = tokens[match.last : match.last + 2]
    if any(t.kind in ("REACH", "EXCEED", "SHORT", "STATUS") or (t.kind, t.value) == ("COMPARE", "change") for t in behind):
        return True
    done, came, has = context("done"), affixes("came_about"), affixes("has_done")
    return any(
        t.text in done or (t.kind == "VERB" and (t.value == "do" or t.text.lower().endswith(came) or t.text.lower().startswith(has)))
        for t in tokens[max(0, match.first - 2) : match.last]
    )


def trimmed(tokens: Sequence[Token], found: Found) -> Span:
    """The quote of a match: without marks and connecting words at its ends."""
    first, last = found.match.first, found.match.last
    while first < last - 1 and tokens[first].kind in ("PUNCT", "AND", "WORD") and first not in found.taken:
        first += 1
    while last > first + 1 and tokens[last - 1].kind == "PUNCT" and tokens[last - 1].text not in ")%":
        last -= 1
    if tokens[last - 1].text == ")" and not any(t.text == "(" for t in tokens[first:last]):
        last -= 1
    return tokens[first].start, tokens[last - 1].stop


def taken_by(tokens: Sequence[Token], found: Found) -> tuple[Span, ...]:
    return tuple((tokens[i].start, tokens[i].stop) for i in sorted(found.taken) if tokens[i].kind in FIGURES)


def verb_of(found: Found, tokens: Sequence[Token]) -> str | None:
    span = found.range("verb")
    return str(tokens[span[0]].value) if span else None


def thing_of(noun: str) -> str:
    """Whether a general noun counts organisations or people."""
    return "organisation" if noun.endswith("organisation") else "person"


def token_at(tokens: Sequence[Token], start: int) -> int:
    return next((i for i, t in enumerate(tokens) if t.start >= start), 0)


def noun_is(tokens: Sequence[Token], found: Found, *nouns: str) -> bool:
    """Whether what a match counts is one of these."""
    span = found.range("noun")
    return span is not None and str(tokens[span[0]].value) in nouns


def noun_ends(tokens: Sequence[Token], found: Found, endings: str) -> bool:
    """Whether what a match counts is called by a word of an ending: "đảng viên mới", "chi bộ trực thuộc"."""
    span = found.range("noun")
    return span is not None and tokens[span[0]].text.lower().endswith(affixes(endings))


def founds(tokens: Sequence[Token], found: Found) -> bool:
    """Whether the verb of a match is of organisations only: "thành lập", and not "phát triển"."""
    span = found.range("verb")
    return span is not None and str(tokens[span[0]].value) == "found"


def has_verb(tokens: Sequence[Token], *meanings: str) -> bool:
    return any(t.kind == "VERB" and t.value in meanings for t in tokens)


def done_within(tokens: Sequence[Token], found: Found) -> bool:
    """Whether the words of a match say that something was done: "được giao chỉ tiêu, đã thành lập được 174"."""
    within = tokens[found.match.first : found.match.last]
    if any(t.text in context("already") for t in within):
        return True
    # "phấn đấu thành lập được ít nhất 18 tổ chức đảng" is still to be done.
    return any(t.kind == "VERB" and t.text.endswith(affixes("got")) for t in within) and not any(
        t.kind == "QUALIFIER" and t.value == "at_least" for t in within
    )


def adds_to(tokens: Sequence[Token], found: Found) -> Token | None:
    """The verb before that of a match, where that only adds to it: "giới thiệu thêm"."""
    verb, _ = found.range("verb") or (0, 0)
    adds = verb > 0 and tokens[verb].text.lower() in context("more") and tokens[verb - 1].kind == "VERB"
    return tokens[verb - 1] if adds else None
