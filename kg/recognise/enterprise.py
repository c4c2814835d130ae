"""Companies by name: a head ("Công ty"), its legal form, then the capitals, figures and lower-case words of trade that the name holds."""

from collections.abc import Sequence
from functools import cache

import msgspec

from kg import lexicon
from kg.fold import fold
from kg.lex import Token
from kg.recognise import person


class EnterpriseMention(msgspec.Struct, frozen=True, gc=False):
    first: int
    last: int
    start: int
    stop: int
    form: str | None


@cache
def heads() -> lexicon.Node:
    return lexicon.phrases((head, True) for head in lexicon.table("enterprises")["heads"])


@cache
def _forms() -> lexicon.Node:
    return lexicon.phrases((form, True) for form in lexicon.table("enterprises")["forms"])


@cache
def _inner() -> lexicon.Node:
    table = lexicon.table("enterprises")
    return lexicon.phrases((word, True) for word in dict.fromkeys([*table["inner"], *table["heads"]]))


@cache
def _ends() -> frozenset[str]:
    return frozenset(lexicon.table("enterprises")["ends"])


def _trade(tokens: Sequence[Token], at: int) -> int | None:
    """Index of the capital that goes on after one to three lower-case words of trade: "Vận tải biển Ninh Giang"."""
    for stop in range(at + 1, min(at + 4, len(tokens))):
        if tokens[stop - 1].kind != "WORD" or tokens[stop - 1].text in _ends() or tokens[stop - 1].capital:
            return None
        if tokens[stop].capital and tokens[stop].kind == "WORD":
            return stop
    return None


@cache
def _common() -> frozenset[str]:
    return frozenset(fold(name) for name in lexicon.table("names")["common"])


def _person_behind(tokens: Sequence[Token], after: int, end: int) -> int | None:
    """Index where the manager's name begins in "Giám đốc Công ty TNHH Bao bì Phố Nối Vàng Nguyễn Quang Thụy"."""
    for cut in (end - 3, end - 4):
        if (
            cut >= after
            and tokens[cut].text in _common()
            and all(t.capital and t.kind == "WORD" for t in tokens[cut:end])
            and (cut == after or cut >= after + 2)
        ):
            return cut
    return None


def _managed_by_another(tokens: Sequence[Token], first: int) -> bool:
    """Whether the manager stands before the title: "Bà Nguyễn Thị Sao Mai, Giám đốc Công ty CP May Phan Thiết Xanh"."""
    for i in range(first - 1, max(first - 6, 0), -1):
        if tokens[i].text == ",":
            return tokens[i - 1].capital and tokens[i - 2].capital
    return False


def _counts(tokens: Sequence[Token], at: int) -> bool:
    """Whether the number behind a name is a figure of the list it stands in: "kết nạp 61 đảng viên, … Dệt Biên Hùng 28 (chỉ tiêu 20)"."""
    behind = tokens[at + 1].text if at + 1 < len(tokens) else "."
    if behind == "(" and at + 2 < len(tokens):
        return tokens[at + 2].text in ("chỉ", "kế", "đạt", "giao", "nghị") or tokens[at + 2].kind == "PERCENT"
    admits = any(t.text == "kết" for t in tokens[:at]) and any(t.kind == "NUMBER" for t in tokens[: at - 3])
    return behind in (",", ";", ".") and admits and tokens[at - 1].capital and tokens[at - 2].capital and tokens[at - 3].capital


def at(tokens: Sequence[Token], texts: Sequence[str], first: int, post: bool = False) -> EnterpriseMention | None:
    """The company whose name begins at token `first`; a head in lower case or without a name of its own is none; `post` as in `body.at`."""
    found = lexicon.longest(heads(), texts, first)
    if found is None or not tokens[first].capital:
        return None
    after = end = found[0]
    form: tuple[int, int] | None = None
    named = False
    capitals = 0
    while after < len(tokens):
        token = tokens[after]
        following = after + 1 if token.text in ("và", ",") else after
        if (
            named
            and following < len(tokens)
            and tokens[following].capital
            and tokens[following].text in ("công", "doanh", "cty", "dntn", "tổng")
            and lexicon.longest(heads(), texts, following)
        ):
            break  # "… Ngũ Hiệp Xanh và Công ty CP …" are two
        if not named and (step := lexicon.longest(_forms(), texts, after)):
            form = (form[0] if form else after, step[0])
            after = end = step[0]
        elif token.capital and (step := lexicon.longest(_inner(), texts, after)) and step[0] > after + 1:
            named, capitals = True, 0
            after = end = step[0]
        elif post and named and "'" in token.text and person.opens(tokens, after):
            break  # "Bí thư Chi bộ Công ty TNHH Tơ lụa Lộc Phát K'Brèo"
        elif token.kind == "WORD" and token.capital:
            named, capitals = True, capitals + 1
            after = end = after + 1
        elif (
            (token.kind in ("NUMBER", "CODE") or (token.kind in ("RATIO", "RANGE") and not named))
            and (form or named)
            and tokens[after - 1].stop + 1 >= token.start
        ):
            if after + 1 < len(tokens) and tokens[after + 1].kind == "WORD" and not tokens[after + 1].capital and named:
                break
            named = True
            after = end = after + 1
        elif token.text == "và" and capitals >= 2 and not (following < len(tokens) and lexicon.longest(_inner(), texts, following)):
            break  # after a name of its own "và" goes on to something else: "May mặc Thị Vải và Chi hội Phụ nữ"
        elif step := lexicon.longest(_inner(), texts, after):
            after, capitals = step[0], 0
        elif capitals <= 1 and (goes_on := _trade(tokens, after)) is not None:
            after, capitals = goes_on, 0
        elif token.text in ("-", "&") and after + 1 < len(tokens) and tokens[after + 1].capital:
            after += 1
        else:
            break
    if not named:
        return None
    if post and form is None and end - found[0] in (3, 4) and person.begins(tokens, found[0]) and person.end(tokens, found[0]) == end:
        return None  # "Bí thư Đảng ủy Công ty Tô Phát Nghiêm": the firm was named before
    if tokens[end - 1].kind == "NUMBER" and end - found[0] > 2 and _counts(tokens, end - 1):
        end -= 1
    if (post or (first and tokens[first - 1].text in lexicon.context("managed") and not _managed_by_another(tokens, first))) and (
        cut := _person_behind(tokens, found[0], end)
    ) is not None:
        if cut == found[0]:
            return None
        end = cut
    words = [t for t in tokens[found[0] : end] if t.kind == "WORD"]
    if form and len(words) <= form[1] - form[0] and not any(t.kind != "WORD" for t in tokens[form[1] : end]):
        return None
    printed = " ".join(t.text for t in tokens[form[0] : form[1]]).upper() if form else None
    return EnterpriseMention(first, end, tokens[first].start, tokens[end - 1].stop, printed)
